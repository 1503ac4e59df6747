/**
 * Removing what other accounts may see or be given: with the resource go the tags that they gave it and its associations with
 * resource shares. Whether it may go at all is decided before.
 */

import { arnOf } from '../../model/ec2-arn.ts';
import type { Resource } from '../../model/resource.ts';
import type { Draft } from '../../store/store.ts';

/** @param arn by which shares name it */
export function removeResource(draft: Draft, resource: Resource, arn = arnOf(resource)): void {
  for (const tags of draft.find('shared-resource-tags', `resource:${resource.id}`)) draft.remove(tags.kind, tags.id);
  for (const share of draft.find('resource-share', `resource:${arn}`)) {
    draft.put({ ...share, resources: share.resources.filter(({ id }) => id !== arn) });
  }
  draft.remove(resource.kind, resource.id);
}
