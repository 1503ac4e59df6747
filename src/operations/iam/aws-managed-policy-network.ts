/**
 * Managed policies of AWS's: vPCs, load balancers and global networks. What each allows is as AWS publishes it
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html).
 */

import { actions, allow, linked, type PolicyRow } from './aws-managed-policy-form.ts';

export const networkPolicies: readonly PolicyRow[] = [
  [
    'AmazonVPCFullAccess',
    'v13',
    '2015-02-06T18:41:16Z',
    '2026-02-12T18:00:44Z',
    [
      allow(
        actions({
          ec2: `AcceptVpcPeeringConnection AcceptVpcEndpointConnections AllocateAddress AssignIpv6Addresses
      AssignPrivateIpAddresses AssociateAddress AssociateDhcpOptions AssociateRouteTable
      AssociateSecurityGroupVpc AssociateSubnetCidrBlock AssociateVpcCidrBlock AttachClassicLinkVpc
      AttachInternetGateway AttachNetworkInterface AttachVpnGateway AuthorizeSecurityGroupEgress
      AuthorizeSecurityGroupIngress CreateCarrierGateway CreateCustomerGateway CreateDefaultSubnet
      CreateDefaultVpc CreateDhcpOptions CreateEgressOnlyInternetGateway CreateFlowLogs
      CreateInternetGateway CreateLocalGatewayRouteTableVpcAssociation CreateNatGateway CreateNetworkAcl
      CreateNetworkAclEntry CreateNetworkInterface CreateNetworkInterfacePermission CreateRoute
      CreateRouteTable CreateSecurityGroup CreateSubnet CreateTags CreateVpc CreateVpcEndpoint
      CreateVpcEndpointConnectionNotification CreateVpcEndpointServiceConfiguration
      CreateVpcPeeringConnection CreateVpnConnection CreateVpnConnectionRoute CreateVpnGateway
      DeleteCarrierGateway DeleteCustomerGateway DeleteDhcpOptions DeleteEgressOnlyInternetGateway
      DeleteFlowLogs DeleteInternetGateway DeleteLocalGatewayRouteTableVpcAssociation DeleteNatGateway
      DeleteNetworkAcl DeleteNetworkAclEntry DeleteNetworkInterface DeleteNetworkInterfacePermission
      DeleteRoute DeleteRouteTable DeleteSecurityGroup DeleteSubnet DeleteTags DeleteVpc
      DeleteVpcEndpoints DeleteVpcEndpointConnectionNotifications DeleteVpcEndpointServiceConfigurations
      DeleteVpcPeeringConnection DeleteVpnConnection DeleteVpnConnectionRoute DeleteVpnGateway
      DescribeAccountAttributes DescribeAddresses DescribeAvailabilityZones DescribeCarrierGateways
      DescribeClassicLinkInstances DescribeCustomerGateways DescribeDhcpOptions
      DescribeEgressOnlyInternetGateways DescribeFlowLogs DescribeInstances DescribeInternetGateways
      DescribeIpv6Pools DescribeLocalGatewayRouteTables DescribeLocalGatewayRouteTableVpcAssociations
      DescribeKeyPairs DescribeMovingAddresses DescribeNatGateways DescribeNetworkAcls
      DescribeNetworkInterfaceAttribute DescribeNetworkInterfacePermissions DescribeNetworkInterfaces
      DescribePrefixLists DescribeRouteTables DescribeSecurityGroupReferences DescribeSecurityGroupRules
      DescribeSecurityGroups DescribeSecurityGroupVpcAssociations DescribeStaleSecurityGroups
      DescribeSubnets DescribeTags DescribeVpcAttribute DescribeVpcClassicLink
      DescribeVpcClassicLinkDnsSupport DescribeVpcEndpointConnectionNotifications
      DescribeVpcEndpointConnections DescribeVpcEndpoints DescribeVpcEndpointServiceConfigurations
      DescribeVpcEndpointServicePermissions DescribeVpcEndpointServices DescribeVpcPeeringConnections
      DescribeVpcs DescribeVpnConnections DescribeVpnGateways DetachClassicLinkVpc DetachInternetGateway
      DetachNetworkInterface DetachVpnGateway DisableVgwRoutePropagation DisableVpcClassicLink
      DisableVpcClassicLinkDnsSupport DisassociateAddress DisassociateRouteTable
      DisassociateSecurityGroupVpc DisassociateSubnetCidrBlock DisassociateVpcCidrBlock
      EnableVgwRoutePropagation EnableVpcClassicLink EnableVpcClassicLinkDnsSupport
      GetSecurityGroupsForVpc ModifyNetworkInterfaceAttribute ModifySecurityGroupRules
      ModifySubnetAttribute ModifyVpcAttribute ModifyVpcEndpoint ModifyVpcEndpointConnectionNotification
      ModifyVpcEndpointServiceConfiguration ModifyVpcEndpointServicePermissions
      ModifyVpcPeeringConnectionOptions ModifyVpcTenancy MoveAddressToVpc RejectVpcEndpointConnections
      RejectVpcPeeringConnection ReleaseAddress ReplaceNetworkAclAssociation ReplaceNetworkAclEntry
      ReplaceRoute ReplaceRouteTableAssociation ResetNetworkInterfaceAttribute RestoreAddressToClassic
      RevokeSecurityGroupEgress RevokeSecurityGroupIngress UnassignIpv6Addresses
      UnassignPrivateIpAddresses UpdateSecurityGroupRuleDescriptionsEgress
      UpdateSecurityGroupRuleDescriptionsIngress`,
        }),
        { Sid: 'AmazonVPCFullAccess' },
      ),
    ],
  ],
  [
    'AmazonVPCReadOnlyAccess',
    'v12',
    '2015-02-06T18:41:17Z',
    '2026-02-12T17:58:19Z',
    [
      allow(
        actions({
          ec2: `DescribeAccountAttributes DescribeAddresses DescribeCarrierGateways DescribeClassicLinkInstances
      DescribeCustomerGateways DescribeDhcpOptions DescribeEgressOnlyInternetGateways DescribeFlowLogs
      DescribeInternetGateways DescribeLocalGatewayRouteTables
      DescribeLocalGatewayRouteTableVpcAssociations DescribeMovingAddresses DescribeNatGateways
      DescribeNetworkAcls DescribeNetworkInterfaceAttribute DescribeNetworkInterfacePermissions
      DescribeNetworkInterfaces DescribePrefixLists DescribeRouteTables DescribeSecurityGroupReferences
      DescribeSecurityGroupRules DescribeSecurityGroups DescribeSecurityGroupVpcAssociations
      DescribeStaleSecurityGroups DescribeSubnets DescribeTags DescribeVpcAttribute DescribeVpcClassicLink
      DescribeVpcClassicLinkDnsSupport DescribeVpcEndpoints DescribeVpcEndpointConnectionNotifications
      DescribeVpcEndpointConnections DescribeVpcEndpointServiceConfigurations
      DescribeVpcEndpointServicePermissions DescribeVpcEndpointServices DescribeVpcPeeringConnections
      DescribeVpcs DescribeVpnConnections DescribeVpnGateways GetSecurityGroupsForVpc`,
        }),
        { Sid: 'AmazonVPCReadOnlyAccess' },
      ),
    ],
  ],
  [
    'AmazonVPCCrossAccountNetworkInterfaceOperations',
    'v5',
    '2017-07-18T20:47:16Z',
    '2023-09-25T15:12:17Z',
    [
      allow(actions({ ec2: 'DescribeRouteTables CreateRoute DeleteRoute ReplaceRoute' })),
      allow(
        actions({
          ec2: `DescribeNetworkInterfaces CreateNetworkInterface DeleteNetworkInterface
      CreateNetworkInterfacePermission DeleteNetworkInterfacePermission
      DescribeNetworkInterfacePermissions ModifyNetworkInterfaceAttribute
      DescribeNetworkInterfaceAttribute DescribeAvailabilityZones DescribeRegions DescribeVpcs
      DescribeSubnets`,
        }),
      ),
      allow(actions({ ec2: 'AssignPrivateIpAddresses UnassignPrivateIpAddresses' })),
      allow(actions({ ec2: 'AssignIpv6Addresses UnassignIpv6Addresses' })),
    ],
  ],
  [
    'AWSNetworkManagerFullAccess',
    'v1',
    '2019-12-03T17:37:58Z',
    '2019-12-03T17:37:58Z',
    [allow('networkmanager:*'), linked('networkmanager')],
  ],
  [
    'AWSNetworkManagerReadOnlyAccess',
    'v1',
    '2019-12-03T17:35:05Z',
    '2019-12-03T17:35:05Z',
    [allow(actions({ networkmanager: 'Describe* Get* List*' }))],
  ],
  [
    'ElasticLoadBalancingFullAccess',
    'v9',
    '2018-09-20T20:42:07Z',
    '2026-02-23T18:57:07Z',
    [
      allow('elasticloadbalancing:*'),
      allow(
        actions({
          ec2: `DescribeAccountAttributes DescribeAddresses DescribeInternetGateways DescribeSecurityGroups
        DescribeSubnets DescribeVpcs DescribeVpcClassicLink DescribeInstances DescribeNetworkInterfaces
        DescribeClassicLinkInstances DescribeRouteTables DescribeCoipPools GetCoipPoolUsage
        GetSecurityGroupsForVpc DescribeVpcPeeringConnections DescribeAvailabilityZones`,
          'cognito-idp': 'DescribeUserPoolClient',
        }),
      ),
      linked('elasticloadbalancing'),
      allow('arc-zonal-shift:*', { Resource: 'arn:aws:elasticloadbalancing:*:*:loadbalancer/*' }),
      allow(actions({ 'arc-zonal-shift': 'ListManagedResources ListZonalShifts' })),
    ],
  ],
  [
    'ElasticLoadBalancingReadOnly',
    'v3',
    '2018-09-20T20:17:09Z',
    '2023-11-26T18:15:46Z',
    [
      allow(actions({ elasticloadbalancing: 'Describe* Get*' }), { Sid: 'Statement1' }),
      allow(actions({ ec2: 'DescribeInstances DescribeClassicLinkInstances DescribeSecurityGroups' }), {
        Sid: 'Statement2',
      }),
      allow('arc-zonal-shift:GetManagedResource', {
        Sid: 'Statement3',
        Resource: 'arn:aws:elasticloadbalancing:*:*:loadbalancer/*',
      }),
      allow(actions({ 'arc-zonal-shift': 'ListManagedResources ListZonalShifts' }), { Sid: 'Statement4' }),
    ],
  ],
];
