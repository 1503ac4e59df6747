/**
 * ChangeResourceRecordSets: a batch that holds whole or not at all. Changes are tried in their order on what those before
 * them left, and everything that is wrong is told at once.
 *
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
 */

import { globalRegion } from '../../model/account.ts';
import { asterisk, isWithin } from '../../model/domain-name.ts';
import { type HostedZone, type RecordSet, recordSetId, recordsNamed } from '../../model/hosted-zone.ts';
import type { Network } from '../../model/network.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { aliasProblems } from './alias-target.ts';
import { changeInfo } from './change.ts';
import { invalidChangeBatch, invalidInput } from './faults.ts';
import type { Route53Handlers } from './handlers.ts';
import { isApexRecord } from './hosted-zone-parts.ts';
import { ownZone } from './lookup.ts';
import { type ChangeInput, readRecord, type WantedRecord } from './record-set-input.ts';

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests-changeresourcerecordsets */
const mostRecords = 1000;
const mostCharacters = 32_000;
const mostRecordsOfZone = 10_000;

/** An UPSERT counts twice. @throws Fault InvalidChangeBatch */
function checkSize(changes: readonly ChangeInput[]): void {
  if (changes.length === 0) throw invalidInput('Invalid request: The change batch contains no changes.');
  let records = 0;
  let characters = 0;
  for (const { Action, ResourceRecordSet: set } of changes) {
    const times = Action === 'UPSERT' ? 2 : 1;
    const values = set.ResourceRecords ?? [];
    records += times * Math.max(1, values.length);
    characters += times * values.reduce((sum, { Value }) => sum + Value.length, 0);
  }
  // The second sentence is the likeliest.
  if (records > mostRecords) throw invalidChangeBatch([`Number of records limit of ${mostRecords} exceeded.`]);
  if (characters > mostCharacters)
    throw invalidChangeBatch([`Number of characters limit of ${mostCharacters} exceeded.`]);
}

function conflictProblems(network: Network, zone: HostedZone, { name, type }: WantedRecord): readonly string[] {
  const others = recordsNamed(network, zone.id, name).filter((one) => one.type !== type);
  const refused = `RRSet of type ${type} with DNS name ${name} is not permitted`;
  if (type === 'SOA' && name !== zone.name) return [`${refused} in zone ${zone.name}`];
  if (type === 'CNAME' && name === zone.name) return [`${refused} at apex in zone ${zone.name}`];
  // Likeliest sentence.
  if (type === 'NS' && name.startsWith(`${asterisk}.`)) return [`${refused} as a wildcard in zone ${zone.name}`];
  if (type === 'CNAME' && others.length > 0) {
    return [`${refused} as it conflicts with other records with the same DNS name in zone ${zone.name}`];
  }
  if (!others.some((one) => one.type === 'CNAME')) return [];
  return [
    `${refused} because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${zone.name}`,
  ];
}

/** The order of values means nothing. */
function isSame(one: WantedRecord, other: WantedRecord): boolean {
  const text = ({ ttl, values, alias }: WantedRecord) =>
    JSON.stringify([ttl, [...values].sort(), alias && [alias.hostedZone, alias.dnsName, alias.evaluateTargetHealth]]);
  return text(one) === text(other);
}

function deletionProblems(zone: HostedZone, existing: RecordSet | undefined, wanted: WantedRecord): readonly string[] {
  const tried = `Tried to delete resource record set [name='${wanted.name}', type='${wanted.type}']`;
  if (existing === undefined) return [`${tried} but it was not found`];
  if (isApexRecord(zone, wanted.name, wanted.type)) {
    return wanted.type === 'SOA'
      ? ['A HostedZone must contain exactly one SOA record.']
      : ['A HostedZone must contain at least one NS record for the zone itself.'];
  }
  return isSame(existing, wanted) ? [] : [`${tried} but the values provided do not match the current values`];
}

/** Makes one change; what stands in its way is answered, and then nothing was changed. */
function apply(draft: Draft, context: Context, zone: HostedZone, change: ChangeInput): readonly string[] {
  const read = readRecord(change);
  if (read.kind === 'problems') return read.problems;
  const { wanted } = read;
  const { name, type } = wanted;
  if (!isWithin(name, zone.name)) return [`RRSet with DNS name ${name} is not permitted in zone ${zone.name}`];
  const id = recordSetId(zone.id, name, type);
  const existing = draft.get('record-set', id);
  if (change.Action === 'DELETE') {
    const problems = deletionProblems(zone, existing, wanted);
    if (problems.length === 0) draft.remove('record-set', id);
    return problems;
  }
  if (existing && change.Action === 'CREATE') {
    return [`Tried to create resource record set [name='${name}', type='${type}'] but it already exists`];
  }
  const problems = [...conflictProblems(draft.network, zone, wanted), ...aliasProblems(draft.network, zone, wanted)];
  const { account } = zone;
  const common = { kind: 'record-set', id, account, region: globalRegion, tags: {}, zone: zone.id } as const;
  if (problems.length === 0) draft.put({ ...common, created: existing?.created ?? context.now, ...wanted });
  return problems;
}

export const recordSetChangeOperations: Route53Handlers<'ChangeResourceRecordSets'> = {
  ChangeResourceRecordSets(context, { HostedZoneId, ChangeBatch: { Changes: changes, Comment: comment } }) {
    checkSize(changes);
    const unknown = changes.find(({ Action }) => !['CREATE', 'DELETE', 'UPSERT'].includes(Action));
    if (unknown) throw invalidInput(`Invalid request: The action ${unknown.Action} does not exist.`);
    return context.transact((draft) => {
      const zone = ownZone(draft, context.account, HostedZoneId);
      const problems = changes.flatMap((change) => apply(draft, context, zone, change));
      if (draft.network.count('record-set', `zone:${zone.id}`) > mostRecordsOfZone) {
        problems.push(`Number of records limit of ${mostRecordsOfZone} exceeded.`);
      }
      if (problems.length > 0) throw invalidChangeBatch(problems);
      return { ChangeInfo: changeInfo(context, draft.revision, comment) };
    });
  },
};
