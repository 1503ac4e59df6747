/** A provider of an endpoint service in one account and consumers in others, all with the same addresses, through the stock SDK. */

import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { createAccount, createOrganization } from '../scenarios/shared-services/account.ts';
import { controlPort, requestPort, throughputPort } from './paths.ts';
import type { Started } from './process.ts';

const region = 'us-east-1';
const cidr = '10.0.0.0/16';
const healthPort = 7070;
/** Of new connections, to one target; and the one that both targets serve. */
export const connectionPort = 7000;
export const sharedPort = 7001;
const listenerPorts = [throughputPort, controlPort, requestPort, connectionPort, sharedPort];

const healthy = `#!${process.execPath}
require('node:net').createServer((socket) => { socket.on('error', () => {}); socket.end(); }).listen(${healthPort});
`;

export interface Instance {
  readonly id: string;
  readonly address: string;
}

export interface Provider {
  readonly serviceName: string;
  readonly zones: readonly [string, string];
  readonly targets: readonly Instance[];
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('AWS answered without what was asked for');
  return value;
}

async function connectionOf(postern: Started, name: string) {
  const owner = { endpoint: postern.endpoint, region, credentials: postern.credentials };
  await createOrganization(owner).catch((reason: Error) => {
    if (reason.name !== 'AlreadyInOrganizationException') throw reason;
  });
  return createAccount(owner, name);
}

interface Place {
  readonly vpc: string;
  readonly group: string;
  readonly subnets: readonly string[];
}

async function makePlace(client: ec2.EC2Client, zones: readonly string[]): Promise<Place> {
  const vpc = must((await client.send(new ec2.CreateVpcCommand({ CidrBlock: cidr }))).Vpc?.VpcId);
  const subnets: string[] = [];
  for (const [index, AvailabilityZoneId] of zones.entries()) {
    const made = await client.send(
      new ec2.CreateSubnetCommand({ VpcId: vpc, CidrBlock: `10.0.${index}.0/24`, AvailabilityZoneId }),
    );
    subnets.push(must(made.Subnet?.SubnetId));
  }
  const made = await client.send(
    new ec2.CreateSecurityGroupCommand({ GroupName: 'all', Description: 'all', VpcId: vpc }),
  );
  const group = must(made.GroupId);
  await client.send(
    new ec2.AuthorizeSecurityGroupIngressCommand({
      GroupId: group,
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: cidr }] }],
    }),
  );
  return { vpc, group, subnets };
}

async function runInstance(client: ec2.EC2Client, place: Place, subnet: string, userData?: string): Promise<Instance> {
  const made = await client.send(
    new ec2.RunInstancesCommand({
      ImageId: 'ami-0123456789abcdef0',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: subnet,
      SecurityGroupIds: [place.group],
      ...(userData ? { UserData: Buffer.from(userData).toString('base64') } : {}),
    }),
  );
  const instance = must(made.Instances?.[0]);
  return { id: must(instance.InstanceId), address: must(instance.PrivateIpAddress) };
}

async function makeListener(client: elb.ElasticLoadBalancingV2Client, balancer: string, vpc: string, port: number) {
  const group = await client.send(
    new elb.CreateTargetGroupCommand({
      Name: `port-${port}`,
      Protocol: 'TCP',
      Port: port,
      VpcId: vpc,
      TargetType: 'instance',
      HealthCheckPort: String(healthPort),
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 2,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
    }),
  );
  const TargetGroupArn = must(group.TargetGroups?.[0]?.TargetGroupArn);
  await client.send(
    new elb.CreateListenerCommand({
      LoadBalancerArn: balancer,
      Protocol: 'TCP',
      Port: port,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  return TargetGroupArn;
}

/**
 * A target in each of two zones; the first alone serves most ports, because the connections of one measurement must find
 * each other, and both serve one.
 */
export async function makeProvider(postern: Started): Promise<Provider> {
  const { connection } = await connectionOf(postern, 'provider');
  const client = new ec2.EC2Client(connection);
  const described = await client.send(new ec2.DescribeAvailabilityZonesCommand({}));
  const ids = (described.AvailabilityZones ?? []).map((zone) => zone.ZoneId ?? '').sort();
  const zones = [must(ids[0]), must(ids[1])] as const;
  const place = await makePlace(client, zones);
  const targets: Instance[] = [];
  for (const subnet of place.subnets) targets.push(await runInstance(client, place, subnet, healthy));
  await ec2.waitUntilInstanceRunning(
    { client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
    { InstanceIds: targets.map((target) => target.id) },
  );
  const balancers = new elb.ElasticLoadBalancingV2Client(connection);
  const made = await balancers.send(
    new elb.CreateLoadBalancerCommand({
      Name: 'bench',
      Type: 'network',
      Scheme: 'internal',
      Subnets: [...place.subnets],
      SecurityGroups: [place.group],
    }),
  );
  const balancer = must(made.LoadBalancers?.[0]?.LoadBalancerArn);
  await balancers.send(
    new elb.ModifyLoadBalancerAttributesCommand({
      LoadBalancerArn: balancer,
      Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }],
    }),
  );
  for (const port of listenerPorts) {
    const TargetGroupArn = await makeListener(balancers, balancer, place.vpc, port);
    const served = port === sharedPort ? targets : targets.slice(0, 1);
    await balancers.send(
      new elb.RegisterTargetsCommand({ TargetGroupArn, Targets: served.map((target) => ({ Id: target.id })) }),
    );
    await elb.waitUntilTargetInService(
      { client: balancers, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
      { TargetGroupArn },
    );
  }
  const service = await client.send(
    new ec2.CreateVpcEndpointServiceConfigurationCommand({
      NetworkLoadBalancerArns: [balancer],
      AcceptanceRequired: false,
    }),
  );
  const ServiceId = must(service.ServiceConfiguration?.ServiceId);
  await client.send(new ec2.ModifyVpcEndpointServicePermissionsCommand({ ServiceId, AddAllowedPrincipals: ['*'] }));
  return { serviceName: must(service.ServiceConfiguration?.ServiceName), zones, targets };
}

let consumers = 0;

/** A consumer in an account of its own, with an instance in the first of the zones. */
export async function makeConsumer(postern: Started, ...zones: readonly string[]) {
  consumers += 1;
  const { connection } = await connectionOf(postern, `consumer-${consumers}`);
  const client = new ec2.EC2Client(connection);
  const place = await makePlace(client, zones);
  const instance = await runInstance(client, place, must(place.subnets[0]));
  const input = { VpcId: place.vpc, SubnetIds: [...place.subnets], SecurityGroupIds: [place.group] };
  let interfaces: readonly string[] = [];
  return {
    client,
    place: input,
    instance,
    runInstance: () => runInstance(client, place, must(place.subnets[0])),
    /** Its regional name. */
    async connect(ServiceName: string): Promise<string> {
      const made = await client.send(
        new ec2.CreateVpcEndpointCommand({ ...input, VpcEndpointType: 'Interface', ServiceName }),
      );
      interfaces = made.VpcEndpoint?.NetworkInterfaceIds ?? [];
      return must(made.VpcEndpoint?.DnsEntries?.[0]?.DnsName);
    },
    async endpointAddress(): Promise<string> {
      const found = await client.send(
        new ec2.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [...interfaces] }),
      );
      return must(found.NetworkInterfaces?.[0]?.PrivateIpAddress);
    },
  };
}
