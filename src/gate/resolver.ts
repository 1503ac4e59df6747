/**
 * What the Amazon-provided DNS server of a VPC answers to a question: a pure function of the Network. Relies on
 * resolver-lookups.ts for what names mean; knows no socket, and asks no other server: a name that nothing here has does
 * not exist.
 */

import type { Network } from '../model/network.ts';
import { type Question, responseCode } from './dns-message.ts';
import { classInternet, type DnsRecord, recordType, typeOf } from './dns-record.ts';
import { lookups, type View } from './resolver-lookups.ts';
import { soaRecord, timeToLive, zoneOf } from './zone.ts';

export interface Answer {
  readonly code: number;
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
}

function plain(code: number): Answer {
  return { code, answers: [], authorities: [] };
}

/**
 * Undefined where the VPC has no DNS server: with `enableDnsSupport` off, queries are not answered at all
 * (https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html).
 */
export function resolve(network: Network, vpcId: string, question: Question, view: View = {}): Answer | undefined {
  const vpc = network.get('vpc', vpcId);
  if (!vpc?.enableDnsSupport) return undefined;
  if (question.class !== classInternet) return plain(responseCode.REFUSED);
  const name = question.name.toLowerCase().replace(/\.$/, '');
  const negative = [soaRecord(zoneOf(name))];
  for (const lookup of lookups) {
    const data = lookup({ network, vpc, name, view });
    if (data === undefined) continue;
    const wanted = data.filter((one) => question.type === recordType.ANY || typeOf(one) === question.type);
    const answers = wanted.map((one) => ({ name: question.name, ttl: timeToLive, class: classInternet, data: one }));
    return { code: responseCode.NOERROR, answers, authorities: answers.length > 0 ? [] : negative };
  }
  return { code: responseCode.NXDOMAIN, answers: [], authorities: negative };
}
