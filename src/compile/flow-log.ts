/** Which ports' flows are counted: those that a flow log covers, whoever wants it. What of them is written down is no packet's matter. */

import type { Port, Router } from '../blueprint/blueprint.ts';
import type { Network } from '../model/network.ts';
import type { Vpc } from '../model/vpc.ts';

export function compileCountedPorts(network: Network, vpc: Vpc, ports: readonly Port[]): Pick<Router, 'countedPorts'> {
  const covered = new Set(network.find('flow-log', `vpc:${vpc.id}`).map(({ resource }) => resource));
  const countedPorts = ports
    .filter(({ id, subnet }) => covered.has(vpc.id) || covered.has(subnet) || covered.has(id))
    .map(({ id }) => id);
  return countedPorts.length === 0 ? {} : { countedPorts };
}
