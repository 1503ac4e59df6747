import { expect, test } from 'vitest';
import type { LinksOf } from '../host/host.ts';
import { keepBigTcp } from './big-tcp.ts';

const ends = (namespace: string): LinksOf => ({ namespace, devices: ['eth0'] });

test('what comes while links grow is done together next, and what fails is told and holds up nothing', async () => {
  const asked: (readonly string[])[] = [];
  const told: string[] = [];
  const keeper = keepBigTcp({
    host: {
      async allowBigTcp(links) {
        asked.push(links.map(({ namespace }) => namespace));
        await new Promise((turn) => setImmediate(turn));
        if (links.length === 2) throw new Error('refused');
      },
    },
    report: (reason) => told.push(String(reason)),
  });
  keeper.grow([]);
  await keeper.settled();
  keeper.grow([ends('a')]);
  keeper.grow([ends('b')]);
  keeper.grow([ends('c')]);
  await keeper.settled();
  expect(asked).toEqual([['a'], ['b', 'c']]);
  expect(told).toEqual(['Error: refused']);
  keeper.grow([ends('d')]);
  await keeper.settled();
  expect(asked.at(-1)).toEqual(['d']);
});
