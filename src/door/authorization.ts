/**
 * Whether a decoded request may be served: each resource that it is about must be allowed by its own action, and by whatever
 * else it needs. The first that isn't ends the request in the service's own refusal.
 */

import { type Authorizer, isOwnRoot } from '../access/authorize.ts';
import { furtherPermissions } from '../access/further-permissions.ts';
import { namedResources } from '../access/named-resources.ts';
import type { NamedResource, Request } from '../access/request.ts';
import { sessionActions } from '../access/session-actions.ts';
import type { Network } from '../model/network.ts';
import { identityId, readIdentityArn } from '../operations/iam/arn.ts';
import { authorize, type Exchange } from './exchange.ts';

/**
 * Operations that need no permission:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html, …/API_GetSessionToken.html
 */
const unrestricted: ReadonlySet<string> = new Set(['sts:GetCallerIdentity', 'sts:GetSessionToken']);

/** Services whose resources may be another account's. */
const hasOwnPolicies: ReadonlySet<string> = new Set(['sns']);

/** How policies call a service, or it itself in its refusals, where that isn't the name that requests are signed for. */
const printedActions: Readonly<Record<string, string>> = { monitoring: 'cloudwatch', sns: 'SNS' };

/** @throws Fault */
export function authorizeRequest(authorizer: Authorizer, network: Network, exchange: Exchange, request: Request): void {
  const { service, operation, account } = request;
  if (service === 'sts' && operation === 'AssumeRole') {
    authorizeAssumeRole(authorizer, network, exchange, request);
    return;
  }
  const root = { caller: exchange.caller, circumstances: exchange.circumstances, resourceAccount: account };
  if (!hasOwnPolicies.has(service) && isOwnRoot(network, root)) return;
  const resources = namedResources(network, request);
  const action = `${printedActions[service] ?? service}:${operation}`;
  const gettingSession =
    action === 'sts:GetFederationToken' ? sessionActions(request.input, exchange.caller?.session) : [];
  const own = [action, ...gettingSession].flatMap((each) =>
    resources.map((resource) => ({ action: each, resource, keys: resource.keys })),
  );
  const needsNoPermission = unrestricted.has(action);
  const further = furtherPermissions(network, request, resources).map(({ keys, ...one }) => ({
    ...one,
    keys: { ...one.resource.keys, ...keys },
  }));
  for (const { action: asked, resource, keys } of [...own, ...further]) {
    const { arn, account: owner = account, policy } = resource;
    authorize(authorizer, network, exchange, {
      action: asked,
      resource: arn,
      resourceAccount: owner,
      resourcePolicy: policy,
      needsNoPermission,
      keys,
      request,
      named: resource,
    });
  }
}

/** A trust policy that names a user of its own account lets that user in by itself; the operation asks for trust in any case. */
function authorizeAssumeRole(authorizer: Authorizer, network: Network, exchange: Exchange, request: Request): void {
  const arn = String(request.input.RoleArn);
  const asked = readIdentityArn(arn, 'role');
  const role = asked && network.get('role', identityId(asked.account, asked.name));
  const isOwn = role !== undefined && role.account === request.account;
  const named: NamedResource = { arn, tags: role?.tags ?? {}, document: role };
  for (const action of ['sts:AssumeRole', ...sessionActions(request.input, exchange.caller?.session)]) {
    authorize(authorizer, network, exchange, {
      action,
      resource: arn,
      resourceAccount: request.account,
      ...(isOwn ? { trustPolicy: role.trustPolicy } : {}),
      request,
      named,
    });
  }
}
