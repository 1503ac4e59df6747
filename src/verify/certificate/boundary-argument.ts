/**
 * What makes a box true that a traced packet speaks for: its interfaces are alike, and no rule that the packet met begins or
 * ends within the box, so that every other packet of it meets the same rules with the same outcome.
 */

import { parseAddress } from '../../base/address.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import type { Trace } from '../answer.ts';
import { type Boundaries, boundariesOf } from '../boundaries.ts';
import { hasPorts } from '../packet.ts';
import type { BoxEnd, Traffic } from '../reach-answer.ts';
import { primaryAddress, publicAddress } from './machine.ts';
import type { Ends } from './stage-argument.ts';

export function boundariesHold(ends: Ends, found: Trace): boolean {
  const { network, box, senders, receivers } = ends;
  const boundaries = boundariesOf(network, found);
  const alike = (some: readonly NetworkInterface[]): boolean =>
    new Set(some.map((one) => kindOf(ends, one, boundaries))).size < 2;
  return (
    alike(senders) &&
    alike(receivers) &&
    isUncut(box.sources, boundaries) &&
    isUncut(box.destinations, boundaries) &&
    box.traffic.every((traffic) => isWhole(traffic, box.traffic, boundaries))
  );
}

/** The same for interfaces that no rule of these tells apart. */
function kindOf({ network }: Ends, one: NetworkInterface, { addresses }: Boundaries): string {
  const own = parseAddress(primaryAddress(one)) ?? 0;
  const below = [...addresses].filter((start) => start <= own).length;
  const isPublic = publicAddress(network, one) !== undefined;
  return [one.subnet, [...one.groups].sort().join(), isPublic, one.interfaceType, below].join(' ');
}

function isUncut(end: BoxEnd, { addresses }: Boundaries): boolean {
  if (end.kind !== 'internet') return true;
  const [from, to] = [parseAddress(end.from) ?? 0, parseAddress(end.to) ?? 0];
  return [...addresses].every((start) => start <= from || start > to);
}

function isWhole(traffic: Traffic, all: readonly Traffic[], { ports, protocols }: Boundaries): boolean {
  const { protocol, lastProtocol = protocol, ports: range } = traffic;
  if (hasPorts(protocol) && lastProtocol === protocol) {
    const { from, to } = range ?? { from: 0, to: 65535 };
    return all.length === 1 && [...ports].every((start) => start <= from || start > to);
  }
  const named = [...protocols].filter((one) => one >= protocol && one <= lastProtocol);
  return named.length === 0 || (all.length === 1 && lastProtocol === protocol);
}
