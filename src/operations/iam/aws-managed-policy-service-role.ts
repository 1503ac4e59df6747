/**
 * Managed policies of AWS's: what AWS services themselves may do, in roles that are linked to them. What each allows is as AWS publishes it
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html).
 */

import { actions, allow, type PolicyRow } from './aws-managed-policy-form.ts';

export const serviceRolePolicies: readonly PolicyRow[] = [
  [
    'AutoScalingServiceRolePolicy',
    'v10',
    '2018-01-08T23:10:55Z',
    '2025-11-12T18:19:06Z',
    [
      allow(
        actions({
          ec2: `AttachClassicLinkVpc CancelSpotInstanceRequests CreateReplaceRootVolumeTask CreateFleet CreateTags
      DeleteTags Describe* DetachClassicLinkVpc GetInstanceTypesFromInstanceRequirements
      GetSecurityGroupsForVpc ModifyInstanceAttribute RequestSpotInstances RunInstances StartInstances
      StopInstances TerminateInstances`,
        }),
        { Sid: 'EC2InstanceManagement' },
      ),
      allow(['iam:PassRole'], {
        Condition: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } },
        Sid: 'EC2InstanceProfileManagement',
      }),
      allow(['iam:CreateServiceLinkedRole'], {
        Condition: { StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' } },
        Sid: 'EC2SpotManagement',
      }),
      allow(actions({ elasticloadbalancing: 'Register* Deregister* Describe*' }), { Sid: 'ELBManagement' }),
      allow(actions({ cloudwatch: 'DeleteAlarms DescribeAlarms GetMetricData PutMetricAlarm' }), {
        Sid: 'CWManagement',
      }),
      allow(['sns:Publish'], { Sid: 'SNSManagement' }),
      allow(actions({ events: 'PutRule PutTargets RemoveTargets DeleteRule' }), {
        Condition: { StringEquals: { 'events:ManagedBy': 'autoscaling.amazonaws.com' } },
        Sid: 'EventBridgeRuleManagement',
      }),
      allow(['ssm:GetParameters'], { Sid: 'SystemsManagerParameterManagement' }),
      allow(
        actions({ 'vpc-lattice': 'DeregisterTargets GetTargetGroup ListTargets ListTargetGroups RegisterTargets' }),
        { Sid: 'VpcLatticeManagement' },
      ),
      allow(['resource-groups:ListGroupResources'], {
        Sid: 'ResourceGroupsManagement',
        Resource: 'arn:*:resource-groups:*:*:group/*',
      }),
    ],
  ],
  [
    'AWSElasticLoadBalancingServiceRolePolicy',
    'v14',
    '2017-09-19T22:19:04Z',
    '2026-02-12T17:58:08Z',
    [
      allow(
        actions({
          ec2: `DescribeAddresses DescribeCoipPools DescribeInstances DescribeNetworkInterfaces DescribeSubnets
        DescribeSecurityGroups DescribeVpcs DescribeInternetGateways DescribeAccountAttributes
        DescribeClassicLinkInstances DescribeVpcClassicLink CreateSecurityGroup CreateNetworkInterface
        DeleteNetworkInterface GetCoipPoolUsage GetSecurityGroupsForVpc ModifyNetworkInterfaceAttribute
        AllocateAddress AuthorizeSecurityGroupIngress AssociateAddress DisassociateAddress
        AttachNetworkInterface DetachNetworkInterface AssignPrivateIpAddresses AssignIpv6Addresses
        ReleaseAddress UnassignIpv6Addresses DescribeVpcPeeringConnections DescribeAvailabilityZones
        AllocateIpamPoolCidr`,
          logs: 'CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery ListLogDeliveries',
          outposts: 'GetOutpostInstanceTypes',
        }),
      ),
    ],
  ],
  [
    'AWSNetworkManagerServiceRolePolicy',
    'v8',
    '2019-12-03T14:03:35Z',
    '2022-07-27T19:41:29Z',
    [
      allow(
        actions({
          directconnect: `DescribeDirectConnectGateways DescribeConnections DescribeDirectConnectGatewayAttachments
        DescribeLocations DescribeVirtualInterfaces`,
          ec2: `DescribeCustomerGateways DescribeTransitGatewayAttachments DescribeTransitGatewayRouteTables
        DescribeTransitGateways DescribeVpnConnections DescribeVpcs GetTransitGatewayRouteTableAssociations
        GetTransitGatewayRouteTablePropagations SearchTransitGatewayRoutes
        DescribeTransitGatewayPeeringAttachments DescribeTransitGatewayConnects
        DescribeTransitGatewayConnectPeers DescribeRegions DescribeTransitGatewayRouteTableAnnouncements
        DescribeTransitGatewayPolicyTables GetTransitGatewayPolicyTableAssociations
        GetTransitGatewayPolicyTableEntries`,
          organizations: `DescribeAccount DescribeOrganization ListAccounts ListAWSServiceAccessForOrganization
        ListDelegatedAdministrators`,
        }),
      ),
    ],
  ],
  [
    'AWSOrganizationsServiceTrustPolicy',
    'v3',
    '2017-10-10T23:04:07Z',
    '2026-03-05T19:12:09Z',
    [
      allow(['iam:DeleteRole'], {
        Sid: 'AllowDeletionOfServiceLinkedRoleForOrganizations',
        Resource: ['arn:aws:iam::*:role/aws-service-role/organizations.amazonaws.com/*'],
      }),
      allow(['iam:CreateServiceLinkedRole'], { Sid: 'AllowCreationOfServiceLinkedRoles' }),
      allow('iam:ListRoles', { Sid: 'ListRolesSLR', Resource: 'arn:aws:iam::*:role/aws-service-role/*' }),
    ],
  ],
  [
    'AWSReachabilityAnalyzerServiceRolePolicy',
    'v4',
    '2022-11-23T17:12:28Z',
    '2024-09-10T16:04:52Z',
    [
      allow(
        actions({
          cloudformation: 'DescribeStacks ListStackResources',
          directconnect: `DescribeConnections DescribeDirectConnectGatewayAssociations DescribeDirectConnectGatewayAttachments
        DescribeDirectConnectGateways DescribeVirtualGateways DescribeVirtualInterfaces`,
          ec2: `DescribeAvailabilityZones DescribeCustomerGateways DescribeInstances DescribeInternetGateways
        DescribeManagedPrefixLists DescribeNatGateways DescribeNetworkAcls DescribeNetworkInterfaces
        DescribePrefixLists DescribeRegions DescribeRouteTables DescribeSecurityGroups DescribeSubnets
        DescribeTransitGatewayAttachments DescribeTransitGatewayConnects
        DescribeTransitGatewayPeeringAttachments DescribeTransitGatewayRouteTables
        DescribeTransitGatewayVpcAttachments DescribeTransitGateways
        DescribeVpcEndpointServiceConfigurations DescribeVpcEndpoints DescribeVpcPeeringConnections
        DescribeVpcs DescribeVpnConnections DescribeVpnGateways GetManagedPrefixListEntries
        GetTransitGatewayRouteTablePropagations SearchTransitGatewayRoutes`,
          elasticloadbalancing: `DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers DescribeRules DescribeTags
        DescribeTargetGroupAttributes DescribeTargetGroups DescribeTargetHealth`,
          'network-firewall': `DescribeFirewall DescribeFirewallPolicy DescribeResourcePolicy DescribeRuleGroup
        ListFirewallPolicies ListFirewalls ListRuleGroups`,
          organizations: `DescribeAccount DescribeOrganization ListAWSServiceAccessForOrganization ListAccounts
        ListDelegatedAdministrators`,
          'resource-groups': 'ListGroups ListGroupResources',
          tag: 'GetResources',
          tiros: 'CreateQuery ExtendQuery GetQueryAnswer GetQueryExplanation GetQueryExtensionAccounts',
        }),
        { Sid: 'ReachabilityAnalyzerPermissions' },
      ),
      allow(['apigateway:GET'], {
        Sid: 'ApigatewayPermissions',
        Resource: [
          'arn:aws:apigateway:*::/restapis',
          'arn:aws:apigateway:*::/restapis/*/stages',
          'arn:aws:apigateway:*::/restapis/*/stages/*',
          'arn:aws:apigateway:*::/vpclinks',
        ],
      }),
    ],
  ],
  [
    'AWSResourceAccessManagerServiceRolePolicy',
    'v1',
    '2018-11-14T19:28:28Z',
    '2018-11-14T19:28:28Z',
    [
      allow(
        actions({
          organizations: `DescribeAccount DescribeOrganization DescribeOrganizationalUnit ListAccounts ListAccountsForParent
      ListChildren ListOrganizationalUnitsForParent ListParents ListRoots`,
        }),
      ),
      allow(['iam:DeleteRole'], {
        Sid: 'AllowDeletionOfServiceLinkedRoleForResourceAccessManager',
        Resource: ['arn:aws:iam::*:role/aws-service-role/ram.amazonaws.com/*'],
      }),
    ],
  ],
  [
    'AWSVPCTransitGatewayServiceRolePolicy',
    'v2',
    '2018-11-26T16:21:17Z',
    '2021-04-15T16:31:44Z',
    [
      allow(
        actions({
          ec2: `CreateNetworkInterface DescribeNetworkInterfaces ModifyNetworkInterfaceAttribute
      DeleteNetworkInterface CreateNetworkInterfacePermission AssignIpv6Addresses UnAssignIpv6Addresses`,
        }),
        { Sid: '0' },
      ),
    ],
  ],
  [
    'Ec2InstanceConnectEndpoint',
    'v2',
    '2023-01-24T20:19:21Z',
    '2025-07-31T17:49:06Z',
    [
      allow(actions({ ec2: 'DescribeNetworkInterfaces DescribeAvailabilityZones' })),
      allow(['ec2:CreateNetworkInterface'], { Resource: 'arn:aws:ec2:*:*:subnet/*' }),
      allow(['ec2:CreateNetworkInterface'], {
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['InstanceConnectEndpointId'] },
          StringLike: { 'aws:RequestTag/InstanceConnectEndpointId': ['eice-*'] },
        },
        Resource: 'arn:aws:ec2:*:*:network-interface/*',
      }),
      allow(['ec2:ModifyNetworkInterfaceAttribute'], {
        Condition: { StringLike: { 'aws:ResourceTag/InstanceConnectEndpointId': ['eice-*'] } },
        Resource: 'arn:aws:ec2:*:*:network-interface/*',
      }),
      allow(['ec2:CreateTags'], {
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['InstanceConnectEndpointId'] },
          StringEquals: { 'ec2:CreateAction': 'CreateNetworkInterface' },
          StringLike: { 'aws:RequestTag/InstanceConnectEndpointId': ['eice-*'] },
        },
        Resource: 'arn:aws:ec2:*:*:network-interface/*',
      }),
      allow(actions({ ec2: 'AssignIpv6Addresses UnassignIpv6Addresses' }), {
        Condition: { StringLike: { 'aws:ResourceTag/InstanceConnectEndpointId': ['eice-*'] } },
        Resource: 'arn:aws:ec2:*:*:network-interface/*',
      }),
      allow('ec2:ModifyNetworkInterfaceAttribute', { Resource: 'arn:aws:ec2:*:*:security-group/*' }),
      allow(['ec2:DeleteNetworkInterface'], {
        Condition: { StringLike: { 'aws:ResourceTag/InstanceConnectEndpointId': ['eice-*'] } },
      }),
    ],
  ],
  [
    'Route53ResolverServiceRolePolicy',
    'v1',
    '2020-08-12T17:47:24Z',
    '2020-08-12T17:47:24Z',
    [
      allow(
        actions({
          logs: `CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery ListLogDeliveries
        DescribeResourcePolicies DescribeLogGroups`,
          s3: 'GetBucketPolicy',
        }),
      ),
    ],
  ],
];
