/**
 * Tags of an organization's root, units, accounts and policies. The root is no document of its own: its tags are the
 * organization's. AWS's own policy takes none.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html
 */

import type { Organization } from '../../model/account.ts';
import type { Resource } from '../../model/resource.ts';
import { fullAccess } from '../../model/service-control-policy.ts';
import { invalidInput, targetNotFound } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { managedOrganization, readableOrganization } from './membership.ts';
import { organizationsPage } from './page.ts';
import { checkTagCount, readTags } from './tag-input.ts';
import { accountIn, type Reader, unitIn } from './tree.ts';

const form = /^(r-[0-9a-z]{4,32}|\d{12}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}|r?p-[0-9a-zA-Z_]{4,128})$/;

/** @throws Fault InvalidInputException, TargetNotFoundException */
function taggable(reader: Reader, organization: Organization, id: string): Resource {
  if (!form.test(id)) throw invalidInput('INVALID_PATTERN');
  if (id === fullAccess.id) throw invalidInput('TARGET_NOT_SUPPORTED');
  if (id === organization.rootId) return organization;
  const policy = reader.get('service-control-policy', id) ?? reader.get('resource-policy', id);
  const own = policy?.organization === organization.id ? policy : undefined;
  const found = unitIn(reader, organization, id) ?? accountIn(reader, organization, id) ?? own;
  if (found === undefined) throw targetNotFound();
  return found;
}

export const tagOperations: OrganizationsHandlers<'ListTagsForResource' | 'TagResource' | 'UntagResource'> = {
  TagResource({ account, transact }, input) {
    const added = readTags(input.Tags);
    return transact((draft) => {
      const resource = taggable(draft, managedOrganization(draft, account), input.ResourceId);
      const tags = { ...resource.tags, ...added };
      checkTagCount(tags);
      draft.put({ ...resource, tags });
      return {};
    });
  },

  UntagResource({ account, transact }, input) {
    const removed = new Set(input.TagKeys);
    return transact((draft) => {
      const resource = taggable(draft, managedOrganization(draft, account), input.ResourceId);
      const kept = Object.entries(resource.tags).filter(([key]) => !removed.has(key));
      draft.put({ ...resource, tags: Object.fromEntries(kept) });
      return {};
    });
  },

  ListTagsForResource({ network, account }, input) {
    const { tags } = taggable(network, readableOrganization(network, account), input.ResourceId);
    const pairs = Object.entries(tags).map(([id, value]) => ({ id, value }));
    const { items, next } = organizationsPage(
      pairs.sort((one, other) => (one.id < other.id ? -1 : 1)),
      { NextToken: input.NextToken },
    );
    return { Tags: items.map(({ id, value }) => ({ Key: id, Value: value })), ...next };
  },
};
