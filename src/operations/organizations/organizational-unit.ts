/**
 * Organizational units, and the place of accounts among them. A unit that still holds something is not deleted; what hangs
 * in it keeps its place when it is renamed. Policies of units are service-control-policy.ts's.
 */

import { randomText } from '../../base/random.ts';
import { globalRegion, type Organization } from '../../model/account.ts';
import { unitArn } from '../../model/organization-arn.ts';
import { type OrganizationalUnit, pathToRoot, placeOf } from '../../model/organizational-unit.ts';
import { constraint, duplicateUnit, invalidInput, parentNotFound, unitNotEmpty, unitNotFound } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { idAlphabet, managedOrganization, readableOrganization } from './membership.ts';
import { organizationsPage } from './page.ts';
import { forgetTarget } from './policy-attachment.ts';
import { readTags } from './tag-input.ts';
import { accountsIn, checkId, checkParent, type Reader, unitIn, unitsIn } from './tree.ts';

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const mostUnits = 2000;
const deepestUnit = 5;
const longestName = 128;

function unitShown(reader: Reader, organization: Organization, { id, name }: OrganizationalUnit) {
  return { Id: id, Arn: unitArn(organization, id), Name: name, Path: placeOf(reader, organization, id) };
}

function checkName(name: string): void {
  if (name.length < 1) throw invalidInput('MIN_LENGTH_EXCEEDED');
  if (name.length > longestName) throw invalidInput('MAX_LENGTH_EXCEEDED');
}

/** Names are unique among a parent's units. */
function checkFree(reader: Reader, parent: string, name: string): void {
  if (unitsIn(reader, parent).some((unit) => unit.name === name)) throw duplicateUnit();
}

/** @throws Fault OrganizationalUnitNotFoundException */
function unitOf(reader: Reader, organization: Organization, id: string): OrganizationalUnit {
  checkId(id, 'unit');
  const unit = unitIn(reader, organization, id);
  if (unit === undefined) throw unitNotFound();
  return unit;
}

export const organizationalUnitOperations: OrganizationsHandlers<
  | 'CreateOrganizationalUnit'
  | 'DeleteOrganizationalUnit'
  | 'DescribeOrganizationalUnit'
  | 'ListOrganizationalUnitsForParent'
  | 'UpdateOrganizationalUnit'
> = {
  CreateOrganizationalUnit({ account, now, random, transact }, input) {
    const { ParentId: parent, Name: name } = input;
    checkName(name);
    const tags = readTags(input.Tags);
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      checkParent(draft, organization, parent, parentNotFound);
      // The path has the root in it, and not yet the new unit.
      if (pathToRoot(draft, organization, parent).length > deepestUnit) throw constraint('OU_DEPTH_LIMIT_EXCEEDED');
      const count = draft.find('organizational-unit', `organization:${organization.id}`).length;
      if (count >= mostUnits) throw constraint('OU_NUMBER_LIMIT_EXCEEDED');
      checkFree(draft, parent, name);
      const unit: OrganizationalUnit = {
        kind: 'organizational-unit',
        id: `ou-${organization.rootId.slice(2)}-${randomText(random, 8, idAlphabet)}`,
        account,
        region: globalRegion,
        created: now,
        tags,
        organization: organization.id,
        name,
        parent,
      };
      draft.put(unit);
      return { OrganizationalUnit: unitShown(draft, organization, unit) };
    });
  },

  DescribeOrganizationalUnit({ network, account }, input) {
    const organization = readableOrganization(network, account);
    const unit = unitOf(network, organization, input.OrganizationalUnitId);
    return { OrganizationalUnit: unitShown(network, organization, unit) };
  },

  UpdateOrganizationalUnit({ account, transact }, input) {
    const { Name: name } = input;
    if (name !== undefined) checkName(name);
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      const unit = unitOf(draft, organization, input.OrganizationalUnitId);
      const renamed = { ...unit, name: name ?? unit.name };
      if (renamed.name !== unit.name) {
        checkFree(draft, unit.parent, renamed.name);
        draft.put(renamed);
      }
      return { OrganizationalUnit: unitShown(draft, organization, renamed) };
    });
  },

  DeleteOrganizationalUnit({ account, transact }, input) {
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      const { id } = unitOf(draft, organization, input.OrganizationalUnitId);
      const isEmpty = unitsIn(draft, id).length === 0 && accountsIn(draft, organization, id).length === 0;
      if (!isEmpty) throw unitNotEmpty();
      forgetTarget(draft, organization, id);
      draft.remove('organizational-unit', id);
      return {};
    });
  },

  ListOrganizationalUnitsForParent({ network, account }, input) {
    const organization = readableOrganization(network, account);
    checkParent(network, organization, input.ParentId, parentNotFound);
    const { items, next } = organizationsPage(unitsIn(network, input.ParentId), input);
    return { OrganizationalUnits: items.map((unit) => unitShown(network, organization, unit)), ...next };
  },
};
