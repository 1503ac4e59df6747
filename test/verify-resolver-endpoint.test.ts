/** What the verifier says of packets to Route 53 Resolver's endpoints: a trace, the fast answers, and a proof. */

import { expect, test } from 'vitest';
import { Fault } from '../src/base/fault.ts';
import type { Harness } from '../src/operations/harness.ts';
import { route53ResolverOperations as resolver } from '../src/operations/route53resolver/table.ts';
import { checkCertificate } from '../src/verify/check-certificate.ts';
import { compile, interfaceOf } from '../src/verify/compiled/compiled.ts';
import { pairTraffic, verdict } from '../src/verify/compiled/pair.ts';
import { prove } from '../src/verify/prove.ts';
import { trace } from '../src/verify/trace.ts';
import { acl, ask, codes, type Ground, ground, group, machine, stagesOf } from './verify-ground.ts';
import { flows, randomGround } from './verify-random-ground.ts';

const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;

async function endpoint(g: Ground, Direction: 'INBOUND' | 'OUTBOUND', own: string) {
  const IpAddresses = [{ SubnetId: g.left }, { SubnetId: g.right }];
  const request = { CreatorRequestId: Direction, Direction, SecurityGroupIds: [own], IpAddresses };
  const id = (await g.h.call(resolver, 'CreateResolverEndpoint', request)).ResolverEndpoint!.Id!;
  const interfaces = g.h.network.find('network-interface', `parent:${id}`);
  const right = interfaces.find(({ subnet }) => subnet === g.right)!;
  return { id, eni: right.id, address: right.privateAddresses[0]! };
}

test('an inbound endpoint takes questions for names and nothing else, from whom its group and ACL let in', async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, ...all)]);
  const to = await endpoint(g, 'INBOUND', await group(g, ...all));
  for (const protocol of [6, 17]) {
    const found = ask(g.h, client.id, to.address, { protocol, port: 53 });
    expect(found.reachable).toBe(true);
    expect(found.forward.at(-1)).toMatchObject({ stage: 'endpoint', component: to.id, rule: 'resolver' });
    expect(stagesOf(found.return)).toContain('deliver');
  }
  const blocked = (protocol: number, port?: number) =>
    codes(ask(g.h, client.id, to.eni, port === undefined ? { protocol } : { protocol, port }));
  expect([blocked(6, 80), blocked(17, 5353), blocked(1)]).toEqual([
    ['TARGET_PORT_RESTRICTION'],
    ['TARGET_PORT_RESTRICTION'],
    ['PROTOCOL_RESTRICTION'],
  ]);
  expect(codes(ask(g.h, to.eni, client.address, { protocol: 17, port: 53 }))).toContain('UNSUPPORTED_COMPONENT');
  await acl(g, g.right, '100 allow in 1 0.0.0.0/0', '100 allow out -1 0.0.0.0/0');
  expect(codes(ask(g.h, client.id, to.address, { protocol: 17, port: 53 }))).toEqual(['SUBNET_ACL_RESTRICTION']);
});

test('an outbound endpoint takes nothing', async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, ...all)]);
  const to = await endpoint(g, 'OUTBOUND', await group(g, ...all));
  expect(codes(ask(g.h, client.id, to.address, { protocol: 17, port: 53 }))).toEqual(['UNSUPPORTED_COMPONENT']);
});

test.each(['INBOUND', 'OUTBOUND'] as const)('the fast answers say of an %s one what traces say', async (direction) => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, ...all)]);
  const to = await endpoint(g, direction, await group(g, 'udp 53 from 10.0.0.0/16', 'tcp 0-65535 from 10.0.0.0/16'));
  const compiled = compile(g.h.network);
  const [from, at] = [client.eni, to.eni].map((id) => compiled.vpcs.get(g.vpc)!.byId.get(id)!);
  const flows = [
    [6, 53],
    [17, 53],
    [6, 80],
    [17, 54],
    [1, undefined],
    [47, undefined],
  ] as const;
  for (const [protocol, port] of flows) {
    const traced = ask(g.h, client.id, to.eni, { protocol, ...(port === undefined ? {} : { port }) }).reachable;
    expect(traced).toBe(direction === 'INBOUND' && port === 53);
    expect(verdict(compiled, from!, at!, protocol, port)).toBe(traced);
    expect(compiled.table.contains(pairTraffic(compiled, from!, at!), protocol, port)).toBe(traced);
  }
});

test.each(['INBOUND', 'OUTBOUND'] as const)('what never reaches an %s one is proved', async (direction) => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, ...all)]);
  const to = await endpoint(g, direction, await group(g, ...all));
  const claim = (port: number) => {
    const traffic = { protocol: 17, ports: { from: port, to: port } };
    return { from: [client.eni], to: [to.eni], traffic };
  };
  const proof = prove(g.h.network, claim(5353));
  expect(proof.holds).toBe(true);
  expect(checkCertificate(g.h.network, proof.certificate!)).toMatchObject({ valid: true, flaws: [] });
  expect(prove(g.h.network, claim(53)).holds).toBe(direction === 'OUTBOUND');
});

/** Endpoints both ways in each VPC of a random network, with whichever of its groups comes first. */
async function randomEndpoints(h: Harness): Promise<readonly string[]> {
  const found: string[] = [];
  for (const vpc of [...h.network.all('vpc')].filter(({ isDefault }) => !isDefault)) {
    const [first, second = first] = h.network.find('subnet', `vpc:${vpc.id}`).map(({ id }) => id);
    const SecurityGroupIds = h.network
      .find('security-group', `vpc:${vpc.id}`)
      .map(({ id }) => id)
      .slice(0, 2);
    const as = h.as({ account: vpc.account, region: vpc.region });
    const IpAddresses = [first!, second!].map((SubnetId) => ({ SubnetId }));
    for (const Direction of ['INBOUND', 'OUTBOUND'] as const) {
      const request = { CreatorRequestId: `${vpc.id} ${Direction}`, Direction, SecurityGroupIds, IpAddresses };
      try {
        found.push((await as.call(resolver, 'CreateResolverEndpoint', request)).ResolverEndpoint!.Id!);
      } catch (error) {
        // A group of another account's, or more endpoints than an account may have.
        if (!(error instanceof Fault)) throw error;
      }
    }
  }
  return found;
}

test.each([501, 502, 503, 504, 505, 506])(
  'traces, fast answers and proofs agree about them on the network of seed %i',
  async (seed) => {
    const { h } = await randomGround(seed);
    const endpoints = await randomEndpoints(h);
    const compiled = compile(h.network);
    const own = endpoints.flatMap((id) => h.network.find('network-interface', `parent:${id}`));
    const senders = [...h.network.all('network-interface')].filter(({ parent }) => parent === undefined);
    for (const to of own) {
      for (const from of senders.filter(({ vpc }) => vpc === to.vpc)) {
        const [source, at] = [from.id, to.id].map((id) => interfaceOf(compiled, id)!);
        const traffic = pairTraffic(compiled, source!, at!);
        for (const [protocol, port] of [...flows, [6, 53] as const]) {
          const question = { protocol, ...(port === undefined ? {} : { port }) };
          const words = `${from.id} ${to.id} ${protocol} ${port}`;
          const { reachable } = trace(h.network, { source: from.id, destination: to.id, ...question });
          expect(compiled.table.contains(traffic, protocol, port), words).toBe(reachable);
          expect(verdict(compiled, source!, at!, protocol, port), words).toBe(reachable);
        }
      }
      for (const traffic of [undefined, { protocol: 17, ports: { from: 53, to: 53 } }, { protocol: 6 }]) {
        const claim = { from: [to.vpc], to: [to.id], ...(traffic ? { traffic } : {}) };
        const { certificate } = prove(h.network, claim);
        if (certificate) expect(checkCertificate(h.network, certificate)).toMatchObject({ valid: true, flaws: [] });
      }
    }
  },
  60_000,
);
