/** Security groups on real packets: the sender's and the receiver's are two gates, members are sets, replies need no rule. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Port, Router } from '../../src/blueprint/blueprint.ts';
import {
  blueprint,
  everything,
  fromSet,
  group,
  instances,
  port,
  router,
  subnet,
  tcp,
} from '../../src/blueprint/sample-plans.ts';
import { missing, World } from './world.ts';

const subnets = [subnet('subnet-1', '10.0.1.0/24'), subnet('subnet-2', '10.0.2.0/24')];

/** Who is in which groups; every one listens on 80 and 81. */
const members: readonly (readonly [string, string, string, readonly string[] | undefined])[] = [
  ['open', 'subnet-1', '10.0.1.10', ['sg-open']],
  ['near', 'subnet-1', '10.0.1.11', ['sg-open']],
  ['far', 'subnet-2', '10.0.2.10', ['sg-open']],
  ['web', 'subnet-2', '10.0.2.20', ['sg-web']],
  ['mute', 'subnet-1', '10.0.1.30', ['sg-mute']],
  ['member', 'subnet-1', '10.0.1.40', ['sg-member']],
  ['club', 'subnet-2', '10.0.2.50', ['sg-club']],
  ['both', 'subnet-2', '10.0.2.60', ['sg-mute', 'sg-web']],
  ['none', 'subnet-2', '10.0.2.70', []],
  ['free', 'subnet-2', '10.0.2.80', undefined],
];

function portOf([name, subnetId, address, groups]: (typeof members)[number]): Port {
  const { groups: _, ...bare } = port(`eni-${name}`, subnetId, address);
  return groups ? { ...bare, groups } : bare;
}

const vpc: Router = router('vpc-groups', '10.0.0.0/16', {
  subnets,
  ports: members.map(portOf),
  groups: [
    group('sg-open', [everything]),
    group('sg-web', [tcp(80)], []),
    group('sg-mute', [everything], []),
    group('sg-member', [], [everything]),
    group('sg-club', [fromSet('sg-member')], []),
  ],
  addressSets: [{ id: 'sg-member', cidrs: ['10.0.1.40/32'] }],
});

describe.skipIf(missing)(`security groups${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('security-group');
    await world.apply(blueprint([vpc], instances(vpc)));
    const ids = instances(vpc).map(({ id }) => id);
    await world.serveAll(ids);
    await world.serveAll(ids, 81);
  });
  afterAll(() => world.close());

  test.concurrent.each([
    ['within a subnet', 'open', '10.0.1.11', 80, 'i-near 10.0.1.10'],
    ['across subnets', 'open', '10.0.2.10', 80, 'i-far 10.0.1.10'],
    ['the port that the receiver allows', 'open', '10.0.2.20', 80, 'i-web 10.0.1.10'],
    ['another port', 'open', '10.0.2.20', 81, 'silence'],
    ['a sender that may send nothing', 'mute', '10.0.1.10', 80, 'silence'],
    ['to a sender that may send nothing: its answers need no rule', 'open', '10.0.1.30', 80, 'i-mute 10.0.1.10'],
    ['a member of the group that a rule names', 'member', '10.0.2.50', 80, 'i-club 10.0.1.40'],
    ['someone else', 'open', '10.0.2.50', 80, 'silence'],
    ['two groups allow what either allows', 'open', '10.0.2.60', 81, 'i-both 10.0.1.10'],
    ['and no more: sending', 'both', '10.0.1.10', 80, 'silence'],
    ['an empty list of groups', 'open', '10.0.2.70', 80, 'silence'],
    ['no groups at all', 'open', '10.0.2.80', 80, 'i-free 10.0.1.10'],
    ['within the subnet, groups still apply', 'near', '10.0.1.40', 80, 'silence'],
  ])('%s: %s to %s:%i', async (_, from, to, number, answer) => {
    expect(await world.tcp(`i-${from}`, to, number)).toBe(answer);
  });

  test('UDP and ping pass like TCP', async () => {
    expect(await world.try('i-open', [{ kind: 'udp', to: '10.0.2.10', port: 80 }])).toEqual(['i-far 10.0.1.10']);
    expect(await world.ping('i-open', '10.0.2.10')).toBe(true);
    expect(await world.ping('i-open', '10.0.2.20')).toBe(false);
  });

  test('exactly the counter of the stage that dropped moves', async () => {
    const before = await world.counters('vpc-groups');
    await world.ping('i-mute', '10.0.1.10');
    const between = await world.counters('vpc-groups');
    expect(between).toEqual({ ...before, 'security-group-egress': before['security-group-egress'] + 1 });
    await world.ping('i-open', '10.0.2.20');
    const after = await world.counters('vpc-groups');
    expect(after).toEqual({ ...between, 'security-group-ingress': between['security-group-ingress'] + 1 });
  });

  test('a rule counts the connections that it let in', async () => {
    const before = (await world.ruleCounters('vpc-groups'))['sgr-sg-web-in-0'] ?? 0;
    await world.tcp('i-open', '10.0.2.20');
    expect((await world.ruleCounters('vpc-groups'))['sgr-sg-web-in-0']).toBe(before + 1);
  });
});
