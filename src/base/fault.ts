/**
 * The caller's doing: an AWS error code, its message and HTTP status, thrown by whichever room finds it and written by
 * `wire` in the shape the caller's protocol expects. Our own mistakes are assertions (see assert.ts), never Faults.
 */

export type FaultDetails = Readonly<Record<string, string | readonly string[]>>;

export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;
  /** HTTP status; AWS's query protocols answer 400 to nearly everything, 403 to signatures and 404 to some lookups. */
  readonly status: number;
  /** Extra members that a protocol's error document carries, for example S3's `BucketName`, Route 53's `messages`. */
  readonly details: FaultDetails;

  constructor(code: string, message: string, status = 400, details: FaultDetails = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}
