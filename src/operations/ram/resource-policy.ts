/**
 * The policies that RAM attaches to shared resources, for their owner to read: a statement for each share that a resource is in, made of
 * the share's permission, its principals and the resource. Who may use a resource is decided elsewhere, from the shares themselves.
 * https://docs.aws.amazon.com/ram/latest/APIReference/API_GetResourcePolicies.html
 */

import { Fault } from '../../base/fault.ts';
import { isAccountId } from '../../base/ids.ts';
import type { ResourceShare } from '../../model/resource-share.ts';
import { shareableTypeOf } from '../../model/sharing.ts';
import type { Context } from '../context.ts';
import { malformedArn } from './faults.ts';
import type { RamHandlers } from './handlers.ts';
import { ramPage } from './page.ts';
import { permissionAt } from './permission.ts';
import { principalId } from './principal.ts';
import { ownShares } from './share.ts';
import { liveResources } from './shared-resource.ts';
import { principalStatus } from './state.ts';

type Statement = Readonly<Record<string, unknown>>;

/** Whom a statement is for: accounts and identities by name, organizations and their units by where the caller is. */
function audience(context: Context, id: string): Statement {
  if (isAccountId(id)) return { Principal: { AWS: `arn:aws:iam::${id}:root` } };
  if (id.startsWith('arn:aws:iam:')) return { Principal: { AWS: id } };
  const [, organization, unit] = id.slice(id.lastIndexOf(':') + 1).split('/');
  if (unit === undefined) {
    return { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': organization } } };
  }
  const root = context.network.get('organization', organization ?? '')?.rootId;
  const path = `${organization}/${root}/*${unit}/*`;
  return { Principal: '*', Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': path } } };
}

function statementsOf(
  context: Context,
  share: ResourceShare,
  arn: string,
  principal: string | undefined,
): readonly Statement[] {
  const type = shareableTypeOf(arn)?.name;
  const held = share.permissions.find(({ resourceType }) => resourceType === type);
  if (held === undefined || !liveResources(context, share).some(({ id }) => id === arn)) return [];
  const permission = permissionAt(context.network, context, held.arn);
  const version = permission.versions.find((one) => one.version === held.version);
  const template = JSON.parse(version?.policyTemplate ?? '{}') as Statement;
  return share.principals
    .filter((one) => principalStatus(context, share, one) === 'ASSOCIATED')
    .filter(({ id }) => principal === undefined || id === principalId(principal))
    .map(({ id }) => {
      const { Principal, Condition } = audience(context, id);
      const conditions = bothConditions(template.Condition, Condition);
      return { Effect: 'Allow', Principal, Action: template.Action, Resource: arn, ...conditions };
    });
}

type Conditions = Readonly<Record<string, object>>;

/** Operators of both, each with the keys of both. */
function bothConditions(one: unknown = {}, other: unknown = {}): Statement {
  const all = [...Object.entries(one as Conditions), ...Object.entries(other as Conditions)];
  const Condition: Record<string, object> = {};
  for (const [operator, keys] of all) Condition[operator] = { ...Condition[operator], ...keys };
  return all.length > 0 ? { Condition } : {};
}

function sharesWith(context: Context, arn: string): readonly ResourceShare[] {
  return ownShares(context).filter((share) => liveResources(context, share).some(({ id }) => id === arn));
}

/** Undefined for what the caller shares with nobody. */
export function policyOf(context: Context, arn: string, principal?: string): string | undefined {
  const shares = sharesWith(context, arn);
  const Statement = shares.flatMap((share) => statementsOf(context, share, arn, principal));
  return Statement.length === 0 ? undefined : JSON.stringify({ Version: '2012-10-17', Statement });
}

/** @throws Fault ResourceArnNotFoundException for what the caller doesn't share */
function checkShared(context: Context, arn: string): void {
  if (!arn.startsWith('arn:')) throw malformedArn(arn);
  if (sharesWith(context, arn).length > 0) return;
  throw new Fault('ResourceArnNotFoundException', `Resource ${arn} could not be found.`);
}

export const resourcePolicyOperations: RamHandlers<'GetResourcePolicies'> = {
  GetResourcePolicies(context, input) {
    const { items, next } = ramPage([...new Set(input.resourceArns)], input, (arn) => arn);
    for (const arn of items) checkShared(context, arn);
    return { policies: items.flatMap((arn) => policyOf(context, arn, input.principal) ?? []), ...next };
  },
};
