/**
 * PrivateLink as its adversary meets it: root in an instance of either side with packets made by hand, consumers whose addresses
 * are those that the load balancer uses for itself, and accounts that are neither a service's owner nor its consumer.
 */

import { spawnSync } from 'node:child_process';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { deviceOf, wireDevice } from '../../src/backends/netns/names.ts';
import { proberAddresses, proxyAddress, slotsOf } from '../../src/backends/netns/slots.ts';
import type { Host } from '../../src/host/host.ts';
import { openHost } from '../../src/host/open.ts';
import { type Machine, rule } from './ground.ts';
import { holdConnection } from './held.ts';
import { type Endpoint, type Party, partyOf, provider as program, type Service } from './party.ts';
import { because, missing, type Postern, startPostern } from './postern.ts';

const lacks =
  missing ??
  (process.getuid?.() !== 0
    ? 'only root enters namespaces'
    : spawnSync('python3', ['-c', 'import socket']).status === 0
      ? undefined
      : 'no python3, which makes packets by hand');

/** One TCP segment for each further argument `SOURCE PORT DESTINATION PORT FLAGS`, sent through a raw socket. */
const forge = `
import socket, struct, sys
def total(data):
    data += b'\\0' * (len(data) % 2)
    found = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while found >> 16: found = (found & 0xffff) + (found >> 16)
    return ~found & 0xffff
out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
for words in sys.argv[1:]:
    source, sport, destination, dport, flags = words.split()
    ends = socket.inet_aton(source) + socket.inet_aton(destination)
    segment = lambda check: struct.pack('!HHIIBBHHH', int(sport), int(dport), 7, 7, 80, int(flags), 65535, check, 0)
    check = total(ends + struct.pack('!BBH', 0, 6, 20) + segment(0))
    header = struct.pack('!BBHHHBBH', 69, 0, 40, 1, 0, 64, 6, 0) + ends
    out.sendto(header + segment(check), (destination, 0))
`;
const [syn, synAck, ack, reset] = [2, 18, 16, 4];

interface Shop {
  readonly account: Account;
  readonly party: Party;
  readonly subnet: string;
  readonly group: string;
  readonly vpc: string;
  readonly endpoint: Endpoint;
  readonly client: Machine;
}

describe.skipIf(lacks)(`PrivateLink keeps accounts apart${because(lacks)}`, () => {
  let postern: Postern;
  let host: Host;
  let provider: Party;
  let outsider: Party;
  let vpc: string;
  let targets: readonly [Machine, Machine];
  let balancer: string;
  let group: string;
  let node: { readonly id: string; readonly address: string };
  let service: Service;
  let zone = '';
  let plain: Shop;

  const namespace = (id: string) => `${postern.prefix}${id}`;
  const send = (from: Machine, ...segments: readonly string[]) =>
    host.run(['python3', '-c', forge, ...segments], { namespace: namespace(from.id) });
  /** Packets that a device has taken, by the kernel's count. */
  async function received(id: string, device: string): Promise<number> {
    const { stdout } = await host.run(['ip', '-j', '-s', 'link', 'show', 'dev', device], { namespace: namespace(id) });
    return (JSON.parse(stdout) as { stats64: { rx: { packets: number } } }[])[0]?.stats64.rx.packets ?? 0;
  }
  const wire = () => received(node.id, wireDevice(plain.endpoint.interfaces[0] ?? ''));
  const said = async (from: Machine, ...attempts: readonly string[]) => postern.try(from.id, ...attempts);

  /** @param address of the client, where it matters: by the endpoint's interface */
  async function open(account: Account, cidr: string, address?: (networkInterface: string) => string): Promise<Shop> {
    const party = partyOf(postern, account.connection.credentials);
    const made = await party.vpc(cidr);
    const subnet = await party.subnetIn(made, cidr, zone);
    const all = await party.group(made, rule('all', '0.0.0.0/0'));
    const endpoint = await party.endpoint(made, service, [subnet], all);
    const asked = address ? { address: address(endpoint.interfaces[0] ?? '') } : {};
    const client = await party.machine(subnet, { groups: [all], ...asked });
    await party.ready(client);
    return { account, party, subnet, group: all, vpc: made, endpoint, client };
  }

  beforeAll(async () => {
    postern = await startPostern();
    host = await openHost(postern.prefix);
    await createOrganization(postern.connection);
    const owner = await createAccount(postern.connection, 'provider');
    const customer = await createAccount(postern.connection, 'consumer');
    outsider = partyOf(postern, (await createAccount(postern.connection, 'outsider')).connection.credentials);
    provider = partyOf(postern, owner.connection.credentials);
    zone = (await provider.zones())[0] ?? '';
    vpc = await provider.vpc('10.9.0.0/16');
    const subnet = await provider.subnetIn(vpc, '10.9.1.0/24', zone);
    const all = await provider.group(vpc, rule('all', '0.0.0.0/0'));
    const options = { groups: [all], userData: program };
    targets = [await provider.machine(subnet, options), await provider.machine(subnet, options)];
    await provider.ready(...targets);
    balancer = await provider.balancer('application', subnet);
    const ids = targets.map(({ id }) => id);
    group = await provider.listen(balancer, vpc, { port: 80, targetPort: 8080, targets: ids });
    await provider.listen(balancer, vpc, { port: 7, targetPort: 7, targets: [ids[0] ?? ''] });
    await provider.listen(balancer, vpc, { port: 443, targetPort: 8090, targets: ids, proxyProtocol: true });
    service = await provider.service(balancer, customer.id);
    const [id = ''] = await provider.nodesOf(balancer);
    const { NetworkInterfaces = [] } = await provider.client.send(
      new ec2.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] }),
    );
    node = { id, address: NetworkInterfaces[0]?.PrivateIpAddress ?? '' };
    plain = await open(customer, '10.0.0.0/16');
    await plain.party.answers(plain.client.id, plain.endpoint.addresses[0] ?? '');
  }, 120_000);
  afterAll(() => postern?.down());

  test('clients may have the very addresses that checks and proxies have', async () => {
    const probed = proberAddresses([node.id]).get(node.id) ?? '';
    const [one, two] = probed.split('.');
    const slotted = (id: string) => proxyAddress(slotsOf([plain.endpoint.interfaces[0] ?? '', id]).get(id) ?? 0);
    const shops = [
      await open(plain.account, `${one}.${two}.0.0/16`, () => probed),
      await open(plain.account, '100.127.0.0/16', slotted),
      await open(plain.account, '100.127.0.0/16'),
    ];
    for (const { party, client, endpoint } of shops) {
      await party.answers(client.id, endpoint.addresses[0] ?? '');
      await party.answers(client.id, endpoint.addresses[0] ?? '', 443);
    }
    await plain.party.deleteEndpoints(...shops.map(({ endpoint }) => endpoint.id));
  });

  test('a consumer reaches the ports of the listeners and nothing else, also by routes that lead to the endpoint', async () => {
    const { party, vpc: shop, subnet, endpoint, client } = plain;
    const table = await party.table(shop, subnet);
    const NetworkInterfaceId = endpoint.interfaces[0] ?? '';
    for (const block of ['10.9.0.0/16', '100.64.0.0/10', '169.254.254.0/24']) {
      await party.route(table, block, { NetworkInterfaceId });
    }
    await postern.settled();
    const probed = proberAddresses([node.id]).get(node.id);
    const hosts = [node.address, targets[0].address, '10.9.0.2', '10.9.1.1', probed, '100.127.0.0', '169.254.254.1'];
    const attempts = hosts.flatMap((address) => [`tcp ${address} 80`, `tcp ${address} 443`, `udp ${address} 8080`]);
    const before = await wire();
    expect(new Set(await said(client, ...attempts))).toEqual(new Set(['no answer']));
    expect(await wire()).toBe(before);
    const others = [`udp ${endpoint.addresses[0]} 80`, `ping ${endpoint.addresses[0]}`, 'ping 10.9.1.1'];
    for (const port of [53, 81, 8080, 8090]) others.push(`tcp ${endpoint.addresses[0]} ${port}`);
    expect(new Set(await said(client, ...others))).toEqual(new Set(['no answer']));
    const asked = ['run', 'dig', '+short', '+time=1', '+tries=1', '@10.9.0.2', 'ec2.us-east-1.amazonaws.com'];
    expect((await postern.tryWords(client.id, asked))[0]).toMatch(/no servers could be reached|timed out/);
    await party.answers(client.id, endpoint.addresses[0] ?? '');
  });

  test('a forged source does not get as far as the load balancer', async () => {
    const [address = ''] = plain.endpoint.addresses;
    const before = await wire();
    const others = ['10.0.0.77', '10.9.1.1', node.address, '100.64.0.1', '100.127.0.1', '127.0.0.1', '203.0.113.10'];
    await send(plain.client, ...others.flatMap((one) => [`${one} 4000 ${address} 80 ${syn}`]));
    expect(await wire()).toBe(before);
    // The same packet with its true source shows that such a one would have been seen.
    await send(plain.client, `${plain.client.address} 4000 ${address} 80 ${syn}`);
    expect(await wire()).toBeGreaterThan(before);
  });

  test('what a target makes by hand reaches no consumer: neither as a request nor as a reply', async () => {
    const held = await holdConnection(postern, plain.client.id, plain.endpoint.addresses[0] ?? '', 7);
    onTestFinished(() => held.end());
    expect(await held.say('before')).toBe('before');
    const seen = () => received(plain.client.id, 'eth0');
    const arriving = () => received(node.id, 'eth0');
    const { stdout } = await host.run(['ss', '-Htn', 'state', 'established', 'sport', '=', ':7'], {
      namespace: namespace(targets[0].id),
    });
    const port = /:(\d+)\s*$/.exec(stdout.trim().split('\n')[0] ?? '')?.[1] ?? '';
    expect(Number(port)).toBeGreaterThanOrEqual(1024);
    const [quiet, reached] = [await seen(), await arriving()];
    const [forger, own] = [targets[1], targets[1].address];
    const kinds = [syn, synAck, ack, reset];
    const [door = ''] = plain.endpoint.addresses;
    await send(
      forger,
      ...kinds.flatMap((flags) => [
        `${own} 7 ${node.address} ${port} ${flags}`,
        `${targets[0].address} 7 ${node.address} ${port} ${flags}`,
        `${own} 80 ${plain.client.address} 8080 ${flags}`,
        `${own} 80 ${door} 8080 ${flags}`,
        `${plain.client.address} 8080 ${door} 80 ${flags}`,
        `${own} 7 ${proberAddresses([node.id]).get(node.id)} ${port} ${flags}`,
        `${own} 7 100.127.0.0 443 ${flags}`,
      ]),
    );
    expect(await seen()).toBe(quiet);
    // Those with the forger's own source did get as far as the load balancer.
    expect(await arriving()).toBeGreaterThan(reached);
    expect(await held.say('after')).toBe('after');
  });

  test('nothing of the provider answers the far end of the endpoint, and no instance stands on the link', async () => {
    const { stdout } = await host.run(['ip', '-j', 'link'], { namespace: namespace(plain.vpc) });
    expect(stdout).toContain(deviceOf(plain.endpoint.interfaces[0] ?? ''));
    const attempts = [plain.client.address, plain.endpoint.addresses[0]].map((address) => `tcp ${address} 8080`);
    for (const target of targets) expect(await said(target, ...attempts)).toEqual(['no answer', 'no answer']);
  });

  const codeOf = (answer: Promise<unknown>): Promise<string> =>
    answer.then(
      () => 'done',
      (error: Error) => error.name,
    );

  test('who is neither owner nor consumer sees nothing', async () => {
    const { client, balancing } = outsider;
    const Filters = [{ Name: 'service-name', Values: [service.name] }];
    expect((await client.send(new ec2.DescribeVpcEndpointServicesCommand({ Filters }))).ServiceDetails).toEqual([]);
    const configurations = await client.send(new ec2.DescribeVpcEndpointServiceConfigurationsCommand({}));
    expect(configurations.ServiceConfigurations).toEqual([]);
    const connections = await client.send(new ec2.DescribeVpcEndpointConnectionsCommand({}));
    expect(connections.VpcEndpointConnections).toEqual([]);
    expect((await client.send(new ec2.DescribeVpcEndpointsCommand({}))).VpcEndpoints).toEqual([]);
    expect((await balancing.send(new elb.DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
    expect((await balancing.send(new elb.DescribeTargetGroupsCommand({}))).TargetGroups).toEqual([]);
    const named = [
      client.send(new ec2.DescribeVpcEndpointServicesCommand({ ServiceNames: [service.name] })),
      client.send(new ec2.DescribeVpcEndpointServiceConfigurationsCommand({ ServiceIds: [service.id] })),
      client.send(new ec2.DescribeVpcEndpointServicePermissionsCommand({ ServiceId: service.id })),
      client.send(new ec2.DescribeVpcEndpointsCommand({ VpcEndpointIds: [plain.endpoint.id] })),
      client.send(new ec2.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [...plain.endpoint.interfaces] })),
      balancing.send(new elb.DescribeLoadBalancersCommand({ LoadBalancerArns: [balancer] })),
      balancing.send(new elb.DescribeListenersCommand({ LoadBalancerArn: balancer })),
      balancing.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn: group })),
    ];
    expect(await Promise.all(named.map(codeOf))).toEqual([
      'InvalidServiceName',
      'InvalidVpcEndpointServiceId.NotFound',
      'InvalidVpcEndpointServiceId.NotFound',
      'InvalidVpcEndpointId.NotFound',
      'InvalidNetworkInterfaceID.NotFound',
      'LoadBalancerNotFoundException',
      'LoadBalancerNotFoundException',
      'TargetGroupNotFoundException',
    ]);
    // An owner sees that a connection is there, not where.
    const shown = await provider.client.send(new ec2.DescribeVpcEndpointConnectionsCommand({}));
    expect(JSON.stringify(shown.VpcEndpointConnections)).not.toMatch(/vpc-[0-9a-f]{8}|10\.0\.\d/);
  });

  test.each(['an outsider', 'the consumer'])('%s cannot change what is the owner’s', async (who) => {
    const { client, balancing } = who === 'an outsider' ? outsider : plain.party;
    const ServiceId = service.id;
    const VpcEndpointIds = [plain.endpoint.id];
    const nobody = { ServiceId, RemoveAllowedPrincipals: [`arn:aws:iam::${plain.account.id}:root`] };
    const TargetGroupArn = group;
    const changes = [
      client.send(new ec2.AcceptVpcEndpointConnectionsCommand({ ServiceId, VpcEndpointIds })),
      client.send(new ec2.RejectVpcEndpointConnectionsCommand({ ServiceId, VpcEndpointIds })),
      client.send(new ec2.ModifyVpcEndpointServiceConfigurationCommand({ ServiceId, AcceptanceRequired: true })),
      client.send(new ec2.ModifyVpcEndpointServicePermissionsCommand(nobody)),
      client.send(new ec2.CreateVpcEndpointServiceConfigurationCommand({ NetworkLoadBalancerArns: [balancer] })),
      balancing.send(new elb.SetSubnetsCommand({ LoadBalancerArn: balancer, Subnets: [plain.subnet] })),
      balancing.send(new elb.DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: targets[0].id }] })),
      balancing.send(new elb.ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPort: '1' })),
      balancing.send(new elb.DeleteTargetGroupCommand({ TargetGroupArn })),
      balancing.send(new elb.DeleteLoadBalancerCommand({ LoadBalancerArn: balancer })),
    ];
    const service404 = 'InvalidVpcEndpointServiceId.NotFound';
    const codes = await Promise.all(changes.map(codeOf));
    expect(codes.slice(0, 4)).toEqual([service404, service404, service404, service404]);
    expect(codes.slice(4, 8)).toEqual([
      'InvalidParameter',
      'LoadBalancerNotFoundException',
      'TargetGroupNotFoundException',
      'TargetGroupNotFoundException',
    ]);
    // To delete what is not there is no error to ELB.
    expect(new Set(codes.slice(8))).toEqual(new Set(['done']));
    const removed = await client.send(
      new ec2.DeleteVpcEndpointServiceConfigurationsCommand({ ServiceIds: [ServiceId] }),
    );
    expect(removed.Unsuccessful?.[0]?.Error?.Code).toBe('InvalidVpcEndpointService.NotFound');
  });

  test.each(['an outsider', 'the provider'])(
    '%s cannot change what is the consumer’s, and all of it goes on',
    async (who) => {
      const { client } = who === 'an outsider' ? outsider : provider;
      const VpcEndpointId = plain.endpoint.id;
      const change = { VpcEndpointId, RemoveSubnetIds: [plain.subnet] };
      expect(await codeOf(client.send(new ec2.ModifyVpcEndpointCommand(change)))).toBe('InvalidVpcEndpointId.NotFound');
      const removed = await client.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] }));
      expect(removed.Unsuccessful?.[0]?.Error?.Code).toBe('InvalidVpcEndpointId.NotFound');
      await postern.settled();
      expect(await plain.party.endpointState(VpcEndpointId)).toBe('available');
      await plain.party.answers(plain.client.id, plain.endpoint.addresses[0] ?? '');
      const shown = await provider.balancing.send(
        new elb.DescribeLoadBalancersCommand({ LoadBalancerArns: [balancer] }),
      );
      expect(shown.LoadBalancers).toHaveLength(1);
      expect((await provider.health(group)).split(' ')).toHaveLength(2);
      expect((await postern.health()).failures).toBe(0);
    },
  );
});
