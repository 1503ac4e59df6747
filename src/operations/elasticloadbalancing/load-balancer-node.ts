/**
 * The nodes of a load balancer: which subnets a request enables, with which addresses, and the network interface that each
 * brings (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#availability-zones). Those of
 * gateway load balancers have no addresses that anybody chose.
 */

import { formatAddress, parseAddress } from '../../base/address.ts';
import { Fault } from '../../base/fault.ts';
import type { ElasticAddress } from '../../model/elastic-address.ts';
import { type LoadBalancer, type LoadBalancerNode, loadBalancerPath } from '../../model/load-balancer.ts';
import type { Subnet } from '../../model/subnet.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { associate } from '../ec2/elastic-association.ts';
import { findUsable, notOffered } from '../ec2/faults.ts';
import { createInterface, deleteInterface, serviceAttachment } from '../ec2/network-interface.ts';
import { freePublicAddress } from '../ec2/public-address.ts';
import { freeAddress, takeAddress } from '../ec2/subnet-address.ts';
import { specified } from './constraint.ts';
import { conflict, invalid, notFound } from './faults.ts';
import { gatewayFault } from './gateway-fault.ts';

/** The account that AWS shows for these interfaces, and for what they are attached to. */
const requester = 'amazon-elb';

export interface WantedNode {
  readonly subnet: Subnet;
  readonly privateAddress?: string;
  readonly allocation?: string;
}

interface MappingInput {
  readonly SubnetId?: string | undefined;
  readonly AllocationId?: string | undefined;
  readonly PrivateIPv4Address?: string | undefined;
  readonly IPv6Address?: string | undefined;
  readonly SourceNatIpv6Prefix?: string | undefined;
}

export interface SubnetsInput {
  readonly Subnets?: readonly string[] | undefined;
  readonly SubnetMappings?: readonly MappingInput[] | undefined;
}

/** What it is so far: a new one has no nodes. */
type Enabled = Pick<LoadBalancer, 'type' | 'scheme' | 'nodes'>;

/** @throws Fault where the caller may not use the subnets, or they aren't of one VPC, or share a zone */
export function wantedNodes(
  draft: Draft,
  context: Context,
  enabled: Enabled,
  input: SubnetsInput,
): readonly [WantedNode, ...WantedNode[]] {
  const { Subnets: ids = [], SubnetMappings: mappings = [] } = input;
  if (ids.length > 0 && mappings.length > 0) throw invalid.either('subnets', 'subnet mappings');
  const asked = mappings.length > 0 ? mappings : ids.map((SubnetId) => ({ SubnetId }) satisfies MappingInput);
  const [first, ...rest] = asked.map((mapping) => wantedNode(draft, context, enabled, mapping));
  if (first === undefined) throw invalid.missing('At least one subnet');
  const zones = new Set([first.subnet.zoneId]);
  for (const { subnet } of rest) {
    if (subnet.vpc !== first.subnet.vpc) throw conflict.otherVpcSubnets();
    if (zones.has(subnet.zoneId)) throw conflict.sameZone();
    zones.add(subnet.zoneId);
  }
  return [first, ...rest];
}

/**
 * A subnet that is the caller's, or shared with it; or one that has a node already: likeliest, for what is in a subnet stays
 * its owner's to manage when the subnet is no longer shared.
 */
function subnetOf(draft: Draft, context: Context, { nodes }: Enabled, id: string): Subnet {
  const isEnabled = nodes.some(({ subnet }) => subnet === id);
  const found = isEnabled ? draft.get('subnet', id) : findUsable(draft, context, 'subnet', id);
  if (found === undefined) throw notFound.subnet(id);
  return found;
}

function wantedNode(draft: Draft, context: Context, enabled: Enabled, input: MappingInput): WantedNode {
  if (input.IPv6Address || input.SourceNatIpv6Prefix) throw notOffered('An IPv6 address of a load balancer');
  const { scheme, type } = enabled;
  const subnet = subnetOf(draft, context, enabled, specified(input.SubnetId, 'A subnet ID'));
  const { AllocationId: allocation, PrivateIPv4Address: privateAddress } = input;
  if (type === 'gateway' && (allocation || privateAddress)) throw gatewayFault.addresses();
  if (allocation) {
    if (scheme === 'internal') throw conflict.allocationInside();
    return { subnet, allocation };
  }
  if (privateAddress) {
    if (scheme === 'internet-facing') throw conflict.privateAddressOutside();
    const address = parseAddress(privateAddress);
    if (address === undefined) throw invalid.address(privateAddress);
    return { subnet, privateAddress: formatAddress(address) };
  }
  return { subnet };
}

type Bare = Pick<LoadBalancer, 'id' | 'type' | 'name' | 'suffix' | 'scheme' | 'groups'>;

/** @throws Fault where an address isn't to be had */
export function addNode(draft: Draft, context: Context, loadBalancer: Bare, wanted: WantedNode): LoadBalancerNode {
  const { subnet, privateAddress, allocation } = wanted;
  const elastic = allocation === undefined ? undefined : freeAllocation(draft, context, allocation);
  const isAutomatic = loadBalancer.scheme === 'internet-facing' && elastic === undefined;
  const one = createInterface(draft, context, {
    subnet,
    address: nodeAddress(draft, wanted),
    groups: loadBalancer.groups ?? [],
    interfaceType: loadBalancer.type === 'gateway' ? 'gateway_load_balancer' : 'network_load_balancer',
    description: `ELB ${loadBalancerPath(loadBalancer)}`,
    // A node hands on what isn't addressed to it.
    sourceDestCheck: false,
    requester,
    parent: loadBalancer.id,
    ...(isAutomatic ? { autoPublicAddress: freePublicAddress(draft, context) } : {}),
    attachment: serviceAttachment(context, requester),
  });
  if (elastic) associate(draft, context, elastic, one, one.privateAddresses[0]!);
  return {
    subnet: subnet.id,
    zoneId: subnet.zoneId,
    networkInterface: one.id,
    ...(privateAddress === undefined ? {} : { privateAddress }),
    ...(allocation === undefined ? {} : { allocation }),
  };
}

/** The rules for addresses are EC2's; the refusals are this service's. */
function nodeAddress(draft: Draft, { subnet, privateAddress }: WantedNode): string {
  try {
    return privateAddress === undefined ? freeAddress(draft, subnet) : takeAddress(draft, subnet, privateAddress);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw privateAddress === undefined
      ? conflict.noFreeAddress(subnet.id)
      : conflict.privateAddress(privateAddress, subnet.id);
  }
}

function freeAllocation(draft: Draft, context: Context, id: string): ElasticAddress {
  const elastic = draft.get('elastic-address', id);
  if (elastic?.account !== context.account || elastic.region !== context.region) throw notFound.allocation(id);
  if (elastic.association) throw conflict.allocationsInUse();
  return elastic;
}

/** Its interface goes with it; an elastic address is set free. */
export function removeNode(draft: Draft, node: LoadBalancerNode): void {
  deleteInterface(draft, { id: node.networkInterface });
}

/** @throws Fault InvalidSubnet where internet-facing nodes have no way out */
export function checkInternetGateway(draft: Draft, scheme: LoadBalancer['scheme'], vpc: string): void {
  if (scheme === 'internet-facing' && draft.network.count('internet-gateway', `vpc:${vpc}`) === 0) {
    throw conflict.noInternetGateway(vpc);
  }
}
