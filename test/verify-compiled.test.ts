import { describe, expect, test } from 'vitest';
import { parseAddress } from '../src/base/address.ts';
import type { Harness } from '../src/operations/harness.ts';
import { trafficBetween } from '../src/verify/compiled/between.ts';
import { compile, interfaceOf, recompile } from '../src/verify/compiled/compiled.ts';
import { trace } from '../src/verify/trace.ts';
import { flows, randomGround } from './verify-random-ground.ts';
import { addInspection } from './verify-random-inspection.ts';

function disagreements(h: Harness, earlier?: ReturnType<typeof compile>): string[] {
  const { network } = h;
  const compiled = earlier ? recompile(earlier, network) : compile(network);
  const found: string[] = [];
  const destinations = new Set([
    '203.0.113.10',
    '203.0.113.7',
    '198.18.0.1',
    '169.254.169.254',
    '169.254.169.253',
    '169.254.1.1',
    '3.5.0.1',
    '3.5.2.77',
    '172.16.0.9',
    '10.0.0.2',
    '10.0.7.7',
  ]);
  for (const one of network.all('network-interface')) {
    for (const address of one.privateAddresses) destinations.add(address);
    if (one.autoPublicAddress) destinations.add(one.autoPublicAddress);
  }
  for (const one of network.all('elastic-address')) destinations.add(one.publicAddress);
  const sources = [...network.all('network-interface')].map((one) => interfaceOf(compiled, one.id)!);
  for (const destination of destinations) {
    for (const source of [...sources, undefined]) {
      const sender = source?.document.id ?? '203.0.113.10';
      const header = { source: source?.addresses[0] ?? parseAddress(sender)!, destination: parseAddress(destination)! };
      const traffic = trafficBetween(compiled, source, header);
      for (const [protocol, port] of flows) {
        const said = compiled.table.contains(traffic, protocol, port);
        let judged: ReturnType<typeof trace>;
        try {
          judged = trace(network, { source: sender, destination, protocol, ...(port === undefined ? {} : { port }) });
        } catch (error) {
          if ((error as { code?: string }).code === undefined) throw error;
          continue;
        }
        if (judged.reachable !== said)
          found.push(
            `${sender} → ${destination} ${protocol} ${port}: trace ${judged.reachable} ${judged.blockers.map(({ code }) => code)} ${
              process.env.DBG
                ? JSON.stringify(
                    [judged.forward, judged.return].map((hops) =>
                      hops.map(
                        (x) =>
                          `${x.verdict} ${x.stage} ${x.component} ${x.rule} ${x.detail} ${x.packet.source}:${x.packet.sourcePort}>${x.packet.destination}:${x.packet.port}`,
                      ),
                    ),
                    null,
                    1,
                  )
                : ''
            }`,
          );
      }
    }
  }
  return found;
}

describe('all traffic at once is what a trace says of each packet', () => {
  test.each(Array.from({ length: 30 }, (_, index) => index + 1))('on the network of seed %i', async (seed) => {
    const ground = await randomGround(seed);
    expect(disagreements(ground.h).slice(0, 5)).toEqual([]);
    for (let step = 0; step < 4; step += 1) {
      const before = compile(ground.h.network);
      const asked = await ground.change();
      expect(disagreements(ground.h, before).slice(0, 5), asked).toEqual([]);
    }
  });
});

describe('with endpoints of gateway load balancers on the ways', () => {
  test.each(Array.from({ length: 8 }, (_, index) => index + 1))(
    'on the network of seed %i',
    async (seed) => {
      const ground = await randomGround(seed);
      const before = compile(ground.h.network);
      await addInspection(ground.h, seed);
      expect(disagreements(ground.h, before).slice(0, 5)).toEqual([]);
      const during = compile(ground.h.network);
      const asked = await ground.change();
      expect(disagreements(ground.h, during).slice(0, 5), asked).toEqual([]);
    },
    60_000,
  );
});
