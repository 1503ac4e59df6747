/** Into an endpoint of Route 53 Resolver: what it takes ends there, and it forwards nothing. */

import type { CompiledInterface } from './compiled-vpc.ts';
import { nothing } from './traffic-set.ts';
import { type Onward, stopped } from './travel.ts';
import type { Header, Trip } from './trip.ts';

export function enterResolverEndpoint(trip: Trip, at: CompiledInterface, header: Header): Onward {
  if (trip.returning || !at.addresses.includes(header.destination)) return stopped;
  trip.traffic = trip.compiled.table.intersect(trip.traffic, at.takes ?? nothing);
  return trip.traffic === nothing ? stopped : { kind: 'ended', end: { kind: 'interface', at, header } };
}
