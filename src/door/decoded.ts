/**
 * Services whose operations are handlers in `operations`: decode, authorize, DryRun, client token, handle, encode. An
 * account's first EC2 request in a region makes its default VPC there, as AWS has it waiting.
 */

import { openMessage } from '../access/authorization-message.ts';
import type { Authorizer } from '../access/authorize.ts';
import { guardrailsOf } from '../access/guardrails.ts';
import { issueSession, type Session } from '../access/session.ts';
import { checkSessionLimits } from '../access/session-limits.ts';
import { present } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import type { Random } from '../base/random.ts';
import type { LogDestinations } from '../model/flow-log.ts';
import type { KeyUses } from '../model/key-use.ts';
import type { MetricsView } from '../model/metric.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import type { Context, Principal, SessionTraits } from '../operations/context.ts';
import { createDefaultVpc } from '../operations/ec2/default-vpc.ts';
import type { Quotas } from '../operations/ec2/quotas.ts';
import type { Author, Store } from '../store/store.ts';
import {
  decode,
  encode,
  findOperation,
  type Operation,
  unknownOperation,
  type WireResponse,
} from '../wire/operation.ts';
import type { ServiceName } from '../wire/services.ts';
import { authorizeRequest } from './authorization.ts';
import { withClientToken } from './client-token.ts';
import type { Exchange } from './exchange.ts';

/** A handler once its types are behind it: the table that it comes from was checked against the SDK's. */
type AnyHandler = (context: Context, input: Readonly<Record<string, unknown>>) => unknown;

type Table = Readonly<Record<string, unknown>>;

const loaders: Readonly<Record<ServiceName, () => Promise<Table>>> = {
  account: async () => (await import('../operations/account/table.ts')).accountOperations,
  ec2: async () => (await import('../operations/ec2/table.ts')).ec2Operations,
  elasticloadbalancing: async () =>
    (await import('../operations/elasticloadbalancing/table.ts')).elasticLoadBalancingOperations,
  iam: async () => (await import('../operations/iam/table.ts')).iamOperations,
  monitoring: async () => (await import('../operations/monitoring/table.ts')).monitoringOperations,
  organizations: async () => (await import('../operations/organizations/table.ts')).organizationsOperations,
  ram: async () => (await import('../operations/ram/table.ts')).ramOperations,
  route53: async () => (await import('../operations/route53/table.ts')).route53Operations,
  route53resolver: async () => (await import('../operations/route53resolver/table.ts')).route53ResolverOperations,
  sns: async () => (await import('../operations/sns/table.ts')).snsOperations,
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

export interface DecodedServices {
  readonly store: Store;
  readonly authorizer: Authorizer;
  readonly random: Random;
  readonly sessionKey: string;
  readonly quotas: Quotas;
  readonly appliedRevision: () => number;
  readonly targetHealth: TargetHealthView;
  readonly metrics: MetricsView;
  readonly logDestinations?: LogDestinations;
  readonly keyUses: Pick<KeyUses, 'last'>;
}

export async function serveDecoded(
  services: DecodedServices,
  exchange: Exchange,
  body: Uint8Array,
): Promise<WireResponse> {
  const operation = await findOperation(exchange.target, exchange.head);
  const handle = await handlerOf(operation, exchange);
  const input = decode(operation, exchange.head, body);
  const output = await handle(services, input);
  return encode(operation, output, exchange.requestId);
}

/** What one request does, once its input is read. */
type Handle = (services: DecodedServices, input: Record<string, unknown>) => Promise<unknown>;

/** @throws Fault for an operation that nothing handles */
export async function handlerOf(operation: Operation, exchange: Exchange): Promise<Handle> {
  const table = await tableOf(operation.service);
  const handler = Object.hasOwn(table, operation.name) ? (table[operation.name] as AnyHandler) : undefined;
  if (handler === undefined) throw unknownOperation({ ...exchange.target, operation: operation.name });
  return async (services, input) => {
    const { store, authorizer } = services;
    const author = { principal: arnOf(exchange), operation: `${operation.service}:${operation.name}` };
    const context = contextOf(services, exchange, author);
    checkSessionLimits(exchange.caller?.session, operation.service, operation.name);
    authorizeRequest(authorizer, store.network, exchange, {
      service: operation.service,
      operation: operation.name,
      input,
      account: context.account,
      region: context.region,
      userName: exchange.caller?.userName,
    });
    if (input.DryRun === true) {
      throw new Fault('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    if (operation.service === 'ec2') await openRegion(services, context, author);
    return withClientToken(operation.name, input, { ...context, network: store.network }, (with_) =>
      handler(with_, input),
    );
  };
}

function contextOf(services: DecodedServices, exchange: Exchange, author: Author): Context {
  const { store, random, sessionKey, quotas } = services;
  const caller = present(exchange.caller, 'a caller, which only S3 does without');
  return {
    account: caller.account,
    region: exchange.target.region,
    principal: principalOf(caller),
    ...(caller.session === undefined ? {} : { session: traitsOf(caller.session) }),
    requestId: exchange.requestId,
    network: store.network,
    now: exchange.circumstances.now,
    random,
    quotas,
    appliedRevision: services.appliedRevision(),
    origin: exchange.circumstances.origin,
    targetHealth: services.targetHealth,
    metrics: services.metrics,
    ...(services.logDestinations && { logDestinations: services.logDestinations }),
    keyUses: services.keyUses,
    guardrails: () => guardrailsOf(store.network, caller.account),
    decodedDenial: (encoded) => openMessage(sessionKey, caller.account, encoded),
    transact: (work) => store.transact(work, author),
    issueSession: ({ seconds, ...session }) => {
      const { now: issued } = exchange.circumstances;
      return issueSession(sessionKey, random, { ...session, issued, expires: issued + seconds * 1000 });
    },
  };
}

/** Requests of these services are signed, and a principal that signs has an ARN. */
function arnOf({ caller }: Exchange): string {
  return caller && 'arn' in caller.principal ? caller.principal.arn : 'anonymous';
}

function principalOf(caller: NonNullable<Exchange['caller']>): Principal {
  const { account, session, userName } = caller;
  if (session?.role !== undefined) return { kind: 'session', account, role: session.role, session: session.session };
  if (session?.federatedUser !== undefined) return { kind: 'federated', account, name: session.federatedUser };
  return userName === undefined ? { kind: 'root', account } : { kind: 'user', account, name: userName };
}

function traitsOf({ tags = {}, transitiveTagKeys = [], sourceIdentity }: Session): SessionTraits {
  return { tags, transitiveTagKeys, ...(sourceIdentity === undefined ? {} : { sourceIdentity }) };
}

async function openRegion({ store, random }: DecodedServices, context: Context, author: Author): Promise<void> {
  const { account, region, now } = context;
  const id = `${account}/${region}`;
  if (store.network.get('account-region', id)) return;
  await store.transact((draft) => {
    if (draft.get('account-region', id)) return;
    draft.put({ kind: 'account-region', id, account, region, created: now, tags: {} });
    createDefaultVpc(draft, { account, region, now, random });
  }, author);
}
