/**
 * How each kind of resource in a shared VPC is described, modified, deleted, used and made, as calls of the stock clients; and what
 * its owner is answered, where that isn't success. What others are answered follows from the table of duties, but for the codes
 * of what they don't see.
 */

import type { SharedVpcKind } from '../../src/model/vpc-sharing.ts';
import { allowAll, flowLogOf, type Party, type SharedGround } from './vpc-sharing-ground.ts';

export type Call = readonly [operation: string, input: object];

interface Step {
  /** The resource, who asks, and whose resource it is. */
  readonly call: (id: string, by: Party, of: Party, ground: SharedGround) => Call;
  /** Code for the resource's owner. */
  readonly own?: string;
  /** Code for whom it isn't there, where it is not the kind's own. */
  readonly unseen?: string;
}

export interface Kind {
  /** Code for whom it isn't there. */
  readonly unseen: string;
  readonly describe: (id: string) => Call;
  /** The same operation without ids lists everything that the caller sees. */
  readonly listed: boolean;
  readonly modify?: Step;
  /** Owners are mostly answered that something hangs on it, which shows that they were let through. */
  readonly remove: Step;
  readonly use?: Step;
  /** One more in the shared VPC; and the code for a stranger. */
  readonly make?: { readonly call: (by: Party, ground: SharedGround) => Call; readonly stranger: string };
}

const inUse = 'DependencyViolation';
let count = 0;
/** A port or name that wasn't there before. */
const next = (): number => {
  count += 1;
  return 10_000 + count;
};
const launch = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1 };
const forward = (TargetGroupArn: string | undefined) => [{ Type: 'forward', TargetGroupArn }];
const from = (more: object) => [{ IpProtocol: 'tcp', FromPort: next(), ToPort: 65_000, ...more }];
const noVpc = 'InvalidVpcID.NotFound';
const noSubnet = 'InvalidSubnetID.NotFound';
const noGroup = 'InvalidGroup.NotFound';
const noPeering = 'InvalidVpcPeeringConnectionID.NotFound';
const noAttachment = 'InvalidTransitGatewayAttachmentID.NotFound';

export const kinds: Readonly<Record<SharedVpcKind, Kind>> = {
  'dhcp-options': {
    unseen: 'InvalidDhcpOptionsID.NotFound',
    describe: (id) => ['DescribeDhcpOptions', { DhcpOptionsIds: [id] }],
    listed: true,
    remove: { call: (id) => ['DeleteDhcpOptions', { DhcpOptionsId: id }], own: inUse },
    use: { call: (id, by) => ['AssociateDhcpOptions', { DhcpOptionsId: id, VpcId: by.home.vpc }] },
    make: { call: (_, { vpc }) => ['AssociateDhcpOptions', { DhcpOptionsId: 'default', VpcId: vpc }], stranger: noVpc },
  },
  'egress-only-internet-gateway': {
    unseen: 'InvalidGatewayID.NotFound',
    describe: (id) => ['DescribeEgressOnlyInternetGateways', { EgressOnlyInternetGatewayIds: [id] }],
    listed: true,
    remove: { call: (id) => ['DeleteEgressOnlyInternetGateway', { EgressOnlyInternetGatewayId: id }] },
    use: {
      call: (id, by, of) => [
        'CreateRoute',
        {
          RouteTableId: by === of ? of.holds['route-table'] : by.home.mainTable,
          DestinationIpv6CidrBlock: '::/0',
          EgressOnlyInternetGatewayId: id,
        },
      ],
    },
    make: { call: (_, { vpc }) => ['CreateEgressOnlyInternetGateway', { VpcId: vpc }], stranger: noVpc },
  },
  'elastic-address': {
    unseen: 'InvalidAllocationID.NotFound',
    describe: (id) => ['DescribeAddresses', { AllocationIds: [id] }],
    listed: true,
    remove: { call: (id) => ['ReleaseAddress', { AllocationId: id }], own: 'InvalidIPAddress.InUse' },
    use: {
      call: (id, by) => ['AssociateAddress', { AllocationId: id, NetworkInterfaceId: by.place.eni }],
    },
    make: { call: () => ['AllocateAddress', {}], stranger: 'success' },
  },
  'flow-log': {
    unseen: 'InvalidFlowLogId.NotFound',
    describe: (id) => ['DescribeFlowLogs', { FlowLogIds: [id] }],
    listed: true,
    remove: { call: (id) => ['DeleteFlowLogs', { FlowLogIds: [id] }] },
    make: {
      call: ({ place }) => ['CreateFlowLogs', flowLogOf('NetworkInterface', place.eni)],
      // Of an interface of its own, elsewhere.
      stranger: 'success',
    },
  },
  instance: {
    unseen: 'InvalidInstanceID.NotFound',
    describe: (id) => ['DescribeInstances', { InstanceIds: [id] }],
    listed: true,
    modify: {
      call: (id) => ['ModifyInstanceAttribute', { InstanceId: id, DisableApiTermination: { Value: false } }],
    },
    remove: { call: (id) => ['TerminateInstances', { InstanceIds: [id] }] },
    use: { call: (id) => ['StopInstances', { InstanceIds: [id] }] },
    make: {
      call: ({ place }, { subnet }) => [
        'RunInstances',
        { ...launch, SubnetId: subnet, SecurityGroupIds: [place.group] },
      ],
      stranger: noSubnet,
    },
  },
  'instance-connect-endpoint': {
    unseen: 'InvalidInstanceConnectEndpointId.NotFound',
    describe: (id) => ['DescribeInstanceConnectEndpoints', { InstanceConnectEndpointIds: [id] }],
    listed: true,
    modify: {
      call: (id) => ['ModifyInstanceConnectEndpoint', { InstanceConnectEndpointId: id, PreserveClientIp: true }],
    },
    remove: { call: (id) => ['DeleteInstanceConnectEndpoint', { InstanceConnectEndpointId: id }] },
    make: {
      call: ({ place }, { subnet }) => [
        'CreateInstanceConnectEndpoint',
        { SubnetId: subnet, SecurityGroupIds: [place.group] },
      ],
      stranger: noSubnet,
    },
  },
  'internet-gateway': {
    unseen: 'InvalidInternetGatewayID.NotFound',
    describe: (id) => ['DescribeInternetGateways', { InternetGatewayIds: [id] }],
    listed: true,
    modify: {
      call: (id, _, __, { vpc }) => ['AttachInternetGateway', { InternetGatewayId: id, VpcId: vpc }],
      own: 'Resource.AlreadyAssociated',
    },
    remove: { call: (id) => ['DeleteInternetGateway', { InternetGatewayId: id }], own: inUse },
    use: {
      call: (id, by) => ['AttachInternetGateway', { InternetGatewayId: id, VpcId: by.home.vpc }],
      own: 'Resource.AlreadyAssociated',
    },
  },
  'load-balancer': {
    unseen: 'LoadBalancerNotFoundException',
    describe: (id) => ['DescribeLoadBalancers', { LoadBalancerArns: [id] }],
    listed: true,
    modify: {
      call: (id) => [
        'ModifyLoadBalancerAttributes',
        {
          LoadBalancerArn: id,
          Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'false' }],
        },
      ],
    },
    // What isn't there is deleted as well, say AWS's pages of this and of target groups; it must only stay where it is.
    remove: {
      call: (id) => ['DeleteLoadBalancer', { LoadBalancerArn: id }],
      own: 'ResourceInUseException',
      unseen: 'success',
    },
    use: {
      call: (id) => ['CreateVpcEndpointServiceConfiguration', { NetworkLoadBalancerArns: [id] }],
      // It is behind one already.
      own: 'InvalidParameter',
      unseen: 'InvalidParameter',
    },
    make: {
      call: (_, { subnet }) => [
        'CreateLoadBalancer',
        { Name: `app-${next()}`, Type: 'network', Scheme: 'internal', Subnets: [subnet] },
      ],
      stranger: 'SubnetNotFoundException',
    },
  },
  'nat-gateway': {
    unseen: 'NatGatewayNotFound',
    describe: (id) => ['DescribeNatGateways', { NatGatewayIds: [id] }],
    listed: true,
    remove: { call: (id) => ['DeleteNatGateway', { NatGatewayId: id }] },
    use: {
      call: (id, by, of) => [
        'CreateRoute',
        {
          RouteTableId: by === of ? of.holds['route-table'] : by.home.mainTable,
          DestinationCidrBlock: '203.0.113.0/24',
          NatGatewayId: id,
        },
      ],
      unseen: 'InvalidNatGatewayID.NotFound',
    },
    make: {
      call: (_, { subnet }) => ['CreateNatGateway', { SubnetId: subnet, ConnectivityType: 'private' }],
      stranger: noSubnet,
    },
  },
  'network-acl': {
    unseen: 'InvalidNetworkAclID.NotFound',
    describe: (id) => ['DescribeNetworkAcls', { NetworkAclIds: [id] }],
    listed: true,
    modify: { call: (id) => ['ReplaceNetworkAclEntry', { NetworkAclId: id, ...allowAll }] },
    remove: { call: (id) => ['DeleteNetworkAcl', { NetworkAclId: id }], own: inUse },
    make: { call: (_, { vpc }) => ['CreateNetworkAcl', { VpcId: vpc }], stranger: noVpc },
  },
  'network-interface': {
    unseen: 'InvalidNetworkInterfaceID.NotFound',
    describe: (id) => ['DescribeNetworkInterfaces', { NetworkInterfaceIds: [id] }],
    listed: true,
    modify: {
      call: (id) => ['ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: id, Description: { Value: '' } }],
    },
    remove: { call: (id) => ['DeleteNetworkInterface', { NetworkInterfaceId: id }], own: 'InvalidParameterValue' },
    use: {
      call: (id) => ['RunInstances', { ...launch, NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: id }] }],
    },
    make: {
      call: ({ place }, { subnet }) => ['CreateNetworkInterface', { SubnetId: subnet, Groups: [place.group] }],
      stranger: noSubnet,
    },
  },
  'prefix-list': {
    unseen: 'InvalidPrefixListID.NotFound',
    describe: (id) => ['DescribeManagedPrefixLists', { PrefixListIds: [id] }],
    listed: true,
    modify: { call: (id) => ['ModifyManagedPrefixList', { PrefixListId: id, PrefixListName: 'list' }] },
    remove: { call: (id) => ['DeleteManagedPrefixList', { PrefixListId: id }], own: inUse },
    use: {
      call: (id, by) => [
        'AuthorizeSecurityGroupIngress',
        { GroupId: by.place.group, IpPermissions: from({ PrefixListIds: [{ PrefixListId: id }] }) },
      ],
    },
    make: {
      call: () => ['CreateManagedPrefixList', { PrefixListName: 'more', AddressFamily: 'IPv4', MaxEntries: 1 }],
      stranger: 'success',
    },
  },
  'resolver-endpoint': {
    unseen: 'ResourceNotFoundException',
    describe: (id) => ['GetResolverEndpoint', { ResolverEndpointId: id }],
    listed: false,
    modify: { call: (id) => ['UpdateResolverEndpoint', { ResolverEndpointId: id, Name: 'other' }] },
    remove: { call: (id) => ['DeleteResolverEndpoint', { ResolverEndpointId: id }] },
  },
  'route-table': {
    unseen: 'InvalidRouteTableID.NotFound',
    describe: (id) => ['DescribeRouteTables', { RouteTableIds: [id] }],
    listed: true,
    modify: {
      call: (id, _, of) => [
        'CreateRoute',
        { RouteTableId: id, DestinationCidrBlock: '198.51.100.0/24', GatewayId: of.holds['internet-gateway'] },
      ],
    },
    remove: { call: (id) => ['DeleteRouteTable', { RouteTableId: id }], own: inUse },
    use: { call: (id, by) => ['AssociateRouteTable', { RouteTableId: id, SubnetId: by.place.subnet }] },
    make: { call: (_, { vpc }) => ['CreateRouteTable', { VpcId: vpc }], stranger: noVpc },
  },
  'security-group': {
    unseen: noGroup,
    describe: (id) => ['DescribeSecurityGroups', { GroupIds: [id] }],
    listed: true,
    modify: {
      call: (id) => [
        'AuthorizeSecurityGroupIngress',
        { GroupId: id, IpPermissions: from({ IpRanges: [{ CidrIp: '10.0.0.0/8' }] }) },
      ],
    },
    remove: { call: (id) => ['DeleteSecurityGroup', { GroupId: id }], own: inUse },
    use: { call: (id, by) => ['CreateNetworkInterface', { SubnetId: by.place.subnet, Groups: [id] }] },
    make: {
      call: (_, { vpc }) => ['CreateSecurityGroup', { VpcId: vpc, GroupName: `more-${next()}`, Description: 'more' }],
      stranger: noVpc,
    },
  },
  'security-group-rule': {
    unseen: 'InvalidSecurityGroupRuleId.NotFound',
    describe: (id) => ['DescribeSecurityGroupRules', { SecurityGroupRuleIds: [id] }],
    listed: true,
    modify: {
      call: (id, _, of) => [
        'UpdateSecurityGroupRuleDescriptionsIngress',
        {
          GroupId: of.holds['security-group'],
          SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId: id, Description: 'changed' }],
        },
      ],
      unseen: noGroup,
    },
    remove: {
      call: (id, _, of) => [
        'RevokeSecurityGroupIngress',
        { GroupId: of.holds['security-group'], SecurityGroupRuleIds: [id] },
      ],
      unseen: noGroup,
    },
    make: {
      call: ({ place }) => [
        'AuthorizeSecurityGroupIngress',
        { GroupId: place.group, IpPermissions: from({ IpRanges: [{ CidrIp: '10.0.0.0/8' }] }) },
      ],
      // In a group of its own, elsewhere.
      stranger: 'success',
    },
  },
  subnet: {
    unseen: noSubnet,
    describe: (id) => ['DescribeSubnets', { SubnetIds: [id] }],
    listed: true,
    modify: { call: (id) => ['ModifySubnetAttribute', { SubnetId: id, MapPublicIpOnLaunch: { Value: false } }] },
    remove: { call: (id) => ['DeleteSubnet', { SubnetId: id }], own: inUse },
    use: { call: (id, { place }) => ['CreateNetworkInterface', { SubnetId: id, Groups: [place.group] }] },
    make: {
      call: (_, { vpc }) => ['CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.77.0/24' }],
      stranger: noVpc,
    },
  },
  'target-group': {
    unseen: 'TargetGroupNotFoundException',
    describe: (id) => ['DescribeTargetGroups', { TargetGroupArns: [id] }],
    listed: true,
    modify: {
      call: (id) => [
        'ModifyTargetGroupAttributes',
        { TargetGroupArn: id, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '300' }] },
      ],
    },
    remove: {
      call: (id) => ['DeleteTargetGroup', { TargetGroupArn: id }],
      own: 'ResourceInUseException',
      unseen: 'success',
    },
    use: {
      call: (id) => ['RegisterTargets', { TargetGroupArn: id, Targets: [{ Id: '10.0.1.200', Port: 80 }] }],
    },
    make: {
      call: (_, { vpc }) => [
        'CreateTargetGroup',
        { Name: `more-${next()}`, Protocol: 'TCP', Port: 80, VpcId: vpc, TargetType: 'ip' },
      ],
      stranger: 'ValidationError',
    },
  },
  // After the target groups, which listeners keep from deletion.
  listener: {
    unseen: 'ListenerNotFoundException',
    describe: (id) => ['DescribeListeners', { ListenerArns: [id] }],
    listed: false,
    modify: { call: (id) => ['ModifyListener', { ListenerArn: id, Port: 80 }] },
    remove: { call: (id) => ['DeleteListener', { ListenerArn: id }] },
    make: {
      call: ({ holds }) => [
        'CreateListener',
        {
          LoadBalancerArn: holds['load-balancer'] ?? '',
          Protocol: 'TCP',
          Port: next(),
          DefaultActions: forward(holds['target-group']),
        },
      ],
      // It has no load balancer to put one on.
      stranger: 'ValidationError',
    },
  },
  'transit-gateway': {
    unseen: 'InvalidTransitGatewayID.NotFound',
    describe: (id) => ['DescribeTransitGateways', { TransitGatewayIds: [id] }],
    listed: true,
    modify: { call: (id) => ['ModifyTransitGateway', { TransitGatewayId: id, Description: 'changed' }] },
    // The VPCs of its users are attached.
    remove: { call: (id) => ['DeleteTransitGateway', { TransitGatewayId: id }], own: 'IncorrectState' },
    use: {
      call: (id, { home }) => [
        'CreateTransitGatewayVpcAttachment',
        { TransitGatewayId: id, VpcId: home.vpc, SubnetIds: [home.subnet] },
      ],
    },
    make: { call: () => ['CreateTransitGateway', {}], stranger: 'success' },
  },
  'transit-gateway-attachment': {
    unseen: noAttachment,
    describe: (id) => ['DescribeTransitGatewayVpcAttachments', { TransitGatewayAttachmentIds: [id] }],
    listed: true,
    modify: {
      call: (id) => [
        'ModifyTransitGatewayVpcAttachment',
        { TransitGatewayAttachmentId: id, Options: { ApplianceModeSupport: 'enable' } },
      ],
    },
    remove: { call: (id) => ['DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: id }] },
    make: {
      call: (by, { vpc, subnet }) => [
        'CreateTransitGatewayVpcAttachment',
        {
          TransitGatewayId: by.holds['transit-gateway'] ?? 'tgw-00000000000000000',
          VpcId: vpc,
          SubnetIds: [subnet],
        },
      ],
      stranger: noVpc,
    },
  },
  vpc: {
    unseen: noVpc,
    describe: (id) => ['DescribeVpcs', { VpcIds: [id] }],
    listed: true,
    modify: { call: (id) => ['ModifyVpcAttribute', { VpcId: id, EnableDnsSupport: { Value: true } }] },
    remove: { call: (id) => ['DeleteVpc', { VpcId: id }], own: inUse },
    use: {
      call: (id) => ['CreateSecurityGroup', { VpcId: id, GroupName: `used-${next()}`, Description: 'used' }],
    },
  },
  'vpc-endpoint': {
    unseen: 'InvalidVpcEndpointId.NotFound',
    describe: (id) => ['DescribeVpcEndpoints', { VpcEndpointIds: [id] }],
    listed: true,
    modify: { call: (id) => ['ModifyVpcEndpoint', { VpcEndpointId: id, ResetPolicy: true }] },
    remove: { call: (id) => ['DeleteVpcEndpoints', { VpcEndpointIds: [id] }] },
    make: {
      call: (_, { vpc }) => ['CreateVpcEndpoint', { VpcId: vpc, ServiceName: 'com.amazonaws.us-east-1.dynamodb' }],
      stranger: noVpc,
    },
  },
  'vpc-endpoint-service': {
    unseen: 'InvalidVpcEndpointServiceId.NotFound',
    describe: (id) => ['DescribeVpcEndpointServiceConfigurations', { ServiceIds: [id] }],
    listed: true,
    modify: {
      call: (id) => ['ModifyVpcEndpointServiceConfiguration', { ServiceId: id, AcceptanceRequired: true }],
    },
    remove: {
      call: (id) => ['DeleteVpcEndpointServiceConfigurations', { ServiceIds: [id] }],
      unseen: 'InvalidVpcEndpointService.NotFound',
    },
  },
  'vpc-peering-connection': {
    unseen: noPeering,
    describe: (id) => ['DescribeVpcPeeringConnections', { VpcPeeringConnectionIds: [id] }],
    listed: true,
    modify: {
      call: (id) => [
        'ModifyVpcPeeringConnectionOptions',
        { VpcPeeringConnectionId: id, RequesterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: false } },
      ],
    },
    remove: { call: (id) => ['DeleteVpcPeeringConnection', { VpcPeeringConnectionId: id }] },
    use: {
      call: (id, by, of) => [
        'CreateRoute',
        {
          RouteTableId: by === of ? of.holds['route-table'] : by.home.mainTable,
          DestinationCidrBlock: '198.18.0.0/24',
          VpcPeeringConnectionId: id,
        },
      ],
    },
    make: {
      call: ({ home }, { vpc }) => ['CreateVpcPeeringConnection', { VpcId: vpc, PeerVpcId: home.vpc }],
      stranger: noVpc,
    },
  },
  'vpn-gateway': {
    unseen: 'InvalidVpnGatewayID.NotFound',
    describe: (id) => ['DescribeVpnGateways', { VpnGatewayIds: [id] }],
    listed: true,
    modify: { call: (id, _, __, { vpc }) => ['AttachVpnGateway', { VpnGatewayId: id, VpcId: vpc }] },
    remove: { call: (id) => ['DeleteVpnGateway', { VpnGatewayId: id }], own: 'IncorrectState' },
    use: {
      call: (id, by, of) => [
        'EnableVgwRoutePropagation',
        { RouteTableId: by === of ? of.holds['route-table'] : by.home.mainTable, GatewayId: id },
      ],
      unseen: 'InvalidGatewayID.NotFound',
    },
  },
};
