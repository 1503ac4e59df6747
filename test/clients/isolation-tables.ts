/** One of everything that an account may have, how it is listed, and what could be done to it by somebody who knows its id. */

import { type Ec2, makeNetwork, until } from './ec2-call.ts';

export interface Ids {
  readonly [name: string]: string;
}

/** A bucket that has to be there. */
export const logs = 'logs-of-one-network';
const toBucket = { LogDestinationType: 's3', LogDestination: `arn:aws:s3:::${logs}` };

/** One of everything, in a network of its own. */
export async function everything(ec2: Ec2): Promise<Ids> {
  const network = await makeNetwork(ec2);
  const { vpc, subnet } = network;
  const gateway = (await ec2.call('CreateInternetGateway')).InternetGateway.InternetGatewayId;
  await ec2.call('AttachInternetGateway', { InternetGatewayId: gateway, VpcId: vpc });
  const egressOnly = (await ec2.call('CreateEgressOnlyInternetGateway', { VpcId: vpc })).EgressOnlyInternetGateway;
  const vpnGateway = (await ec2.call('CreateVpnGateway', { Type: 'ipsec.1' })).VpnGateway.VpnGatewayId;
  await ec2.call('AttachVpnGateway', { VpnGatewayId: vpnGateway, VpcId: vpc });
  const table = (await ec2.call('CreateRouteTable', { VpcId: vpc })).RouteTable.RouteTableId;
  const association = (await ec2.call('AssociateRouteTable', { RouteTableId: table, SubnetId: subnet })).AssociationId;
  const acl = (await ec2.call('CreateNetworkAcl', { VpcId: vpc })).NetworkAcl.NetworkAclId;
  const group = (await ec2.call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'g', Description: 'g' })).GroupId;
  const rules = await ec2.call('DescribeSecurityGroupRules', { Filters: [{ Name: 'group-id', Values: [group] }] });
  const eni = (await ec2.call('CreateNetworkInterface', { SubnetId: subnet })).NetworkInterface.NetworkInterfaceId;
  const launched = await ec2.call('RunInstances', {
    ImageId: 'ami-12345678',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: subnet,
  });
  const instance = launched.Instances[0].InstanceId;
  const connect = (await ec2.call('CreateInstanceConnectEndpoint', { SubnetId: subnet })).InstanceConnectEndpoint;
  const eip = (await ec2.call('AllocateAddress')).AllocationId;
  const nat = (await ec2.call('CreateNatGateway', { SubnetId: subnet, AllocationId: eip })).NatGateway.NatGatewayId;
  const endpoint = (await ec2.call('CreateVpcEndpoint', { VpcId: vpc, ServiceName: 'com.amazonaws.us-east-1.s3' }))
    .VpcEndpoint;
  const other = (await ec2.call('CreateVpc', { CidrBlock: '10.1.0.0/16' })).Vpc.VpcId;
  const asked = await ec2.call('CreateVpcPeeringConnection', { VpcId: vpc, PeerVpcId: other });
  const peering = asked.VpcPeeringConnection.VpcPeeringConnectionId;
  const dhcp = await ec2.call('CreateDhcpOptions', {
    DhcpConfigurations: [{ Key: 'domain-name', Values: ['a.example'] }],
  });
  const list = await ec2.call('CreateManagedPrefixList', { PrefixListName: 'l', AddressFamily: 'IPv4', MaxEntries: 2 });
  const transit = (await ec2.call('CreateTransitGateway')).TransitGateway;
  const TransitGatewayIds = [transit.TransitGatewayId];
  await until(async () => {
    const { TransitGateways } = await ec2.call('DescribeTransitGateways', { TransitGatewayIds });
    return TransitGateways[0].State === 'available';
  });
  const attached = await ec2.call('CreateTransitGatewayVpcAttachment', {
    TransitGatewayId: transit.TransitGatewayId,
    VpcId: vpc,
    SubnetIds: [subnet],
  });
  const ends = { Source: gateway, Destination: instance, Protocol: 'tcp' };
  const path = (await ec2.call('CreateNetworkInsightsPath', ends)).NetworkInsightsPath.NetworkInsightsPathId;
  const analysis = (await ec2.call('StartNetworkInsightsAnalysis', { NetworkInsightsPathId: path }))
    .NetworkInsightsAnalysis.NetworkInsightsAnalysisId;
  await until(async () => {
    const asked = { NetworkInsightsAnalysisIds: [analysis] };
    const { NetworkInsightsAnalyses } = await ec2.call('DescribeNetworkInsightsAnalyses', asked);
    return NetworkInsightsAnalyses[0].Status !== 'running';
  });
  const made = await ec2.call('CreateNetworkInsightsAccessScope', {
    MatchPaths: [{ Source: { ResourceStatement: { Resources: [gateway] } } }],
  });
  const scope = made.NetworkInsightsAccessScope.NetworkInsightsAccessScopeId;
  const scopeAnalysis = (
    await ec2.call('StartNetworkInsightsAccessScopeAnalysis', { NetworkInsightsAccessScopeId: scope })
  ).NetworkInsightsAccessScopeAnalysis.NetworkInsightsAccessScopeAnalysisId;
  await until(async () => {
    const { NetworkInsightsAccessScopeAnalyses: all } = await ec2.call('DescribeNetworkInsightsAccessScopeAnalyses');
    return all.every((one: { readonly Status: string }) => one.Status !== 'running');
  });
  const flows = { ResourceType: 'VPC', ResourceIds: [vpc], TrafficType: 'ALL', ...toBucket };
  const flowLog = (await ec2.call('CreateFlowLogs', flows)).FlowLogIds[0];
  return {
    ...network,
    flowLog,
    scope,
    scopeAnalysis,
    path,
    analysis,
    gateway,
    connect: connect.InstanceConnectEndpointId,
    vpnGateway,
    egressOnly: egressOnly.EgressOnlyInternetGatewayId,
    table,
    association,
    acl,
    group,
    eni,
    instance,
    eip,
    nat,
    rule: rules.SecurityGroupRules[0].SecurityGroupRuleId,
    endpoint: endpoint.VpcEndpointId,
    peering,
    dhcp: dhcp.DhcpOptions.DhcpOptionsId,
    list: list.PrefixList.PrefixListId,
    transit: transit.TransitGatewayId,
    transitTable: transit.Options.AssociationDefaultRouteTableId,
    attachment: attached.TransitGatewayVpcAttachment.TransitGatewayAttachmentId,
  };
}

export const listings: readonly (readonly [operation: string, parameter: string, id: string, code: string])[] = [
  ['DescribeVpcs', 'VpcIds', 'vpc', 'InvalidVpcID.NotFound'],
  ['DescribeSubnets', 'SubnetIds', 'subnet', 'InvalidSubnetID.NotFound'],
  ['DescribeRouteTables', 'RouteTableIds', 'table', 'InvalidRouteTableID.NotFound'],
  ['DescribeInternetGateways', 'InternetGatewayIds', 'gateway', 'InvalidInternetGatewayID.NotFound'],
  ['DescribeEgressOnlyInternetGateways', 'EgressOnlyInternetGatewayIds', 'egressOnly', 'InvalidGatewayID.NotFound'],
  ['DescribeVpnGateways', 'VpnGatewayIds', 'vpnGateway', 'InvalidVpnGatewayID.NotFound'],
  [
    'DescribeInstanceConnectEndpoints',
    'InstanceConnectEndpointIds',
    'connect',
    'InvalidInstanceConnectEndpointId.NotFound',
  ],
  ['DescribeNetworkAcls', 'NetworkAclIds', 'acl', 'InvalidNetworkAclID.NotFound'],
  ['DescribeSecurityGroups', 'GroupIds', 'group', 'InvalidGroup.NotFound'],
  ['DescribeSecurityGroupRules', 'SecurityGroupRuleIds', 'rule', 'InvalidSecurityGroupRuleId.NotFound'],
  ['DescribeNetworkInterfaces', 'NetworkInterfaceIds', 'eni', 'InvalidNetworkInterfaceID.NotFound'],
  ['DescribeInstances', 'InstanceIds', 'instance', 'InvalidInstanceID.NotFound'],
  ['DescribeInstanceStatus', 'InstanceIds', 'instance', 'InvalidInstanceID.NotFound'],
  ['DescribeAddresses', 'AllocationIds', 'eip', 'InvalidAllocationID.NotFound'],
  ['DescribeNatGateways', 'NatGatewayIds', 'nat', 'NatGatewayNotFound'],
  ['DescribeVpcEndpoints', 'VpcEndpointIds', 'endpoint', 'InvalidVpcEndpointId.NotFound'],
  ['DescribeDhcpOptions', 'DhcpOptionsIds', 'dhcp', 'InvalidDhcpOptionsID.NotFound'],
  ['DescribeNetworkInsightsPaths', 'NetworkInsightsPathIds', 'path', 'InvalidNetworkInsightsPathId.NotFound'],
  [
    'DescribeNetworkInsightsAnalyses',
    'NetworkInsightsAnalysisIds',
    'analysis',
    'InvalidNetworkInsightsAnalysisId.NotFound',
  ],
  [
    'DescribeNetworkInsightsAccessScopes',
    'NetworkInsightsAccessScopeIds',
    'scope',
    'InvalidNetworkInsightsAccessScopeId.NotFound',
  ],
  [
    'DescribeNetworkInsightsAccessScopeAnalyses',
    'NetworkInsightsAccessScopeAnalysisIds',
    'scopeAnalysis',
    'InvalidNetworkInsightsAccessScopeAnalysisId.NotFound',
  ],
  ['DescribeFlowLogs', 'FlowLogIds', 'flowLog', 'InvalidFlowLogId.NotFound'],
  ['DescribeManagedPrefixLists', 'PrefixListIds', 'list', 'InvalidPrefixListID.NotFound'],
  ['DescribeVpcPeeringConnections', 'VpcPeeringConnectionIds', 'peering', 'InvalidVpcPeeringConnectionID.NotFound'],
  ['DescribeTransitGateways', 'TransitGatewayIds', 'transit', 'InvalidTransitGatewayID.NotFound'],
  ['DescribeTransitGatewayRouteTables', 'TransitGatewayRouteTableIds', 'transitTable', 'InvalidRouteTableID.NotFound'],
  [
    'DescribeTransitGatewayAttachments',
    'TransitGatewayAttachmentIds',
    'attachment',
    'InvalidTransitGatewayAttachmentID.NotFound',
  ],
  [
    'DescribeTransitGatewayVpcAttachments',
    'TransitGatewayAttachmentIds',
    'attachment',
    'InvalidTransitGatewayAttachmentID.NotFound',
  ],
];

type Change = readonly [operation: string, input: (ids: Ids) => object, code: string];
const launch = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1 };

const ofGateway = ['ModifyTransitGateway', 'DeleteTransitGateway', 'CreateTransitGatewayRouteTable'];
const ofTable = [
  'DeleteTransitGatewayRouteTable',
  'AssociateTransitGatewayRouteTable',
  'DisassociateTransitGatewayRouteTable',
  'EnableTransitGatewayRouteTablePropagation',
  'DisableTransitGatewayRouteTablePropagation',
  'GetTransitGatewayRouteTableAssociations',
  'GetTransitGatewayRouteTablePropagations',
  'CreateTransitGatewayRoute',
  'ReplaceTransitGatewayRoute',
  'DeleteTransitGatewayRoute',
  'SearchTransitGatewayRoutes',
];
const ofAttachment = [
  'ModifyTransitGatewayVpcAttachment',
  'DeleteTransitGatewayVpcAttachment',
  'AcceptTransitGatewayVpcAttachment',
  'RejectTransitGatewayVpcAttachment',
  'AcceptTransitGatewayPeeringAttachment',
  'RejectTransitGatewayPeeringAttachment',
  'DeleteTransitGatewayPeeringAttachment',
  'GetTransitGatewayAttachmentPropagations',
];

export const changes: readonly Change[] = [
  ...[
    'AcceptVpcPeeringConnection',
    'DeleteVpcPeeringConnection',
    'ModifyVpcPeeringConnectionOptions',
    'RejectVpcPeeringConnection',
  ].map(
    (operation): Change => [
      operation,
      ({ peering }) => ({
        VpcPeeringConnectionId: peering,
        ...(operation.startsWith('Modify')
          ? { AccepterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true } }
          : {}),
      }),
      'InvalidVpcPeeringConnectionID.NotFound',
    ],
  ),
  ...ofGateway.map(
    (operation): Change => [
      operation,
      ({ transit }) => ({ TransitGatewayId: transit }),
      'InvalidTransitGatewayID.NotFound',
    ],
  ),
  ...ofTable.map(
    (operation): Change => [
      operation,
      ({ transitTable, attachment }) => ({
        TransitGatewayRouteTableId: transitTable,
        TransitGatewayAttachmentId: attachment,
        DestinationCidrBlock: '10.0.0.0/16',
        Filters: [{ Name: 'resource-type', Values: ['vpc'] }],
      }),
      'InvalidRouteTableID.NotFound',
    ],
  ),
  ...ofAttachment.map(
    (operation): Change => [
      operation,
      ({ attachment }) => ({ TransitGatewayAttachmentId: attachment }),
      'InvalidTransitGatewayAttachmentID.NotFound',
    ],
  ),
  ['DeleteVpc', ({ vpc }) => ({ VpcId: vpc }), 'InvalidVpcID.NotFound'],
  ['ModifyVpcAttribute', ({ vpc }) => ({ VpcId: vpc, EnableDnsSupport: { Value: false } }), 'InvalidVpcID.NotFound'],
  ['DescribeVpcAttribute', ({ vpc }) => ({ VpcId: vpc, Attribute: 'enableDnsSupport' }), 'InvalidVpcID.NotFound'],
  ['AssociateVpcCidrBlock', ({ vpc }) => ({ VpcId: vpc, CidrBlock: '10.1.0.0/16' }), 'InvalidVpcID.NotFound'],
  ['CreateSubnet', ({ vpc }) => ({ VpcId: vpc, CidrBlock: '10.0.9.0/24' }), 'InvalidVpcID.NotFound'],
  ['CreateRouteTable', ({ vpc }) => ({ VpcId: vpc }), 'InvalidVpcID.NotFound'],
  ['CreateNetworkAcl', ({ vpc }) => ({ VpcId: vpc }), 'InvalidVpcID.NotFound'],
  ['CreateSecurityGroup', ({ vpc }) => ({ VpcId: vpc, GroupName: 'h', Description: 'h' }), 'InvalidVpcID.NotFound'],
  ['AssociateDhcpOptions', ({ vpc }) => ({ VpcId: vpc, DhcpOptionsId: 'default' }), 'InvalidVpcID.NotFound'],
  ['GetSecurityGroupsForVpc', ({ vpc }) => ({ VpcId: vpc }), 'InvalidVpcID.NotFound'],
  ['DescribeStaleSecurityGroups', ({ vpc }) => ({ VpcId: vpc }), 'InvalidVpcID.NotFound'],
  [
    'DetachInternetGateway',
    ({ vpc, gateway }) => ({ VpcId: vpc, InternetGatewayId: gateway }),
    'InvalidInternetGatewayID.NotFound',
  ],
  ['CreateEgressOnlyInternetGateway', ({ vpc }) => ({ VpcId: vpc }), 'InvalidVpcID.NotFound'],
  [
    'DeleteEgressOnlyInternetGateway',
    ({ egressOnly }) => ({ EgressOnlyInternetGatewayId: egressOnly }),
    'InvalidGatewayID.NotFound',
  ],
  [
    'DetachVpnGateway',
    ({ vpc, vpnGateway }) => ({ VpcId: vpc, VpnGatewayId: vpnGateway }),
    'InvalidVpnGatewayID.NotFound',
  ],
  ['DeleteVpnGateway', ({ vpnGateway }) => ({ VpnGatewayId: vpnGateway }), 'InvalidVpnGatewayID.NotFound'],
  [
    'EnableVgwRoutePropagation',
    ({ table, vpnGateway }) => ({ RouteTableId: table, GatewayId: vpnGateway }),
    'InvalidRouteTableID.NotFound',
  ],
  ['CreateInstanceConnectEndpoint', ({ subnet }) => ({ SubnetId: subnet }), 'InvalidSubnetID.NotFound'],
  [
    'ModifyInstanceConnectEndpoint',
    ({ connect }) => ({ InstanceConnectEndpointId: connect, PreserveClientIp: true }),
    'InvalidInstanceConnectEndpointId.NotFound',
  ],
  [
    'DeleteInstanceConnectEndpoint',
    ({ connect }) => ({ InstanceConnectEndpointId: connect }),
    'InvalidInstanceConnectEndpointId.NotFound',
  ],
  ['DeleteSubnet', ({ subnet }) => ({ SubnetId: subnet }), 'InvalidSubnetID.NotFound'],
  [
    'ModifySubnetAttribute',
    ({ subnet }) => ({ SubnetId: subnet, MapPublicIpOnLaunch: { Value: true } }),
    'InvalidSubnetID.NotFound',
  ],
  ['CreateNetworkInterface', ({ subnet }) => ({ SubnetId: subnet }), 'InvalidSubnetID.NotFound'],
  ['CreateNatGateway', ({ subnet }) => ({ SubnetId: subnet, ConnectivityType: 'private' }), 'InvalidSubnetID.NotFound'],
  ['RunInstances', ({ subnet }) => ({ ...launch, SubnetId: subnet }), 'InvalidSubnetID.NotFound'],
  [
    'CreateRoute',
    ({ table, gateway }) => ({ RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway }),
    'InvalidRouteTableID.NotFound',
  ],
  ['DeleteRouteTable', ({ table }) => ({ RouteTableId: table }), 'InvalidRouteTableID.NotFound'],
  ['DisassociateRouteTable', ({ association }) => ({ AssociationId: association }), 'InvalidAssociationID.NotFound'],
  ['DeleteNetworkAcl', ({ acl }) => ({ NetworkAclId: acl }), 'InvalidNetworkAclID.NotFound'],
  [
    'CreateNetworkAclEntry',
    ({ acl }) => ({
      NetworkAclId: acl,
      RuleNumber: 1,
      Protocol: '-1',
      RuleAction: 'allow',
      Egress: false,
      CidrBlock: '0.0.0.0/0',
    }),
    'InvalidNetworkAclID.NotFound',
  ],
  [
    'AuthorizeSecurityGroupIngress',
    ({ group }) => ({ GroupId: group, IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] }),
    'InvalidGroup.NotFound',
  ],
  [
    'RevokeSecurityGroupEgress',
    ({ group, rule }) => ({ GroupId: group, SecurityGroupRuleIds: [rule] }),
    'InvalidGroup.NotFound',
  ],
  ['DeleteSecurityGroup', ({ group }) => ({ GroupId: group }), 'InvalidGroup.NotFound'],
  ['AssociateSecurityGroupVpc', ({ group, vpc }) => ({ GroupId: group, VpcId: vpc }), 'InvalidGroup.NotFound'],
  ['DisassociateSecurityGroupVpc', ({ group, vpc }) => ({ GroupId: group, VpcId: vpc }), 'InvalidGroup.NotFound'],
  ['DeleteNetworkInterface', ({ eni }) => ({ NetworkInterfaceId: eni }), 'InvalidNetworkInterfaceID.NotFound'],
  [
    'ModifyNetworkInterfaceAttribute',
    ({ eni }) => ({ NetworkInterfaceId: eni, SourceDestCheck: { Value: false } }),
    'InvalidNetworkInterfaceID.NotFound',
  ],
  [
    'AssignPrivateIpAddresses',
    ({ eni }) => ({ NetworkInterfaceId: eni, SecondaryPrivateIpAddressCount: 1 }),
    'InvalidNetworkInterfaceID.NotFound',
  ],
  ['TerminateInstances', ({ instance }) => ({ InstanceIds: [instance] }), 'InvalidInstanceID.NotFound'],
  ['StopInstances', ({ instance }) => ({ InstanceIds: [instance] }), 'InvalidInstanceID.NotFound'],
  [
    'ModifyInstanceAttribute',
    ({ instance }) => ({ InstanceId: instance, DisableApiTermination: { Value: true } }),
    'InvalidInstanceID.NotFound',
  ],
  ['ReleaseAddress', ({ eip }) => ({ AllocationId: eip }), 'InvalidAllocationID.NotFound'],
  [
    'AssociateAddress',
    ({ eip, eni }) => ({ AllocationId: eip, NetworkInterfaceId: eni }),
    'InvalidAllocationID.NotFound',
  ],
  ['DeleteNatGateway', ({ nat }) => ({ NatGatewayId: nat }), 'NatGatewayNotFound'],
  [
    'ModifyVpcEndpoint',
    ({ endpoint }) => ({ VpcEndpointId: endpoint, ResetPolicy: true }),
    'InvalidVpcEndpointId.NotFound',
  ],
  [
    'DeleteNetworkInsightsPath',
    ({ path }) => ({ NetworkInsightsPathId: path }),
    'InvalidNetworkInsightsPathId.NotFound',
  ],
  [
    'StartNetworkInsightsAnalysis',
    ({ path }) => ({ NetworkInsightsPathId: path }),
    'InvalidNetworkInsightsPathId.NotFound',
  ],
  [
    'DeleteNetworkInsightsAnalysis',
    ({ analysis }) => ({ NetworkInsightsAnalysisId: analysis }),
    'InvalidNetworkInsightsAnalysisId.NotFound',
  ],
  [
    'CreateNetworkInsightsPath',
    ({ instance, gateway }) => ({ Source: gateway, Destination: instance, Protocol: 'tcp' }),
    'NetworkInsightsSource.NotFound',
  ],
  [
    'GetNetworkInsightsAccessScopeContent',
    ({ scope }) => ({ NetworkInsightsAccessScopeId: scope }),
    'InvalidNetworkInsightsAccessScopeId.NotFound',
  ],
  [
    'DeleteNetworkInsightsAccessScope',
    ({ scope }) => ({ NetworkInsightsAccessScopeId: scope }),
    'InvalidNetworkInsightsAccessScopeId.NotFound',
  ],
  [
    'StartNetworkInsightsAccessScopeAnalysis',
    ({ scope }) => ({ NetworkInsightsAccessScopeId: scope }),
    'InvalidNetworkInsightsAccessScopeId.NotFound',
  ],
  [
    'GetNetworkInsightsAccessScopeAnalysisFindings',
    ({ scopeAnalysis }) => ({ NetworkInsightsAccessScopeAnalysisId: scopeAnalysis }),
    'InvalidNetworkInsightsAccessScopeAnalysisId.NotFound',
  ],
  [
    'DeleteNetworkInsightsAccessScopeAnalysis',
    ({ scopeAnalysis }) => ({ NetworkInsightsAccessScopeAnalysisId: scopeAnalysis }),
    'InvalidNetworkInsightsAccessScopeAnalysisId.NotFound',
  ],
  ['DeleteFlowLogs', ({ flowLog }) => ({ FlowLogIds: [flowLog] }), 'InvalidFlowLogId.NotFound'],
  [
    'CreateFlowLogs',
    ({ eni }) => ({ ResourceType: 'NetworkInterface', ResourceIds: [eni], TrafficType: 'ALL', ...toBucket }),
    'InvalidNetworkInterfaceID.NotFound',
  ],
  ['DeleteDhcpOptions', ({ dhcp }) => ({ DhcpOptionsId: dhcp }), 'InvalidDhcpOptionsID.NotFound'],
  ['DeleteManagedPrefixList', ({ list }) => ({ PrefixListId: list }), 'InvalidPrefixListID.NotFound'],
  ['GetManagedPrefixListEntries', ({ list }) => ({ PrefixListId: list }), 'InvalidPrefixListID.NotFound'],
  ['CreateTags', ({ vpc }) => ({ Resources: [vpc], Tags: [{ Key: 'mine', Value: 'now' }] }), 'InvalidVpcID.NotFound'],
  ['DeleteTags', ({ vpc }) => ({ Resources: [vpc] }), 'InvalidVpcID.NotFound'],
];
