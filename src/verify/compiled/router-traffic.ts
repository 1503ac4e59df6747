/** What a VPC's router answers by itself: names and instance metadata; no group, ACL or route is asked. */

import { present } from '../../base/assert.ts';
import { parseCidr } from '../../base/cidr.ts';
import { protocolNumbers } from '../packet.ts';
import type { CompiledInterface, CompiledVpc } from './compiled-vpc.ts';
import { nothing, type TrafficId } from './traffic-set.ts';
import type { Onward } from './travel.ts';
import { type Header, isIn, narrow, type Trip } from './trip.ts';

const linkLocal = { from: 0xa9fe0000, to: 0xa9feffff };
const metadata = 0xa9fea9fe;
const resolver = 0xa9fea9fd;

/** Only the primary block has a resolver. */
function baseAndTwo({ document }: CompiledVpc): number {
  return present(parseCidr(document.cidrs[0]?.cidr ?? ''), 'primary block').base + 2;
}

export function isRouterAddress(trip: Trip, vpc: CompiledVpc, address: number): boolean {
  const own = baseAndTwo(vpc);
  return isIn(trip, linkLocal, address) || isIn(trip, { from: own, to: own }, address);
}

export function askRouter(trip: Trip, from: CompiledInterface, { source, destination }: Header): Onward {
  if (destination === trip.around.address) narrow(trip.around, { from: destination, to: destination });
  const isOwn = from.addresses.includes(source);
  const traffic = isOwn ? trip.compiled.table.intersect(trip.traffic, served(trip, from.vpc, destination)) : nothing;
  return { kind: 'done', traffic };
}

function served({ compiled: { table } }: Trip, vpc: CompiledVpc, address: number): TrafficId {
  if (address === metadata) return table.ofPorts(protocolNumbers.tcp, 80, 80);
  if ((address !== resolver && address !== baseAndTwo(vpc)) || !vpc.document.enableDnsSupport) return nothing;
  const [tcp, udp] = [table.ofPorts(protocolNumbers.tcp, 53, 53), table.ofPorts(protocolNumbers.udp, 53, 53)];
  return table.union(tcp, udp);
}
