/**
 * IAM's refusals as AWS prints them. Statuses are those of the IAM API Reference: 404 for what is not there, 409 for
 * conflicts and limits, 400 for the rest.
 */

import { Fault } from '../../base/fault.ts';

export function noSuchEntity(message: string): Fault {
  return new Fault('NoSuchEntity', message, 404);
}

export function alreadyExists(message: string): Fault {
  return new Fault('EntityAlreadyExists', message, 409);
}

export function deleteConflict(message: string): Fault {
  return new Fault('DeleteConflict', message, 409);
}

export function limitExceeded(message: string): Fault {
  return new Fault('LimitExceeded', message, 409);
}

/** `Cannot exceed quota for AccessKeysPerUser: 2` */
export function quotaExceeded(quota: string, value: number): Fault {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${value}`);
}

export function policyNotAttachable(message: string): Fault {
  return new Fault('PolicyNotAttachable', message);
}

/** Of roles that are linked to a service. */
export function unmodifiableEntity(role: string): Fault {
  return new Fault(
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${role}' - this role is only modifiable by AWS`,
  );
}

export function validationError(message: string): Fault {
  return new Fault('ValidationError', message);
}

export function invalidInput(message: string): Fault {
  return new Fault('InvalidInput', message);
}
