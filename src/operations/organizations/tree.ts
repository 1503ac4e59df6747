/**
 * The organization's tree as its operations see it: a root, unit or account by its id, and what is below one. It relies on
 * `managedOrganization` having said whose organization it is; ids of another organization's are found nowhere.
 */

import type { Account, Organization } from '../../model/account.ts';
import { accountArn, rootArn, unitArn } from '../../model/organization-arn.ts';
import type { OrganizationalUnit } from '../../model/organizational-unit.ts';
import type { Kind, ResourceOf } from '../../model/resource.ts';
import { invalidInput } from './faults.ts';

export interface Reader {
  get<K extends Kind>(kind: K, id: string): ResourceOf<K> | undefined;
  find<K extends Kind>(kind: K, key: string): ResourceOf<K>[];
}

export interface TreeNode {
  readonly type: 'ROOT' | 'ORGANIZATIONAL_UNIT' | 'ACCOUNT';
  readonly id: string;
  readonly name: string;
  readonly arn: string;
}

const rootForm = 'r-[0-9a-z]{4,32}';
const unitForm = 'ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}';
const forms = {
  root: new RegExp(`^${rootForm}$`),
  unit: new RegExp(`^${unitForm}$`),
  account: /^\d{12}$/,
  parent: new RegExp(`^(${rootForm}|${unitForm})$`),
  child: new RegExp(`^(\\d{12}|${unitForm})$`),
  target: new RegExp(`^(${rootForm}|\\d{12}|${unitForm})$`),
} as const;

/** @throws Fault InvalidInputException */
export function checkId(id: string, form: keyof typeof forms): void {
  if (!forms[form].test(id)) throw invalidInput(form === 'target' ? 'INVALID_PATTERN_TARGET_ID' : 'INVALID_PATTERN');
}

export function unitIn(reader: Reader, organization: Organization, id: string): OrganizationalUnit | undefined {
  const unit = reader.get('organizational-unit', id);
  return unit?.organization === organization.id ? unit : undefined;
}

export function accountIn(reader: Reader, organization: Organization, id: string): Account | undefined {
  const account = reader.get('account', id);
  return account?.organization === organization.id ? account : undefined;
}

export function nodeIn(reader: Reader, organization: Organization, id: string): TreeNode | undefined {
  if (id === organization.rootId) return { type: 'ROOT', id, name: 'Root', arn: rootArn(organization) };
  const unit = unitIn(reader, organization, id);
  if (unit) return { type: 'ORGANIZATIONAL_UNIT', id, name: unit.name, arn: unitArn(organization, id) };
  const account = accountIn(reader, organization, id);
  return account && { type: 'ACCOUNT', id, name: account.name, arn: accountArn(organization, id) };
}

/** A root or a unit. @throws what `missing` answers */
export function checkParent(reader: Reader, organization: Organization, id: string, missing: () => Error): void {
  checkId(id, 'parent');
  if (id !== organization.rootId && unitIn(reader, organization, id) === undefined) throw missing();
}

export const parentOf = (organization: Organization, { parent }: { readonly parent?: string }): string =>
  parent ?? organization.rootId;

export function accountsIn(reader: Reader, organization: Organization, parent: string): readonly Account[] {
  if (parent !== organization.rootId) return reader.find('account', `parent:${parent}`);
  return reader.find('account', `organization:${organization.id}`).filter((account) => account.parent === undefined);
}

export const unitsIn = (reader: Reader, parent: string): readonly OrganizationalUnit[] =>
  reader.find('organizational-unit', `parent:${parent}`);
