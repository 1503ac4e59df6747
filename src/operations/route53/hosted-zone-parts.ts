/** What every hosted zone begins with: its name servers and the two records at its apex. */

import { randomText } from '../../base/random.ts';
import { type HostedZone, type RecordSet, recordSetId } from '../../model/hosted-zone.ts';
import type { Context } from '../context.ts';

const domains = ['com', 'net', 'org', 'co.uk'];
/** Each domain has its own 512 servers, eight to a sub-domain. */
const serversEach = 512;
const serversTogether = 8;

function serverName(domain: number, index: number): string {
  const group = String(Math.floor(index / serversTogether)).padStart(2, '0');
  return `ns-${domain * serversEach + index}.awsdns-${group}.${domains[domain]}`;
}

/** Four names, one under each domain; without the closing dot, as GetHostedZone prints them. */
export function newNameServers({ random }: Pick<Context, 'random'>): readonly string[] {
  return domains.map((_, domain) => serverName(domain, random.below(serversEach)));
}

/** Private zones say the same of themselves, all of them: nothing outside of a VPC can ask these. */
const privateServers = [3, 0, 2, 1].map((domain) => serverName(domain, 0));

export function newZoneId({ random }: Pick<Context, 'random'>): string {
  return `Z0${randomText(random, 19, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}`;
}

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/SOA-NSrecords.html */
export function apexRecords(zone: HostedZone): readonly RecordSet[] {
  const servers = zone.private ? privateServers : zone.nameServers;
  const { account, region, created, name } = zone;
  const common = { kind: 'record-set', account, region, created, tags: {}, zone: zone.id, name } as const;
  const authority = `${servers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  return [
    {
      ...common,
      id: recordSetId(zone.id, name, 'NS'),
      type: 'NS',
      ttl: 172_800,
      values: servers.map((server) => `${server}.`),
    },
    { ...common, id: recordSetId(zone.id, name, 'SOA'), type: 'SOA', ttl: 900, values: [authority] },
  ];
}

/** The two records that a zone can neither lose nor have elsewhere. */
export function isApexRecord(zone: HostedZone, name: string, type: string): boolean {
  return name === zone.name && (type === 'NS' || type === 'SOA');
}
