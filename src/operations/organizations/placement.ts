/** Where accounts and units are in the organization's tree: what is in a root or unit, in which a child is, and moving accounts. */

import { unreachable } from '../../base/assert.ts';
import type { Organization } from '../../model/account.ts';
import {
  accountNotFound,
  alreadyThere,
  childNotFound,
  destinationNotFound,
  invalidInput,
  parentNotFound,
  sourceNotFound,
} from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { accountShown, managedOrganization, readableOrganization } from './membership.ts';
import { organizationsPage } from './page.ts';
import { accountIn, accountsIn, checkId, checkParent, parentOf, type Reader, unitIn, unitsIn } from './tree.ts';

const childTypes = ['ACCOUNT', 'ORGANIZATIONAL_UNIT'] as const;
type ChildType = (typeof childTypes)[number];

const isChildType = (type: string): type is ChildType => childTypes.some((one) => one === type);

function childrenOf(reader: Reader, organization: Organization, parent: string, type: ChildType) {
  switch (type) {
    case 'ACCOUNT':
      return accountsIn(reader, organization, parent);
    case 'ORGANIZATIONAL_UNIT':
      return unitsIn(reader, parent);
    default:
      return unreachable(type);
  }
}

export const placementOperations: OrganizationsHandlers<
  'ListAccountsForParent' | 'ListChildren' | 'ListParents' | 'MoveAccount'
> = {
  ListAccountsForParent(context, input) {
    const { network, account } = context;
    const organization = readableOrganization(network, account);
    checkParent(network, organization, input.ParentId, parentNotFound);
    const { items, next } = organizationsPage(accountsIn(network, organization, input.ParentId), input);
    return { Accounts: items.map((one) => accountShown(context, organization, one)), ...next };
  },

  ListChildren({ network, account }, input) {
    const organization = readableOrganization(network, account);
    const { ParentId: parent, ChildType: type } = input;
    if (!isChildType(type)) throw invalidInput('INVALID_ENUM');
    checkParent(network, organization, parent, parentNotFound);
    const children = childrenOf(network, organization, parent, type).map(({ id }) => ({ id }));
    const { items, next } = organizationsPage(children, input);
    return { Children: items.map(({ id }) => ({ Id: id, Type: type })), ...next };
  },

  /** AWS answers a list; a child has exactly one parent. */
  ListParents({ network, account }, input) {
    const organization = readableOrganization(network, account);
    const { ChildId: id } = input;
    checkId(id, 'child');
    const child = unitIn(network, organization, id) ?? accountIn(network, organization, id);
    if (child === undefined) throw childNotFound();
    const parent = parentOf(organization, child);
    const { items, next } = organizationsPage([{ id: parent }], input);
    const type = parent === organization.rootId ? ('ROOT' as const) : ('ORGANIZATIONAL_UNIT' as const);
    return { Parents: items.map((one) => ({ Id: one.id, Type: type })), ...next };
  },

  MoveAccount({ account, transact }, input) {
    const { AccountId: id, SourceParentId: source, DestinationParentId: destination } = input;
    checkId(id, 'account');
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      const moved = accountIn(draft, organization, id);
      if (moved === undefined) throw accountNotFound();
      checkParent(draft, organization, source, sourceNotFound);
      checkParent(draft, organization, destination, destinationNotFound);
      if (parentOf(organization, moved) === destination) throw alreadyThere();
      if (parentOf(organization, moved) !== source) throw sourceNotFound();
      const { parent: _, ...inRoot } = moved;
      draft.put(destination === organization.rootId ? inRoot : { ...inRoot, parent: destination });
      return {};
    });
  },
};
