/** How each protocol words a refusal that a policy decided. */

import { Fault } from '../base/fault.ts';
import { familyOf, type Protocol } from '../wire/protocol.ts';

/** @param denied AccessDenied with AWS's whole sentence */
export function authorizationRefused(protocol: Protocol, denied: Fault): Fault {
  switch (familyOf(protocol)) {
    case 'ec2':
      return new Fault(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. ${denied.message}`,
        403,
      );
    case 'json':
      return new Fault('AccessDeniedException', denied.message, 400);
    case 'query':
    case 's3':
      return denied;
  }
}
