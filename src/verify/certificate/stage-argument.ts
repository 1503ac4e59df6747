/**
 * What makes a box true that one stage answers for: that stage's documents, read plainly, let nothing of the box pass, for
 * every sender and receiver in it. A table by stage; what is not in it proves nothing.
 */

import { parseAddress } from '../../base/address.ts';
import { containsAddress, lastOf, parseCidr } from '../../base/cidr.ts';
import type { Network } from '../../model/network.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import { dnsPort } from '../../model/resolver-endpoint.ts';
import { isZoneDown } from '../../model/zone-fault.ts';
import { areJoined } from '../joined.ts';
import { protocolNumbers } from '../packet.ts';
import { prefixes } from '../prefix-list.ts';
import type { Box, Traffic } from '../reach-answer.ts';
import { wayFrom } from '../route.ts';
import { aclDeniesAll } from './acl-argument.ts';
import { groupsDenyAll } from './group-argument.ts';
import { isRunning, primaryAddress, publicAddress } from './machine.ts';
import { haveCommon } from './traffic-cover.ts';

/** The ends of a box with their documents. */
export interface Ends {
  readonly network: Network;
  readonly box: Box;
  readonly senders: readonly NetworkInterface[];
  readonly receivers: readonly NetworkInterface[];
}

type Argument = (ends: Ends) => boolean;

const tcp: readonly Traffic[] = [{ protocol: protocolNumbers.tcp }];
const names: readonly Traffic[] = [protocolNumbers.tcp, protocolNumbers.udp].map((protocol) => ({
  protocol,
  ports: { from: dnsPort, to: dnsPort },
}));

/** What an endpoint takes by itself; undefined for one that hands on. */
function takenBy(network: Network, { interfaceType, parent = '' }: NetworkInterface): readonly Traffic[] | undefined {
  if (interfaceType === 'resolver_endpoint') {
    return network.get('resolver-endpoint', parent)?.direction === 'INBOUND' ? names : [];
  }
  return network.get('vpc-endpoint', parent)?.service === undefined ? tcp : undefined;
}

const isIn = (region: string, zoneId: string, network: Network): boolean => isZoneDown(network, region, zoneId);

const stageArguments: Readonly<Record<string, Argument>> = {
  source: ({ network, senders }) =>
    senders.every((one) => one.interfaceType !== 'interface' || !isRunning(network, one)),
  zone: ({ network, senders, receivers }) =>
    [senders, receivers].some(
      (some) => some.length > 0 && some.every(({ region, zoneId }) => isIn(region, zoneId, network)),
    ),
  deliver: (ends) => leadsStraight(ends) && ends.receivers.every((one) => !isRunning(ends.network, one)),
  endpoint: (ends) =>
    leadsStraight(ends) &&
    ends.receivers.every((one) => {
      const taken = takenBy(ends.network, one);
      return taken !== undefined && !haveCommon(ends.box.traffic, taken);
    }),
  route: (ends) => (ends.box.code === 'DISCONNECTED_VPCS' ? isApart(ends) : isOneWay(ends)),
  translate: (ends) =>
    ends.senders.length > 0 ? isOneWay(ends) && hidden(ends, ends.senders) : hidden(ends, ends.receivers),
  'security-group-egress': (ends) => groupsDenyAll(ends, 'egress'),
  'security-group-ingress': (ends) => leadsStraight(ends) && groupsDenyAll(ends, 'ingress'),
  'network-acl-egress': (ends) => leadsStraight(ends) && aclDeniesAll(ends, 'egress'),
  'network-acl-ingress': (ends) => leadsStraight(ends) && aclDeniesAll(ends, 'ingress'),
};

export function stageHolds(ends: Ends): boolean {
  const argument = stageArguments[ends.box.stage];
  return argument?.(ends) ?? false;
}

/** Every sender's routes lead straight to every receiver. */
function leadsStraight({ network, senders, receivers }: Ends): boolean {
  const bySubnet = new Map(senders.map((one) => [one.subnet, one]));
  return [...bySubnet.values()].every((sender) =>
    receivers.every((receiver) => {
      if (receiver.vpc !== sender.vpc) return false;
      const way = wayFrom(network, sender, primaryAddress(receiver));
      return way.kind === 'interface' && way.to.id === receiver.id;
    }),
  );
}

function isApart({ network, senders, receivers }: Ends): boolean {
  const vpcs = new Set(senders.map(({ vpc }) => vpc));
  const isJoined = (vpc: string): boolean => [...vpcs].some((one) => one === vpc || areJoined(network, one, vpc));
  return receivers.every((one) => !isJoined(one.vpc) && publicAddress(network, one) === undefined);
}

function hidden({ network }: Ends, some: readonly NetworkInterface[]): boolean {
  return some.every((one) => publicAddress(network, one) === undefined);
}

/** All senders are in one subnet, and no route of its table tells the receivers' addresses apart. */
function isOneWay({ network, box: { destinations }, senders, receivers }: Ends): boolean {
  const [first] = senders;
  if (!first || senders.some(({ subnet }) => subnet !== first.subnet)) return false;
  if (destinations.kind === 'interfaces') return receivers.length === 1;
  if (blocksOf(network, first).some((cidr) => isCut(cidr, destinations))) return false;
  // Where the way leads to a NAT gateway, its own subnet's routes decide next; nothing else may stand in between.
  const way = wayFrom(network, first, destinations.from);
  if (way.kind !== 'interface') return true;
  return way.to.interfaceType === 'nat_gateway' && !blocksOf(network, way.to).some((cidr) => isCut(cidr, destinations));
}

/** The blocks that a subnet's routes speak of, its own among them. */
function blocksOf(network: Network, { subnet, vpc, region }: NetworkInterface): readonly string[] {
  const table = network.find('route-table', `subnet:${subnet}`)[0] ?? network.find('route-table', `main:${vpc}`)[0];
  const blocks = (table?.routes ?? []).flatMap(({ destination }) => {
    if (destination.kind === 'cidr') return [destination.cidr];
    return destination.kind === 'prefix-list' ? prefixes(network, region, destination.prefixList) : [];
  });
  return [network.get('subnet', subnet)?.cidr ?? '', ...blocks];
}

/** Whether a block holds a part of a range and not the rest. */
function isCut(cidr: string, { from, to }: { readonly from: string; readonly to: string }): boolean {
  const block = parseCidr(cidr);
  const [first, last] = [parseAddress(from), parseAddress(to)];
  if (!block || first === undefined || last === undefined) return false;
  if (containsAddress(block, first) !== containsAddress(block, last)) return true;
  return !containsAddress(block, first) && block.base > first && lastOf(block) < last;
}
