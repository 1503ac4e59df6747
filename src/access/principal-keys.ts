/**
 * The condition keys that follow from who signs, beyond what `policy` reads off a principal by itself: its unique id, its
 * place in the organization, its tags, and what its temporary credentials carry. Long-term credentials have no keys of a
 * session, and nobody here has a second factor.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties
 */

import type { Role, User } from '../model/identity.ts';
import type { Network } from '../model/network.ts';
import type { Tags } from '../model/resource.ts';
import type { Caller } from './caller.ts';
import type { Facts, FamilyTable, KeyTable } from './facts.ts';
import { organizationId, organizationPath } from './organization-keys.ts';

/** The user or the role whose policies count; undefined for root users, who need none. */
export function holderOf(network: Network, { principal, account, session, userName }: Caller): User | Role | undefined {
  if (principal.kind === 'assumedRole' && session?.role !== undefined) {
    return network.get('role', `${account}/${session.role}`);
  }
  const isUsers = principal.kind === 'user' || principal.kind === 'federatedUser';
  return isUsers && userName !== undefined ? network.get('user', `${account}/${userName}`) : undefined;
}

/** `AIDA…` of a user, `AROA…:session` of a role's session, `ACCOUNT:name` of a federated user, the account of a root user. */
export function uniqueIdOf(network: Network, caller: Caller): string | undefined {
  const federated = caller.session?.federatedUser;
  if (federated !== undefined) return `${caller.account}:${federated}`;
  const holder = holderOf(network, caller);
  if (holder === undefined) return caller.principal.kind === 'root' ? caller.account : undefined;
  return holder.kind === 'role' ? `${holder.uniqueId}:${caller.session?.session}` : holder.uniqueId;
}

/** Session tags come before the role's own. */
function tagsOf({ network, caller }: Facts): Tags {
  if (caller === undefined) return {};
  return { ...holderOf(network, caller)?.tags, ...caller.session?.tags };
}

/** The instance whose role's credentials these are: the session is called after it. */
function instanceArn({ network, caller }: Facts): string | undefined {
  const session = caller?.session;
  const instance = session?.instance && network.get('instance', session.session);
  return instance && `arn:aws:ec2:${instance.region}:${instance.account}:instance/${instance.id}`;
}

const ofSession = ({ caller }: Facts, value: string): string | undefined =>
  caller?.session === undefined ? undefined : value;

export const principalKeys: KeyTable = {
  'aws:Ec2InstanceSourcePrivateIPv4': ({ caller }) => caller?.session?.instance?.address,
  'aws:Ec2InstanceSourceVpc': ({ caller }) => caller?.session?.instance?.vpc,
  'aws:MultiFactorAuthPresent': (facts) => ofSession(facts, 'false'),
  'aws:PrincipalOrgID': ({ network, caller }) => organizationId(network, caller?.account),
  'aws:PrincipalOrgPaths': ({ network, caller }) => organizationPath(network, caller?.account),
  'aws:SourceIdentity': ({ caller }) => caller?.session?.sourceIdentity,
  'aws:TokenIssueTime': ({ caller }) => {
    const issued = caller?.session?.issued;
    return issued === undefined ? undefined : new Date(issued).toISOString();
  },
  'aws:userid': ({ network, caller }) => caller && uniqueIdOf(network, caller),
  'ec2:RoleDelivery': ({ caller }) => (caller?.session?.instance ? '2.0' : undefined),
  'ec2:SourceInstanceARN': instanceArn,
};

export const principalFamilies: FamilyTable = { 'aws:PrincipalTag/': tagsOf };
