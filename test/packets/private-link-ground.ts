/**
 * The AWS calls of PrivateLink between accounts that packet tests need again and again: a load balancer in two zones, the
 * service before it, an endpoint in another account, and what either side answers the other.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Account } from '../../scenarios/shared-services/account.ts';
import { type Ground, groundOf } from './ground.ts';
import { type Postern, until } from './postern.ts';

/** One of each zone. */
export type Pair = readonly [string, string];

export interface Endpoint {
  readonly ground: Ground;
  readonly id: string;
  /** The regional name first. */
  readonly names: readonly string[];
  /** In the order of the subnets. */
  readonly addresses: readonly string[];
}

export interface Listening {
  readonly protocol?: 'TCP' | 'UDP';
  readonly port: number;
  readonly targetPort: number;
  /** Ids, or addresses where the group says so. */
  readonly targets: readonly string[];
  readonly group?: Partial<elb.CreateTargetGroupCommandInput>;
}

export function groundIn(postern: Postern, { connection }: Account): Ground {
  return groundOf({ ...postern, connection } as Postern);
}

export function balancingOf({ connection }: Account): elb.ElasticLoadBalancingV2Client {
  return new elb.ElasticLoadBalancingV2Client({ ...connection, maxAttempts: 1 });
}

/** The ids of two zones, the same for all accounts. */
export async function zonesOf({ client }: Ground): Promise<Pair> {
  const { AvailabilityZones = [] } = await client.send(new ec2.DescribeAvailabilityZonesCommand({}));
  const [one = '', other = ''] = AvailabilityZones.map(({ ZoneId = '' }) => ZoneId).sort();
  return [one, other];
}

/** 10.0.1.0/24 and 10.0.2.0/24. */
export async function subnetsIn({ client }: Ground, VpcId: string, zones: Pair): Promise<Pair> {
  const subnet = async (CidrBlock: string, AvailabilityZoneId: string): Promise<string> => {
    const made = await client.send(new ec2.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZoneId }));
    return made.Subnet?.SubnetId ?? '';
  };
  return [await subnet('10.0.1.0/24', zones[0]), await subnet('10.0.2.0/24', zones[1])];
}

export async function balance(
  client: elb.ElasticLoadBalancingV2Client,
  { subnets, nodes, groups }: { readonly subnets: Pair; readonly nodes: Pair; readonly groups?: readonly string[] },
): Promise<elb.LoadBalancer> {
  const SubnetMappings = subnets.map((SubnetId, index) => ({ SubnetId, PrivateIPv4Address: nodes[index] }));
  const request = { Name: 'application', Type: 'network', Scheme: 'internal', SubnetMappings } as const;
  const SecurityGroups = groups && { SecurityGroups: [...groups] };
  const { LoadBalancers } = await client.send(new elb.CreateLoadBalancerCommand({ ...request, ...SecurityGroups }));
  if (!LoadBalancers?.[0]) throw new Error('AWS answered without a load balancer');
  return LoadBalancers[0];
}

/** A target group of its own for each listener; until all targets are healthy. */
export async function listen(
  client: elb.ElasticLoadBalancingV2Client,
  { LoadBalancerArn, VpcId }: elb.LoadBalancer,
  listeners: readonly Listening[],
): Promise<void> {
  const groups: string[] = [];
  for (const { protocol = 'TCP', port, targetPort, targets, group } of listeners) {
    const made = await client.send(
      new elb.CreateTargetGroupCommand({
        Name: `${protocol.toLowerCase()}-${port}`,
        Protocol: protocol,
        Port: targetPort,
        VpcId,
        HealthCheckIntervalSeconds: 5,
        HealthyThresholdCount: 2,
        ...group,
      }),
    );
    const TargetGroupArn = made.TargetGroups?.[0]?.TargetGroupArn ?? '';
    const Targets = targets.map((Id) => ({ Id }));
    await client.send(new elb.RegisterTargetsCommand({ TargetGroupArn, Targets }));
    const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
    await client.send(
      new elb.CreateListenerCommand({ LoadBalancerArn, Protocol: protocol, Port: port, DefaultActions }),
    );
    groups.push(TargetGroupArn);
  }
  const patience = { client, maxWaitTime: 40, minDelay: 1, maxDelay: 1 };
  await Promise.all(groups.map((TargetGroupArn) => elb.waitUntilTargetInService(patience, { TargetGroupArn })));
}

export interface Service {
  readonly id: string;
  readonly name: string;
  /** Of the private name, where it has one. */
  readonly proof?: ec2.PrivateDnsNameConfiguration;
}

/** A service that takes requests of these accounts when its owner accepts them. */
export async function offer(
  { client }: Ground,
  { LoadBalancerArn = '' }: elb.LoadBalancer,
  consumers: readonly string[],
  PrivateDnsName?: string,
): Promise<Service> {
  const name = PrivateDnsName === undefined ? {} : { PrivateDnsName };
  const request = { NetworkLoadBalancerArns: [LoadBalancerArn], AcceptanceRequired: true, ...name };
  const made = await client.send(new ec2.CreateVpcEndpointServiceConfigurationCommand(request));
  const { ServiceId = '', ServiceName = '', PrivateDnsNameConfiguration: proof } = made.ServiceConfiguration ?? {};
  const AddAllowedPrincipals = consumers.map((id) => `arn:aws:iam::${id}:root`);
  await client.send(new ec2.ModifyVpcEndpointServicePermissionsCommand({ ServiceId, AddAllowedPrincipals }));
  return { id: ServiceId, name: ServiceName, ...(proof ? { proof } : {}) };
}

export interface Place {
  readonly vpc: string;
  readonly subnets: Pair;
  /** Of the endpoint. */
  readonly group: string;
  /** Where the service is in another region. */
  readonly serviceRegion?: string;
}

/** @param pinned its addresses, where they matter */
export async function endpointIn(ground: Ground, ServiceName: string, place: Place, pinned?: Pair): Promise<Endpoint> {
  const { VpcEndpoint } = await ground.client.send(
    new ec2.CreateVpcEndpointCommand({
      VpcId: place.vpc,
      VpcEndpointType: 'Interface',
      ServiceName,
      SubnetIds: [...place.subnets],
      SecurityGroupIds: [place.group],
      ...(place.serviceRegion === undefined ? {} : { ServiceRegion: place.serviceRegion }),
      ...(pinned
        ? { SubnetConfigurations: place.subnets.map((SubnetId, at) => ({ SubnetId, Ipv4: pinned[at] })) }
        : {}),
    }),
  );
  const { VpcEndpointId = '', DnsEntries = [], NetworkInterfaceIds = [] } = VpcEndpoint ?? {};
  const found = await ground.client.send(new ec2.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds }));
  const addressIn = (subnet: string) =>
    found.NetworkInterfaces?.find((one) => one.SubnetId === subnet)?.PrivateIpAddress ?? '';
  return {
    ground,
    id: VpcEndpointId,
    names: DnsEntries.map(({ DnsName = '' }) => DnsName),
    addresses: place.subnets.map(addressIn),
  };
}

export async function stateOf({ ground, id }: Endpoint): Promise<string> {
  const found = await ground.client.send(new ec2.DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }));
  return String(found.VpcEndpoints?.[0]?.State);
}

/** Until it is available. */
export async function accept({ client }: Ground, service: { readonly id: string }, endpoint: Endpoint): Promise<void> {
  const request = { ServiceId: service.id, VpcEndpointIds: [endpoint.id] };
  await client.send(new ec2.AcceptVpcEndpointConnectionsCommand(request));
  await until('available', () => stateOf(endpoint));
}

export async function reject({ client }: Ground, service: { readonly id: string }, { id }: Endpoint): Promise<void> {
  const request = { ServiceId: service.id, VpcEndpointIds: [id] };
  await client.send(new ec2.RejectVpcEndpointConnectionsCommand(request));
}
