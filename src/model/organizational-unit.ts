/**
 * Organizational units: the inner nodes of an organization's tree, between its root and its accounts. The tree is kept as each
 * node's parent; what no parent is written for, hangs at the root. Which policies a node has is not part of this file.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_ous.html
 */

import type { Organization } from './account.ts';
import type { Kind, ResourceBase, ResourceOf } from './resource.ts';

export interface OrganizationalUnit extends ResourceBase {
  readonly kind: 'organizational-unit';
  readonly organization: string;
  readonly name: string;
  /** The organization's root, or another unit. */
  readonly parent: string;
}

interface Reader {
  get<K extends Kind>(kind: K, id: string): ResourceOf<K> | undefined;
}

/** Ids from a root, unit or account up to the root, with both ends. */
export function pathToRoot(reader: Reader, { rootId }: Organization, id: string): readonly string[] {
  const path = [id];
  let node = id;
  while (node !== rootId) {
    node = (reader.get('organizational-unit', node) ?? reader.get('account', node))?.parent ?? rootId;
    path.push(node);
  }
  return path;
}

/** The organization that an account belongs to. */
export function findOrganization(reader: Reader, account: string): Organization | undefined {
  const id = reader.get('account', account)?.organization;
  return id === undefined ? undefined : reader.get('organization', id);
}

/** A root, unit or account by its place in the organization, from the outside in: `o-…/r-…/ou-…/`. */
export function placeOf(reader: Reader, organization: Organization, id: string): string {
  return `${[...pathToRoot(reader, organization, id), organization.id].reverse().join('/')}/`;
}
