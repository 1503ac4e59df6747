/**
 * Network and gateway load balancers, from describe-load-balancers and describe-load-balancer-attributes. Of other load balancers only
 * the network interfaces are there, as ends.
 */

import type { LoadBalancer, LoadBalancerNode } from '../model/load-balancer.ts';
import { knownAttributes } from './attribute.ts';
import { type Item, items, optional, Refusal, required, tagsIn, text, texts } from './item.ts';
import type { Sourced } from './source.ts';
import { attributesIn, baseOf, found, note, type World } from './world.ts';

const asEnds = 'its network interfaces are treated as ends; nothing passes it';

export function readLoadBalancer(world: World, from: Sourced): readonly LoadBalancer[] {
  const { item } = from;
  const id = required(item, 'LoadBalancerArn');
  const type = text(item, 'Type') ?? 'application';
  if (type !== 'network' && type !== 'gateway') throw new Refusal(`a load balancer of the type ${type}`, asEnds);
  const addressType = text(item, 'IpAddressType') ?? 'ipv4';
  if (addressType !== 'ipv4') note(world, from, `the address type ${addressType}`, 'no IPv6 packet passes', id);
  const vpc = found(world, 'vpc', required(item, 'VpcId'));
  const [, account, name, suffix] = /:(\d{12}):loadbalancer\/(?:net|gwy)\/([^/]+)\/([^/]+)$/.exec(id) ?? [];
  if (account === undefined || name === undefined || suffix === undefined) throw new Refusal('with an unknown ARN');
  const groups = item.SecurityGroups === undefined ? undefined : texts(item, 'SecurityGroups');
  return [
    {
      ...baseOf(from, id, {
        account,
        tags: Object.assign({}, ...world.about('TagDescriptions', id).map((one) => tagsIn(one))),
      }),
      kind: 'load-balancer',
      name: text(item, 'LoadBalancerName') ?? name,
      ...(type === 'gateway' ? { type } : {}),
      scheme: type === 'gateway' || text(item, 'Scheme') === 'internal' ? 'internal' : 'internet-facing',
      vpc: vpc.id,
      suffix,
      nodes: items(item, 'AvailabilityZones').flatMap((zone) => nodeOf(world, from, id, zone)),
      ...optional('groups', groups?.length === 0 ? undefined : groups),
      enforceGroupsOnPrivateLink: text(item, 'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic') !== 'off',
      attributes: attributesOf(world, from, id),
      stateRevision: 0,
    },
  ];
}

const usual = {
  'deletion_protection.enabled': 'false',
  'ipv6.deny_all_igw_traffic': 'false',
  'load_balancing.cross_zone.enabled': 'false',
} as const;

function attributesOf(world: World, from: Sourced, id: string): LoadBalancer['attributes'] {
  const found = world.about('LoadBalancerAttributes', id);
  if (found.length === 0) {
    note(world, from, 'a load balancer without its attributes', 'no load balancing across zones', id);
  }
  return knownAttributes(world, from, id, { given: attributesIn(found), usual });
}

function nodeOf(world: World, from: Sourced, id: string, zone: Item): readonly LoadBalancerNode[] {
  const subnet = world.network.get('subnet', text(zone, 'SubnetId') ?? '');
  const own = world.network.find('network-interface', `parent:${id}`).find((one) => one.subnet === subnet?.id);
  if (subnet === undefined || own === undefined) {
    note(world, from, 'a node without its network interface', 'nothing passes the node', id);
    return [];
  }
  const [address] = items(zone, 'LoadBalancerAddresses');
  return [
    {
      subnet: subnet.id,
      zoneId: subnet.zoneId,
      networkInterface: own.id,
      ...optional('privateAddress', text(address, 'PrivateIPv4Address')),
      ...optional('allocation', text(address, 'AllocationId')),
    },
  ];
}
