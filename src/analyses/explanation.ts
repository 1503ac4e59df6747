/**
 * What stopped a packet, as Reachability Analyzer explains it: the code of the trace and, by the stage that dropped, the
 * members that say where and by which rule
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Explanation.html). What stops it in another account's network
 * is AWS's NO_POSSIBLE_DESTINATION, about the last component that may be shown.
 */

import type { AnalysisComponent, Explanation } from '../model/path-component.ts';
import type { Hop, Trace } from '../verify/answer.ts';
import { resourceOf } from '../verify/resource-of.ts';
import { isNobodys, named, placeOf, seen, subjectOf, type View, vpcsAcross } from './component.ts';
import { aclRule, groupRule, tableRoute, transitRoute } from './rule.ts';

type Members = Omit<Explanation, 'ExplanationCode'>;

/** Every blocker that the account may see, once; one for all behind the last component that it may see. */
export function explanationsOf(view: View, found: Trace): readonly Explanation[] {
  const explained: Explanation[] = [];
  let last: AnalysisComponent | undefined;
  for (const hop of [...found.forward, ...found.return]) {
    const shown = subjectOf(view, hop);
    if (hop.verdict === 'pass') last = shown ?? last;
    else if (shown !== undefined || isNobodys(hop)) {
      explained.push({ ExplanationCode: hop.code ?? 'NO_PATH', ...membersOf(view, hop) });
    } else {
      explained.push({
        ExplanationCode: 'NO_POSSIBLE_DESTINATION',
        ...(last === undefined ? {} : { Component: last }),
      });
    }
  }
  return [...new Map(explained.map((one) => [JSON.stringify(one), one])).values()];
}

type Reader = (view: View, hop: Hop) => Members;

const readers: Readonly<Record<string, Reader>> = {
  deliver: deliveryOf,
  endpoint: endpointOf,
  forward: interfaceOf,
  'load-balancer': loadBalancerOf,
  'network-acl-egress': aclOf,
  'network-acl-ingress': aclOf,
  route: routeOf,
  'security-group-egress': groupsOf,
  'security-group-ingress': groupsOf,
  'source-check': interfaceOf,
  target: targetOf,
  translate: translatorOf,
  zone: zoneOf,
};

function membersOf(view: View, hop: Hop): Members {
  return Object.hasOwn(readers, hop.stage) ? readers[hop.stage]!(view, hop) : named(view, 'Component', hop.component);
}

const directionOf = ({ stage }: Hop): 'egress' | 'ingress' =>
  stage.endsWith('egress') || stage === 'source-check' ? 'egress' : 'ingress';

function portOf({ packet: { port, lastPort } }: Hop): Members {
  if (port === undefined) return {};
  return lastPort === undefined ? { Port: port } : { PortRanges: [{ From: port, To: lastPort }] };
}

/** An interface that takes or sends only what has its own addresses. */
function interfaceOf(view: View, hop: Hop): Members {
  const Direction = directionOf(hop);
  const [Address, PacketField] =
    Direction === 'egress' ? [hop.packet.source, 'source-address'] : [hop.packet.destination, 'destination-address'];
  const place = placeOf(view, view.network.get('network-interface', hop.component));
  return {
    Address: `${Address}/32`,
    Direction,
    ...named(view, 'NetworkInterface', hop.component),
    PacketField,
    ...place,
  };
}

function groupsOf(view: View, hop: Hop): Members {
  const one = view.network.get('network-interface', hop.component);
  const rule = hop.rule === undefined ? undefined : view.network.get('security-group-rule', hop.rule);
  return {
    Direction: directionOf(hop),
    ...named(view, 'NetworkInterface', hop.component),
    ...portOf(hop),
    ...(rule ? { SecurityGroupRule: groupRule(rule) } : {}),
    SecurityGroups: one?.groups.flatMap((group) => seen(view, group) ?? []) ?? [],
    ...placeOf(view, one),
  };
}

function aclOf(view: View, hop: Hop): Members {
  const { component, acl } = hop;
  const found = view.network.get('network-acl', component);
  const rule = found && aclRule(found, directionOf(hop) === 'egress', acl?.number);
  return {
    ...named(view, 'Acl', component),
    ...(rule ? { AclRule: rule } : {}),
    Direction: directionOf(hop),
    ...portOf(hop),
    ...named(view, 'Subnet', acl?.subnet),
    ...named(view, 'Vpc', found?.vpc),
  };
}

function transitOf(view: View, { component, packet, transit }: Hop): Members {
  if (transit === undefined) return {};
  const { gateway, attachment, route } = transit;
  return {
    Address: `${packet.destination}/32`,
    ...named(view, 'TransitGateway', gateway),
    ...named(view, 'TransitGatewayAttachment', attachment),
    ...(component === gateway ? {} : named(view, 'TransitGatewayRouteTable', component)),
    ...(route ? { TransitGatewayRouteTableRoute: transitRoute(view.network, gateway, route), State: route.state } : {}),
  };
}

function routeOf(view: View, hop: Hop): Members {
  const { component, route, packet, networkInterface, transit } = hop;
  if (transit) return transitOf(view, hop);
  const [from, to] = [networkInterface, component].map((id) => id && view.network.get('network-interface', id));
  const connection = view.network.get('vpc-peering-connection', component);
  if (from && connection) {
    const across = vpcsAcross(view, connection, from.vpc);
    const Vpc = across.DestinationVpc;
    return { ...named(view, 'VpcPeeringConnection', component), ...across, ...(Vpc ? { Vpc } : {}) };
  }
  if (from && to) return { ...named(view, 'SourceVpc', from.vpc), ...named(view, 'DestinationVpc', to.vpc) };
  const table = view.network.get('route-table', component);
  if (table === undefined) return { ...named(view, 'Component', component), Address: `${packet.destination}/32` };
  const shown = route && tableRoute(view.network, table, route);
  return {
    Address: `${packet.destination}/32`,
    ...named(view, hop.code?.startsWith('INGRESS_RTB') ? 'IngressRouteTable' : 'RouteTable', component),
    ...(shown ? { RouteTableRoute: shown, State: shown.State } : {}),
    ...(route?.target.kind === 'vpn-gateway' ? named(view, 'VpnGateway', route.target.id) : {}),
    ...named(view, 'Vpc', table.vpc),
  };
}

const protocolNames: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

function protocolOf({ packet: { protocol } }: Hop): Members {
  return { Protocols: [protocolNames[protocol] ?? String(protocol)] };
}

function translatorOf(view: View, hop: Hop): Members {
  const { component, packet, code } = hop;
  const Address = `${code?.endsWith('EGRESS') && !code.includes('DESTINATION') ? packet.source : packet.destination}/32`;
  const found = resourceOf(view.network, component);
  if (found?.kind === 'vpc')
    return { Component: seen(view, component)!, MissingComponent: 'AWS::EC2::InternetGateway' };
  if (found?.kind === 'nat-gateway') {
    const place = { ...named(view, 'Subnet', found.subnet), ...named(view, 'Vpc', found.vpc) };
    return { Address, ...named(view, 'NatGateway', component), ...protocolOf(hop), ...place };
  }
  if (found?.kind === 'vpn-gateway')
    return { Address, ...named(view, 'VpnGateway', component), ...named(view, 'Vpc', found.vpc) };
  const vpc = found?.kind === 'internet-gateway' ? found.vpc : undefined;
  return { Address, ...named(view, 'InternetGateway', component), ...named(view, 'Vpc', vpc) };
}

function endpointOf(view: View, hop: Hop): Members {
  const found = view.network.get('vpc-endpoint', hop.component);
  if (found === undefined) return named(view, 'NetworkInterface', hop.component);
  const own =
    view.network.get('network-interface', hop.networkInterface ?? '') ??
    view.network.find('network-interface', `address:${found.vpc}/${hop.packet.destination}`)[0];
  const state = found.connection?.state;
  return {
    ...(hop.code === 'VPCE_SERVICE_NOT_INSTALLED_IN_AZ' && own ? { AvailabilityZoneIds: [own.zoneId] } : {}),
    ...(hop.code?.includes('PROTOCOL') ? protocolOf(hop) : {}),
    ...(hop.code === 'BAD_STATE' && state !== undefined ? { State: state } : {}),
    ...named(view, 'Vpc', found.vpc),
    ...named(view, 'VpcEndpoint', hop.component),
  };
}

function loadBalancerOf(view: View, hop: Hop): Members {
  const found = view.network.get('load-balancer', hop.component);
  if (found === undefined) return named(view, 'NetworkInterface', hop.component);
  const { port } = hop.packet;
  return {
    LoadBalancerArn: found.id,
    ...(port === undefined ? {} : { LoadBalancerListenerPort: port }),
    ...protocolOf(hop),
    ...named(view, 'Vpc', found.vpc),
  };
}

/** The group is the component where no target was chosen, and the rule where one was. */
function targetOf(view: View, { component, rule }: Hop): Members {
  const id = view.network.get('target-group', component) ? component : rule;
  const group = id === undefined ? undefined : view.network.get('target-group', id);
  const listener = group && view.network.find('listener', `target-group:${group.id}`)[0];
  return {
    ...(listener ? { LoadBalancerArn: listener.loadBalancer } : {}),
    ...named(view, 'LoadBalancerTargetGroup', id),
    ...named(view, 'Vpc', group?.vpc),
  };
}

function zoneOf(view: View, { component, networkInterface }: Hop): Members {
  const one = networkInterface === undefined ? undefined : view.network.get('network-interface', networkInterface);
  return {
    AvailabilityZoneIds: [component],
    ...named(view, 'NetworkInterface', networkInterface),
    ...placeOf(view, one),
  };
}

/** An instance that doesn't run, an interface without one, or an address that nobody has. */
function deliveryOf(view: View, { component, packet }: Hop): Members {
  const found = resourceOf(view.network, component);
  const shown = named(view, 'Component', component);
  if (found?.kind === 'instance') return { ...shown, State: found.desired, ...named(view, 'Vpc', found.vpc) };
  if (found?.kind === 'network-interface') {
    const isLoose = found.attachment === undefined;
    return { ...shown, ...(isLoose ? { MissingComponent: 'AWS::EC2::Instance' } : {}), ...placeOf(view, found) };
  }
  return { ...shown, Address: `${packet.destination}/32` };
}
