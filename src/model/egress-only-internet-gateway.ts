/** An egress-only internet gateway: what IPv6 routes of its VPC lead to. It is attached for as long as it is there. */

import type { ResourceBase } from './resource.ts';

export interface EgressOnlyInternetGateway extends ResourceBase {
  readonly kind: 'egress-only-internet-gateway';
  readonly vpc: string;
}
