/** A load balancer as answers show it. */

import type { AvailabilityZone, LoadBalancer as LoadBalancerShape } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type LoadBalancer, loadBalancerDnsName } from '../../model/load-balancer.ts';
import { loadBalancerHostedZone } from '../../model/load-balancer-zone.ts';
import type { Network } from '../../model/network.ts';
import { zoneNameOf } from '../../model/region.ts';
import { type Applied, settled } from '../ec2/state.ts';

/** Addresses are shown where somebody chose them. */
export function zoneShapes(network: Network, loadBalancer: LoadBalancer): AvailabilityZone[] {
  const { account, region, nodes } = loadBalancer;
  return nodes.map((node) => {
    const elastic = node.allocation === undefined ? undefined : network.get('elastic-address', node.allocation);
    const addresses = [
      ...(elastic ? [{ IpAddress: elastic.publicAddress, AllocationId: elastic.id }] : []),
      ...(node.privateAddress === undefined ? [] : [{ PrivateIPv4Address: node.privateAddress }]),
    ];
    return {
      ZoneName: zoneNameOf(account, region, node.zoneId),
      SubnetId: node.subnet,
      LoadBalancerAddresses: addresses,
    };
  });
}

/** `provisioning` as long as the data plane has yet to come up to what was asked for. */
export function loadBalancerState(
  context: Applied,
  loadBalancer: Pick<LoadBalancer, 'stateRevision'>,
): 'active' | 'provisioning' {
  return settled(context, loadBalancer.stateRevision) ? 'active' : 'provisioning';
}

export function enforcement(loadBalancer: Pick<LoadBalancer, 'enforceGroupsOnPrivateLink'>): 'on' | 'off' {
  return loadBalancer.enforceGroupsOnPrivateLink ? 'on' : 'off';
}

/** Nobody sends to a gateway load balancer by name: it has none, nor a scheme. */
function namedShape(loadBalancer: LoadBalancer): Partial<LoadBalancerShape> {
  if (loadBalancer.type === 'gateway') return {};
  return {
    DNSName: loadBalancerDnsName(loadBalancer),
    CanonicalHostedZoneId: loadBalancerHostedZone(loadBalancer.region),
    Scheme: loadBalancer.scheme,
  };
}

export function loadBalancerShape(context: Applied, network: Network, loadBalancer: LoadBalancer): LoadBalancerShape {
  const { groups, type = 'network' } = loadBalancer;
  return {
    LoadBalancerArn: loadBalancer.id,
    ...namedShape(loadBalancer),
    CreatedTime: new Date(loadBalancer.created),
    LoadBalancerName: loadBalancer.name,
    VpcId: loadBalancer.vpc,
    State: { Code: loadBalancerState(context, loadBalancer) },
    Type: type,
    AvailabilityZones: zoneShapes(network, loadBalancer),
    IpAddressType: 'ipv4',
    ...(groups === undefined
      ? {}
      : {
          SecurityGroups: [...groups],
          EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: enforcement(loadBalancer),
        }),
  };
}
