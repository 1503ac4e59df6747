/** Every operation of Route 53, by name. */

import { changeOperations } from './change.ts';
import { hostedZoneOperations } from './hosted-zone.ts';
import { hostedZoneListOperations } from './hosted-zone-list.ts';
import { recordSetChangeOperations } from './record-set-change.ts';
import { recordSetListOperations } from './record-set-list.ts';
import { tagOperations } from './tag.ts';
import { testAnswerOperations } from './test-answer.ts';
import { vpcAssociationOperations } from './vpc-association.ts';
import { vpcAssociationAuthorizationOperations } from './vpc-association-authorization.ts';

export const route53Operations = {
  ...changeOperations,
  ...hostedZoneOperations,
  ...hostedZoneListOperations,
  ...recordSetChangeOperations,
  ...recordSetListOperations,
  ...tagOperations,
  ...testAnswerOperations,
  ...vpcAssociationOperations,
  ...vpcAssociationAuthorizationOperations,
};
