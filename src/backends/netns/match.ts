/**
 * A Match of the plan as nftables words. IPv6 peers give no rule: this data plane carries IPv4 only, and everything else is
 * dropped. Knows nothing of what the rule then does.
 */

import type { Match } from '../../blueprint/blueprint.ts';
import { addressSetName, type Direction } from './names.ts';

const tcp = 6;
const udp = 17;
const icmp = 1;

function peerWords(peer: Match['peer'], direction: Direction): string | undefined {
  const field = direction === 'ingress' ? 'ip saddr' : 'ip daddr';
  if (peer.kind === 'set') return `${field} @${addressSetName(peer.set)} `;
  if (peer.cidr.includes(':')) return undefined;
  return peer.cidr === '0.0.0.0/0' ? '' : `${field} ${peer.cidr} `;
}

/** Ends with a space where it isn't empty. */
export function protocolWords(match: Match): string {
  const { protocol, ports } = match;
  if (protocol === undefined) return '';
  if (ports && (protocol === tcp || protocol === udp)) {
    const range = ports.from === ports.to ? `${ports.from}` : `${ports.from}-${ports.to}`;
    return `${protocol === tcp ? 'tcp' : 'udp'} dport ${range} `;
  }
  if (protocol === icmp && match.icmp?.type !== undefined) {
    const code = match.icmp.code === undefined ? '' : `icmp code ${match.icmp.code} `;
    return `icmp type ${match.icmp.type} ${code}`;
  }
  return `meta l4proto ${protocol} `;
}

/** Ends with a space where it isn't empty; undefined where the match can never apply. */
export function matchWords(match: Match, direction: Direction): string | undefined {
  const peer = peerWords(match.peer, direction);
  return peer === undefined ? undefined : peer + protocolWords(match);
}
