/**
 * What flow-log-nft.ts has counted, read back: which commands to ask, and flows out of nft's answer. Running them is the
 * caller's. A device's name stands for its interface; whose it is, the caller knows.
 */

import { formatAddress } from '../../base/address.ts';
import { flowMarks, flowSets, type Generation, generations, mostFlows } from './flow-log-nft.ts';
import { table } from './nft-plan.ts';

export interface FlowCount {
  /** The router's side of the interface that it was counted for. */
  readonly device: string;
  readonly direction: 'ingress' | 'egress';
  readonly action: 'ACCEPT' | 'REJECT';
  /** Where it went from there; of what was rejected or came in, nothing is known. */
  readonly way?: 'vpc' | 'internet-gateway' | 'gateway-endpoint' | 'peering' | 'inter-region-peering' | 'nowhere';
  readonly protocol: number;
  /** As the packet had it. */
  readonly source: string;
  readonly destination: string;
  /** Zero where the protocol has no ports. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** FIN 1, SYN 2, RST 4, SYN-ACK 18, of all packets together. */
  readonly tcpFlags: number;
  readonly packets: number;
  readonly bytes: number;
}

const setsOf = (generation: Generation): readonly string[] => Object.values(flowSets).map((name) => name(generation));

/** One command for each set. */
export function flowsQuestions(generation: Generation): readonly (readonly string[])[] {
  return setsOf(generation).map((name) => ['nft', '-j', 'list', 'set', ...table.split(' '), name]);
}

type Whole = number | bigint | string;
interface Element {
  readonly elem: {
    readonly val: { readonly concat: readonly [mark: Whole, device: string, addresses: Whole, rest: Whole] };
    readonly counter?: { readonly packets: number; readonly bytes: number };
  };
}
interface SetAnswer {
  readonly nftables: readonly { readonly set?: { readonly name: string; readonly elem?: readonly Element[] } }[];
}

/** Numbers beyond what a double holds are kept to the last digit. */
function exact(_: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && source ? BigInt(source) : value;
}

/** nft writes addresses from 128.0.0.0 on as negative numbers. */
const unsigned = (value: Whole, bits: number): bigint => BigInt.asUintN(bits, BigInt(value));

const ways = [
  ['toInternetGateway', 'internet-gateway'],
  ['toGatewayEndpoint', 'gateway-endpoint'],
  ['toPeer', 'peering'],
  ['toFarPeer', 'inter-region-peering'],
  ['toNowhere', 'nowhere'],
] as const;

function flowOf(name: string, { elem: { val, counter } }: Element): FlowCount {
  const [given, device, addresses, rest] = val.concat;
  const mark = Number(unsigned(given, 32));
  const has = (one: keyof typeof flowMarks): boolean => (mark & flowMarks[one]) !== 0;
  const both = unsigned(addresses, 64);
  const last = Number(unsigned(rest, 32));
  const hasPorts = generations.some((one) => name === flowSets.ports(one));
  const { fin, syn, rst, synAck } = flowMarks;
  const isWay = !has('received') && !has('rejected');
  return {
    device,
    direction: has('received') ? 'ingress' : 'egress',
    action: has('rejected') ? 'REJECT' : 'ACCEPT',
    ...(isWay ? { way: ways.find(([one]) => has(one))?.[1] ?? 'vpc' } : {}),
    protocol: hasPorts ? (has('udp') ? 17 : 6) : last & 0xff,
    source: formatAddress(Number(both >> 32n)),
    destination: formatAddress(Number(both & 0xffff_ffffn)),
    sourcePort: hasPorts ? last >>> 16 : 0,
    destinationPort: hasPorts ? last & 0xffff : 0,
    tcpFlags: mark & (fin | syn | rst | synAck),
    packets: counter?.packets ?? 0,
    bytes: counter?.bytes ?? 0,
  };
}

export interface FlowCounts {
  readonly flows: readonly FlowCount[];
  /** No set was full: every flow was counted. */
  readonly complete: boolean;
}

/** @param answers to `flowsQuestions` in the router's namespace */
export function parseFlows(answers: readonly string[]): FlowCounts {
  const sets = answers.flatMap((json) => (JSON.parse(json, exact as never) as SetAnswer).nftables);
  const flows = sets.flatMap(({ set }) => (set?.elem ?? []).map((element) => flowOf(set?.name ?? '', element)));
  return { flows, complete: sets.every(({ set }) => (set?.elem?.length ?? 0) < mostFlows) };
}
