/**
 * TestDNSAnswer: what a public zone's own servers say, whether or not anybody is sent to them
 * (https://docs.aws.amazon.com/Route53/latest/APIReference/API_TestDNSAnswer.html). Where the question comes from makes no
 * difference, because no routing policy is offered.
 */

import { amazonAddresses } from '../../model/amazon-address.ts';
import { isWithin, readDomainName } from '../../model/domain-name.ts';
import { isRecordType } from '../../model/record-value.ts';
import { answerIn, type ZoneAnswer } from '../../model/zone-answer.ts';
import { invalidInput, notOffered } from './faults.ts';
import type { Route53Handlers } from './handlers.ts';
import { ownZone } from './lookup.ts';
import { nameProblem } from './record-name.ts';
import { valueText } from './value-text.ts';

function responseCode(answer: ZoneAnswer): string {
  return answer.kind === 'absent' ? 'NXDOMAIN' : 'NOERROR';
}

export const testAnswerOperations: Route53Handlers<'TestDNSAnswer'> = {
  TestDNSAnswer(context, { HostedZoneId, RecordName, RecordType }) {
    const { network, account, targetHealth } = context;
    const zone = ownZone(network, account, HostedZoneId);
    if (zone.private) throw invalidInput('TestDNSAnswer is supported for public hosted zones only.');
    if (!isRecordType(RecordType)) throw notOffered(`The record type ${RecordType}`);
    const read = readDomainName(RecordName);
    if ('problem' in read) throw invalidInput(nameProblem(read.problem, RecordName));
    if (!isWithin(read.name, zone.name)) throw invalidInput(`${read.name} is not in the zone ${zone.name}`);
    const answer = answerIn(network, zone, read.name, RecordType, (name) =>
      amazonAddresses(network, name, { targetHealth }),
    );
    const records = answer.kind === 'records' ? answer.records : [];
    return {
      Nameserver: zone.nameServers[0],
      RecordName: read.name,
      RecordType,
      RecordData: records.map(({ value }) => valueText(value)),
      ResponseCode: responseCode(answer),
      Protocol: 'UDP',
    };
  },
};
