import { expect, test } from 'vitest';
import { analyse, codesOf, idsOf } from './insights-ground.ts';
import {
  ask,
  codes,
  ec2,
  elastic,
  everywhere,
  type Ground,
  ground,
  group,
  machine,
  peer,
  route,
  routeAcross,
  subnet,
  table,
} from './verify-ground.ts';
import { gatewayLoadBalancer, inspectionEndpoint, routeTo } from './verify-inspection-ground.ts';

async function open(g: Ground, place = g.left) {
  return machine(g, place, [await group(g, 'all from 0.0.0.0/0', 'all to 0.0.0.0/0')]);
}

async function peered() {
  const near = await ground();
  const far = await ground(near.h, '10.1');
  const connection = await peer(near.h, near.vpc, far.vpc);
  await routeAcross(near.h, near.mainTable, '10.1.0.0/16', connection);
  await routeAcross(near.h, far.mainTable, '10.0.0.0/16', connection);
  return { near, far, connection, client: await open(near), server: await open(far) };
}

test('a path may end at a peering connection, whatever is behind it, and begin there', async () => {
  const { near, connection, client } = await peered();
  const into = await analyse(near.h, { Source: client.id, Destination: connection, DestinationPort: 443 });
  expect(into).toMatchObject({ Status: 'succeeded', NetworkPathFound: true });
  expect(idsOf(into.ForwardPathComponents).at(-1)).toBe(connection);
  const out = await analyse(near.h, { Source: connection, Destination: client.id, DestinationPort: 443 });
  expect(out).toMatchObject({ Status: 'succeeded', NetworkPathFound: true });
  expect(idsOf(out.ForwardPathComponents)[0]).toBe(connection);
  expect(idsOf(out.ForwardPathComponents).at(-1)).toBe(client.id);
  await table(near, near.left);
  const without = await analyse(near.h, { Source: client.id, Destination: connection });
  expect(codesOf(without)).toEqual(['NO_ROUTE_TO_DESTINATION']);
  // Its answer has no way back.
  expect(codesOf(await analyse(near.h, { Source: connection, Destination: client.id }))).toEqual([
    'NO_ROUTE_TO_DESTINATION',
  ]);
});

test('rules are asked on both sides of it, and its state', async () => {
  const { near, far, connection, client } = await peered();
  const shut = await machine(near, near.right, [await group(near, 'all to 0.0.0.0/0')]);
  expect(codesOf(await analyse(near.h, { Source: connection, Destination: shut.id }))).toEqual([
    'ENI_SG_RULES_MISMATCH',
  ]);
  await near.h.call(ec2, 'DeleteVpcPeeringConnection', { VpcPeeringConnectionId: connection });
  expect(codesOf(await analyse(near.h, { Source: client.id, Destination: connection }))).toEqual(['BAD_STATE']);
  const stranger = near.h.as({ account: '777788889999' });
  const asked = { Source: connection, Destination: far.vpc, Protocol: 'tcp' as const, ClientToken: '' };
  expect(await stranger.refused(ec2, 'CreateNetworkInsightsPath', asked)).toContain('NetworkInsightsSource.NotFound');
});

test('a virtual private gateway is an end for what routes lead to it, and for what it brings', async () => {
  const g = await ground();
  const client = await open(g);
  const made = await g.h.call(ec2, 'CreateVpnGateway', { Type: 'ipsec.1' });
  const gateway = made.VpnGateway!.VpnGatewayId!;
  expect(codesOf(await analyse(g.h, { Source: client.id, Destination: gateway }))).toEqual(['UNASSOCIATED_COMPONENT']);
  await g.h.call(ec2, 'AttachVpnGateway', { VpnGatewayId: gateway, VpcId: g.vpc });
  expect(codesOf(await analyse(g.h, { Source: client.id, Destination: gateway }))).toEqual(['NO_ROUTE_TO_DESTINATION']);
  await route(g.h, g.mainTable, '192.168.0.0/16', { GatewayId: gateway });
  const into = await analyse(g.h, { Source: client.id, Destination: gateway });
  expect(into.NetworkPathFound).toBe(true);
  expect(idsOf(into.ForwardPathComponents).at(-1)).toBe(gateway);
  const out = await analyse(g.h, { Source: gateway, Destination: client.id });
  expect(out.NetworkPathFound).toBe(true);
  expect(idsOf(out.ForwardPathComponents)[0]).toBe(gateway);
  const nobody = { Source: gateway, DestinationIp: '10.0.1.99' };
  expect(codesOf(await analyse(g.h, nobody))).toEqual(['VGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS']);
});

async function inspected() {
  const g = await ground();
  const client = await open(g);
  await elastic(g.h, client.eni);
  const between = await subnet(g, '10.0.5.0/24');
  const { service } = await gatewayLoadBalancer(g.h, g.vpc, [g.right], [(await open(g, g.right)).id]);
  const endpoint = await inspectionEndpoint(g.h, between, service);
  await route(g.h, await table(g, between), everywhere, { GatewayId: g.gateway });
  await routeTo(g.h, await table(g, g.left), everywhere, endpoint);
  const [own] = g.h.network.find('network-interface', `parent:${endpoint}`);
  return { g, client, endpoint, own: own!.id };
}

test('a path through the endpoint of a gateway load balancer leaves that out, and says so', async () => {
  const { g, client, endpoint, own } = await inspected();
  const found = await analyse(g.h, { Source: client.id, Destination: g.gateway, DestinationPort: 443 });
  expect(found.NetworkPathFound).toBe(true);
  const ids = idsOf(found.ForwardPathComponents);
  expect(ids.slice(ids.indexOf(own), ids.indexOf(own) + 2)).toEqual([own, endpoint]);
  expect(ids.some((id) => id?.startsWith('arn:'))).toBe(false);
  const component = found.ForwardPathComponents!.find(({ Component }) => Component?.Id === endpoint);
  expect(component?.AdditionalDetails).toEqual([{ AdditionalDetailType: 'PATH_THROUGH_GWLB_NOT_CHECKED' }]);
});

test('it is an end as well', async () => {
  const { g, client, endpoint } = await inspected();
  const into = await analyse(g.h, { Source: client.id, Destination: endpoint, DestinationPort: 443 });
  expect(into.NetworkPathFound).toBe(true);
  expect(idsOf(into.ForwardPathComponents).at(-1)).toBe(endpoint);
  const out = await analyse(g.h, { Source: endpoint, Destination: client.id, DestinationPort: 443 });
  expect(out.NetworkPathFound).toBe(true);
  expect(idsOf(out.ForwardPathComponents)).toContain(endpoint);
  expect(idsOf(out.ForwardPathComponents).at(-1)).toBe(client.id);
});

test('a trace takes the same words', async () => {
  const { near, connection, client, server } = await peered();
  expect(ask(near.h, client.id, connection)).toMatchObject({ reachable: true });
  expect(ask(near.h, client.id, connection, { destinationAddress: '10.2.0.1' }).blockers).not.toEqual([]);
  const found = ask(near.h, connection, client.id);
  expect(found.forward[0]).toMatchObject({ component: connection, packet: { source: server.address } });
  expect(codes(ask(near.h, connection, client.id, { sourceAddress: '10.2.0.1' }))).toEqual(['NO_ROUTE_TO_DESTINATION']);
});
