/**
 * Where something goes when a request doesn't say, and EC2's refusals where there is no such place. It looks up and never
 * makes.
 */

import { present } from '../../base/assert.ts';
import { Fault } from '../../base/fault.ts';
import { findDefaultGroup, findDefaultSubnet, findDefaultVpc } from '../../model/default-place.ts';
import type { Network } from '../../model/network.ts';
import type { SecurityGroup } from '../../model/security-group.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { Vpc } from '../../model/vpc.ts';

interface Caller {
  readonly account: string;
  readonly region: string;
}

/** @throws Fault VPCIdNotSpecified where the account has none in the region */
export function defaultVpc(network: Network, caller: Caller): Vpc {
  const vpc = findDefaultVpc(network, caller);
  if (vpc === undefined) throw new Fault('VPCIdNotSpecified', 'No default VPC for this user');
  return vpc;
}

/** The default subnet of a zone, or of the first zone that has one. @throws Fault MissingInput */
export function defaultSubnet(network: Network, caller: Caller, zoneName?: string): Subnet {
  const vpc = defaultVpc(network, caller);
  const subnet = findDefaultSubnet(network, caller, zoneName);
  if (subnet) return subnet;
  const where = zoneName === undefined ? 'default VPC' : `default VPC in availability zone '${zoneName}'`;
  throw new Fault('MissingInput', `No subnets found for the ${where} '${vpc.id}'. Please specify a subnet.`);
}

/** Every VPC has one, and nobody can delete it. */
export function defaultGroup(network: Network, vpc: string): SecurityGroup {
  return present(findDefaultGroup(network, vpc), `default security group of ${vpc}`);
}
