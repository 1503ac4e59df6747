import { expect, test } from 'vitest';
import { printedHost } from './printed-host.ts';

test('orders are printed in their order', async () => {
  const host = printedHost();
  await host.ipBatch(undefined, ['netns add pn-b', 'netns add pn-a', 'netns add other']);
  await host.nft('pn-a', 'add table ip t\n');
  await host.sysctl('pn-a', ['net/ipv4/ip_forward 1']);
  await host.removeNamespaces(['pn-b']);
  expect(await host.listNamespaces('pn-')).toEqual(['pn-a']);
  expect(host.text()).toBe(
    [
      'host: ip',
      '  netns add pn-b',
      '  netns add pn-a',
      '  netns add other',
      'pn-a: nft',
      '  add table ip t',
      'pn-a: sysctl',
      '  net/ipv4/ip_forward 1',
      'host: remove',
      '  pn-b',
    ].join('\n'),
  );
});

test('a broken machine refuses what it is told to, until mended', async () => {
  const host = printedHost();
  host.failOn('add rule');
  await expect(host.nft('pn-a', 'add rule x')).rejects.toThrow('refused: pn-a: nft');
  host.failOn(undefined);
  await host.nft('pn-a', 'add rule x');
  expect(host.text()).toContain('add rule x');
});

test('it never pretends to open or run anything', async () => {
  await expect(printedHost().openSockets('pn-a', [])).rejects.toThrow('does not open sockets');
});
