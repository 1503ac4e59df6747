/**
 * Managed policies of AWS's: the Reachability Analyzer and the Network Access Analyzer. What each allows is as AWS publishes it
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html).
 */

import { actions, allow, type PolicyRow } from './aws-managed-policy-form.ts';

export const analyzerPolicies: readonly PolicyRow[] = [
  [
    'AmazonVPCNetworkAccessAnalyzerFullAccessPolicy',
    'v3',
    '2023-06-15T22:56:58Z',
    '2024-05-15T21:40:54Z',
    [
      allow(
        actions({
          directconnect: `DescribeConnections DescribeDirectConnectGatewayAssociations DescribeDirectConnectGatewayAttachments
      DescribeDirectConnectGateways DescribeVirtualGateways DescribeVirtualInterfaces`,
        }),
        { Sid: 'DirectconnectPermissions' },
      ),
      allow(
        actions({
          ec2: `CreateNetworkInsightsAccessScope DeleteNetworkInsightsAccessScope
      DeleteNetworkInsightsAccessScopeAnalysis DescribeAvailabilityZones DescribeCustomerGateways
      DescribeInstances DescribeInternetGateways DescribeManagedPrefixLists DescribeNatGateways
      DescribeNetworkAcls DescribeNetworkInsightsAccessScopeAnalyses DescribeNetworkInsightsAccessScopes
      DescribeNetworkInterfaces DescribePrefixLists DescribeRegions DescribeRouteTables
      DescribeSecurityGroups DescribeSubnets DescribeTransitGatewayAttachments
      DescribeTransitGatewayConnects DescribeTransitGatewayPeeringAttachments
      DescribeTransitGatewayRouteTables DescribeTransitGateways DescribeTransitGatewayVpcAttachments
      DescribeVpcEndpoints DescribeVpcEndpointServiceConfigurations DescribeVpcPeeringConnections
      DescribeVpcs DescribeVpnConnections DescribeVpnGateways GetManagedPrefixListEntries
      GetNetworkInsightsAccessScopeAnalysisFindings GetNetworkInsightsAccessScopeContent
      GetTransitGatewayRouteTablePropagations SearchTransitGatewayRoutes
      StartNetworkInsightsAccessScopeAnalysis`,
        }),
        { Sid: 'EC2Permissions' },
      ),
      allow(actions({ ec2: 'CreateTags DeleteTags' }), {
        Sid: 'EC2TagsPermissions',
        Resource: [
          'arn:*:ec2:*:*:network-insights-access-scope/*',
          'arn:*:ec2:*:*:network-insights-access-scope-analysis/*',
        ],
      }),
      allow(
        actions({
          elasticloadbalancing: `DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeRules DescribeTags
      DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth`,
        }),
        { Sid: 'ElasticloadbalancingPermissions' },
      ),
      allow(
        actions({
          globalaccelerator: `ListAccelerators ListCustomRoutingAccelerators ListCustomRoutingEndpointGroups
      ListCustomRoutingListeners ListCustomRoutingPortMappings ListEndpointGroups ListListeners`,
        }),
        { Sid: 'GlobalacceleratorPermissions' },
      ),
      allow(
        actions({
          'network-firewall': `DescribeFirewall DescribeFirewallPolicy DescribeResourcePolicy DescribeRuleGroup
      ListFirewallPolicies ListFirewalls ListRuleGroups`,
        }),
        { Sid: 'NetworkFirewallPermissions' },
      ),
      allow(['resource-groups:ListGroupResources'], { Sid: 'ResourceGroupsPermissions' }),
      allow(['tag:GetResources'], { Sid: 'TagsPermissions' }),
      allow(actions({ tiros: 'CreateQuery GetQueryAnswer' }), { Sid: 'TirosPermissions' }),
    ],
  ],
  [
    'AmazonVPCReachabilityAnalyzerFullAccessPolicy',
    'v3',
    '2023-06-14T20:12:17Z',
    '2024-05-15T20:47:28Z',
    [
      allow(
        actions({
          directconnect: `DescribeConnections DescribeDirectConnectGatewayAssociations DescribeDirectConnectGatewayAttachments
      DescribeDirectConnectGateways DescribeVirtualGateways DescribeVirtualInterfaces`,
        }),
        { Sid: 'DirectconnectPermissions' },
      ),
      allow(
        actions({
          ec2: `CreateNetworkInsightsPath DeleteNetworkInsightsAnalysis DeleteNetworkInsightsPath
      DescribeAvailabilityZones DescribeCustomerGateways DescribeInstances DescribeInternetGateways
      DescribeManagedPrefixLists DescribeNatGateways DescribeNetworkAcls DescribeNetworkInsightsAnalyses
      DescribeNetworkInsightsPaths DescribeNetworkInterfaces DescribePrefixLists DescribeRegions
      DescribeRouteTables DescribeSecurityGroups DescribeSubnets DescribeTransitGatewayAttachments
      DescribeTransitGatewayConnects DescribeTransitGatewayPeeringAttachments
      DescribeTransitGatewayRouteTables DescribeTransitGateways DescribeTransitGatewayVpcAttachments
      DescribeVpcEndpoints DescribeVpcEndpointServiceConfigurations DescribeVpcPeeringConnections
      DescribeVpcs DescribeVpnConnections DescribeVpnGateways GetManagedPrefixListEntries
      GetTransitGatewayRouteTablePropagations SearchTransitGatewayRoutes StartNetworkInsightsAnalysis`,
        }),
        { Sid: 'EC2Permissions' },
      ),
      allow(actions({ ec2: 'CreateTags DeleteTags' }), {
        Sid: 'EC2TagsPermissions',
        Resource: ['arn:*:ec2:*:*:network-insights-path/*', 'arn:*:ec2:*:*:network-insights-analysis/*'],
      }),
      allow(
        actions({
          elasticloadbalancing: `DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeRules DescribeTags
      DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth`,
        }),
        { Sid: 'ElasticloadbalancingPermissions' },
      ),
      allow(
        actions({
          globalaccelerator: `ListAccelerators ListCustomRoutingAccelerators ListCustomRoutingEndpointGroups
      ListCustomRoutingListeners ListCustomRoutingPortMappings ListEndpointGroups ListListeners`,
        }),
        { Sid: 'GlobalacceleratorPermissions' },
      ),
      allow(
        actions({
          'network-firewall': `DescribeFirewall DescribeFirewallPolicy DescribeResourcePolicy DescribeRuleGroup
      ListFirewallPolicies ListFirewalls ListRuleGroups`,
        }),
        { Sid: 'NetworkFirewallPermissions' },
      ),
      allow(
        actions({ tiros: 'CreateQuery ExtendQuery GetQueryAnswer GetQueryExplanation GetQueryExtensionAccounts' }),
        { Sid: 'TirosPermissions' },
      ),
    ],
  ],
  [
    'AmazonVPCReachabilityAnalyzerPathComponentReadPolicy',
    'v1',
    '2023-05-01T20:38:22Z',
    '2023-05-01T20:38:22Z',
    [allow(actions({ 'network-firewall': 'Describe* List*' }), { Sid: 'NetworkFirewallPermissions' })],
  ],
];
