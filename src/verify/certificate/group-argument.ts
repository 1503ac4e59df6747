/** That security groups let nothing of a box out, or in: no rule that speaks of the other side allows any of its traffic. */

import { parseAddress } from '../../base/address.ts';
import { containsAddress, lastOf, parseCidr } from '../../base/cidr.ts';
import type { Network } from '../../model/network.ts';
import { isUnjudged, type NetworkInterface } from '../../model/network-interface.ts';
import type { SecurityGroupRule } from '../../model/security-group.ts';
import { leadsAcross } from '../destination.ts';
import { areJoined } from '../joined.ts';
import { isWithin } from '../lookup.ts';
import { protocolNumbers } from '../packet.ts';
import { prefixes } from '../prefix-list.ts';
import type { BoxEnd, Traffic } from '../reach-answer.ts';
import { primaryAddress, publicAddress } from './machine.ts';
import type { Ends } from './stage-argument.ts';
import { haveCommon } from './traffic-cover.ts';

export function groupsDenyAll(ends: Ends, way: 'egress' | 'ingress'): boolean {
  const { network, box, senders, receivers } = ends;
  const [own, peers, peerEnd] =
    way === 'egress' ? [senders, receivers, box.destinations] : [receivers, senders, box.sources];
  if (own.length === 0 || own.some(isUnjudged)) return false;
  const groups = new Set(own.flatMap((one) => one.groups));
  return [...groups].every((group) =>
    network
      .find('security-group-rule', `group:${group}`)
      .filter(({ egress }) => egress === (way === 'egress'))
      .every((rule) => !haveCommon(trafficOf(rule), box.traffic) || !speaksOf(ends, rule, own, peers, peerEnd)),
  );
}

/** All of ICMP where a rule speaks of any of it, so that a rule counts rather too often than too seldom. */
function trafficOf({ protocol, from, to }: SecurityGroupRule): readonly Traffic[] {
  if (protocol === '-1') return [{ protocol: 0, lastProtocol: 255 }];
  const number = Object.hasOwn(protocolNumbers, protocol)
    ? protocolNumbers[protocol as keyof typeof protocolNumbers]
    : Number(protocol);
  const hasRange = from !== undefined && to !== undefined && number !== protocolNumbers.icmp;
  if (number === protocolNumbers.icmp && from !== undefined && from !== -1 && from !== 8) return [];
  return [{ protocol: number, ...(hasRange ? { ports: { from, to } } : {}) }];
}

/** Whether a rule may apply to some packet of the box. */
function speaksOf(
  { network }: Ends,
  { peer, region }: SecurityGroupRule,
  own: readonly NetworkInterface[],
  peers: readonly NetworkInterface[],
  end: BoxEnd,
): boolean {
  const isNear = (one: NetworkInterface): boolean => own.some((each) => meetInside(network, each, one));
  // A group may be worn in several VPCs; what comes over the internet has no group to be seen by.
  if (peer.kind === 'group') return peers.some((one) => one.groups.includes(peer.group) && isNear(one));
  const blocks =
    peer.kind === 'cidr' ? [peer.cidr] : peer.kind === 'prefix-list' ? prefixes(network, region, peer.prefixList) : [];
  if (end.kind === 'internet') return blocks.some((block) => overlaps(block, end));
  return peers.some((one) => {
    const inner = primaryAddress(one);
    const address = isNear(one) ? inner : (publicAddress(network, one) ?? inner);
    return blocks.some((block) => isWithin(block, address));
  });
}

/** Whether one is spoken to at its private address: in one VPC, and in VPCs that are joined as routes lead there. */
function meetInside(network: Network, own: NetworkInterface, one: NetworkInterface): boolean {
  if (own.vpc === one.vpc || leadsAcross(network, own, one, primaryAddress(one))) return true;
  return areJoined(network, own.vpc, one.vpc) && publicAddress(network, one) === undefined;
}

function overlaps(cidr: string, { from, to }: { readonly from: string; readonly to: string }): boolean {
  const block = parseCidr(cidr);
  const [first, last] = [parseAddress(from), parseAddress(to)];
  if (!block || first === undefined || last === undefined) return false;
  return (
    containsAddress(block, first) ||
    (block.base >= first && block.base <= last) ||
    containsAddress(block, last) ||
    lastOf(block) === last
  );
}
