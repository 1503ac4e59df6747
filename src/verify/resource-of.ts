/** The resource that a hop or somebody's question names: by its id alone, which tells its kind. */

import type { Network } from '../model/network.ts';
import type { Kind, Resource } from '../model/resource.ts';

/** Prefix of an id → its kind. */
const kinds: Readonly<Record<string, Kind>> = {
  acl: 'network-acl',
  eni: 'network-interface',
  i: 'instance',
  igw: 'internet-gateway',
  nat: 'nat-gateway',
  pcx: 'vpc-peering-connection',
  rtb: 'route-table',
  sg: 'security-group',
  subnet: 'subnet',
  tgw: 'transit-gateway',
  'tgw-attach': 'transit-gateway-attachment',
  'tgw-rtb': 'transit-gateway-route-table',
  vgw: 'vpn-gateway',
  vpc: 'vpc',
  vpce: 'vpc-endpoint',
  'vpce-svc': 'vpc-endpoint-service',
};

/** Kinds whose ids are ARNs. */
const arnKinds = ['load-balancer', 'listener', 'target-group'] as const;

export function resourceOf(network: Network, id: string): Resource | undefined {
  if (id.startsWith('arn:')) return arnKinds.map((kind) => network.get(kind, id)).find((one) => one !== undefined);
  const prefix = id.slice(0, Math.max(id.lastIndexOf('-'), 0));
  return Object.hasOwn(kinds, prefix) ? network.get(kinds[prefix]!, id) : undefined;
}
