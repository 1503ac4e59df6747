/** Every EC2 operation, by name: what the dispatcher calls. Each resource brings its own. */

import { accountAttributeOperations } from './account-attribute.ts';
import { defaultVpcOperations } from './default-vpc.ts';
import { dhcpOptionsOperations } from './dhcp-options.ts';
import type { Ec2Handlers } from './handlers.ts';
import { internetGatewayOperations } from './internet-gateway.ts';
import { networkAclOperations } from './network-acl.ts';
import { networkAclEntryOperations } from './network-acl-entry.ts';
import { regionOperations } from './region.ts';
import { routeOperations } from './route.ts';
import { routeTableOperations } from './route-table.ts';
import { subnetOperations } from './subnet.ts';
import { tagOperations } from './tag.ts';
import { vpcOperations } from './vpc.ts';
import { vpcCidrOperations } from './vpc-cidr.ts';
import { vpcEndpointOperations } from './vpc-endpoint.ts';
import { vpcEndpointModifyOperations } from './vpc-endpoint-modify.ts';
import { vpcEndpointServiceOperations } from './vpc-endpoint-service.ts';

export const ec2Operations = {
  ...accountAttributeOperations,
  ...defaultVpcOperations,
  ...dhcpOptionsOperations,
  ...internetGatewayOperations,
  ...networkAclOperations,
  ...networkAclEntryOperations,
  ...regionOperations,
  ...routeOperations,
  ...routeTableOperations,
  ...subnetOperations,
  ...tagOperations,
  ...vpcOperations,
  ...vpcCidrOperations,
  ...vpcEndpointModifyOperations,
  ...vpcEndpointOperations,
  ...vpcEndpointServiceOperations,
} satisfies Ec2Handlers;
