/**
 * Tags that an account gave a resource of another's that it sees. They are the account's own: nobody else sees them, as it sees
 * none of the owner's. They go with the resource, and are only hidden while the account doesn't see the resource.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
 */

import type { Network } from './network.ts';
import type { Resource, ResourceBase, Tags } from './resource.ts';
import { isAccepter } from './transit-gateway.ts';
import { peeringTags } from './vpc-peering-connection.ts';

export interface SharedResourceTags extends ResourceBase {
  readonly kind: 'shared-resource-tags';
  /** The id is the account that gave the tags, a slash and this. */
  readonly resource: string;
}

export function sharedTagsId(account: string, resource: string): string {
  return `${account}/${resource}`;
}

interface Viewer {
  readonly account: string;
  readonly region: string;
}

/** The tags of a resource as an account sees them. */
export function tagsSeenBy(network: Network, viewer: Viewer, resource: Resource): Tags {
  const { account } = viewer;
  if (resource.kind === 'vpc-peering-connection') return peeringTags(resource, viewer);
  if (resource.kind === 'transit-gateway-attachment' && resource.attached.kind === 'peering') {
    return isAccepter(resource, viewer) ? resource.attached.accepterTags : resource.tags;
  }
  if (resource.account === account) return resource.tags;
  return network.get('shared-resource-tags', sharedTagsId(account, resource.id))?.tags ?? {};
}
