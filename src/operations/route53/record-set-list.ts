/**
 * ListResourceRecordSets, in Route 53's order: by name with its labels turned around, then by type.
 *
 * https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
 */

import type { ResourceRecordSet, RRType } from '@aws-sdk/client-route-53';
import { domainName, reversedName } from '../../model/domain-name.ts';
import type { RecordSet } from '../../model/hosted-zone.ts';
import { invalidInput, notOffered } from './faults.ts';
import type { Route53Handlers } from './handlers.ts';
import { ownZone } from './lookup.ts';
import { pageSize } from './page.ts';

const usualItems = 300;

function recordShape({ name, type, ttl, values, alias }: RecordSet): ResourceRecordSet {
  const common = { Name: name, Type: type as RRType };
  if (alias === undefined) return { ...common, TTL: ttl, ResourceRecords: values.map((Value) => ({ Value })) };
  return {
    ...common,
    AliasTarget: {
      HostedZoneId: alias.hostedZone,
      DNSName: alias.dnsName,
      EvaluateTargetHealth: alias.evaluateTargetHealth,
    },
  };
}

interface Place {
  readonly key: string;
  readonly type: string;
}

function compare(one: Place, other: Place): number {
  const [first, second] = one.key === other.key ? [one.type, other.type] : [one.key, other.key];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Where a list begins; undefined at the top. @throws Fault InvalidInput */
function startOf(name: string | undefined, type: string | undefined): Place | undefined {
  if (name === undefined) {
    if (type !== undefined) throw invalidInput('The start record type can be specified together with a name only.');
    return undefined;
  }
  const read = domainName(name);
  if (read === undefined) throw invalidInput(`The start record name ${name} is not valid.`);
  return { key: reversedName(read), type: type ?? '' };
}

export const recordSetListOperations: Route53Handlers<'ListResourceRecordSets'> = {
  ListResourceRecordSets({ network, account }, input) {
    const zone = ownZone(network, account, input.HostedZoneId);
    if (input.StartRecordIdentifier !== undefined) throw notOffered('A routing policy with SetIdentifier');
    const start = startOf(input.StartRecordName, input.StartRecordType);
    const size = pageSize(input.MaxItems, usualItems);
    const rest = network
      .find('record-set', `zone:${zone.id}`)
      .map((record) => ({ record, place: { key: reversedName(record.name), type: record.type } }))
      .filter(({ place }) => start === undefined || compare(place, start) >= 0)
      .sort((one, other) => compare(one.place, other.place));
    const next = rest[size]?.record;
    return {
      ResourceRecordSets: rest.slice(0, size).map(({ record }) => recordShape(record)),
      IsTruncated: next !== undefined,
      ...(next ? { NextRecordName: next.name, NextRecordType: next.type as RRType } : {}),
      MaxItems: size,
    };
  },
};
