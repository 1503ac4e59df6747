import { expect, test } from 'vitest';
import { analyse, answerAll, codesOf, described, idsOf, path, start } from './insights-ground.ts';
import {
  acl,
  ec2,
  elastic,
  everywhere,
  ground,
  group,
  machine,
  route,
  rule,
  subnet,
  table,
  takeDown,
} from './verify-ground.ts';

const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;
const arn = (type: string, id: string) => `arn:aws:ec2:us-east-1:111122223333:${type}/${id}`;

test('a path between subnets is shown component by component, there and back', async () => {
  const g = await ground();
  const [out, into] = [await group(g), await group(g)];
  await rule(g.h, out, 'tcp 443 to 10.0.2.0/24');
  await rule(g.h, into, `tcp 440-450 from ${out}`);
  const client = await machine(g, g.left, [out]);
  const server = await machine(g, g.right, [into]);
  const outer = await acl(g, g.left, '100 allow in -1 0.0.0.0/0', '90 allow out 6 10.0.2.0/24 443-443');
  const inner = g.h.network.find('network-acl', `subnet:${g.right}`)[0]!.id;
  const found = await analyse(g.h, { Source: client.id, Destination: server.id, DestinationPort: 443 });
  expect(found).toMatchObject({ Status: 'succeeded', NetworkPathFound: true });
  expect(found.Explanations).toBeUndefined();
  const forward = [client.id, client.eni, out, outer, g.mainTable, inner, into, server.eni, server.id];
  expect(idsOf(found.ForwardPathComponents)).toEqual(forward);
  const back = [server.id, server.eni, into, inner, g.mainTable, outer, out, client.eni, client.id];
  expect(idsOf(found.ReturnPathComponents)).toEqual(back);
  expect(found.ForwardPathComponents?.map(({ SequenceNumber }) => SequenceNumber)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const [instance, eni, sg, nacl, routes, , refers, , receiver] = found.ForwardPathComponents!;
  expect(instance).toMatchObject({
    Component: { Id: client.id, Arn: arn('instance', client.id) },
    OutboundHeader: {
      SourceAddresses: [`${client.address}/32`],
      DestinationAddresses: [`${server.address}/32`],
      Protocol: '6',
      SourcePortRanges: [{ From: 32768, To: 60999 }],
      DestinationPortRanges: [{ From: 443, To: 443 }],
    },
  });
  expect(eni).toMatchObject({ AttachedTo: { Id: client.id }, Subnet: { Id: g.left }, Vpc: { Id: g.vpc } });
  const port = { From: 443, To: 443 };
  expect(sg?.SecurityGroupRule).toEqual({
    Cidr: '10.0.2.0/24',
    Direction: 'egress',
    PortRange: port,
    Protocol: 'tcp',
  });
  const allow = { Cidr: '10.0.2.0/24', Egress: true, Protocol: 'tcp', RuleAction: 'allow', RuleNumber: 90 };
  expect(nacl?.AclRule).toEqual({ ...allow, PortRange: port });
  expect(routes?.RouteTableRoute).toEqual({
    DestinationCidr: '10.0.0.0/16',
    GatewayId: 'local',
    Origin: 'createroutetable',
    State: 'active',
  });
  expect(refers?.SecurityGroupRule).toMatchObject({ Direction: 'ingress', SecurityGroupId: out });
  expect(receiver?.InboundHeader).toMatchObject({ DestinationAddresses: [`${server.address}/32`], Protocol: '6' });
  expect(found.ReturnPathComponents?.[2]).toMatchObject({ Component: { Id: into } });
  expect(found.ReturnPathComponents?.[2]?.SecurityGroupRule).toBeUndefined();
});

test('of several interfaces of an instance the one that lets a packet through is found, as source and destination', async () => {
  const g = await ground();
  const [open, shut] = [await group(g, ...all), await group(g)];
  const second = async (instance: string) => {
    const input = { SubnetId: g.left, Groups: [open], ClientToken: '' };
    const made = (await g.h.call(ec2, 'CreateNetworkInterface', input)).NetworkInterface!;
    const NetworkInterfaceId = made.NetworkInterfaceId!;
    await g.h.call(ec2, 'AttachNetworkInterface', { NetworkInterfaceId, InstanceId: instance, DeviceIndex: 1 });
    return NetworkInterfaceId;
  };
  const [client, server] = [await machine(g, g.left, [shut]), await machine(g, g.left, [shut])];
  const [from, to] = [await second(client.id), await second(server.id)];
  const ends = { Source: client.id, Destination: server.id };
  const found = await analyse(g.h, { ...ends, DestinationPort: 443 });
  expect(idsOf(found.ForwardPathComponents)).toEqual([client.id, from, open, open, to, server.id]);
  const by = (DestinationIp: string) => analyse(g.h, { ...ends, DestinationIp, DestinationPort: 443 });
  expect((await by(server.address)).NetworkPathFound).toBe(false);
  expect((await by(g.h.network.get('network-interface', to)!.privateAddresses[0]!)).NetworkPathFound).toBe(true);
});

test('an interface in another zone than the last says so', async () => {
  const g = await ground();
  const far = await subnet(g, '10.0.3.0/24', 'use1-az2');
  const open = await group(g, ...all);
  const [client, server] = [await machine(g, g.left, [open]), await machine(g, far, [open])];
  const found = await analyse(g.h, { Source: client.id, Destination: server.id, DestinationPort: 443 });
  const crossed = found.ForwardPathComponents?.filter(({ AdditionalDetails }) => AdditionalDetails?.length);
  expect(crossed).toMatchObject([
    { Component: { Id: server.eni }, AdditionalDetails: [{ AdditionalDetailType: 'AVAILABILITY_ZONE_CROSSED' }] },
  ]);
});

test('every blocker has its explanation, with what decided, and the path ends before the first', async () => {
  const g = await ground();
  const [mute, deaf] = [await group(g), await group(g)];
  const client = await machine(g, g.left, [mute]);
  const server = await machine(g, g.right, [deaf]);
  const outer = await acl(g, g.left, '100 allow in -1 0.0.0.0/0', '90 deny out 6 10.0.2.0/24 443-443');
  const inner = await acl(g, g.right, '100 allow out -1 0.0.0.0/0');
  const found = await analyse(g.h, { Source: client.id, Destination: server.id, DestinationPort: 443 });
  expect(found).toMatchObject({ Status: 'succeeded', NetworkPathFound: false });
  expect(idsOf(found.ForwardPathComponents)).toEqual([client.id, client.eni]);
  expect(found.ReturnPathComponents).toEqual([]);
  const [Vpc, Port] = [{ Id: g.vpc, Arn: arn('vpc', g.vpc) }, 443];
  const [left, right] = [g.left, g.right].map((id) => ({ Id: id, Arn: arn('subnet', id) }));
  expect(found.Explanations).toEqual([
    {
      ExplanationCode: 'ENI_SG_RULES_MISMATCH',
      Direction: 'egress',
      NetworkInterface: { Id: client.eni, Arn: arn('network-interface', client.eni) },
      Port,
      SecurityGroups: [{ Id: mute, Arn: arn('security-group', mute) }],
      Subnet: left,
      Vpc,
    },
    {
      ExplanationCode: 'SUBNET_ACL_RESTRICTION',
      Acl: { Id: outer, Arn: arn('network-acl', outer) },
      AclRule: {
        Cidr: '10.0.2.0/24',
        Egress: true,
        PortRange: { From: 443, To: 443 },
        Protocol: 'tcp',
        RuleAction: 'deny',
        RuleNumber: 90,
      },
      Direction: 'egress',
      Port,
      Subnet: left,
      Vpc,
    },
    {
      ExplanationCode: 'SUBNET_ACL_RESTRICTION',
      Acl: { Id: inner, Arn: arn('network-acl', inner) },
      AclRule: { Cidr: '0.0.0.0/0', Egress: false, Protocol: 'all', RuleAction: 'deny', RuleNumber: 32767 },
      Direction: 'ingress',
      Port,
      Subnet: right,
      Vpc,
    },
    {
      ExplanationCode: 'ENI_SG_RULES_MISMATCH',
      Direction: 'ingress',
      NetworkInterface: { Id: server.eni, Arn: arn('network-interface', server.eni) },
      Port,
      SecurityGroups: [{ Id: deaf, Arn: arn('security-group', deaf) }],
      Subnet: right,
      Vpc,
    },
  ]);
});

test('in a subnet there are only groups, also where both have the same; a middlebox is one step', async () => {
  const g = await ground();
  const same = await group(g, ...all);
  const [client, middle, server] = [
    await machine(g, g.left, [same]),
    await machine(g, g.open, [same]),
    await machine(g, g.left, [same]),
  ];
  const near = await analyse(g.h, { Source: client.id, Destination: server.id, DestinationPort: 443 });
  expect(idsOf(near.ForwardPathComponents)).toEqual([client.id, client.eni, same, same, server.eni, server.id]);
  const far = await machine(g, g.right, [same]);
  const unchecked = { NetworkInterfaceId: middle.eni, SourceDestCheck: { Value: false } };
  await g.h.call(ec2, 'ModifyNetworkInterfaceAttribute', unchecked);
  const back = await table(g, g.left);
  await route(g.h, back, '10.0.2.0/24', { InstanceId: middle.id });
  const found = await analyse(g.h, { Source: client.id, Destination: far.id, DestinationPort: 443 });
  const ids = idsOf(found.ForwardPathComponents);
  expect(ids.filter((id) => id === middle.id || id === middle.eni)).toEqual([middle.eni, middle.id]);
  const byId = new Map(found.ForwardPathComponents?.map((one) => [one.Component?.Id, one]));
  expect(byId.get(back)?.RouteTableRoute).toMatchObject({ NetworkInterfaceId: middle.eni, InstanceId: middle.id });
});

test('out through a NAT gateway and the internet gateway, with what each makes of the packet', async () => {
  const g = await ground();
  const { AllocationId, PublicIp } = await g.h.call(ec2, 'AllocateAddress', {});
  const made = await g.h.call(ec2, 'CreateNatGateway', { SubnetId: g.open, AllocationId, ClientToken: '' });
  const nat = made.NatGateway!.NatGatewayId!;
  const own = g.h.network.get('nat-gateway', nat)!;
  await route(g.h, g.mainTable, everywhere, { NatGatewayId: nat });
  const client = await machine(g, g.left, [await group(g, ...all)]);
  const found = await analyse(g.h, { Source: client.eni, Destination: g.gateway, DestinationPort: 80 });
  expect(found.NetworkPathFound).toBe(true);
  const ids = idsOf(found.ForwardPathComponents);
  const outer = g.h.network.find('network-acl', `subnet:${g.open}`)[0]!.id;
  expect(ids.slice(-5)).toEqual([own.networkInterface, nat, outer, g.openTable, g.gateway]);
  const byId = new Map(found.ForwardPathComponents?.map((one) => [one.Component?.Id, one]));
  expect(byId.get(g.mainTable)?.RouteTableRoute).toMatchObject({ NatGatewayId: nat, Origin: 'createroute' });
  expect(byId.get(own.networkInterface)).toMatchObject({ AttachedTo: { Id: nat }, Subnet: { Id: g.open } });
  expect(byId.get(nat)?.OutboundHeader).toEqual({
    SourceAddresses: [`${own.privateAddress}/32`],
    SourcePortRanges: [{ From: 1024, To: 65535 }],
  });
  expect(byId.get(g.gateway)?.OutboundHeader).toEqual({ SourceAddresses: [`${PublicIp}/32`] });
  expect(idsOf(found.ReturnPathComponents)[0]).toBe(g.gateway);
});

test('what the packet must look like beyond a gateway, and at an endpoint', async () => {
  const g = await ground();
  const client = await machine(g, g.open, [await group(g, ...all)]);
  const address = await elastic(g.h, client.eni);
  const out = { Source: client.id, Destination: g.gateway, DestinationPort: 443 };
  const beyond = (DestinationIp: string) => analyse(g.h, { ...out, DestinationIp });
  expect((await beyond('198.51.100.9')).NetworkPathFound).toBe(true);
  expect(codesOf(await beyond('10.99.0.1'))).toContain('IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS');
  const from = (SourceAddress: string) => analyse(g.h, { ...out, FilterAtDestination: { SourceAddress } });
  expect((await from(address)).NetworkPathFound).toBe(true);
  expect(codesOf(await from(client.address))).toEqual(['FILTER_AT_DESTINATION_SOURCE_ADDRESS']);
  const sts = { VpcId: g.vpc, ServiceName: 'com.amazonaws.us-east-1.sts', VpcEndpointType: 'Interface' } as const;
  const own = { SubnetIds: [g.left], SecurityGroupIds: [await group(g, ...all)], PrivateDnsEnabled: false };
  const made = await g.h.call(ec2, 'CreateVpcEndpoint', { ...sts, ...own });
  const endpoint = made.VpcEndpoint!.VpcEndpointId!;
  const [at] = g.h.network.find('network-interface', `parent:${endpoint}`)[0]!.privateAddresses;
  const into = { Source: client.id, Destination: endpoint, DestinationPort: 443 };
  expect((await analyse(g.h, { ...into, DestinationIp: at! })).NetworkPathFound).toBe(true);
  expect((await analyse(g.h, { ...into, DestinationIp: '10.0.2.99' })).NetworkPathFound).toBe(false);
});

test('in from an internet gateway: to a public address, and not to a private one', async () => {
  const g = await ground();
  const server = await machine(g, g.open, [await group(g, 'tcp 22 from 0.0.0.0/0')]);
  const asked = {
    Source: g.gateway,
    Destination: server.id,
    FilterAtSource: { DestinationPortRange: { FromPort: 22, ToPort: 22 } },
  };
  const before = await analyse(g.h, asked);
  expect(before.Explanations).toMatchObject([
    {
      ExplanationCode: 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
      InternetGateway: { Id: g.gateway },
      Vpc: { Id: g.vpc },
    },
    { ExplanationCode: 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS', InternetGateway: { Id: g.gateway } },
  ]);
  const address = await elastic(g.h, server.eni);
  const found = await analyse(g.h, asked);
  expect(found.NetworkPathFound).toBe(true);
  const [first] = found.ForwardPathComponents!;
  expect(first).toMatchObject({
    Component: { Id: g.gateway, Arn: arn('internet-gateway', g.gateway) },
    InboundHeader: { DestinationAddresses: [`${address}/32`], Protocol: '6' },
    OutboundHeader: { DestinationAddresses: [`${server.address}/32`] },
  });
  const byAddress = (Source: string, DestinationAddress: string) =>
    analyse(g.h, {
      Source,
      FilterAtSource: { DestinationAddress, DestinationPortRange: { FromPort: 22, ToPort: 22 } },
    });
  expect((await byAddress(g.gateway, address)).NetworkPathFound).toBe(true);
  expect(codesOf(await byAddress(g.gateway, server.address))).toEqual(['IGW_EXPECTS_PUBLIC_ADDRESS']);
  expect((await analyse(g.h, { Source: g.gateway, DestinationIp: server.address })).NetworkPathFound).toBe(true);
});

test('without a port, any that gets through is found; with a range, any of its', async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, 'tcp 8000-9000 to 0.0.0.0/0')]);
  const server = await machine(g, g.left, [await group(g, 'tcp 1-8080 from 0.0.0.0/0')]);
  const ends = { Source: client.id, Destination: server.id };
  const found = await analyse(g.h, ends);
  expect(found.ForwardPathComponents?.[0]?.OutboundHeader?.DestinationPortRanges).toEqual([{ From: 8000, To: 8000 }]);
  const inRange = (FromPort: number, ToPort: number) =>
    analyse(g.h, { ...ends, FilterAtSource: { DestinationPortRange: { FromPort, ToPort } } });
  expect((await inRange(8050, 8999)).NetworkPathFound).toBe(true);
  expect(codesOf(await inRange(8081, 8999))).toEqual(['ENI_SG_RULES_MISMATCH']);
  expect(codesOf(await inRange(0, 0))).toEqual(['FILTER_AT_SOURCE_DESTINATION_PORT_RANGE']);
  expect((await analyse(g.h, { ...ends, Protocol: 'udp' })).NetworkPathFound).toBe(false);
});

test('what the packet must look like at its source and destination', async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, ...all)]);
  const server = await machine(g, g.right, [await group(g, ...all)]);
  const other = await machine(g, g.right, [await group(g, ...all)]);
  const ends = { Source: client.id, Destination: server.id };
  const code = async (more: object) => codesOf(await analyse(g.h, { ...ends, ...more }));
  expect(await code({ SourceIp: client.address, DestinationIp: server.address, DestinationPort: 443 })).toEqual([]);
  expect(await code({ SourceIp: '10.0.1.250' })).toContain('ENI_SOURCE_DEST_CHECK_RESTRICTION');
  expect(await code({ DestinationIp: other.address })).toEqual(['FILTER_AT_DESTINATION_DESTINATION_ADDRESS']);
  expect(await code({ FilterAtSource: { DestinationAddress: other.address } })).toEqual([
    'FILTER_AT_SOURCE_DESTINATION_ADDRESS',
  ]);
  const range = (FromPort: number, ToPort = FromPort) => ({ FromPort, ToPort });
  expect(
    await code({
      FilterAtSource: { SourcePortRange: range(1000, 2000), DestinationPortRange: range(443) },
      FilterAtDestination: { SourceAddress: '10.0.1.1', SourcePortRange: range(3000), DestinationPortRange: range(80) },
    }),
  ).toEqual([
    'FILTER_AT_DESTINATION_SOURCE_ADDRESS',
    'FILTER_AT_DESTINATION_SOURCE_PORT_RANGE',
    'FILTER_AT_DESTINATION_DESTINATION_PORT_RANGE',
  ]);
});

test('the way must lead through what is wanted and around what is not', async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, ...all)]);
  const server = await machine(g, g.right, [await group(g, ...all)]);
  const nip = await path(g.h, { Source: client.id, Destination: server.id, DestinationPort: 443 });
  const tableArn = arn('route-table', g.mainTable);
  const gateway = arn('internet-gateway', g.gateway);
  const ask = async (more: object) => {
    const id = await start(g.h, nip, more);
    await answerAll(g.h);
    return described(g.h, id);
  };
  const vpc = arn('vpc', g.vpc);
  const found = await ask({
    FilterInArns: [tableArn, vpc],
    FilterOutArns: [gateway],
    AdditionalAccounts: ['444455556666'],
  });
  expect(found).toMatchObject({
    NetworkPathFound: true,
    FilterInArns: [tableArn, vpc],
    FilterOutArns: [gateway],
    AdditionalAccounts: ['444455556666'],
  });
  const restricted = { ExplanationCode: 'COMPONENT_FILTER_RESTRICTION' };
  expect((await ask({ FilterInArns: [gateway] })).Explanations).toMatchObject([
    { ...restricted, Component: { Id: g.gateway, Arn: gateway } },
  ]);
  expect((await ask({ FilterOutArns: [tableArn] })).Explanations).toMatchObject([
    { ...restricted, Component: { Id: g.mainTable, Arn: tableArn } },
  ]);
});

test('an end that is deleted after the path was made', async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, ...all)]);
  const loose = await g.h.call(ec2, 'CreateNetworkInterface', { SubnetId: g.right, ClientToken: '' });
  const eni = loose.NetworkInterface!.NetworkInterfaceId!;
  const asked = { Source: client.id, Destination: eni, DestinationPort: 443 };
  const blocked = await analyse(g.h, asked);
  expect(blocked.Explanations).toMatchObject([
    expect.anything(),
    { ExplanationCode: 'UNASSOCIATED_COMPONENT', Component: { Id: eni }, MissingComponent: 'AWS::EC2::Instance' },
  ]);
  const id = await start(g.h, await path(g.h, asked));
  await g.h.call(ec2, 'DeleteNetworkInterface', { NetworkInterfaceId: eni });
  await answerAll(g.h);
  expect(await described(g.h, id)).toMatchObject({
    Status: 'failed',
    StatusMessage: `The destination resource ${eni} does not exist.`,
    Explanations: [{ ExplanationCode: 'NO_SOURCE_OR_DESTINATION', Component: { Id: eni } }],
  });
});

test('codes of its own, of routes and of what does not run', async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, ...all)]);
  const server = await machine(g, g.right, [await group(g, ...all)]);
  const explanations = async (input: object) =>
    (await analyse(g.h, { Source: client.id, DestinationPort: 443, ...input } as { Source: string })).Explanations;
  expect(await explanations({ DestinationIp: '198.51.100.9' })).toMatchObject([
    { ExplanationCode: 'NO_ROUTE_TO_DESTINATION', RouteTable: { Id: g.mainTable }, Address: '198.51.100.9/32' },
  ]);
  expect(await explanations({ DestinationIp: '10.0.2.200' })).toMatchObject([
    { ExplanationCode: 'UNKNOWN_DESTINATION', Address: '10.0.2.200/32', Component: { Id: g.vpc } },
  ]);
  const made = await g.h.call(ec2, 'CreateVpnGateway', { Type: 'ipsec.1' });
  const GatewayId = made.VpnGateway!.VpnGatewayId!;
  await g.h.call(ec2, 'AttachVpnGateway', { VpcId: g.vpc, VpnGatewayId: GatewayId });
  await route(g.h, g.mainTable, '192.168.0.0/16', { GatewayId });
  expect(await explanations({ DestinationIp: '192.168.0.9' })).toMatchObject([
    {
      ExplanationCode: 'NO_POSSIBLE_DESTINATION',
      RouteTableRoute: { GatewayId, State: 'active' },
      VpnGateway: { Id: GatewayId, Arn: `arn:aws:ec2:us-east-1:${g.h.context.account}:vpn-gateway/${GatewayId}` },
    },
  ]);
  await g.h.call(ec2, 'StopInstances', { InstanceIds: [server.id] });
  expect(await explanations({ Destination: server.id })).toMatchObject([
    { ExplanationCode: 'BAD_STATE', Component: { Id: server.id }, State: 'stopped' },
  ]);
  await takeDown(g.h, 'use1-az1');
  const [zone] = (await explanations({ Destination: server.id }))!;
  expect(zone).toMatchObject({ ExplanationCode: 'POSTERN_ZONE_DOWN', AvailabilityZoneIds: ['use1-az1'] });
  const far = await ground(g.h, '10.7');
  const stranger = await machine(far, await subnet(far, '10.7.3.0/24'), [await group(far, ...all)]);
  expect(await explanations({ Destination: stranger.id })).toMatchObject([
    {
      ExplanationCode: 'DISCONNECTED_VPCS',
      SourceVpc: { Id: g.vpc },
      DestinationVpc: { Id: far.vpc },
    },
  ]);
});

test('a multicast address is a question that has no answer', async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, ...all)]);
  expect(await analyse(g.h, { Source: client.id, DestinationIp: '224.0.0.1' })).toMatchObject({
    Status: 'failed',
    StatusMessage: '224.0.0.1 is no address that a packet can be sent to.',
  });
});
