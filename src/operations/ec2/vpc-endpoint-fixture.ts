/**
 * For the tests of endpoints: a VPC with two zones, a route table and both types of endpoint in it; and a customer's service,
 * behind a network or a gateway load balancer, with another account that may connect to it.
 */

import { recordSetId } from '../../model/hosted-zone.ts';
import { loadBalancerPath } from '../../model/load-balancer.ts';
import { zoneNameOf } from '../../model/region.ts';
import { type Harness, harness } from '../harness.ts';
import { routeTableOperations } from './route-table.ts';
import { subnetOperations } from './subnet.ts';
import { vpcOperations } from './vpc.ts';
import { vpcEndpointOperations } from './vpc-endpoint.ts';
import { vpcEndpointModifyOperations } from './vpc-endpoint-modify.ts';
import { vpcEndpointServiceConfigurationOperations } from './vpc-endpoint-service-configuration.ts';
import { vpcEndpointServicePermissionOperations } from './vpc-endpoint-service-permission.ts';

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

export const zones = ['use1-az1', 'use1-az2', 'use1-az3'] as const;

/** A load balancer with a node in each zone: the document alone, without interfaces. Answers its ARN. */
export async function putLoadBalancer(
  { store, context }: Harness,
  name: string,
  zoneIds: readonly string[],
  type?: 'gateway',
) {
  const { account, region } = context;
  const suffix = '0123456789abcdef';
  const kind = type === undefined ? {} : { type };
  const id = `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${loadBalancerPath({ ...kind, name, suffix })}`;
  await store.transact((draft) =>
    draft.put({
      kind: 'load-balancer',
      id,
      account,
      region,
      created: 0,
      tags: {},
      name,
      ...kind,
      suffix,
      scheme: 'internal',
      vpc: 'vpc-00000000000000001',
      nodes: zoneIds.map((zoneId) => ({ subnet: 'subnet-1', zoneId, networkInterface: `eni-${name}-${zoneId}` })),
      enforceGroupsOnPrivateLink: true,
      attributes: {},
      stateRevision: draft.revision,
    }),
  );
  return id;
}

/** A public zone's TXT record: `name` without the closing dot. */
export async function putTextRecord({ store, context }: Harness, zone: string, name: string, text: string) {
  const base = { account: context.account, region: 'aws-global', created: 0, tags: {} };
  const id = `Z${zone.replaceAll('.', '').toUpperCase()}`;
  const record = `${name}.`;
  await store.transact((draft) => {
    const common = { private: false, vpcs: [], callerReference: zone, nameServers: [] };
    draft.put({ ...base, ...common, kind: 'hosted-zone', id, name: `${zone}.` });
    const values = [`"${text}"`];
    const key = recordSetId(id, record, 'TXT');
    draft.put({ ...base, kind: 'record-set', id: key, zone: id, name: record, type: 'TXT', ttl: 60, values });
  });
  return { remove: () => store.transact((draft) => draft.remove('record-set', recordSetId(id, record, 'TXT'))) };
}

export interface Consumer {
  readonly h: Harness;
  readonly vpc: string;
  /** One in each of the zones. */
  readonly subnets: readonly [string, string, string];
}

/** Another account with a VPC in every zone, and both DNS attributes. */
export async function consumerOf(
  provider: Harness,
  account = '444455556666',
  region = 'us-east-1',
  zoneIds: readonly [string, string, string] = zones,
): Promise<Consumer> {
  const h = provider.as({ account, region });
  const vpc = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  await h.call(vpcOperations, 'ModifyVpcAttribute', { VpcId: vpc, EnableDnsHostnames: { Value: true } });
  const subnet = async (index: 0 | 1 | 2): Promise<string> => {
    const AvailabilityZone = zoneNameOf(account, region, zoneIds[index]);
    const input = { VpcId: vpc, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone };
    return (await h.call(subnetOperations, 'CreateSubnet', input)).Subnet!.SubnetId!;
  };
  return { h, vpc, subnets: [await subnet(0), await subnet(1), await subnet(2)] };
}

export interface Offer {
  /** The provider's. */
  readonly h: Harness;
  readonly loadBalancer: string;
  readonly service: string;
  readonly name: string;
}

/** A service in the first two zones, that lets nobody in yet. */
export async function offer(more: object = {}, h = harness()): Promise<Offer> {
  const loadBalancer = await putLoadBalancer(h, `lb${h.network.revision}`, zones.slice(0, 2));
  const input = { NetworkLoadBalancerArns: [loadBalancer], AcceptanceRequired: true, ...more };
  const made = (await h.call(vpcEndpointServiceConfigurationOperations, 'CreateVpcEndpointServiceConfiguration', input))
    .ServiceConfiguration!;
  return { h, loadBalancer, service: made.ServiceId!, name: made.ServiceName! };
}

/** The same behind a gateway load balancer. */
export async function offerInspection(more: object = {}, h = harness()): Promise<Offer> {
  const loadBalancer = await putLoadBalancer(h, `gw${h.network.revision}`, zones.slice(0, 2), 'gateway');
  const input = { GatewayLoadBalancerArns: [loadBalancer], AcceptanceRequired: false, ...more };
  const made = (await h.call(vpcEndpointServiceConfigurationOperations, 'CreateVpcEndpointServiceConfiguration', input))
    .ServiceConfiguration!;
  return { h, loadBalancer, service: made.ServiceId!, name: made.ServiceName! };
}

export function allow({ h, service }: Offer, ...principals: readonly string[]) {
  const input = { ServiceId: service, AddAllowedPrincipals: [...principals] };
  return h.call(vpcEndpointServicePermissionOperations, 'ModifyVpcEndpointServicePermissions', input);
}

/** An endpoint in the first of the consumer's subnets. */
export async function connect({ h, vpc, subnets }: Consumer, { name }: Offer, more: object = {}) {
  const type = { VpcEndpointType: 'Interface' as const };
  const input = { VpcId: vpc, ServiceName: name, ...type, SubnetIds: [subnets[0]], ...more };
  return (await h.call(endpointOperations, 'CreateVpcEndpoint', input)).VpcEndpoint!;
}

/** The endpoint of a gateway load balancer, in the first of the consumer's subnets. */
export function inspect(consumer: Consumer, made: Offer, more: object = {}) {
  return connect(consumer, made, { VpcEndpointType: 'GatewayLoadBalancer', ...more });
}
