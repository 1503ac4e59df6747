/**
 * Which members of a request go with which type of endpoint: route tables, subnets, security groups, private DNS
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html).
 */

import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import { onlyFor } from './vpc-endpoint-fault.ts';

type Part = 'routeTables' | 'subnets' | 'groups';

const parts: Readonly<Record<VpcEndpoint['endpointType'], readonly Part[]>> = {
  Gateway: ['routeTables'],
  GatewayLoadBalancer: ['subnets'],
  Interface: ['subnets', 'groups'],
};

type Named = Readonly<Record<Part, readonly (readonly unknown[] | undefined)[]>> & {
  readonly privateDns: boolean | undefined;
};

/** @param named the lists of a request that are about each part */
export function checkMembers(type: VpcEndpoint['endpointType'], named: Named): void {
  for (const part of ['routeTables', 'subnets', 'groups'] as const) {
    if (named[part].some((list) => list?.length) && !parts[type].includes(part)) throw onlyFor[part]();
  }
  if (named.privateDns && type !== 'Interface') throw onlyFor.privateDns();
}
