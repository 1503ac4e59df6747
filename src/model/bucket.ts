/** What the network needs to know of an S3 bucket: its owner, region and policy. Objects are the object store's own. */

import type { ResourceBase } from './resource.ts';

export interface Bucket extends ResourceBase {
  readonly kind: 'bucket';
  readonly policy?: string;
}
