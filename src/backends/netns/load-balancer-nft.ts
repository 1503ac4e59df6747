/**
 * A load balancer's packet filter in one zone: which connections come in (here), which target each is sent to
 * (listener-nft.ts), and what else may pass. Endpoints are elements of sets and maps, never rules. No address of a client is
 * local here and clients of different endpoints may have the same one: their connections are kept apart by the link that they
 * come through. What belongs to a known connection meets as few rules as possible.
 */

import type { Match } from '../../blueprint/blueprint.ts';
import { endpointCounterName, endpointCounts } from './counters.ts';
import { endpointMtu } from './link-plan.ts';
import { type Listeners, proxied, unfitObjects, unfitRules } from './listener-nft.ts';
import { matchWords } from './match.ts';
import { nodeDevice, proberDevice, wireDevice } from './names.ts';
import { type NftObject, type NftPlan, nftPlan } from './nft-plan.ts';
import { chain, counter, map, quoted } from './nft-words.ts';
import { proberSlot, proxyAddress, proxyBlock, slotMask, vpcSlot } from './slots.ts';

export interface LoadBalancerFilter {
  readonly address: string;
  readonly listeners: Listeners;
  /** By endpoint interface. */
  readonly slots: ReadonlyMap<string, number>;
  readonly endpointRules?: readonly Match[];
}

const vpcSide = quoted(nodeDevice(0));
const prober = quoted(proberDevice);

/** Without IP and TCP headers. PrivateLink clamps what is announced, because too large packets vanish without a word. */
const clamp = `tcp flags & syn == syn tcp option maxseg size set ${endpointMtu - 40}`;

const dropped = 'counter name iifname map @dropped';

function endpointMaps(slots: ReadonlyMap<string, number>): readonly NftObject[] {
  const links = [...slots].map(([id, slot]) => ({ device: wireDevice(id), slot }));
  const numbers = [...links, { device: proberDevice, slot: proberSlot }].map(
    ({ device, slot }) => [quoted(device), `${slot}`] as const,
  );
  const counted = endpointCounts.flatMap((count) => {
    // A packet on its way to an endpoint has the endpoint's slot as its mark, however it came to be.
    const byMark = count === 'resets';
    const elements = links.map(({ device, slot }) => {
      const key = byMark ? `${slot}` : quoted(device);
      return [key, quoted(endpointCounterName(count, device))] as const;
    });
    return [
      ...links.map(({ device }) => counter(endpointCounterName(count, device))),
      map(count, `type ${byMark ? 'mark' : 'ifname'} : counter;`, elements),
    ];
  });
  return [
    ...counted,
    map('zone-of-link', 'typeof iifname : ct zone;', numbers),
    map('mark-of-link', 'typeof iifname : ct mark;', numbers),
  ];
}

/** Only requests have a zone; replies share one, so that no two connections leave with the same source port. */
function separation(): readonly NftObject[] {
  return [
    chain('separate', 'type filter hook prerouting priority -300; policy drop;', [
      `iifname ${vpcSide} accept`,
      'ct original zone set iifname map @zone-of-link accept',
    ]),
    chain('arrive', 'type filter hook prerouting priority -150; policy accept;', [
      'ct direction reply goto replies',
      'ct state new goto requests',
    ]),
    chain('replies', '', [
      // An endpoint's client cannot answer in a target's place.
      `iifname != ${vpcSide} drop`,
      'meta mark set ct mark',
    ]),
  ];
}

/**
 * Who may come through endpoints is judged by the client's own address and the listener's port, so before translation
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html).
 */
function admission(rules: readonly Match[] | undefined): readonly NftObject[] {
  const admitting = rules?.flatMap((match) => {
    const words = matchWords(match, 'ingress');
    return words === undefined ? [] : [`${words}goto admitted`];
  });
  return [
    chain('requests', '', [
      `iifname ${vpcSide} accept`,
      `iifname ${prober} ct mark set ${proberSlot} accept`,
      admitting ? 'goto endpoint-rules' : 'goto admitted',
    ]),
    ...(admitting ? [chain('endpoint-rules', '', [...admitting, dropped, 'drop'])] : []),
    chain('admitted', '', [clamp, 'ct mark set iifname map @mark-of-link']),
  ];
}

function passage(listeners: Listeners): readonly NftObject[] {
  return [
    chain('forward', 'type filter hook forward priority 0; policy drop;', [
      ...unfitRules(listeners),
      'ct state established tcp flags & (syn | rst) == 0 accept',
      'ct state established goto edges',
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html: of ICMP type 3 only;
      // and an endpoint never sends one.
      `ct state related icmp type destination-unreachable oifname ${vpcSide} accept`,
      'ct state invalid goto unknown',
      `ct state new iifname ${vpcSide} oifname ${vpcSide} ct status & dnat == dnat accept`,
      // Nothing of what no listener takes comes so far (see translation). That a connection was translated cannot be asked
      // for: an endpoint may have its target's very address.
      `ct state new iifname != ${vpcSide} oifname ${vpcSide} meta l4proto { tcp, udp } accept`,
      dropped,
    ]),
    chain('edges', '', [
      `oifname != ${vpcSide} ${clamp}`,
      'tcp flags & rst == rst counter name meta mark map @resets',
      'tcp flags & rst == rst counter name iifname map @client-resets',
      'accept',
    ]),
    // What was forgotten, or never known: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#connection-idle-timeout
    chain('unknown', '', [
      'meta l4proto != tcp drop',
      ...(listeners.ports.length > 0
        ? [`iifname != ${vpcSide} tcp dport { ${listeners.ports.join(', ')} } goto refuse`]
        : []),
      `iifname != ${vpcSide} drop`,
      'goto refuse',
    ]),
    // A reset goes back out of the link that its cause came from (see the settings).
    chain('refuse', '', ['meta mark set 0', 'meta mark set iifname map @mark-of-link', 'reject with tcp reset']),
  ];
}

/** What processes in this namespace, or the kernel itself, send and take: proxies' replies, and resets. */
function ownTraffic(listeners: Listeners): readonly NftObject[] {
  const proxies = proxied(listeners);
  const resets = ['tcp flags & rst == rst counter name meta mark map @resets', 'tcp flags & rst == rst accept'];
  return [
    chain('input', 'type filter hook input priority 0; policy drop;', [
      ...(proxies ? [`ip daddr ${proxyBlock} ct status & dnat == dnat accept`] : []),
    ]),
    ...(proxies
      ? [
          chain('way-back', 'type route hook output priority -150; policy accept;', [
            'ct direction reply meta mark set ct mark',
          ]),
        ]
      : []),
    chain('output', 'type filter hook output priority 0; policy drop;', [
      ...(proxies ? [`ct mark & ${slotMask} != ${vpcSlot} ${clamp}`] : []),
      ...resets,
      ...(proxies ? ['ct direction reply ct state established accept'] : []),
    ]),
  ];
}

function translation({ address, listeners, slots }: LoadBalancerFilter): readonly NftObject[] {
  const links = [...slots].map(([id, slot]) => [quoted(wireDevice(id)), proxyAddress(slot)] as const);
  return [
    ...listeners.objects,
    ...(proxied(listeners)
      ? [map('proxy-of-link', 'type ifname : ipv4_addr;', [[vpcSide, proxyAddress(vpcSlot)], ...links])]
      : []),
    map('listeners', 'type inet_proto . inet_service : verdict;', listeners.verdicts),
    chain('choose', 'type nat hook prerouting priority -100; policy accept;', [
      `iifname ${prober} return`,
      `iifname ${vpcSide} ip daddr != ${address} return`,
      'ip protocol . th dport vmap @listeners',
      dropped,
      'drop',
    ]),
    chain('source', 'type nat hook postrouting priority 100; policy accept;', [
      `oifname ${vpcSide} ct mark != 0 meta l4proto { tcp, udp } snat to ${address}:1024-65535`,
    ]),
  ];
}

export function loadBalancerNft(filter: LoadBalancerFilter): NftPlan {
  return nftPlan([
    ...endpointMaps(filter.slots),
    ...unfitObjects(filter.listeners),
    ...separation(),
    ...admission(filter.endpointRules),
    ...translation(filter),
    ...passage(filter.listeners),
    ...ownTraffic(filter.listeners),
  ]);
}
