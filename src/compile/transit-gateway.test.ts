/** Transit gateways in the plan: doors and tables by zone, ways from VPCs, and what a change touches. */

import { describe, expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import type { TransitGatewayAttachment, TransitGatewayRouteTable } from '../model/transit-gateway.ts';
import { compile } from './compile.ts';
import { touchedVpcs } from './touched.ts';

const base = { account: '111111111111', region: 'us-east-1', created: 0, tags: {} };
const made = (resource: object): Resource => ({ ...base, ...resource }) as Resource;
const zones = ['use1-az1', 'use1-az2'] as const;
const asked = { desired: 'available', stateRevision: 1 } as const;

/** One subnet per zone, with an instance and the gateway's interface in each; everything goes to the gateway. */
function place(number: number): readonly Resource[] {
  const vpc = `vpc-${number}`;
  const local = { destination: { kind: 'cidr', cidr: `10.${number}.0.0/16` }, target: { kind: 'local' }, origin: 'x' };
  const away = {
    destination: { kind: 'cidr', cidr: '0.0.0.0/0' },
    target: { kind: 'transit-gateway', id: 'tgw-1' },
    origin: 'x',
  };
  const inZone = zones.flatMap((zoneId, index) => {
    const at = { vpc, subnet: `subnet-${number}-${index}`, zoneId };
    const interfaceAt = (id: string, last: number, more: object) =>
      made({ ...at, kind: 'network-interface', id, privateAddresses: [`10.${number}.${index}.${last}`], ...more });
    return [
      made({ ...at, kind: 'subnet', id: at.subnet, cidr: `10.${number}.${index}.0/24` }),
      made({ ...at, kind: 'instance', id: `i-${number}-${index}`, desired: 'running' }),
      interfaceAt(`eni-${number}-${index}`, 10, {
        interfaceType: 'interface',
        groups: [],
        sourceDestCheck: true,
        attachment: { instance: `i-${number}-${index}`, deviceIndex: 0 },
      }),
      interfaceAt(`eni-${number}-t${index}`, 4, {
        interfaceType: 'transit_gateway',
        groups: [],
        sourceDestCheck: false,
        parent: `tgw-attach-${number}`,
      }),
    ];
  });
  const associations = zones.map((_, index) => ({ subnet: `subnet-${number}-${index}` }));
  return [
    made({ kind: 'vpc', id: vpc, cidrs: [{ id: 'c', cidr: `10.${number}.0.0/16` }], enableDnsSupport: true }),
    made({ kind: 'network-acl', id: `acl-${number}`, vpc, entries: [], associations }),
    made({ kind: 'route-table', id: `rtb-${number}`, vpc, routes: [local, away], associations: [{ main: true }] }),
    ...inZone,
  ];
}

function attachment(number: number, more: object = {}, attached: object = {}): TransitGatewayAttachment {
  const subnets = zones.map((zoneId, index) => ({
    subnet: `subnet-${number}-${index}`,
    zoneId,
    networkInterface: `eni-${number}-t${index}`,
  }));
  return made({
    ...asked,
    kind: 'transit-gateway-attachment',
    id: `tgw-attach-${number}`,
    transitGateway: 'tgw-1',
    answer: 'accepted',
    attached: { kind: 'vpc', vpc: `vpc-${number}`, subnets, applianceMode: false, ...attached },
    ...more,
  }) as TransitGatewayAttachment;
}

const tie = (number: number) => ({ attachment: `tgw-attach-${number}`, desired: 'there', stateRevision: 1 }) as const;

function table(more: Partial<TransitGatewayRouteTable> = {}): Resource {
  return made({
    ...asked,
    kind: 'transit-gateway-route-table',
    id: 'tgw-rtb-1',
    transitGateway: 'tgw-1',
    associations: [tie(1), tie(2)],
    propagations: [tie(1), tie(2)],
    routes: [],
    ...more,
  });
}

const gateway = made({ ...asked, kind: 'transit-gateway', id: 'tgw-1' });
const ground = [...place(1), ...place(2), gateway, attachment(1), attachment(2), table()];
const network = (...more: readonly Resource[]) => Network.of([...ground, ...more], 1);
const planOf = (one: Network) => compile(one).blueprint.transitGateways[0]!;
const routesIn = (one: Network, zone: number) =>
  planOf(one).tables.find(({ id }) => id === `tgw-rtb-1/${zones[zone]}`)!.routes;

describe('a gateway', () => {
  test('has a door for each interface, and a table for each zone that keeps to the zone', () => {
    expect(planOf(network()).doors.map(({ id, table: by }) => [id, by])).toEqual([
      ['eni-1-t0', 'tgw-rtb-1/use1-az1'],
      ['eni-1-t1', 'tgw-rtb-1/use1-az2'],
      ['eni-2-t0', 'tgw-rtb-1/use1-az1'],
      ['eni-2-t1', 'tgw-rtb-1/use1-az2'],
    ]);
    expect(routesIn(network(), 1)).toEqual([
      { destination: '10.1.0.0/16', exits: ['eni-1-t1'] },
      { destination: '10.2.0.0/16', exits: ['eni-2-t1'] },
    ]);
  });

  test('leaves by another zone where the VPC has no interface in the own one, and by all of an appliance', () => {
    const subnets = [{ subnet: 'subnet-2-0', zoneId: 'use1-az1', networkInterface: 'eni-2-t0' }];
    expect(routesIn(network(attachment(2, {}, { subnets })), 1)[1]!.exits).toEqual(['eni-2-t0']);
    expect(routesIn(network(attachment(2, {}, { applianceMode: true })), 1)[1]!.exits).toEqual([
      'eni-2-t0',
      'eni-2-t1',
    ]);
  });

  test('has static routes before propagated ones, and blackholes', () => {
    const routes = [{ destination: '10.2.0.0/16' }, { destination: '10.9.0.0/16', attachment: 'tgw-attach-1' }];
    expect(routesIn(network(table({ routes })), 0)).toEqual([
      { destination: '10.1.0.0/16', exits: ['eni-1-t0'] },
      { destination: '10.2.0.0/16', exits: [] },
      { destination: '10.9.0.0/16', exits: ['eni-1-t0'] },
    ]);
  });

  test('routes nothing for an attachment that is with no table, and knows none that was not accepted', () => {
    expect(planOf(network(table({ associations: [tie(1)] }))).doors[2]).not.toHaveProperty('table');
    const doors = planOf(network(attachment(2, { answer: 'pending' }))).doors.map(({ id }) => id);
    expect(doors).toEqual(['eni-1-t0', 'eni-1-t1']);
  });
});

test('a VPC reaches it by the interface in the zone of each subnet, and by none where its zone has none', () => {
  const subnets = [{ subnet: 'subnet-1-0', zoneId: 'use1-az1', networkInterface: 'eni-1-t0' }];
  const waysOf = (one: Network) => {
    const router = compile(one).blueprint.routers.find(({ id }) => id === 'vpc-1')!;
    return router.subnets.map(
      (subnet) => router.routeTables.find(({ id }) => id === subnet.routeTable)!.routes[0]!.target,
    );
  };
  expect(waysOf(network())).toEqual([
    { kind: 'port', port: 'eni-1-t0' },
    { kind: 'port', port: 'eni-1-t1' },
  ]);
  expect(waysOf(network(attachment(1, {}, { subnets })))).toEqual([
    { kind: 'port', port: 'eni-1-t0' },
    { kind: 'blackhole' },
  ]);
});

test.each<[string, Resource]>([
  ['a table', table({ routes: [{ destination: '10.9.0.0/16' }] })],
  ['an attachment', attachment(2, { desired: 'deleted' })],
  ['the gateway', made({ ...gateway, desired: 'deleted' })],
  ["a VPC's blocks", made({ ...ground[0], cidrs: [{ id: 'c', cidr: '10.8.0.0/16' }] })],
])('after a change of %s no more is compiled than from scratch', (_, changed) => {
  const [before, after] = [network(), network(changed)];
  for (const [one, other] of [
    [before, after],
    [after, before],
  ] as const) {
    const touched = touchedVpcs(one, other, [changed]);
    expect(touched).not.toBe('all');
    expect(compile(other, compile(one), touched).blueprint).toEqual(compile(other).blueprint);
  }
});
