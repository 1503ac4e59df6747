/**
 * A record set as a change has it: read and checked for itself, against the rules of its type. Whether the zone lets it be
 * is record-set-change.ts's.
 *
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html
 */

import type * as sdk from '@aws-sdk/client-route-53';
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { readDomainName } from '../../model/domain-name.ts';
import type { RecordSet } from '../../model/hosted-zone.ts';
import { isRecordType, readRecordValue } from '../../model/record-value.ts';
import type { Input } from '../../wire/handlers.ts';
import { invalidInput, notOffered } from './faults.ts';
import { bareId } from './lookup.ts';
import { fatal, nameProblem } from './record-name.ts';

export type ChangeInput = Input<typeof sdk, 'ChangeResourceRecordSets'>['ChangeBatch']['Changes'][number];

/** What a change says of a record set, besides whose it is. */
export type WantedRecord = Pick<RecordSet, 'name' | 'type' | 'ttl' | 'values' | 'alias'>;

export type ReadRecord =
  | { readonly kind: 'wanted'; readonly wanted: WantedRecord }
  /** For the messages of InvalidChangeBatch. */
  | { readonly kind: 'problems'; readonly problems: readonly string[] };

const longestTtl = 2 ** 31 - 1;
const singleValued = ['CNAME', 'SOA'];

/** Members of the routing policies that Postern hasn't. */
const routing: Readonly<Partial<Record<keyof ResourceRecordSet, string>>> = {
  SetIdentifier: 'A routing policy with SetIdentifier',
  Weight: 'Weighted routing',
  Region: 'Latency-based routing',
  GeoLocation: 'Geolocation routing',
  Failover: 'Failover routing',
  MultiValueAnswer: 'Multivalue answer routing',
  HealthCheckId: 'A health check',
  TrafficPolicyInstanceId: 'A traffic policy',
  CidrRoutingConfig: 'IP-based routing',
  GeoProximityLocation: 'Geoproximity routing',
};

function label({ Action, ResourceRecordSet: set }: ChangeInput): string {
  return `Change with [Action=${Action}, Name=${set.Name}, Type=${set.Type}, SetIdentifier=null]`;
}

/** Values with their time, or an alias; never both. @throws Fault InvalidInput */
function checkForm(change: ChangeInput): void {
  const { TTL, ResourceRecords: records = [], AliasTarget } = change.ResourceRecordSet;
  const choices =
    'Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId]';
  const hasValues = TTL !== undefined || records.length > 0;
  if (AliasTarget === undefined && !hasValues) {
    throw invalidInput(`Invalid request: ${choices}, but found none in ${label(change)}`);
  }
  if (AliasTarget !== undefined && hasValues) {
    throw invalidInput(`Invalid request: ${choices}, but found more than one in ${label(change)}`);
  }
  if (AliasTarget !== undefined) return;
  if (TTL === undefined) throw invalidInput(`Invalid request: Missing field 'TTL' in ${label(change)}`);
  if (records.length === 0) throw invalidInput(`Invalid request: Missing field 'ResourceRecords' in ${label(change)}`);
  if (!Number.isInteger(TTL) || TTL < 0 || TTL > longestTtl) {
    throw invalidInput(`Invalid request: The TTL ${TTL} is not between 0 and ${longestTtl} in ${label(change)}`);
  }
}

function checkOffered({ ResourceRecordSet: set }: ChangeInput): void {
  for (const [member, what] of Object.entries(routing)) {
    if (set[member as keyof typeof set] !== undefined) throw notOffered(what);
  }
  if (!isRecordType(set.Type)) throw notOffered(`The record type ${set.Type}`);
}

function valueProblems(type: string, name: string, values: readonly string[]): readonly string[] {
  if (!isRecordType(type)) return [];
  const problems = values.flatMap((text) => {
    const read = readRecordValue(type, text);
    return read.kind === 'problem' ? [`Invalid Resource Record: '${fatal(read.text, text)}'`] : [];
  });
  const twice = values.filter((value, index) => values.indexOf(value) !== index);
  // Likeliest sentence.
  if (values.length > 1 && singleValued.includes(type)) {
    problems.push(`RRSet of type ${type} with DNS name ${name} must contain exactly one resource record.`);
  }
  return [...problems, ...new Set(twice.map((value) => `Duplicate Resource Record: '${value}'`))];
}

function aliasOf(target: NonNullable<ChangeInput['ResourceRecordSet']['AliasTarget']>): RecordSet['alias'] | string {
  const read = readDomainName(target.DNSName);
  if ('problem' in read) return nameProblem(read.problem, target.DNSName);
  return {
    hostedZone: bareId(target.HostedZoneId),
    dnsName: read.name,
    evaluateTargetHealth: target.EvaluateTargetHealth,
  };
}

/** @throws Fault InvalidInput for what isn't a request; what is wrong with names and values is answered */
export function readRecord(change: ChangeInput): ReadRecord {
  checkOffered(change);
  checkForm(change);
  const { Name, Type: type, TTL: ttl, ResourceRecords: records = [], AliasTarget: target } = change.ResourceRecordSet;
  const read = readDomainName(Name);
  if ('problem' in read) return { kind: 'problems', problems: [nameProblem(read.problem, Name)] };
  const { name } = read;
  if (target !== undefined) {
    const alias = aliasOf(target);
    if (typeof alias === 'string') return { kind: 'problems', problems: [alias] };
    return { kind: 'wanted', wanted: { name, type, values: [], ...(alias ? { alias } : {}) } };
  }
  const values = records.map(({ Value }) => Value);
  const problems = valueProblems(type, name, values);
  if (problems.length > 0) return { kind: 'problems', problems };
  return { kind: 'wanted', wanted: { name, type, values, ...(ttl === undefined ? {} : { ttl }) } };
}
