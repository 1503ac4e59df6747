/**
 * AWS's first quotas, with the code and sentence of each refusal. Values, where nothing else is said: the Amazon VPC quotas page,
 * https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */

import { loadBalancerQuotas } from './load-balancer-quotas.ts';
import { type Quota, quota, sentence } from './quota-row.ts';

const fullOf =
  (what: string) =>
  (_: number, of: string): string =>
    `The maximum number of ${what} has been reached for ${of}.`;

export const quotaTable = {
  vpcsPerRegion: quota(5, 'VpcLimitExceeded', sentence('The maximum number of VPCs has been reached.')),
  subnetsPerVpc: quota(
    200,
    'SubnetLimitExceeded',
    sentence('The maximum number of subnets for this virtual private cloud has been reached.'),
  ),
  cidrsPerVpc: quota(
    5,
    'CidrLimitExceeded',
    (value, of) => `This network '${of}' has met its maximum number of allowed CIDRs: ${value}`,
  ),
  internetGatewaysPerRegion: quota(
    5,
    'InternetGatewayLimitExceeded',
    sentence('The maximum number of internet gateways has been reached.'),
  ),
  /** AWS's list of codes has none of these gateways' own: likeliest. */
  egressOnlyInternetGatewaysPerRegion: quota(
    5,
    'ResourceLimitExceeded',
    sentence('The maximum number of egress-only internet gateways has been reached.'),
  ),
  /** https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html */
  vpnGatewaysPerRegion: quota(
    5,
    'VpnGatewayLimitExceeded',
    sentence('The maximum number of virtual private gateways has been reached.'),
  ),
  /** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/eice-quotas.html, as are the next two; likeliest codes and sentences. */
  instanceConnectEndpointsPerRegion: quota(
    5,
    'ResourceLimitExceeded',
    sentence('The maximum number of EC2 Instance Connect Endpoints has been reached.'),
  ),
  instanceConnectEndpointsPerVpc: quota(
    1,
    'ResourceLimitExceeded',
    sentence('The maximum number of EC2 Instance Connect Endpoints for this VPC has been reached.'),
  ),
  instanceConnectEndpointsPerSubnet: quota(
    1,
    'ResourceLimitExceeded',
    sentence('The maximum number of EC2 Instance Connect Endpoints for this subnet has been reached.'),
  ),
  routeTablesPerVpc: quota(
    200,
    'RouteTableLimitExceeded',
    sentence('The maximum number of route tables has been reached.'),
  ),
  routesPerTable: quota(
    500,
    'RouteLimitExceeded',
    (value, of) => `The maximum number of routes (${value}) for route table ${of} has been reached.`,
  ),
  /** https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-share-limits, as is the next. */
  participantsPerVpc: quota(
    100,
    'ResourceShareLimitExceededException',
    (value, of) => `Subnets of ${of} can be shared with at most ${value} accounts.`,
  ),
  sharedSubnetsPerAccount: quota(
    100,
    'ResourceShareLimitExceededException',
    (value, of) => `At most ${value} subnets can be shared with account ${of}.`,
  ),
  networkAclsPerVpc: quota(
    200,
    'NetworkAclLimitExceeded',
    sentence('The maximum number of network ACLs has been reached.'),
  ),
  entriesPerNetworkAcl: quota(
    20,
    'NetworkAclEntryLimitExceeded',
    sentence('The maximum number of network acl entries has been reached.'),
  ),
  /** The quotas page names none for sets of DHCP options; a thousand keeps an account in bounds. */
  dhcpOptionsPerRegion: quota(
    1000,
    'DhcpOptionsLimitExceeded',
    sentence('The maximum number of DHCP options sets has been reached.'),
  ),
  elasticAddressesPerRegion: quota(
    5,
    'AddressLimitExceeded',
    sentence('The maximum number of addresses has been reached.'),
  ),
  /** https://docs.aws.amazon.com/vpc/latest/reachability/reachability-analyzer-limits.html, as are the next two. */
  networkInsightsPathsPerRegion: quota(
    1000,
    'NetworkInsightsPath.LimitExceeded',
    sentence('The maximum number of network insights paths has been reached.'),
  ),
  networkInsightsAnalysesPerRegion: quota(
    10_000,
    'NetworkInsightsAnalysis.LimitExceeded',
    sentence('The maximum number of network insights analyses has been reached.'),
  ),
  runningNetworkInsightsAnalyses: quota(
    100,
    'NetworkInsightsAnalysis.LimitExceeded',
    sentence('The maximum number of concurrent network insights analyses has been reached.'),
  ),
  /** https://docs.aws.amazon.com/vpc/latest/network-access-analyzer/network-access-analyzer-limits.html, as are the next two. */
  networkInsightsAccessScopesPerRegion: quota(
    1000,
    'NetworkInsightsAccessScope.LimitExceeded',
    sentence('The maximum number of network insights access scopes has been reached.'),
  ),
  networkInsightsAccessScopeAnalysesPerRegion: quota(
    10_000,
    'NetworkInsightsAccessScopeAnalysis.LimitExceeded',
    sentence('The maximum number of network insights access scope analyses has been reached.'),
  ),
  runningNetworkInsightsAccessScopeAnalyses: quota(
    25,
    'NetworkInsightsAccessScopeAnalysis.LimitExceeded',
    sentence('The maximum number of concurrent network insights access scope analyses has been reached.'),
  ),
  /** For one VPC, subnet or interface; not adjustable on AWS. */
  flowLogsPerResource: quota(
    2,
    'FlowLogsLimitExceeded',
    (value, of) => `The maximum number of flow logs (${value}) for the resource ${of} has been reached.`,
  ),
  natGatewaysPerZone: quota(
    5,
    'NatGatewayLimitExceeded',
    (value) => `Performing this operation would exceed the limit of ${value} NAT gateways`,
  ),
  securityGroupsPerRegion: quota(
    2500,
    'SecurityGroupLimitExceeded',
    sentence('The maximum number of security groups has been reached.'),
  ),
  rulesPerSecurityGroup: quota(
    60,
    'RulesPerSecurityGroupLimitExceeded',
    sentence('The maximum number of rules per security group has been reached.'),
  ),
  securityGroupsPerInterface: quota(
    5,
    'SecurityGroupsPerInterfaceLimitExceeded',
    sentence('The maximum number of security groups per interface has been reached.'),
  ),
  networkInterfacesPerZone: quota(
    5000,
    'NetworkInterfaceLimitExceeded',
    sentence('The maximum number of network interfaces has been reached.'),
  ),
  prefixListsPerRegion: quota(
    100,
    'PrefixListLimitExceeded',
    sentence('The maximum number of prefix lists has been reached.'),
  ),
  /**
   * https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-quotas.html, as are the next six. The first code was quoted by
   * users; the others are the likeliest.
   */
  transitGatewaysPerRegion: quota(
    5,
    'TransitGatewayLimitExceeded',
    sentence('The maximum number of transit gateways has been reached.'),
  ),
  attachmentsPerTransitGateway: quota(5000, 'TransitGatewayAttachmentLimitExceeded', fullOf('attachments')),
  transitGatewaysPerVpc: quota(5, 'TransitGatewayAttachmentLimitExceeded', fullOf('transit gateway attachments')),
  peeringsPerTransitGateway: quota(50, 'TransitGatewayAttachmentLimitExceeded', fullOf('peering attachments')),
  pendingPeeringsPerTransitGateway: quota(
    10,
    'TransitGatewayAttachmentLimitExceeded',
    fullOf('pending peering attachments'),
  ),
  routeTablesPerTransitGateway: quota(20, 'TransitGatewayRouteTableLimitExceeded', fullOf('route tables')),
  routesPerTransitGateway: quota(10_000, 'TransitGatewayRouteLimitExceeded', fullOf('routes')),
  endpointsPerVpc: quota(
    50,
    'VpcEndpointLimitExceeded',
    sentence('The maximum number of VPC endpoints has been reached.'),
  ),
  /** The quotas page names none for endpoint services; a thousand keeps an account in bounds. */
  endpointServicesPerRegion: quota(
    1000,
    'VpcEndpointServiceLimitExceeded',
    sentence('The maximum number of VPC endpoint services has been reached.'),
  ),
  /** Nor for these two. */
  connectionNotificationsPerRegion: quota(
    1000,
    'ConnectionNotificationLimitExceeded',
    sentence('The maximum number of connection notifications has been reached.'),
  ),
  principalsPerEndpointService: quota(
    1000,
    'VpcEndpointServicePrincipalLimitExceeded',
    sentence('The maximum number of principals for this VPC endpoint service has been reached.'),
  ),
  /** https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-connection-quotas.html, as is the next. */
  activePeeringConnectionsPerVpc: quota(
    50,
    'ActiveVpcPeeringConnectionPerVpcLimitExceeded',
    sentence('The maximum number of active VPC peering connections for this VPC has been reached.'),
  ),
  outstandingPeeringRequestsPerRegion: quota(
    25,
    'OutstandingVpcPeeringConnectionLimitExceeded',
    sentence('Vpc peering connection request limit exceeded.'),
  ),
  /** The code is documented, the number is not: likeliest the same for requests that one gets. */
  pendingPeeringRequestsPerRegion: quota(
    25,
    'PendingVpcPeeringConnectionLimitExceeded',
    sentence('Vpc peering connection request limit exceeded.'),
  ),
  gatewayEndpointsPerRegion: quota(
    20,
    'VpcEndpointLimitExceeded',
    sentence('The maximum number of VPC endpoints has been reached.'),
  ),
  ...loadBalancerQuotas,
} as const satisfies Readonly<Record<string, Quota>>;
