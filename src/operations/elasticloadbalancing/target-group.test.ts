import { describe, expect, test } from 'vitest';
import { makeBalancer, makeGroup, makeListener, operations, world } from './sample-load-balancer.ts';

test('a target group has the health checks of network load balancers unless it is told otherwise', async () => {
  const w = await world();
  const request = { Name: 'plain', Protocol: 'TCP' as const, Port: 80, VpcId: w.vpc };
  const { TargetGroups } = await w.h.call(operations, 'CreateTargetGroup', request);
  const TargetGroupArn = TargetGroups![0]!.TargetGroupArn!;
  expect(TargetGroupArn).toMatch(
    /^arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup\/plain\/[0-9a-f]{16}$/,
  );
  expect(TargetGroups).toEqual([
    {
      TargetGroupArn,
      TargetGroupName: 'plain',
      Protocol: 'TCP',
      Port: 80,
      VpcId: w.vpc,
      HealthCheckProtocol: 'TCP',
      HealthCheckPort: 'traffic-port',
      HealthCheckEnabled: true,
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 10,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      LoadBalancerArns: [],
      TargetType: 'instance',
      IpAddressType: 'ipv4',
    },
  ]);
});

test('checks by HTTP have a path and a matcher, which go with the protocol', async () => {
  const w = await world();
  const TargetGroupArn = await makeGroup(w, { HealthCheckProtocol: 'HTTP', HealthCheckPort: '81' });
  const checkOf = () => w.h.network.get('target-group', TargetGroupArn)!.healthCheck;
  expect(checkOf()).toMatchObject({ protocol: 'HTTP', port: '81', path: '/', matcher: '200-399', timeoutSeconds: 6 });
  const modify = (more: object) => w.h.call(operations, 'ModifyTargetGroup', { TargetGroupArn, ...more });
  const { TargetGroups } = await modify({ HealthCheckPath: '/up', Matcher: { HttpCode: '200,204' } });
  expect(TargetGroups![0]).toMatchObject({ HealthCheckPath: '/up', Matcher: { HttpCode: '200,204' } });
  await modify({ HealthCheckProtocol: 'TCP', UnhealthyThresholdCount: 3 });
  expect(checkOf()).toEqual({
    protocol: 'TCP',
    port: '81',
    intervalSeconds: 30,
    timeoutSeconds: 6,
    healthyThreshold: 5,
    unhealthyThreshold: 3,
  });
});

const constraint = (member: string, value: number, bound: string) =>
  `ValidationError: 1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value ${bound}`;

describe('refused:', () => {
  test.each([
    [{ Name: 'a.b' }, /^ValidationError: The target group name 'a.b' can only contain/],
    [{ Name: '' }, /^ValidationError: A target group name must be specified$/],
    [{ Protocol: undefined }, /^ValidationError: A protocol must be specified$/],
    [{ Protocol: 'HTTP' }, /^UnsupportedOperation/],
    [{ Protocol: 'TLS' }, /^UnsupportedOperation/],
    [{ Protocol: 'ICMP' }, /^ValidationError: Protocol 'ICMP' must be one of/],
    [{ TargetType: 'lambda' }, /^UnsupportedOperation/],
    [{ TargetType: 'alb' }, /^UnsupportedOperation/],
    [{ TargetType: 'x' }, /^ValidationError/],
    [{ Port: undefined }, /^ValidationError: A port must be specified$/],
    [{ Port: 0 }, constraint('port', 0, 'greater than or equal to 1')],
    [{ Port: 65536 }, constraint('port', 65536, 'less than or equal to 65535')],
    [{ VpcId: undefined }, /^ValidationError: A VPC ID must be specified$/],
    [{ VpcId: 'vpc-0123456789abcdef0' }, "ValidationError: The VPC ID 'vpc-0123456789abcdef0' is not found"],
    [{ IpAddressType: 'ipv6' }, /^UnsupportedOperation/],
    [{ HealthCheckProtocol: 'UDP' }, "ValidationError: Health check protocol 'UDP' must be one of 'HTTP, HTTPS, TCP'"],
    [{ HealthCheckIntervalSeconds: 4 }, constraint('healthCheckIntervalSeconds', 4, 'greater than or equal to 5')],
    [{ HealthCheckIntervalSeconds: 301 }, constraint('healthCheckIntervalSeconds', 301, 'less than or equal to 300')],
    [{ HealthCheckTimeoutSeconds: 1 }, constraint('healthCheckTimeoutSeconds', 1, 'greater than or equal to 2')],
    [{ HealthCheckTimeoutSeconds: 31 }, /^ValidationError: Health check timeout '31' must be smaller than/],
    [{ HealthyThresholdCount: 1 }, constraint('healthyThresholdCount', 1, 'greater than or equal to 2')],
    [{ UnhealthyThresholdCount: 11 }, constraint('unhealthyThresholdCount', 11, 'less than or equal to 10')],
    [{ HealthCheckPort: '0' }, /^ValidationError: Health check port '0'/],
    [{ HealthCheckPort: 'http' }, /^ValidationError: Health check port 'http'/],
    [{ HealthCheckEnabled: false }, /^ValidationError: Health check enabled must be true for .* type 'ip'$/],
    [{ HealthCheckPath: '/' }, /^InvalidConfigurationRequest: Health check paths are not supported for TCP/],
    [
      { Matcher: { HttpCode: '200' } },
      'InvalidConfigurationRequest: Health check matchers are not supported for TCP health checks',
    ],
    [{ HealthCheckProtocol: 'HTTP', HealthCheckPath: 'up' }, /^ValidationError: Health check path 'up'/],
    [{ HealthCheckProtocol: 'HTTP', Matcher: { HttpCode: '600' } }, /^ValidationError: Health check matcher/],
    [{ HealthCheckProtocol: 'HTTP', Matcher: { HttpCode: '299-200' } }, /^ValidationError: Health check matcher/],
    [{ HealthCheckProtocol: 'HTTP', Matcher: { GrpcCode: '12' } }, /^UnsupportedOperation/],
  ])('%o', async (more, refusal) => {
    const { h, vpc } = await world();
    const request = { Name: 'backs', Protocol: 'TCP', Port: 80, VpcId: vpc, TargetType: 'ip', ...more };
    const answer = await h.refused(operations, 'CreateTargetGroup', request as never);
    if (typeof refusal === 'string') expect(answer).toBe(refusal);
    else expect(answer).toMatch(refusal);
  });
});

test('the same request again answers with the same group; another of the name is refused', async () => {
  const w = await world();
  const first = await makeGroup(w);
  expect(await makeGroup(w)).toBe(first);
  const other = { Name: 'backs', Protocol: 'TCP' as const, Port: 81, VpcId: w.vpc, TargetType: 'ip' as const };
  expect(await w.h.refused(operations, 'CreateTargetGroup', other)).toBe(
    "DuplicateTargetGroupName: A target group with the same name 'backs' exists, but with different settings",
  );
  w.h.quotas = { targetGroupsPerRegion: 1 };
  expect(await w.h.refused(operations, 'CreateTargetGroup', { ...other, Name: 'more' })).toMatch(
    /^TooManyTargetGroups/,
  );
});

test('the list is answered in pages, by name, by ARN and by load balancer', async () => {
  const w = await world();
  const [one, two] = [await makeGroup(w, { Name: 'one' }), await makeGroup(w, { Name: 'two' })];
  const loadBalancer = (await makeBalancer(w)).LoadBalancerArn!;
  await makeListener(w, loadBalancer, two);
  const list = async (input: object) =>
    (await w.h.call(operations, 'DescribeTargetGroups', input)).TargetGroups!.map((group) => group.TargetGroupArn);
  expect(await list({})).toEqual([one, two].sort());
  expect(await list({ PageSize: 1 })).toEqual([[one, two].sort()[0]]);
  expect(await list({ Names: ['one'] })).toEqual([one]);
  expect(await list({ TargetGroupArns: [two] })).toEqual([two]);
  expect(await list({ LoadBalancerArn: loadBalancer })).toEqual([two]);
  const shown = await w.h.call(operations, 'DescribeTargetGroups', { Names: ['two'] });
  expect(shown.TargetGroups![0]!.LoadBalancerArns).toEqual([loadBalancer]);
  const refused = (input: object) => w.h.refused(operations, 'DescribeTargetGroups', input);
  expect(await refused({ Names: ['six'] })).toBe("TargetGroupNotFound: Target groups '[six]' not found");
  expect(await refused({ TargetGroupArns: [`${one.slice(0, -1)}`] })).toMatch(/is not a valid target group ARN$/);
  expect(await refused({ Names: ['one'], TargetGroupArns: [two] })).toMatch(/cannot be specified at the same time$/);
});

test('a group in use stays; one that is gone is deleted already', async () => {
  const w = await world();
  const TargetGroupArn = await makeGroup(w);
  const ListenerArn = await makeListener(w, (await makeBalancer(w)).LoadBalancerArn!, TargetGroupArn);
  expect(await w.h.refused(operations, 'DeleteTargetGroup', { TargetGroupArn })).toBe(
    `ResourceInUse: Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
  );
  await w.h.call(operations, 'DeleteListener', { ListenerArn });
  for (const _ of [1, 2]) await w.h.call(operations, 'DeleteTargetGroup', { TargetGroupArn });
  expect(w.h.network.get('target-group', TargetGroupArn)).toBeUndefined();
});
