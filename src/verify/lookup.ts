/** What a walk asks of the Network again and again: who has an address, and what belongs to a subnet. */

import { parseAddress } from '../base/address.ts';
import { containsAddress, parseCidr } from '../base/cidr.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import type { Subnet } from '../model/subnet.ts';
import { referablePeers } from '../model/vpc-peering-connection.ts';

export function isWithin(cidr: string, address: string): boolean {
  const block = parseCidr(cidr);
  const number = parseAddress(address);
  return block !== undefined && number !== undefined && containsAddress(block, number);
}

/** Whether an address is in the VPC's own blocks, whoever has it. */
export function isOfVpc(network: Network, vpc: string, address: string): boolean {
  return network.get('vpc', vpc)?.cidrs.some(({ cidr }) => isWithin(cidr, address)) ?? false;
}

export const lengthOf = (cidr: string): number => Number(cidr.slice(cidr.indexOf('/') + 1));

/** Blocks that the internet has no way to: https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html */
const privateBlocks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
const sharedBlock = '100.64.0.0/10';

/** Both, as a list. */
export const unroutedBlocks: readonly string[] = [...privateBlocks, sharedBlock];

export function privacyOf(address: string): 'RFC1918' | 'RFC6598' | undefined {
  if (privateBlocks.some((block) => isWithin(block, address))) return 'RFC1918';
  return isWithin(sharedBlock, address) ? 'RFC6598' : undefined;
}

export function interfaceAt(network: Network, vpc: string, address: string): NetworkInterface | undefined {
  return network.find('network-interface', `address:${vpc}/${address}`)[0];
}

/** Who has an address, as far as rules of a VPC can name them: in the VPC, and in its peers of the same region. */
export function nameableAt(network: Network, vpc: string, address: string): readonly NetworkInterface[] {
  return [vpc, ...referablePeers(network, vpc)].flatMap((id) => interfaceAt(network, id, address) ?? []);
}

/** Whether two addresses of a VPC are one interface's, or one instance's. */
export function isOwnAddress(network: Network, vpc: string, address: string, other: string): boolean {
  if (address === other) return true;
  const [one, two] = [interfaceAt(network, vpc, address), interfaceAt(network, vpc, other)];
  if (one === undefined || two === undefined) return false;
  const instance = one.attachment?.instance;
  return one.id === two.id || (instance !== undefined && instance === two.attachment?.instance);
}

export function subnetOfAddress(network: Network, vpc: string, address: string): Subnet | undefined {
  return network.find('subnet', `vpc:${vpc}`).find((subnet) => isWithin(subnet.cidr, address));
}

/** The public address that stands for one of an interface's private addresses. */
export function publicAddressOf(network: Network, one: NetworkInterface, address: string): string | undefined {
  const elastic = network
    .find('elastic-address', `interface:${one.id}`)
    .find(({ association }) => association?.privateAddress === address);
  if (elastic) return elastic.publicAddress;
  return address === one.privateAddresses[0] ? one.autoPublicAddress : undefined;
}

export interface PublicOwner {
  readonly networkInterface: NetworkInterface;
  readonly privateAddress: string;
}

export function publicOwner(network: Network, address: string): PublicOwner | undefined {
  const association = network.find('elastic-address', `public:${address}`)[0]?.association;
  const associated = association && network.get('network-interface', association.networkInterface);
  if (association && associated) return { networkInterface: associated, privateAddress: association.privateAddress };
  const one = network.find('network-interface', `public:${address}`)[0];
  const primary = one?.privateAddresses[0];
  if (!one || primary === undefined || publicAddressOf(network, one, primary) !== address) return undefined;
  return { networkInterface: one, privateAddress: primary };
}
