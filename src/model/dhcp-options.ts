/** A DHCP options set: immutable, one per VPC. */

import { internalDomain } from './host-name.ts';
import type { Network } from './network.ts';
import type { ResourceBase } from './resource.ts';
import type { Vpc } from './vpc.ts';

export const amazonProvided = 'AmazonProvidedDNS';

export interface DhcpOptions extends ResourceBase {
  readonly kind: 'dhcp-options';
  /** `domain-name`, `domain-name-servers`, … → values. */
  readonly configurations: Readonly<Record<string, readonly string[]>>;
}

type Place = Pick<Vpc, 'dhcpOptions' | 'region'>;

/** The domain that instances find short names in: Amazon's own unless somebody chose another. */
export function domainOf(network: Network, { dhcpOptions, region }: Place): string {
  return network.get('dhcp-options', dhcpOptions)?.configurations['domain-name']?.[0] ?? internalDomain(region);
}

/** The name servers that instances ask, with the VPC's own where the options say so, or say nothing (likeliest). */
export function nameServersOf(network: Network, { dhcpOptions }: Place, own: readonly string[]): readonly string[] {
  const chosen = network.get('dhcp-options', dhcpOptions)?.configurations['domain-name-servers'];
  return (chosen ?? [amazonProvided]).flatMap((server) => (server === amazonProvided ? own : [server]));
}
