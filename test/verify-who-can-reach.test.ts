import { describe, expect, test } from 'vitest';
import type { Network } from '../src/model/network.ts';
import type { NetworkInterface } from '../src/model/network-interface.ts';
import type { Reach } from '../src/verify/reach-answer.ts';
import { trace } from '../src/verify/trace.ts';
import { whoCanReach } from '../src/verify/who-can-reach.ts';
import { elastic, elb, everywhere, ground, group, machine } from './verify-ground.ts';
import { covers, flows, randomGround } from './verify-random-ground.ts';

/** `eni-… 6 443` of every interface that the answer names. */
function named(reaches: readonly Reach[]): readonly string[] {
  return reaches.flatMap(({ end, traffic, through }) =>
    end.kind !== 'interfaces' || through !== undefined
      ? []
      : end.interfaces.flatMap((id) =>
          flows.filter(([protocol, port]) => covers(traffic, protocol, port)).map((flow) => `${id} ${flow.join(' ')}`),
        ),
  );
}

function traced(network: Network, source: string, destination: string): readonly string[] {
  return flows
    .filter(([protocol, port]) => {
      const more = port === undefined ? {} : { port };
      return trace(network, { source, destination, protocol, ...more }).reachable;
    })
    .map((flow) => flow.join(' '));
}

const byTrace = (network: Network, subject: NetworkInterface, direction: 'to' | 'from'): readonly string[] =>
  [...network.all('network-interface')]
    .filter(({ id }) => id !== subject.id)
    .flatMap(({ id }) => {
      const [from, to] = direction === 'to' ? [id, subject.id] : [subject.id, id];
      return traced(network, from, to).map((flow) => `${id} ${flow}`);
    });

describe('who can reach', () => {
  test.each(Array.from({ length: 15 }, (_, index) => index + 101))(
    'is everybody whom a trace lets, on the network of seed %i',
    async (seed) => {
      const { h } = await randomGround(seed);
      for (const subject of h.network.all('network-interface')) {
        for (const direction of ['to', 'from'] as const) {
          const answer = whoCanReach(h.network, { subject: subject.id, direction });
          expect(named(answer.reaches).toSorted(), `${direction} ${subject.id}`).toEqual(
            byTrace(h.network, subject, direction).toSorted(),
          );
        }
      }
    },
  );

  test('tells interfaces that the rules treat alike as one, with their count and their traffic', async () => {
    const g = await ground();
    const web = await group(g, `tcp 443 from ${everywhere}`, 'tcp 22-23 from 10.0.2.0/24');
    const client = await group(g, `all to ${everywhere}`);
    const server = await machine(g, g.left, [web]);
    for (let count = 0; count < 3; count += 1) await machine(g, g.right, [client]);
    const { reaches, size } = whoCanReach(g.h.network, { subject: server.id, direction: 'to' });
    expect(reaches).toHaveLength(1);
    expect(reaches[0]).toMatchObject({
      end: { kind: 'interfaces', subnet: g.right, groups: [client], count: 3 },
      traffic: [
        { protocol: 6, ports: { from: 22, to: 23 } },
        { protocol: 6, ports: { from: 443, to: 443 } },
      ],
    });
    expect(size).toMatchObject({ interfaces: 4, classes: 2 });
  });

  test('names the internet by the blocks that a rule opens to', async () => {
    const g = await ground();
    const web = await group(g, 'tcp 443 from 198.51.100.0/24');
    const server = await machine(g, g.open, [web]);
    await elastic(g.h, server.eni);
    expect(whoCanReach(g.h.network, { subject: server.id, direction: 'to' }).reaches).toEqual([
      {
        end: { kind: 'internet', blocks: ['198.51.100.0/24'] },
        traffic: [{ protocol: 6, ports: { from: 443, to: 443 } }],
      },
    ]);
    expect(whoCanReach(g.h.network, { subject: server.id, direction: 'from' }).reaches).toEqual([]);
  });

  test("names who reaches a load balancer's target through it, with the listener's port", async () => {
    const g = await ground();
    const front = await group(g, 'tcp 443 from 10.0.0.0/8', 'tcp 8443 to 10.0.2.0/24');
    const target = await machine(g, g.right, [await group(g, `tcp 8443 from ${front}`)]);
    const client = await machine(g, g.open, [await group(g, `all to ${everywhere}`)]);
    const name = { Name: 'front', Type: 'network', Scheme: 'internal' } as const;
    const made = await g.h.call(elb, 'CreateLoadBalancer', { ...name, Subnets: [g.left], SecurityGroups: [front] });
    const LoadBalancerArn = made.LoadBalancers![0]!.LoadBalancerArn!;
    const wanted = { Name: 'backs', Protocol: 'TCP', Port: 8443, VpcId: g.vpc, TargetType: 'instance' } as const;
    const TargetGroupArn = (await g.h.call(elb, 'CreateTargetGroup', wanted)).TargetGroups![0]!.TargetGroupArn!;
    const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
    await g.h.call(elb, 'CreateListener', { LoadBalancerArn, Protocol: 'TCP', Port: 443, DefaultActions });
    await g.h.call(elb, 'RegisterTargets', { TargetGroupArn, Targets: [{ Id: target.id }] });
    const { reaches } = whoCanReach(g.h.network, { subject: target.id, direction: 'to' });
    expect(reaches).toMatchObject([
      {
        end: { interfaces: [client.eni] },
        traffic: [{ protocol: 6, ports: { from: 443, to: 443 } }],
        through: LoadBalancerArn,
      },
    ]);
  });

  test('refuses what has no interface', async () => {
    const g = await ground();
    expect(() => whoCanReach(g.h.network, { subject: g.gateway, direction: 'to' })).toThrow('postern prove');
    expect(() => whoCanReach(g.h.network, { subject: 'nobody', direction: 'to' })).toThrow('There is no');
  });
});
