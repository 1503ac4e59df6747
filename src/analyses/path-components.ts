/**
 * The hops of a trace as a path of components, in the order in which Reachability Analyzer lists them: the sender and its
 * interface, the rules that let it out, gateways, the rules that let it in, the receiver's interface and the receiver
 * (https://docs.aws.amazon.com/vpc/latest/reachability/getting-started-cli.html). What belongs to others is left out, and so
 * is what comes behind a drop: there a packet never gets.
 */

import type { NetworkInterface } from '../model/network-interface.ts';
import type { AnalysisComponent, PathComponent } from '../model/path-component.ts';
import type { Route, RouteTable } from '../model/route-table.ts';
import type { TransitGateway, TransitGatewayAttachment } from '../model/transit-gateway.ts';
import type { VpcPeeringConnection } from '../model/vpc-peering-connection.ts';
import type { Hop } from '../verify/answer.ts';
import { resourceOf } from '../verify/resource-of.ts';
import { componentOf, isNobodys, named, placeOf, seen, subjectOf, type View, vpcsAcross } from './component.ts';
import { changedHeader, wholeHeader } from './packet-header.ts';
import { aclRule, groupRule, tableRoute, transitRoute } from './rule.ts';

type Bare = Omit<PathComponent, 'SequenceNumber'>;

export function pathComponents(view: View, hops: readonly Hop[]): readonly PathComponent[] {
  const end = hops.findIndex(({ verdict }) => verdict === 'drop');
  const before = end === -1 ? hops : hops.slice(0, end);
  const passed = before.filter((hop) => subjectOf(view, hop) !== undefined || isNobodys(hop));
  const found: Bare[] = [];
  passed.forEach((hop, index) => {
    const parts = componentsOf(view, hop);
    const added = hop.stage === 'source-check' ? withoutRepeat(found, parts) : [...parts];
    const next = passed[index + 1];
    const changed = next && changedHeader(hop.packet, next.packet);
    const last = added.at(-1);
    if (last && changed) added[added.length - 1] = { ...last, OutboundHeader: changed };
    found.push(...added);
  });
  const isWhole = hops.length > 0 && passed.at(-1) === hops.at(-1);
  return withEnds(found, passed, isWhole).map((one, index) => ({
    SequenceNumber: index + 1,
    ...one,
    AdditionalDetails: [
      ...(one.AdditionalDetails ?? []),
      ...(crossesZones(view, found, index) ? [{ AdditionalDetailType: 'AVAILABILITY_ZONE_CROSSED' }] : []),
    ],
    Explanations: [],
  }));
}

/** Whether it is the first interface of another zone: https://docs.aws.amazon.com/vpc/latest/reachability/additional-detail-codes.html */
function crossesZones({ network }: View, components: readonly Bare[], index: number): boolean {
  const zoneOf = (one: Bare | undefined) => network.get('network-interface', one?.Component.Id ?? '')?.zoneId;
  const own = zoneOf(components[index]);
  const before = components
    .slice(0, index)
    .map(zoneOf)
    .filter((zone) => zone !== undefined)
    .at(-1);
  return own !== undefined && before !== undefined && own !== before;
}

/** The packet is shown whole where it begins and where it arrives. */
function withEnds(found: readonly Bare[], hops: readonly Hop[], isWhole: boolean): readonly Bare[] {
  const [first, ...others] = found;
  const [beginning, end] = [hops[0], hops.at(-1)];
  if (first === undefined || beginning === undefined || end === undefined) return found;
  const comesIn = first.OutboundHeader !== undefined;
  const header = wholeHeader(beginning.packet);
  const opened = [{ ...first, ...(comesIn ? { InboundHeader: header } : { OutboundHeader: header }) }, ...others];
  const last = opened.at(-1)!;
  if (!isWhole || opened.length < 2 || end.stage !== 'deliver') return opened;
  return [...opened.slice(0, -1), { ...last, InboundHeader: wholeHeader(end.packet) }];
}

/** A forwarding instance is a step on the way once, though the packet both comes to it and leaves it. */
function withoutRepeat(found: readonly Bare[], added: readonly Bare[]): Bare[] {
  const known = found.slice(-2).map(({ Component }) => Component.Id);
  const fresh = [...added];
  while (fresh[0] && known.includes(fresh[0].Component.Id)) fresh.shift();
  return fresh;
}

type Reader = (view: View, hop: Hop) => readonly Bare[];

const readers: Readonly<Record<string, Reader>> = {
  'source-check': (view, hop) => [...hostOf(view, hop.component), ...interfaceOf(view, hop.component)],
  'security-group-egress': groupOf,
  'security-group-ingress': groupOf,
  'network-acl-egress': aclOf,
  'network-acl-ingress': aclOf,
  route: routeOf,
  translate: translatorOf,
  endpoint: endpointOf,
  'load-balancer': loadBalancerOf,
  target: targetOf,
  deliver: receiverOf,
  forward: receiverOf,
};

function componentsOf(view: View, hop: Hop): readonly Bare[] {
  return Object.hasOwn(readers, hop.stage) ? readers[hop.stage]!(view, hop) : [];
}

function alone(component: AnalysisComponent | undefined, more: Partial<Bare> = {}): readonly Bare[] {
  return component === undefined ? [] : [{ Component: component, ...more }];
}

function hostOf(view: View, id: string): readonly Bare[] {
  const instance = view.network.get('network-interface', id)?.attachment?.instance;
  return alone(seen(view, instance));
}

function interfaceOf(view: View, id: string | undefined): readonly Bare[] {
  const one = id === undefined ? undefined : view.network.get('network-interface', id);
  if (one === undefined) return [];
  const host = one.attachment?.instance ?? one.parent;
  return alone(seen(view, one.id), { ...named(view, 'AttachedTo', host), ...placeOf(view, one) });
}

/** The group whose rule decided; where a connection is known and none was asked, the interface's first. */
function groupOf(view: View, { component, rule }: Hop): readonly Bare[] {
  const decided = rule === undefined ? undefined : view.network.get('security-group-rule', rule);
  const group = decided?.group ?? view.network.get('network-interface', component)?.groups[0];
  return alone(seen(view, group), decided ? { SecurityGroupRule: groupRule(decided) } : {});
}

function aclOf(view: View, { component, acl, stage }: Hop): readonly Bare[] {
  const found = view.network.get('network-acl', component);
  const rule = found && aclRule(found, stage === 'network-acl-egress', acl?.number);
  return alone(seen(view, component), rule ? { AclRule: rule } : {});
}

/** The attachment by which the packet came, the table, and the attachment by which it leaves. */
function transitOf(view: View, table: string, { gateway, attachment, route }: NonNullable<Hop['transit']>) {
  const own = named(view, 'TransitGateway', gateway);
  const chosen = route ? { TransitGatewayRouteTableRoute: transitRoute(view.network, gateway, route) } : {};
  return [
    ...alone(seen(view, attachment), own),
    ...alone(seen(view, table), { ...own, ...chosen }),
    ...alone(seen(view, route?.attachment), own),
  ];
}

/** Where a path begins or ends: a gateway with the attachment that the packet came by, or an attachment by itself. */
function transitEnd(
  view: View,
  end: TransitGateway | TransitGatewayAttachment,
  transit: Hop['transit'],
): readonly Bare[] {
  if (end.kind === 'transit-gateway-attachment') {
    return alone(seen(view, end.id), named(view, 'TransitGateway', end.transitGateway));
  }
  const own = named(view, 'TransitGateway', end.id);
  return [...alone(seen(view, transit?.attachment), own), ...alone(seen(view, end.id))];
}

/** With the VPCs on its sides, as the interface sees them that sent the packet. */
function connectionOf(view: View, connection: VpcPeeringConnection, from: string | undefined): readonly Bare[] {
  const sender = view.network.get('network-interface', from ?? '');
  if (sender === undefined) return alone(seen(view, connection.id));
  return alone(componentOf(view, connection), vpcsAcross(view, connection, sender.vpc));
}

/** Within its subnet a packet meets no route table; behind one it may come to a peering connection or a transit gateway. */
function routeOf(view: View, { component, route, networkInterface, transit }: Hop): readonly Bare[] {
  const found = resourceOf(view.network, component);
  switch (found?.kind) {
    case 'transit-gateway':
    case 'transit-gateway-attachment':
      return transitEnd(view, found, transit);
    case 'transit-gateway-route-table':
      return transit ? transitOf(view, component, transit) : [];
    case 'vpc-peering-connection':
      return connectionOf(view, found, networkInterface);
    case 'route-table':
      return route ? alone(seen(view, component), ownRoute(view, found, route)) : [];
    default:
      return [];
  }
}

function ownRoute(view: View, table: RouteTable, route: Route) {
  return { RouteTableRoute: tableRoute(view.network, table, route), ...named(view, 'Vpc', table.vpc) };
}

/** An internet gateway or a virtual private one, or a NAT gateway behind its interface. */
function translatorOf(view: View, { component }: Hop): readonly Bare[] {
  const found = resourceOf(view.network, component);
  if (found?.kind === 'internet-gateway' || found?.kind === 'vpn-gateway')
    return alone(seen(view, component), named(view, 'Vpc', found.vpc));
  if (found?.kind !== 'nat-gateway') return [];
  const own = { ...named(view, 'Subnet', found.subnet), ...named(view, 'Vpc', found.vpc) };
  return [...interfaceOf(view, found.networkInterface), ...alone(seen(view, component), own)];
}

/** What a gateway load balancer sends to appliances is no part of a path. */
function targetOf(view: View, { rule }: Hop): readonly Bare[] {
  const isInspection = view.network.get('target-group', rule ?? '')?.protocol === 'GENEVE';
  return isInspection ? [] : alone(seen(view, rule));
}

function endpointOf(view: View, { component, packet, networkInterface, assumption }: Hop): readonly Bare[] {
  const endpoint = view.network.get('vpc-endpoint', component);
  if (endpoint === undefined) return [];
  const own = { ServiceName: endpoint.serviceName, ...named(view, 'Vpc', endpoint.vpc) };
  if (networkInterface === undefined)
    return [...interfaceAt(view, endpoint.vpc, packet.destination), ...alone(seen(view, component), own)];
  const AdditionalDetails = assumption === undefined ? [] : [{ AdditionalDetailType: assumption }];
  return [...interfaceOf(view, networkInterface), ...alone(seen(view, component), { ...own, AdditionalDetails })];
}

/** Through an endpoint the packet is addressed to the endpoint, and no interface of the load balancer's has that address. */
function loadBalancerOf(view: View, { component, rule, packet }: Hop): readonly Bare[] {
  const found = view.network.get('load-balancer', component);
  if (found === undefined || found.type === 'gateway') return [];
  const own = { ...named(view, 'ElasticLoadBalancerListener', rule), ...named(view, 'Vpc', found.vpc) };
  const node = interfaceAt(view, found.vpc, packet.destination, found.id);
  return [...node, ...alone(seen(view, component), own)];
}

function interfaceAt(view: View, vpc: string, address: string, parent?: string): readonly Bare[] {
  const [one]: readonly NetworkInterface[] = view.network.find('network-interface', `address:${vpc}/${address}`);
  return one && (parent === undefined || one.parent === parent) ? interfaceOf(view, one.id) : [];
}

/** An instance behind its interface; a virtual private gateway; or the router of a VPC, which answers for its resolver and metadata. */
function receiverOf(view: View, { component }: Hop): readonly Bare[] {
  if (view.network.get('vpc', component) || view.network.get('vpn-gateway', component))
    return alone(seen(view, component));
  return [...interfaceOf(view, component), ...hostOf(view, component)];
}
