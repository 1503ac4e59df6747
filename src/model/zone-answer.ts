/**
 * What one hosted zone says of a name: its record sets, wildcards and aliases, as RFC 1034 §4.3.2 and RFC 4592 have it.
 * Which zone is asked is public-dns.ts's; what an alias outside of the zone stands for is handed in.
 */

import { asterisk, isWithin, parentOf } from './domain-name.ts';
import { type HostedZone, type RecordSet, recordSetId, recordsNamed } from './hosted-zone.ts';
import type { Network } from './network.ts';
import { type RecordValue, recordValues } from './record-value.ts';

/** Seconds; aliases of Amazon's own names have it. */
export const aliasTimeToLive = 60;

export interface ZoneRecord {
  readonly ttl: number;
  readonly value: RecordValue;
}

export type ZoneAnswer =
  /** Empty: the name exists without records of the type. */
  | { readonly kind: 'records'; readonly zone: HostedZone; readonly records: readonly ZoneRecord[] }
  | { readonly kind: 'absent'; readonly zone: HostedZone }
  /** The name was given away, to servers that nobody here runs. */
  | { readonly kind: 'unreachable' };

/** The addresses behind a name of Amazon's: a load balancer, an endpoint. */
export type AliasAddresses = (name: string) => readonly string[] | undefined;

/** An alias may stand for an alias; not for ever. */
const longestAlias = 8;

function exists(network: Network, zone: HostedZone, name: string): boolean {
  return (
    network.count('record-set', `name:${zone.id}/${name}`) + network.count('record-set', `below:${zone.id}/${name}`) > 0
  );
}

/** The record sets that hold for a name, its own or a wildcard's; undefined where it does not exist. */
function setsFor(network: Network, zone: HostedZone, name: string): readonly RecordSet[] | undefined {
  if (exists(network, zone, name)) return recordsNamed(network, zone.id, name);
  let encloser = parentOf(name);
  while (isWithin(encloser, zone.name) && !exists(network, zone, encloser)) encloser = parentOf(encloser);
  const wild = recordsNamed(network, zone.id, `${asterisk}.${encloser}`);
  return wild.length > 0 ? wild : undefined;
}

function recordsOf(
  network: Network,
  zone: HostedZone,
  set: RecordSet,
  addresses: AliasAddresses,
  depth: number,
): readonly ZoneRecord[] {
  if (set.alias === undefined) {
    return recordValues(set.type, set.values).map((value) => ({ ttl: set.ttl ?? 0, value }));
  }
  if (set.alias.hostedZone === zone.id) {
    const target = network.get('record-set', recordSetId(zone.id, set.alias.dnsName, set.type));
    return target === undefined || depth === 0 ? [] : recordsOf(network, zone, target, addresses, depth - 1);
  }
  if (set.type !== 'A') return [];
  const found = addresses(set.alias.dnsName) ?? [];
  return found.map((address) => ({ ttl: aliasTimeToLive, value: { kind: 'A', address } }));
}

/** A CNAME is answered to every type, alone; who asks follows it. @param type of a record, or `ANY` */
export function answerIn(
  network: Network,
  zone: HostedZone,
  name: string,
  type: string,
  addresses: AliasAddresses,
): ZoneAnswer {
  const sets = setsFor(network, zone, name);
  if (sets === undefined) return { kind: 'absent', zone };
  const wanted = sets.filter((set) => type === 'ANY' || set.type === type || set.type === 'CNAME');
  return {
    kind: 'records',
    zone,
    records: wanted.flatMap((set) => recordsOf(network, zone, set, addresses, longestAlias)),
  };
}
