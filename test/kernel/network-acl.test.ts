/** Network ACLs on real packets: ordered, stateless, between subnets only. And VPCs with one CIDR, which never meet. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NetworkAclPlan, Router } from '../../src/blueprint/blueprint.ts';
import {
  blueprint,
  everything,
  instances,
  openAcl,
  port,
  router,
  subnet,
  tcp,
} from '../../src/blueprint/sample-plans.ts';
import { hold, serveHeld } from './held.ts';
import { missing, World } from './world.ts';

const denyThenAllow: NetworkAclPlan = {
  id: 'acl-ordered',
  ingress: [
    { number: 10, action: 'deny', match: tcp(81) },
    { number: 20, action: 'allow', match: everything },
  ],
  egress: [{ number: 10, action: 'allow', match: everything }],
};

/** Lets requests in, and forgets that their answers have to come out. */
const noReturn: NetworkAclPlan = {
  id: 'acl-no-return',
  ingress: [{ number: 10, action: 'allow', match: everything }],
  egress: [{ number: 10, action: 'allow', match: tcp(80) }],
};

const vpc: Router = router('vpc-acl', '10.0.0.0/16', {
  subnets: [
    subnet('subnet-1', '10.0.1.0/24'),
    subnet('subnet-2', '10.0.2.0/24', { networkAcl: 'acl-ordered' }),
    subnet('subnet-3', '10.0.3.0/24', { networkAcl: 'acl-no-return' }),
  ],
  networkAcls: [openAcl, denyThenAllow, noReturn],
  ports: [
    port('eni-one', 'subnet-1', '10.0.1.10'),
    port('eni-two', 'subnet-2', '10.0.2.10'),
    port('eni-other-two', 'subnet-2', '10.0.2.11'),
    port('eni-three', 'subnet-3', '10.0.3.10'),
  ],
});

/** The same addresses once more. */
const twin: Router = router('vpc-twin', '10.0.0.0/16', {
  subnets: [subnet('subnet-4', '10.0.1.0/24'), subnet('subnet-5', '10.0.2.0/24')],
  ports: [port('eni-twin-one', 'subnet-4', '10.0.1.10'), port('eni-twin-two', 'subnet-5', '10.0.2.10')],
});

describe.skipIf(missing)(`network ACLs${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('network-acl');
    await world.apply(blueprint([vpc, twin], [...instances(vpc), ...instances(twin)]));
    const ids = ['i-one', 'i-two', 'i-three', 'i-twin-two', 'i-twin-one'];
    await world.serveAll(ids);
    await world.serveAll(['i-two', 'i-one'], 81);
  });
  afterAll(() => world.close());

  test.concurrent.each([
    ['allowed', 'i-one', '10.0.2.10', 80, 'i-two 10.0.1.10'],
    ['denied by an earlier rule', 'i-one', '10.0.2.10', 81, 'silence'],
    ['within the subnet the ACL has no say', 'i-other-two', '10.0.2.10', 81, 'i-two 10.0.2.11'],
    ['the answer is not allowed out', 'i-one', '10.0.3.10', 80, 'silence'],
    ['out of the same subnet, allowed', 'i-three', '10.0.1.10', 80, 'i-one 10.0.3.10'],
    ['out of the same subnet, not allowed', 'i-three', '10.0.1.10', 81, 'silence'],
    ['the twin VPC answers its own', 'i-twin-one', '10.0.2.10', 80, 'i-twin-two 10.0.1.10'],
    ['and has no way into the other', 'i-twin-one', '10.0.3.10', 80, 'silence'],
  ])('%s: %s to %s:%i', async (_, from, to, number, answer) => {
    expect(await world.tcp(from, to, number)).toBe(answer);
  });

  test('the blocked answer is counted where it was blocked', async () => {
    const before = await world.counters('vpc-acl');
    await world.ping('i-one', '10.0.3.10');
    const after = await world.counters('vpc-acl');
    // Servers of earlier tests may still repeat an answer that was blocked.
    expect(after['network-acl-egress']).toBeGreaterThan(before['network-acl-egress']);
    expect(after['network-acl-ingress']).toBe(before['network-acl-ingress']);
  });

  test('the first rule of a VPC that refuses something holds for connections under way, for as long as it is there', async () => {
    const server = await serveHeld(world, 'i-twin-two', 82);
    const held = await hold(world, 'i-twin-one', { address: '10.0.2.10', port: 82 });
    expect(held.first).toBe('i-twin-two 10.0.1.10');
    const shut: NetworkAclPlan = { ...openAcl, ingress: [{ number: 1, action: 'deny', match: tcp(82) }] };
    const apply = (networkAcls: readonly NetworkAclPlan[]) =>
      world.apply(blueprint([vpc, { ...twin, networkAcls }], [...instances(vpc), ...instances(twin)]));
    await apply([shut]);
    expect(await held.again()).toBe('silence');
    await apply([openAcl]);
    const another = await hold(world, 'i-twin-one', { address: '10.0.2.10', port: 82 });
    expect([another.first, await another.again()]).toEqual(['i-twin-two 10.0.1.10', 'i-twin-two 10.0.1.10']);
    server.close();
  });
});
