import { describe, expect, test } from 'vitest';
import type { Network } from '../src/model/network.ts';
import { checkCertificate } from '../src/verify/check-certificate.ts';
import { prove } from '../src/verify/prove.ts';
import type { Box, Certificate, Claim } from '../src/verify/reach-answer.ts';
import { trace } from '../src/verify/trace.ts';
import { acl, ec2, elastic, everywhere, ground, group, machine, route, rule } from './verify-ground.ts';
import { covers, flows, randomGround } from './verify-random-ground.ts';
import { addInspection } from './verify-random-inspection.ts';

const outside = '203.0.113.10';

/** Every traced flow between the two sides that passes. */
function passing(network: Network, { from, to, traffic }: Claim): readonly string[] {
  const meant = (words: readonly string[]): readonly string[] =>
    words.flatMap((word) =>
      word === 'internet'
        ? [outside]
        : [...network.all('network-interface')]
            .filter(({ id, vpc, subnet }) => [id, vpc, subnet].includes(word))
            .map(({ id }) => id),
    );
  const machineOf = (id: string): string => network.get('network-interface', id)?.attachment?.instance ?? id;
  return meant(from).flatMap((source) =>
    meant(to)
      .filter((destination) => machineOf(destination) !== machineOf(source))
      .flatMap((destination) =>
        flows
          .filter(([protocol, port]) => !traffic || covers([traffic], protocol, port))
          .filter(([protocol, port]) => {
            const found = trace(network, { source, destination, protocol, ...(port === undefined ? {} : { port }) });
            return found.reachable && (destination !== outside || found.disposition === 'delivered-to-internet');
          })
          .map((flow) => `${source} ${destination} ${flow.join(' ')}`),
      ),
  );
}

function claimsOf(network: Network): readonly Claim[] {
  const vpcs = [...network.all('vpc')].filter(({ isDefault }) => !isDefault).map(({ id }) => id);
  const subnets = [...network.all('subnet')].filter(({ defaultForAz }) => !defaultForAz).map(({ id }) => id);
  const interfaces = [...network.all('network-interface')].map(({ id }) => id);
  const tcp = (port: number): NonNullable<Claim['traffic']> => ({ protocol: 6, ports: { from: port, to: port } });
  return [
    ...vpcs.flatMap((vpc): Claim[] => [
      { from: [vpc], to: ['internet'] },
      { from: ['internet'], to: [vpc] },
      { from: [vpc], to: ['internet'], traffic: tcp(22) },
      ...vpcs.map((other) => ({ from: [vpc], to: [other], traffic: tcp(443) })),
    ]),
    ...subnets.flatMap((subnet): Claim[] => subnets.map((other) => ({ from: [subnet], to: [other] }))),
    ...interfaces
      .slice(0, 6)
      .flatMap((one): Claim[] => [
        { from: interfaces, to: [one] },
        ...interfaces.map((other) => ({ from: [other], to: [one], traffic: tcp(22) })),
      ]),
  ];
}

describe('a proof', () => {
  test.each(Array.from({ length: 26 }, (_, index) => index + 301))(
    'holds exactly where no traced packet passes, and its certificate is valid, on the network of seed %i',
    async (seed) => {
      const { h } = await randomGround(seed);
      if (seed > 320) await addInspection(h, seed);
      for (const claim of claimsOf(h.network)) {
        const { holds, certificate, counterExamples } = prove(h.network, claim);
        const words = JSON.stringify(claim);
        const found = passing(h.network, claim);
        if (found.length > 0) expect(holds, `${words} ${found[0]}`).toBe(false);
        for (const { question } of counterExamples) expect(trace(h.network, question).reachable, words).toBe(true);
        expect(holds, words).toBe(counterExamples.length === 0);
        if (certificate)
          expect(checkCertificate(h.network, certificate), words).toMatchObject({ valid: true, flaws: [] });
      }
    },
    60_000,
  );

  test.each(Array.from({ length: 15 }, (_, index) => index + 401))(
    'of some traffic does not become a proof of all by writing so into its certificate, on the network of seed %i',
    async (seed) => {
      const { h } = await randomGround(seed);
      const everything = [{ protocol: 0, lastProtocol: 255 }];
      for (const claim of claimsOf(h.network).filter(({ traffic }) => traffic !== undefined)) {
        const { certificate } = prove(h.network, claim);
        const { traffic: _, ...wider } = claim;
        if (!certificate || prove(h.network, wider).holds) continue;
        const boxes = certificate.boxes.map((box) => ({ ...box, traffic: everything }));
        const forged = { ...certificate, claim: wider, boxes };
        expect(checkCertificate(h.network, forged).valid, JSON.stringify(claim)).toBe(false);
        for (const by of ['stage', 'boundaries'] as const) {
          const other = { ...forged, boxes: boxes.map((box) => ({ ...box, by })) };
          expect(checkCertificate(h.network, other).valid, `${by} ${JSON.stringify(claim)}`).toBe(false);
        }
      }
    },
  );

  test('holds where an ACL lets in nothing but answers to echoes, which nobody begins with', async () => {
    const g = await ground();
    const open = await group(g, `all from ${everywhere}`, `all to ${everywhere}`);
    const [one, other] = [await machine(g, g.open, [open]), await machine(g, g.left, [open])];
    const closed = await acl(g, g.left, `100 allow out`);
    const answers = { RuleNumber: 100, Protocol: '1', CidrBlock: everywhere, IcmpTypeCode: { Type: 0, Code: -1 } };
    await g.h.call(ec2, 'CreateNetworkAclEntry', {
      ...answers,
      NetworkAclId: closed,
      Egress: false,
      RuleAction: 'allow',
    });
    expect(prove(g.h.network, { from: [one.eni], to: [other.eni] })).toMatchObject({
      holds: true,
      counterExamples: [],
    });
    const pings = prove(g.h.network, { from: [other.eni], to: [one.eni], traffic: { protocol: 1 } });
    expect(pings.holds).toBe(false);
  });

  test('that fails names a packet, and the command that sends it', async () => {
    const g = await ground();
    const web = await group(g, `tcp 443 from ${everywhere}`, `tcp 443 to ${everywhere}`);
    const one = await machine(g, g.open, [web]);
    await elastic(g.h, one.eni);
    const { holds, counterExamples } = prove(g.h.network, { from: [g.vpc], to: ['internet'] });
    expect(holds).toBe(false);
    expect(counterExamples).toEqual([
      {
        question: { source: one.eni, destination: outside, protocol: 6, port: 443 },
        command: `postern exec ${one.id} -- timeout 3 bash -c 'echo > /dev/tcp/${outside}/443'`,
        traffic: [{ protocol: 6, ports: { from: 443, to: 443 } }],
      },
    ]);
    expect(prove(g.h.network, { from: [g.vpc], to: ['internet'], traffic: { protocol: 17 } }).holds).toBe(true);
  });

  test('about words that mean nothing is refused', async () => {
    const g = await ground();
    expect(() => prove(g.h.network, { from: ['vpc-nowhere'], to: ['internet'] })).toThrow('There is no');
  });
});

async function proven(): Promise<{
  readonly network: Network;
  readonly certificate: Certificate;
  readonly opened: Network;
}> {
  const g = await ground();
  const shut = await group(g, 'tcp 443 to 10.0.0.0/8');
  const web = await group(g, 'tcp 443 from 10.0.0.0/16');
  await machine(g, g.left, [web]);
  const one = await machine(g, g.open, [shut]);
  await elastic(g.h, one.eni);
  await machine(g, g.right, [shut]);
  await route(g.h, g.mainTable, '198.51.100.0/24', { GatewayId: g.gateway });
  const vpn = (await g.h.call(ec2, 'CreateVpnGateway', { Type: 'ipsec.1' })).VpnGateway!.VpnGatewayId!;
  await g.h.call(ec2, 'AttachVpnGateway', { VpcId: g.vpc, VpnGatewayId: vpn });
  await route(g.h, g.mainTable, '203.0.113.0/24', { GatewayId: vpn });
  const { network } = g.h;
  const { certificate } = prove(network, { from: [g.vpc], to: ['internet'] });
  await rule(g.h, shut, `tcp 80 to ${everywhere}`);
  return { network, certificate: certificate!, opened: g.h.network };
}

describe('a certificate', () => {
  test('is of few boxes, each with what stops it', async () => {
    const { network, certificate } = await proven();
    expect(checkCertificate(network, certificate)).toEqual({
      valid: true,
      packets: certificate.boxes.length,
      flaws: [],
    });
    expect(new Set(certificate.boxes.map(({ code }) => code))).toEqual(
      new Set([
        'NO_ROUTE_TO_DESTINATION',
        'NO_POSSIBLE_DESTINATION',
        'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
        'ENI_SG_RULES_MISMATCH',
      ]),
    );
  });

  test('is not valid of a Network in which a packet passes', async () => {
    const { certificate, opened } = await proven();
    expect(checkCertificate(opened, certificate).valid).toBe(false);
  });

  test('is not valid with any one of its boxes left out', async () => {
    const { network, certificate } = await proven();
    for (const left of certificate.boxes) {
      const fewer = { ...certificate, boxes: certificate.boxes.filter((box) => box !== left) };
      expect(checkCertificate(network, fewer).flaws[0]).toMatch(/^No box holds/);
    }
  });

  test('is not valid where a box says more than its reason reaches', async () => {
    const { network, certificate } = await proven();
    const every = [...network.all('network-interface')].map(({ id }) => id);
    const wider = (box: Box): Box => ({ ...box, sources: { kind: 'interfaces', ids: every } });
    const elsewhere = (box: Box): Box => ({ ...box, stage: 'network-acl-egress' });
    for (const change of [wider, elsewhere]) {
      for (const [index, box] of certificate.boxes.entries()) {
        const boxes = certificate.boxes.with(index, change(box));
        expect(checkCertificate(network, { ...certificate, boxes }).valid, JSON.stringify(box)).toBe(false);
      }
    }
  });
});
