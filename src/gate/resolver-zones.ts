/**
 * Hosted zones as the resolver sees them: which of them answers inside a VPC, and its record sets as records of a DNS
 * message. What a zone says is the model's (zone-answer.ts, public-dns.ts); this file asks and translates.
 */

import { present } from '../base/assert.ts';
import { amazonAddresses } from '../model/amazon-address.ts';
import { isWithin, labelsOfName, nameOfLabels } from '../model/domain-name.ts';
import { type HostedZone, startOfAuthority } from '../model/hosted-zone.ts';
import type { Network } from '../model/network.ts';
import { privateZoneFor, publicAnswer } from '../model/public-dns.ts';
import { type RecordValue, recordValues } from '../model/record-value.ts';
import type { ResolverRule } from '../model/resolver-rule.ts';
import { type AliasAddresses, answerIn, type ZoneAnswer } from '../model/zone-answer.ts';
import { labelsOf, textOfLabels } from './dns-name.ts';
import { classInternet, type DnsRecord, type RecordData, recordType } from './dns-record.ts';
import type { Asked, PrivateServiceName } from './resolver-lookups.ts';

/** What one step of a resolution comes to. */
export type Finding =
  | {
      readonly kind: 'records';
      readonly records: readonly { readonly ttl: number; readonly data: RecordData }[];
      /** Says for how long it may be remembered that something isn't there. */
      readonly authority: DnsRecord;
    }
  | { readonly kind: 'absent'; readonly authority: DnsRecord }
  /** Other servers are to be asked. */
  | { readonly kind: 'forwarded'; readonly rule: ResolverRule }
  | { readonly kind: 'failed' };

const typeNames = new Map<number, string>(Object.entries(recordType).map(([name, number]) => [number, name]));

/** A name of the model, in the text form of dns-name.ts. */
function messageName(name: string): string {
  return textOfLabels(labelsOfName(name));
}

function dataOf(value: RecordValue): RecordData {
  switch (value.kind) {
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return { kind: value.kind, target: messageName(value.target) };
    case 'MX':
      return { ...value, exchange: messageName(value.exchange) };
    case 'SRV': {
      const [priority, weight, port] = value.numbers;
      return { kind: 'SRV', priority, weight, port, target: messageName(value.target) };
    }
    case 'SOA': {
      const [serial, refresh, retry, expire, minimum] = value.numbers;
      const names = { primary: messageName(value.primary), mailbox: messageName(value.mailbox) };
      return { kind: 'SOA', ...names, serial, refresh, retry, expire, minimum };
    }
    default:
      return value;
  }
}

/** RFC 2308 §3: the shorter of the record's own time and the one it names. */
function authorityOf(network: Network, zone: HostedZone): DnsRecord {
  const set = present(startOfAuthority(network, zone), `SOA of ${zone.id}`);
  const data = dataOf(present(recordValues('SOA', set.values)[0], `value of the SOA of ${zone.id}`));
  const ttl = Math.min(set.ttl ?? 0, data.kind === 'SOA' ? data.minimum : 0);
  return { name: messageName(zone.name), ttl, class: classInternet, data };
}

function findingOf(network: Network, answer: ZoneAnswer): Finding {
  if (answer.kind === 'unreachable') return { kind: 'failed' };
  const authority = authorityOf(network, answer.zone);
  if (answer.kind === 'absent') return { kind: 'absent', authority };
  return {
    kind: 'records',
    authority,
    records: answer.records.map(({ ttl, value }) => ({ ttl, data: dataOf(value) })),
  };
}

function aliasesOf({ network, view }: Asked): AliasAddresses {
  return (name) => amazonAddresses(network, name, view);
}

/** Unknown types have no records, but the name may be there. */
function typeName(type: number): string {
  return typeNames.get(type) ?? '';
}

/**
 * The VPC's own zones, which work with both DNS attributes only
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html). A private name of an
 * endpoint is a zone too: the more specific one answers.
 */
export function findInPrivateZones(
  asked: Asked,
  type: number,
  rival: PrivateServiceName | undefined,
): Finding | undefined {
  const { network, vpc } = asked;
  if (!vpc.enableDnsHostnames) return undefined;
  const name = nameOfLabels(labelsOf(asked.name));
  const zone = privateZoneFor(network, vpc.id, name);
  if (zone === undefined) return undefined;
  const rivalZone = rival?.covered.replace(/^\*\./, '');
  if (rivalZone !== undefined && !isWithin(zone.name, `${rivalZone}.`)) return undefined;
  return findingOf(network, answerIn(network, zone, name, typeName(type), aliasesOf(asked)));
}

export function findInPublicZones(asked: Asked, type: number): Finding | undefined {
  const name = nameOfLabels(labelsOf(asked.name));
  const answer = publicAnswer(asked.network, name, typeName(type), aliasesOf(asked));
  return answer && findingOf(asked.network, answer);
}
