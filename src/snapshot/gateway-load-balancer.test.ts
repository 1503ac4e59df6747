import { expect, test } from 'vitest';
import type { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import { nothingObserved } from '../model/target-health.ts';
import { ec2Operations as ec2 } from '../operations/ec2/table.ts';
import { operations as elb, makeInstance, world } from '../operations/elasticloadbalancing/sample-load-balancer.ts';
import type { Harness } from '../operations/harness.ts';
import { exportPlace, placesOf } from './export.ts';
import { importSnapshot } from './import.ts';

/** A provider's load balancer with an appliance, and a consumer whose packets go through it in both directions. */
async function ground(): Promise<Harness> {
  const provider = await world();
  const { h } = provider;
  const request = { Name: 'inspect', Type: 'gateway' as const, Subnets: provider.subnets.slice(0, 2) };
  const LoadBalancerArn = (await h.call(elb, 'CreateLoadBalancer', request)).LoadBalancers![0]!.LoadBalancerArn!;
  const group = { Name: 'appliances', Protocol: 'GENEVE' as const, Port: 6081, VpcId: provider.vpc };
  const TargetGroupArn = (await h.call(elb, 'CreateTargetGroup', group)).TargetGroups![0]!.TargetGroupArn!;
  const Attributes = [
    { Key: 'stickiness.enabled', Value: 'true' },
    { Key: 'stickiness.type', Value: 'source_ip_dest_ip' },
  ];
  await h.call(elb, 'ModifyTargetGroupAttributes', { TargetGroupArn, Attributes });
  await h.call(elb, 'RegisterTargets', { TargetGroupArn, Targets: [{ Id: await makeInstance(provider) }] });
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  await h.call(elb, 'CreateListener', { LoadBalancerArn, DefaultActions });
  const offered = { GatewayLoadBalancerArns: [LoadBalancerArn], AcceptanceRequired: false };
  const { ServiceConfiguration } = await h.call(ec2, 'CreateVpcEndpointServiceConfiguration', offered);
  await connect(h, ServiceConfiguration!.ServiceName!);
  return h;
}

async function connect(h: Harness, ServiceName: string): Promise<void> {
  const VpcId = (await h.call(ec2, 'CreateVpc', { CidrBlock: '10.2.0.0/16' })).Vpc!.VpcId!;
  const place = { VpcId, CidrBlock: '10.2.1.0/24', AvailabilityZone: 'us-east-1a' };
  const SubnetIds = [(await h.call(ec2, 'CreateSubnet', place)).Subnet!.SubnetId!];
  const wanted = { VpcId, ServiceName, VpcEndpointType: 'GatewayLoadBalancer' as const, SubnetIds };
  const VpcEndpointId = (await h.call(ec2, 'CreateVpcEndpoint', wanted)).VpcEndpoint!.VpcEndpointId!;
  const RouteTableId = (await h.call(ec2, 'CreateRouteTable', { VpcId })).RouteTable!.RouteTableId!;
  const { InternetGateway } = await h.call(ec2, 'CreateInternetGateway', {});
  const InternetGatewayId = InternetGateway!.InternetGatewayId!;
  await h.call(ec2, 'AttachInternetGateway', { VpcId, InternetGatewayId });
  await h.call(ec2, 'AssociateRouteTable', { RouteTableId, GatewayId: InternetGatewayId });
  await h.call(ec2, 'CreateRoute', { RouteTableId, DestinationCidrBlock: '10.2.1.0/24', VpcEndpointId });
}

const kinds = [
  'internet-gateway',
  'listener',
  'load-balancer',
  'network-interface',
  'route-table',
  'target-group',
  'vpc-endpoint',
  'vpc-endpoint-service',
] as const;

/** Without what no answer tells: times, revisions, the order of zones, and what makes names hard to guess where there are none. */
function documents(network: Network): readonly unknown[] {
  const all = kinds.flatMap((kind): readonly Resource[] => [...network.all(kind)]);
  const text = JSON.stringify(all.sort((one, other) => (one.id < other.id ? -1 : 1)));
  const untold = ['stateRevision', 'registered', 'dnsSuffix', 'created', 'since', 'attached'];
  return JSON.parse(text, (key, value) => {
    if (key === 'zoneIds') return value.sort();
    return untold.includes(key) ? 0 : value;
  }) as unknown[];
}

test('a network with a gateway load balancer comes back from its export as it was', async () => {
  const { network, clock } = await ground();
  const exporting = { network, targetHealth: nothingObserved, now: clock.now() };
  const files = (await Promise.all(placesOf(network).map((place) => exportPlace(exporting, place)))).flat();
  const read = importSnapshot(files);
  expect(read.report.notUnderstood).toEqual([]);
  expect(documents(read.network)).toEqual(documents(network));
});
