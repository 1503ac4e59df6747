import { expect, test } from 'vitest';
import { printedHost } from '../host/printed-host.ts';
import { applyPhases, observeNamespaces } from './apply.ts';

const phases = [
  [{ kind: 'add-namespaces', names: ['pn-a', 'pn-b'] }],
  [{ kind: 'settings', namespace: 'pn-a', lines: ['net/ipv4/ip_forward 1'] }],
  [
    { kind: 'nft', namespace: 'pn-a', lines: ['add table ip t'] },
    { kind: 'ip', namespace: 'pn-b', lines: ['link set dev lo up'] },
  ],
  [{ kind: 'big-tcp', links: [{ namespace: 'pn-b', devices: ['eni-1', 'eni-2'] }] }],
  [{ kind: 'remove-namespaces', names: ['pn-b'] }],
] as const;

test('steps are carried out phase by phase', async () => {
  const host = printedHost();
  await applyPhases(host, phases);
  expect(host.text().split('\n')).toEqual([
    'host: ip',
    '  netns add pn-a',
    '  netns add pn-b',
    'pn-a: sysctl',
    '  net/ipv4/ip_forward 1',
    'pn-a: nft',
    '  add table ip t',
    'pn-b: ip',
    '  link set dev lo up',
    'host: big tcp',
    '  pn-b: eni-1 eni-2',
    'host: remove',
    '  pn-b',
  ]);
});

test('a failed step ends the phases, and tells its reason', async () => {
  const host = printedHost();
  host.failOn('add table');
  await expect(applyPhases(host, phases)).rejects.toThrow('refused: pn-a: nft');
  expect(host.text()).not.toContain('remove');
});

test('a namespace that cannot be asked shows nothing', async () => {
  const host = printedHost();
  await host.ipBatch(undefined, ['netns add pn-a']);
  expect(await observeNamespaces(host, 'pn-')).toEqual(new Map([['pn-a', { devices: [] }]]));
});
