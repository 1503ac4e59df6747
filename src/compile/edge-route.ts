/**
 * Route tables of internet gateways: where what comes in goes, and which addresses may not send out past the middlebox that it comes in
 * by (https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html: the way back must be the same, and a middlebox needs a
 * public address). What AWS calls these refusals is the verifier's to say.
 */

import { parseAddress } from '../base/address.ts';
import { containsAddress, parseCidr } from '../base/cidr.ts';
import type { Edge, Port, RoutePlan, RouteTablePlan, Translation } from '../blueprint/blueprint.ts';
import type { Network } from '../model/network.ts';
import type { RouteTable } from '../model/route-table.ts';
import type { Vpc } from '../model/vpc.ts';
import { compileRouteTable } from './route.ts';

/** What comes in by a gateway and what subnets send may meet one table in different ways. */
function edgePlanIdOf({ id }: RouteTable): string {
  return `${id}/edge`;
}

export interface EdgePlan {
  readonly table: RouteTablePlan;
  readonly redirected: Edge['redirected'];
}

type Ports = ReadonlyMap<string, Port>;

/** To the VPC itself or through what is in it, and nowhere else; the rest of such a table means nothing. */
function insideOnly(route: RoutePlan): RoutePlan {
  const { kind } = route.target;
  return kind === 'local' || kind === 'port' ? route : { ...route, target: { kind: 'blackhole' } };
}

/** An instance takes nothing from the internet without a public address; endpoints need none. */
function isTaken(network: Network, ports: Ports, translated: ReadonlySet<string>, { target }: RoutePlan): boolean {
  if (target.kind !== 'port') return true;
  if (network.get('network-interface', target.port)?.interfaceType !== 'interface') return true;
  return ports.get(target.port)?.addresses.some((address) => translated.has(address)) ?? false;
}

/** The longest prefix wins. @param routes of IPv4 */
function routeOf(routes: readonly RoutePlan[], address: string): RoutePlan | undefined {
  const number = parseAddress(address);
  let best: { readonly route: RoutePlan; readonly length: number } | undefined;
  for (const route of routes) {
    const cidr = parseCidr(route.destination);
    if (number === undefined || cidr === undefined || !containsAddress(cidr, number)) continue;
    if (best === undefined || cidr.length > best.length) best = { route, length: cidr.length };
  }
  return best?.route;
}

/** Only who has a public address sends anything out there. */
function redirectedBy(routes: readonly RoutePlan[], ports: Ports, translated: ReadonlySet<string>): Edge['redirected'] {
  return [...ports.values()].flatMap(({ id, addresses }) =>
    addresses
      .filter((address) => translated.has(address))
      .filter((address) => {
        const target = routeOf(routes, address)?.target;
        return target?.kind === 'port' && target.port !== id;
      })
      .map((address) => ({ port: id, address })),
  );
}

export function compileEdge(
  network: Network,
  table: RouteTable,
  vpc: Vpc,
  ports: Ports,
  translations: readonly Translation[],
): EdgePlan {
  const routes = compileRouteTable(network, table, { vpc, zoneId: '', ports }).routes.map(insideOnly);
  const translated = new Set(translations.map(({ privateAddress }) => privateAddress));
  const taken = routes.map(
    (route): RoutePlan =>
      isTaken(network, ports, translated, route) ? route : { ...route, target: { kind: 'blackhole' } },
  );
  return { table: { id: edgePlanIdOf(table), routes: taken }, redirected: redirectedBy(routes, ports, translated) };
}
