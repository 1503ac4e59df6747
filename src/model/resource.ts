/**
 * What every resource of the Network has in common, and the union of them all. A resource is a readonly document: plain
 * JSON, so that a store can keep it, a test can print it and the change log can carry it. Relations are ids.
 */

import type { Account, AccountCreation, AccountRegion, Organization } from './account.ts';
import type { ClientToken } from './client-token.ts';
import type { DhcpOptions } from './dhcp-options.ts';
import type { EgressOnlyInternetGateway } from './egress-only-internet-gateway.ts';
import type { ElasticAddress } from './elastic-address.ts';
import type { FlowLog } from './flow-log.ts';
import type { Handshake } from './handshake.ts';
import type { HostedZone, RecordSet, VpcAssociationAuthorization } from './hosted-zone.ts';
import type {
  AccessKey,
  Group,
  InstanceProfile,
  ManagedPolicy,
  Role,
  ServiceLinkedRoleDeletion,
  User,
} from './identity.ts';
import type { Instance } from './instance.ts';
import type { InstanceConnectEndpoint } from './instance-connect-endpoint.ts';
import type { InternetGateway } from './internet-gateway.ts';
import type { Listener, LoadBalancer, TargetGroup } from './load-balancer.ts';
import type { NatGateway } from './nat-gateway.ts';
import type { NetworkAcl } from './network-acl.ts';
import type {
  AccessScopeFinding,
  NetworkInsightsAccessScope,
  NetworkInsightsAccessScopeAnalysis,
} from './network-insights-access-scope.ts';
import type { NetworkInsightsAnalysis } from './network-insights-analysis.ts';
import type { NetworkInsightsPath } from './network-insights-path.ts';
import type { NetworkInterface } from './network-interface.ts';
import type { OrganizationalUnit } from './organizational-unit.ts';
import type { PrefixList } from './prefix-list.ts';
import type { ResolverEndpoint } from './resolver-endpoint.ts';
import type { ResolverRule, ResolverRuleAssociation } from './resolver-rule.ts';
import type { ResourcePolicy } from './resource-policy.ts';
import type {
  PermissionReplacement,
  ResourceShare,
  ResourceShareInvitation,
  ResourceSharePermission,
} from './resource-share.ts';
import type { RouteTable } from './route-table.ts';
import type { SecurityGroup, SecurityGroupRule } from './security-group.ts';
import type { ServiceControlPolicy } from './service-control-policy.ts';
import type { SharedResourceTags } from './shared-resource-tags.ts';
import type { Subnet } from './subnet.ts';
import type { Topic, TopicDelivery, TopicSubscription } from './topic.ts';
import type { TransitGateway, TransitGatewayAttachment, TransitGatewayRouteTable } from './transit-gateway.ts';
import type { Vpc } from './vpc.ts';
import type { VpcEndpoint } from './vpc-endpoint.ts';
import type { ConnectionNotification, VpcEndpointService } from './vpc-endpoint-service.ts';
import type { VpcPeeringConnection } from './vpc-peering-connection.ts';
import type { VpnGateway } from './vpn-gateway.ts';
import type { ZoneFault } from './zone-fault.ts';

export type Tags = Readonly<Record<string, string>>;

export interface ResourceBase {
  readonly id: string;
  /** The owner's twelve digits. */
  readonly account: string;
  /** `us-east-1`; `aws-global` for accounts, identities and organizations. */
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly tags: Tags;
}

export type Resource =
  | AccessKey
  | AccessScopeFinding
  | Account
  | AccountCreation
  | AccountRegion
  | ClientToken
  | ConnectionNotification
  | DhcpOptions
  | EgressOnlyInternetGateway
  | ElasticAddress
  | FlowLog
  | Group
  | Handshake
  | HostedZone
  | Instance
  | InstanceConnectEndpoint
  | InstanceProfile
  | InternetGateway
  | Listener
  | LoadBalancer
  | ManagedPolicy
  | NatGateway
  | NetworkAcl
  | NetworkInsightsAccessScope
  | NetworkInsightsAccessScopeAnalysis
  | NetworkInsightsAnalysis
  | NetworkInsightsPath
  | NetworkInterface
  | Organization
  | OrganizationalUnit
  | PermissionReplacement
  | PrefixList
  | RecordSet
  | ResolverEndpoint
  | ResolverRule
  | ResolverRuleAssociation
  | ResourcePolicy
  | ResourceShare
  | ResourceShareInvitation
  | ResourceSharePermission
  | Role
  | RouteTable
  | SecurityGroup
  | SecurityGroupRule
  | ServiceControlPolicy
  | ServiceLinkedRoleDeletion
  | SharedResourceTags
  | Subnet
  | TargetGroup
  | Topic
  | TopicDelivery
  | TopicSubscription
  | TransitGateway
  | TransitGatewayAttachment
  | TransitGatewayRouteTable
  | User
  | Vpc
  | VpcAssociationAuthorization
  | VpcEndpoint
  | VpcEndpointService
  | VpcPeeringConnection
  | VpnGateway
  | ZoneFault;

export type Kind = Resource['kind'];
export type ResourceOf<K extends Kind> = Extract<Resource, { readonly kind: K }>;
