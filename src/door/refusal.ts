/** How each protocol words a refusal that a policy decided. */

import { Fault } from '../base/fault.ts';
import type { Target } from '../wire/identify.ts';
import { familyOf } from '../wire/protocol.ts';

/** @param denied AccessDenied with AWS's whole sentence */
export function authorizationRefused(
  { protocol, service }: Pick<Target, 'protocol' | 'service'>,
  denied: Fault,
): Fault {
  if (service === 'sns') return new Fault('AuthorizationError', denied.message, 403);
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
