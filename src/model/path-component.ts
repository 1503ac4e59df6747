/**
 * A way through the Network, component by component, and what stands in it, as analyses keep them. What was found is a
 * record of its moment, not of what is there now, so it is kept in the very words in which the API prints it:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_PathComponent.html and …/API_Explanation.html, as far as
 * there is something here to put into them.
 */

export interface AnalysisComponent {
  readonly Id: string;
  readonly Arn?: string;
  readonly Name?: string;
}

export interface AnalysisPortRange {
  readonly From: number;
  readonly To: number;
}

export interface AnalysisPacketHeader {
  readonly DestinationAddresses?: readonly string[];
  readonly DestinationPortRanges?: readonly AnalysisPortRange[];
  /** A number, or absent where a component changed only the rest. */
  readonly Protocol?: string;
  readonly SourceAddresses?: readonly string[];
  readonly SourcePortRanges?: readonly AnalysisPortRange[];
}

export interface AnalysisAclRule {
  readonly Cidr?: string;
  readonly Egress: boolean;
  readonly PortRange?: AnalysisPortRange;
  readonly Protocol: string;
  readonly RuleAction: 'allow' | 'deny';
  readonly RuleNumber: number;
}

export interface AnalysisSecurityGroupRule {
  readonly Cidr?: string;
  readonly Direction: 'egress' | 'ingress';
  readonly SecurityGroupId?: string;
  readonly PortRange?: AnalysisPortRange;
  readonly PrefixListId?: string;
  readonly Protocol: string;
}

export interface AnalysisRouteTableRoute {
  readonly DestinationCidr?: string;
  readonly DestinationPrefixListId?: string;
  readonly EgressOnlyInternetGatewayId?: string;
  readonly GatewayId?: string;
  readonly InstanceId?: string;
  readonly NatGatewayId?: string;
  readonly NetworkInterfaceId?: string;
  readonly TransitGatewayId?: string;
  readonly VpcPeeringConnectionId?: string;
  readonly Origin: string;
  readonly State: 'active' | 'blackhole';
}

export interface AnalysisTransitGatewayRoute {
  readonly AttachmentId?: string;
  readonly DestinationCidr: string;
  readonly ResourceId?: string;
  readonly ResourceType?: 'vpc' | 'peering';
  readonly RouteOrigin: 'static' | 'propagated';
  readonly State: 'active' | 'blackhole';
}

export interface AdditionalDetail {
  readonly AdditionalDetailType: string;
  readonly Component?: AnalysisComponent;
  readonly ServiceName?: string;
  readonly LoadBalancers?: readonly AnalysisComponent[];
}

export interface PathComponent {
  readonly SequenceNumber: number;
  readonly AclRule?: AnalysisAclRule;
  readonly AttachedTo?: AnalysisComponent;
  readonly Component: AnalysisComponent;
  readonly DestinationVpc?: AnalysisComponent;
  readonly OutboundHeader?: AnalysisPacketHeader;
  readonly InboundHeader?: AnalysisPacketHeader;
  readonly RouteTableRoute?: AnalysisRouteTableRoute;
  readonly SecurityGroupRule?: AnalysisSecurityGroupRule;
  readonly SourceVpc?: AnalysisComponent;
  readonly Subnet?: AnalysisComponent;
  readonly TransitGateway?: AnalysisComponent;
  readonly TransitGatewayRouteTableRoute?: AnalysisTransitGatewayRoute;
  readonly Vpc?: AnalysisComponent;
  readonly AdditionalDetails?: readonly AdditionalDetail[];
  readonly Explanations?: readonly Explanation[];
  readonly ElasticLoadBalancerListener?: AnalysisComponent;
  readonly ServiceName?: string;
}

export interface Explanation {
  /** Reachability Analyzer's own, or one of Postern's, which begin with `POSTERN_`. */
  readonly ExplanationCode: string;
  readonly Acl?: AnalysisComponent;
  readonly AclRule?: AnalysisAclRule;
  readonly Address?: string;
  readonly AvailabilityZoneIds?: readonly string[];
  readonly Component?: AnalysisComponent;
  readonly Destination?: AnalysisComponent;
  readonly DestinationVpc?: AnalysisComponent;
  readonly Direction?: 'egress' | 'ingress';
  readonly IngressRouteTable?: AnalysisComponent;
  readonly InternetGateway?: AnalysisComponent;
  readonly LoadBalancerArn?: string;
  readonly LoadBalancerListenerPort?: number;
  readonly LoadBalancerTargetGroup?: AnalysisComponent;
  readonly MissingComponent?: string;
  readonly NatGateway?: AnalysisComponent;
  readonly NetworkInterface?: AnalysisComponent;
  readonly PacketField?: string;
  readonly Port?: number;
  readonly PortRanges?: readonly AnalysisPortRange[];
  readonly Protocols?: readonly string[];
  readonly RouteTable?: AnalysisComponent;
  readonly RouteTableRoute?: AnalysisRouteTableRoute;
  readonly SecurityGroupRule?: AnalysisSecurityGroupRule;
  readonly SecurityGroups?: readonly AnalysisComponent[];
  readonly SourceVpc?: AnalysisComponent;
  readonly State?: string;
  readonly Subnet?: AnalysisComponent;
  readonly TransitGateway?: AnalysisComponent;
  readonly TransitGatewayAttachment?: AnalysisComponent;
  readonly TransitGatewayRouteTable?: AnalysisComponent;
  readonly TransitGatewayRouteTableRoute?: AnalysisTransitGatewayRoute;
  readonly Vpc?: AnalysisComponent;
  readonly VpcEndpoint?: AnalysisComponent;
  readonly VpcPeeringConnection?: AnalysisComponent;
  readonly VpnGateway?: AnalysisComponent;
}
