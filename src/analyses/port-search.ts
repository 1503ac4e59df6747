/**
 * Which destination ports of a range need to be tried. Whether a packet passes changes with its port only where a rule that
 * it met begins or ends, so that one port between two such borders speaks for all of them; another port may lead to other
 * rules, whose borders are then tried as well.
 */

import type { PortRange } from '../base/port-range.ts';
import type { Network } from '../model/network.ts';
import type { Hop, Trace } from '../verify/answer.ts';

export interface PortSearch {
  /** The next port to try, lowest first; undefined when every one that matters was tried. */
  next(): number | undefined;
  /** Takes in where else the way may change. */
  learn(found: Trace): void;
}

/** A resolver's and a metadata service's: which of them a packet reaches depends on nothing else. */
const servicePorts = [53, 80];

export function searchPorts(network: Network, range: PortRange): PortSearch {
  const tried = new Set<number>();
  const open = new Set<number>([range.from]);
  return {
    next() {
      const port = open.size === 0 ? undefined : Math.min(...open);
      if (port === undefined) return undefined;
      open.delete(port);
      tried.add(port);
      return port;
    },
    learn(found) {
      for (const hop of [...found.forward, ...found.return]) {
        for (const port of bordersAt(network, hop)) {
          if (port >= range.from && port <= range.to && !tried.has(port)) open.add(port);
        }
      }
    },
  };
}

const bordersOf = ({ from, to }: PortRange): readonly number[] => [from, to + 1];

function bordersAt(network: Network, hop: Hop): readonly number[] {
  const { stage, component } = hop;
  if (stage.startsWith('security-group')) {
    const groups = network.get('network-interface', component)?.groups ?? [];
    const rules = groups.flatMap((group) => network.find('security-group-rule', `group:${group}`));
    return rules.flatMap(({ from, to }) => (from === undefined || to === undefined ? [] : bordersOf({ from, to })));
  }
  if (stage.startsWith('network-acl')) {
    const entries = network.get('network-acl', component)?.entries ?? [];
    return entries.flatMap(({ ports }) => (ports ? bordersOf(ports) : []));
  }
  if (stage === 'load-balancer') {
    return network.find('listener', `load-balancer:${component}`).flatMap(({ port }) => [port, port + 1]);
  }
  return hop.code === 'TARGET_PORT_RESTRICTION' ? servicePorts : [];
}
