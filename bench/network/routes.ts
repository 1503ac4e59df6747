/**
 * The route tables of a VPC: the main one for isolated subnets, one for public subnets, one for each private subnet with a
 * NAT gateway. Some lead to a gateway endpoint or an appliance, some to what is gone.
 */

import type { Route, RouteDestination, RouteTable, RouteTarget } from '../../src/model/route-table.ts';
import { makeGatewayEndpoint } from './endpoints.ts';
import type { Machine } from './machines.ts';
import { chance, id, type Maker, owned, type Plot, pickAny, put } from './maker.ts';
import { plotsOf, type Site } from './vpc.ts';

const everywhere: RouteDestination = { kind: 'cidr', cidr: '0.0.0.0/0' };

/** What routes to an appliance, and routes to what is gone, are for. */
export const elsewhere = { appliance: '172.31.0.0/16', gone: '198.18.0.0/15' } as const;

const route = (destination: RouteDestination, target: RouteTarget): Route => ({
  ...{ destination, target, origin: 'CreateRoute' },
});
const toBlock = (cidr: string, target: RouteTarget): Route => route({ kind: 'cidr', cidr }, target);

export function makeRoutes(maker: Maker, site: Site, machines: readonly Machine[]): void {
  const gone = toBlock(elsewhere.gone, { kind: 'internet-gateway', id: site.estate.detachedGateway });
  const lost = chance(maker, 30) ? [route(everywhere, gone.target)] : [];
  putTable(maker, site, id(maker, 'rtb'), lost, 'main');
  const gateway = site.internetGateway;
  const out = gateway === undefined ? [] : [route(everywhere, { kind: 'internet-gateway', id: gateway })];
  putTable(maker, site, id(maker, 'rtb'), out, plotsOf(site, 'public'));
  const places = plotsOf(site, 'private').map((plot) => ({ plot, table: id(maker, 'rtb') }));
  const common = [
    ...gatewayRoutes(
      maker,
      site,
      places.map(({ table }) => table),
    ),
    ...applianceRoutes(maker, machines),
    ...(chance(maker, 25) ? [gone] : []),
  ];
  for (const { plot, table } of places) {
    const nat = site.natGateways.get(plot.subnet.zoneId);
    const through = nat === undefined ? [] : [route(everywhere, { kind: 'nat-gateway', id: nat })];
    putTable(maker, site, table, [...through, ...common], [plot]);
  }
}

function putTable(
  maker: Maker,
  site: Site,
  own: string,
  routes: readonly Route[],
  of: 'main' | readonly Plot[],
): RouteTable {
  const local = site.vpc.cidrs.map(
    ({ cidr }): Route => ({ ...toBlock(cidr, { kind: 'local' }), origin: 'CreateRouteTable' }),
  );
  const associated = (more: object) => ({ id: id(maker, 'rtbassoc'), main: false, ...more });
  return put(maker, {
    kind: 'route-table',
    id: own,
    ...owned(site),
    vpc: site.vpc.id,
    routes: [...local, ...routes],
    associations:
      of === 'main' ? [associated({ main: true })] : of.map(({ subnet }) => associated({ subnet: subnet.id })),
  });
}

function gatewayRoutes(maker: Maker, site: Site, tables: readonly string[]): readonly Route[] {
  const services = [...(chance(maker, 60) ? ['s3'] : []), ...(chance(maker, 25) ? ['dynamodb'] : [])];
  return services.map((service) => {
    const { prefixList, endpoint } = makeGatewayEndpoint(maker, site, service, tables);
    return route({ kind: 'prefix-list', prefixList }, { kind: 'vpc-endpoint', id: endpoint });
  });
}

/** Through a machine that forwards, where there is one. */
function applianceRoutes(maker: Maker, machines: readonly Machine[]): readonly Route[] {
  const chosen = pickAny(
    maker,
    machines.filter(({ primary }) => !primary.sourceDestCheck),
  );
  if (chosen === undefined) return [];
  const target = { kind: 'network-interface', id: chosen.primary.id, instance: chosen.instance.id } as const;
  return [toBlock(elsewhere.appliance, target)];
}
