/**
 * Promotion of shares and permissions that RAM made from resource policies. None of the types here is shared by a policy of its own,
 * so that every share and permission is a standard one, which cannot be promoted.
 * https://docs.aws.amazon.com/ram/latest/APIReference/API_PromoteResourceShareCreatedFromPolicy.html
 */

import { invalidParameter } from './faults.ts';
import type { RamHandlers } from './handlers.ts';
import { permissionAt } from './permission.ts';
import { ownShare } from './share.ts';

export const promotionOperations: RamHandlers<
  'PromotePermissionCreatedFromPolicy' | 'PromoteResourceShareCreatedFromPolicy'
> = {
  PromoteResourceShareCreatedFromPolicy(context, input) {
    ownShare(context.network, context, input.resourceShareArn);
    throw invalidParameter(`ResourceShare ${input.resourceShareArn} was not created from a policy.`);
  },

  PromotePermissionCreatedFromPolicy(context, input) {
    permissionAt(context.network, context, input.permissionArn);
    throw invalidParameter(`Permission ${input.permissionArn} was not created from a policy.`);
  },
};
