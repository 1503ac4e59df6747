/**
 * Whether a name is asked of other servers: a FORWARD rule of the VPC is for it, and nothing of the VPC's own is for fewer
 * names. Private hosted zones, endpoints' private names and, with DNS hostnames, the VPC's own names and addresses count as
 * rules too; of equal ones the rule that somebody made goes first.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-vpc-to-network-autodefined-rules.html
 */

import { parseCidr } from '../base/cidr.ts';
import { isWithin, nameOfLabels } from '../model/domain-name.ts';
import { internalDomain, publicDomain, readReverseName } from '../model/host-name.ts';
import { privateZoneFor } from '../model/public-dns.ts';
import { type ResolverRule, ruleFor } from '../model/resolver-rule.ts';
import type { Vpc } from '../model/vpc.ts';
import { labelsOf } from './dns-name.ts';
import { type Asked, ownsAddress, type PrivateServiceName } from './resolver-lookups.ts';

/** How many labels a domain has: the more, the fewer names it is for. */
function depthOf(domain: string): number {
  return domain.split('.').filter((label) => label !== '').length;
}

/** The reverse domains of a block end at whole octets. */
function reverseDepth({ cidrs }: Vpc): number {
  const [primary] = cidrs;
  const length = primary === undefined ? 0 : (parseCidr(primary.cidr)?.length ?? 0);
  return depthOf('in-addr.arpa') + Math.ceil(length / 8);
}

function autodefinedDepth({ vpc, name }: Asked): number {
  const domains = [internalDomain(vpc.region), publicDomain(vpc.region)];
  const domain = domains.find((one) => isWithin(name, one));
  if (domain !== undefined) return depthOf(domain);
  const address = readReverseName(name);
  return address !== undefined && ownsAddress(vpc, address) ? reverseDepth(vpc) : 0;
}

export function forwardingRule(asked: Asked, service: PrivateServiceName | undefined): ResolverRule | undefined {
  const { network, vpc } = asked;
  const name = nameOfLabels(labelsOf(asked.name));
  const rule = ruleFor(network, vpc.id, name);
  if (rule?.type !== 'FORWARD') return undefined;
  const rivals = [service === undefined ? 0 : depthOf(service.covered.replace(/^\*\./, ''))];
  if (vpc.enableDnsHostnames) {
    rivals.push(depthOf(privateZoneFor(network, vpc.id, name)?.name ?? ''), autodefinedDepth(asked));
  }
  return depthOf(rule.domain) >= Math.max(...rivals) ? rule : undefined;
}
