/**
 * Listeners of a load balancer as nftables objects: one chain per listener, which a connection's first packet passes once. It
 * says after how long the connection is forgotten, whether the target sees the client, and which target it is. Another
 * target is another text of that one chain, so connections under way stay where they are.
 */

import type { ListenerPlan, SocketAddress } from '../../blueprint/load-balancer.ts';
import { isIpv4 } from './addresses.ts';
import { nodeDevice } from './names.ts';
import type { NftObject } from './nft-plan.ts';
import { chain, quoted, set } from './nft-words.ts';
import { hidesClient, proberSlot } from './slots.ts';

const tcp = 6;

export interface Listeners {
  readonly plans: readonly ListenerPlan[];
  /** Of TCP. */
  readonly ports: readonly number[];
  readonly objects: readonly NftObject[];
  readonly verdicts: readonly (readonly [string, string])[];
}

type Protocol = 'tcp' | 'udp';

function protocolOf({ protocol }: ListenerPlan): Protocol {
  return protocol === tcp ? 'tcp' : 'udp';
}

/** Proxy protocol is spoken at the beginning of a connection, so by listeners of TCP only. */
function isProxied(listener: ListenerPlan): boolean {
  return listener.proxyProtocol && listener.protocol === tcp;
}

export function proxied({ plans }: Listeners): boolean {
  return plans.some(isProxied);
}

/** Seconds that a closed connection's ports stay taken; the default of two minutes would use up the ports of a busy target. */
const closedSeconds = 10;

function timeout(listener: ListenerPlan): NftObject {
  const { idleSeconds } = listener;
  const protocol = protocolOf(listener);
  const policy =
    protocol === 'tcp'
      ? `established : ${idleSeconds}, time_wait : ${closedSeconds}, close : ${closedSeconds}`
      : `unreplied : ${idleSeconds}, replied : ${idleSeconds}`;
  const header = `protocol ${protocol}; l3proto ip; policy = { ${policy} } ;`;
  return { kind: 'timeout', name: `idle-${protocol}-${idleSeconds}`, header };
}

function targetWords({ address, port }: SocketAddress): string {
  return `${address} . ${port}`;
}

/** By the connection's addresses and ports: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html */
function choice(protocol: Protocol, targets: readonly SocketAddress[]): string {
  const hash = `jhash ip saddr . ip daddr . ${protocol} sport . ${protocol} dport mod ${targets.length}`;
  const places = targets.map((target, place) => `${place} : ${targetWords(target)}`);
  return `dnat ip addr . port to ${hash} map { ${places.join(', ')} }`;
}

function listenerName(listener: ListenerPlan): string {
  return `listener-${protocolOf(listener)}-${listener.port}`;
}

function listenerChain(listener: ListenerPlan): NftObject {
  const protocol = protocolOf(listener);
  const proxy = isProxied(listener);
  const hides = !listener.keepsClientAddress && !proxy;
  return chain(listenerName(listener), '', [
    `ct timeout set "${timeout(listener).name}"`,
    'counter name iifname map @connections',
    ...(hides ? [`iifname ${quoted(nodeDevice(0))} ct mark set ${hidesClient}`] : []),
    proxy ? `meta l4proto ${protocol} dnat to iifname map @proxy-of-link` : choice(protocol, listener.targets),
  ]);
}

/** A listener without a target takes nothing. A proxy has its targets from elsewhere, so it takes what comes. */
function takes(listener: ListenerPlan): boolean {
  return isProxied(listener) || listener.targets.length > 0;
}

function onlyIpv4(listener: ListenerPlan): ListenerPlan {
  const targets = listener.targets.filter(({ address }) => isIpv4(address));
  return { ...listener, targets, unfit: listener.unfit.filter(({ address }) => isIpv4(address)) };
}

export function listenersOf(all: readonly ListenerPlan[]): Listeners {
  const plans = all.map(onlyIpv4);
  const taking = plans.filter(takes);
  const timeouts = new Map(taking.map(timeout).map((object) => [object.name, object]));
  return {
    plans,
    ports: plans.filter(({ protocol }) => protocol === tcp).map(({ port }) => port),
    objects: [...timeouts.values(), ...taking.map(listenerChain)],
    verdicts: taking.map((listener) => [
      `${protocolOf(listener)} . ${listener.port}`,
      `goto ${listenerName(listener)}`,
    ]),
  };
}

/** Of one protocol: the listener's port and the target, of connections that end now. */
function unfitElements({ plans }: Listeners, protocol: Protocol): readonly string[] {
  return plans
    .filter((listener) => protocolOf(listener) === protocol && !isProxied(listener))
    .flatMap(({ port, unfit }) => unfit.map((target) => `${port} . ${targetWords(target)}`))
    .sort();
}

export function unfitObjects(listeners: Listeners): readonly NftObject[] {
  return (['tcp', 'udp'] as const).flatMap((protocol) => {
    const elements = unfitElements(listeners, protocol);
    if (elements.length === 0) return [];
    return [set(`unfit-${protocol}`, 'type inet_service . ipv4_addr . inet_service;', elements)];
  });
}

/** Asked for every packet, so there only while some target is unfit. Health checks go on. */
export function unfitRules(listeners: Listeners): readonly string[] {
  const of = 'ct original proto-dst . ct reply ip saddr . ct reply proto-src';
  return (['tcp', 'udp'] as const)
    .filter((protocol) => unfitElements(listeners, protocol).length > 0)
    .map((protocol) => {
      const verdict = protocol === 'tcp' ? 'goto refuse' : 'drop';
      return `meta l4proto ${protocol} ct mark != ${proberSlot} ${of} @unfit-${protocol} ${verdict}`;
    });
}
