/** Every operation of RAM, by name. */

import { customerPermissionOperations } from './customer-permission.ts';
import { invitationOperations } from './invitation.ts';
import { organizationSharingOperations } from './organization-sharing.ts';
import { permissionAssociationOperations } from './permission-association.ts';
import { permissionListOperations } from './permission-list.ts';
import { permissionReplacementOperations } from './permission-replacement.ts';
import { promotionOperations } from './promotion.ts';
import { resourcePolicyOperations } from './resource-policy.ts';
import { resourceShareOperations } from './resource-share.ts';
import { resourceTypeOperations } from './resource-type.ts';
import { shareAssociationOperations } from './share-association.ts';
import { sharedResourceOperations } from './shared-resource.ts';
import { tagOperations } from './tag.ts';

export const ramOperations = {
  ...customerPermissionOperations,
  ...invitationOperations,
  ...organizationSharingOperations,
  ...permissionAssociationOperations,
  ...permissionListOperations,
  ...permissionReplacementOperations,
  ...promotionOperations,
  ...resourcePolicyOperations,
  ...resourceShareOperations,
  ...resourceTypeOperations,
  ...shareAssociationOperations,
  ...sharedResourceOperations,
  ...tagOperations,
};
