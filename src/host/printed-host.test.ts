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

test('a tunneller writes down what it is told, and ends when it is told to', async () => {
  const host = printedHost();
  const tunneller = await host.startTunneller('pn-a');
  const plan = {
    address: '10.0.0.9',
    endpoints: [],
    targets: [],
    stickiness: '5-tuple',
    tcpIdleSeconds: 350,
    otherIdleSeconds: 120,
  } as const;
  expect(await tunneller.follow(plan)).toEqual([]);
  expect(await tunneller.counts()).toEqual({ endpoints: [], targets: [], strays: 0 });
  await tunneller.end();
  expect(await tunneller.ended).toBe('');
  expect(host.text()).toBe(
    ['pn-a: tunneller', `pn-a: tunneller follows ${JSON.stringify(plan)}`, 'pn-a: tunneller ends'].join('\n'),
  );
});

test('it never pretends to open or run anything', async () => {
  await expect(printedHost().openSockets('pn-a', [])).rejects.toThrow('does not open sockets');
});
