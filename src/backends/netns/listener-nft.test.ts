import { expect, test } from 'vitest';
import type { ListenerPlan } from '../../blueprint/load-balancer.ts';
import { listenersOf, proxied, unfitObjects, unfitRules } from './listener-nft.ts';

const first = { address: '10.0.2.10', port: 8080 };
const second = { address: '10.0.2.11', port: 8080 };

function listener(more: Partial<ListenerPlan> = {}): ListenerPlan {
  return {
    protocol: 6,
    port: 80,
    idleSeconds: 350,
    targets: [first, second],
    unfit: [],
    keepsClientAddress: true,
    proxyProtocol: false,
    ...more,
  };
}

function rules(plan: ListenerPlan): readonly string[] {
  const chain = listenersOf([plan]).objects.find(({ kind }) => kind === 'chain');
  return chain?.kind === 'chain' ? chain.rules : [];
}

test('a connection gets its time-out, is counted, and goes to a target by its addresses and ports', () => {
  expect(rules(listener())).toEqual([
    'ct timeout set "idle-tcp-350"',
    'counter name iifname map @connections',
    'dnat ip addr . port to jhash ip saddr . ip daddr . tcp sport . tcp dport mod 2 map ' +
      '{ 0 : 10.0.2.10 . 8080, 1 : 10.0.2.11 . 8080 }',
  ]);
});

test.each<[string, Partial<ListenerPlan>, string, boolean]>([
  ['hides clients of the VPC', { keepsClientAddress: false }, 'iifname "eth0" ct mark set 65536', true],
  ['shows clients of the VPC', { keepsClientAddress: true }, 'iifname "eth0" ct mark set 65536', false],
  ['UDP is told by its own ports', { protocol: 17 }, 'udp sport . udp dport', true],
  ['a proxy takes everything', { proxyProtocol: true }, 'dnat to iifname map @proxy-of-link', true],
  ['UDP has no proxy', { protocol: 17, proxyProtocol: true }, '@proxy-of-link', false],
])('%s', (_, more, words, present) => {
  expect(rules(listener(more)).join('\n').includes(words)).toBe(present);
});

test('listeners with the same time-out share it', () => {
  const { objects } = listenersOf([listener(), listener({ port: 81 }), listener({ port: 82, idleSeconds: 60 })]);
  expect(objects.flatMap((one) => (one.kind === 'timeout' ? [one.name] : []))).toEqual(['idle-tcp-350', 'idle-tcp-60']);
});

test('a listener without targets takes nothing, yet its port is known', () => {
  const listeners = listenersOf([listener({ targets: [] }), listener({ protocol: 17 })]);
  expect(listeners.verdicts).toEqual([['udp . 80', 'goto listener-udp-80']]);
  expect(listeners.ports).toEqual([80]);
});

test('proxied is asked of TCP only', () => {
  expect(proxied(listenersOf([listener({ proxyProtocol: true })]))).toBe(true);
  expect(proxied(listenersOf([listener({ proxyProtocol: true, protocol: 17 })]))).toBe(false);
});

test('packets are asked about unfit targets only while there are some, per listener', () => {
  const fit = listenersOf([listener()]);
  expect([...unfitObjects(fit), ...unfitRules(fit)]).toEqual([]);
  const unfit = listenersOf([listener({ targets: [first], unfit: [second] }), listener({ port: 81 })]);
  expect(unfitObjects(unfit)).toMatchObject([{ name: 'unfit-tcp', elements: ['80 . 10.0.2.11 . 8080'] }]);
  expect(unfitRules(unfit)).toEqual([
    'meta l4proto tcp ct mark != 65535 ' +
      'ct original proto-dst . ct reply ip saddr . ct reply proto-src @unfit-tcp goto refuse',
  ]);
});
