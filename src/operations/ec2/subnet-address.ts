/**
 * Which addresses of a subnet are free, from the addresses of its network interfaces. The first four and the last are AWS's
 * (https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html). Nothing is stored here: an address is taken by the
 * interface that the caller then puts.
 */

import { formatAddress, parseAddress } from '../../base/address.ts';
import { containsAddress, lastOf, sizeOf } from '../../base/cidr.ts';
import { Fault } from '../../base/fault.ts';
import type { Random } from '../../base/random.ts';
import type { Network } from '../../model/network.ts';
import type { Subnet } from '../../model/subnet.ts';
import { invalidParameterValue } from './faults.ts';
import { blockOf } from './vpc-cidr.ts';

/** Network, router, resolver and one for the future; the broadcast address comes last. */
const reservedAtStart = 4;
const reservedAddresses = reservedAtStart + 1;

type Addressed = Pick<Subnet, 'id' | 'vpc' | 'cidr'>;
type Holder = { readonly network: Network };

export function availableAddresses(network: Network, subnet: Addressed): number {
  let used = 0;
  for (const one of network.find('network-interface', `subnet:${subnet.id}`)) used += one.privateAddresses.length;
  return sizeOf(blockOf(subnet.cidr)) - reservedAddresses - used;
}

function isTaken(network: Network, subnet: Addressed, address: number): boolean {
  return network.count('network-interface', `address:${subnet.vpc}/${formatAddress(address)}`) > 0;
}

/**
 * A free address: from a random one onwards, or, without randomness, from where the last would be had none been given back.
 * Each step is one look into an index, so a nearly full /20 costs thousands of looks at worst and usually one.
 * `besides` are addresses that the caller has chosen but not yet put.
 * @throws Fault InsufficientFreeAddressesInSubnet
 */
export function freeAddress(
  draft: Holder,
  subnet: Addressed,
  random?: Random,
  besides: ReadonlySet<string> = new Set(),
): string {
  const { network } = draft;
  const cidr = blockOf(subnet.cidr);
  const usable = sizeOf(cidr) - reservedAddresses;
  const start = random
    ? random.below(usable)
    : (network.count('network-interface', `subnet:${subnet.id}`) + besides.size) % usable;
  for (let step = 0; step < usable; step += 1) {
    const address = cidr.base + reservedAtStart + ((start + step) % usable);
    if (!isTaken(network, subnet, address) && !besides.has(formatAddress(address))) return formatAddress(address);
  }
  throw new Fault(
    'InsufficientFreeAddressesInSubnet',
    'The specified subnet does not have enough free addresses to satisfy the request.',
  );
}

/** The canonical text of an address that a request names, if it is one of the subnet's and free. @throws Fault */
export function takeAddress(draft: Holder, subnet: Addressed, text: string): string {
  const address = parseAddress(text);
  if (address === undefined) throw invalidParameterValue(`invalid value for parameter address: ${text}`);
  const cidr = blockOf(subnet.cidr);
  if (!containsAddress(cidr, address)) {
    throw invalidParameterValue("Address does not fall within the subnet's address range");
  }
  if (address < cidr.base + reservedAtStart || address === lastOf(cidr)) {
    throw invalidParameterValue("Address is in subnet's reserved address range");
  }
  if (isTaken(draft.network, subnet, address)) {
    throw new Fault('InvalidIPAddress.InUse', `Address ${formatAddress(address)} is in use.`);
  }
  return formatAddress(address);
}
