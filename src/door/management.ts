/**
 * Whether a request to one of Postern's own pages that change things is the management account's: signed by its root user
 * for the service `postern`, and verified with what AWS's requests are verified with.
 */

import type { IncomingMessage } from 'node:http';
import { managementAccount } from '../access/caller.ts';
import { Fault } from '../base/fault.ts';
import { headOf } from '../wire/head.ts';
import { identify } from '../wire/identify.ts';
import { type Admission, admit, checkScope } from './door.ts';

export const managementService = 'postern';

/** @throws Fault with status 403 for whoever may not, and for a signature that doesn't hold */
export function admitManagement(options: Admission, request: IncomingMessage, body: Uint8Array): void {
  const head = headOf(request);
  // Refused in the words of the query protocols, which have a status of their own for each case.
  const target = { ...identify(head), protocol: 'awsQuery' } as const;
  const origin = { kind: 'local', sourceAddress: request.socket.remoteAddress ?? '127.0.0.1' } as const;
  const arrival = { head, target, requestId: '', origin, secure: 'encrypted' in request.socket };
  const signed = head.headers.authorization !== undefined || head.query.includes('X-Amz-');
  if (signed) checkScope(target, { service: managementService });
  // Without a signature any service will do to be refused, but for S3, which takes anonymous requests.
  const { caller } = admit(
    options,
    signed ? arrival : { ...arrival, target: { ...target, service: managementService } },
    body,
  );
  const isRoot = caller?.principal.kind === 'root' && caller.session?.policy === undefined;
  if (isRoot && caller.account === managementAccount(options.store.network)) return;
  throw new Fault('AccessDenied', 'Only the root user of the management account may do this.', 403);
}
