import { describe, expect, test } from 'vitest';
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
  table,
} from './verify-ground.ts';

const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;
const host = '203.0.113.80';

async function natGateway({ h, open }: Ground): Promise<string> {
  const { AllocationId } = await h.call(ec2, 'AllocateAddress', {});
  return (await h.call(ec2, 'CreateNatGateway', { SubnetId: open, AllocationId })).NatGateway!.NatGatewayId!;
}

describe('to the internet', () => {
  test('a public subnet, a route and a public address are all it takes; its answer needs none of the groups', async () => {
    const g = await ground();
    const client = await machine(g, g.open, [await group(g, 'tcp 443 to 0.0.0.0/0')]);
    const before = ask(g.h, client.id, host);
    expect(codes(before)).toEqual(['IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS']);
    expect(before.blockers[0]!.mend).toContain(client.eni);
    const address = await elastic(g.h, client.eni);
    const found = ask(g.h, client.id, host);
    expect(found).toMatchObject({ reachable: true, disposition: 'delivered-to-internet' });
    expect(found.forward.at(-1)!.packet.source).toBe(address);
    expect(found.return[0]).toMatchObject({ stage: 'translate', rule: `${address} → ${client.address}` });
  });

  test('without a route it is no-route, and missing group rules are told as well', async () => {
    const g = await ground();
    const client = await machine(g, g.left, [await group(g)]);
    const found = ask(g.h, client.id, host);
    expect(codes(found)).toEqual(['ENI_SG_RULES_MISMATCH', 'NO_ROUTE_TO_DESTINATION']);
    expect(found.blockers[1]).toMatchObject({ component: g.mainTable });
    expect(found.return).toEqual([]);
  });

  test("through a NAT gateway it leaves with the gateway's address, by the gateway's subnet's route", async () => {
    const g = await ground();
    const nat = await natGateway(g);
    await route(g.h, g.mainTable, everywhere, { NatGatewayId: nat });
    const client = await machine(g, g.left, [await group(g, 'tcp 443 to 0.0.0.0/0')]);
    const found = ask(g.h, client.id, host);
    expect(found.disposition).toBe('delivered-to-internet');
    expect(stagesOf(found.forward)).toEqual([
      'source-check',
      'security-group-egress',
      'network-acl-egress',
      'route',
      'network-acl-ingress',
      'translate',
      'network-acl-egress',
      'route',
      'translate',
      'deliver',
    ]);
    expect(found.forward[5]).toMatchObject({ component: nat, packet: { source: client.address } });
    expect(found.forward[7]).toMatchObject({ component: g.openTable, rule: `0.0.0.0/0 → ${g.gateway}` });
    expect(found.return.at(-1)).toMatchObject({
      stage: 'deliver',
      packet: { source: host, destination: client.address },
    });
    expect(ask(g.h, client.id, host, { protocol: 47 }).blockers[0]?.code).toBe('ENI_SG_RULES_MISMATCH');
    expect(codes(ask(g.h, client.id, host, { protocol: 47 }))).toContain('PROTOCOL_RESTRICTION');
  });

  test("the ACL of the NAT gateway's subnet must let in the answers to the gateway's ports, 1024 on", async () => {
    const g = await ground();
    await route(g.h, g.mainTable, everywhere, { NatGatewayId: await natGateway(g) });
    const client = await machine(g, g.left, [await group(g, ...all)]);
    const inner = ['100 allow out -1 0.0.0.0/0', '110 allow in -1 10.0.0.0/16'];
    await acl(g, g.open, ...inner, '120 allow in 6 0.0.0.0/0 32768-60999');
    const found = ask(g.h, client.id, host);
    expect(codes(found)).toEqual(['SUBNET_ACL_RESTRICTION']);
    expect(found.blockers[0]!.mend).toContain('tcp ports 1024-65535 from 203.0.113.80/32');
    await acl(g, g.open, ...inner, '120 allow in 6 0.0.0.0/0 1024-65535');
    expect(ask(g.h, client.id, host).reachable).toBe(true);
  });

  test('a NAT gateway whose own subnet leads back to it is a loop', async () => {
    const g = await ground();
    const nat = await natGateway(g);
    await g.h.call(ec2, 'DeleteRoute', { RouteTableId: g.openTable, DestinationCidrBlock: everywhere });
    await route(g.h, g.openTable, everywhere, { NatGatewayId: nat });
    await route(g.h, g.mainTable, everywhere, { NatGatewayId: nat });
    const client = await machine(g, g.left, [await group(g, ...all)]);
    expect(ask(g.h, client.id, host)).toMatchObject({ reachable: false, disposition: 'loop' });
  });

  test.each([
    ['10.9.0.1', 'RFC1918'],
    ['100.64.3.4', 'RFC6598'],
  ])('%s is no address of the internet', async (address, name) => {
    const g = await ground();
    const client = await machine(g, g.open, [await group(g, ...all)]);
    await elastic(g.h, client.eni);
    expect(codes(ask(g.h, client.id, address))).toEqual([`IGW_DESTINATION_ADDRESS_NOT_IN_${name}_EGRESS`]);
  });

  test('a public address of another VPC is reached through both gateways', async () => {
    const g = await ground();
    const other = await ground(g.h);
    const client = await machine(g, g.open, [await group(g, ...all)]);
    const address = await elastic(g.h, client.eni);
    const servers = await group(other, `tcp 443 from ${address}/32`);
    const server = await machine(other, other.open, [servers]);
    await elastic(g.h, server.eni);
    expect(ask(g.h, client.id, server.id)).toMatchObject({ reachable: true, disposition: 'accepted' });
  });

  test('an address that is nobody’s is not delivered', async () => {
    const g = await ground();
    const client = await machine(g, g.open, [await group(g, ...all)]);
    await elastic(g.h, client.eni);
    const spare = (await g.h.call(ec2, 'AllocateAddress', {})).PublicIp!;
    expect(codes(ask(g.h, client.id, spare))).toEqual(['UNKNOWN_DESTINATION']);
  });
});

describe('from the internet', () => {
  test('a public address leads in, past the ACL and the groups', async () => {
    const g = await ground();
    const server = await machine(g, g.open, [await group(g, 'tcp 443 from 203.0.113.0/24')]);
    const before = ask(g.h, host, server.id);
    expect(codes(before)).toEqual(['IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS', 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS']);
    const address = await elastic(g.h, server.eni);
    expect(ask(g.h, host, address)).toMatchObject({ reachable: true, disposition: 'accepted' });
    expect(ask(g.h, g.gateway, server.id).reachable).toBe(true);
    expect(codes(ask(g.h, '198.51.100.1', address))).toEqual(['ENI_SG_RULES_MISMATCH']);
  });

  test('without a route back to the internet gateway there is no answer', async () => {
    const g = await ground();
    const server = await machine(g, g.left, [await group(g, ...all)]);
    const address = await elastic(g.h, server.eni);
    const found = ask(g.h, host, address);
    expect(found.forward.at(-1)).toMatchObject({ stage: 'deliver', verdict: 'pass' });
    expect(codes(found)).toEqual(['NO_ROUTE_TO_DESTINATION']);
  });

  test('an answer that a NAT gateway would take is no answer', async () => {
    const g = await ground();
    await route(g.h, g.mainTable, everywhere, { NatGatewayId: await natGateway(g) });
    const server = await machine(g, g.left, [await group(g, ...all)]);
    const address = await elastic(g.h, server.eni);
    expect(codes(ask(g.h, host, address))).toEqual(['NGW_DEST_ADDRESS_PRESERVATION']);
  });

  test('nobody gets in by the address of a NAT gateway', async () => {
    const g = await ground();
    const nat = await natGateway(g);
    const address = g.h.network.get('nat-gateway', nat)!.publicAddress!;
    expect(codes(ask(g.h, host, address))).toEqual(['NGW_DEST_ADDRESS_PRESERVATION']);
  });
});

describe('through an instance that forwards', () => {
  async function forwarding(...middleRules: readonly string[]) {
    const g = await ground();
    const open = await group(g, ...all);
    const client = await machine(g, g.left, [open]);
    const middle = await machine(g, g.open, [await group(g, ...middleRules)]);
    const server = await machine(g, g.right, [open]);
    const own = await table(g, g.left);
    await route(g.h, own, '10.0.2.0/24', { NetworkInterfaceId: middle.eni });
    const uncheck = () =>
      g.h.call(ec2, 'ModifyNetworkInterfaceAttribute', {
        NetworkInterfaceId: middle.eni,
        SourceDestCheck: { Value: false },
      });
    return { g, client, middle, server, own, uncheck };
  }

  test('its check must be off, and its groups are asked in both directions', async () => {
    const { g, client, middle, server, own, uncheck } = await forwarding();
    const groups = ['ENI_SG_RULES_MISMATCH', 'ENI_SOURCE_DEST_CHECK_RESTRICTION'];
    expect(codes(ask(g.h, client.id, server.id))).toEqual([
      ...groups,
      'ENI_SOURCE_DEST_CHECK_RESTRICTION',
      'ENI_SG_RULES_MISMATCH',
    ]);
    await uncheck();
    const found = ask(g.h, client.id, server.id);
    expect(found.blockers.map(({ component }) => component)).toEqual([middle.eni, middle.eni]);
    expect(found.forward).toContainEqual(
      expect.objectContaining({ component: own, rule: `10.0.2.0/24 → ${middle.eni}` }),
    );
  });

  test('allowed by both its sides, it is passed; its stop makes the route a blackhole', async () => {
    const { g, client, middle, server, uncheck } = await forwarding(
      'tcp 443 from 10.0.1.0/24',
      'tcp 443 to 10.0.2.0/24',
    );
    await uncheck();
    expect(ask(g.h, client.id, server.id).reachable).toBe(true);
    await g.h.call(ec2, 'StopInstances', { InstanceIds: [middle.id] });
    const found = ask(g.h, client.id, server.id);
    expect(found).toMatchObject({ disposition: 'null-routed' });
    expect(codes(found)).toEqual(['BAD_STATE_ROUTE']);
  });

  test('a rule that names the group of the client does not see it through the middle', async () => {
    const { g, client, uncheck } = await forwarding(...all);
    await uncheck();
    const own = g.h.network.get('network-interface', client.eni)!.groups[0]!;
    const server = await machine(g, g.right, [await group(g, `all from ${own}`)]);
    expect(codes(ask(g.h, client.id, server.id))).toEqual(['SG_REFERENCES_NOT_PRESERVED']);
  });
});

describe('through a virtual private gateway', () => {
  const behind = '192.168.3.4';

  async function attached(g: Ground): Promise<string> {
    const id = (await g.h.call(ec2, 'CreateVpnGateway', { Type: 'ipsec.1' })).VpnGateway!.VpnGatewayId!;
    await g.h.call(ec2, 'AttachVpnGateway', { VpcId: g.vpc, VpnGatewayId: id });
    return id;
  }

  test('nothing gets anywhere, since nothing is behind it; detached, the route is a blackhole', async () => {
    const g = await ground();
    const client = await machine(g, g.left, [await group(g, ...all)]);
    const id = await attached(g);
    await route(g.h, g.mainTable, '192.168.0.0/16', { GatewayId: id });
    const found = ask(g.h, client.id, behind);
    expect(found).toMatchObject({ reachable: false, disposition: 'null-routed' });
    expect(found.blockers).toEqual([
      {
        code: 'NO_POSSIBLE_DESTINATION',
        component: g.mainTable,
        rule: `192.168.0.0/16 → ${id}`,
        mend: expect.stringContaining('no VPN connection'),
      },
    ]);
    await g.h.call(ec2, 'DetachVpnGateway', { VpcId: g.vpc, VpnGatewayId: id });
    expect(codes(ask(g.h, client.id, behind))).toEqual(['BAD_STATE_ROUTE']);
  });

  test('what no interface of the VPC has as its address is not taken at all', async () => {
    const g = await ground();
    const client = await machine(g, g.left, [await group(g, ...all)]);
    await route(g.h, g.mainTable, '192.168.0.0/16', { GatewayId: await attached(g) });
    await g.h.call(ec2, 'ModifyInstanceAttribute', { InstanceId: client.id, SourceDestCheck: { Value: false } });
    const found = ask(g.h, client.id, behind, { sourceAddress: '172.16.0.9' });
    expect(codes(found)).toEqual(['VGW_PRIVATE_IP_ASSOCIATION_FOR_EGRESS', 'NO_POSSIBLE_DESTINATION']);
  });

  test('a static route comes before one that was propagated, whichever is listed first', async () => {
    const g = await ground();
    const client = await machine(g, g.open, [await group(g, ...all)]);
    await elastic(g.h, client.eni);
    const id = await attached(g);
    await g.h.store.transact((draft) => {
      const table = draft.get('route-table', g.openTable)!;
      const propagated = (cidr: string) =>
        ({
          destination: { kind: 'cidr', cidr },
          target: { kind: 'vpn-gateway', id },
          origin: 'EnableVgwRoutePropagation',
        }) as const;
      draft.put({ ...table, routes: [propagated(everywhere), ...table.routes, propagated('203.0.113.128/25')] });
    });
    expect(ask(g.h, client.id, host).disposition).toBe('delivered-to-internet');
    expect(codes(ask(g.h, client.id, '203.0.113.200'))).toEqual(['NO_POSSIBLE_DESTINATION']);
  });
});

test('an EC2 Instance Connect Endpoint takes nothing from its VPC, and opens nothing into it', async () => {
  const g = await ground();
  const open = await group(g, ...all);
  const one = await machine(g, g.left, [open]);
  const asked = { SubnetId: g.right, SecurityGroupIds: [open] };
  const made = await g.h.call(ec2, 'CreateInstanceConnectEndpoint', asked);
  const [eni = ''] = made.InstanceConnectEndpoint!.NetworkInterfaceIds!;
  const found = ask(g.h, one.id, eni);
  expect(found.blockers).toMatchObject([{ code: 'NO_POSSIBLE_DESTINATION', component: eni }]);
  expect(found.disposition).toBe('denied-in');
  expect(codes(ask(g.h, eni, one.id))).toEqual(['UNSUPPORTED_COMPONENT']);
  await route(g.h, g.mainTable, '192.168.0.0/16', { NetworkInterfaceId: eni });
  expect(codes(ask(g.h, one.id, '192.168.1.1'))).toEqual(['NO_POSSIBLE_DESTINATION']);
});

test('a NAT gateway is an end by its id or name, and takes nothing that it did not ask for', async () => {
  const g = await ground();
  const open = await group(g, `all to ${everywhere}`);
  const one = await machine(g, g.left, [open]);
  const { AllocationId } = await g.h.call(ec2, 'AllocateAddress', {});
  const TagSpecifications = [{ ResourceType: 'natgateway' as const, Tags: [{ Key: 'Name', Value: 'way out' }] }];
  const made = await g.h.call(ec2, 'CreateNatGateway', { SubnetId: g.open, AllocationId, TagSpecifications });
  const id = made.NatGateway!.NatGatewayId!;
  for (const word of [id, 'way out']) expect(codes(ask(g.h, one.id, word))).toEqual(['NGW_DEST_ADDRESS_PRESERVATION']);
  expect(codes(ask(g.h, id, one.id))).toContain('UNSUPPORTED_COMPONENT');
});
