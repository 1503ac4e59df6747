import { describe, expect, test } from 'vitest';
import { checkCertificate } from '../src/verify/check-certificate.ts';
import { diff } from '../src/verify/diff.ts';
import { prove } from '../src/verify/prove.ts';
import { whoCanReach } from '../src/verify/who-can-reach.ts';
import {
  acl,
  ask,
  codes,
  ec2,
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
import {
  attach,
  change,
  joinGateways,
  routeToGateway,
  transitGateway,
  transitRoute,
  transitTable,
} from './verify-transit-ground.ts';

const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;
const otherZone = 'use1-az2';
const outside = '203.0.113.10';

async function open(g: Ground, place = g.left) {
  return machine(g, place, [await group(g, ...all)]);
}

/** 10.0.0.0/16 and 10.1.0.0/16 on a gateway, attached by their right subnets, with routes for everything of 10.0.0.0/8. */
async function joined() {
  const near = await ground();
  const far = await ground(near.h, '10.1');
  const transit = await transitGateway(near.h);
  const [nearAttachment, farAttachment] = [
    await attach(near.h, transit, near.vpc, [near.right]),
    await attach(near.h, transit, far.vpc, [far.right]),
  ];
  for (const { mainTable } of [near, far]) await routeToGateway(near.h, mainTable, '10.0.0.0/8', transit.gateway);
  return { h: near.h, near, far, transit, nearAttachment, farAttachment };
}

describe('through a transit gateway', () => {
  test('a packet and its answer pass by the routes, groups and ACLs of both sides and by the gateway’s table', async () => {
    const { h, near, far, transit, farAttachment } = await joined();
    const [client, server] = [await open(near), await open(far)];
    const found = ask(h, client.id, server.id);
    expect(found).toMatchObject({ reachable: true, disposition: 'accepted' });
    const way = [
      'source-check',
      'security-group-egress',
      'network-acl-egress',
      'route',
      'network-acl-ingress',
      'route',
      'network-acl-egress',
      'route',
      'network-acl-ingress',
      'security-group-ingress',
      'deliver',
    ];
    expect(stagesOf(found.forward)).toEqual(way);
    expect(stagesOf(found.return)).toEqual(way);
    expect(found.forward[3]).toMatchObject({
      component: near.mainTable,
      rule: `10.0.0.0/8 → ${transit.gateway}`,
    });
    expect(found.forward[5]).toMatchObject({ component: transit.table, rule: `10.1.0.0/16 → ${farAttachment}` });
    expect(found.forward[7]).toMatchObject({ component: far.mainTable, rule: '10.1.0.0/16 → local' });
    expect(found.forward.at(-1)).toMatchObject({ component: server.eni, packet: { source: client.address } });
  });

  test('only zones that are attached reach the gateway', async () => {
    const { h, near, far, nearAttachment } = await joined();
    const place = await subnet(near, '10.0.3.0/24', otherZone);
    const [client, server] = [await open(near, place), await open(far)];
    expect(ask(h, client.id, server.id).blockers).toMatchObject([
      {
        code: 'TGW_ROUTE_AZ_RESTRICTION',
        component: near.mainTable,
        mend: `Add a subnet in ${otherZone} to ${nearAttachment}.`,
      },
    ]);
  });

  test('what no table, no route or a blackhole is there for is dropped in the gateway', async () => {
    const { h, near, far, transit, nearAttachment } = await joined();
    const [client, server] = [await open(near), await open(far)];
    expect(ask(h, client.id, '10.9.1.1').blockers).toMatchObject([
      { code: 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT', component: transit.table },
    ]);
    await transitRoute(h, transit.table, `${server.address}/32`);
    expect(ask(h, client.id, server.id)).toMatchObject({
      disposition: 'null-routed',
      blockers: [{ code: 'TGW_RTB_BAD_STATE_ROUTE', component: transit.table }],
    });
    await change(h, 'transit-gateway-route-table', transit.table, (old) => ({
      ...old,
      associations: old.associations.filter(({ attachment }) => attachment !== nearAttachment),
    }));
    expect(ask(h, client.id, server.id).blockers).toMatchObject([
      { code: 'TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION', component: transit.gateway },
    ]);
  });

  test('an attachment that is gone leaves blackholes, and VPCs that nothing joins', async () => {
    const { h, near, far, farAttachment, nearAttachment } = await joined();
    const [client, server] = [await open(near), await open(far)];
    await change(h, 'transit-gateway-attachment', farAttachment, (old) => ({ ...old, desired: 'deleted' }));
    expect(codes(ask(h, client.id, server.id))).toEqual(['DISCONNECTED_VPCS']);
    expect(codes(ask(h, client.id, server.address))).toEqual(['TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT']);
    await change(h, 'transit-gateway-attachment', nearAttachment, (old) => ({ ...old, answer: 'pending' }));
    expect(codes(ask(h, client.id, server.address))).toEqual(['BAD_STATE_ROUTE']);
  });

  test('nobody answers at its interface, and no resolver answers another VPC', async () => {
    const { h, near } = await joined();
    const client = await open(near);
    expect(codes(ask(h, client.id, '10.0.2.250'))).toEqual(['NO_POSSIBLE_DESTINATION']);
    expect(codes(ask(h, client.id, '10.1.0.2', { protocol: 17, port: 53 }))).toEqual(['UNKNOWN_DESTINATION']);
  });

  test('an answer finds its own way back, or none', async () => {
    const { h, near, far } = await joined();
    const [client, server] = [await open(near), await open(far)];
    const bare = await table(far, far.left);
    const found = ask(h, client.id, server.id);
    expect(found.forward.at(-1)).toMatchObject({ component: server.eni, verdict: 'pass' });
    expect(found.blockers).toMatchObject([{ code: 'NO_ROUTE_TO_DESTINATION', component: bare }]);
  });

  test('ACLs of the gateway’s subnets decide too, in both VPCs', async () => {
    const { h, near, far } = await joined();
    const [client, server] = [await open(near), await open(far)];
    const own = await acl(near, near.right, '100 allow out -1 0.0.0.0/0');
    expect(ask(h, client.id, server.id).blockers).toMatchObject([{ code: 'SUBNET_ACL_RESTRICTION', component: own }]);
    const there = await acl(far, far.right, '100 allow in -1 0.0.0.0/0');
    expect(ask(h, client.id, server.id).blockers.map(({ component }) => component)).toEqual([own, there]);
  });

  test('in the gateway’s own subnet ACLs decide on what goes to it, both out and in, and not on what comes from it', async () => {
    const near = await ground();
    const far = await ground(near.h, '10.1');
    const transit = await transitGateway(near.h);
    for (const { vpc, left } of [near, far]) await attach(near.h, transit, vpc, [left]);
    for (const { mainTable } of [near, far]) await routeToGateway(near.h, mainTable, '10.0.0.0/8', transit.gateway);
    const [client, server] = [await open(near), await open(far)];
    await acl(far, far.left, '100 allow in -1 10.1.0.0/16', '100 allow out -1 0.0.0.0/0');
    const found = ask(near.h, client.id, server.id);
    expect(found.reachable).toBe(true);
    const claim = { from: [client.id], to: [server.id] };
    expect(prove(near.h.network, claim).holds).toBe(false);
    const stages = (hops: typeof found.forward) => stagesOf(hops).filter((stage) => stage.startsWith('network-acl'));
    expect([stages(found.forward), stages(found.return)]).toEqual(
      [1, 2].map(() => ['network-acl-egress', 'network-acl-ingress']),
    );
    const out = await acl(near, near.left, '100 allow out -1 0.0.0.0/0');
    const refused = ask(near.h, client.id, server.id);
    expect(refused.blockers).toMatchObject([{ code: 'SUBNET_ACL_RESTRICTION', component: out }]);
    expect(refused.forward.filter(({ verdict }) => verdict === 'drop').map(({ stage }) => stage)).toEqual([
      'network-acl-ingress',
    ]);
    expect(prove(near.h.network, claim).holds).toBe(true);
  });

  test('a gateway of another region is reached where both gateways’ tables lead', async () => {
    const near = await ground();
    const abroad = near.h.as({ region: 'us-east-2' });
    const vpc = (await abroad.call(ec2, 'CreateVpc', { CidrBlock: '10.3.0.0/16' })).Vpc!.VpcId!;
    const request = { VpcId: vpc, CidrBlock: '10.3.1.0/24' };
    const place = (await abroad.call(ec2, 'CreateSubnet', request)).Subnet!.SubnetId!;
    const [one, other] = [await transitGateway(near.h), await transitGateway(abroad)];
    await attach(near.h, one, near.vpc, [near.right]);
    await attach(abroad, other, vpc, [place]);
    const between = await joinGateways(near.h, one, other);
    await routeToGateway(near.h, near.mainTable, '10.3.0.0/16', one.gateway);
    const main = near.h.network.find('route-table', `main:${vpc}`)[0]!.id;
    await routeToGateway(near.h, main, '10.0.0.0/16', other.gateway);
    const there = { h: abroad, vpc };
    const [client, server] = [await open(near), await machine(there, place, [await group(there, ...all)])];
    await transitRoute(near.h, one.table, '10.3.0.0/16', between);
    expect(codes(ask(near.h, client.id, server.id))).toEqual(['TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT']);
    await transitRoute(near.h, other.table, '10.0.0.0/16', between);
    expect(ask(near.h, client.id, server.id).reachable).toBe(true);
    await transitRoute(near.h, other.table, '10.9.0.0/16', between);
    await transitRoute(near.h, one.table, '10.9.0.0/16', between);
    await routeToGateway(near.h, near.mainTable, '10.9.0.0/16', one.gateway);
    expect(codes(ask(near.h, client.id, '10.9.1.1'))).toEqual(['POSTERN_LOOP']);
  });
});

describe('the internet over a transit gateway', () => {
  test("is there through another VPC's NAT gateway, and its answers by the routes of both", async () => {
    const { h, near, far, transit, farAttachment } = await joined();
    const { AllocationId } = await h.call(ec2, 'AllocateAddress', {});
    const made = await h.call(ec2, 'CreateNatGateway', { SubnetId: far.open, AllocationId: AllocationId! });
    const NatGatewayId = made.NatGateway!.NatGatewayId!;
    await routeToGateway(h, near.mainTable, everywhere, transit.gateway);
    await transitRoute(h, transit.table, everywhere, farAttachment);
    await route(h, far.mainTable, everywhere, { NatGatewayId });
    const client = await open(near);
    expect(codes(ask(h, client.id, outside))).toContain('IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS');
    await routeToGateway(h, far.openTable, '10.0.0.0/16', transit.gateway);
    const found = ask(h, client.id, outside);
    expect(found).toMatchObject({ reachable: true, disposition: 'delivered-to-internet' });
    const { reaches } = whoCanReach(h.network, { subject: client.id, direction: 'from' });
    expect(reaches).toContainEqual(expect.objectContaining({ end: expect.objectContaining({ kind: 'internet' }) }));
    expect(prove(h.network, { from: [near.vpc], to: ['internet'] }).holds).toBe(false);
  });

  test('what a VPC on the way stops is a difference for those behind it', async () => {
    const { h, near, far, transit, farAttachment } = await joined();
    const { AllocationId } = await h.call(ec2, 'AllocateAddress', {});
    const made = await h.call(ec2, 'CreateNatGateway', { SubnetId: far.open, AllocationId: AllocationId! });
    await routeToGateway(h, near.mainTable, everywhere, transit.gateway);
    await transitRoute(h, transit.table, everywhere, farAttachment);
    await route(h, far.mainTable, everywhere, { NatGatewayId: made.NatGateway!.NatGatewayId! });
    await routeToGateway(h, far.openTable, '10.0.0.0/16', transit.gateway);
    const client = await open(near);
    const before = h.network;
    const shut = await acl(far, far.right, '100 allow in -1 0.0.0.0/0');
    const { differences } = diff(before, h.network);
    expect(differences).toMatchObject([
      {
        from: { interfaces: [client.eni] },
        to: { kind: 'internet' },
        gained: [],
        causes: [{ stage: 'network-acl-egress', component: shut }],
      },
    ]);
  });
});

describe('a VPC of appliances', () => {
  /** The spokes' table sends everything to a third VPC, whose gateway subnets lead to an appliance in their zone and back. */
  async function inspected(applianceMode: boolean) {
    const { h, near, far, transit } = await joined();
    const middle = await ground(h, '10.2');
    const beside = await subnet(middle, '10.2.3.0/24', otherZone);
    const inner = [await subnet(middle, '10.2.4.0/24'), await subnet(middle, '10.2.5.0/24', otherZone)] as const;
    const inspection = { gateway: transit.gateway, table: await transitTable(h, transit.gateway) };
    const attachment = await attach(h, inspection, middle.vpc, [middle.left, beside], applianceMode);
    await change(h, 'transit-gateway-route-table', inspection.table, (old) => ({
      ...old,
      propagations: h.network.get('transit-gateway-route-table', transit.table)!.propagations,
    }));
    await change(h, 'transit-gateway-route-table', transit.table, (old) => ({ ...old, propagations: [] }));
    await transitRoute(h, transit.table, '10.0.0.0/8', attachment);
    const appliances = [];
    for (const [index, entrance] of [middle.left, beside].entries()) {
      const one = await open(middle, inner[index]);
      await h.call(ec2, 'ModifyNetworkInterfaceAttribute', {
        NetworkInterfaceId: one.eni,
        SourceDestCheck: { Value: false },
      });
      await route(h, await table(middle, entrance), '10.0.0.0/15', { NetworkInterfaceId: one.eni });
      await routeToGateway(h, await table(middle, inner[index]!), '10.0.0.0/15', transit.gateway);
      appliances.push(one);
    }
    return { h, near, far, middle, appliances };
  }

  const met = (found: ReturnType<typeof ask>) =>
    [...found.forward, ...found.return].filter(({ stage }) => stage === 'forward').map(({ component }) => component);

  test('is entered in the zone that packets come from, by those that go and those that come', async () => {
    const { h, near, far, appliances } = await inspected(false);
    const found = ask(h, (await open(near)).id, (await open(far)).id);
    expect(found.reachable).toBe(true);
    expect(met(found)).toEqual([appliances[0]!.eni, appliances[0]!.eni]);
  });

  test('is entered in any of its zones with appliance mode, so all appliances have to work', async () => {
    const { h, near, far, appliances } = await inspected(true);
    const [client, server] = [await open(near), await open(far)];
    expect(ask(h, client.id, server.id).reachable).toBe(true);
    const { reaches } = whoCanReach(h.network, { subject: server.id, direction: 'to' });
    expect(reaches).toContainEqual(
      expect.objectContaining({ end: expect.objectContaining({ interfaces: [client.eni] }) }),
    );
    await h.call(ec2, 'StopInstances', { InstanceIds: [appliances[1]!.id] });
    const broken = ask(h, client.id, server.id);
    expect(broken.reachable).toBe(false);
    expect(broken.blockers).toMatchObject([{ code: 'BAD_STATE_ROUTE' }]);
    const claim = { from: [near.vpc], to: [far.vpc] };
    const proof = prove(h.network, claim);
    expect(proof.holds).toBe(true);
    expect(checkCertificate(h.network, proof.certificate!)).toMatchObject({ valid: true });
  });
});

describe('questions about many packets', () => {
  test('a VPC on the same gateway is among those who reach, and whom one reaches', async () => {
    const { h, near, far } = await joined();
    const client = await open(near);
    const server = await machine(far, far.left, [await group(far, 'tcp 443 from 10.0.1.0/24')]);
    const traffic = [{ protocol: 6, ports: { from: 443, to: 443 } }];
    expect(whoCanReach(h.network, { subject: server.id, direction: 'to' }).reaches).toMatchObject([
      { end: { vpc: near.vpc, interfaces: [client.eni] }, traffic },
    ]);
    expect(whoCanReach(h.network, { subject: client.id, direction: 'from' }).reaches).toMatchObject([
      { end: { vpc: far.vpc, interfaces: [server.eni] }, traffic },
    ]);
  });

  test("a route of the gateway's tells apart what no VPC does", async () => {
    const { h, near, far, transit } = await joined();
    const clients = await group(near, ...all);
    const [one, other] = [await machine(near, near.left, [clients]), await machine(near, near.left, [clients])];
    const server = await open(far);
    await transitRoute(h, transit.table, `${one.address}/32`);
    const { reaches } = whoCanReach(h.network, { subject: server.id, direction: 'to' });
    expect(reaches).toMatchObject([{ end: { interfaces: [other.eni], count: 1 } }]);
    expect(prove(h.network, { from: [one.id], to: [server.id] }).holds).toBe(true);
    expect(prove(h.network, { from: [near.vpc], to: [server.id] }).holds).toBe(false);
  });

  test('that nothing passes is proven anew for VPCs on a gateway, and a proof of before is none', async () => {
    const near = await ground();
    const far = await ground(near.h, '10.1');
    const { h } = near;
    const claim = { from: [(await open(near)).id], to: [(await open(far)).id] };
    const before = prove(h.network, claim);
    const transit = await transitGateway(h);
    for (const { vpc, right } of [near, far]) await attach(h, transit, vpc, [right]);
    expect(checkCertificate(h.network, before.certificate!).valid).toBe(false);
    for (const { mainTable } of [near, far]) await routeToGateway(h, mainTable, '10.0.0.0/8', transit.gateway);
    expect(prove(h.network, claim).holds).toBe(false);
    await transitRoute(h, transit.table, '10.1.1.0/24');
    const proof = prove(h.network, claim);
    expect(new Set(proof.certificate!.boxes.map(({ code }) => code))).toEqual(new Set(['TGW_RTB_BAD_STATE_ROUTE']));
    expect(checkCertificate(h.network, proof.certificate!)).toMatchObject({ valid: true });
  });

  test("what a route of the gateway's, and a VPC on the way, let pass or stop is a change of the ends", async () => {
    const { h, near, far, transit } = await joined();
    const [client, server] = [await open(near), await open(far)];
    const before = h.network;
    await transitRoute(h, transit.table, `${server.address}/32`);
    const { differences } = diff(before, h.network);
    const told = differences.map(({ from, to }) => [from, to].map((end) => 'interfaces' in end && end.interfaces[0]));
    expect(new Set(told.map(String))).toEqual(new Set([`${client.eni},${server.eni}`, `${server.eni},${client.eni}`]));
    for (const { gained, causes } of differences) {
      expect(gained).toEqual([]);
      expect(causes).toMatchObject([{ stage: 'route', component: transit.table }]);
    }
  });
});
