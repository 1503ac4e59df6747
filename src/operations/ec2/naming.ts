/**
 * How the ids of each kind of EC2's resources look, and EC2's codes and sentences for one that names nothing: a table that
 * faults.ts answers from. Sources as there.
 */

import type { Kind } from '../../model/resource.ts';

export interface Naming {
  readonly prefix: string;
  readonly notFound: string;
  readonly malformed: string;
  readonly message: (id: string) => string;
  /** Where it isn't the usual one. */
  readonly malformedMessage?: (id: string) => string;
}

const named =
  (noun: string) =>
  (id: string): string =>
    `The ${noun} ID '${id}' does not exist`;

/** Transit gateways have sentences of their own, which users quoted from AWS's replies. */
const gone =
  (noun: string) =>
  (id: string): string =>
    `${noun} ${id} was deleted or does not exist.`;

/** How each kind's ids look, and what EC2 answers to one that isn't there. */
export const namings: Partial<Record<Kind, Naming>> = {
  'dhcp-options': naming(
    'dopt',
    'InvalidDhcpOptionsID.NotFound',
    'InvalidDhcpOptionsId.Malformed',
    (id) => `The dhcpOption ID '${id}' does not exist`,
  ),
  // The code that clients take for one that is gone is the one of all gateways.
  'egress-only-internet-gateway': naming(
    'eigw',
    'InvalidGatewayID.NotFound',
    'InvalidEgressOnlyInternetGatewayId.Malformed',
    named('egressOnlyInternetGateway'),
  ),
  'elastic-address': naming(
    'eipalloc',
    'InvalidAllocationID.NotFound',
    'InvalidAllocationID.Malformed',
    (id) => `The allocation ID '${id}' does not exist`,
  ),
  // AWS's list of codes has no malformed one: the likeliest.
  'flow-log': naming(
    'fl',
    'InvalidFlowLogId.NotFound',
    'InvalidFlowLogId.Malformed',
    (id) => `These flow log ids in the input list are not found: [TotalCount: 1] ${id}`,
  ),
  instance: naming('i', 'InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed', named('instance')),
  'instance-connect-endpoint': naming(
    'eice',
    'InvalidInstanceConnectEndpointId.NotFound',
    'InvalidInstanceConnectEndpointId.Malformed',
    named('instanceConnectEndpoint'),
  ),
  'internet-gateway': naming(
    'igw',
    'InvalidInternetGatewayID.NotFound',
    'InvalidInternetGatewayId.Malformed',
    named('internetGateway'),
  ),
  'nat-gateway': naming(
    'nat',
    'NatGatewayNotFound',
    'InvalidNatGatewayID.Malformed',
    (id) => `The Nat Gateway ${id} was not found`,
  ),
  'network-acl': naming('acl', 'InvalidNetworkAclID.NotFound', 'InvalidNetworkAclID.Malformed', named('networkAcl')),
  'network-insights-access-scope': naming(
    'nis',
    'InvalidNetworkInsightsAccessScopeId.NotFound',
    'InvalidNetworkInsightsAccessScopeId.Malformed',
    named('networkInsightsAccessScope'),
  ),
  'network-insights-access-scope-analysis': naming(
    'nisa',
    'InvalidNetworkInsightsAccessScopeAnalysisId.NotFound',
    'InvalidNetworkInsightsAccessScopeAnalysisId.Malformed',
    named('networkInsightsAccessScopeAnalysis'),
  ),
  'network-insights-analysis': naming(
    'nia',
    'InvalidNetworkInsightsAnalysisId.NotFound',
    'InvalidNetworkInsightsAnalysisId.Malformed',
    named('networkInsightsAnalysis'),
  ),
  'network-insights-path': naming(
    'nip',
    'InvalidNetworkInsightsPathId.NotFound',
    'InvalidNetworkInsightsPathId.Malformed',
    named('networkInsightsPath'),
  ),
  'network-interface': naming(
    'eni',
    'InvalidNetworkInterfaceID.NotFound',
    'InvalidNetworkInterfaceId.Malformed',
    named('networkInterface'),
  ),
  'prefix-list': naming(
    'pl',
    'InvalidPrefixListID.NotFound',
    'InvalidPrefixListId.Malformed',
    (id) => `The prefix list ID '${id}' does not exist`,
  ),
  'route-table': naming('rtb', 'InvalidRouteTableID.NotFound', 'InvalidRouteTableId.Malformed', named('routeTable')),
  'security-group': naming(
    'sg',
    'InvalidGroup.NotFound',
    'InvalidGroupId.Malformed',
    (id) => `The security group '${id}' does not exist`,
  ),
  'security-group-rule': naming(
    'sgr',
    'InvalidSecurityGroupRuleId.NotFound',
    'InvalidSecurityGroupRuleId.Malformed',
    (id) => `The security group rule ID '${id}' does not exist`,
  ),
  subnet: naming('subnet', 'InvalidSubnetID.NotFound', 'InvalidSubnetID.Malformed', named('subnet')),
  'transit-gateway': {
    ...naming('tgw', 'InvalidTransitGatewayID.NotFound', 'InvalidTransitGatewayID.Malformed', gone('Transit Gateway')),
    malformedMessage: (id) => `Invalid Transit Gateway id ${id}.`,
  },
  'transit-gateway-attachment': {
    ...naming(
      'tgw-attach',
      'InvalidTransitGatewayAttachmentID.NotFound',
      'InvalidTransitGatewayAttachmentID.Malformed',
      gone('Transit Gateway Attachment'),
    ),
    malformedMessage: () => 'Invalid Transit Gateway Attachment id.',
  },
  'transit-gateway-route-table': {
    ...naming(
      'tgw-rtb',
      'InvalidRouteTableID.NotFound',
      'InvalidRouteTableId.Malformed',
      gone('Transit Gateway Route Table'),
    ),
    malformedMessage: (id) => `Invalid Transit Gateway Route Table id ${id}.`,
  },
  vpc: naming('vpc', 'InvalidVpcID.NotFound', 'InvalidVpcID.Malformed', named('vpc')),
  'vpc-endpoint': naming(
    'vpce',
    'InvalidVpcEndpointId.NotFound',
    'InvalidVpcEndpointId.Malformed',
    (id) => `The Vpc Endpoint Id '${id}' does not exist`,
  ),
  // AWS's list of codes has this one with its misspelling.
  'vpc-endpoint-service': naming(
    'vpce-svc',
    'InvalidVpcEndpointServiceId.NotFound',
    'InvalidVpcEndpointServiceIdId.Malformed',
    (id) => `The VpcEndpointService Id '${id}' does not exist`,
  ),
  'vpc-peering-connection': naming(
    'pcx',
    'InvalidVpcPeeringConnectionID.NotFound',
    'InvalidVpcPeeringConnectionId.Malformed',
    named('vpcPeeringConnection'),
  ),
  'vpn-gateway': naming('vgw', 'InvalidVpnGatewayID.NotFound', 'InvalidVpnGatewayID.Malformed', named('vpnGateway')),
};

function naming(prefix: string, notFound: string, malformed: string, message: (id: string) => string): Naming {
  return { prefix, notFound, malformed, message };
}
