/** Every EC2 operation, by name: what the dispatcher calls. Each resource brings its own. */

import { accountAttributeOperations } from './account-attribute.ts';
import { defaultVpcOperations } from './default-vpc.ts';
import { dhcpOptionsOperations } from './dhcp-options.ts';
import { egressOnlyInternetGatewayOperations } from './egress-only-internet-gateway.ts';
import { elasticAddressOperations } from './elastic-address.ts';
import { flowLogOperations } from './flow-log.ts';
import type { Ec2Handlers } from './handlers.ts';
import { imageOperations } from './image.ts';
import { instanceOperations } from './instance.ts';
import { instanceAttributeOperations } from './instance-attribute.ts';
import { instanceConnectEndpointOperations } from './instance-connect-endpoint.ts';
import { instanceLaunchOperations } from './instance-launch.ts';
import { instanceProfileAssociationOperations } from './instance-profile-association.ts';
import { instanceTypeOperations } from './instance-type.ts';
import { internetGatewayOperations } from './internet-gateway.ts';
import { keyPairOperations } from './key-pair.ts';
import { natGatewayOperations } from './nat-gateway.ts';
import { networkAclOperations } from './network-acl.ts';
import { networkAclEntryOperations } from './network-acl-entry.ts';
import { networkInsightsAccessScopeOperations } from './network-insights-access-scope.ts';
import { networkInsightsAccessScopeAnalysisOperations } from './network-insights-access-scope-analysis.ts';
import { networkInsightsAnalysisOperations } from './network-insights-analysis.ts';
import { networkInsightsPathOperations } from './network-insights-path.ts';
import { networkInterfaceOperations } from './network-interface.ts';
import { networkInterfaceAttachmentOperations } from './network-interface-attachment.ts';
import { networkInterfaceAttributeOperations } from './network-interface-attribute.ts';
import { prefixListOperations } from './prefix-list.ts';
import { regionOperations } from './region.ts';
import { routeOperations } from './route.ts';
import { routeTableOperations } from './route-table.ts';
import { securityGroupOperations } from './security-group.ts';
import { securityGroupReferenceOperations } from './security-group-reference.ts';
import { securityGroupRuleOperations } from './security-group-rule.ts';
import { securityGroupVpcAssociationOperations } from './security-group-vpc-association.ts';
import { subnetOperations } from './subnet.ts';
import { tagOperations } from './tag.ts';
import { transitGatewayOperations } from './transit-gateway.ts';
import { transitGatewayAssociationOperations } from './transit-gateway-association.ts';
import { transitGatewayAttachmentOperations } from './transit-gateway-attachment.ts';
import { transitGatewayPeeringAttachmentOperations } from './transit-gateway-peering-attachment.ts';
import { transitGatewayPropagationOperations } from './transit-gateway-propagation.ts';
import { transitGatewayRouteOperations } from './transit-gateway-route.ts';
import { transitGatewayRouteTableOperations } from './transit-gateway-route-table.ts';
import { transitGatewayVpcAttachmentOperations } from './transit-gateway-vpc-attachment.ts';
import { vgwRoutePropagationOperations } from './vgw-route-propagation.ts';
import { volumeOperations } from './volume.ts';
import { vpcOperations } from './vpc.ts';
import { vpcCidrOperations } from './vpc-cidr.ts';
import { vpcEndpointOperations } from './vpc-endpoint.ts';
import { vpcEndpointConnectionOperations } from './vpc-endpoint-connection.ts';
import { vpcEndpointConnectionNotificationOperations } from './vpc-endpoint-connection-notification.ts';
import { vpcEndpointModifyOperations } from './vpc-endpoint-modify.ts';
import { vpcEndpointServiceOperations } from './vpc-endpoint-service.ts';
import { vpcEndpointServiceConfigurationOperations } from './vpc-endpoint-service-configuration.ts';
import { vpcEndpointServicePermissionOperations } from './vpc-endpoint-service-permission.ts';
import { vpcEndpointServicePrivateDnsOperations } from './vpc-endpoint-service-private-dns.ts';
import { vpcPeeringConnectionOperations } from './vpc-peering-connection.ts';
import { vpcPeeringConnectionOptionsOperations } from './vpc-peering-connection-options.ts';
import { vpnGatewayOperations } from './vpn-gateway.ts';

export const ec2Operations = {
  ...accountAttributeOperations,
  ...defaultVpcOperations,
  ...dhcpOptionsOperations,
  ...egressOnlyInternetGatewayOperations,
  ...elasticAddressOperations,
  ...flowLogOperations,
  ...imageOperations,
  ...instanceAttributeOperations,
  ...instanceConnectEndpointOperations,
  ...instanceLaunchOperations,
  ...instanceOperations,
  ...instanceProfileAssociationOperations,
  ...instanceTypeOperations,
  ...internetGatewayOperations,
  ...keyPairOperations,
  ...natGatewayOperations,
  ...networkAclEntryOperations,
  ...networkAclOperations,
  ...networkInsightsAccessScopeAnalysisOperations,
  ...networkInsightsAccessScopeOperations,
  ...networkInsightsAnalysisOperations,
  ...networkInsightsPathOperations,
  ...networkInterfaceAttachmentOperations,
  ...networkInterfaceAttributeOperations,
  ...networkInterfaceOperations,
  ...prefixListOperations,
  ...regionOperations,
  ...routeOperations,
  ...routeTableOperations,
  ...securityGroupOperations,
  ...securityGroupReferenceOperations,
  ...securityGroupRuleOperations,
  ...securityGroupVpcAssociationOperations,
  ...subnetOperations,
  ...tagOperations,
  ...vgwRoutePropagationOperations,
  ...transitGatewayAssociationOperations,
  ...transitGatewayAttachmentOperations,
  ...transitGatewayOperations,
  ...transitGatewayPeeringAttachmentOperations,
  ...transitGatewayPropagationOperations,
  ...transitGatewayRouteOperations,
  ...transitGatewayRouteTableOperations,
  ...transitGatewayVpcAttachmentOperations,
  ...volumeOperations,
  ...vpcCidrOperations,
  ...vpcEndpointConnectionNotificationOperations,
  ...vpcEndpointConnectionOperations,
  ...vpcEndpointModifyOperations,
  ...vpcEndpointOperations,
  ...vpcEndpointServiceConfigurationOperations,
  ...vpcEndpointServiceOperations,
  ...vpcEndpointServicePermissionOperations,
  ...vpcEndpointServicePrivateDnsOperations,
  ...vpcOperations,
  ...vpcPeeringConnectionOperations,
  ...vpcPeeringConnectionOptionsOperations,
  ...vpnGatewayOperations,
} satisfies Ec2Handlers;
