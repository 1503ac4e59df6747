/**
 * What Organizations answers to requests that it refuses; `Reason` goes into the error document. The sentences about policy types,
 * the last policy of a target, delegated administrators and too many accounts are those of public reports of real answers, most others those of the API reference.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
 */

import { Fault } from '../../base/fault.ts';

export const notInUse = (): Fault =>
  new Fault('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');

export const alreadyMember = (): Fault =>
  new Fault('AlreadyInOrganizationException', 'The AWS account is already a member of an organization.');

export const accessDenied = (): Fault =>
  new Fault('AccessDeniedException', "You don't have permissions to access this resource.");

export const accountNotFound = (): Fault =>
  new Fault('AccountNotFoundException', "You specified an account that doesn't exist.");

export const creationNotFound = (): Fault =>
  new Fault(
    'CreateAccountStatusNotFoundException',
    "We can't find an create account request with the CreateAccountRequestId that you specified.",
  );

export const unitNotFound = (): Fault =>
  new Fault(
    'OrganizationalUnitNotFoundException',
    "We can't find an OU with the OrganizationalUnitId that you specified.",
  );

export const unitNotEmpty = (): Fault =>
  new Fault(
    'OrganizationalUnitNotEmptyException',
    'The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the operation again.',
  );

export const duplicateUnit = (): Fault =>
  new Fault('DuplicateOrganizationalUnitException', 'An OU with the same name already exists.');

export const rootNotFound = (): Fault =>
  new Fault('RootNotFoundException', "We can't find a root with the RootId that you specified.");

export const parentNotFound = (): Fault =>
  new Fault('ParentNotFoundException', "We can't find a root or OU with the ParentId that you specified.");

export const sourceNotFound = (): Fault =>
  new Fault('SourceParentNotFoundException', "We can't find a source root or OU with the ParentId that you specified.");

export const destinationNotFound = (): Fault =>
  new Fault(
    'DestinationParentNotFoundException',
    "We can't find the destination container (a root or OU) with the ParentId that you specified.",
  );

export const childNotFound = (): Fault =>
  new Fault(
    'ChildNotFoundException',
    "We can't find an organizational unit (OU) or AWS account with the ChildId that you specified.",
  );

export const alreadyThere = (): Fault =>
  new Fault('DuplicateAccountException', 'That account is already present in the specified destination.');

export const policyNotFound = (): Fault =>
  new Fault('PolicyNotFoundException', "We can't find a policy with the PolicyId that you specified.");

export const duplicatePolicy = (): Fault =>
  new Fault('DuplicatePolicyException', 'A policy with the same name already exists.');

export const policyInUse = (): Fault =>
  new Fault(
    'PolicyInUseException',
    'The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.',
  );

export const targetNotFound = (): Fault =>
  new Fault(
    'TargetNotFoundException',
    "We can't find a root, OU, account, or policy with the TargetId that you specified.",
  );

export const duplicateAttachment = (): Fault =>
  new Fault('DuplicatePolicyAttachmentException', 'The selected policy is already attached to the specified target.');

export const notAttached = (): Fault =>
  new Fault('PolicyNotAttachedException', "The policy isn't attached to the specified target in the specified root.");

export const policyTypeNotEnabled = (): Fault =>
  new Fault('PolicyTypeNotEnabledException', 'This operation can be performed only for enabled policy types.');

export const policyTypeEnabled = (): Fault =>
  new Fault('PolicyTypeAlreadyEnabledException', 'The specified policy type is already enabled.');

export const policyTypeNotAvailable = (): Fault =>
  new Fault(
    'PolicyTypeNotAvailableForOrganizationException',
    "You can't use the specified policy type with the feature set currently enabled for this organization.",
  );

export const masterCannotLeave = (): Fault =>
  new Fault(
    'MasterCannotLeaveOrganizationException',
    "You can't remove a management account from an organization. To make it a member of another organization, delete its own first.",
  );

export const organizationNotEmpty = (): Fault =>
  new Fault(
    'OrganizationNotEmptyException',
    'To delete an organization you must first remove all member accounts (except the master).',
  );

export const alreadyClosed = (): Fault =>
  new Fault('AccountAlreadyClosedException', 'The provided account is already closed.');

export const alreadyRegistered = (): Fault =>
  new Fault(
    'AccountAlreadyRegisteredException',
    'The provided account is already a delegated administrator for your organization.',
  );

export const notRegistered = (): Fault =>
  new Fault(
    'AccountNotRegisteredException',
    'The provided account is not a registered delegated administrator for your organization.',
  );

export const effectivePolicyNotFound = (): Fault =>
  new Fault('EffectivePolicyNotFoundException', "We can't find an effective policy of the type that you specified.");

export const resourcePolicyNotFound = (): Fault =>
  new Fault('ResourcePolicyNotFoundException', "We can't find a resource policy in your organization.");

export const handshakeNotFound = (): Fault =>
  new Fault('HandshakeNotFoundException', "We can't find a handshake with the HandshakeId that you specified.");

export const duplicateHandshake = (): Fault =>
  new Fault('DuplicateHandshakeException', 'A handshake with the same action and target already exists.');

export const handshakeInState = (): Fault =>
  new Fault('HandshakeAlreadyInStateException', 'The specified handshake is already in the requested state.');

export const wrongTransition = (): Fault =>
  new Fault(
    'InvalidHandshakeTransitionException',
    "You can't perform the operation on the handshake in its current state.",
  );

const handshakeSentences = {
  ACCOUNT_NUMBER_LIMIT_EXCEEDED: 'You have exceeded the allowed number of AWS accounts.',
  ALREADY_IN_AN_ORGANIZATION: 'The invited account is already a member of an organization.',
  HANDSHAKE_RATE_LIMIT_EXCEEDED: 'You have exceeded the number of handshakes that you can send in one day.',
  INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES:
    "You can't issue new invitations to join an organization while it's in the process of enabling all features.",
  ORGANIZATION_ALREADY_HAS_ALL_FEATURES: 'The organization has already enabled all features.',
  ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION:
    'The organization has already started the process to enable all features.',
} as const;

export const handshakeConstraint = (reason: keyof typeof handshakeSentences): Fault =>
  new Fault('HandshakeConstraintViolationException', handshakeSentences[reason], 400, { Reason: reason });

const constraintSentences = {
  ACCOUNT_NUMBER_LIMIT_EXCEEDED: 'You have exceeded the allowed number of AWS accounts.',
  CANNOT_CLOSE_MANAGEMENT_ACCOUNT: 'You cannot close the management account of your organization.',
  CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR:
    'You cannot register management account/yourself as delegated administrator for your organization.',
  CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR:
    'You cannot register a suspended account as a delegated administrator.',
  CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG:
    'This operation requires a delegated administrator account to be deregistered first.',
  CLOSE_ACCOUNT_QUOTA_EXCEEDED: 'You have exceeded close account quota for the past 30 days.',
  DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE:
    'You must first deregister any existing delegated administrators for this service.',
  MAX_TAG_LIMIT_EXCEEDED: 'You have exceeded the number of tags allowed on this resource.',
  ORGANIZATION_NOT_IN_ALL_FEATURES_MODE:
    'This operation requires the organization to be configured to support all features.',
  SERVICE_ACCESS_NOT_ENABLED: 'You must first enable service access for this service principal.',
  OU_DEPTH_LIMIT_EXCEEDED: 'You have exceeded the allowed OU depth.',
  OU_NUMBER_LIMIT_EXCEEDED: 'You have exceeded the allowed number of OUs.',
  POLICY_CONTENT_LIMIT_EXCEEDED: 'You have exceeded the allowed size of a policy document.',
  POLICY_NUMBER_LIMIT_EXCEEDED: 'You have exceeded the allowed number of policies.',
  MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED:
    'You have attached the maximum number of policies to the specified target.',
  MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED:
    'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
} as const;

export const constraint = (reason: keyof typeof constraintSentences): Fault =>
  new Fault('ConstraintViolationException', constraintSentences[reason], 400, { Reason: reason });

const invalidSentences = {
  INVALID_PATTERN: 'You provided a value that does not match the required pattern.',
  MAX_LENGTH_EXCEEDED: 'You provided a string parameter that is longer than allowed.',
  INVALID_NEXT_TOKEN: 'You specified an invalid next token.',
  MAX_VALUE_EXCEEDED: 'You specified a value that is larger than allowed.',
  MIN_VALUE_EXCEEDED: 'You specified a value that is smaller than allowed.',
  INVALID_ENUM: 'You specified an invalid value.',
  INVALID_ENUM_POLICY_TYPE: 'You specified an invalid policy type string.',
  INVALID_PATTERN_TARGET_ID: "You specified a policy target ID that doesn't match the required pattern.",
  INVALID_SYNTAX_POLICY_ID: 'You specified an invalid policy ID.',
  IMMUTABLE_POLICY: "You specified a policy that is managed by AWS and can't be modified.",
  MIN_LENGTH_EXCEEDED: 'You provided a string parameter that is shorter than allowed.',
  DUPLICATE_TAG_KEY: 'Tag keys must be unique among the tags attached to the same entity.',
  INVALID_EMAIL_ADDRESS_TARGET: 'You specified an invalid email address for the invited account owner.',
  INVALID_PARTY_TYPE_TARGET: 'You specified the wrong type of entity (account, organization, or email) as a party.',
  INVALID_ROLE_NAME: "You provided a role name that isn't valid.",
  INVALID_RESOURCE_POLICY_JSON: 'The provided resource policy document is not valid.',
  UNSUPPORTED_ACTION_IN_RESOURCE_POLICY: 'You specified an action that is not supported in a resource policy.',
  INVALID_SYSTEM_TAGS_PARAMETER: 'You specified a tag key that is reserved for AWS use.',
  MAX_LIMIT_EXCEEDED_FILTER: 'You can specify only one filter parameter for the operation.',
  TARGET_NOT_SUPPORTED: "You can't perform the specified operation on that target entity.",
  UNRECOGNIZED_SERVICE_PRINCIPAL: 'You specified an unrecognized service principal.',
} as const;

export const invalidInput = (reason: keyof typeof invalidSentences): Fault =>
  new Fault('InvalidInputException', invalidSentences[reason], 400, { Reason: reason });
