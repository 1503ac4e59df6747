/**
 * Every operation that has a schema, through the AWS SDK's own client and back: the request that the client makes from a
 * random input is identified, verified and decoded to the same input, and the client reads from the encoded answer the
 * same random output.
 */

import * as account from '@aws-sdk/client-account';
import * as monitoring from '@aws-sdk/client-cloudwatch';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elasticloadbalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import * as ram from '@aws-sdk/client-ram';
import * as route53 from '@aws-sdk/client-route-53';
import * as resolver from '@aws-sdk/client-route53resolver';
import * as sns from '@aws-sdk/client-sns';
import * as sts from '@aws-sdk/client-sts';
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { describe, expect, test } from 'vitest';
import { operations } from '../../tools/schemas/operations.ts';
import { seededRandom } from '../base/random.ts';
import { encodeUri } from './canonical-request.ts';
import type { Head } from './head.ts';
import { identify } from './identify.ts';
import { decode, encode, findOperation } from './operation.ts';
import { randomValue } from './random-value.ts';
import { loadSchema, type ServiceSchema, type Structure } from './schema.ts';
import { type ServiceName, services } from './services.ts';
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

function queryText(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${name}=${encodeUri(value)}`)
    .join('&');
}

interface Client {
  send(command: unknown): Promise<Record<string, unknown>>;
}

type ClientClass = new (options: object) => Client;

const clients: Readonly<Record<ServiceName, readonly [module: object, client: unknown]>> = {
  account: [account, account.AccountClient],
  ec2: [ec2, ec2.EC2Client],
  elasticloadbalancing: [elasticloadbalancing, elasticloadbalancing.ElasticLoadBalancingV2Client],
  iam: [iam, iam.IAMClient],
  monitoring: [monitoring, monitoring.CloudWatchClient],
  organizations: [organizations, organizations.OrganizationsClient],
  ram: [ram, ram.RAMClient],
  route53: [route53, route53.Route53Client],
  route53resolver: [resolver, resolver.Route53ResolverClient],
  sns: [sns, sns.SNSClient],
  sts: [sts, sts.STSClient],
};

const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG',
  sessionToken: 'a+b/c=',
};

interface Exchange {
  input?: unknown;
  output?: unknown;
  protocol?: string;
}

/** Answers each request of the client by decoding it and encoding `exchange.output`. */
function connect(service: ServiceName, exchange: Exchange, more: object = {}): Client {
  const isGlobal = ['account', 'iam', 'organizations', 'route53'].includes(service);
  const handle = async (request: SentRequest) => {
    const head: Head = {
      method: request.method,
      path: request.path,
      query: queryText(request.query),
      headers: request.headers,
    };
    const body = bytesOf(request.body);
    const target = identify(head, body);
    expect(target).toMatchObject({ service, region: isGlobal ? 'us-east-1' : 'eu-west-1' });
    const signature = parseSignature(head, target.protocol)!;
    expect(signature).toMatchObject({ accessKeyId: credentials.accessKeyId, sessionToken: credentials.sessionToken });
    const secret = credentials.secretAccessKey;
    verifySignature({ head, signature, secret, target, bodyHash: sha256(body), now: Date.now() });
    const operation = await findOperation(target, head);
    exchange.protocol = target.protocol;
    exchange.input = decode(operation, head, body);
    const answer = encode(operation, exchange.output, 'request-1', { strict: true });
    return { response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) } };
  };
  const [, client] = clients[service];
  const settings = { region: 'eu-west-1', credentials, maxAttempts: 1, requestHandler: { handle } };
  return new (client as ClientClass)({ ...settings, ...more });
}

/** The client makes up an idempotency token where none is given. */
function withToken(schema: ServiceSchema, input: string, value: unknown): unknown {
  const hasToken = (schema.shapes[input] as Structure).members.some(([name]) => name === 'ClientToken');
  return hasToken ? { ClientToken: 'token', ...(value as object) } : value;
}

/** A header keeps no line breaks. */
function withPrintableHeaders(schema: ServiceSchema, output: string, value: object): object {
  const isHeader = new Set(
    (schema.shapes[output] as Structure).members.filter(([, , traits]) => traits?.httpHeader).map(([name]) => name),
  );
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isHeader.has(name) ? String(member).replaceAll('\n', ' ') : member,
    ]),
  );
}

async function roundTrip(service: ServiceName, name: string, more?: object): Promise<string | undefined> {
  const schema = await loadSchema(service);
  const { input, output } = schema.operations[name]!;
  const random = seededRandom(sha256(name).charCodeAt(0) * 1000 + name.length);
  const exchange: Exchange = {};
  const client = connect(service, exchange, more);
  const CommandClass = (clients[service][0] as Record<string, new (input: unknown) => unknown>)[`${name}Command`]!;
  for (let round = 0; round < 3; round += 1) {
    const given = input
      ? withToken(schema, input, randomValue(schema, random, input, { emptyCollections: false }))
      : {};
    const answer = output ? randomValue(schema, random, output, { emptyCollections: true }) : undefined;
    exchange.output = answer && withPrintableHeaders(schema, output!, answer as object);
    const { $metadata, ...answered } = await client.send(new CommandClass(given));
    expect(exchange.input).toEqual(given);
    expect(answered).toEqual(exchange.output ?? {});
    expect($metadata).toMatchObject({
      httpStatusCode: schema.operations[name]!.http?.[2] ?? 200,
      requestId: 'request-1',
    });
  }
  return exchange.protocol;
}

describe.each(Object.keys(clients) as ServiceName[])('%s', (service) => {
  test.each(operations[service])('%s', async (name) => {
    expect(await roundTrip(service, name)).toBe(service === 'monitoring' ? 'awsJson1_0' : services[service].protocol);
  });
});

const defaultNamespace = 'com.amazonaws.cloudwatch';
const errorTypeRegistries: never[] = [];
const { version, namespace: xmlNamespace } = services.monitoring;

describe.each([
  ['rpcV2Cbor', new AwsSmithyRpcV2CborProtocol({ defaultNamespace, errorTypeRegistries, awsQueryCompatible: true })],
  [
    'awsQuery',
    new AwsQueryProtocol({ defaultNamespace, errorTypeRegistries, xmlNamespace: xmlNamespace!, version: version! }),
  ],
])('monitoring in %s', (spoken, protocol) => {
  test.each(operations.monitoring)('%s', async (name) => {
    expect(await roundTrip('monitoring', name, { protocol })).toBe(spoken);
  });
});
