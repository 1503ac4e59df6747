/**
 * Amazon's own zones, as far as an answer shows them: which zone a name is in, and the SOA record that says for how long
 * its absence may be remembered. Customers' hosted zones are in resolver-zones.ts.
 */

import { internalDomain, publicDomain } from '../model/host-name.ts';
import { regions } from '../model/region.ts';
import type { DnsRecord, RecordData } from './dns-record.ts';
import { classInternet } from './dns-record.ts';
import { internetDomains } from './internet-hosts.ts';

/** Seconds; what Amazon's own records of endpoints and hosts carry. */
export const timeToLive = 60;

const apexes: ReadonlySet<string> = new Set([
  'amazonaws.com',
  'api.aws',
  'compute.internal',
  'in-addr.arpa',
  ...internetDomains,
  ...regions.flatMap(({ name }) => [
    internalDomain(name),
    publicDomain(name),
    `elb.${name}.amazonaws.com`,
    `${name}.vpce.amazonaws.com`,
  ]),
]);

export function isZone(name: string): boolean {
  return apexes.has(name);
}

/** The closest zone above a name; the root, which is the empty text, where no other is. */
export function zoneOf(name: string): string {
  const labels = name.split('.');
  const suffixes = labels.map((_, index) => labels.slice(index).join('.'));
  return suffixes.find((suffix) => apexes.has(suffix)) ?? '';
}

export function soaOf(zone: string): RecordData {
  const root = zone === '';
  return {
    kind: 'SOA',
    primary: root ? 'a.root-servers.net' : 'ns-1536.awsdns-00.co.uk',
    mailbox: root ? 'nstld.verisign-grs.com' : 'awsdns-hostmaster.amazon.com',
    serial: 1,
    refresh: 7200,
    retry: 900,
    expire: 1_209_600,
    // Short where Route 53's default is a day: what is absent now may be created in a moment.
    minimum: timeToLive,
  };
}

export function soaRecord(zone: string): DnsRecord {
  return { name: zone, ttl: timeToLive, class: classInternet, data: soaOf(zone) };
}
