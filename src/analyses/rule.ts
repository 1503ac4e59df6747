/**
 * The rules that decide on a way, as analyses show them: of ACLs, of security groups, and of route tables, transit gateways'
 * too.
 */

import type { PortRange } from '../base/port-range.ts';
import type { Network } from '../model/network.ts';
import type { NetworkAcl } from '../model/network-acl.ts';
import type {
  AnalysisAclRule,
  AnalysisPortRange,
  AnalysisRouteTableRoute,
  AnalysisSecurityGroupRule,
  AnalysisTransitGatewayRoute,
} from '../model/path-component.ts';
import { routeState } from '../model/route-state.ts';
import type { Route, RouteTable } from '../model/route-table.ts';
import type { SecurityGroupRule } from '../model/security-group.ts';
import { gatewaysOf, type TransitGatewayRoute } from '../model/transit-gateway.ts';

export function portRange({ from, to }: PortRange): AnalysisPortRange {
  return { From: from, To: to };
}

const protocols: Readonly<Record<string, string>> = { '-1': 'all', '1': 'icmp', '6': 'tcp', '17': 'udp' };

function protocolName(protocol: string): string {
  return Object.hasOwn(protocols, protocol) ? protocols[protocol]! : protocol;
}

/** As the API numbers the rule that denies what no other rule matched. */
const closingRule = 32767;

/** @param number absent: the closing deny */
export function aclRule(acl: NetworkAcl, egress: boolean, number: number | undefined): AnalysisAclRule | undefined {
  const closing = { Cidr: '0.0.0.0/0', Egress: egress, Protocol: 'all', RuleAction: 'deny' } as const;
  if (number === undefined) return { ...closing, RuleNumber: closingRule };
  const entry = acl.entries.find((one) => one.egress === egress && one.number === number);
  if (entry === undefined) return undefined;
  return {
    ...(entry.cidr === undefined ? {} : { Cidr: entry.cidr }),
    Egress: egress,
    ...(entry.ports === undefined ? {} : { PortRange: portRange(entry.ports) }),
    Protocol: protocolName(entry.protocol),
    RuleAction: entry.action,
    RuleNumber: number,
  };
}

function hasPorts({ protocol, from, to }: SecurityGroupRule): boolean {
  return (protocol === 'tcp' || protocol === 'udp') && from !== undefined && to !== undefined;
}

/** A rule's own group is named beside it; a group that it refers to takes the place of addresses. */
export function groupRule(rule: SecurityGroupRule): AnalysisSecurityGroupRule {
  const { peer, from = 0, to = 0 } = rule;
  return {
    ...(peer.kind === 'cidr' ? { Cidr: peer.cidr } : {}),
    ...(peer.kind === 'prefix-list' ? { PrefixListId: peer.prefixList } : {}),
    ...(peer.kind === 'group' ? { SecurityGroupId: peer.group } : {}),
    Direction: rule.egress ? 'egress' : 'ingress',
    ...(hasPorts(rule) ? { PortRange: portRange({ from, to }) } : {}),
    Protocol: rule.protocol === '-1' ? 'all' : rule.protocol,
  };
}

function targetOf({ target }: Route): Partial<AnalysisRouteTableRoute> {
  switch (target.kind) {
    case 'local':
      return { GatewayId: 'local' };
    case 'internet-gateway':
    case 'vpc-endpoint':
    case 'vpn-gateway':
      return { GatewayId: target.id };
    case 'egress-only-internet-gateway':
      return { EgressOnlyInternetGatewayId: target.id };
    case 'nat-gateway':
      return { NatGatewayId: target.id };
    case 'network-interface':
      return { NetworkInterfaceId: target.id, ...(target.instance ? { InstanceId: target.instance } : {}) };
    case 'transit-gateway':
      return { TransitGatewayId: target.id };
    case 'vpc-peering-connection':
      return { VpcPeeringConnectionId: target.id };
  }
}

/** The origin in small letters, as Reachability Analyzer prints it. */
export function tableRoute(network: Network, table: RouteTable, route: Route): AnalysisRouteTableRoute {
  const { destination, origin } = route;
  return {
    ...(destination.kind === 'prefix-list'
      ? { DestinationPrefixListId: destination.prefixList }
      : { DestinationCidr: destination.cidr }),
    ...targetOf(route),
    Origin: origin.toLowerCase(),
    State: routeState(network, table, route),
  };
}

/** @param gateway the one whose table has the route */
export function transitRoute(
  network: Network,
  gateway: string,
  { destination, type, state, attachment }: TransitGatewayRoute,
): AnalysisTransitGatewayRoute {
  const to = attachment === undefined ? undefined : network.get('transit-gateway-attachment', attachment);
  const ResourceId = to?.attached.kind === 'vpc' ? to.attached.vpc : to && gatewaysOf(to).find((id) => id !== gateway);
  return {
    DestinationCidr: destination,
    RouteOrigin: type,
    State: state,
    ...(attachment === undefined ? {} : { AttachmentId: attachment }),
    ...(to && ResourceId !== undefined ? { ResourceId, ResourceType: to.attached.kind } : {}),
  };
}
