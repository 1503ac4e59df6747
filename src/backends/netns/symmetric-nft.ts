/**
 * Load balancers that send on packets with their clients' own addresses: the target's replies go back to the load balancer,
 * which alone knows the connection. Such a connection carries the number of a routing table of its own, and a router
 * without such ports has nothing of this.
 */

import type { Router } from '../../blueprint/blueprint.ts';
import { deviceOf, tableMask, tableOf } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain, map, quoted, set } from './nft-words.ts';
import { symmetricPorts } from './router-ip.ts';

export function symmetricObjects(router: Router): readonly NftObject[] {
  const ports = symmetricPorts(router);
  if (ports.length === 0) return [];
  const tables = ports.map(({ id }) => [quoted(deviceOf(id)), `${tableOf(id)}`] as const);
  return [
    map('way-back-to', 'typeof iifname : ct mark;', tables),
    chain('way-back', 'type filter hook prerouting priority -150; policy accept;', [
      `ct direction reply ct mark & ${tableMask} != 0 meta mark set ct mark & ${tableMask}`,
      'ct state new iifname . ip saddr != @port-addresses ct mark set iifname map @way-back-to',
    ]),
  ];
}

/** Groups of load balancers, and the devices of those who carry each. */
export type Senders = ReadonlyMap<string, readonly string[]>;

export function sendersOf(router: Router): Senders {
  const senders = new Map<string, string[]>();
  for (const port of symmetricPorts(router)) {
    for (const group of port.groups ?? []) {
      const devices = senders.get(group);
      if (devices) devices.push(quoted(deviceOf(port.id)));
      else senders.set(group, [quoted(deviceOf(port.id))]);
    }
  }
  return senders;
}

export function sendersName(group: string): string {
  return `senders-${group}`;
}

export function sendersObjects(senders: Senders): readonly NftObject[] {
  return [...senders].map(([group, devices]) => set(sendersName(group), 'type ifname;', devices));
}
