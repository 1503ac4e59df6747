/**
 * Changes of a load balancer: its subnets and its security groups. A subnet that stays keeps its node and the node's
 * addresses.
 */

import type { LoadBalancer, LoadBalancerNode } from '../../model/load-balancer.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { oneOf } from './constraint.ts';
import { conflict, invalid } from './faults.ts';
import { gatewayFault } from './gateway-fault.ts';
import type { ElasticLoadBalancingHandlers } from './handlers.ts';
import { checkAddressType } from './load-balancer.ts';
import { readGroups } from './load-balancer-group.ts';
import { addNode, checkInternetGateway, removeNode, type WantedNode, wantedNodes } from './load-balancer-node.ts';
import { enforcement, zoneShapes } from './load-balancer-shape.ts';
import { owned } from './lookup.ts';

/** @throws Fault where a request would give the node of an enabled subnet other addresses */
function keptNode(node: LoadBalancerNode, wanted: WantedNode): LoadBalancerNode {
  const asksOther = (asked: string | undefined, has: string | undefined): boolean =>
    asked !== undefined && asked !== has;
  if (asksOther(wanted.allocation, node.allocation) || asksOther(wanted.privateAddress, node.privateAddress)) {
    throw conflict.addressKept(node.subnet);
  }
  return node;
}

function changeNodes(
  draft: Draft,
  context: Context,
  one: LoadBalancer,
  wanted: readonly [WantedNode, ...WantedNode[]],
): LoadBalancer {
  if (wanted[0].subnet.vpc !== one.vpc) throw conflict.otherVpcSubnets();
  const nodeIn = ({ subnet }: WantedNode) => one.nodes.find((node) => node.subnet === subnet.id);
  const removed = one.nodes.filter((node) => !wanted.some(({ subnet }) => subnet.id === node.subnet));
  if (removed.length > 0 && draft.network.count('vpc-endpoint-service', `load-balancer:${one.id}`) > 0) {
    throw conflict.subnetsKept();
  }
  for (const node of removed) removeNode(draft, node);
  if (!wanted.every((node) => nodeIn(node))) checkInternetGateway(draft, one.scheme, one.vpc);
  const nodes = wanted.map((node) => {
    const kept = nodeIn(node);
    return kept ? keptNode(kept, node) : addNode(draft, context, one, node);
  });
  return { ...one, nodes, stateRevision: draft.revision };
}

/** Every node's interface wears the load balancer's groups. */
function changeGroups(draft: Draft, one: LoadBalancer, groups: readonly string[]): LoadBalancer {
  for (const node of one.nodes) {
    const networkInterface = draft.get('network-interface', node.networkInterface);
    if (networkInterface) draft.put({ ...networkInterface, groups });
  }
  return { ...one, groups };
}

export const loadBalancerModifyOperations = {
  SetSubnets(context, input) {
    checkAddressType(input.IpAddressType);
    return context.transact((draft) => {
      const one = owned(draft, context, 'load-balancer', input.LoadBalancerArn);
      const changed = changeNodes(draft, context, one, wantedNodes(draft, context, one, input));
      draft.put(changed);
      return { AvailabilityZones: zoneShapes(draft.network, changed), IpAddressType: 'ipv4' };
    });
  },

  SetSecurityGroups(context, input) {
    return context.transact((draft) => {
      const one = owned(draft, context, 'load-balancer', input.LoadBalancerArn);
      if (one.type === 'gateway') throw gatewayFault.groups();
      if (one.groups === undefined) throw conflict.neverHadGroups();
      // Likeliest: what has had groups keeps one at least, for without any nothing would judge its packets.
      if (input.SecurityGroups.length === 0) throw invalid.missing('At least one security group');
      const groups = readGroups(draft, context, one, input.SecurityGroups);
      const asked: string = input.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic ?? enforcement(one);
      const enforce = oneOf(asked, 'Enforcement of security group inbound rules on PrivateLink traffic', ['on', 'off']);
      const changed = { ...changeGroups(draft, one, groups), enforceGroupsOnPrivateLink: enforce === 'on' };
      draft.put(changed);
      return {
        SecurityGroupIds: [...groups],
        EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: enforcement(changed),
      };
    });
  },
} satisfies ElasticLoadBalancingHandlers;
