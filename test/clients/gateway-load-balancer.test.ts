/**
 * Gateway load balancers as AWS's own clients see them: appliances offered and connected to by the `aws` command, routes and
 * tables of gateways by boto3, refusals by the SDK.
 */

import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ec2At, makeNetwork, type Reply, until } from './ec2-call.ts';
import { aws, awsJson, hasAws, hasBoto3, python, refusalOf, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const ec2 = ec2At(server);
const client = new elb.ElasticLoadBalancingV2Client(settings(server));
const commands = elb as unknown as Record<string, new (input: object) => Parameters<typeof client.send>[0]>;
const call = (operation: string, input: object = {}): Promise<Reply> =>
  client.send(new commands[`${operation}Command`]!(input));

interface Place {
  readonly vpc: string;
  /** In zones a and b: 10.x.10.0/24 and 10.x.11.0/24. */
  readonly subnets: readonly [string, string];
}

let provider: Place;
let consumer: Place;

async function makePlace(second: number): Promise<Place> {
  const { vpc } = await makeNetwork(ec2, `10.${second}.0.0/16`);
  const subnet = async (third: number, AvailabilityZone: string): Promise<string> => {
    const input = { VpcId: vpc, CidrBlock: `10.${second}.${third}.0/24`, AvailabilityZone };
    return (await ec2.call('CreateSubnet', input)).Subnet.SubnetId;
  };
  return { vpc, subnets: [await subnet(10, 'us-east-1a'), await subnet(11, 'us-east-1b')] };
}

/** What the refusals are about. */
let made: {
  readonly balancer: string;
  readonly targets: string;
  readonly service: string;
  readonly name: string;
  readonly endpoint: string;
  readonly table: string;
};

beforeAll(async () => {
  [provider, consumer] = [await makePlace(1), await makePlace(2)];
  const request = { Name: 'standing', Type: 'gateway', Subnets: [provider.subnets[0]] };
  const balancer: string = (await call('CreateLoadBalancer', request)).LoadBalancers[0].LoadBalancerArn;
  const group = { Name: 'standing', Protocol: 'GENEVE', Port: 6081, VpcId: provider.vpc, TargetType: 'ip' };
  const targets: string = (await call('CreateTargetGroup', group)).TargetGroups[0].TargetGroupArn;
  await call('CreateListener', { LoadBalancerArn: balancer, ...forward(targets) });
  const offered = { GatewayLoadBalancerArns: [balancer], AcceptanceRequired: false };
  const { ServiceConfiguration } = await ec2.call('CreateVpcEndpointServiceConfiguration', offered);
  const { ServiceId: service, ServiceName: name } = ServiceConfiguration;
  const endpoint: string = (await ec2.call('CreateVpcEndpoint', endpointInput({ ServiceName: name }))).VpcEndpoint
    .VpcEndpointId;
  await until(async () => {
    const { VpcEndpoints } = await ec2.call('DescribeVpcEndpoints', { VpcEndpointIds: [endpoint] });
    return VpcEndpoints[0].State === 'available';
  });
  const table: string = (await ec2.call('CreateRouteTable', { VpcId: consumer.vpc })).RouteTable.RouteTableId;
  made = { balancer, targets, service, name, endpoint, table };
});

const forward = (TargetGroupArn: string) => ({ DefaultActions: [{ Type: 'forward', TargetGroupArn }] });
const endpointInput = (more: object = {}) => ({
  VpcId: consumer.vpc,
  VpcEndpointType: 'GatewayLoadBalancer',
  SubnetIds: [consumer.subnets[0]],
  ...more,
});

test.skipIf(!hasAws)('appliances offered and connected to, from first to last, by the aws command', async () => {
  const cli = (service: string, ...words: string[]): Promise<Reply> => awsJson(server, [service, ...words]);
  const [first, second] = provider.subnets;
  const create = ['create-load-balancer', '--name', 'inspect', '--type', 'gateway', '--subnets', first];
  const { LoadBalancers } = await cli('elbv2', ...create, '--tags', 'Key=team,Value=net');
  const arn: string = LoadBalancers[0].LoadBalancerArn;
  expect(arn).toMatch(/:loadbalancer\/gwy\/inspect\/[0-9a-f]{16}$/);
  expect(Object.keys(LoadBalancers[0])).not.toContain('DNSName');
  const waited = await aws(server, ['elbv2', 'wait', 'load-balancer-available', '--load-balancer-arns', arn]);
  expect(waited.code).toBe(0);
  const set = await cli('elbv2', 'set-subnets', '--load-balancer-arn', arn, '--subnets', first, second);
  expect(set.AvailabilityZones).toHaveLength(2);
  const place = ['--protocol', 'GENEVE', '--port', '6081', '--vpc-id', provider.vpc, '--target-type', 'ip'];
  const { TargetGroups } = await cli('elbv2', 'create-target-group', '--name', 'inspect', ...place);
  const targets: string = TargetGroups[0].TargetGroupArn;
  expect(TargetGroups[0]).toMatchObject({
    HealthCheckProtocol: 'TCP',
    HealthCheckPort: '80',
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
  });
  await cli('elbv2', 'register-targets', '--target-group-arn', targets, '--targets', 'Id=10.1.10.50');
  const action = `Type=forward,TargetGroupArn=${targets}`;
  const listen = ['create-listener', '--load-balancer-arn', arn, '--default-actions', action];
  const { Listeners } = await cli('elbv2', ...listen);
  expect(Object.keys(Listeners[0]).sort()).toEqual(['DefaultActions', 'ListenerArn', 'LoadBalancerArn']);
  const health = await cli('elbv2', 'describe-target-health', '--target-group-arn', targets);
  expect(health.TargetHealthDescriptions).toMatchObject([{ Target: { Id: '10.1.10.50', Port: 6081 } }]);

  const offering = ['--gateway-load-balancer-arns', arn, '--acceptance-required'];
  const { ServiceConfiguration } = await cli('ec2', 'create-vpc-endpoint-service-configuration', ...offering);
  const { ServiceId, ServiceName } = ServiceConfiguration;
  expect(ServiceConfiguration).toMatchObject({
    ServiceType: [{ ServiceType: 'GatewayLoadBalancer' }],
    GatewayLoadBalancerArns: [arn],
  });
  const connecting = ['--vpc-id', consumer.vpc, '--service-name', ServiceName, '--subnet-ids', consumer.subnets[0]];
  const typed = ['create-vpc-endpoint', '--vpc-endpoint-type', 'GatewayLoadBalancer'];
  const id: string = (await cli('ec2', ...typed, ...connecting)).VpcEndpoint.VpcEndpointId;
  const answer = ['accept-vpc-endpoint-connections', '--service-id', ServiceId, '--vpc-endpoint-ids', id];
  expect((await cli('ec2', ...answer)).Unsuccessful).toEqual([]);
  await until(async () => {
    const { VpcEndpoints } = await cli('ec2', 'describe-vpc-endpoints', '--vpc-endpoint-ids', id);
    return VpcEndpoints[0].State === 'available';
  });
  const { VpcEndpointConnections } = await cli('ec2', 'describe-vpc-endpoint-connections');
  const own = VpcEndpointConnections.find((one: Reply) => one.VpcEndpointId === id);
  expect(own).toMatchObject({ GatewayLoadBalancerArns: [arn] });

  const held = await aws(server, ['elbv2', 'delete-load-balancer', '--load-balancer-arn', arn]);
  expect(held.stderr).toContain('(ResourceInUse)');
  await cli('ec2', 'delete-vpc-endpoints', '--vpc-endpoint-ids', id);
  await cli('ec2', 'delete-vpc-endpoint-service-configurations', '--service-ids', ServiceId);
  await cli('elbv2', 'delete-load-balancer', '--load-balancer-arn', arn);
  await cli('elbv2', 'delete-target-group', '--target-group-arn', targets);
});

test.skipIf(!hasBoto3)(
  'what enters by a gateway and what leaves a subnet is led to the endpoint, by boto3',
  async () => {
    const shown = await python<Reply>(
      server,
      `
ec2 = boto3.client('ec2')
igw = ec2.create_internet_gateway()['InternetGateway']['InternetGatewayId']
ec2.attach_internet_gateway(InternetGatewayId=igw, VpcId='${consumer.vpc}')
edge = ec2.create_route_table(VpcId='${consumer.vpc}')['RouteTable']['RouteTableId']
association = ec2.associate_route_table(RouteTableId=edge, GatewayId=igw)['AssociationId']
ec2.create_route(RouteTableId=edge, DestinationCidrBlock='10.2.11.0/24', VpcEndpointId='${made.endpoint}')
outside = code(ec2.create_route, RouteTableId=edge, DestinationCidrBlock='0.0.0.0/0', VpcEndpointId='${made.endpoint}')
inner = ec2.create_route_table(VpcId='${consumer.vpc}')['RouteTable']['RouteTableId']
ec2.create_route(RouteTableId=inner, DestinationCidrBlock='0.0.0.0/0', VpcEndpointId='${made.endpoint}')
found = ec2.describe_route_tables(Filters=[{'Name': 'association.gateway-id', 'Values': [igw]}])['RouteTables']
kept = ec2.delete_vpc_endpoints(VpcEndpointIds=['${made.endpoint}'])['Unsuccessful']
detached = code(ec2.detach_internet_gateway, InternetGatewayId=igw, VpcId='${consumer.vpc}')
ec2.disassociate_route_table(AssociationId=association)
for table in [edge, inner]:
    ec2.delete_route_table(RouteTableId=table)
ec2.detach_internet_gateway(InternetGatewayId=igw, VpcId='${consumer.vpc}')
show({'igw': igw, 'found': found, 'kept': kept, 'outside': outside, 'detached': detached})
`,
    );
    expect(shown.found).toHaveLength(1);
    expect(shown.found[0].Associations).toMatchObject([{ GatewayId: shown.igw, Main: false }]);
    expect(shown.found[0].Routes).toContainEqual({
      DestinationCidrBlock: '10.2.11.0/24',
      GatewayId: made.endpoint,
      Origin: 'CreateRoute',
      State: 'active',
    });
    expect(shown.kept).toEqual([
      {
        ResourceId: made.endpoint,
        Error: { Code: 'InvalidParameter', Message: 'Endpoint must be removed from route table before deletion' },
      },
    ]);
    expect([shown.outside, shown.detached]).toEqual(['InvalidParameterValue', 'DependencyViolation']);
  },
);

test('interfaces of nodes and endpoints are listed by their types', async () => {
  const named = async (type: string, vpc: string) => {
    const Filters = [
      { Name: 'interface-type', Values: [type] },
      { Name: 'vpc-id', Values: [vpc] },
    ];
    return (await ec2.call('DescribeNetworkInterfaces', { Filters })).NetworkInterfaces;
  };
  const path = made.balancer.replace(/^.*loadbalancer\//, '');
  expect(await named('gateway_load_balancer', provider.vpc)).toMatchObject([
    { Description: `ELB ${path}`, Groups: [], SourceDestCheck: false, RequesterId: 'amazon-elb' },
  ]);
  expect(await named('gateway_load_balancer_endpoint', consumer.vpc)).toMatchObject([
    { Description: `VPC Endpoint Interface ${made.endpoint}`, Groups: [], SourceDestCheck: false },
  ]);
});

type Refusal = readonly [operation: string, what: string, input: () => object, refusal: RegExp];

const elbRefusals: readonly Refusal[] = [
  [
    'CreateLoadBalancer',
    'groups',
    () => ({ Name: 'x', Type: 'gateway', Subnets: [provider.subnets[0]], SecurityGroups: ['sg-12345678'] }),
    /^InvalidConfigurationRequestException: Security groups are not supported for load balancers with type 'gateway'/,
  ],
  [
    'CreateTargetGroup',
    'another port',
    () => ({ Name: 'x', Protocol: 'GENEVE', Port: 80, VpcId: provider.vpc }),
    /^ValidationError: Port '80'/,
  ],
  [
    'CreateListener',
    'a port',
    () => ({ LoadBalancerArn: made.balancer, Port: 6081, ...forward(made.targets) }),
    /^ValidationError: A port cannot be specified for gateway listeners/,
  ],
  [
    'CreateListener',
    'a protocol',
    () => ({ LoadBalancerArn: made.balancer, Protocol: 'TCP', ...forward(made.targets) }),
    /^ValidationError: A protocol cannot be specified for gateway listeners/,
  ],
  ['RegisterTargets', 'another port', () => registering({ Port: 80 }), /^ValidationError: Port '80'/],
  ['DeleteTargetGroup', 'one in use', () => ({ TargetGroupArn: made.targets }), /^ResourceInUseException/],
  ['DeleteLoadBalancer', 'one with a service', () => ({ LoadBalancerArn: made.balancer }), /^ResourceInUseException/],
];

const registering = (more: object) => ({ TargetGroupArn: made.targets, Targets: [{ Id: '10.1.10.60', ...more }] });

test.each(elbRefusals)('%s refuses %s', async (operation, _, input, refusal) => {
  expect(await refusalOf(call(operation, input()))).toMatch(refusal);
});

const ec2Refusals: readonly Refusal[] = [
  [
    'CreateVpcEndpointServiceConfiguration',
    'no load balancer',
    () => ({}),
    /^InvalidParameter: exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member/,
  ],
  [
    'CreateVpcEndpointServiceConfiguration',
    'one that serves another',
    () => ({ GatewayLoadBalancerArns: [made.balancer] }),
    /^InvalidParameter: .*already associated/,
  ],
  [
    'CreateVpcEndpoint',
    'the wrong type',
    () => endpointInput({ ServiceName: made.name, VpcEndpointType: 'Interface' }),
    /^InvalidParameter: Endpoint type \(Interface\) does not match available service types \(\[GatewayLoadBalancer\]\)/,
  ],
  [
    'CreateVpcEndpoint',
    'two subnets',
    () => endpointInput({ ServiceName: made.name, SubnetIds: consumer.subnets }),
    /^InvalidParameter: .*exactly one subnet/,
  ],
  [
    'CreateVpcEndpoint',
    'a zone without the load balancer',
    () => endpointInput({ ServiceName: made.name, SubnetIds: [consumer.subnets[1]] }),
    /^InvalidParameter: .*availability zone/,
  ],
  [
    'ModifyVpcEndpoint',
    'another subnet',
    () => ({ VpcEndpointId: made.endpoint, AddSubnetIds: [consumer.subnets[1]] }),
    /^InvalidParameter/,
  ],
  [
    'CreateRoute',
    'part of a subnet',
    () => ({ RouteTableId: made.table, DestinationCidrBlock: '10.2.11.0/25', VpcEndpointId: made.endpoint }),
    /^InvalidParameterValue/,
  ],
  [
    'AssociateRouteTable',
    'no gateway',
    () => ({ RouteTableId: made.table, GatewayId: 'igw-0123456789abcdef0' }),
    /^InvalidGatewayID.NotFound/,
  ],
];

test.each(ec2Refusals)('%s refuses %s', async (operation, _, input, refusal) => {
  expect(await refusalOf(ec2.call(operation, input()))).toMatch(refusal);
});
