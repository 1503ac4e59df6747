import { describe, expect, test } from 'vitest';
import { parseAddress } from '../src/base/address.ts';
import { every } from '../src/model/indexes.ts';
import { zoneFaultId } from '../src/model/zone-fault.ts';
import { type Harness, harness } from '../src/operations/harness.ts';
import { trafficBetween } from '../src/verify/compiled/between.ts';
import { compile, interfaceOf } from '../src/verify/compiled/compiled.ts';
import { trace } from '../src/verify/trace.ts';
import { change } from './agreement/change.ts';
import { diceOf } from './agreement/dice.ts';
import { generate } from './agreement/generate.ts';
import { type Call, picked, resolved } from './agreement/plan.ts';
import { ec2, elb } from './verify-ground.ts';

const owners = { consumer: '111122223333', provider: '444455556666' } as const;

async function carryOut(h: Harness, calls: readonly Call[], values: Map<string, string>): Promise<void> {
  for (const { owner, service, operation, input, gives } of calls) {
    const filled = resolved(input, values) as never;
    if (filled === undefined) continue;
    if (service === 'postern') {
      const { zone, state } = filled as { zone: string; state: string };
      const id = zoneFaultId('us-east-1', zone);
      await h.store.transact((draft) =>
        state === 'up'
          ? draft.remove('zone-fault', id)
          : draft.put({
              kind: 'zone-fault',
              id,
              account: owners.consumer,
              region: 'us-east-1',
              created: 0,
              tags: {},
              zoneId: zone,
            }),
      );
      continue;
    }
    try {
      const answer = await h
        .as({ account: owners[owner] })
        .call((service === 'ec2' ? ec2 : elb) as never, operation as never, filled);
      for (const [name, path] of Object.entries(gives ?? {})) values.set(name, picked(answer, path, values)!);
    } catch (error) {
      if ((error as { code?: string }).code === undefined) throw error;
    }
  }
}

const flows = [
  [6, 80],
  [6, 443],
  [6, 8080],
  [6, 7],
  [6, 22],
  [6, 65535],
  [17, 7],
  [17, 53],
  [17, 8080],
  [1, undefined],
  [47, undefined],
] as const;

function disagreements(h: Harness, earlier?: ReturnType<typeof compile>): string[] {
  const { network } = h;
  const compiled = compile(network, undefined, earlier);
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
  test.each(Array.from({ length: 40 }, (_, index) => index + 1))(
    'on the network of seed %i and after changes',
    async (seed) => {
      const dice = diceOf(seed);
      const inventory = generate(dice);
      const h = harness({ account: owners.consumer });
      h.quotas = { vpcsPerRegion: 50 };
      const values = new Map<string, string>();
      await carryOut(h, inventory.calls, values);
      expect(h.network.find('vpc', every).length).toBeGreaterThan(0);
      expect(disagreements(h).slice(0, 5)).toEqual([]);
      for (let step = 0; step < 4; step += 1) {
        const before = compile(h.network);
        const call = change(dice, inventory);
        if (!call) continue;
        await carryOut(h, [call], values);
        expect(disagreements(h, before).slice(0, 5), JSON.stringify(call)).toEqual([]);
      }
    },
  );
});
