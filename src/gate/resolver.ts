/**
 * What the Amazon-provided DNS server of a VPC answers to a question: a pure function of the Network. A VPC's private names
 * come first, Amazon's own next, then public hosted zones; CNAMEs are followed from the top. Relies on resolver-lookups.ts
 * and resolver-zones.ts for what names mean and on resolver-rules.ts for which are to be asked of other servers. It knows no
 * socket and asks nobody itself: a name that nothing here has and no rule is for does not exist.
 */

import type { Network } from '../model/network.ts';
import { longestChain } from '../model/public-dns.ts';
import type { ResolverRule } from '../model/resolver-rule.ts';
import { type Question, responseCode } from './dns-message.ts';
import { classInternet, type DnsRecord, type RecordData, recordType, typeOf } from './dns-record.ts';
import {
  type Asked,
  amazonsZoneOf,
  lookups,
  privateServiceName,
  privateServiceRecords,
  type View,
} from './resolver-lookups.ts';
import { forwardingRule } from './resolver-rules.ts';
import { type Finding, findInPrivateZones, findInPublicZones } from './resolver-zones.ts';
import { soaRecord, timeToLive } from './zone.ts';

export interface Answer {
  readonly code: number;
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
  /** Some of it did not fit where it came from. */
  readonly truncated?: boolean;
  /** What is missing is for other servers to answer. */
  readonly forward?: { readonly rule: ResolverRule; readonly question: Question };
}

function plain(code: number): Answer {
  return { code, answers: [], authorities: [] };
}

/** A record of Amazon's own. */
function amazons(asked: Asked, found: readonly RecordData[]): Finding {
  const records = found.map((data) => ({ ttl: timeToLive, data }));
  return { kind: 'records', records, authority: soaRecord(amazonsZoneOf(asked)) };
}

function find(asked: Asked, type: number): Finding {
  const service = privateServiceName(asked);
  const rule = forwardingRule(asked, service);
  if (rule) return { kind: 'forwarded', rule };
  const inPrivate = findInPrivateZones(asked, type, service);
  if (inPrivate) return inPrivate;
  if (service) return amazons(asked, privateServiceRecords(asked, service));
  for (const lookup of lookups) {
    const found = lookup(asked);
    if (found) return amazons(asked, found);
  }
  const zone = amazonsZoneOf(asked);
  // Nobody's public zone takes a name below one of Amazon's own.
  const inPublic = zone === '' ? findInPublicZones(asked, type) : undefined;
  return inPublic ?? { kind: 'absent', authority: soaRecord(zone) };
}

/** Without case and closing dot, as lookups want it. */
function folded(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/**
 * Undefined where the VPC has no DNS server: with `enableDnsSupport` off, queries are not answered at all
 * (https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html).
 */
export function resolve(network: Network, vpcId: string, question: Question, view: View = {}): Answer | undefined {
  const vpc = network.get('vpc', vpcId);
  if (!vpc?.enableDnsSupport) return undefined;
  if (question.class !== classInternet) return plain(responseCode.REFUSED);
  const { type } = question;
  const answers: DnsRecord[] = [];
  let owner = question.name;
  for (let step = 0; step <= longestChain; step += 1) {
    const found = find({ network, vpc, name: folded(owner), view }, type);
    if (found.kind === 'forwarded') {
      const forward = { rule: found.rule, question: { ...question, name: owner } };
      return { code: responseCode.NOERROR, answers, authorities: [], forward };
    }
    if (found.kind === 'failed') return plain(responseCode.SERVFAIL);
    if (found.kind === 'absent') return { code: responseCode.NXDOMAIN, answers, authorities: [found.authority] };
    const records = found.records.map(({ ttl, data }) => ({ name: owner, ttl, class: classInternet, data }));
    const wanted = records.filter(({ data }) => type === recordType.ANY || typeOf(data) === type);
    answers.push(...wanted);
    const other = wanted.length > 0 ? undefined : records.find(({ data }) => data.kind === 'CNAME');
    if (other?.data.kind !== 'CNAME') {
      return { code: responseCode.NOERROR, answers, authorities: wanted.length > 0 ? [] : [found.authority] };
    }
    answers.push(other);
    owner = other.data.target;
  }
  return plain(responseCode.SERVFAIL);
}
