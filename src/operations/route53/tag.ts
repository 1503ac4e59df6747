/**
 * Tags of hosted zones: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeTagsForResource.html. Health
 * checks have none, because there are none.
 */

import type { TagResourceType } from '@aws-sdk/client-route-53';
import { Fault } from '../../base/fault.ts';
import type { HostedZone } from '../../model/hosted-zone.ts';
import type { Tags } from '../../model/resource.ts';
import { tagList } from '../ec2/tags.ts';
import { invalidInput } from './faults.ts';
import type { Route53Handlers } from './handlers.ts';
import { ownZone, type Reader } from './lookup.ts';

const mostTags = 10;
const longestKey = 128;
const longestValue = 256;

/** @throws Fault InvalidInput, NoSuchHealthCheck, NoSuchHostedZone */
function tagged(reader: Reader, account: string, type: TagResourceType, id: string): HostedZone {
  if (type === 'hostedzone') return ownZone(reader, account, id);
  if (type === 'healthcheck') throw new Fault('NoSuchHealthCheck', `A health check with id ${id} does not exist.`, 404);
  throw invalidInput(`The resource type ${type} does not exist.`);
}

interface TagInput {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

function withTags(before: Tags, added: readonly TagInput[], removed: readonly string[]): Tags {
  const tags = Object.fromEntries(Object.entries(before).filter(([key]) => !removed.includes(key)));
  for (const { Key: key = '', Value: value = '' } of added) {
    if (key === '' || key.length > longestKey) {
      throw invalidInput(`A tag key must have between 1 and ${longestKey} characters.`);
    }
    if (key.toLowerCase().startsWith('aws:')) throw invalidInput('Tag keys may not begin with aws:.');
    if (value.length > longestValue) throw invalidInput(`A tag value has at most ${longestValue} characters.`);
    tags[key] = value;
  }
  if (Object.keys(tags).length > mostTags) throw invalidInput(`A resource has at most ${mostTags} tags.`);
  return tags;
}

export const tagOperations: Route53Handlers<'ChangeTagsForResource' | 'ListTagsForResource'> = {
  ChangeTagsForResource(context, { ResourceType, ResourceId, AddTags = [], RemoveTagKeys = [] }) {
    if (AddTags.length + RemoveTagKeys.length === 0) throw invalidInput('No tags to add or remove were specified.');
    return context.transact((draft) => {
      const zone = tagged(draft, context.account, ResourceType, ResourceId);
      draft.put({ ...zone, tags: withTags(zone.tags, AddTags, RemoveTagKeys) });
      return {};
    });
  },

  ListTagsForResource({ network, account }, { ResourceType, ResourceId }) {
    const zone = tagged(network, account, ResourceType, ResourceId);
    return { ResourceTagSet: { ResourceType, ResourceId: zone.id, Tags: tagList(zone.tags) } };
  },
};
