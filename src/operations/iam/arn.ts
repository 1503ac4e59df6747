/** The ARNs of identities, each from the document that it names, and of whoever signs a request. */

import type { Group, InstanceProfile, ManagedPolicy, Role, User } from '../../model/identity.ts';
import type { Network } from '../../model/network.ts';
import type { Principal } from '../context.ts';

const arnOf = (type: string, one: { readonly account: string; readonly path: string; readonly name: string }): string =>
  `arn:aws:iam::${one.account}:${type}${one.path}${one.name}`;

export const userArn = (user: User): string => arnOf('user', user);
export const groupArn = (group: Group): string => arnOf('group', group);
export const roleArn = (role: Role): string => arnOf('role', role);
export const instanceProfileArn = (profile: InstanceProfile): string => arnOf('instance-profile', profile);
export const policyArn = (policy: ManagedPolicy): string => arnOf('policy', policy);

/** The id in the Network: names are unique in an account, whatever the path. */
export const identityId = (account: string, name: string): string => `${account}/${name}`;

interface Reader {
  get(kind: 'user', id: string): User | undefined;
}

/** What GetCallerIdentity prints; a user that is gone is named without a path. */
export function principalArn(reader: Reader, principal: Principal): string {
  const { account } = principal;
  switch (principal.kind) {
    case 'root':
      return `arn:aws:iam::${account}:root`;
    case 'user': {
      const user = reader.get('user', identityId(account, principal.name));
      return user === undefined ? `arn:aws:iam::${account}:user/${principal.name}` : userArn(user);
    }
    case 'federated':
      return `arn:aws:sts::${account}:federated-user/${principal.name}`;
    case 'session':
      return `arn:aws:sts::${account}:assumed-role/${principal.role}/${principal.session}`;
  }
}

/** The user or role that a resource can be shared with alone; none for a root or federated user. */
export function identityOf(network: Network, principal: Principal): string | undefined {
  if (principal.kind === 'root' || principal.kind === 'federated') return undefined;
  if (principal.kind === 'user') return principalArn(network, principal);
  const role = network.get('role', identityId(principal.account, principal.role));
  return role && roleArn(role);
}

/** Account and name of an identity's ARN, or undefined where the text is no ARN of that type. */
export function readIdentityArn(
  text: string,
  type: 'user' | 'group' | 'role' | 'policy',
): { readonly account: string; readonly name: string; readonly path: string } | undefined {
  const [, account, kind, path, name] =
    /^arn:aws:iam::(\d{12}|aws):([a-z-]+)(\/(?:[!-~]+\/)?)([\w+=,.@-]+)$/.exec(text) ?? [];
  if (account === undefined || kind !== type || path === undefined || name === undefined) return undefined;
  return { account, name, path };
}
