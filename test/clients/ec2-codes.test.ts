/** The codes of ids: what each Describe and each change answers where an id names nothing, and where it can't be an id. */

import { afterAll, describe, expect, test } from 'vitest';
import { ec2At, makeNetwork } from './ec2-call.ts';
import { startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const ec2 = ec2At(server);
const absent = '0123456789abcdef0';

type Row = readonly [operation: string, list: string, prefix: string, notFound: string, malformed: string];

/** The codes are those of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html. */
const describes: readonly Row[] = [
  ['DescribeVpcs', 'VpcIds', 'vpc', 'InvalidVpcID.NotFound', 'InvalidVpcID.Malformed'],
  ['DescribeSubnets', 'SubnetIds', 'subnet', 'InvalidSubnetID.NotFound', 'InvalidSubnetID.Malformed'],
  ['DescribeRouteTables', 'RouteTableIds', 'rtb', 'InvalidRouteTableID.NotFound', 'InvalidRouteTableId.Malformed'],
  [
    'DescribeInternetGateways',
    'InternetGatewayIds',
    'igw',
    'InvalidInternetGatewayID.NotFound',
    'InvalidInternetGatewayId.Malformed',
  ],
  [
    'DescribeEgressOnlyInternetGateways',
    'EgressOnlyInternetGatewayIds',
    'eigw',
    'InvalidGatewayID.NotFound',
    'InvalidEgressOnlyInternetGatewayId.Malformed',
  ],
  ['DescribeVpnGateways', 'VpnGatewayIds', 'vgw', 'InvalidVpnGatewayID.NotFound', 'InvalidVpnGatewayID.Malformed'],
  [
    'DescribeInstanceConnectEndpoints',
    'InstanceConnectEndpointIds',
    'eice',
    'InvalidInstanceConnectEndpointId.NotFound',
    'InvalidInstanceConnectEndpointId.Malformed',
  ],
  ['DescribeNatGateways', 'NatGatewayIds', 'nat', 'NatGatewayNotFound', 'InvalidNatGatewayID.Malformed'],
  [
    'DescribeTransitGateways',
    'TransitGatewayIds',
    'tgw',
    'InvalidTransitGatewayID.NotFound',
    'InvalidTransitGatewayID.Malformed',
  ],
  [
    'DescribeTransitGatewayAttachments',
    'TransitGatewayAttachmentIds',
    'tgw-attach',
    'InvalidTransitGatewayAttachmentID.NotFound',
    'InvalidTransitGatewayAttachmentID.Malformed',
  ],
  [
    'DescribeTransitGatewayRouteTables',
    'TransitGatewayRouteTableIds',
    'tgw-rtb',
    'InvalidRouteTableID.NotFound',
    'InvalidRouteTableId.Malformed',
  ],
  ['DescribeNetworkAcls', 'NetworkAclIds', 'acl', 'InvalidNetworkAclID.NotFound', 'InvalidNetworkAclID.Malformed'],
  ['DescribeSecurityGroups', 'GroupIds', 'sg', 'InvalidGroup.NotFound', 'InvalidGroupId.Malformed'],
  [
    'DescribeSecurityGroupRules',
    'SecurityGroupRuleIds',
    'sgr',
    'InvalidSecurityGroupRuleId.NotFound',
    'InvalidSecurityGroupRuleId.Malformed',
  ],
  [
    'DescribeNetworkInterfaces',
    'NetworkInterfaceIds',
    'eni',
    'InvalidNetworkInterfaceID.NotFound',
    'InvalidNetworkInterfaceId.Malformed',
  ],
  ['DescribeInstances', 'InstanceIds', 'i', 'InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed'],
  ['DescribeInstanceStatus', 'InstanceIds', 'i', 'InvalidInstanceID.NotFound', 'InvalidInstanceID.Malformed'],
  ['DescribeVolumes', 'VolumeIds', 'vol', 'InvalidVolume.NotFound', 'InvalidParameterValue'],
  ['DescribeAddresses', 'AllocationIds', 'eipalloc', 'InvalidAllocationID.NotFound', 'InvalidAllocationID.Malformed'],
  ['DescribeDhcpOptions', 'DhcpOptionsIds', 'dopt', 'InvalidDhcpOptionsID.NotFound', 'InvalidDhcpOptionsId.Malformed'],
  ['DescribeFlowLogs', 'FlowLogIds', 'fl', 'InvalidFlowLogId.NotFound', 'InvalidFlowLogId.Malformed'],
  ['DescribeVpcEndpoints', 'VpcEndpointIds', 'vpce', 'InvalidVpcEndpointId.NotFound', 'InvalidVpcEndpointId.Malformed'],
  [
    'DescribeManagedPrefixLists',
    'PrefixListIds',
    'pl',
    'InvalidPrefixListID.NotFound',
    'InvalidPrefixListId.Malformed',
  ],
  [
    'DescribeNetworkInsightsPaths',
    'NetworkInsightsPathIds',
    'nip',
    'InvalidNetworkInsightsPathId.NotFound',
    'InvalidNetworkInsightsPathId.Malformed',
  ],
  [
    'DescribeNetworkInsightsAnalyses',
    'NetworkInsightsAnalysisIds',
    'nia',
    'InvalidNetworkInsightsAnalysisId.NotFound',
    'InvalidNetworkInsightsAnalysisId.Malformed',
  ],
  [
    'DescribeNetworkInsightsAccessScopes',
    'NetworkInsightsAccessScopeIds',
    'nis',
    'InvalidNetworkInsightsAccessScopeId.NotFound',
    'InvalidNetworkInsightsAccessScopeId.Malformed',
  ],
  [
    'DescribeNetworkInsightsAccessScopeAnalyses',
    'NetworkInsightsAccessScopeAnalysisIds',
    'nisa',
    'InvalidNetworkInsightsAccessScopeAnalysisId.NotFound',
    'InvalidNetworkInsightsAccessScopeAnalysisId.Malformed',
  ],
  ['DescribePrefixLists', 'PrefixListIds', 'pl', 'InvalidPrefixListID.NotFound', 'InvalidPrefixListId.Malformed'],
];

describe('codes of a Describe by id', () => {
  test.each(describes)('%s', async (operation, list, prefix, notFound, malformed) => {
    const asked = async (id: string) => ec2.code(operation, { [list]: [id] });
    expect([await asked(`${prefix}-${absent}`), await asked(`${prefix}-nonsense`)]).toEqual([notFound, malformed]);
  });
});

test('a name, an address or a key that there is not has a code of its own', async () => {
  const table = [
    ['DescribeSecurityGroups', { GroupNames: ['nobody'] }, 'InvalidGroup.NotFound'],
    ['DescribeAddresses', { PublicIps: ['203.0.113.9'] }, 'InvalidAddress.NotFound'],
    ['DescribeKeyPairs', { KeyNames: ['nobody'] }, 'InvalidKeyPair.NotFound'],
    ['DescribeRegions', { RegionNames: ['mars-north-1'] }, 'InvalidParameterValue'],
    ['DescribeAvailabilityZones', { ZoneNames: ['us-east-1z'] }, 'InvalidParameterValue'],
    ['DescribeVpcEndpointServices', { ServiceNames: ['com.amazonaws.us-east-1.nope'] }, 'InvalidServiceName'],
    ['DescribeInstanceTypes', { InstanceTypes: ['t9.huge'] }, 'InvalidInstanceType'],
  ] as const;
  for (const [operation, input, code] of table)
    expect([operation, await ec2.code(operation, input)]).toEqual([operation, code]);
});

test('filters that there are not, and parameters that cannot be', async () => {
  const table = [
    ['DescribeVpcs', { Filters: [{ Name: 'colour', Values: ['red'] }] }, 'InvalidParameterValue'],
    ['DescribeVpcs', { VpcIds: [`vpc-${absent}`], MaxResults: 5 }, 'InvalidParameterCombination'],
    ['DescribeVpcs', { MaxResults: 1 }, 'InvalidParameterValue'],
    ['DescribeVpcs', { NextToken: 'made-up' }, 'InvalidParameterValue'],
    ['CreateVpc', {}, 'MissingParameter'],
    ['CreateVpc', { CidrBlock: '10.0.0.0/8' }, 'InvalidVpc.Range'],
    ['CreateVpc', { CidrBlock: 'ten' }, 'InvalidParameterValue'],
    ['CreateVpc', { CidrBlock: '10.0.0.0/16', InstanceTenancy: 'palace' }, 'InvalidParameterValue'],
    ['CreateSubnet', { VpcId: `vpc-${absent}`, CidrBlock: '10.0.0.0/24' }, 'InvalidVpcID.NotFound'],
    ['CreateTags', { Resources: [`vpc-${absent}`], Tags: [{ Key: 'a', Value: 'b' }] }, 'InvalidVpcID.NotFound'],
    ['RunInstances', { ImageId: 'ami-12345678', MinCount: 2, MaxCount: 1 }, 'InvalidParameterCombination'],
  ] as const;
  for (const [operation, input, code] of table) {
    expect([operation, input, await ec2.code(operation, input)]).toEqual([operation, input, code]);
  }
});

test('a change of something that is not there', async () => {
  const { vpc, subnet, mainTable } = await makeNetwork(ec2);
  const table: readonly (readonly [string, object, string])[] = [
    ['DeleteVpc', { VpcId: `vpc-${absent}` }, 'InvalidVpcID.NotFound'],
    ['ModifyVpcAttribute', { VpcId: `vpc-${absent}`, EnableDnsSupport: { Value: true } }, 'InvalidVpcID.NotFound'],
    ['DeleteSubnet', { SubnetId: `subnet-${absent}` }, 'InvalidSubnetID.NotFound'],
    ['DeleteRouteTable', { RouteTableId: `rtb-${absent}` }, 'InvalidRouteTableID.NotFound'],
    ['AssociateRouteTable', { RouteTableId: mainTable, SubnetId: `subnet-${absent}` }, 'InvalidSubnetID.NotFound'],
    ['DisassociateRouteTable', { AssociationId: `rtbassoc-${absent}` }, 'InvalidAssociationID.NotFound'],
    ['DeleteRoute', { RouteTableId: mainTable, DestinationCidrBlock: '0.0.0.0/0' }, 'InvalidRoute.NotFound'],
    [
      'CreateRoute',
      { RouteTableId: mainTable, DestinationCidrBlock: '0.0.0.0/0', GatewayId: `igw-${absent}` },
      'InvalidGatewayID.NotFound',
    ],
    [
      'CreateRoute',
      { RouteTableId: mainTable, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: `nat-${absent}` },
      'InvalidNatGatewayID.NotFound',
    ],
    ['AttachInternetGateway', { InternetGatewayId: `igw-${absent}`, VpcId: vpc }, 'InvalidInternetGatewayID.NotFound'],
    ['DeleteInternetGateway', { InternetGatewayId: `igw-${absent}` }, 'InvalidInternetGatewayID.NotFound'],
    ['DeleteNatGateway', { NatGatewayId: `nat-${absent}` }, 'NatGatewayNotFound'],
    ['CreateNatGateway', { SubnetId: subnet, AllocationId: `eipalloc-${absent}` }, 'InvalidAllocationID.NotFound'],
    ['ReleaseAddress', { AllocationId: `eipalloc-${absent}` }, 'InvalidAllocationID.NotFound'],
    ['DisassociateAddress', { AssociationId: `eipassoc-${absent}` }, 'InvalidAssociationID.NotFound'],
    ['DeleteNetworkAcl', { NetworkAclId: `acl-${absent}` }, 'InvalidNetworkAclID.NotFound'],
    ['DeleteSecurityGroup', { GroupId: `sg-${absent}` }, 'InvalidGroup.NotFound'],
    ['DeleteNetworkInterface', { NetworkInterfaceId: `eni-${absent}` }, 'InvalidNetworkInterfaceID.NotFound'],
    ['DetachNetworkInterface', { AttachmentId: `eni-attach-${absent}` }, 'InvalidAttachmentID.NotFound'],
    ['TerminateInstances', { InstanceIds: [`i-${absent}`] }, 'InvalidInstanceID.NotFound'],
    ['DeleteDhcpOptions', { DhcpOptionsId: `dopt-${absent}` }, 'InvalidDhcpOptionsID.NotFound'],
    ['DeleteManagedPrefixList', { PrefixListId: `pl-${absent}` }, 'InvalidPrefixListID.NotFound'],
    [
      'RunInstances',
      { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId: `subnet-${absent}` },
      'InvalidSubnetID.NotFound',
    ],
    [
      'RunInstances',
      { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId: subnet, SecurityGroupIds: [`sg-${absent}`] },
      'InvalidGroup.NotFound',
    ],
  ];
  const seen = await Promise.all(
    table.map(async ([operation, input]) => [operation, input, await ec2.code(operation, input)]),
  );
  expect(seen).toEqual(table);
});
