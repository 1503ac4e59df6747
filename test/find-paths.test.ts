import { describe, expect, test } from 'vitest';
import type { PathPattern } from '../src/model/path-pattern.ts';
import { nothingObserved } from '../src/model/target-health.ts';
import { type Finding, findPaths, searchPaths } from '../src/verify/find-paths.ts';
import { acl, ec2, elastic, everywhere, type Ground, ground, group, machine, route } from './verify-ground.ts';

const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;
const gateways = { resources: { types: ['AWS::EC2::InternetGateway'] } };
const of = (...ids: readonly string[]) => ({ resources: { ids } });

const find = ({ h }: Ground, matches: readonly PathPattern[], excludes: readonly PathPattern[] = []) =>
  findPaths(h.network, { matches, excludes });

const traffic = (finding: Finding | undefined) =>
  finding?.traffic.map(({ protocol, ports }) => `${protocol} ${ports?.from}-${ports?.to}`);

const interfaces = (found: readonly Finding[], side: 'from' | 'to') =>
  found.map((one) => (one[side].kind === 'interfaces' ? one[side].interfaces[0] : 'internet')).sort();

describe('between interfaces', () => {
  test('exactly the traffic that all rules let through, each way by itself', async () => {
    const g = await ground();
    const one = await machine(g, g.left, [await group(g, 'tcp 1-8080 to 0.0.0.0/0', 'udp 53 to 0.0.0.0/0')]);
    const other = await machine(g, g.right, [
      await group(g, 'tcp 80 from 10.0.0.0/16', 'tcp 8000-9000 from 0.0.0.0/0'),
    ]);
    await acl(
      g,
      g.right,
      '90 deny in 6 0.0.0.0/0 8005-8006',
      '100 allow in -1 0.0.0.0/0',
      '100 allow out -1 0.0.0.0/0',
    );
    const found = find(g, [{ source: of(one.id), destination: of(other.eni) }]);
    expect(found).toHaveLength(1);
    expect(traffic(found[0])).toEqual(['6 80-80', '6 8000-8004', '6 8007-8080']);
    expect(found[0]).toMatchObject({
      from: { kind: 'interfaces', interfaces: [one.eni], vpc: g.vpc, subnet: g.left, count: 1 },
      to: { kind: 'interfaces', interfaces: [other.eni] },
    });
    expect(found[0]?.trace.forward.at(-1)?.packet.port).toBe(80);
    expect(find(g, [{ source: of(other.eni), destination: of(one.id) }])).toEqual([]);
  });

  test('ends are named by VPC, subnet, group, instance or ARN, and left open', async () => {
    const g = await ground();
    const [near, far] = [await group(g, ...all), await group(g, ...all)];
    const [a, b] = [await machine(g, g.left, [near]), await machine(g, g.right, [far])];
    const arn = `arn:aws:ec2:us-east-1:111122223333:instance/${a.id}`;
    for (const name of [g.left, near, a.id, a.eni, arn]) {
      expect(interfaces(find(g, [{ source: of(name), destination: of(g.vpc) }]), 'to')).toEqual([b.eni]);
    }
    expect(find(g, [{ source: of(g.vpc), destination: of(g.vpc) }])).toHaveLength(2);
    expect(find(g, [{ destination: of(far) }])).toHaveLength(1);
    expect(find(g, [{ source: of('i-0123456789abcdef0') }])).toEqual([]);
  });

  test('the packet at both ends, and what is excluded is left out to the port', async () => {
    const g = await ground();
    const open = await group(g, ...all);
    const [a, b] = [await machine(g, g.left, [open]), await machine(g, g.right, [open])];
    const match = { source: of(a.id), destination: of(b.id) };
    const only = (source: object, destination: object = {}) =>
      find(g, [
        { source: { ...match.source, packet: source }, destination: { ...match.destination, packet: destination } },
      ]);
    expect(traffic(only({ protocols: ['udp'], destinationPorts: ['53', '100-200'] })[0])).toEqual([
      '17 53-53',
      '17 100-200',
    ]);
    expect(only({ sourceAddresses: ['10.0.2.0/24'] })).toEqual([]);
    expect(only({}, { destinationAddresses: [b.address] })).toHaveLength(1);
    const lists = { PrefixListName: 'l', AddressFamily: 'IPv4', MaxEntries: 1, Entries: [{ Cidr: '10.0.1.0/24' }] };
    const list = (await g.h.call(ec2, 'CreateManagedPrefixList', lists)).PrefixList!.PrefixListId!;
    expect(only({ sourcePrefixLists: [list] })).toHaveLength(1);
    expect(only({ destinationPrefixLists: [list] })).toEqual([]);
    const excluding = (packet: object) => find(g, [match], [{ destination: { packet } }]);
    expect(traffic(excluding({ destinationPorts: ['22', '80-90'] })[0])).toEqual([
      '6 1-21',
      '6 23-79',
      '6 91-65535',
      '17 1-21',
      '17 23-79',
      '17 91-65535',
    ]);
    expect(traffic(excluding({ protocols: ['tcp'] })[0])).toEqual(['17 1-65535']);
    expect(excluding({ sourcePorts: ['1-65535'] })).toEqual([]);
    expect(excluding({ sourcePorts: ['1024-65535'] })).toHaveLength(1);
    expect(find(g, [match], [{ source: of(g.left) }])).toEqual([]);
  });
});

describe('the internet', () => {
  test('comes in to a public address, from whom the rules let in', async () => {
    const g = await ground();
    const web = await machine(g, g.open, [await group(g, 'tcp 443 from 0.0.0.0/0', 'tcp 22 from 198.51.100.0/24')]);
    await machine(g, g.open, [await group(g, ...all)]);
    expect(find(g, [{ source: gateways }])).toEqual([]);
    await elastic(g.h, web.eni);
    const found = find(g, [{ source: gateways }]);
    expect(interfaces(found, 'to')).toEqual([web.eni, web.eni]);
    const byTraffic = new Map(found.map((one) => [traffic(one)?.join(), one.from]));
    expect(byTraffic.get('6 22-22,6 443-443')).toEqual({ kind: 'internet', blocks: ['198.51.100.0/24'] });
    const others = byTraffic.get('6 443-443') as { readonly blocks: readonly string[] };
    expect(others.blocks).toContain('1.0.0.0/8');
    for (const block of ['10.0.0.0/8', '198.51.100.0/24', '0.0.0.0/8']) expect(others.blocks).not.toContain(block);
    expect(find(g, [{ source: of(g.gateway) }], [{ destination: of(web.id) }])).toEqual([]);
  });

  test('is reached through a NAT gateway, which an exclusion can name on the way', async () => {
    const g = await ground();
    const { AllocationId } = await g.h.call(ec2, 'AllocateAddress', {});
    const made = await g.h.call(ec2, 'CreateNatGateway', { SubnetId: g.open, AllocationId, ClientToken: '' });
    const nat = made.NatGateway!.NatGatewayId!;
    await route(g.h, g.mainTable, everywhere, { NatGatewayId: nat });
    const hidden = await machine(g, g.left, [await group(g, 'tcp 443 to 192.0.2.0/24')]);
    const match: PathPattern = { source: of(g.vpc), destination: gateways };
    const found = find(g, [match]);
    expect(interfaces(found, 'from')).toEqual([hidden.eni]);
    expect(found[0]?.to).toEqual({ kind: 'internet', blocks: ['192.0.2.0/24'] });
    expect(traffic(found[0])).toEqual(['6 443-443']);
    for (const through of [{ types: ['AWS::EC2::NatGateway'] }, { ids: [nat] }]) {
      expect(find(g, [match], [{ through: [through] }])).toEqual([]);
      expect(find(g, [{ ...match, through: [through] }])).toHaveLength(1);
    }
    expect(find(g, [{ ...match, through: [{ types: ['AWS::EC2::VPCEndpoint'] }] }])).toEqual([]);
    // Nobody knows which port the gateway picks: some that it may pick are not excluded.
    const excluding = (...sourcePorts: string[]) => find(g, [match], [{ destination: { packet: { sourcePorts } } }]);
    expect(excluding('2000-3000')).toHaveLength(1);
    expect(excluding('1024-40000', '40001-65535')).toEqual([]);
  });
});

test('endpoints are ends, and an answer need not come back', async () => {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, 'tcp 443 to 0.0.0.0/0')]);
  const asked = { VpcId: g.vpc, ServiceName: 'com.amazonaws.us-east-1.s3', RouteTableIds: [g.mainTable] };
  const endpoint = (await g.h.call(ec2, 'CreateVpcEndpoint', asked)).VpcEndpoint!.VpcEndpointId!;
  const types = { resources: { types: ['AWS::EC2::VPCEndpoint'] } };
  const found = find(g, [{ destination: types }]);
  expect(found).toMatchObject([
    {
      to: { kind: 'gateway-endpoint', endpoint },
      from: { interfaces: [client.eni] },
      traffic: [{ protocol: 6, ports: { from: 443, to: 443 } }],
    },
  ]);
  expect(find(g, [{ source: of(client.id) }], [{ destination: of(endpoint) }])).toEqual([]);
  await acl(g, g.left, '100 allow out -1 0.0.0.0/0');
  const oneWay = find(g, [{ destination: types }]);
  expect(oneWay).toHaveLength(1);
  expect(oneWay[0]?.trace.reachable).toBe(false);
});

test('interfaces that nothing tells apart have each a path of their own, found with few packets', async () => {
  const g = await ground();
  const rules = Array.from({ length: 40 }, (_, index) => `tcp ${index * 10 + 1}-${index * 10 + 5} from 0.0.0.0/0`);
  const many = await group(g, 'all to 0.0.0.0/0', ...rules);
  for (let count = 0; count < 8; count += 1) await machine(g, g.left, [many]);
  const scope = { matches: [{ source: of(g.vpc), destination: of(g.vpc) }], excludes: [] };
  const found = [...searchPaths(g.h.network, scope, nothingObserved, 400)].filter((one) => one !== undefined);
  const pairs = found.map(
    ({ trace: { forward } }) => `${forward[0]?.packet.source} ${forward.at(-1)?.packet.destination}`,
  );
  expect(new Set(pairs).size).toBe(8 * 7);
  expect(new Set(found.map(({ traffic }) => JSON.stringify(traffic))).size).toBe(1);
});

test('too many packets to try are refused', async () => {
  const g = await ground();
  const open = await group(g, 'all to 0.0.0.0/0', 'all from 0.0.0.0/0');
  await machine(g, g.left, [open]);
  await machine(g, g.left, [open]);
  const scope = { matches: [{ source: of(g.vpc) }], excludes: [] };
  expect(() => [...searchPaths(g.h.network, scope, nothingObserved, 3)]).toThrow(
    'The network is too large for this scope',
  );
});
