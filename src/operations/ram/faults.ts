/**
 * What RAM answers to requests that it refuses. The sentences about what can be shared only within an organization and about external
 * accounts are those of its user guide and of public reports of real answers; where a comment says nothing, the code is documented
 * and the sentence is the likeliest.
 * https://docs.aws.amazon.com/ram/latest/userguide/tshoot-sharing-outside-org.html
 */

import { Fault } from '../../base/fault.ts';

export const invalidParameter = (message: string): Fault => new Fault('InvalidParameterException', message);

export const notPermitted = (message: string): Fault => new Fault('OperationNotPermittedException', message);

export const missingParameter = (message: string): Fault => new Fault('MissingRequiredParameterException', message);

const unknown = (message: string): Fault => new Fault('UnknownResourceException', message);

export const malformedArn = (arn: string): Fault =>
  new Fault('MalformedArnException', `The specified resource ARN ${arn} is not valid. Verify the ARN and try again.`);

export const notShareable = (): Fault =>
  new Fault('MalformedArnException', 'You cannot share the selected resource type.');

/** From a report of 2025; those of 2019 and 2020 have OperationNotPermittedException with the same sentences. */
export const onlyWithinOrganization = (): Fault =>
  invalidParameter(
    'The resource you are attempting to share can only be shared within your AWS Organization. This error may also occur if you have not enabled sharing with your AWS organization, or that onboarding process is still in progress.',
  );

export const noExternalPrincipals = (principal: string): Fault =>
  invalidParameter(
    `Principal ${principal} is not in your AWS organization. You do not have permission to add external AWS accounts to a resource share.`,
  );

export const malformedPrincipal = (principal: string): Fault =>
  invalidParameter(`Principal ID ${principal} is malformed. Verify the ID and try again.`);

export const organizationNotFound = (id: string): Fault => unknown(`Organization ${id} could not be found.`);

export const unitNotFound = (id: string): Fault => unknown(`OrganizationalUnit ${id} could not be found.`);

export const unitInUnknownOrganization = (id: string): Fault =>
  unknown(`OrganizationalUnit ${id} in unknown organization could not be found.`);

export const shareNotFound = (arn: string): Fault => unknown(`ResourceShare ${arn} could not be found.`);

export const resourceNotFound = (arn: string): Fault => unknown(`Resource ${arn} could not be found.`);

export const notAssociated = (id: string): Fault =>
  unknown(`${id} is not associated with the resource share. Verify the ID and try again.`);

export const permissionNotFound = (arn: string): Fault => unknown(`Permission ${arn} could not be found.`);

export const versionNotFound = (arn: string, version: number): Fault =>
  unknown(`Version ${version} of permission ${arn} could not be found.`);

export const shareDeleted = (arn: string): Fault =>
  new Fault('InvalidStateTransitionException', `ResourceShare ${arn} has been deleted.`);

export const shareLimit = (message: string): Fault => new Fault('ResourceShareLimitExceededException', message);

export const unknownResourceType = (type: string): Fault =>
  new Fault('InvalidResourceTypeException', `Invalid resource type: ${type}`);

export const invitationNotFound = (arn: string): Fault =>
  new Fault('ResourceShareInvitationArnNotFoundException', `ResourceShareInvitation ${arn} could not be found.`);

const answered = {
  accepted: ['ResourceShareInvitationAlreadyAcceptedException', 'has already been accepted'],
  rejected: ['ResourceShareInvitationAlreadyRejectedException', 'has already been rejected'],
  expired: ['ResourceShareInvitationExpiredException', 'has expired'],
} as const;

export const invitationAnswered = (arn: string, how: keyof typeof answered): Fault =>
  new Fault(answered[how][0], `ResourceShareInvitation ${arn} ${answered[how][1]}.`);
