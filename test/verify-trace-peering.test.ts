import { describe, expect, test } from 'vitest';
import { harness } from '../src/operations/harness.ts';
import { checkCertificate } from '../src/verify/check-certificate.ts';
import { diff } from '../src/verify/diff.ts';
import { withOwners } from '../src/verify/owners.ts';
import { prove } from '../src/verify/prove.ts';
import { whoCanReach } from '../src/verify/who-can-reach.ts';
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
  rule,
  ruleNaming,
  stagesOf,
  table,
} from './verify-ground.ts';

const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;

async function open(g: Ground, subnet = g.left) {
  return machine(g, subnet, [await group(g, ...all)]);
}

/** 10.0.0.0/16 and 10.1.0.0/16, peered, with routes to each other in their main tables. */
async function peered(account?: string, asker: 'near' | 'far' = 'near') {
  const near = await ground();
  const far = await ground(account === undefined ? near.h : near.h.as({ account }), '10.1');
  const sides = asker === 'near' ? ([near.vpc, far.vpc] as const) : ([far.vpc, near.vpc] as const);
  const connection = await peer(near.h, ...sides);
  await routeAcross(near.h, near.mainTable, '10.1.0.0/16', connection);
  await routeAcross(near.h, far.mainTable, '10.0.0.0/16', connection);
  return { near, far, connection };
}

describe('across a peering connection', () => {
  test('a packet and its answer pass by the routes, groups and ACLs of both sides, and name the connection', async () => {
    const { near, far, connection } = await peered();
    const [client, server] = [await open(near), await open(far)];
    const found = ask(near.h, client.id, server.id);
    expect(found).toMatchObject({ reachable: true, disposition: 'accepted' });
    const way = [
      'source-check',
      'security-group-egress',
      'network-acl-egress',
      'route',
      'route',
      'network-acl-ingress',
      'security-group-ingress',
      'deliver',
    ];
    expect(stagesOf(found.forward)).toEqual(way);
    expect(stagesOf(found.return)).toEqual(way);
    expect(found.forward[3]).toMatchObject({ component: near.mainTable, rule: `10.1.0.0/16 → ${connection}` });
    expect(found.forward[4]).toMatchObject({ component: connection, detail: `leads into ${far.vpc}` });
    expect(found.forward.at(-1)).toMatchObject({ component: server.eni, packet: { destination: server.address } });
    expect(found.return[3]).toMatchObject({ component: far.mainTable });
  });

  test('an answer finds its own way back, or none', async () => {
    const { near, far, connection } = await peered();
    const [client, server] = [await open(near), await open(far, far.open)];
    const found = ask(near.h, client.id, server.id);
    expect(stagesOf(found.forward)).not.toContain('route!');
    expect(codes(found)).toEqual([
      'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS',
      'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
    ]);
    await routeAcross(near.h, far.openTable, '10.0.1.0/24', connection);
    expect(ask(near.h, client.id, server.id).reachable).toBe(true);
    await table(far, far.right);
    expect(ask(near.h, client.id, (await open(far, far.right)).id).blockers).toMatchObject([
      { code: 'NO_ROUTE_TO_DESTINATION' },
    ]);
  });

  test('without a route the route table is what has to be mended, and no VPC is called disconnected', async () => {
    const { near, far } = await peered();
    const [client, server] = [await open(near), await open(far)];
    const bare = await table(near, near.left);
    expect(ask(near.h, client.id, server.id).blockers).toMatchObject([
      { code: 'NO_ROUTE_TO_DESTINATION', component: bare },
    ]);
    const other = await ground(near.h, '10.2');
    expect(codes(ask(near.h, client.id, (await open(other)).id))).toEqual(['DISCONNECTED_VPCS']);
  });

  test('who has a public address is reached there where the route does not lead across', async () => {
    const { near, far } = await peered();
    const [client, server] = [await open(near, near.open), await open(far, far.open)];
    const [own, outer] = [await elastic(near.h, client.eni), await elastic(far.h, server.eni)];
    const found = ask(near.h, client.id, server.id);
    expect(found.reachable).toBe(true);
    expect(found.forward[0]).toMatchObject({ packet: { destination: outer } });
    expect(found.forward.at(-1)).toMatchObject({ packet: { source: own } });
    const inside = ask(near.h, (await open(near)).id, server.id);
    expect(inside.forward[0]).toMatchObject({ packet: { destination: server.address } });
  });

  test('nothing goes on from there: not to a third VPC, not to the internet, not to the resolver', async () => {
    // What the other account asked for is its own, and the route is not.
    const { near, far, connection } = await peered('444455556666', 'far');
    const third = await ground(near.h, '10.2');
    const further = await peer(near.h, far.vpc, third.vpc);
    await routeAcross(near.h, far.mainTable, '10.2.0.0/16', further);
    await routeAcross(near.h, third.mainTable, '10.0.0.0/16', further);
    await routeAcross(near.h, near.mainTable, everywhere, connection);
    const [client, server] = [await open(near), await open(third)];
    const away = withOwners(near.h.network, ask(near.h, client.id, server.address));
    expect(away).toMatchObject({ reachable: false, disposition: 'no-route' });
    expect(away.blockers).toMatchObject([
      {
        code: 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
        component: connection,
        account: '111122223333',
        mend: expect.stringContaining(`does not lead to ${connection}`),
      },
    ]);
    expect(codes(ask(near.h, client.id, '203.0.113.10'))).toEqual(['PCX_REQUIRES_ADDRESS_IN_VPC_CIDR']);
    const unanswered = ask(near.h, client.id, '10.1.0.2', { protocol: 17, port: 53 });
    expect(unanswered.blockers).toMatchObject([{ code: 'UNKNOWN_DESTINATION', component: far.vpc }]);
  });

  test('a connection that nobody accepted, or that is gone, is a blackhole', async () => {
    const { near, far, connection } = await peered();
    const [client, server] = [await open(near), await open(far)];
    await near.h.store.transact((draft) => {
      const { outcome: _, ...found } = draft.get('vpc-peering-connection', connection)!;
      draft.put(found);
    });
    expect(codes(ask(near.h, client.id, server.address))).toEqual(['BAD_STATE_ROUTE']);
    expect(codes(ask(near.h, client.id, server.id))).toEqual(['DISCONNECTED_VPCS']);
  });

  test('each side is told who may mend what', async () => {
    const { near, far } = await peered('444455556666');
    const client = await machine(near, near.left, [await group(near)]);
    const server = await machine(far, far.left, [await group(far)]);
    expect(withOwners(near.h.network, ask(near.h, client.id, server.id)).blockers).toMatchObject([
      { component: client.eni, account: '111122223333', mend: expect.stringMatching(/^Add/) },
      { component: server.eni, account: '444455556666', mend: expect.stringContaining(`The owner of ${far.vpc}`) },
    ]);
  });
});

describe("rules that name a peer's group", () => {
  test('see who sent with an address of its own, and whose an address is', async () => {
    const { near, far } = await peered();
    const [out, into] = [await group(near), await group(far)];
    const [client, server] = [await machine(near, near.left, [out]), await machine(far, far.left, [into])];
    await ruleNaming(near.h, out, into, true);
    await ruleNaming(far.h, into, out);
    expect(ask(near.h, client.id, server.id).reachable).toBe(true);
    expect(ask(near.h, (await open(near)).id, server.id).blockers).toMatchObject([{ component: server.eni }]);
  });

  test('see nobody behind a middlebox, nor in another region', async () => {
    const { near, far, connection } = await peered();
    const [hidden, into] = [await group(near, ...all), await group(far)];
    await ruleNaming(far.h, into, hidden);
    const [client, server] = [await machine(near, near.left, [hidden]), await machine(far, far.left, [into])];
    const middle = await open(near, near.right);
    const attribute = { NetworkInterfaceId: middle.eni, SourceDestCheck: { Value: false } };
    await near.h.call(ec2, 'ModifyNetworkInterfaceAttribute', attribute);
    const aside = await table(near, near.left);
    await route(near.h, aside, '10.1.0.0/16', { NetworkInterfaceId: middle.eni });
    expect(codes(ask(near.h, client.id, server.address))).toEqual(['SG_REFERENCES_NOT_PRESERVED']);
    await routeAcross(near.h, aside, '10.1.1.0/24', connection);
    expect(ask(near.h, client.id, server.address).reachable).toBe(true);

    const abroad = near.h.as({ region: 'us-east-2' });
    const vpc = (await abroad.call(ec2, 'CreateVpc', { CidrBlock: '10.3.0.0/16' })).Vpc!.VpcId!;
    const made = await abroad.call(ec2, 'CreateSubnet', { VpcId: vpc, CidrBlock: '10.3.1.0/24' });
    const place = { h: abroad, vpc };
    const [named, other] = [await group(place, ...all), await group(place, ...all)];
    const subnets = made.Subnet!.SubnetId!;
    const [one, two] = [await machine(place, subnets, [named]), await machine(place, subnets, [other])];
    const long = await peer(near.h, near.vpc, vpc);
    await routeAcross(near.h, near.mainTable, '10.3.0.0/16', long);
    await routeAcross(near.h, near.h.network.find('route-table', `main:${vpc}`)[0]!.id, '10.0.0.0/16', long);
    const picky = await group(near);
    const host = await machine(near, near.right, [picky]);
    // No call makes such a rule; a snapshot may have one.
    await ruleNaming(near.h, picky, picky);
    await near.h.store.transact((draft) => {
      const [found] = draft.find('security-group-rule', `group:${picky}`);
      draft.put({ ...found!, peer: { kind: 'group', group: named, account: found!.account } });
    });
    expect(codes(ask(near.h, one.id, host.id))).toEqual(['ENI_SG_RULES_MISMATCH']);
    await rule(near.h, picky, `all from ${two.address}/32`);
    expect(ask(near.h, two.id, host.id).reachable).toBe(true);
  });
});

describe('what stands in a peer', () => {
  test("takes what is sent to it: an AWS service's endpoint, and no NAT gateway", async () => {
    const { near, far } = await peered();
    const client = await open(near);
    const made = await far.h.call(ec2, 'CreateVpcEndpoint', {
      VpcId: far.vpc,
      VpcEndpointType: 'Interface',
      ServiceName: 'com.amazonaws.us-east-1.sts',
      SubnetIds: [far.left],
      SecurityGroupIds: [await group(far, ...all)],
      PrivateDnsEnabled: false,
    });
    expect(ask(near.h, client.id, made.VpcEndpoint!.VpcEndpointId!)).toMatchObject({ reachable: true });
    const nat = { SubnetId: far.left, ConnectivityType: 'private' } as const;
    const gateway = (await far.h.call(ec2, 'CreateNatGateway', nat)).NatGateway!.NatGatewayId!;
    expect(codes(ask(near.h, client.id, gateway))).toEqual(['NGW_DEST_ADDRESS_PRESERVATION']);
  });

  test('is spoken to from behind a NAT gateway with the address of that', async () => {
    const { near, far } = await peered();
    const nat = { SubnetId: near.right, ConnectivityType: 'private' } as const;
    const { NatGatewayId } = (await near.h.call(ec2, 'CreateNatGateway', nat)).NatGateway!;
    const aside = await table(near, near.left);
    await route(near.h, aside, '10.1.0.0/16', { NatGatewayId });
    const [client, server] = [await open(near), await open(far)];
    const found = ask(near.h, client.id, server.id);
    expect(found.reachable).toBe(true);
    const own = near.h.network.get('nat-gateway', NatGatewayId!)!.privateAddress;
    expect(found.forward.at(-1)).toMatchObject({ component: server.eni, packet: { source: own } });
  });
});

describe('questions about many packets', () => {
  test('a peer is among those who reach, and whom one reaches', async () => {
    const { near, far } = await peered();
    const client = await open(near);
    const server = await machine(far, far.left, [await group(far, 'tcp 443 from 10.0.1.0/24')]);
    const { reaches } = whoCanReach(near.h.network, { subject: server.id, direction: 'to' });
    const traffic = [{ protocol: 6, ports: { from: 443, to: 443 } }];
    expect(reaches).toMatchObject([{ end: { vpc: near.vpc, interfaces: [client.eni] }, traffic }]);
    expect(whoCanReach(near.h.network, { subject: client.id, direction: 'from' }).reaches).toMatchObject([
      { end: { vpc: far.vpc, interfaces: [server.eni] }, traffic },
    ]);
  });

  test("a peer's rule and route tell apart what nothing in the VPC itself does", async () => {
    const { near, far } = await peered();
    const clients = await group(near, ...all);
    const [one, other] = [await machine(near, near.left, [clients]), await machine(near, near.left, [clients])];
    const server = await machine(far, far.left, [await group(far, `tcp 443 from ${other.address}/32`)]);
    const { reaches } = whoCanReach(near.h.network, { subject: server.id, direction: 'to' });
    expect(reaches).toMatchObject([{ end: { interfaces: [other.eni], count: 1 } }]);
    expect(prove(near.h.network, { from: [one.id], to: [server.id] }).holds).toBe(true);
    expect(prove(near.h.network, { from: [near.vpc], to: [server.id] }).holds).toBe(false);
  });

  test('that nothing passes is proven anew for peers, and a proof of before is none', async () => {
    const near = await ground(harness({ account: '111122223333' }));
    const far = await ground(near.h, '10.1');
    await open(near);
    await open(far);
    const claim = { from: [near.vpc], to: [far.vpc] };
    const before = prove(near.h.network, claim);
    expect(before).toMatchObject({ holds: true, certificate: { boxes: [{ code: 'DISCONNECTED_VPCS' }] } });
    const connection = await peer(near.h, near.vpc, far.vpc);
    expect(checkCertificate(near.h.network, before.certificate!).valid).toBe(false);
    const routeless = prove(near.h.network, claim);
    expect(new Set(routeless.certificate!.boxes.map(({ code }) => code))).toEqual(new Set(['NO_ROUTE_TO_DESTINATION']));
    expect(checkCertificate(near.h.network, routeless.certificate!)).toMatchObject({ valid: true });
    await routeAcross(near.h, near.mainTable, '10.1.0.0/16', connection);
    expect(prove(near.h.network, claim).holds).toBe(true);
    await routeAcross(near.h, far.mainTable, '10.0.0.0/16', connection);
    expect(prove(near.h.network, claim).holds).toBe(false);
  });

  test('the route that closed the circle is what a change let pass', async () => {
    const { near, far, connection } = await peered();
    const bare = await table(far, far.right);
    const [client, server] = [await open(near), await open(far, far.right)];
    const before = near.h.network;
    await routeAcross(near.h, bare, '10.0.0.0/16', connection);
    const { differences } = diff(before, near.h.network);
    const told = differences.map(({ from, to }) => [from, to].map((end) => 'interfaces' in end && end.interfaces[0]));
    expect(new Set(told.map(String))).toEqual(new Set([`${client.eni},${server.eni}`, `${server.eni},${client.eni}`]));
    for (const { causes, lost } of differences) {
      expect(lost).toEqual([]);
      expect(causes).toMatchObject([{ stage: 'route', component: bare }]);
    }
  });
});
