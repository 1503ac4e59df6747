/** What Organizations answers to requests that it refuses, as AWS prints it; `Reason` goes into the error document. */

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

export const tooManyAccounts = (): Fault =>
  new Fault('ConstraintViolationException', 'You have exceeded the allowed number of AWS accounts.', 400, {
    Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
  });

const invalidSentences = {
  INVALID_PATTERN: 'You provided a value that does not match the required pattern.',
  MAX_LENGTH_EXCEEDED: 'You provided a string parameter that is longer than allowed.',
  INVALID_NEXT_TOKEN: 'You specified an invalid next token.',
  MAX_VALUE_EXCEEDED: 'You specified a value that is larger than allowed.',
  MIN_VALUE_EXCEEDED: 'You specified a value that is smaller than allowed.',
  INVALID_ENUM: 'You specified an invalid value.',
} as const;

export const invalidInput = (reason: keyof typeof invalidSentences): Fault =>
  new Fault('InvalidInputException', invalidSentences[reason], 400, { Reason: reason });
