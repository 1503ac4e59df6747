/**
 * Where something goes when a request doesn't say: the default VPC, a default subnet of it, a VPC's default security group.
 * Undefined where there is none.
 */

import type { Network } from './network.ts';
import { zonesOf } from './region.ts';
import type { SecurityGroup } from './security-group.ts';
import type { Subnet } from './subnet.ts';
import type { Vpc } from './vpc.ts';

interface Caller {
  readonly account: string;
  readonly region: string;
}

export function findDefaultVpc(network: Network, { account, region }: Caller): Vpc | undefined {
  return network.owned('vpc', account, region).find((one) => one.isDefault);
}

/** The default subnet of a zone, or of the first zone that has one. */
export function findDefaultSubnet(network: Network, caller: Caller, zoneName?: string): Subnet | undefined {
  const vpc = findDefaultVpc(network, caller);
  if (vpc === undefined) return undefined;
  const subnets = network.find('subnet', `vpc:${vpc.id}`).filter((subnet) => subnet.defaultForAz);
  for (const zone of zonesOf(caller.account, caller.region)) {
    const subnet =
      zoneName === undefined || zone.name === zoneName ? subnets.find((one) => one.zoneId === zone.id) : undefined;
    if (subnet) return subnet;
  }
  return undefined;
}

export function findDefaultGroup(network: Network, vpc: string): SecurityGroup | undefined {
  return findNamedGroup(network, vpc, 'default');
}

export function findNamedGroup(network: Network, vpc: string, name: string): SecurityGroup | undefined {
  return network.find('security-group', `vpc:${vpc}`).find((one) => one.name === name);
}
