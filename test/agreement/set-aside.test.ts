/** Which flows the comparison leaves out, and that it leaves out no more. */

import { expect, test } from 'vitest';
import { ec2Operations } from '../../src/operations/ec2/table.ts';
import { elasticLoadBalancingOperations } from '../../src/operations/elasticloadbalancing/table.ts';
import { harness } from '../../src/operations/harness.ts';
import type { Hop, Trace } from '../../src/verify/trace.ts';
import { setAside } from './set-aside.ts';

const [tcp, udp] = [6, 17];
const name = 'client addresses behind proxy protocol';

const hop = (stage: string, rule: string): Hop => ({
  stage,
  component: 'some',
  rule,
  verdict: 'pass',
  packet: { source: '10.0.0.4', destination: '10.0.0.5', protocol: tcp },
});

const walk = (...forward: readonly Hop[]): Trace => ({
  reachable: true,
  disposition: 'accepted',
  forward,
  return: [],
  blockers: [],
});

test.each([
  [true, true, name],
  [true, false, undefined],
  [false, true, undefined],
] as const)('proxy protocol %s, client addresses kept %s: %s', async (proxy, keeps, expected) => {
  const h = harness();
  const VpcId = (await h.call(ec2Operations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const request = { Name: 'some', Protocol: 'TCP', Port: 80, VpcId } as const;
  const made = await h.call(elasticLoadBalancingOperations, 'CreateTargetGroup', request);
  const TargetGroupArn = made.TargetGroups![0]!.TargetGroupArn!;
  const Attributes = [
    { Key: 'proxy_protocol_v2.enabled', Value: `${proxy}` },
    { Key: 'preserve_client_ip.enabled', Value: `${keeps}` },
  ];
  await h.call(elasticLoadBalancingOperations, 'ModifyTargetGroupAttributes', { TargetGroupArn, Attributes });
  const target = hop('target', TargetGroupArn);
  expect(setAside(h.network, walk(target), tcp)).toBe(expected);
  expect(setAside(h.network, walk(target), udp)).toBeUndefined();
  expect(setAside(h.network, walk(hop('endpoint', 'some'), target), tcp)).toBeUndefined();
  expect(setAside(h.network, walk(), tcp)).toBeUndefined();
});
