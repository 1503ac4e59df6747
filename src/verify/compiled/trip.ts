/**
 * A trip: all traffic at once from one sender to one address and its answers back. It takes the same ways that a trace walks,
 * but carries a set of traffic instead of one packet, and stops where nothing of it is left: what comes back is the traffic
 * that a trace would call reachable. Where the destination stands for many addresses, the trip notes how far around it
 * nothing would have been decided otherwise.
 */

import type { AddressMap, AddressRange } from './address-map.ts';
import { indexAt, lastAddress, rangeAt } from './address-map.ts';
import type { Compiled } from './compiled.ts';
import type { CompiledInterface } from './compiled-vpc.ts';
import { allowedByName } from './group-rules.ts';
import { type ClientPorts, everyFlow, nothing, type TrafficId } from './traffic-set.ts';

export interface Header {
  readonly source: number;
  readonly destination: number;
}

/** Where the traffic is between two stages. */
export type Place =
  | { readonly kind: 'sent'; readonly from: CompiledInterface; readonly header: Header }
  | {
      readonly kind: 'arriving';
      readonly at: CompiledInterface;
      readonly from?: CompiledInterface;
      readonly header: Header;
      readonly crosses: boolean;
    }
  /** On the internet, or at an internet gateway from outside. */
  | { readonly kind: 'inbound'; readonly header: Header };

interface Seen {
  readonly at: CompiledInterface;
  readonly header: Header;
}

interface Entry {
  readonly attachment: string;
  readonly header: Header;
  /** Of the attachment's subnets. */
  readonly index: number;
}

export interface Answer extends Seen {
  /** Where an answer with this header goes on, and to which of its client's ports. */
  readonly back: Place;
  readonly ports: ClientPorts;
}

/** What is learnt on the way there, for the way back; copied where the way divides. */
export interface Trip {
  readonly compiled: Compiled;
  /** Undefined: the internet. */
  readonly origin: CompiledInterface | undefined;
  /** As the origin sent it. */
  readonly header: Header;
  /** What of the traffic has passed so far. */
  traffic: TrafficId;
  ports: ClientPorts;
  returning: boolean;
  steps: number;
  readonly judged: Seen[];
  readonly answers: Answer[];
  /** Answers that go back to a load balancer's node whatever the routes say. */
  readonly detours: Seen[];
  /** Zones that were chosen of attachments with appliances. */
  readonly entries: Entry[];
  readonly around: Around;
  /** Ends where the traffic arrives: answers are no part of it. */
  readonly oneWay: boolean;
  /** Whose groups are left out, because the caller takes them into account. */
  readonly ungrouped: CompiledInterface | undefined;
  /** What the traffic came to on its way there. */
  reached: 'interface' | 'internet' | 'gateway-endpoint' | undefined;
}

/** The addresses around `address` for which nothing so far would have been decided otherwise. */
export interface Around {
  readonly address: number | undefined;
  from: number;
  to: number;
}

/** Longer ways lead in circles. */
export const mostSteps = 64;

export function aroundOf(address: number | undefined): Around {
  return { address, from: 0, to: lastAddress };
}

type TripOptions = Partial<Pick<Trip, 'around' | 'ungrouped' | 'ports' | 'oneWay'>>;

export function newTrip(
  compiled: Compiled,
  origin: CompiledInterface | undefined,
  header: Header,
  { around = aroundOf(undefined), ungrouped, ports = 'ephemeral', oneWay = false }: TripOptions = {},
): Trip {
  return {
    compiled,
    origin,
    header,
    traffic: everyFlow,
    ports,
    returning: false,
    steps: 0,
    judged: [],
    answers: [],
    detours: [],
    entries: [],
    around,
    oneWay,
    ungrouped,
    reached: undefined,
  };
}

/** The same trip so far, to go on with other traffic. */
export function branch(trip: Trip, traffic: TrafficId): Trip {
  const [judged, answers] = [[...trip.judged], [...trip.answers]];
  return { ...trip, judged, answers, detours: [...trip.detours], entries: [...trip.entries], traffic };
}

export function isSame(one: Header, other: Header): boolean {
  return one.source === other.source && one.destination === other.destination;
}

export function reversed({ source, destination }: Header): Header {
  return { source: destination, destination: source };
}

/** What a map has for an address, noting how far around it is the same. */
export function read<Value>({ around }: Trip, map: AddressMap<Value>, address: number): Value {
  const index = indexAt(map, address);
  if (address === around.address) narrow(around, rangeAt(map, index));
  return map.values[index]!;
}

export function narrow(around: Around, { from, to }: AddressRange): void {
  around.from = Math.max(around.from, from);
  around.to = Math.min(around.to, to);
}

/** Whether an address is in a range, noting how far around it is the same. */
export function isIn({ around }: Trip, range: AddressRange, address: number): boolean {
  const inside = address >= range.from && address <= range.to;
  if (address !== around.address) return inside;
  if (inside) narrow(around, range);
  else if (address < range.from) around.to = Math.min(around.to, range.from - 1);
  else around.from = Math.max(around.from, range.to + 1);
  return inside;
}

/** Lets on what a filter allows; of answers, all whose client's every port it allows. */
function filter(trip: Trip, allowed: TrafficId): void {
  const { table } = trip.compiled;
  const passing = trip.returning ? table.answered(allowed, trip.ports) : allowed;
  trip.traffic = table.intersect(trip.traffic, passing);
}

export function judgeAcl(trip: Trip, at: CompiledInterface, egress: boolean, { source, destination }: Header): void {
  const { acl } = at.subnet;
  filter(trip, egress ? read(trip, acl.egress, destination) : read(trip, acl.ingress, source));
}

/** @param peers whose groups a rule may see on the other side */
export function judgeGroups(
  trip: Trip,
  at: CompiledInterface,
  way: 'egress' | 'ingress',
  header: Header,
  peers: readonly CompiledInterface[],
): void {
  if (!at.judged || at === trip.ungrouped) return;
  const back = reversed(header);
  const isTracked = trip.judged.some((one) => one.at === at && isSame(one.header, back));
  if (isTracked && trip.returning) return;
  trip.judged.push({ at, header });
  const { table } = trip.compiled;
  // On the way there the same addresses the other way round are another flow, unless no ports tell the two apart.
  const known = isTracked ? table.intersect(trip.traffic, table.withoutPorts) : nothing;
  const address = way === 'egress' ? header.destination : header.source;
  const byAddress = read(trip, at.groups[way].byAddress, address);
  const allowed = peers.reduce(
    (sum, peer) => table.union(sum, allowedByName(table, at.groups, way, peer.groups)),
    byAddress,
  );
  filter(trip, allowed);
  trip.traffic = table.union(trip.traffic, known);
}
