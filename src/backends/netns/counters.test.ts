import { expect, test } from 'vitest';
import {
  parseActiveConnections,
  parseCarried,
  parseCounters,
  parseEndpointCounters,
  parseRuleCounters,
} from './counters.ts';
import { slotsOf } from './slots.ts';

test('drops by stage; stages that are not counted stay at zero', () => {
  const json = JSON.stringify({ nftables: [{ metainfo: {} }, { counter: { name: 'route', packets: 3 } }] });
  expect(parseCounters(json)).toMatchObject({ route: 3, deliver: 0 });
});

test('rules of groups by their id', () => {
  const rule = (comment: string, packets: number) => ({ rule: { comment, expr: [{ counter: { packets } }] } });
  const json = JSON.stringify({
    nftables: [rule('sgr-1', 2), rule('sgr-1', 1), rule('100', 7), { rule: { expr: [] } }],
  });
  expect(parseRuleCounters(json)).toEqual({ 'sgr-1': 3 });
});

const ids = ['eni-0123456789abcdef0', 'eni-0123456789abcdef1'];

test('what came through each endpoint, from counters and links', () => {
  const counter = (name: string, packets: number) => ({ counter: { name, packets } });
  const counters = JSON.stringify({
    nftables: [
      { metainfo: {} },
      counter('connections-far-6789abcdef0', 3),
      counter('resets-far-6789abcdef0', 2),
      counter('client-resets-far-6789abcdef0', 1),
      counter('dropped-far-6789abcdef1', 7),
    ],
  });
  const stats64 = { rx: { bytes: 1000, packets: 10 }, tx: { bytes: 200, packets: 5 } };
  const links = JSON.stringify([{ ifname: 'lo' }, { ifname: 'far-6789abcdef0', stats64 }]);
  expect(parseEndpointCounters(counters, links, ids)).toEqual(
    new Map([
      [ids[0], { newConnections: 3, bytes: 990, resets: 2, clientResets: 1, dropped: 0 }],
      [ids[1], { newConnections: 0, bytes: 0, resets: 0, clientResets: 0, dropped: 7 }],
    ]),
  );
});

test('connections that live, by the mark of their endpoint', () => {
  const slot = slotsOf(ids).get(ids[0]!)!;
  const ends = 'src=10.0.1.5 dst=10.0.1.20 sport=1 dport=80 src=10.0.1.9 dst=10.0.1.8 sport=80 dport=2';
  const text = [
    `ipv4     2 tcp      6 349 ESTABLISHED ${ends} [ASSURED] mark=${slot} zone-orig=${slot} use=2`,
    `ipv4     2 tcp      6 9 TIME_WAIT ${ends} [ASSURED] mark=${slot} zone-orig=${slot} use=2`,
    `ipv4     2 udp      17 119 ${ends} [ASSURED] mark=${slot} zone-orig=${slot} use=2`,
    `ipv4     2 udp      17 29 ${ends} mark=${slot} zone-orig=${slot} use=2`,
    `ipv4     2 tcp      6 349 ESTABLISHED ${ends} [ASSURED] mark=65536 use=2`,
    '',
  ].join('\n');
  expect(parseActiveConnections(text, ids)).toEqual(
    new Map([
      [ids[0], 2],
      [ids[1], 0],
    ]),
  );
});

test('what came in by links of the internet, and what a backbone sent to others', () => {
  const link = (ifname: string, packets: number) => ({
    ifname,
    stats64: { rx: { packets }, tx: { packets: packets * 100 } },
  });
  const links = JSON.stringify([
    link('lo', 1),
    link('vpc-1', 2),
    link('far-1', 4),
    link('to-euwest1', 8),
    link('by-useast1', 16),
  ]);
  expect(parseCarried(links, true)).toBe(30);
  expect(parseCarried(links, false)).toBe(2400);
});
