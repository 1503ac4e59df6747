/** A subnet: a block of its VPC's addresses in one availability zone. */

import type { ResourceBase } from './resource.ts';

export interface Subnet extends ResourceBase {
  readonly kind: 'subnet';
  readonly vpc: string;
  readonly cidr: string;
  readonly zoneId: string;
  readonly defaultForAz: boolean;
  readonly mapPublicIpOnLaunch: boolean;
  readonly privateDns: {
    readonly hostnameType: 'ip-name' | 'resource-name';
    readonly resourceNameA: boolean;
    readonly resourceNameAaaa: boolean;
  };
}
