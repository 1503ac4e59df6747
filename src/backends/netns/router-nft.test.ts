import { expect, test } from 'vitest';
import { port, router, subnet } from '../../blueprint/sample-plans.ts';
import { secondPass, tableOf } from './names.ts';
import { routerNft } from './router-nft.ts';

const vpc = router('vpc-1', '10.0.0.0/16', {
  subnets: [subnet('subnet-1', '10.0.1.0/24')],
  ports: [port('eni-1', 'subnet-1', '10.0.1.4', { addresses: ['10.0.1.4', '10.0.1.5', 'fd00::4'] })],
  addressSets: [{ id: 'sg-open', cidrs: ['10.0.1.4/32'] }],
});

function object(key: string, of = vpc) {
  return routerNft(of).objects.get(key);
}

test('every address of a port may send from its device, and no other, by the route table of its subnet', () => {
  const table = `${tableOf(vpc.subnets[0]!.routeTable)}`;
  expect(object('map table-of-sender')).toMatchObject({
    elements: new Map([
      ['"eni-1" . 10.0.1.4', table],
      ['"eni-1" . 10.0.1.5', table],
    ]),
  });
  expect(object('map table-of-forwarder')).toMatchObject({ elements: new Map() });
});

test('a forwarding instance sends for others, by the table of its own subnet, to be judged once more', () => {
  const ports = vpc.ports.map((one) => ({ ...one, sourceCheck: false }));
  const found = object('map table-of-forwarder', { ...vpc, ports });
  const [[device, table]] = [...(found?.kind === 'map' ? found.elements : [])] as [[string, string]];
  expect([device, Number(table) - Number(secondPass)]).toEqual(['"eni-1"', tableOf(vpc.subnets[0]!.routeTable)]);
});

test('the exception for forwarding instances comes after that of the services', () => {
  const found = object('chain source-check');
  const rules = found?.kind === 'chain' ? found.rules : [];
  const place = (words: string) => rules.findIndex((rule) => rule.includes(words));
  expect(place('@services')).toBeGreaterThan(place('@table-of-sender'));
  expect(place('@table-of-forwarder')).toBeGreaterThan(place('@services'));
  expect(rules.at(-1)).toBe('counter name source-check drop');
});

test('what comes by links of no subnet never reaches the services, and passes for no port', () => {
  const rules = (name: string) => {
    const found = object(`chain ${name}`);
    return found?.kind === 'chain' ? found.rules : [];
  };
  expect(rules('source-check')[0]).toBe('iifgroup 0 goto link-check');
  expect(rules('link-check')).toEqual([
    'ip daddr @services counter name source-check drop',
    'iif "lo" accept',
    'counter name source-check drop',
  ]);
});

test('rules do not grow with ports', () => {
  const ports = Array.from({ length: 100 }, (_, index) => port(`eni-${index}`, 'subnet-1', `10.0.1.${index + 4}`));
  const count = (of: typeof vpc) =>
    [...routerNft(of).objects.values()].reduce((sum, one) => sum + (one.kind === 'chain' ? one.rules.length : 0), 0);
  expect(count({ ...vpc, ports })).toBe(count(vpc));
});

test('members of groups are a set under the name that rules use', () => {
  expect(object('set addresses-sg-open')).toMatchObject({ elements: ['10.0.1.4'] });
});

test('every base chain that decides drops what it does not know', () => {
  for (const one of routerNft(vpc).objects.values()) {
    if (one.kind === 'chain' && one.header !== '') expect(one.header).toContain('policy drop');
  }
});
