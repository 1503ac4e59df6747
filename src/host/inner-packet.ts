/**
 * Which flow an IPv4 packet belongs to, by what a gateway load balancer is told to look at. Both directions of a flow have one key: its lower
 * end comes first. Reads without making objects, and believes no length that a packet tells. Checksums are for who receives the packet.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/edit-target-group-attributes.html#flow-stickiness
 */

export type Stickiness = '5-tuple' | '3-tuple' | '2-tuple';

/** One object for all packets. */
export interface FlowKey {
  lowAddress: number;
  highAddress: number;
  /** The lower end's in the upper half. Nought where the flow goes by addresses. */
  ports: number;
  protocol: number;
  /** Of the packet itself, where the flow isn't by protocol, or is that of a packet which an error quotes. */
  carries: number;
  part: Part;
  /** The packet's own length, behind which there may be more bytes. */
  length: number;
}

/** Whether it is a fragment, and whether ports can be in it. */
export type Part = 'whole' | 'first' | 'later';

export function noKey(): FlowKey {
  return { lowAddress: 0, highAddress: 0, ports: 0, protocol: 0, carries: 0, part: 'whole', length: 0 };
}

export const tcp = 6;
const udp = 17;
const icmp = 1;

/** Of 2-tuple flows. No packet has it: 255 is reserved. */
const anyProtocol = 255;

/** Flows that later fragments are looked for by are kept apart from those of packets without ports. */
export const ofFragments = 256;

const shortestHeader = 20;
const moreFragments = 0x2000;
const fragmentOffset = 0x1fff;
/** Of an ICMP error before the packet that it quotes. */
const errorHead = 8;
/** Unreachable, source quench, redirect, time exceeded, bad parameter: https://www.rfc-editor.org/rfc/rfc1122#page-38 */
const errors: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);

/** False for what is no whole IPv4 packet. */
export function readInner(bytes: Buffer, offset: number, length: number, how: Stickiness, key: FlowKey): boolean {
  if (length < shortestHeader) return false;
  const total = bytes.readUInt16BE(offset + 2);
  if (total > length || !readFlow(bytes, offset, total, how, key)) return false;
  key.length = total;
  key.carries = bytes[offset + 9]!;
  // An error that hosts or routers on the way send belongs to what it is about: an appliance that keeps connections needs it there.
  if (key.carries === icmp && key.part === 'whole') followQuoted(bytes, offset, total, how, key);
  return true;
}

/** @param length of the packet, as far as it is there: a quoted packet is cut off */
function readFlow(bytes: Buffer, offset: number, length: number, how: Stickiness, key: FlowKey): boolean {
  const first = bytes[offset]!;
  const header = (first & 0x0f) * 4;
  if (first >> 4 !== 4 || header < shortestHeader || header > length) return false;
  const protocol = bytes[offset + 9]!;
  const fragment = bytes.readUInt16BE(offset + 6);
  key.part = (fragment & fragmentOffset) !== 0 ? 'later' : (fragment & moreFragments) !== 0 ? 'first' : 'whole';
  key.protocol = how === '2-tuple' ? anyProtocol : protocol;
  const source = bytes.readUInt32BE(offset + 12);
  const destination = bytes.readUInt32BE(offset + 16);
  // Others are by addresses and protocol: https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/introduction.html
  const withPorts = how === '5-tuple' && (protocol === tcp || protocol === udp) && key.part !== 'later';
  if (withPorts && length < header + 4) return false;
  const sourcePort = withPorts ? bytes.readUInt16BE(offset + header) : 0;
  const destinationPort = withPorts ? bytes.readUInt16BE(offset + header + 2) : 0;
  const inOrder = source < destination || (source === destination && sourcePort <= destinationPort);
  key.lowAddress = inOrder ? source : destination;
  key.highAddress = inOrder ? destination : source;
  key.ports = (inOrder ? sourcePort * 0x10000 + destinationPort : destinationPort * 0x10000 + sourcePort) >>> 0;
  return true;
}

const quotedKey = noKey();

function followQuoted(bytes: Buffer, offset: number, total: number, how: Stickiness, key: FlowKey): void {
  const quoted = (bytes[offset]! & 0x0f) * 4 + errorHead;
  if (total < quoted + shortestHeader || !errors.has(bytes[offset + quoted - errorHead]!)) return;
  if (!readFlow(bytes, offset + quoted, total - quoted, how, quotedKey)) return;
  key.lowAddress = quotedKey.lowAddress;
  key.highAddress = quotedKey.highAddress;
  key.ports = quotedKey.ports;
  key.protocol = quotedKey.protocol;
}
