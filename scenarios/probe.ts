/**
 * One probe, run inside an instance: a plain program with the stock SDK, which finds names, certificates and credentials as
 * it would on EC2. Prints one line of JSON. It is given no key and no address but what the probe is about.
 */

import { createConnection } from 'node:net';

const patience = 1500;

interface Outcome {
  /** `allowed`, `no answer`, `refused`, or the error code of AWS. */
  readonly outcome: string;
  readonly detail: string;
}

function describe(error: unknown): Outcome {
  const { name = 'Error', message = '' } = error as Partial<Error>;
  const text = `${name} ${message} ${String((error as { code?: string }).code ?? '')}`;
  if (/ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|TimeoutError|timeout|AbortError/i.test(text)) {
    return { outcome: 'no answer', detail: message };
  }
  if (/ECONNREFUSED/.test(text)) return { outcome: 'refused', detail: message };
  return { outcome: name, detail: message };
}

function connect(host: string, port: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: patience });
    const end = (outcome: Outcome): void => {
      socket.destroy();
      resolve(outcome);
    };
    socket.on('timeout', () => end({ outcome: 'no answer', detail: `nothing from ${host}:${port}` }));
    socket.on('error', (error) => end(describe(error)));
    socket.on('connect', () => end({ outcome: 'allowed', detail: `from ${socket.localAddress}` }));
  });
}

/** One attempt, and no longer than a person would wait. */
const settings = { maxAttempts: 1, requestHandler: { connectionTimeout: patience, requestTimeout: 2 * patience } };

const probes: Readonly<Record<string, (...words: string[]) => Promise<Outcome>>> = {
  connect: (host = '', port = '') => connect(host, Number(port)),
  async 's3-get'(Bucket, Key) {
    const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
    const answer = await new S3Client(settings).send(new GetObjectCommand({ Bucket, Key }));
    return { outcome: 'allowed', detail: (await answer.Body?.transformToString()) ?? '' };
  },
  /** At an endpoint of another region's where words name both. */
  async 'sts-identity'(endpoint, region) {
    const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
    const elsewhere = endpoint && region ? { endpoint, region } : {};
    const answer = await new STSClient({ ...settings, ...elsewhere }).send(new GetCallerIdentityCommand({}));
    return { outcome: 'allowed', detail: answer.Arn ?? '' };
  },
  /** Any operation of EC2, by its name and its input as JSON. */
  async ec2(operation = '', input = '{}') {
    const sdk = await import('@aws-sdk/client-ec2');
    const Command = sdk[`${operation}Command` as 'DescribeVpcsCommand'];
    await new sdk.EC2Client(settings).send(new Command(JSON.parse(input)));
    return { outcome: 'allowed', detail: operation };
  },
  async 'dynamodb-get'(endpoint = '', TableName = '', id = '') {
    const { DynamoDBClient, GetItemCommand } = await import('@aws-sdk/client-dynamodb');
    const client = new DynamoDBClient({ ...settings, endpoint });
    const answer = await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
    return { outcome: 'allowed', detail: JSON.stringify(answer.Item) };
  },
  async 'dynamodb-delete-table'(endpoint = '', TableName = '') {
    const { DeleteTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
    const client = new DynamoDBClient({ ...settings, endpoint });
    await client.send(new DeleteTableCommand({ TableName }));
    return { outcome: 'allowed', detail: 'deleted' };
  },
};

const [name = '', ...words] = process.argv.slice(2);
const probe = probes[name];
const outcome = probe ? await probe(...words).catch(describe) : { outcome: 'no such probe', detail: name };
process.stdout.write(`${JSON.stringify(outcome)}\n`);
process.exit(0);
