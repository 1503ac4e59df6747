/**
 * What each gateway load balancer's node has to carry, and to whom: a pure list that follows from the Blueprint and from the
 * backend's names for devices. An endpoint whose wire is not there has no device.
 */

import { tunnelDevice } from '../backends/netns/names.ts';
import { wiresOf } from '../backends/netns/wire.ts';
import type { Blueprint } from '../blueprint/blueprint.ts';
import type { TunnelPlan } from '../host/tunnel-messages.ts';
import { endpointsOf } from './proxies.ts';

/** By the id of the node. */
export function wantedTunnels(blueprint: Blueprint): ReadonlyMap<string, TunnelPlan> {
  const endpoints = endpointsOf(blueprint.nodes);
  const wires = wiresOf(blueprint);
  const wanted = new Map<string, TunnelPlan>();
  for (const node of blueprint.nodes) {
    if (node.kind !== 'gateway-load-balancer-node') continue;
    const { id, address, appliances, stickiness, tcpIdleSeconds, otherIdleSeconds } = node;
    const wired = [...(wires.get(id)?.keys() ?? [])];
    wanted.set(id, {
      address,
      endpoints: wired.map((port) => ({ device: tunnelDevice(port), endpoint: endpoints.get(port) ?? '' })),
      targets: appliances.map(({ address, takesFlows }) => ({ address, takesFlows })),
      stickiness,
      tcpIdleSeconds,
      otherIdleSeconds,
    });
  }
  return wanted;
}
