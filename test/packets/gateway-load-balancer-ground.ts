/**
 * The AWS calls of gateway load balancers between two accounts: appliances in the provider's VPC behind a load balancer and its
 * service, an endpoint in the consumer's, and what appliances say that they saw.
 */

import { fileURLToPath } from 'node:url';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import type { SeenFlow } from '../kernel/geneve-appliance.ts';
import { type Ground, type Machine, rule, teller } from './ground.ts';
import { type Postern, until } from './postern.ts';

const applianceProgram = fileURLToPath(new URL('../kernel/geneve-appliance.ts', import.meta.url));
const healthPort = 8081;

export interface Inspection {
  readonly vpc: string;
  readonly balancer: string;
  readonly targets: string;
  readonly service: { readonly id: string; readonly name: string };
  readonly appliances: readonly [Machine, Machine];
  /** Which lets health checks in, by appliance. */
  readonly groups: readonly [string, string];
}

export const healthRule = rule(`tcp ${healthPort}`, '10.0.0.0/16');

/** It answers like every other instance besides, and lets all pass but what is for port 7. */
const appliance = `${teller}
const words = ${JSON.stringify([applianceProgram, `health=${healthPort}`, 'drop=tcp:7'])};
require('node:child_process').spawn(process.execPath, words, { stdio: 'ignore' });
`;

export async function subnetIn({ client }: Ground, VpcId: string, CidrBlock: string, zone: string): Promise<string> {
  const made = await client.send(new ec2.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZoneId: zone }));
  return made.Subnet?.SubnetId ?? '';
}

async function balance(
  client: elb.ElasticLoadBalancingV2Client,
  place: { readonly vpc: string; readonly subnet: string },
  ids: readonly string[],
): Promise<Pick<Inspection, 'balancer' | 'targets'>> {
  const made = await client.send(
    new elb.CreateLoadBalancerCommand({ Name: 'inspection', Type: 'gateway', Subnets: [place.subnet] }),
  );
  const balancer = made.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const { TargetGroups } = await client.send(
    new elb.CreateTargetGroupCommand({
      Name: 'appliances',
      Protocol: 'GENEVE',
      Port: 6081,
      VpcId: place.vpc,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: `${healthPort}`,
      HealthCheckIntervalSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
      HealthCheckTimeoutSeconds: 2,
    }),
  );
  const targets = TargetGroups?.[0]?.TargetGroupArn ?? '';
  await client.send(new elb.RegisterTargetsCommand({ TargetGroupArn: targets, Targets: ids.map((Id) => ({ Id })) }));
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: targets }];
  await client.send(new elb.CreateListenerCommand({ LoadBalancerArn: balancer, DefaultActions }));
  return { balancer, targets };
}

/** Until both appliances are healthy. */
export async function inspectionIn(
  ground: Ground,
  client: elb.ElasticLoadBalancingV2Client,
  { zone, consumer }: { readonly zone: string; readonly consumer: string },
): Promise<Inspection> {
  const vpc = await ground.vpc('10.0.0.0/16');
  const subnet = await subnetIn(ground, vpc, '10.0.1.0/24', zone);
  const geneve = rule('udp 6081', '10.0.1.0/24');
  const groups = [await ground.group(vpc, geneve, healthRule), await ground.group(vpc, geneve, healthRule)] as const;
  const machine = (group: string, address: string) =>
    ground.machine(subnet, { groups: [group], address, userData: appliance });
  // The very addresses of the consumer's client and another of its instances.
  const appliances = [await machine(groups[0], '10.0.1.10'), await machine(groups[1], '10.0.1.11')] as const;
  await ground.ready(...appliances);
  const made = await balance(
    client,
    { vpc, subnet },
    appliances.map(({ id }) => id),
  );
  const { ServiceConfiguration } = await ground.client.send(
    new ec2.CreateVpcEndpointServiceConfigurationCommand({
      GatewayLoadBalancerArns: [made.balancer],
      AcceptanceRequired: true,
    }),
  );
  const { ServiceId = '', ServiceName = '' } = ServiceConfiguration ?? {};
  const AddAllowedPrincipals = [`arn:aws:iam::${consumer}:root`];
  await ground.client.send(new ec2.ModifyVpcEndpointServicePermissionsCommand({ ServiceId, AddAllowedPrincipals }));
  const patience = { client, maxWaitTime: 40, minDelay: 1, maxDelay: 1 };
  await elb.waitUntilTargetInService(patience, { TargetGroupArn: made.targets });
  return { vpc, ...made, service: { id: ServiceId, name: ServiceName }, appliances, groups };
}

export async function endpointIn({ client }: Ground, ServiceName: string, VpcId: string, subnet: string) {
  const { VpcEndpoint } = await client.send(
    new ec2.CreateVpcEndpointCommand({
      VpcEndpointType: 'GatewayLoadBalancer',
      VpcId,
      ServiceName,
      SubnetIds: [subnet],
    }),
  );
  return VpcEndpoint?.VpcEndpointId ?? '';
}

export async function acceptIn(provider: Ground, consumer: Ground, service: string, endpoint: string): Promise<void> {
  const request = { ServiceId: service, VpcEndpointIds: [endpoint] };
  await provider.client.send(new ec2.AcceptVpcEndpointConnectionsCommand(request));
  const asked = new ec2.DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpoint] });
  await until('available', async () => String((await consumer.client.send(asked)).VpcEndpoints?.[0]?.State));
}

/** What an appliance has seen so far. */
export async function flowsAt(postern: Postern, { id }: Machine): Promise<readonly SeenFlow[]> {
  const [said = ''] = await postern.try(id, `http http://127.0.0.1:${healthPort}/`);
  return JSON.parse(said) as SeenFlow[];
}
