/**
 * Looking up IAM's entities by name, for reads and inside transactions alike, and whose user a request without UserName
 * means. It changes nothing.
 */

import type { Group, InstanceProfile, PolicyHolder, Role, User } from '../../model/identity.ts';
import type { Kind, ResourceOf } from '../../model/resource.ts';
import type { Context } from '../context.ts';
import { identityId } from './arn.ts';
import { noSuchEntity, unmodifiableEntity, validationError } from './faults.ts';

export interface Reader {
  get<K extends Kind>(kind: K, id: string): ResourceOf<K> | undefined;
}

export function userNamed(reader: Reader, account: string, name: string): User {
  const user = reader.get('user', identityId(account, name));
  if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

export function roleNamed(reader: Reader, account: string, name: string): Role {
  const role = reader.get('role', identityId(account, name));
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** A role that its account may change, which it may not where it is linked to a service. */
export function changeableRole(reader: Reader, account: string, name: string): Role {
  const role = roleNamed(reader, account, name);
  if (role.service !== undefined) throw unmodifiableEntity(role.name);
  return role;
}

export function groupNamed(reader: Reader, account: string, name: string): Group {
  const group = reader.get('group', identityId(account, name));
  if (group === undefined) throw noSuchEntity(`The group with name ${name} cannot be found.`);
  return group;
}

const named = { user: userNamed, group: groupNamed, role: roleNamed } as const;

/** @throws Fault NoSuchEntity */
export function holderNamed(reader: Reader, account: string, kind: PolicyHolder['kind'], name: string): PolicyHolder {
  return named[kind](reader, account, name);
}

/** @throws Fault NoSuchEntity, UnmodifiableEntity */
export function changeableHolder(
  reader: Reader,
  account: string,
  kind: PolicyHolder['kind'],
  name: string,
): PolicyHolder {
  return kind === 'role' ? changeableRole(reader, account, name) : named[kind](reader, account, name);
}

export function profileNamed(reader: Reader, account: string, name: string): InstanceProfile {
  const profile = reader.get('instance-profile', identityId(account, name));
  if (profile === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

/** The user that a request means; undefined is the account's root user. */
export function meantUser(context: Context, name: string | undefined): string | undefined {
  if (name !== undefined) return name;
  const { principal } = context;
  switch (principal.kind) {
    case 'root':
      return undefined;
    case 'user':
      return principal.name;
    case 'session':
    case 'federated':
      throw validationError('Must specify userName when calling with non-User credentials');
  }
}

/** Names are unique whatever their case, so `Admin` is taken where `admin` is. */
export function isTaken(existing: readonly { readonly name: string }[], name: string): boolean {
  const wanted = name.toLowerCase();
  return existing.some((one) => one.name.toLowerCase() === wanted);
}
