/**
 * Counts flows for flow logs: what passes a router at an interface's side, and what its groups or ACLs refuse, each once for the
 * interface that sent it and once for the one that it was for. A router whose flows nobody wants to know has nothing of this; in
 * others, interfaces are elements of a set, and rules don't grow with them.
 *
 * There are two generations of the sets of flows. Packets are counted in one, until whoever reads makes the rules count in the
 * other (`turnLines`), and has all the time in the world to read the first, in which nothing changes any more: no packet is
 * lost and none is counted twice. Then it is emptied (`emptyLines`). A set takes `mostFlows` flows; those that come when it is
 * full pass all the same, uncounted, and the reader tells by the set's size that some are missing (SKIPDATA in flow logs).
 */

import type { Router } from '../../blueprint/blueprint.ts';
import { deviceOf, internetDevice } from './names.ts';
import { addRules, type NftObject, table } from './nft-plan.ts';
import { chain, drop, quoted, set } from './nft-words.ts';
import type { Edges } from './router-nft.ts';

export const generations = ['a', 'b'] as const;
export type Generation = (typeof generations)[number];

export const mostFlows = 65_536;

/** A flow's mark: what there is to say of it beside its interface, addresses and ports. TCP's flags are as flow logs print them. */
export const flowMarks = {
  fin: 0x1,
  syn: 0x2,
  rst: 0x4,
  /** Beside `syn`. */
  synAck: 0x10,
  udp: 0x100,
  /** Counted for whom it was for; else for who sent it. */
  received: 0x1000,
  rejected: 0x2000,
  toInternetGateway: 0x4000,
  toGatewayEndpoint: 0x8000,
  toNowhere: 0x1_0000,
  toPeer: 0x2_0000,
  toFarPeer: 0x4_0000,
} as const;

type Mark = keyof typeof flowMarks;

const marked = (...names: readonly Mark[]): string =>
  `meta mark set 0x${names.reduce((sum, name) => sum | flowMarks[name], 0).toString(16)}`;
const alsoMarked = (name: Mark): string => `meta mark set meta mark | 0x${flowMarks[name].toString(16)}`;

/** Flows of TCP and UDP, and those of other protocols. Addresses and ports are taken in one piece each: nft knows short keys only. */
export const flowSets = {
  ports: (generation: Generation) => `flows-${generation}`,
  others: (generation: Generation) => `other-flows-${generation}`,
} as const;

function flowSetObjects(generation: Generation): readonly NftObject[] {
  const size = `size ${mostFlows}; flags dynamic;`;
  return [
    set(flowSets.ports(generation), `typeof meta mark . iifname . @nh,96,64 . @th,0,32; ${size}`, []),
    set(flowSets.others(generation), `typeof meta mark . iifname . @nh,96,64 . @nh,72,8; ${size}`, []),
  ];
}

function countRules(side: 'iifname' | 'oifname', generation: Generation): readonly string[] {
  const ports = `update @${flowSets.ports(generation)} { meta mark . ${side} . @nh,96,64 . @th,0,32 counter }`;
  const others = `update @${flowSets.others(generation)} { meta mark . ${side} . @nh,96,64 . @nh,72,8 counter }`;
  return [
    'meta l4proto tcp jump note-tcp-flags',
    `meta l4proto tcp ${ports}`,
    `meta l4proto udp ${alsoMarked('udp')} ${ports}`,
    `meta l4proto != { tcp, udp } ${others}`,
  ];
}

const counting = { 'count-sent': 'iifname', 'count-received': 'oifname' } as const;

/** Counts in a generation from now on. In one transaction. */
export function turnLines(generation: Generation): readonly string[] {
  return Object.entries(counting).flatMap(([name, side]) => [
    `flush chain ${table} ${name}`,
    ...addRules(name, countRules(side, generation)),
  ]);
}

/** Forgets what a generation has counted, which has been read. */
export function emptyLines(generation: Generation): readonly string[] {
  return [flowSets.ports(generation), flowSets.others(generation)].map((name) => `flush set ${table} ${name}`);
}

/** What has passed the egress of an interface, wherever it went then. */
function sentRules(router: Router, { gatewayEndpoints, peerings }: Edges): readonly string[] {
  const peersIn = (isMeant: (region: string) => boolean) =>
    peerings.filter(({ link }) => isMeant(link.region)).map(({ device }) => device);
  const ways: readonly (readonly [devices: readonly string[], mark: Mark])[] = [
    [router.internetGateway ? [internetDevice] : [], 'toInternetGateway'],
    [gatewayEndpoints, 'toGatewayEndpoint'],
    [['lo'], 'toNowhere'],
    [peersIn((region) => region === router.region), 'toPeer'],
    [peersIn((region) => region !== router.region), 'toFarPeer'],
  ];
  return [
    marked(),
    ...ways.flatMap(([devices, mark]) => devices.map((device) => `oifname ${quoted(device)} ${marked(mark)}`)),
    'goto count-sent',
  ];
}

const isSender = 'iifname @counted-ports';
const isReceiver = 'oifname @counted-ports';

/**
 * By stage: what becomes of a packet that it refuses. Groups and ACLs reject; what is lost on its way was accepted where it left.
 * Likeliest: AWS's page names groups and ACLs alone as what rejects.
 */
const refusals = {
  'security-group-egress': 'refused-sent',
  'network-acl-egress': 'refused-sent',
  route: 'lost',
  translate: 'lost',
  deliver: 'lost',
  'network-acl-ingress': 'refused-received',
  'security-group-ingress': 'refused-received',
} as const;

/** The end of a packet in a stage: a counted drop. */
export function refuse(router: Router, stage: keyof typeof refusals): string {
  return router.countedPorts ? `counter name ${stage} goto ${refusals[stage]}` : drop(stage);
}

export function flowLogObjects(router: Router, edges: Edges): readonly NftObject[] {
  if (!router.countedPorts) return [];
  const ports = router.countedPorts.map((id) => quoted(deviceOf(id)));
  return [
    set('counted-ports', 'type ifname;', ports),
    ...generations.flatMap(flowSetObjects),
    chain('note-tcp-flags', '', [
      `tcp flags & fin == fin ${alsoMarked('fin')}`,
      `tcp flags & syn == syn ${alsoMarked('syn')}`,
      `tcp flags & rst == rst ${alsoMarked('rst')}`,
      `tcp flags & (syn | ack) == syn | ack ${alsoMarked('synAck')}`,
    ]),
    ...Object.entries(counting).map(([name, side]) => chain(name, '', countRules(side, 'a'))),
    chain('sent', '', sentRules(router, edges)),
    chain('refused-sent', '', [`${isSender} ${marked('rejected')} jump count-sent`, 'drop']),
    chain('lost', '', [`${isSender} jump sent`, 'drop']),
    chain('refused-received', '', [
      `${isSender} jump sent`,
      `${isReceiver} ${marked('received', 'rejected')} jump count-received`,
      'drop',
    ]),
    // After the stages, where only what all of them let through arrives; nobody reads a packet's mark after this.
    chain('passed', 'type filter hook forward priority 1; policy accept;', [
      `${isSender} jump sent`,
      `${isReceiver} ${marked('received')} jump count-received`,
    ]),
  ];
}
