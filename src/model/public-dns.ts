/**
 * Which hosted zone answers for a name: in a VPC the most specific of its private zones, elsewhere the public zones, each
 * found from the one above it. Public zones are delegated from the moment that they exist, as if their owner had told the
 * registrar; below a zone that is there, NS records decide what another account has. Names that Amazon keeps are not of
 * this file.
 */

import { domainName, suffixesOf } from './domain-name.ts';
import { type HostedZone, privateZone, recordSetId } from './hosted-zone.ts';
import type { Network } from './network.ts';
import { recordValues } from './record-value.ts';
import { type AliasAddresses, answerIn, type ZoneAnswer } from './zone-answer.ts';

/** A private zone that contains a name answers for it, and never leaves it to a public one. */
export function privateZoneFor(network: Network, vpc: string, name: string): HostedZone | undefined {
  for (const suffix of suffixesOf(name)) {
    const zone = privateZone(network, vpc, suffix);
    if (zone !== undefined) return zone;
  }
  return undefined;
}

/** Public zones of a name, the first created first. */
function publicZones(network: Network, name: string): readonly HostedZone[] {
  return network
    .find('hosted-zone', `name:${name}`)
    .filter((zone) => !zone.private)
    .sort((one, other) => one.created - other.created);
}

/** Servers that a zone gives a name below it to; undefined where it keeps the name. */
function delegatedTo(network: Network, zone: HostedZone, name: string): readonly string[] | undefined {
  const set = network.get('record-set', recordSetId(zone.id, name, 'NS'));
  return set && recordValues('NS', set.values).flatMap((value) => (value.kind === 'NS' ? [value.target] : []));
}

function runs(zone: HostedZone, servers: readonly string[]): boolean {
  return zone.nameServers.some((server) => servers.includes(`${server}.`));
}

/**
 * The zone that a name has where nothing was delegated by records. Nobody gets a name below another account's zone by
 * making a zone of that name: it must have been there first, or be delegated.
 */
function undelegated(zones: readonly HostedZone[], above: HostedZone | undefined): HostedZone | undefined {
  return zones.find((zone) => !above || zone.account === above.account || zone.created < above.created);
}

/** From the top down, as a resolver walks. */
function publicZoneFor(network: Network, name: string): HostedZone | 'unreachable' | undefined {
  let current: HostedZone | undefined;
  for (const suffix of [...suffixesOf(name)].reverse()) {
    const zones = publicZones(network, suffix);
    const servers = current && delegatedTo(network, current, suffix);
    if (servers !== undefined) {
      const next = zones.find((zone) => runs(zone, servers));
      if (next === undefined) return 'unreachable';
      current = next;
    } else current = undelegated(zones, current) ?? current;
  }
  return current;
}

/** Whether the zone above a name gives the name to one of these servers, which need not be a hosted zone's. */
export function isDelegated(network: Network, name: string, servers: readonly string[]): boolean {
  const asked = domainName(name);
  const above = asked === undefined ? undefined : suffixesOf(asked)[1];
  const zone = above === undefined ? undefined : publicZoneFor(network, above);
  if (asked === undefined || zone === undefined || zone === 'unreachable') return false;
  return delegatedTo(network, zone, asked)?.some((one) => servers.includes(one.replace(/\.$/, ''))) === true;
}

/** Undefined where no zone has the name. */
export function publicAnswer(
  network: Network,
  name: string,
  type: string,
  addresses: AliasAddresses,
): ZoneAnswer | undefined {
  const zone = publicZoneFor(network, name);
  if (zone === undefined) return undefined;
  return zone === 'unreachable' ? { kind: 'unreachable' } : answerIn(network, zone, name, type, addresses);
}

/** How many CNAMEs are followed before a chain counts as endless. */
export const longestChain = 8;

const noAddresses: AliasAddresses = () => undefined;

/** The TXT records that everybody sees at a name, each joined to one text. */
export function publicTextRecords(network: Network, name: string): readonly string[] {
  let asked = domainName(name);
  for (let step = 0; asked !== undefined && step <= longestChain; step += 1) {
    const answer = publicAnswer(network, asked, 'TXT', noAddresses);
    if (answer?.kind !== 'records') return [];
    const values = answer.records.map(({ value }) => value);
    const joined = values.flatMap((value) => (value.kind === 'TXT' ? [joinedText(value.texts)] : []));
    if (joined.length > 0) return joined;
    asked = values.flatMap((value) => (value.kind === 'CNAME' ? [value.target] : []))[0];
  }
  return [];
}

function joinedText(texts: readonly Uint8Array[]): string {
  return texts.map((text) => String.fromCharCode(...text)).join('');
}
