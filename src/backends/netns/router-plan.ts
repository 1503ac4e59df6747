/** A VPC router's namespace: its links, addresses and routes, and its packet stages, rendered together. */

import { assert } from '../../base/assert.ts';
import type { Node, Router } from '../../blueprint/blueprint.ts';
import { hashText } from './hash.ts';
import { routerProblems } from './limits.ts';
import { deviceOf, internetId, namespaceOf, nodeDevice, wireDevice } from './names.ts';
import { portsOf } from './node-plan.ts';
import { peeringEnds } from './peering-ip.ts';
import type { LinkPlan, NamespacePlan } from './plan.ts';
import { routerLinks, routerPieces, routerSettings, type Surroundings } from './router-ip.ts';
import { routerNft } from './router-nft.ts';

/** Which links to other namespaces have their other end. */
export interface Joined {
  /** Interfaces of endpoints whose wire is there, and the ids of the namespaces that their links lead to. */
  readonly wired: ReadonlyMap<string, string>;
  /** Peering connections. */
  readonly live: ReadonlySet<string>;
  readonly transitGateways: ReadonlySet<string>;
}

const alone: Joined = { wired: new Map(), live: new Set(), transitGateways: new Set() };

function surroundingsOf(
  prefix: string,
  router: Router,
  nodes: readonly Node[],
  { wired, live, transitGateways }: Joined,
): Surroundings {
  const peers = new Map<string, LinkPlan['peer']>();
  const gatewayEndpoints = new Map<string, LinkPlan['peer']>();
  const endpointPorts = new Set<string>();
  for (const node of nodes) {
    if (node.kind === 'service-endpoint') {
      const end = wired.get(node.port);
      if (end === undefined) continue;
      peers.set(node.port, { namespace: namespaceOf(prefix, end), device: wireDevice(node.port) });
      endpointPorts.add(node.port);
      continue;
    }
    const namespace = namespaceOf(prefix, node.id);
    for (const { index, port } of portsOf(node)) peers.set(port, { namespace, device: nodeDevice(index) });
    if (node.kind === 'endpoint') endpointPorts.add(node.port);
    if (node.kind === 'gateway-endpoint') gatewayEndpoints.set(node.id, { namespace, device: nodeDevice(0) });
  }
  for (const { id, node } of router.ports) {
    if (!transitGateways.has(node)) continue;
    peers.set(id, { namespace: namespaceOf(prefix, node), device: wireDevice(id) });
  }
  const internet = { namespace: namespaceOf(prefix, internetId), device: deviceOf(router.id) };
  const peerings = peeringEnds(prefix, router, live);
  return {
    peers,
    endpointPorts,
    gatewayEndpoints,
    internet,
    peerings,
  };
}

export function routerPlan(
  prefix: string,
  router: Router,
  nodes: readonly Node[],
  joined: Joined = alone,
): NamespacePlan {
  const problems = routerProblems(router);
  assert(problems.length === 0, problems.join('; '));
  const around = surroundingsOf(prefix, router, nodes, joined);
  const links = routerLinks(router, around);
  const pieces = routerPieces(router, around);
  const text = [...routerSettings, ...links.map(({ add }) => add), ...pieces.map(({ add }) => add)].join('\n');
  return {
    name: namespaceOf(prefix, router.id),
    kind: 'router',
    settings: routerSettings,
    links,
    pieces,
    nft: routerNft(router, {
      gatewayEndpoints: [...around.gatewayEndpoints.keys()].map(deviceOf),
      peerings: around.peerings,
    }),
    digest: hashText(text),
  };
}
