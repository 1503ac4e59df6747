/** An internet gateway and the VPC that it is attached to. */

import type { ResourceBase } from './resource.ts';

export interface InternetGateway extends ResourceBase {
  readonly kind: 'internet-gateway';
  readonly vpc?: string;
}
