/**
 * What an alias record may stand for: a record of its own zone, a network load balancer, an interface endpoint. Each is named
 * with the hosted zone that it is in, Amazon's or the caller's
 * (https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html).
 */

import { endpointOfName, loadBalancerOfName } from '../../model/amazon-address.ts';
import { isWithin } from '../../model/domain-name.ts';
import { namesHostedZone } from '../../model/endpoint-name.ts';
import { type HostedZone, recordSetId } from '../../model/hosted-zone.ts';
import { loadBalancerHostedZone } from '../../model/load-balancer-zone.ts';
import type { Network } from '../../model/network.ts';
import { isApexRecord } from './hosted-zone-parts.ts';
import type { WantedRecord } from './record-set-input.ts';

/** The zone of Amazon's that a name is in, and that it names something. */
function amazonsZone(network: Network, name: string): string | undefined {
  const bare = name.replace(/\.$/, '');
  const loadBalancer = loadBalancerOfName(network, bare)?.loadBalancer;
  if (loadBalancer) return loadBalancerHostedZone(loadBalancer.region);
  const endpoint = endpointOfName(network, bare)?.endpoint;
  return endpoint && namesHostedZone(network, endpoint);
}

/** Messages for InvalidChangeBatch; none where the target is there. */
export function aliasProblems(network: Network, zone: HostedZone, wanted: WantedRecord): readonly string[] {
  const { alias, type } = wanted;
  if (alias === undefined) return [];
  if (type === 'NS' || type === 'SOA' || isApexRecord(zone, wanted.name, type)) {
    // Likeliest sentence.
    return [`RRSet of type ${type} with DNS name ${wanted.name} can't be an alias.`];
  }
  const tried = `Tried to create an alias that targets ${alias.dnsName}, type ${type} in zone ${alias.hostedZone}`;
  const missing = `${tried}, but that target was not found`;
  const outside = `${tried}, but the alias target name does not lie within the target zone`;
  if (alias.hostedZone === zone.id) {
    if (!isWithin(alias.dnsName, zone.name)) return [outside, missing];
    return network.get('record-set', recordSetId(zone.id, alias.dnsName, type)) ? [] : [missing];
  }
  if (amazonsZone(network, alias.dnsName) !== alias.hostedZone) return [outside, missing];
  // Neither has any other records; one without any is an answer too.
  return type === 'A' || type === 'AAAA' ? [] : [missing];
}
