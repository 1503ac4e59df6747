/** Tags of resource shares and of accounts' own permissions; what is shared has none of them. */

import type { ResourceShare, ResourceSharePermission } from '../../model/resource-share.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { ownPermission } from './customer-permission.ts';
import { invalidParameter } from './faults.ts';
import type { RamHandlers } from './handlers.ts';
import { changeableShare } from './share.ts';
import { withTags } from './tag-list.ts';

interface Target {
  readonly resourceShareArn?: string | undefined;
  readonly resourceArn?: string | undefined;
}

/** @throws Fault InvalidParameterException unless exactly one is named */
function tagged(draft: Draft, context: Context, target: Target): ResourceShare | ResourceSharePermission {
  const { resourceShareArn, resourceArn } = target;
  if (resourceShareArn !== undefined && resourceArn === undefined) {
    return changeableShare(draft, context, resourceShareArn);
  }
  if (resourceArn !== undefined && resourceShareArn === undefined) return ownPermission(draft, context, resourceArn);
  throw invalidParameter('You must specify either resourceShareArn or resourceArn, but not both.');
}

export const tagOperations: RamHandlers<'TagResource' | 'UntagResource'> = {
  TagResource(context, input) {
    return context.transact((draft) => {
      const target = tagged(draft, context, input);
      draft.put({ ...target, tags: withTags(target.tags, input.tags) });
      return {};
    });
  },

  UntagResource(context, input) {
    return context.transact((draft) => {
      const target = tagged(draft, context, input);
      const kept = Object.entries(target.tags).filter(([key]) => !input.tagKeys.includes(key));
      draft.put({ ...target, tags: Object.fromEntries(kept) });
      return {};
    });
  },
};
