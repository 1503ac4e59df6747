/** Through a peering connection: what is addressed to the VPC across, or comes from it, goes to who has the address there. */

import { lastOf, parseCidr } from '../../base/cidr.ts';
import type { CompiledInterface } from './compiled-vpc.ts';
import { type Onward, ownerIn, stopped } from './travel.ts';
import { type Header, isIn, type Trip } from './trip.ts';

export function cross(trip: Trip, from: CompiledInterface, far: string, header: Header): Onward {
  const vpc = trip.compiled.vpcs.get(far);
  const blocks = vpc?.document.cidrs.flatMap(({ cidr }) => parseCidr(cidr) ?? []) ?? [];
  const ranges = blocks.map((block) => ({ from: block.base, to: lastOf(block) }));
  const isOfFar = (address: number): boolean => ranges.map((range) => isIn(trip, range, address)).includes(true);
  if (![header.destination, header.source].map(isOfFar).includes(true)) return stopped;
  const at = ownerIn(trip, vpc, header.destination);
  return at ? { kind: 'on', place: { kind: 'arriving', at, from, header, crosses: true } } : stopped;
}
