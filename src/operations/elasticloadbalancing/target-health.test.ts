import { describe, expect, test } from 'vitest';
import { zonesOf } from '../../model/region.ts';
import type { Observed } from '../../model/target-health.ts';
import { zoneFaultId } from '../../model/zone-fault.ts';
import { instanceOperations } from '../ec2/instance.ts';
import {
  makeBalancer,
  makeGroup,
  makeInstance,
  makeListener,
  operations,
  type World,
  world,
} from './sample-load-balancer.ts';

type In = World & { readonly TargetGroupArn: string; readonly loadBalancer: string };

async function registered(
  targets: readonly { readonly Id: string; readonly Port?: number }[],
  more: object = {},
): Promise<In> {
  const w = await world();
  const TargetGroupArn = await makeGroup(w, more);
  await w.h.call(operations, 'RegisterTargets', { TargetGroupArn, Targets: [...targets] });
  const loadBalancer = (await makeBalancer(w)).LoadBalancerArn!;
  await makeListener(w, loadBalancer, TargetGroupArn);
  return { ...w, TargetGroupArn, loadBalancer };
}

async function healthOf({ h, TargetGroupArn }: Pick<In, 'h' | 'TargetGroupArn'>, more: object = {}) {
  const answer = await h.call(operations, 'DescribeTargetHealth', { TargetGroupArn, ...more });
  return answer.TargetHealthDescriptions!.map(({ TargetHealth }) => TargetHealth);
}

const all = (found: Observed) => ({ observed: () => found });

test('a target is initial until its checks have ended, then healthy or not', async () => {
  const w = await registered([{ Id: '10.0.0.10' }]);
  expect(await healthOf(w)).toEqual([
    { State: 'initial', Reason: 'Elb.InitialHealthChecking', Description: 'Initial health checks in progress' },
  ]);
  w.h.targetHealth = all('healthy');
  expect(await healthOf(w)).toEqual([{ State: 'healthy' }]);
  w.h.targetHealth = all('unhealthy');
  expect(await healthOf(w)).toEqual([
    { State: 'unhealthy', Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
  ]);
});

test('only its own zone’s node judges it, and with cross-zone any that finds it unhealthy', async () => {
  const w = await registered([{ Id: '10.0.0.10' }]);
  const [here] = w.h.network.get('load-balancer', w.loadBalancer)!.nodes;
  w.h.targetHealth = { observed: (node) => (node === here!.networkInterface ? 'healthy' : 'unhealthy') };
  expect(await healthOf(w)).toEqual([{ State: 'healthy' }]);
  await w.h.call(operations, 'ModifyTargetGroupAttributes', {
    TargetGroupArn: w.TargetGroupArn,
    Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }],
  });
  expect(await healthOf(w)).toMatchObject([{ State: 'unhealthy' }]);
});

describe('unused', () => {
  const notInUse = { State: 'unused', Reason: 'Target.NotInUse' };

  test('is a target of a group without a listener, and of a zone that is not enabled', async () => {
    const w = await registered([{ Id: '10.0.0.10' }, { Id: '10.0.2.10' }]);
    w.h.targetHealth = all('healthy');
    const elsewhere = 'Target is in an Availability Zone that is not enabled for the load balancer';
    expect(await healthOf(w)).toEqual([{ State: 'healthy' }, { ...notInUse, Description: elsewhere }]);
    await w.h.call(operations, 'DeleteLoadBalancer', { LoadBalancerArn: w.loadBalancer });
    const Description = 'Target group is not configured to receive traffic from the load balancer';
    expect(await healthOf(w)).toEqual([1, 2].map(() => ({ ...notInUse, Description })));
  });

  test('is an instance that stopped or ended, though it stays listed', async () => {
    const w = await world();
    const [one, two] = [await makeInstance(w), await makeInstance(w)];
    const TargetGroupArn = await makeGroup(w, { TargetType: 'instance' });
    const Targets = [{ Id: one }, { Id: two }];
    await w.h.call(operations, 'RegisterTargets', { TargetGroupArn, Targets });
    await makeListener(w, (await makeBalancer(w)).LoadBalancerArn!, TargetGroupArn);
    await w.h.call(instanceOperations, 'StopInstances', { InstanceIds: [one] });
    await w.h.call(instanceOperations, 'TerminateInstances', { InstanceIds: [two] });
    const invalid = { State: 'unused', Reason: 'Target.InvalidState' };
    expect(await healthOf({ ...w, TargetGroupArn })).toEqual([
      { ...invalid, Description: 'Target is in the stopped state' },
      { ...invalid, Description: 'Target is in the terminated state' },
    ]);
  });

  test('is the address of a load balancer, and what was never registered', async () => {
    const w = await registered([{ Id: '10.0.0.10' }]);
    const [node] = w.h.network.find('network-interface', `parent:${w.loadBalancer}`);
    const Targets = [{ Id: node!.privateAddresses[0]! }];
    await w.h.call(operations, 'RegisterTargets', { TargetGroupArn: w.TargetGroupArn, Targets });
    expect(await healthOf(w, { Targets })).toMatchObject([{ State: 'unused', Reason: 'Target.IpUnusable' }]);
    expect(await healthOf(w, { Targets: [{ Id: '10.0.0.99' }] })).toMatchObject([
      { State: 'unused', Reason: 'Target.NotRegistered' },
    ]);
  });
});

test('a target drains for its delay after it was deregistered from a group in use', async () => {
  const w = await registered([{ Id: '10.0.0.10' }]);
  const { h, TargetGroupArn } = w;
  await h.call(operations, 'DeregisterTargets', { TargetGroupArn, Targets: [{ Id: '10.0.0.10' }] });
  expect(await healthOf(w)).toMatchObject([{ State: 'draining', Reason: 'Target.DeregistrationInProgress' }]);
  expect(h.network.get('target-group', TargetGroupArn)!.targets).toEqual([]);
  h.clock.advance(300_000);
  expect(await healthOf(w)).toEqual([]);
  await h.call(operations, 'RegisterTargets', { TargetGroupArn, Targets: [{ Id: '10.0.0.10' }] });
  expect(h.network.get('target-group', TargetGroupArn)!.draining).toBeUndefined();
  expect(await healthOf(w)).toMatchObject([{ State: 'initial' }]);
});

test('a target in a zone that is down is unhealthy at once, whatever was seen', async () => {
  const w = await registered([{ Id: '10.0.0.10' }, { Id: '10.0.1.10' }]);
  w.h.targetHealth = all('healthy');
  const zoneId = zonesOf('111122223333', 'us-east-1')[0]!.id;
  const id = zoneFaultId('us-east-1', zoneId);
  const fault = { kind: 'zone-fault', id, zoneId, account: '', region: 'us-east-1', created: 0, tags: {} } as const;
  await w.h.store.transact((draft) => draft.put(fault));
  expect(await healthOf(w)).toMatchObject([{ State: 'unhealthy' }, { State: 'healthy' }]);
});

test('ports are shown as they are checked', async () => {
  const w = await registered([{ Id: '10.0.0.10', Port: 81 }]);
  const ports = async () =>
    (
      await w.h.call(operations, 'DescribeTargetHealth', { TargetGroupArn: w.TargetGroupArn })
    ).TargetHealthDescriptions!.map(({ Target, HealthCheckPort }) => [Target, HealthCheckPort]);
  const Target = { Id: '10.0.0.10', Port: 81, AvailabilityZone: 'us-east-1a' };
  expect(await ports()).toEqual([[Target, '81']]);
  await w.h.call(operations, 'ModifyTargetGroup', { TargetGroupArn: w.TargetGroupArn, HealthCheckPort: '9000' });
  expect(await ports()).toEqual([[Target, '9000']]);
});
