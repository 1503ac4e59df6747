/** The verifier's classes and traffic in a few words: `tcp 443`, `tcp 1-1023`, `all`; `eni-… in subnet-… with sg-…`. */

import type { End, Size, Traffic } from '../../../src/verify/reach-answer.ts';

const names: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };
const allProtocols = 256;

export const protocolNumbers: Readonly<Record<string, number>> = { icmp: 1, icmpv6: 58, tcp: 6, udp: 17 };

/** What is told one by one: pieces of traffic, blocks, and interfaces of a class. */
const mostTold = 8;
const mostBlocks = 3;
const mostInterfaces = 3;

export function trafficText(traffic: readonly Traffic[]): string {
  const whole = new Set(traffic.filter(isWhole).flatMap(protocolsOf));
  if (whole.size === allProtocols) return 'all';
  const named = traffic.flatMap((one) => protocolsOf(one).flatMap((protocol) => pieceText(one, protocol) ?? []));
  const others = runs([...whole].filter((protocol) => names[protocol] === undefined));
  const isRest = others.length > 0 && [...Array(allProtocols).keys()].every((one) => names[one] || whole.has(one));
  return listText(isRest ? [...named, 'other protocols'] : [...named, ...others], mostTold);
}

/** Port 0 is nobody's, so that without it a protocol is whole. */
function isWhole({ ports }: Traffic): boolean {
  return ports === undefined || (ports.from <= 1 && ports.to === 65535);
}

function protocolsOf({ protocol, lastProtocol = protocol }: Traffic): readonly number[] {
  return Array.from({ length: lastProtocol - protocol + 1 }, (_, index) => protocol + index);
}

/** Of a protocol that has a name. */
function pieceText(traffic: Traffic, protocol: number): string | undefined {
  const name = names[protocol];
  const { ports } = traffic;
  if (name === undefined || ports === undefined || isWhole(traffic)) return name;
  return `${name} ${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}`;
}

/** Numbers that follow each other are told as a range. */
function runs(numbers: readonly number[]): readonly string[] {
  const found: [number, number][] = [];
  for (const one of [...numbers].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && last[1] + 1 === one) last[1] = one;
    else found.push([one, one]);
  }
  return found.map(([from, to]) => (from === to ? `protocol ${from}` : `protocols ${from}-${to}`));
}

export function endText(end: End): string {
  switch (end.kind) {
    case 'internet':
      return `internet ${listText(end.blocks, mostBlocks)}`;
    case 'gateway-endpoint':
      return `the service behind ${end.endpoint}, ${listText(end.blocks, mostBlocks)}`;
    case 'interfaces': {
      const { subnet, groups, interfaces, count, accounts } = end;
      const shown = interfaces.slice(0, mostInterfaces);
      const more = count > shown.length ? ` and ${count - shown.length} more` : '';
      const whose = accounts ? ` of ${accounts.join(', ')}` : '';
      return `${shown.join(', ')}${more}${whose} in ${subnet}${groups.length > 0 ? ` with ${groups.join(', ')}` : ''}`;
    }
  }
}

function listText(texts: readonly string[], most: number): string {
  const more = texts.length - most;
  return more > 0 ? `${texts.slice(0, most).join(', ')} and ${more} more` : texts.join(', ');
}

export function sizeText({ interfaces, classes, atoms }: Size): string {
  return `${counted(interfaces, 'interface')} in ${counted(classes, 'class', 'classes')}, ${counted(atoms, 'piece')} of traffic`;
}

export function counted(number: number, one: string, several = `${one}s`): string {
  return `${number} ${number === 1 ? one : several}`;
}
