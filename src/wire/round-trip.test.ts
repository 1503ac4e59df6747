/**
 * Every operation that has a schema, through the AWS SDK's own client and back: the request that the client makes from a
 * random input is identified, verified and decoded to the same input, and the client reads from the encoded answer the
 * same random output.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { operations } from '../../tools/schemas/operations.ts';
import { seededRandom } from '../base/random.ts';
import type { Head } from './head.ts';
import { identify } from './identify.ts';
import { decode, encode, findOperation } from './operation.ts';
import { randomValue } from './random-value.ts';
import { loadSchema, type ServiceSchema, type Structure } from './schema.ts';
import type { ServiceName } from './services.ts';
import { parseSignature } from './signature.ts';
import { sha256 } from './signing-key.ts';
import { verifySignature } from './verify-signature.ts';

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array | undefined;
}

/** Copied, for the client minds what is done to its own. */
function bytesOf(body: string | Uint8Array | undefined): Uint8Array {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.concat(body ? [body] : []);
}

interface Client {
  send(command: unknown): Promise<Record<string, unknown>>;
}

type ClientClass = new (options: object) => Client;

const clients: Readonly<Record<ServiceName, readonly [module: object, client: unknown]>> = {
  ec2: [ec2, ec2.EC2Client],
  iam: [iam, iam.IAMClient],
  organizations: [organizations, organizations.OrganizationsClient],
  sts: [sts, sts.STSClient],
};

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG',
  sessionToken: 'a+b/c=',
};

/** Answers each request of the client by decoding it and encoding `exchange.output`. */
function connect(service: ServiceName, exchange: { input?: unknown; output?: unknown }): Client {
  const isGlobal = service === 'iam' || service === 'organizations';
  const handle = async (request: SentRequest) => {
    const head: Head = { method: request.method, path: request.path, query: '', headers: request.headers };
    const body = bytesOf(request.body);
    const target = identify(head, body);
    expect(target).toMatchObject({ service, region: isGlobal ? 'us-east-1' : 'eu-west-1' });
    const signature = parseSignature(head, target.protocol)!;
    expect(signature).toMatchObject({ accessKeyId: credentials.accessKeyId, sessionToken: credentials.sessionToken });
    const secret = credentials.secretAccessKey;
    verifySignature({ head, signature, secret, target, bodyHash: sha256(body), now: Date.now() });
    const operation = await findOperation(target, head);
    exchange.input = decode(operation, head, body);
    const answer = encode(operation, exchange.output, 'request-1', { strict: true });
    return { response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) } };
  };
  const [, client] = clients[service];
  return new (client as ClientClass)({ region: 'eu-west-1', credentials, maxAttempts: 1, requestHandler: { handle } });
}

/** The client makes up an idempotency token where none is given. */
function withToken(schema: ServiceSchema, input: string, value: unknown): unknown {
  const hasToken = (schema.shapes[input] as Structure).members.some(([name]) => name === 'ClientToken');
  return hasToken ? { ClientToken: 'token', ...(value as object) } : value;
}

describe.each(Object.keys(clients) as ServiceName[])('%s', (service) => {
  test.each(operations[service])('%s', async (name) => {
    const schema = await loadSchema(service);
    const { input, output } = schema.operations[name]!;
    const random = seededRandom(sha256(name).charCodeAt(0) * 1000 + name.length);
    const exchange: { input?: unknown; output?: unknown } = {};
    const client = connect(service, exchange);
    const CommandClass = (clients[service][0] as Record<string, new (input: unknown) => unknown>)[`${name}Command`]!;
    for (let round = 0; round < 3; round += 1) {
      const given = input
        ? withToken(schema, input, randomValue(schema, random, input, { emptyCollections: false }))
        : {};
      exchange.output = output ? randomValue(schema, random, output, { emptyCollections: true }) : undefined;
      const { $metadata, ...answered } = await client.send(new CommandClass(given));
      expect(exchange.input).toEqual(given);
      expect(answered).toEqual(exchange.output ?? {});
      expect($metadata).toMatchObject({ httpStatusCode: 200, requestId: 'request-1' });
    }
  });
});
