/**
 * Services whose operations are handlers in `operations`: decode, authorize, DryRun, client token, handle, encode. An
 * account's first EC2 request in a region makes its default VPC there, as AWS has it waiting.
 */

import { type Authorizer, isOwnRoot } from '../access/authorize.ts';
import { guardrailsOf } from '../access/guardrails.ts';
import { namedResources, type Request } from '../access/named-resources.ts';
import { permissionOnly } from '../access/permission-only.ts';
import { issueSession, type Session } from '../access/session.ts';
import { sessionActions, sessionKeys } from '../access/session-actions.ts';
import { checkSessionLimits } from '../access/session-limits.ts';
import { present } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import type { Random } from '../base/random.ts';
import type { KeyUses } from '../model/key-use.ts';
import type { MetricsView } from '../model/metric.ts';
import type { Network } from '../model/network.ts';
import type { Tags } from '../model/resource.ts';
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
import { withClientToken } from './client-token.ts';
import { authorize, type Exchange } from './exchange.ts';

/** A handler once its types are behind it: the table that it comes from was checked against the SDK's. */
type AnyHandler = (context: Context, input: Readonly<Record<string, unknown>>) => unknown;

type Table = Readonly<Record<string, unknown>>;

const loaders: Readonly<Record<ServiceName, () => Promise<Table>>> = {
  ec2: async () => (await import('../operations/ec2/table.ts')).ec2Operations,
  elasticloadbalancing: async () =>
    (await import('../operations/elasticloadbalancing/table.ts')).elasticLoadBalancingOperations,
  iam: async () => (await import('../operations/iam/table.ts')).iamOperations,
  monitoring: async () => (await import('../operations/monitoring/table.ts')).monitoringOperations,
  organizations: async () => (await import('../operations/organizations/table.ts')).organizationsOperations,
  ram: async () => (await import('../operations/ram/table.ts')).ramOperations,
  route53: async () => (await import('../operations/route53/table.ts')).route53Operations,
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

/**
 * Operations that need no permission:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html, …/API_GetSessionToken.html
 */
const unrestricted: ReadonlySet<string> = new Set(['sts:GetCallerIdentity', 'sts:GetSessionToken']);

/** Services whose resources may be another account's. */
const hasOwnPolicies: ReadonlySet<string> = new Set(['sns']);

/** How policies call a service, or it itself in its refusals, where that isn't the name that requests are signed for. */
const printedActions: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', sns: 'SNS' };

export interface DecodedServices {
  readonly store: Store;
  readonly authorizer: Authorizer;
  readonly random: Random;
  readonly sessionKey: string;
  readonly quotas: Quotas;
  readonly appliedRevision: () => number;
  readonly targetHealth: TargetHealthView;
  readonly metrics: MetricsView;
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
    authorizeEach(authorizer, store.network, exchange, {
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

/** Every resource that the request names must be allowed, by whatever action the request needs. */
function authorizeEach(authorizer: Authorizer, network: Network, exchange: Exchange, request: Request): void {
  const { service, operation, account } = request;
  const action = `${service}:${operation}`;
  if (action === 'sts:AssumeRole') {
    authorizeAssumeRole(authorizer, network, exchange, request);
    return;
  }
  const root = { caller: exchange.caller, circumstances: exchange.circumstances, resourceAccount: account };
  if (!hasOwnPolicies.has(service) && isOwnRoot(network, root)) return;
  const resources = namedResources(network, request);
  const { further, keys } = permissionOnly(request, resources);
  const printed = printedActions[service] ? `${printedActions[service]}:${operation}` : action;
  const own = resources.map((resource) => ({ action: printed, resource }));
  for (const { action: asked, resource } of [...own, ...further]) {
    const { arn, tags, account: owner = account, policy, keys: named } = resource;
    authorize(authorizer, network, exchange, {
      action: asked,
      resource: arn,
      resourceAccount: owner,
      resourcePolicy: policy,
      needsNoPermission: unrestricted.has(action),
      keys: {
        ...tagKeys(service, tags),
        ...(policy === undefined ? {} : { 'aws:SourceOwner': account }),
        ...keys,
        ...named,
      },
    });
  }
}

/** A trust policy that names a user of its own account lets that user in by itself; the operation asks for trust in any case. */
function authorizeAssumeRole(authorizer: Authorizer, network: Network, exchange: Exchange, request: Request): void {
  const { RoleArn, RoleSessionName, ExternalId } = request.input;
  const [, account, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(String(RoleArn)) ?? [];
  const role = network.get('role', `${account}/${name}`);
  const isOwn = role !== undefined && role.account === request.account;
  for (const action of ['sts:AssumeRole', ...sessionActions(request.input, exchange.caller?.session)]) {
    authorize(authorizer, network, exchange, {
      action,
      resource: String(RoleArn),
      resourceAccount: request.account,
      ...(isOwn ? { trustPolicy: role.trustPolicy } : {}),
      keys: {
        'sts:RoleSessionName': String(RoleSessionName),
        ...(ExternalId === undefined ? {} : { 'sts:ExternalId': String(ExternalId) }),
        ...sessionKeys(request.input),
      },
    });
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag */
function tagKeys(service: string, tags: Tags): Readonly<Record<string, string>> {
  const entries = Object.entries(tags).flatMap(([key, value]) => [
    [`aws:ResourceTag/${key}`, value],
    [`${service}:ResourceTag/${key}`, value],
  ]);
  return Object.fromEntries(entries);
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
    keyUses: services.keyUses,
    guardrails: () => guardrailsOf(store.network, caller.account),
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
