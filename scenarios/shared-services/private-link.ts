/**
 * The part of the scenario where an account offers an application to others: a provider with targets in two zones behind
 * network load balancers, and two consumers whose VPCs have the provider's own addresses. One of them is accepted. What
 * the provider sells behind its second load balancer is partner.ts's.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Account, named, present } from './account.ts';
import { allow, startInstance, untilRunning } from './launch.ts';

/** Everybody's: that they overlap is the point. */
const cidr = '10.0.0.0/16';
const listenerPort = 80;
const applicationPort = 8080;
/** In the first zone of a consumer's VPC; nobody has it in the provider's. */
const consumerAddress = '10.0.0.200';

export interface Place {
  readonly vpc: string;
  readonly group: string;
  /** By zone id. */
  readonly subnets: ReadonlyMap<string, string>;
}

export interface Endpoint {
  readonly endpoint: string;
  /** The endpoint's own name in every zone, and in the first. */
  readonly regionalName: string;
  readonly zonalName: string;
  /** Its address in the first zone. */
  readonly address: string;
}

export interface Consumer extends Place, Endpoint {
  readonly instanceAddress: string;
}

export interface PrivateLink {
  readonly zones: readonly [string, string];
  readonly provider: Place;
  readonly service: { readonly id: string; readonly name: string };
  readonly accepted: Consumer;
  readonly waiting: Consumer;
  /** Before the same targets; nobody is let through to it yet. */
  readonly secondLoadBalancer: string;
}

/** What a target runs: it says its name. */
function application(name: string): string {
  return `#!${process.execPath}
require('node:net').createServer((socket) => socket.on('error', () => {}).end('${name}')).listen(${applicationPort});
`;
}

/** A VPC with a private subnet in each zone, and a group that lets its own addresses in. */
async function createPlace(client: ec2.EC2Client, name: string, zones: readonly string[]): Promise<Place> {
  const made = await client.send(new ec2.CreateVpcCommand({ CidrBlock: cidr, TagSpecifications: named('vpc', name) }));
  const vpc = present(made.Vpc?.VpcId, 'a VPC');
  const subnets = new Map<string, string>();
  for (const [index, zone] of zones.entries()) {
    const subnet = await client.send(
      new ec2.CreateSubnetCommand({
        VpcId: vpc,
        CidrBlock: `10.0.${index}.0/24`,
        AvailabilityZoneId: zone,
        TagSpecifications: named('subnet', `${name}-${zone}`),
      }),
    );
    subnets.set(zone, present(subnet.Subnet?.SubnetId, 'a subnet'));
  }
  const group = await client.send(
    new ec2.CreateSecurityGroupCommand({ GroupName: name, Description: name, VpcId: vpc }),
  );
  const id = present(group.GroupId, 'a group');
  for (const port of [listenerPort, applicationPort]) await allow(client, id, port, { IpRanges: [{ CidrIp: cidr }] });
  return { vpc, group: id, subnets };
}

interface Launch {
  readonly name: string;
  readonly zone: string;
  readonly address?: string;
  readonly userData?: string;
}

async function runInstance(client: ec2.EC2Client, place: Place, { zone, ...launch }: Launch): Promise<string> {
  const subnet = present(place.subnets.get(zone), 'a subnet');
  return (await startInstance(client, { ...launch, subnet, group: place.group })).id;
}

/** The application behind a load balancer with a node in each zone, whose nodes use the targets of both. */
async function createLoadBalancer(
  account: Account,
  Name: string,
  place: Place,
  targets: readonly string[],
): Promise<string> {
  const client = new elb.ElasticLoadBalancingV2Client(account.connection);
  const made = await client.send(
    new elb.CreateLoadBalancerCommand({
      Name,
      Type: 'network',
      Scheme: 'internal',
      Subnets: [...place.subnets.values()],
      SecurityGroups: [place.group],
    }),
  );
  const arn = present(made.LoadBalancers?.[0]?.LoadBalancerArn, 'a load balancer');
  await client.send(
    new elb.ModifyLoadBalancerAttributesCommand({
      LoadBalancerArn: arn,
      Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }],
    }),
  );
  const grouped = await client.send(
    new elb.CreateTargetGroupCommand({
      Name,
      Protocol: 'TCP',
      Port: applicationPort,
      VpcId: place.vpc,
      TargetType: 'instance',
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
    }),
  );
  const TargetGroupArn = present(grouped.TargetGroups?.[0]?.TargetGroupArn, 'a target group');
  await client.send(new elb.RegisterTargetsCommand({ TargetGroupArn, Targets: targets.map((Id) => ({ Id })) }));
  await client.send(
    new elb.CreateListenerCommand({
      LoadBalancerArn: arn,
      Protocol: 'TCP',
      Port: listenerPort,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  const patience = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  await elb.waitUntilTargetInService(patience, { TargetGroupArn });
  return arn;
}

async function createService(account: Account, loadBalancer: string, allowed: readonly string[]) {
  const client = new ec2.EC2Client(account.connection);
  const made = await client.send(
    new ec2.CreateVpcEndpointServiceConfigurationCommand({
      NetworkLoadBalancerArns: [loadBalancer],
      AcceptanceRequired: true,
    }),
  );
  const id = present(made.ServiceConfiguration?.ServiceId, 'a service');
  await client.send(
    new ec2.ModifyVpcEndpointServicePermissionsCommand({
      ServiceId: id,
      AddAllowedPrincipals: allowed.map((account) => `arn:aws:iam::${account}:root`),
    }),
  );
  return { id, name: present(made.ServiceConfiguration?.ServiceName, 'a name') };
}

async function createConsumer(
  account: Account,
  name: string,
  service: string,
  zones: PrivateLink['zones'],
): Promise<Consumer> {
  const client = new ec2.EC2Client(account.connection);
  const place = await createPlace(client, name, zones);
  await runInstance(client, place, { name, zone: zones[0], address: consumerAddress });
  await runInstance(client, place, { name: `${name}-2`, zone: zones[1] });
  const endpoint = await createEndpoint(client, service, place, zones[0]);
  return { ...place, ...endpoint, instanceAddress: consumerAddress };
}

/** In every zone of the place. An endpoint to a service of another region has no names of zones: it gets its regional one. */
export async function createEndpoint(
  client: ec2.EC2Client,
  service: string,
  place: Place,
  zone: string,
  serviceRegion?: string,
): Promise<Endpoint> {
  const made = await client.send(
    new ec2.CreateVpcEndpointCommand({
      VpcId: place.vpc,
      VpcEndpointType: 'Interface',
      ServiceName: service,
      ServiceRegion: serviceRegion,
      SubnetIds: [...place.subnets.values()],
      SecurityGroupIds: [place.group],
    }),
  );
  const endpoint = present(made.VpcEndpoint, 'an endpoint');
  const interfaces = await client.send(
    new ec2.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: endpoint.NetworkInterfaceIds ?? [] }),
  );
  const first = interfaces.NetworkInterfaces?.find((one) => one.SubnetId === place.subnets.get(zone));
  const zoneName = present(first?.AvailabilityZone, 'a zone');
  const names = (endpoint.DnsEntries ?? []).map((entry) => entry.DnsName ?? '');
  return {
    endpoint: present(endpoint.VpcEndpointId, 'an endpoint'),
    regionalName: present(names[0], 'a regional name'),
    zonalName: present(
      names.find((one) => one.includes(`-${zoneName}.`) || one.startsWith(`${zoneName}-`)) ??
        (serviceRegion && names[0]),
      'a zonal name',
    ),
    address: present(first?.PrivateIpAddress, 'an address'),
  };
}

/** @param accounts the provider, the consumer that it accepts, and the one that it leaves waiting */
export async function buildPrivateLink(
  region: string,
  accounts: readonly [Account, Account, Account],
): Promise<PrivateLink> {
  const [provider, accepted, waiting] = accounts;
  const client = new ec2.EC2Client(provider.connection);
  const described = await client.send(new ec2.DescribeAvailabilityZonesCommand({}));
  const ids = (described.AvailabilityZones ?? []).map((zone) => zone.ZoneId ?? '').sort();
  const zones = [present(ids[0], `a zone of ${region}`), present(ids[1], `a second zone of ${region}`)] as const;
  const place = await createPlace(client, 'provider', zones);
  const targets: string[] = [];
  for (const [index, zone] of zones.entries()) {
    const name = `target-${index + 1}`;
    targets.push(await runInstance(client, place, { name, zone, userData: application(name) }));
  }
  await untilRunning(client, ...targets);
  const balance = (name: string): Promise<string> => createLoadBalancer(provider, name, place, targets);
  const [loadBalancer, secondLoadBalancer] = await Promise.all([balance('application'), balance('partner')]);
  const service = await createService(provider, loadBalancer, [accepted.id, waiting.id]);
  const first = await createConsumer(accepted, 'consumer', service.name, zones);
  const second = await createConsumer(waiting, 'stranger', service.name, zones);
  await client.send(
    new ec2.AcceptVpcEndpointConnectionsCommand({ ServiceId: service.id, VpcEndpointIds: [first.endpoint] }),
  );
  await untilAvailable(new ec2.EC2Client(accepted.connection), first.endpoint);
  return { zones, provider: place, service, accepted: first, waiting: second, secondLoadBalancer };
}

const attempts = 100;

export async function untilAvailable(client: ec2.EC2Client, endpoint: string): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await client.send(new ec2.DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpoint] }));
    // The service's own spelling: https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html
    if (String(found.VpcEndpoints?.[0]?.State) === 'available') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${endpoint} did not become available`);
}
