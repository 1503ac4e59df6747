import { expect, test } from 'vitest';
import { vpcOperations } from '../ec2/vpc.ts';
import { listenerInput, makeBalancer, makeGroup, makeListener, operations, world } from './sample-load-balancer.ts';

async function balanced() {
  const w = await world();
  const loadBalancer = (await makeBalancer(w)).LoadBalancerArn!;
  const group = await makeGroup(w);
  return { ...w, loadBalancer, group };
}

test('a listener forwards one port to one target group, however the action says so', async () => {
  const w = await balanced();
  const { h, loadBalancer, group } = w;
  const ForwardConfig = { TargetGroups: [{ TargetGroupArn: group, Weight: 1 }] };
  const input = {
    ...listenerInput(loadBalancer, group),
    DefaultActions: [{ Type: 'forward' as const, ForwardConfig }],
  };
  const { Listeners } = await h.call(operations, 'CreateListener', input);
  const ListenerArn = Listeners![0]!.ListenerArn!;
  expect(ListenerArn.startsWith(loadBalancer.replace(':loadbalancer/', ':listener/'))).toBe(true);
  expect(Listeners).toEqual([
    {
      ListenerArn,
      LoadBalancerArn: loadBalancer,
      Port: 80,
      Protocol: 'TCP',
      DefaultActions: [
        { Type: 'forward', TargetGroupArn: group, ForwardConfig: { TargetGroups: [{ TargetGroupArn: group }] } },
      ],
    },
  ]);
  expect(await makeListener(w, loadBalancer, group)).toBe(ListenerArn);
  const other = await makeGroup(w, { Name: 'other' });
  expect(await h.refused(operations, 'CreateListener', listenerInput(loadBalancer, other))).toBe(
    `DuplicateListener: A listener already exists on this port for this load balancer '${loadBalancer}'`,
  );
});

const forward = (TargetGroupArn: string) => ({ Type: 'forward', TargetGroupArn });
const refusals: readonly (readonly [name: string, more: (group: string) => object, refusal: RegExp])[] = [
  ['no action', () => ({ DefaultActions: [] }), /^ValidationError: A listener must have exactly one default action$/],
  [
    'two actions',
    (one) => ({ DefaultActions: [forward(one), forward(one)] }),
    /^ValidationError: A listener must have/,
  ],
  [
    'no target group',
    () => ({ DefaultActions: [{ Type: 'forward' }] }),
    /^ValidationError: A target group ARN must be/,
  ],
  [
    'a redirect',
    () => ({ DefaultActions: [{ Type: 'redirect' }] }),
    /^InvalidLoadBalancerAction: Action type 'redirect' must be one of 'forward'$/,
  ],
  [
    'two target groups',
    (one) => ({
      DefaultActions: [
        { Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: one }, { TargetGroupArn: one }] } },
      ],
    }),
    /^UnsupportedOperation: A listener with several target groups/,
  ],
  [
    'a group that there is not',
    (one) => ({ DefaultActions: [forward(one.replace(/.{4}$/, '0000'))] }),
    /^TargetGroupNotFound/,
  ],
  [
    'what is no group',
    () => ({ DefaultActions: [forward('x')] }),
    /^ValidationError: 'x' is not a valid target group ARN$/,
  ],
  ['no protocol', () => ({ Protocol: undefined }), /^ValidationError: A listener protocol must be specified$/],
  ['no port', () => ({ Port: undefined }), /^ValidationError: A listener port must be specified$/],
  ['port 70000', () => ({ Port: 70000 }), /^ValidationError: .* at 'port' .* less than or equal to 65535$/],
  ['half a port', () => ({ Port: 80.5 }), /^ValidationError: .* at 'port' .* that is an integer$/],
  ['a port that is no number', () => ({ Port: Number.NaN }), /^ValidationError: .* at 'port' .* that is an integer$/],
  [
    'HTTP',
    () => ({ Protocol: 'HTTP' }),
    /^ValidationError: Listener protocol 'HTTP' must be one of 'TLS, TCP, TCP_UDP/,
  ],
  ['TLS', () => ({ Protocol: 'TLS' }), /^UnsupportedOperation: The TLS protocol of a listener/],
  ['a certificate', () => ({ Certificates: [{ CertificateArn: 'arn:x' }] }), /^UnsupportedOperation/],
  [
    'another protocol than the group',
    () => ({ Protocol: 'UDP' }),
    /^IncompatibleProtocols: The listener and its associated target group '.*' have incompatible protocols: 'UDP, TCP'$/,
  ],
  ['no load balancer', () => ({ LoadBalancerArn: 'x' }), /^ValidationError: 'x' is not a valid load balancer ARN$/],
];

test.each(refusals)('refused: %s', async (_, more, refusal) => {
  const { h, loadBalancer, group } = await balanced();
  const input = listenerInput(loadBalancer, group, more(group));
  expect(await h.refused(operations, 'CreateListener', input)).toMatch(refusal);
});

test('a group serves one load balancer, of its own VPC', async () => {
  const w = await balanced();
  const { h, loadBalancer, group } = w;
  await makeListener(w, loadBalancer, group);
  await makeListener(w, loadBalancer, group, { Port: 81 });
  const second = (await makeBalancer(w, { Name: 'second' })).LoadBalancerArn!;
  expect(await h.refused(operations, 'CreateListener', listenerInput(second, group))).toBe(
    `TargetGroupAssociationLimit: The following target groups cannot be associated with more than one load balancer: ${group}`,
  );
  const VpcId = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.9.0.0/16' })).Vpc!.VpcId!;
  const far = await makeGroup(w, { Name: 'far', VpcId });
  expect(await h.refused(operations, 'CreateListener', listenerInput(second, far))).toMatch(
    /^InvalidConfigurationRequest: .* must be in the same VPC$/,
  );
});

test('a group of both protocols serves listeners of each', async () => {
  const w = await balanced();
  const both = await makeGroup(w, { Name: 'both', Protocol: 'TCP_UDP' });
  for (const [at, Protocol] of ['TCP', 'UDP', 'TCP_UDP'].entries()) {
    await makeListener(w, w.loadBalancer, both, { Protocol, Port: 53 + at });
  }
  expect(w.h.network.find('listener', `target-group:${both}`)).toHaveLength(3);
});

test('port, protocol and target group are changed, within the same rules', async () => {
  const w = await balanced();
  const { h, loadBalancer, group } = w;
  const ListenerArn = await makeListener(w, loadBalancer, group);
  await makeListener(w, loadBalancer, group, { Port: 81 });
  const udp = await makeGroup(w, { Name: 'udp', Protocol: 'UDP' });
  await h.call(operations, 'ModifyListenerAttributes', {
    ListenerArn,
    Attributes: [{ Key: 'tcp.idle_timeout.seconds', Value: '100' }],
  });
  const modify = (more: object) => ({ ListenerArn, ...more });
  expect(await h.refused(operations, 'ModifyListener', modify({ Port: 81 }))).toMatch(/^DuplicateListener/);
  expect(await h.refused(operations, 'ModifyListener', modify({ Protocol: 'UDP' }))).toMatch(/^IncompatibleProtocols/);
  const input = modify({ Protocol: 'UDP', Port: 53, DefaultActions: [forward(udp)] });
  const { Listeners } = await h.call(operations, 'ModifyListener', input);
  expect(Listeners![0]).toMatchObject({
    ListenerArn,
    Protocol: 'UDP',
    Port: 53,
    DefaultActions: [{ TargetGroupArn: udp }],
  });
  expect(h.network.get('listener', ListenerArn)!.attributes).toEqual({});
});

test('listeners are listed by load balancer or by ARN, in pages', async () => {
  const w = await balanced();
  const { h, loadBalancer, group } = w;
  const arns = [await makeListener(w, loadBalancer, group), await makeListener(w, loadBalancer, group, { Port: 81 })];
  const list = async (input: object) =>
    (await h.call(operations, 'DescribeListeners', input)).Listeners!.map((one) => one.ListenerArn);
  expect(await list({ LoadBalancerArn: loadBalancer })).toEqual([...arns].sort());
  expect(await list({ LoadBalancerArn: loadBalancer, PageSize: 1 })).toHaveLength(1);
  expect(await list({ ListenerArns: [arns[1]] })).toEqual([arns[1]]);
  const refused = (input: object) => h.refused(operations, 'DescribeListeners', input);
  expect(await refused({})).toBe('ValidationError: You must specify either listener ARNs or a load balancer ARN');
  await h.call(operations, 'DeleteListener', { ListenerArn: arns[0]! });
  expect(await refused({ ListenerArns: [arns[0]] })).toBe(`ListenerNotFound: Listeners '[${arns[0]}]' not found`);
  expect(await h.refused(operations, 'DeleteListener', { ListenerArn: arns[0]! })).toBe(
    `ListenerNotFound: Listener '${arns[0]}' not found`,
  );
});

test('a load balancer has so many listeners', async () => {
  const w = await balanced();
  w.h.quotas = { listenersPerLoadBalancer: 1 };
  await makeListener(w, w.loadBalancer, w.group);
  expect(await w.h.refused(operations, 'CreateListener', listenerInput(w.loadBalancer, w.group, { Port: 81 }))).toBe(
    `TooManyListeners: The maximum number of listeners has been reached on load balancer '${w.loadBalancer}'`,
  );
});
