/** A VPC with two zones, a route table and both types of endpoint in it, for the tests of endpoints. */

import { type Harness, harness } from '../harness.ts';
import { routeTableOperations } from './route-table.ts';
import { subnetOperations } from './subnet.ts';
import { vpcOperations } from './vpc.ts';
import { vpcEndpointOperations } from './vpc-endpoint.ts';
import { vpcEndpointModifyOperations } from './vpc-endpoint-modify.ts';

export const endpointOperations = { ...vpcEndpointOperations, ...vpcEndpointModifyOperations };
export const s3 = 'com.amazonaws.us-east-1.s3';
export const sts = 'com.amazonaws.us-east-1.sts';

export interface World {
  readonly h: Harness;
  readonly vpc: string;
  readonly table: string;
  readonly group: string;
  /** In the zones a, b, and a once more. */
  readonly subnets: readonly [string, string, string];
}

export async function world(): Promise<World> {
  const h = harness();
  const vpc = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  await h.call(vpcOperations, 'ModifyVpcAttribute', { VpcId: vpc, EnableDnsHostnames: { Value: true } });
  const subnet = async (cidr: string, zone: string): Promise<string> => {
    const input = { VpcId: vpc, CidrBlock: cidr, AvailabilityZone: zone };
    return (await h.call(subnetOperations, 'CreateSubnet', input)).Subnet!.SubnetId!;
  };
  const subnets = [
    await subnet('10.0.0.0/24', 'us-east-1a'),
    await subnet('10.0.1.0/24', 'us-east-1b'),
    await subnet('10.0.2.0/24', 'us-east-1a'),
  ] as const;
  const table = (await h.call(routeTableOperations, 'CreateRouteTable', { VpcId: vpc })).RouteTable!.RouteTableId!;
  const group = h.network.find('security-group', `vpc:${vpc}`)[0]!.id;
  return { h, vpc, table, group, subnets };
}

export const routesTo = (h: Harness, table: string, endpoint: string) =>
  h.network
    .get('route-table', table)!
    .routes.filter((route) => route.target.kind === 'vpc-endpoint' && route.target.id === endpoint);

export const interfacesOf = (h: Harness, endpoint: string) => h.network.find('network-interface', `parent:${endpoint}`);

export async function gateway({ h, vpc, table }: World, more: object = {}) {
  const input = { VpcId: vpc, ServiceName: s3, RouteTableIds: [table], ...more };
  return (await h.call(endpointOperations, 'CreateVpcEndpoint', input)).VpcEndpoint!;
}

export async function interfaceEndpoint({ h, vpc, subnets }: World, more: object = {}) {
  const input = {
    VpcId: vpc,
    ServiceName: sts,
    VpcEndpointType: 'Interface' as const,
    SubnetIds: [subnets[0], subnets[1]],
    ...more,
  };
  return (await h.call(endpointOperations, 'CreateVpcEndpoint', input)).VpcEndpoint!;
}

export async function state({ h }: World, id: string) {
  return (await h.call(endpointOperations, 'DescribeVpcEndpoints', { VpcEndpointIds: [id] })).VpcEndpoints![0]!.State;
}
