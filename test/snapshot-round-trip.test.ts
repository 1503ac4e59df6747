import { describe, expect, test } from 'vitest';
import { Fault } from '../src/base/fault.ts';
import type { Network } from '../src/model/network.ts';
import type { TargetHealthView } from '../src/model/target-health.ts';
import { exportPlace, wantedPlaces } from '../src/snapshot/export.ts';
import { importSnapshot } from '../src/snapshot/import.ts';
import { trace } from '../src/verify/trace.ts';
import { exported, generated } from './snapshot-ground.ts';

const seeds = Array.from({ length: 40 }, (_, index) => index + 1);

/** Every answer from each instance to each thing that has an address. */
function answers(network: Network, health: TargetHealthView): readonly unknown[] {
  const ids = (kind: 'instance' | 'vpc-endpoint' | 'load-balancer' | 'network-interface') =>
    [...network.all(kind)].map(({ id }) => id).sort();
  const publics = [...network.all('elastic-address')].map((one) => one.publicAddress).sort();
  const far = [
    ...ids('network-interface'),
    ...ids('vpc-endpoint'),
    ...ids('load-balancer'),
    ...publics,
    '203.0.113.10',
  ];
  const near = [...ids('instance'), '203.0.113.10'];
  return near.flatMap((source) =>
    far.flatMap((destination) =>
      [80, 443, 8080].map((port) => {
        try {
          return {
            source,
            destination,
            port,
            found: trace(network, { source, destination, protocol: 6, port }, health),
          };
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          return { source, destination, port, refused: error.message };
        }
      }),
    ),
  );
}

/** No snapshot has an organization, which shares need to be in force. */
function withAccounts(imported: Network, from: Network): Network {
  const known = [...from.resources()].filter(({ kind }) => kind === 'account' || kind === 'organization');
  return known.reduce((network, one) => network.with(one), imported);
}

describe('a generated network, exported and imported', () => {
  test.each(seeds)('answers every trace as before, seed %i', async (seed) => {
    const h = await generated(seed);
    const { network, health, report } = importSnapshot(await exported(h));
    const beyond = 'what is behind a virtual private gateway';
    expect(report.notUnderstood.filter(({ what }) => what !== beyond)).toEqual([]);
    expect(answers(network, health)).toEqual(answers(h.network, h.targetHealth));
  });

  test.each(seeds.slice(0, 10))('is the same when exported and imported again, seed %i', async (seed) => {
    const h = await generated(seed);
    const first = importSnapshot(await exported(h));
    const network = withAccounts(first.network, h.network);
    const again = { network, targetHealth: first.health, now: h.clock.now() };
    const files = await Promise.all(wantedPlaces(first.network, {}).map((place) => exportPlace(again, place)));
    const second = importSnapshot(files.flat());
    const documents = (network: Network) => [...network.resources()].sort((one, other) => (one.id < other.id ? -1 : 1));
    expect(documents(second.network)).toEqual(documents(first.network));
  });
});
