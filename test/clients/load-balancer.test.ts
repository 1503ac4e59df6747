/** Network load balancers as AWS's own clients see them: a whole one by the `aws` command, pages by boto3, refusals by the SDK. */

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

let vpc: string;
let group: string;
let subnets: readonly [string, string, string];
let far: { readonly vpc: string; readonly subnet: string };
/** One of everything, which the refusals are about. */
let made: { readonly balancer: string; readonly listener: string; readonly targets: string; readonly spare: string };

async function makeSubnet(CidrBlock: string, AvailabilityZone: string): Promise<string> {
  return (await ec2.call('CreateSubnet', { VpcId: vpc, CidrBlock, AvailabilityZone })).Subnet.SubnetId;
}

const balancerInput = (more: object = {}) => ({
  Name: 'refused',
  Type: 'network',
  Scheme: 'internal',
  Subnets: subnets.slice(0, 2),
  ...more,
});
const targetsInput = (more: object = {}) => ({
  Name: 'refused',
  Protocol: 'TCP',
  Port: 80,
  VpcId: vpc,
  TargetType: 'ip',
  ...more,
});
const forward = (TargetGroupArn: string) => ({ DefaultActions: [{ Type: 'forward', TargetGroupArn }] });
const listenerInput = (more: object = {}) => ({
  LoadBalancerArn: made.balancer,
  Protocol: 'TCP',
  Port: 90,
  ...forward(made.spare),
  ...more,
});

beforeAll(async () => {
  const network = await makeNetwork(ec2);
  vpc = network.vpc;
  group = network.defaultGroup;
  subnets = [
    await makeSubnet('10.0.10.0/24', 'us-east-1a'),
    await makeSubnet('10.0.11.0/24', 'us-east-1b'),
    await makeSubnet('10.0.12.0/24', 'us-east-1c'),
  ];
  far = await makeNetwork(ec2, '10.9.0.0/16');
  const created = await call('CreateLoadBalancer', balancerInput({ Name: 'standing', SecurityGroups: [group] }));
  const balancer: string = created.LoadBalancers[0].LoadBalancerArn;
  const targets = await call('CreateTargetGroup', targetsInput({ Name: 'standing' }));
  const spare = await call('CreateTargetGroup', targetsInput({ Name: 'spare' }));
  const groups = [targets, spare].map((one): string => one.TargetGroups[0].TargetGroupArn);
  const listening = { LoadBalancerArn: balancer, Protocol: 'TCP', Port: 80, ...forward(groups[0]!) };
  const { Listeners } = await call('CreateListener', listening);
  made = { balancer, targets: groups[0]!, spare: groups[1]!, listener: Listeners[0].ListenerArn };
});

test.skipIf(!hasAws)('a load balancer in two zones, from first to last, by the aws command', async () => {
  const cli = (...words: string[]): Promise<Reply> => awsJson(server, ['elbv2', ...words]);
  const create = ['create-load-balancer', '--name', 'web', '--type', 'network', '--scheme', 'internal'];
  const tags = ['--tags', 'Key=team,Value=net'];
  const { LoadBalancers } = await cli(...create, '--subnets', subnets[0], subnets[1], ...tags);
  const arn: string = LoadBalancers[0].LoadBalancerArn;
  const ended = await aws(server, ['elbv2', 'wait', 'load-balancer-available', '--load-balancer-arns', arn]);
  expect(ended.code).toBe(0);
  const health = ['--health-check-protocol', 'HTTP', '--health-check-path', '/up', '--matcher', 'HttpCode=200-299'];
  const place = ['--protocol', 'TCP', '--port', '8080', '--vpc-id', vpc, '--target-type', 'ip'];
  const { TargetGroups } = await cli('create-target-group', '--name', 'web', ...place, ...health);
  const targets: string = TargetGroups[0].TargetGroupArn;
  expect(TargetGroups[0]).toMatchObject({ HealthCheckPath: '/up', Matcher: { HttpCode: '200-299' } });
  await cli('register-targets', '--target-group-arn', targets, '--targets', 'Id=10.0.10.50', 'Id=10.0.11.50,Port=81');
  const action = `Type=forward,TargetGroupArn=${targets}`;
  const port = ['--protocol', 'TCP', '--port', '443', '--default-actions', action];
  const { Listeners } = await cli('create-listener', '--load-balancer-arn', arn, ...port);
  const listener: string = Listeners[0].ListenerArn;
  const timeout = ['--attributes', 'Key=tcp.idle_timeout.seconds,Value=60'];
  const set = await cli('modify-listener-attributes', '--listener-arn', listener, ...timeout);
  expect(set.Attributes).toEqual([{ Key: 'tcp.idle_timeout.seconds', Value: '60' }]);
  const shown = await cli('describe-target-health', '--target-group-arn', targets);
  expect(shown.TargetHealthDescriptions.map((one: Reply) => [one.Target, one.TargetHealth.State])).toEqual([
    [{ Id: '10.0.10.50', Port: 8080, AvailabilityZone: 'us-east-1a' }, 'initial'],
    [{ Id: '10.0.11.50', Port: 81, AvailabilityZone: 'us-east-1b' }, 'initial'],
  ]);
  await cli('add-tags', '--resource-arns', arn, listener, '--tags', 'Key=stage,Value=test');
  await cli('remove-tags', '--resource-arns', arn, '--tag-keys', 'team');
  const { TagDescriptions } = await cli('describe-tags', '--resource-arns', arn, listener);
  expect(TagDescriptions.map((one: Reply) => one.Tags)).toEqual([1, 2].map(() => [{ Key: 'stage', Value: 'test' }]));
  await cli('delete-load-balancer', '--load-balancer-arn', arn);
  await cli('delete-target-group', '--target-group-arn', targets);
  expect((await aws(server, ['elbv2', 'describe-load-balancers', '--names', 'web'])).stderr).toContain(
    "(LoadBalancerNotFound) when calling the DescribeLoadBalancers operation: Load balancers '[web]' not found",
  );
});

test.skipIf(!hasBoto3)('pages and waiters of boto3 find every load balancer', async () => {
  const names = await python<readonly string[]>(
    server,
    `
elb = boto3.client('elbv2')
for name in ['page-a', 'page-b', 'page-c']:
    elb.create_load_balancer(Name=name, Type='network', Scheme='internal', Subnets=['${subnets[2]}'])
elb.get_waiter('load_balancer_available').wait(Names=['page-a', 'page-b', 'page-c'])
pages = elb.get_paginator('describe_load_balancers').paginate(PaginationConfig={'PageSize': 1})
names = [one['LoadBalancerName'] for page in pages for one in page['LoadBalancers']]
for page in elb.get_paginator('describe_load_balancers').paginate(Names=['page-a', 'page-b', 'page-c']):
    for one in page['LoadBalancers']:
        elb.delete_load_balancer(LoadBalancerArn=one['LoadBalancerArn'])
show(names)
`,
  );
  expect(names.filter((name) => name.startsWith('page-')).sort()).toEqual(['page-a', 'page-b', 'page-c']);
});

test('its interfaces are listed by EC2 as the service’s own', async () => {
  const Filters = [{ Name: 'interface-type', Values: ['network_load_balancer'] }];
  const { NetworkInterfaces } = await ec2.call('DescribeNetworkInterfaces', { Filters });
  const path = made.balancer.replace(/^.*loadbalancer\//, '');
  const own = NetworkInterfaces.filter((one: Reply) => one.Description === `ELB ${path}`);
  expect(own.map((one: Reply) => one.SubnetId).sort()).toEqual([subnets[0], subnets[1]].sort());
  for (const one of own) {
    expect(one).toMatchObject({
      InterfaceType: 'network_load_balancer',
      RequesterManaged: true,
      RequesterId: 'amazon-elb',
      SourceDestCheck: false,
      Status: 'in-use',
      Groups: [{ GroupId: group }],
      Attachment: { InstanceOwnerId: 'amazon-elb' },
    });
    expect(await ec2.code('DeleteNetworkInterface', { NetworkInterfaceId: one.NetworkInterfaceId })).not.toBe(
      'success',
    );
  }
  expect(await ec2.code('DeleteSubnet', { SubnetId: subnets[0] })).toBe('DependencyViolation');
});

test('instances are targets while they run', async () => {
  const launch = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId: subnets[0] };
  const id: string = (await ec2.call('RunInstances', launch)).Instances[0].InstanceId;
  const { TargetGroups } = await call('CreateTargetGroup', targetsInput({ Name: 'fleet', TargetType: 'instance' }));
  const { TargetGroupArn } = TargetGroups[0];
  const Targets = [{ Id: id }];
  await until(async () => (await refusalOf(call('RegisterTargets', { TargetGroupArn, Targets }))) === 'success');
  await call('CreateListener', listenerInput({ Port: 8000, ...forward(TargetGroupArn) }));
  const state = async () =>
    (await call('DescribeTargetHealth', { TargetGroupArn })).TargetHealthDescriptions[0].TargetHealth;
  expect(await state()).toMatchObject({ State: 'initial' });
  await ec2.call('TerminateInstances', { InstanceIds: [id] });
  expect(await state()).toMatchObject({ State: 'unused', Reason: 'Target.InvalidState' });
});

type Row = readonly [operation: string, name: string, input: () => object, refusal: RegExp];
const gone = (arn: string): string => arn.replace(/[0-9a-f]{4}$/, '0000');
const refusals: readonly Row[] = [
  ['CreateLoadBalancer', 'type', () => balancerInput({ Type: 'application' }), /^UnsupportedOperation: .*application/],
  ['CreateLoadBalancer', 'gateway', () => balancerInput({ Type: 'gateway' }), /^ValidationError: A scheme cannot be/],
  ['CreateLoadBalancer', 'name', () => balancerInput({ Name: 'a_b' }), /^ValidationError|^ValidationException/],
  ['CreateLoadBalancer', 'same name', () => balancerInput({ Name: 'standing' }), /^DuplicateLoadBalancerName/],
  ['CreateLoadBalancer', 'subnet', () => balancerInput({ Subnets: ['subnet-0'] }), /^SubnetNotFound/],
  ['CreateLoadBalancer', 'zone', () => balancerInput({ Subnets: [subnets[0], subnets[0]] }), /^InvalidConfiguration/],
  ['CreateLoadBalancer', 'VPC', () => balancerInput({ Subnets: [subnets[0], far.subnet] }), /^InvalidConfiguration/],
  [
    'CreateLoadBalancer',
    'gateway of a VPC',
    () => balancerInput({ Scheme: 'internet-facing' }),
    /^InvalidSubnet.*no internet gateway$/,
  ],
  ['CreateLoadBalancer', 'group', () => balancerInput({ SecurityGroups: ['sg-0'] }), /^InvalidSecurityGroup/],
  [
    'CreateLoadBalancer',
    'private address',
    () => ({
      ...balancerInput({ Subnets: undefined }),
      SubnetMappings: [{ SubnetId: subnets[0], PrivateIPv4Address: '10.0.10.2' }],
    }),
    /^InvalidConfigurationRequest/,
  ],
  ['DescribeLoadBalancers', 'name', () => ({ Names: ['none'] }), /^LoadBalancerNotFound/],
  ['DescribeLoadBalancers', 'ARN', () => ({ LoadBalancerArns: [gone(made.balancer)] }), /^LoadBalancerNotFound/],
  ['DescribeTargetGroups', 'name', () => ({ Names: ['none'] }), /^TargetGroupNotFound/],
  ['DescribeListeners', 'ARN', () => ({ ListenerArns: [gone(made.listener)] }), /^ListenerNotFound/],
  ['CreateTargetGroup', 'protocol', () => targetsInput({ Protocol: 'HTTP' }), /^UnsupportedOperation/],
  ['CreateTargetGroup', 'interval', () => targetsInput({ HealthCheckIntervalSeconds: 301 }), /^Validation/],
  ['CreateTargetGroup', 'timeout', () => targetsInput({ HealthCheckTimeoutSeconds: 121 }), /^Validation/],
  ['CreateTargetGroup', 'threshold', () => targetsInput({ HealthyThresholdCount: 11 }), /^Validation/],
  [
    'CreateTargetGroup',
    'matcher',
    () => targetsInput({ Matcher: { HttpCode: '200' } }),
    /^InvalidConfigurationRequest/,
  ],
  ['CreateTargetGroup', 'same name', () => targetsInput({ Name: 'spare', Port: 81 }), /^DuplicateTargetGroupName/],
  ['CreateListener', 'same port', () => listenerInput({ Port: 80 }), /^DuplicateListener/],
  ['CreateListener', 'no target group', () => listenerInput({ DefaultActions: [{ Type: 'forward' }] }), /^Validation/],
  ['CreateListener', 'protocol', () => listenerInput({ Protocol: 'UDP' }), /^IncompatibleProtocols/],
  [
    'CreateListener',
    'HTTP',
    () => listenerInput({ Protocol: 'HTTP' }),
    /^Validation.*: Listener protocol 'HTTP' must be/,
  ],
  ['CreateListener', 'no such group', () => listenerInput(forward(gone(made.spare))), /^TargetGroupNotFound/],
  [
    'RegisterTargets',
    'public address',
    () => ({ TargetGroupArn: made.spare, Targets: [{ Id: '8.8.8.8' }] }),
    /^Validation/,
  ],
  [
    'RegisterTargets',
    'far address',
    () => ({ TargetGroupArn: made.spare, Targets: [{ Id: '10.9.1.9' }] }),
    /outside the VPC$/,
  ],
  [
    'ModifyListenerAttributes',
    'idle time-out',
    () => ({ ListenerArn: made.listener, Attributes: [{ Key: 'tcp.idle_timeout.seconds', Value: '59' }] }),
    /^Validation/,
  ],
  [
    'ModifyLoadBalancerAttributes',
    'key',
    () => ({ LoadBalancerArn: made.balancer, Attributes: [{ Key: 'speed', Value: '1' }] }),
    /^Validation.*: Load balancer attribute key 'speed' is not recognized$/,
  ],
  [
    'DeleteTargetGroup',
    'in use',
    () => ({ TargetGroupArn: made.targets }),
    /^ResourceInUse.*: Target group '.*' is currently/,
  ],
  ['AddTags', 'ARN', () => ({ ResourceArns: ['x'], Tags: [{ Key: 'a' }] }), /^Validation/],
];

test.each(refusals)('%s is refused by its %s', async (operation, _, input, refusal) => {
  const before = JSON.stringify(await call('DescribeLoadBalancers').then(({ LoadBalancers }) => LoadBalancers));
  expect(await refusalOf(call(operation, input()))).toMatch(refusal);
  expect(JSON.stringify((await call('DescribeLoadBalancers')).LoadBalancers)).toBe(before);
});

test('groups cannot come to a load balancer that was made without any', async () => {
  const { LoadBalancers } = await call('CreateLoadBalancer', balancerInput({ Name: 'bare' }));
  const input = { LoadBalancerArn: LoadBalancers[0].LoadBalancerArn, SecurityGroups: [group] };
  expect(await refusalOf(call('SetSecurityGroups', input))).toMatch(
    /^InvalidConfigurationRequest.*: You cannot set security groups on a Network Load Balancer which was created without/,
  );
});

test('protection keeps a load balancer until it is taken off', async () => {
  const { LoadBalancers } = await call('CreateLoadBalancer', balancerInput({ Name: 'kept' }));
  const { LoadBalancerArn } = LoadBalancers[0];
  const protect = (Value: string) =>
    call('ModifyLoadBalancerAttributes', {
      LoadBalancerArn,
      Attributes: [{ Key: 'deletion_protection.enabled', Value }],
    });
  await protect('true');
  expect(await refusalOf(call('DeleteLoadBalancer', { LoadBalancerArn }))).toMatch(/^OperationNotPermitted/);
  await protect('false');
  await call('DeleteLoadBalancer', { LoadBalancerArn });
  expect(await refusalOf(call('DescribeLoadBalancers', { Names: ['kept'] }))).toMatch(/^LoadBalancerNotFound/);
});
