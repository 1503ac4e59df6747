/**
 * How each protocol words a refusal that a policy decided. Of all services here EC2 alone adds what stands behind it, and only
 * where something would have changed: its refusals of Describe and Get carry no encoded message.
 */

import { Fault } from '../base/fault.ts';
import type { Target } from '../wire/identify.ts';
import { familyOf } from '../wire/protocol.ts';

const reading = /^(Describe|Get|Search)/;

/**
 * @param denied AccessDenied with AWS's whole sentence
 * @param encoded the message that DecodeAuthorizationMessage decodes
 */
export function authorizationRefused(
  { protocol, service, operation = '' }: Pick<Target, 'protocol' | 'service' | 'operation'>,
  denied: Fault,
  encoded: () => string,
): Fault {
  if (service === 'sns') return new Fault('AuthorizationError', denied.message, 403);
  switch (familyOf(protocol)) {
    case 'ec2':
      return new Fault(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. ${denied.message}${
          reading.test(operation) ? '' : `. Encoded authorization failure message: ${encoded()}`
        }`,
        403,
      );
    case 'json':
      return new Fault('AccessDeniedException', denied.message, 400);
    case 'query':
    case 's3':
      return denied;
  }
}
