/**
 * Whether a role's trust policy lets a caller in, with all that the session is to carry: tags need `sts:TagSession` besides, a
 * source identity `sts:SetSourceIdentity`, also where the caller's own session hands them on. Only the trust policy is judged
 * here: what the caller's own policies say was judged before.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */

import { present } from '../../base/assert.ts';
import type { Role } from '../../model/identity.ts';
import type { Tags } from '../../model/resource.ts';
import type { ContextValue } from '../../policy/context.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { principalFromArn } from '../../policy/principal.ts';
import type { Context } from '../context.ts';
import { identityId, roleArn } from '../iam/arn.ts';
import { administratorAccess, awsManagedPolicy } from '../iam/aws-managed-policy.ts';
import type { SessionTags } from './session-tag.ts';

export interface AskedSession extends SessionTags {
  readonly name: string;
  readonly externalId: string | undefined;
  readonly sourceIdentity: string | undefined;
}

const everything = parsePolicy(
  present(awsManagedPolicy(administratorAccess), 'AdministratorAccess').document,
  'identity',
);

export function callerPrincipal({ network, principal }: Context, arn: string) {
  const role =
    principal.kind === 'session' ? network.get('role', identityId(principal.account, principal.role)) : undefined;
  return present(principalFromArn(arn, role && roleArn(role)), 'the caller as a principal');
}

function callerTags({ network, principal, session }: Context): Tags {
  const { account } = principal;
  switch (principal.kind) {
    case 'user':
      return network.get('user', identityId(account, principal.name))?.tags ?? {};
    case 'session':
      return { ...network.get('role', identityId(account, principal.role))?.tags, ...session?.tags };
    case 'root':
    case 'federated':
      return session?.tags ?? {};
  }
}

const named = (prefix: string, tags: Tags): readonly (readonly [string, string])[] =>
  Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]);

function keysOf(context: Context, role: Role, asked: AskedSession): Readonly<Record<string, ContextValue>> {
  const { principal, network, now, region, session } = context;
  const organization = network.get('account', principal.account)?.organization;
  const optional: Readonly<Record<string, string | undefined>> = {
    'sts:ExternalId': asked.externalId,
    'sts:SourceIdentity': asked.sourceIdentity,
    'aws:SourceIdentity': session?.sourceIdentity,
    'aws:PrincipalOrgID': organization,
  };
  const present = Object.entries(optional).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
  return {
    'sts:RoleSessionName': asked.name,
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:RequestedRegion': region,
    'aws:TagKeys': Object.keys(asked.tags),
    'sts:TransitiveTagKeys': asked.transitiveTagKeys,
    ...Object.fromEntries([
      ...present,
      ...named('aws:RequestTag', asked.tags),
      ...named('aws:PrincipalTag', callerTags(context)),
      ...named('aws:ResourceTag', role.tags),
      ...named('iam:ResourceTag', role.tags),
    ]),
  };
}

/** The action that the role's trust policy does not allow the caller, or undefined where it allows all that is asked. */
export function untrusted(context: Context, caller: string, role: Role, asked: AskedSession): string | undefined {
  const actions = [
    'sts:AssumeRole',
    ...(Object.keys(asked.tags).length > 0 ? ['sts:TagSession'] : []),
    ...(asked.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ];
  const request = {
    principal: callerPrincipal(context, caller),
    resource: roleArn(role),
    context: keysOf(context, role, asked),
  };
  const policies = {
    sameAccount: role.account === context.principal.account,
    identity: [everything],
    resource: parsePolicy(role.trustPolicy, 'trust'),
  };
  return actions.find((action) => !evaluate({ ...request, action }, policies).allowed);
}
