/**
 * Services whose operations are handlers in `operations`: decode, authorize, DryRun, client token, handle, encode. An
 * account's first EC2 request in a region makes its default VPC there, as AWS has it waiting.
 */

import type { Authorizer } from '../access/authorize.ts';
import { issueSession } from '../access/session.ts';
import { present } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import type { Random } from '../base/random.ts';
import type { Context, Principal } from '../operations/context.ts';
import { createDefaultVpc } from '../operations/ec2/default-vpc.ts';
import type { Quotas } from '../operations/ec2/quotas.ts';
import type { Store } from '../store/store.ts';
import { decode, encode, findOperation, unknownOperation, type WireResponse } from '../wire/operation.ts';
import type { ServiceName } from '../wire/services.ts';
import { withClientToken } from './client-token.ts';
import { authorize, type Exchange } from './exchange.ts';

/** A handler once its types are behind it: the table that it comes from was checked against the SDK's. */
type AnyHandler = (context: Context, input: Readonly<Record<string, unknown>>) => unknown;

type Table = Readonly<Record<string, unknown>>;

const loaders: Readonly<Record<ServiceName, () => Promise<Table>>> = {
  ec2: async () => (await import('../operations/ec2/table.ts')).ec2Operations,
  iam: async () => (await import('../operations/iam/table.ts')).iamOperations,
  organizations: async () => (await import('../operations/organizations/table.ts')).organizationsOperations,
  sts: async () => (await import('../operations/sts/table.ts')).stsOperations,
};

/** Kept here, because asking the module loader again costs more than the operation. */
const loaded = new Map<ServiceName, Table>();

async function tableOf(service: ServiceName): Promise<Table> {
  const known = loaded.get(service);
  if (known) return known;
  const table = await loaders[service]();
  loaded.set(service, table);
  return table;
}

/** Operations that need no permission: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const unrestricted: ReadonlySet<string> = new Set(['sts:GetCallerIdentity']);

export interface DecodedServices {
  readonly store: Store;
  readonly authorizer: Authorizer;
  readonly random: Random;
  readonly sessionKey: string;
  readonly quotas: Quotas;
  readonly appliedRevision: () => number;
}

export async function serveDecoded(
  services: DecodedServices,
  exchange: Exchange,
  body: Uint8Array,
): Promise<WireResponse> {
  const { store, authorizer } = services;
  const operation = await findOperation(exchange.target, exchange.head);
  const table = await tableOf(operation.service);
  const handler = Object.hasOwn(table, operation.name) ? (table[operation.name] as AnyHandler) : undefined;
  if (handler === undefined) throw unknownOperation({ ...exchange.target, operation: operation.name });
  const input = decode(operation, exchange.head, body);
  const context = contextOf(services, exchange);
  const action = `${operation.service}:${operation.name}`;
  authorize(authorizer, store.network, exchange, {
    action,
    resource: action === 'sts:AssumeRole' ? String(input.RoleArn) : '*',
    resourceAccount: context.account,
    needsNoPermission: unrestricted.has(action),
  });
  if (input.DryRun === true) {
    throw new Fault('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  }
  if (operation.service === 'ec2') await openRegion(services, context);
  const output = await withClientToken(operation.name, input, { ...context, network: store.network }, (with_) =>
    handler(with_, input),
  );
  return encode(operation, output, exchange.requestId);
}

function contextOf(services: DecodedServices, exchange: Exchange): Context {
  const { store, random, sessionKey, quotas } = services;
  const caller = present(exchange.caller, 'a caller, which only S3 does without');
  return {
    account: caller.account,
    region: exchange.target.region,
    principal: principalOf(caller),
    requestId: exchange.requestId,
    network: store.network,
    now: exchange.circumstances.now,
    random,
    quotas,
    appliedRevision: services.appliedRevision(),
    transact: (work) => store.transact(work),
    issueSession: ({ seconds, ...session }) =>
      issueSession(sessionKey, random, { ...session, expires: exchange.circumstances.now + seconds * 1000 }),
  };
}

function principalOf(caller: NonNullable<Exchange['caller']>): Principal {
  const { account, session, userName } = caller;
  if (session?.role !== undefined) return { kind: 'session', account, role: session.role, session: session.session };
  return userName === undefined ? { kind: 'root', account } : { kind: 'user', account, name: userName };
}

async function openRegion({ store, random }: DecodedServices, context: Context): Promise<void> {
  const { account, region, now } = context;
  const id = `${account}/${region}`;
  if (store.network.get('account-region', id)) return;
  await store.transact((draft) => {
    if (draft.get('account-region', id)) return;
    draft.put({ kind: 'account-region', id, account, region, created: now, tags: {} });
    createDefaultVpc(draft, { account, region, now, random });
  });
}
