import { expect, test } from 'vitest';
import type { Entry } from './entry.ts';
import { linuxHost } from './linux-host.ts';

/** Prints what would be run instead of entering anything. */
const echo: Entry = {
  kind: 'root',
  directory: '/nowhere',
  enter: (namespace) => ['echo', namespace ?? '-'],
  join: () => ['echo'],
};

test('programs run through the entry', async () => {
  const host = linuxHost(echo, () => Promise.resolve());
  expect((await host.run(['ip', 'link'], { namespace: 'pn-a' })).stdout).toBe('pn-a ip link\n');
  expect((await host.run(['ip', 'netns'])).stdout).toBe('- ip netns\n');
});

test('nothing to do starts nothing', async () => {
  const broken: Entry = { ...echo, enter: () => ['/nowhere/nothing'] };
  const host = linuxHost(broken, () => Promise.resolve());
  await host.ipBatch('pn-a', []);
  await host.nft('pn-a', '');
  await host.sysctl('pn-a', []);
  await host.allowBigTcp([]);
  await host.removeNamespaces([]);
  await expect(host.nft('pn-a', 'x')).rejects.toThrow('/nowhere/nothing nft -f -');
});

test('a namespace that is not there has no processes to end', async () => {
  const host = linuxHost(echo, () => Promise.resolve());
  expect(await host.killInstance('pn-a')).toBe(0);
  expect(await host.listNamespaces('')).toEqual([]);
});
