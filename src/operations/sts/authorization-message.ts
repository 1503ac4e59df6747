/** DecodeAuthorizationMessage: what stands behind a refusal, sealed in the refusal itself. Only the account's own are opened. */

import { Fault } from '../../base/fault.ts';
import type { StsHandlers } from './handlers.ts';

const longest = 10_240;

export const authorizationMessageOperations: StsHandlers<'DecodeAuthorizationMessage'> = {
  DecodeAuthorizationMessage({ decodedDenial }, { EncodedMessage = '' }) {
    const bound = EncodedMessage.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${longest}`;
    if (EncodedMessage.length === 0 || EncodedMessage.length > longest) {
      throw new Fault(
        'ValidationError',
        `1 validation error detected: Value at 'encodedMessage' failed to satisfy constraint: Member must have length ${bound}`,
      );
    }
    const DecodedMessage = decodedDenial(EncodedMessage);
    if (DecodedMessage === undefined) throw new Fault('InvalidAuthorizationMessageException', 'Message is not valid');
    return { DecodedMessage };
  },
};
