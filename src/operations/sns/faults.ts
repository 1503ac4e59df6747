/** SNS's refusals as AWS prints them; the statuses are those of the service's model. */

import { Fault } from '../../base/fault.ts';

/** `Invalid parameter: TopicArn Reason: …` */
export function invalidParameter(what: string): Fault {
  return new Fault('InvalidParameter', `Invalid parameter: ${what}`);
}

/** Something that AWS has and Postern hasn't: refused rather than taken and not done. */
export function notOffered(member: string, what: string): Fault {
  return invalidParameter(`${member} Reason: ${what} is not offered here`);
}

export function topicNotFound(): Fault {
  return new Fault('NotFound', 'Topic does not exist', 404);
}

export function subscriptionNotFound(): Fault {
  return new Fault('NotFound', 'Subscription does not exist', 404);
}

export function notAuthorized(principal: string, action: string, resource: string): Fault {
  const message = `User: ${principal} is not authorized to perform: SNS:${action} on resource: ${resource}`;
  return new Fault('AuthorizationError', message, 403);
}
