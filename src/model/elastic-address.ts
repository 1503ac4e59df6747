/** An elastic IP address, its pool and what it is associated with. */

import type { ResourceBase } from './resource.ts';

export interface ElasticAddress extends ResourceBase {
  readonly kind: 'elastic-address';
  readonly publicAddress: string;
  readonly association?: {
    readonly id: string;
    readonly networkInterface: string;
    readonly privateAddress: string;
  };
}
