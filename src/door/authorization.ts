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
  const needsNoPermission = unrestricted.has(action);
  const ask = (asked: string, resource: NamedResource, keys: NamedResource['keys']): void =>
    authorize(authorizer, network, exchange, {
      action: asked,
      resource: resource.arn,
      resourceAccount: resource.account ?? account,
      resourcePolicy: resource.policy,
      needsNoPermission,
      keys,
      request,
      named: resource,
    });
  for (const each of [action, ...gettingSession]) {
    for (const resource of resources) ask(each, resource, resource.keys);
  }
  for (const { action: further, resource, keys } of furtherPermissions(network, request, resources)) {
    ask(further, resource, { ...resource.keys, ...keys });
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
