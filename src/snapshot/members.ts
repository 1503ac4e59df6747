/**
 * Members of items: those that are read here or say nothing about packets, and those that would change a packet's fate and
 * are not understood, with what the Network has instead. A member in neither column is reported too, where it says anything.
 */

import { type Item, isItem, isVoid, text } from './item.ts';

interface Row {
  readonly known: string;
  /** Member → effect. */
  readonly alarming?: Readonly<Record<string, string>>;
}

const noIpv6 = 'no IPv6 packet passes';
const primaryOnly = "its addresses are nobody's";

const rows: Readonly<Record<string, Row>> = {
  Addresses: {
    known: `AllocationId AssociationId CarrierIp Domain InstanceId NetworkBorderGroup NetworkInterfaceId
      NetworkInterfaceOwnerId PrivateIpAddress PublicIp PublicIpv4Pool ServiceManaged SubnetId Tags`,
    alarming: { CustomerOwnedIp: 'not translated' },
  },
  DhcpOptions: { known: 'DhcpConfigurations DhcpOptionsId OwnerId Tags' },
  EgressOnlyInternetGateways: { known: 'Attachments EgressOnlyInternetGatewayId Tags' },
  InstanceConnectEndpoints: {
    known: `AvailabilityZone AvailabilityZoneId CreatedAt DnsName FipsDnsName InstanceConnectEndpointArn
      InstanceConnectEndpointId IpAddressType NetworkInterfaceIds OwnerId PreserveClientIp PublicDnsNames SecurityGroupIds State
      StateMessage SubnetId Tags VpcId`,
  },
  Instances: {
    known: `AmiLaunchIndex Architecture BlockDeviceMappings BootMode CapacityReservationId
      CapacityReservationSpecification ClientToken CpuOptions CurrentInstanceBootMode EbsOptimized
      ElasticGpuAssociations ElasticInferenceAcceleratorAssociations EnaSupport EnclaveOptions HibernationOptions
      Hypervisor IamInstanceProfile ImageId InstanceId InstanceLifecycle InstanceType KernelId KeyName LaunchTime
      Licenses MaintenanceOptions MetadataOptions Monitoring NetworkInterfaces NetworkPerformanceOptions Operator OwnerId
      Placement       Platform PlatformDetails PrivateDnsName PrivateDnsNameOptions PrivateIpAddress ProductCodes PublicDnsName
      PublicIpAddress RamdiskId ReservationId RootDeviceName RootDeviceType SecurityGroups SourceDestCheck SpotInstanceRequestId
      SriovNetSupport State StateReason StateTransitionReason SubnetId Tags TpmSupport UsageOperation
      UsageOperationUpdateTime VirtualizationType VpcId`,
    alarming: { Ipv6Address: noIpv6, OutpostArn: 'treated as an instance of its zone' },
  },
  InternetGateways: { known: 'Attachments InternetGatewayId OwnerId Tags' },
  Listeners: {
    known: 'DefaultActions ListenerArn LoadBalancerArn Port Protocol',
    alarming: { MutualAuthentication: 'ignored' },
  },
  LoadBalancers: {
    known: `AvailabilityZones CanonicalHostedZoneId CreatedTime DNSName
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic EnablePrefixForIpv6SourceNat IpAddressType LoadBalancerArn
      LoadBalancerName Scheme SecurityGroups State Type VpcId`,
    alarming: { CustomerOwnedIpv4Pool: 'not translated' },
  },
  NatGateways: {
    known: `AvailabilityMode ConnectivityType CreateTime DeleteTime FailureCode FailureMessage NatGatewayAddresses
      NatGatewayId State SubnetId Tags VpcId`,
    alarming: { ProvisionedBandwidth: 'ignored' },
  },
  NetworkAcls: { known: 'Associations Entries IsDefault NetworkAclId OwnerId Tags VpcId' },
  NetworkInterfaces: {
    known: `Association Attachment AvailabilityZone AvailabilityZoneId ConnectionTrackingConfiguration
      DenyAllIgwTraffic Description EnaSrdSpecification Groups InterfaceType MacAddress NetworkInterfaceId Operator OwnerId
      PrivateDnsName PrivateIpAddress PrivateIpAddresses PublicDnsName PublicIpDnsNameOptions RequesterId
      RequesterManaged SourceDestCheck Status SubnetId TagSet VpcId`,
    alarming: {
      AssociatedSubnets: 'only its own subnet counts',
      Ipv4Prefixes: primaryOnly,
      Ipv6Address: noIpv6,
      Ipv6Addresses: noIpv6,
      Ipv6Native: noIpv6,
      Ipv6Prefixes: noIpv6,
      OutpostArn: 'treated as an interface of its zone',
    },
  },
  PrefixLists: {
    known: `AddressFamily Cidrs IpamPrefixListResolverSyncEnabled IpamPrefixListResolverTargetId MaxEntries OwnerId
      PrefixListArn PrefixListId PrefixListName State StateMessage Tags Version`,
  },
  Reservations: { known: 'Groups Instances OwnerId RequesterId ReservationId' },
  RouteTables: { known: 'Associations OwnerId PropagatingVgws RouteTableId Routes Tags VpcId' },
  Routes: {
    known: `CarrierGatewayId CoreNetworkArn DestinationCidrBlock DestinationIpv6CidrBlock DestinationPrefixListId
      EgressOnlyInternetGatewayId GatewayId InstanceId InstanceOwnerId LocalGatewayId NatGatewayId NetworkInterfaceId
      OdbNetworkArn Origin State TransitGatewayId VpcPeeringConnectionId`,
  },
  SecurityGroups: {
    known: `Description GroupId GroupName IpPermissions IpPermissionsEgress OwnerId SecurityGroupArn Tags VpcId`,
  },
  ServiceConfigurations: {
    known: `AcceptanceRequired AvailabilityZoneIds AvailabilityZones BaseEndpointDnsNames GatewayLoadBalancerArns
      ManagesVpcEndpoints NetworkLoadBalancerArns PayerResponsibility PrivateDnsName PrivateDnsNameConfiguration RemoteAccessEnabled ServiceId
      ServiceName ServiceState ServiceType SupportedIpAddressTypes SupportedRegions Tags`,
  },
  Subnets: {
    known: `AssignIpv6AddressOnCreation AvailabilityZone AvailabilityZoneId AvailableIpAddressCount
      BlockPublicAccessStates CidrBlock DefaultForAz EnableDns64 MapCustomerOwnedIpOnLaunch MapPublicIpOnLaunch OwnerId
      PrivateDnsNameOptionsOnLaunch State SubnetArn SubnetId Tags VpcId`,
    alarming: {
      CustomerOwnedIpv4Pool: 'not translated',
      EnableLniAtDeviceIndex: 'ignored',
      Ipv6CidrBlockAssociationSet: noIpv6,
      Ipv6Native: noIpv6,
      OutpostArn: 'treated as a subnet of its zone',
    },
  },
  TargetGroups: {
    known: `HealthCheckEnabled HealthCheckIntervalSeconds HealthCheckPath HealthCheckPort HealthCheckProtocol
      HealthCheckTimeoutSeconds HealthyThresholdCount IpAddressType LoadBalancerArns Matcher Port Protocol
      ProtocolVersion TargetGroupArn TargetGroupName TargetType UnhealthyThresholdCount VpcId`,
    alarming: { TargetControlPort: 'ignored' },
  },
  TransitGatewayPeeringAttachments: {
    known: `AccepterTgwInfo AccepterTransitGatewayAttachmentId CreationTime Options RequesterTgwInfo State Status Tags
      TransitGatewayAttachmentId`,
  },
  TransitGatewayRouteTables: {
    known: `CreationTime DefaultAssociationRouteTable DefaultPropagationRouteTable State Tags TransitGatewayId
      TransitGatewayRouteTableId`,
  },
  TransitGatewayVpcAttachments: {
    known: 'CreationTime Options State SubnetIds Tags TransitGatewayAttachmentId TransitGatewayId VpcId VpcOwnerId',
  },
  TransitGateways: {
    known: 'CreationTime Description Options OwnerId State Tags TransitGatewayArn TransitGatewayId',
  },
  VpcEndpoints: {
    known: `CreationTimestamp DnsEntries DnsOptions FailureReason Groups IpAddressType Ipv4Prefixes Ipv6Prefixes LastError
      NetworkInterfaceIds OwnerId PolicyDocument PrivateDnsEnabled RequesterManaged RouteTableIds ServiceName
      ServiceRegion State SubnetIds Tags VpcEndpointId VpcEndpointType VpcId`,
    alarming: {
      ResourceConfigurationArn: 'nothing passes it',
      ServiceNetworkArn: 'nothing passes it',
    },
  },
  VpcPeeringConnections: {
    known: 'AccepterVpcInfo ExpirationTime RequesterVpcInfo Status Tags VpcPeeringConnectionId',
  },
  Vpcs: {
    known: `BlockPublicAccessStates CidrBlock CidrBlockAssociationSet DhcpOptionsId EncryptionControl InstanceTenancy
      IsDefault OwnerId State Tags VpcId`,
    alarming: { Ipv6CidrBlockAssociationSet: noIpv6 },
  },
  VpnGateways: { known: 'AmazonSideAsn AvailabilityZone State Tags Type VpcAttachments VpnGatewayId' },
  resourceShares: {
    known: `allowExternalPrincipals creationTime featureSet lastUpdatedTime name owningAccountId resourceShareArn
      resourceShareConfiguration status statusMessage tags`,
  },
};

const knownOf = new Map(Object.entries(rows).map(([key, { known }]) => [key, new Set(known.split(/\s+/))]));

export interface Unread {
  readonly member: string;
  readonly effect: string;
}

/** Members with something in them that no resource carries. */
export function unreadMembers(key: string, item: Item): readonly Unread[] {
  const known = knownOf.get(key);
  if (known === undefined) return [];
  const alarming = rows[key]?.alarming ?? {};
  return Object.entries(item).flatMap(([member, value]) => {
    if (known.has(member) || isVoid(value)) return [];
    const effect = Object.hasOwn(alarming, member)
      ? alarming[member]!
      : 'ignored: what it means for packets is not known';
    return [{ member, effect }];
  });
}

/** Whether VPC Block Public Access stands between a VPC or subnet and its internet gateway. */
export function isPublicAccessBlocked(item: Item): boolean {
  const states = item.BlockPublicAccessStates;
  return isItem(states) && (text(states, 'InternetGatewayBlockMode') ?? 'off') !== 'off';
}
