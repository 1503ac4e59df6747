import { expect, test } from 'vitest';
import { flowsQuestions, parseFlows } from './flow-counters.ts';
import { mostFlows } from './flow-log-nft.ts';

/** As nft prints it: numbers as they are, however long. */
function answer(name: string, ...elements: readonly string[]): string {
  const elem = elements.length === 0 ? '' : `, "elem": [${elements.join(', ')}]`;
  return `{"nftables": [{"metainfo": {"version": "1.0.6"}}, {"set": {"family": "ip", "name": "${name}"${elem}}}]}`;
}
const element = (mark: number, device: string, addresses: bigint, rest: number): string =>
  `{"elem": {"val": {"concat": [${mark}, "${device}", ${addresses}, ${rest}]}, "counter": {"packets": 3, "bytes": 180}}}`;

const low = (10n << 24n) + 0x104n;
const high = (192n << 24n) + (168n << 16n) + 0x109n;
const both = BigInt.asIntN(64, (high << 32n) + low);
const ports = (from: number, to: number): number => from * 65_536 + to;
const count = { packets: 3, bytes: 180 };

test('flows are read to the last bit, also addresses that nft writes as negative numbers', () => {
  const { flows, complete } = parseFlows([
    answer(
      'flows-a',
      element(0x12, 'eni-1', (low << 32n) + high, ports(49_152, 443)),
      element(0x1102, 'eni-2', both, ports(65_535, 53)),
      element(0x3002, 'eni-2', both, ports(1, 2)),
    ),
    answer(
      'other-flows-a',
      element(0x4000, 'eni-1', both, 1),
      element(0x10000, 'eni-1', both, 47),
      element(0x40000, 'eni-1', both, 47),
    ),
  ]);
  const there = { source: '10.0.1.4', destination: '192.168.1.9' };
  const back = { source: '192.168.1.9', destination: '10.0.1.4' };
  const none = { sourcePort: 0, destinationPort: 0, tcpFlags: 0 };
  expect(complete).toBe(true);
  expect(flows).toEqual([
    {
      device: 'eni-1',
      direction: 'egress',
      action: 'ACCEPT',
      way: 'vpc',
      protocol: 6,
      ...there,
      sourcePort: 49_152,
      destinationPort: 443,
      tcpFlags: 18,
      ...count,
    },
    {
      device: 'eni-2',
      direction: 'ingress',
      action: 'ACCEPT',
      protocol: 17,
      ...back,
      sourcePort: 65_535,
      destinationPort: 53,
      tcpFlags: 2,
      ...count,
    },
    {
      device: 'eni-2',
      direction: 'ingress',
      action: 'REJECT',
      protocol: 6,
      ...back,
      sourcePort: 1,
      destinationPort: 2,
      tcpFlags: 2,
      ...count,
    },
    {
      device: 'eni-1',
      direction: 'egress',
      action: 'ACCEPT',
      way: 'internet-gateway',
      protocol: 1,
      ...back,
      ...none,
      ...count,
    },
    {
      device: 'eni-1',
      direction: 'egress',
      action: 'ACCEPT',
      way: 'nowhere',
      protocol: 47,
      ...back,
      ...none,
      ...count,
    },
    {
      device: 'eni-1',
      direction: 'egress',
      action: 'ACCEPT',
      way: 'inter-region-peering',
      protocol: 47,
      ...back,
      ...none,
      ...count,
    },
  ]);
});

test('a set that is full has perhaps not all', () => {
  const one = element(0, 'eni-1', low, 1);
  const of = (length: number) =>
    parseFlows([answer('flows-a', ...Array.from({ length }, () => one)), answer('other-flows-a')]);
  expect([of(0).complete, of(mostFlows - 1).complete, of(mostFlows).complete]).toEqual([true, true, false]);
});

test('each set of a generation is asked for', () => {
  expect(flowsQuestions('b').map((words) => words.join(' '))).toEqual([
    'nft -j list set ip postern flows-b',
    'nft -j list set ip postern other-flows-b',
  ]);
});
