/**
 * A network ACL as maps: what it lets out to, and in from, each address. The entry with the lowest number that matches
 * decides, and what none matches is denied (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html).
 */

import { lastOf, parseCidr } from '../../base/cidr.ts';
import type { NetworkAcl, NetworkAclEntry } from '../../model/network-acl.ts';
import { protocolNumbers } from '../packet.ts';
import { type AddressMap, layered, mapped } from './address-map.ts';
import { everything, nothing, type TrafficId, type TrafficTable } from './traffic-set.ts';

export interface AclRules {
  readonly id: string;
  readonly egress: AddressMap<TrafficId>;
  readonly ingress: AddressMap<TrafficId>;
}

export function compileAcl(table: TrafficTable, { id, entries }: NetworkAcl): AclRules {
  const one = (egress: boolean): AddressMap<TrafficId> =>
    compileEntries(
      table,
      entries.filter((entry) => entry.egress === egress),
    );
  return { id, egress: one(true), ingress: one(false) };
}

function compileEntries(table: TrafficTable, entries: readonly NetworkAclEntry[]): AddressMap<TrafficId> {
  const blocks = entries.flatMap((value) => {
    const block = value.cidr === undefined ? undefined : parseCidr(value.cidr);
    return block ? [{ base: block.base, last: lastOf(block), value }] : [];
  });
  const none: readonly NetworkAclEntry[] = [];
  const applying = layered(blocks, none, (sum, entry) => [...sum, entry]);
  return mapped(applying, (some) => allowedBy(table, some));
}

function allowedBy(table: TrafficTable, entries: readonly NetworkAclEntry[]): TrafficId {
  let open: TrafficId = everything;
  let allowed: TrafficId = nothing;
  for (const entry of [...entries].sort((one, other) => one.number - other.number)) {
    const traffic = trafficOf(table, entry);
    if (entry.action === 'allow') allowed = table.union(allowed, table.intersect(open, traffic));
    open = table.subtract(open, traffic);
    if (open === nothing) break;
  }
  return allowed;
}

function trafficOf(table: TrafficTable, { protocol, ports, icmp }: NetworkAclEntry): TrafficId {
  if (protocol === '-1') return everything;
  const number = Number(protocol);
  if (number !== protocolNumbers.icmp) return table.ofPorts(number, ports?.from, ports?.to);
  if (!icmp) return table.ofEcho(true, true);
  const covers = (type: number): boolean =>
    (icmp.type === -1 || icmp.type === type) && (icmp.code === -1 || icmp.code === 0);
  return table.ofEcho(covers(8), covers(0));
}
