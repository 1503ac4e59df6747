/**
 * What a forwarding instance sends on for others: to the internet with the public address of whoever sent it, past no rule
 * that names a group, and answers through an instance that never saw the request are asked of that instance's groups.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Match, Node, Router } from '../../src/blueprint/blueprint.ts';
import {
  blueprint,
  everything,
  group,
  instances,
  local,
  port,
  router,
  subnet,
  tcp,
} from '../../src/blueprint/sample-plans.ts';
import { missing, World } from './world.ts';

const cidr = '10.0.0.0/16';
const host = '198.51.100.10';
const named = { peer: { kind: 'set', set: 'sg-named', sentByOwner: true } } as const;
const through = (destination: string, eni: string) => ({ destination, target: { kind: 'port', port: eni } }) as const;

/** What `first` may send through `middle`, and what `far` answers others with. */
const toFar = tcp(80, '10.0.1.0/24');
const answers = { ...tcp(0, '0.0.0.0/0'), ports: { from: 1024, to: 65_535 } };
const fromFar = { ...tcp(0, '10.0.2.0/24'), ports: answers.ports };

/** `first` sends everything through `middle`, `far` only what is for the internet or for `first`. */
function vpcWith(middle: readonly Match[]): Router {
  return router('vpc-transit', cidr, {
    subnets: [
      subnet('subnet-first', '10.0.1.0/24', { routeTable: 'rtb-first' }),
      subnet('subnet-far', '10.0.2.0/24', { routeTable: 'rtb-far' }),
      subnet('subnet-middle', '10.0.3.0/24', { routeTable: 'rtb-middle' }),
      subnet('subnet-plain', '10.0.4.0/24'),
    ],
    routeTables: [
      {
        id: 'rtb-first',
        routes: [local(cidr), through('0.0.0.0/0', 'eni-middle'), through('10.0.2.0/24', 'eni-middle')],
      },
      {
        id: 'rtb-far',
        routes: [local(cidr), through('0.0.0.0/0', 'eni-middle'), through('10.0.4.0/24', 'eni-middle')],
      },
      { id: 'rtb-main', routes: [local(cidr)] },
      {
        id: 'rtb-middle',
        routes: [local(cidr), { destination: '0.0.0.0/0', target: { kind: 'internet-gateway' } }],
      },
    ],
    groups: [
      group('sg-open', [everything]),
      group('sg-named', [everything]),
      group('sg-from-named', [named]),
      group('sg-middle', middle, [answers, tcp(80, `${host}/32`), tcp(80, '203.0.113.0/24')]),
    ],
    addressSets: [{ id: 'sg-named', cidrs: ['10.0.1.10/32', '10.0.4.10/32'] }],
    internetGateway: {
      id: 'igw-1',
      translations: [
        { publicAddress: '203.0.113.1', privateAddress: '10.0.1.10' },
        { publicAddress: '203.0.113.2', privateAddress: '10.0.2.10' },
      ],
    },
    ports: [
      port('eni-first', 'subnet-first', '10.0.1.10', { groups: ['sg-named'] }),
      port('eni-bare', 'subnet-first', '10.0.1.11'),
      port('eni-far', 'subnet-far', '10.0.2.10'),
      port('eni-wary', 'subnet-far', '10.0.2.11', { groups: ['sg-from-named'] }),
      port('eni-middle', 'subnet-middle', '10.0.3.10', { sourceCheck: false, groups: ['sg-middle'] }),
      port('eni-beside', 'subnet-far', '10.0.2.20', { sourceCheck: false, node: 'i-middle' }),
      port('eni-plain', 'subnet-plain', '10.0.4.10', { groups: ['sg-named'] }),
    ],
  });
}

function plan(middle: readonly Match[]) {
  const vpc = vpcWith(middle);
  const attachments = [{ router: vpc.id, publicAddresses: ['203.0.113.1', '203.0.113.2'] }];
  const internet = { hosts: [host], servicePrefixes: [], attachments };
  const devices = [
    { index: 0, port: 'eni-middle' },
    { index: 1, port: 'eni-beside' },
  ];
  const middleNode: Node = {
    kind: 'instance',
    id: 'i-middle',
    router: vpc.id,
    hostname: 'i-middle',
    devices,
    forwards: true,
  };
  const others = instances(vpc).filter(({ id }) => id !== 'i-middle');
  return blueprint([vpc], [...others, middleNode], { internet });
}

describe.skipIf(missing)(`what forwarding instances send on${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('transit');
    await world.apply(plan([toFar]));
    await world.serveAll(['internet', 'i-first', 'i-far', 'i-wary', 'i-plain']);
  });
  afterAll(() => world.close());

  test("it leaves with its sender's public address, and the answer goes straight to the sender", async () => {
    expect(await world.tcp('i-first', host)).toBe('internet 203.0.113.1');
    expect(await world.tcp('i-first', '203.0.113.2')).toBe('silence');
  });

  test('without a public address of its sender it does not leave, whatever address the forwarding instance has', async () => {
    const before = await world.counters('vpc-transit');
    expect(await world.tcp('i-bare', host)).toBe('silence');
    expect((await world.counters('vpc-transit')).translate).toBeGreaterThan(before.translate);
  });

  test("it leaves by the interface in the destination's subnet, whose groups alone may let it out", async () => {
    expect(await world.tcp('i-first', '10.0.2.10')).toBe('i-far 10.0.1.10');
  });

  test('a rule that names a group means who sends: not what another sends on for a member', async () => {
    expect(await world.tcp('i-first', '10.0.2.10')).toBe('i-far 10.0.1.10');
    expect(await world.tcp('i-first', '10.0.2.11')).toBe('silence');
  });

  test('answers through an instance that never saw the request are asked of its groups', async () => {
    expect(await world.tcp('i-plain', '10.0.2.10')).toBe('silence');
    expect(await world.try('internet', [{ kind: 'tcp', to: '203.0.113.2', port: 80, source: host }])).toEqual([
      'silence',
    ]);
    await world.apply(plan([toFar, fromFar]));
    expect(await world.tcp('i-plain', '10.0.2.10')).toBe('i-far 10.0.4.10');
    expect(await world.try('internet', [{ kind: 'tcp', to: '203.0.113.2', port: 80, source: host }])).toEqual([
      `i-far ${host}`,
    ]);
  });

  test('by then the internet gateway translates both ways between two public addresses of the VPC', async () => {
    expect(await world.tcp('i-first', '203.0.113.2')).toBe('i-far 203.0.113.1');
  });
});
