import { describe, expect, test } from 'vitest';
import { trafficBetween } from '../src/verify/compiled/between.ts';
import { compile, interfaceOf } from '../src/verify/compiled/compiled.ts';
import {
  acl,
  ask,
  codes,
  ec2,
  elastic,
  everywhere,
  type Ground,
  ground,
  group,
  machine,
  route,
  stagesOf,
  subnet,
  table,
} from './verify-ground.ts';
import { edgeTable, gatewayLoadBalancer, inspectionEndpoint, routeTo } from './verify-inspection-ground.ts';
import { change } from './verify-transit-ground.ts';

const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;

async function open(g: Ground, subnetId = g.left, more = {}) {
  return machine(g, subnetId, [await group(g, ...all)], more);
}

/**
 * A consumer's 10.0.0.0/16 with an endpoint in a subnet of its own, 10.0.5.0/24, whose routes lead to the internet gateway, and
 * a provider's 10.8.0.0/16 with one appliance. What comes in for 10.0.1.0/24 goes to the endpoint, and so does what leaves it.
 */
async function inspected() {
  const g = await ground();
  const provider = await ground(g.h.as({ account: '444455556666' }), '10.8');
  const box = await open(provider);
  const inspection = await gatewayLoadBalancer(provider.h, provider.vpc, [provider.right], [box.id]);
  const between = await subnet(g, '10.0.5.0/24');
  const endpoint = await inspectionEndpoint(g.h, between, inspection.service);
  const [own, betweenTable] = [await table(g, g.left), await table(g, between)];
  await route(g.h, betweenTable, everywhere, { GatewayId: g.gateway });
  await routeTo(g.h, own, everywhere, endpoint);
  const edge = await edgeTable(g.h, g.vpc, g.gateway);
  await routeTo(g.h, edge, '10.0.1.0/24', endpoint);
  const client = await open(g);
  await elastic(g.h, client.eni);
  const [at] = g.h.network.find('network-interface', `parent:${endpoint}`);
  return {
    g,
    provider,
    box,
    inspection,
    between,
    betweenTable,
    endpoint,
    own,
    edge,
    client,
    endpointInterface: at!.id,
  };
}

type Inspected = Awaited<ReturnType<typeof inspected>>;

/** The verdict of a trip is that of the trace. */
function agreed(g: Ground, source: string, destination: string): boolean {
  const found = ask(g.h, source, destination);
  const from = interfaceOf(compile(g.h.network), source)!;
  const number = destination.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const header = { source: from.addresses[0]!, destination: number };
  const compiled = compile(g.h.network);
  const traffic = trafficBetween(compiled, interfaceOf(compiled, source), header);
  expect(compiled.table.contains(traffic, 6, 443)).toBe(found.reachable);
  return found.reachable;
}

const outside = '203.0.113.10';

describe('through an endpoint of a gateway load balancer', () => {
  test('what leaves and what comes back pass by it, and the answer says what is taken for granted', async () => {
    const { g, client, endpoint, endpointInterface, inspection, betweenTable, edge, box } = await inspected();
    const found = ask(g.h, client.id, outside);
    expect(found).toMatchObject({ reachable: true, disposition: 'delivered-to-internet' });
    expect(stagesOf(found.forward)).toEqual([
      'source-check',
      'security-group-egress',
      'network-acl-egress',
      'route',
      'network-acl-ingress',
      'endpoint',
      'load-balancer',
      'target',
      'network-acl-egress',
      'route',
      'translate',
      'deliver',
    ]);
    expect(found.forward[5]).toMatchObject({
      component: endpoint,
      networkInterface: endpointInterface,
      assumption: 'PATH_THROUGH_GWLB_NOT_CHECKED',
    });
    expect(found.forward[7]).toMatchObject({
      component: inspection.group,
      detail: `${box.address}, although too few targets are healthy: assumed to return what it gets`,
    });
    expect(found.forward[9]).toMatchObject({ component: betweenTable, rule: `0.0.0.0/0 → ${g.gateway}` });
    expect(found.return[1]).toMatchObject({ component: edge, rule: `10.0.1.0/24 → ${endpoint}` });
    expect(found.return.filter(({ stage }) => stage === 'endpoint')).toHaveLength(1);
    expect(agreed(g, client.eni, outside)).toBe(true);
  });

  test('so does what the internet begins', async () => {
    const { g, client, endpoint } = await inspected();
    const found = ask(g.h, outside, client.id);
    expect(found.reachable).toBe(true);
    const passed = [found.forward, found.return].map((hops) => hops.some(({ component }) => component === endpoint));
    expect(passed).toEqual([true, true]);
  });

  test.each<[string, (made: Inspected) => Promise<unknown>, string]>([
    [
      'nobody answers behind it',
      ({ g, inspection }) => change(g.h, 'target-group', inspection.group, (old) => ({ ...old, targets: [] })),
      'ELBV2_LISTENER_HAS_NO_TG',
    ],
    [
      'its appliance is in another zone',
      async ({ g, provider, inspection }) => {
        const far = await open(provider, await subnet(provider, '10.8.6.0/24', 'use1-az2'));
        await change(g.h, 'target-group', inspection.group, (old) => ({
          ...old,
          targets: [{ id: far.id, port: 6081, registered: 0 }],
        }));
      },
      'ELBV2_NO_TARGETS_IN_AZ',
    ],
    [
      'the appliance is stopped',
      ({ provider, box }) => provider.h.call(ec2, 'StopInstances', { InstanceIds: [box.id] }),
      'ELBV2_NO_TARGETS_IN_AZ',
    ],
    [
      'the load balancer has no listener',
      ({ g, inspection }) => g.h.store.transact((draft) => draft.remove('listener', inspection.listener)),
      'ELBV2_LISTENERS_MISMATCH',
    ],
    [
      'it is not accepted',
      ({ g, endpoint }) =>
        change(g.h, 'vpc-endpoint', endpoint, (old) => ({
          ...old,
          connection: { ...old.connection!, state: 'pendingAcceptance' },
        })),
      'BAD_STATE_ROUTE',
    ],
    [
      'the service left its zone',
      ({ g, inspection }) =>
        change(g.h, 'vpc-endpoint-service', inspection.service, (old) => ({ ...old, zoneIds: [] })),
      'VPCE_SERVICE_NOT_INSTALLED_IN_AZ',
    ],
    [
      'it was deleted',
      ({ g, endpoint }) => change(g.h, 'vpc-endpoint', endpoint, (old) => ({ ...old, desired: 'deleted' })),
      'BAD_STATE_ROUTE',
    ],
    [
      'an ACL of its subnet stops what enters',
      ({ g, between }) => acl(g, between, '100 allow out', '90 deny in 6 10.0.1.0/24 443-443', '100 allow in'),
      'SUBNET_ACL_RESTRICTION',
    ],
    [
      'an ACL of its subnet stops what comes out',
      ({ g, between }) => acl(g, between, '100 allow in', '90 deny out 6 203.0.113.0/24 443-443', '100 allow out'),
      'SUBNET_ACL_RESTRICTION',
    ],
    [
      'its subnet has no way on',
      ({ g, betweenTable }) =>
        g.h.call(ec2, 'DeleteRoute', { RouteTableId: betweenTable, DestinationCidrBlock: everywhere }),
      'NO_ROUTE_TO_DESTINATION',
    ],
    [
      'its subnet leads back into it',
      ({ g, betweenTable, endpoint }) => routeTo(g.h, betweenTable, everywhere, endpoint),
      'POSTERN_LOOP',
    ],
  ])('nothing passes where %s', async (_, spoil, code) => {
    const made = await inspected();
    await spoil(made);
    const { g, client } = made;
    expect(codes(ask(g.h, client.id, outside))).toContain(code);
    expect(agreed(g, client.eni, outside)).toBe(false);
  });

  test('the rules of the appliance and its subnet let GENEVE there and back', async () => {
    const { g, provider, client, box, inspection } = await inspected();
    const only = await group(provider, 'udp 6081 from 10.8.2.0/24', 'udp 6081 to 10.8.2.0/24');
    const groups = (GroupId: string) =>
      provider.h.call(ec2, 'ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: box.eni, Groups: [GroupId] });
    await groups(only);
    expect(agreed(g, client.eni, outside)).toBe(true);
    // What it returns is no answer to its groups.
    await groups(await group(provider, 'udp 6081 from 10.8.2.0/24'));
    const [blocker] = ask(g.h, client.id, outside).blockers;
    expect(blocker).toMatchObject({
      code: 'ENI_SG_RULES_MISMATCH',
      component: box.eni,
      mend: expect.stringContaining('egress rule'),
    });
    expect(agreed(g, client.eni, outside)).toBe(false);
    await groups(await group(provider, 'tcp 80 from 0.0.0.0/0', 'all to 0.0.0.0/0'));
    expect(codes(ask(g.h, client.id, outside))).toEqual(['ENI_SG_RULES_MISMATCH']);
    await groups(only);
    await acl(provider, provider.right, '100 allow out', '100 allow in 6 0.0.0.0/0 1-65535');
    expect(codes(ask(g.h, client.id, outside))).toEqual(['SUBNET_ACL_RESTRICTION']);
    expect(agreed(g, client.eni, outside)).toBe(false);
    await change(g.h, 'target-group', inspection.group, (old) => ({ ...old, targets: [] }));
    expect(codes(ask(g.h, client.id, outside))).toEqual(['ELBV2_LISTENER_HAS_NO_TG']);
  });

  test('between subnets, a request may pass by it and its answer not', async () => {
    const { g, own, endpoint, client, between } = await inspected();
    const server = await open(g, g.right);
    await routeTo(g.h, own, '10.0.2.0/24', endpoint);
    const found = ask(g.h, client.id, server.id);
    const passes = (hops: typeof found.forward) => hops.some(({ component }) => component === endpoint);
    expect([found.reachable, passes(found.forward), passes(found.return)]).toEqual([true, true, false]);
    expect(agreed(g, client.eni, server.address)).toBe(true);
    expect(agreed(g, server.eni, client.address)).toBe(true);
    // In one subnet with the endpoint, ACLs are asked all the same.
    const inside = await open(g, between);
    await routeTo(g.h, g.h.network.find('route-table', `subnet:${between}`)[0]!.id, '10.0.2.0/24', endpoint);
    expect(codes(ask(g.h, inside.id, server.id))).toContain('POSTERN_LOOP');
  });

  test('who sits in the subnet of an endpoint meets the ACLs of it on the way in', async () => {
    const { g, own, endpoint, between } = await inspected();
    const inside = await open(g, between);
    const [side] = g.h.network.find('route-table', `subnet:${between}`);
    const other = await inspectionEndpoint(g.h, g.right, g.h.network.get('vpc-endpoint', endpoint)!.service!);
    await routeTo(g.h, own, everywhere, other);
    await routeTo(g.h, side!.id, '10.0.9.0/24', endpoint);
    const server = await open(g, g.open);
    expect(ask(g.h, inside.id, server.id).forward.map(({ stage }) => stage)).toContain('network-acl-egress');
  });

  test('its interface and the node answer nobody', async () => {
    const { g, provider, box, endpointInterface, inspection } = await inspected();
    const neighbour = await open(g, g.right);
    const address = (id: string) => g.h.network.get('network-interface', id)!.privateAddresses[0]!;
    expect(codes(ask(g.h, neighbour.id, address(endpointInterface)))).toEqual(['NO_POSSIBLE_DESTINATION']);
    expect(agreed(g, neighbour.eni, address(endpointInterface))).toBe(false);
    const node = g.h.network.get('load-balancer', inspection.loadBalancer)!.nodes[0]!.networkInterface;
    const more = [{}, { protocol: 17 }, { protocol: 17, port: 6081 }];
    expect(more.flatMap((one) => codes(ask(provider.h, box.id, address(node), one)))).toEqual([
      'GWLB_PROTOCOL_RESTRICTION',
      'GWLB_DESTINATION_PORT_RESTRICTION',
      'NO_POSSIBLE_DESTINATION',
    ]);
    expect(agreed(provider, box.eni, address(node))).toBe(false);
  });
});

describe('the route table of an internet gateway', () => {
  test('keeps those whose traffic it leads aside from going out past that', async () => {
    const { g, own, client, edge, endpoint } = await inspected();
    await change(g.h, 'route-table', own, (old) => ({
      ...old,
      routes: old.routes.filter(({ target }) => target.kind === 'local'),
    }));
    await route(g.h, own, everywhere, { GatewayId: g.gateway });
    const found = ask(g.h, client.id, outside);
    expect(found.blockers).toMatchObject([
      {
        code: 'INGRESS_RTB_TRAFFIC_REDIRECTION',
        component: edge,
        rule: `10.0.1.0/24 → ${endpoint}`,
        mend: expect.stringContaining(endpoint),
      },
    ]);
    expect(agreed(g, client.eni, outside)).toBe(false);
    expect(codes(ask(g.h, outside, client.id))).toEqual(['INGRESS_RTB_TRAFFIC_REDIRECTION']);
  });

  test('leads to an appliance of the VPC itself, which needs a public address', async () => {
    const { g, own, client, edge } = await inspected();
    const box = await open(g, g.open);
    await g.h.call(ec2, 'ModifyNetworkInterfaceAttribute', {
      NetworkInterfaceId: box.eni,
      SourceDestCheck: { Value: false },
    });
    await routeTo(g.h, edge, '10.0.1.0/24', box.eni);
    await routeTo(g.h, own, everywhere, box.eni);
    expect(codes(ask(g.h, outside, client.id))).toEqual(['INGRESS_RTB_NO_PUBLIC_IP']);
    expect(agreed(g, client.eni, outside)).toBe(false);
    await elastic(g.h, box.eni);
    expect(ask(g.h, outside, client.id).reachable).toBe(true);
    expect(agreed(g, client.eni, outside)).toBe(true);
  });

  test('brings the rest straight to whom it is for, and loses what a blackhole takes', async () => {
    const { g, edge, endpoint } = await inspected();
    const beside = await open(g, g.open);
    await elastic(g.h, beside.eni);
    expect(ask(g.h, outside, beside.id).reachable).toBe(true);
    await routeTo(g.h, edge, '10.0.9.0/24', endpoint);
    await change(g.h, 'vpc-endpoint', endpoint, (old) => ({ ...old, desired: 'deleted' }));
    expect(codes(ask(g.h, outside, beside.id))).toEqual(['BAD_STATE_ROUTE']);
  });
});
