/** An idempotency token that was used, with what the first call asked and was answered; forgotten after a day. */

import type { ResourceBase } from './resource.ts';

export interface ClientToken extends ResourceBase {
  /** The id is `ACCOUNT/REGION/OPERATION/TOKEN`. */
  readonly kind: 'client-token';
  /** Digest of the parameters, without the token. */
  readonly parameters: string;
  /** The first answer, in JSON. */
  readonly output: string;
}
