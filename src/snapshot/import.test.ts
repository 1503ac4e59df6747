import { describe, expect, test } from 'vitest';
import type { Resource } from '../model/resource.ts';
import { importSnapshot } from './import.ts';
import type { Item } from './item.ts';
import { edited, sample, without } from './sample-snapshot.ts';

const one = importSnapshot(sample('one-account'));
const two = importSnapshot(sample('private-link'));
const wild = importSnapshot(sample('wild'));

describe('a real account', () => {
  test('is understood wholly', () => {
    expect(one.report).toEqual({
      accounts: ['210987654321'],
      regions: ['us-west-2'],
      imported: {
        'dhcp-options': 1,
        'elastic-address': 1,
        instance: 6,
        'internet-gateway': 1,
        'nat-gateway': 1,
        'network-acl': 1,
        'network-interface': 8,
        'prefix-list': 2,
        'route-table': 5,
        'security-group': 5,
        'security-group-rule': 13,
        subnet: 5,
        vpc: 1,
        'vpc-endpoint': 1,
      },
      notUnderstood: [],
    });
    expect(two.report.notUnderstood).toEqual([]);
  });

  test('keeps its ids, owners, tags and zones', () => {
    expect(one.network.get('subnet', 'subnet-03a2b3c4d5e6f7083')).toMatchObject({
      account: '210987654321',
      region: 'us-west-2',
      zoneId: 'usw2-az1',
      tags: { Name: 'isolated' },
    });
    expect(one.network.get('instance', 'i-0c0ffee0000000003')).toMatchObject({
      desired: 'stopped',
      stateReason: { code: 'Client.UserInitiatedShutdown' },
      launched: Date.UTC(2024, 2, 5, 10, 12, 13),
    });
    const rules = one.network.find('security-group-rule', 'group:sg-0aaaaaaaaaaaaaaa1').map(({ id }) => id);
    expect(rules).toEqual([1, 2, 3, 4].map((number) => `sgr-0bbbbbbbbbbbbb00${number}`));
  });

  test('of two accounts that name zones differently has each interface in its true zone', () => {
    const zoneOf = (id: string) => two.network.get('network-interface', id)?.zoneId;
    expect([zoneOf('eni-0aa77777777777772'), zoneOf('eni-0cc77777777777772')]).toEqual(['use1-az1', 'use1-az1']);
  });

  test('joins an endpoint to the service, its load balancer and the target', () => {
    expect(two.network.get('vpc-endpoint', 'vpce-0cc88888888888888')).toMatchObject({
      account: '666677778888',
      service: 'vpce-svc-0123456789abcdef0',
      connection: { id: 'vpce-con-0123456789abcdef0', state: 'accepted' },
      dnsSuffix: 'ab12cd34',
    });
    const [arn = ''] = two.network.get('vpc-endpoint-service', 'vpce-svc-0123456789abcdef0')!.loadBalancers;
    expect(two.network.get('load-balancer', arn)).toMatchObject({
      enforceGroupsOnPrivateLink: false,
      nodes: [{ networkInterface: 'eni-0aa77777777777772', zoneId: 'use1-az1' }],
    });
    const [group] = two.network.all('target-group');
    expect(group?.targets).toEqual([{ id: 'i-0aa66666666666666', port: 8080, registered: 0 }]);
    expect(two.health.observed('eni-any', group!.id, group!.targets[0]!)).toBe('healthy');
  });
});

describe('what is not understood is listed by name and count', () => {
  test.each([
    [
      'a peering with a VPC that is not in the snapshot',
      1,
      ['pcx-01111111111111111'],
      'routes to it are treated as blackholes',
    ],
    ['a transit gateway whose route tables are not in the snapshot', 1, ['tgw-01111111111111111'], 'nothing passes it'],
    ['QuantumLinks', 2, ['ql-1', 'ql-2'], 'ignored: what it means for packets is not known'],
    ['Volumes', 1, ['vol-01111111111111111'], 'ignored: it changes no packet'],
    ['Vpcs.Ipv6CidrBlockAssociationSet', 1, ['vpc-01111111111111111'], 'no IPv6 packet passes'],
    ['Vpcs.QuantumSpacing', 1, ['vpc-01111111111111111'], 'ignored: what it means for packets is not known'],
    ['NetworkInterfaces.Ipv4Prefixes', 1, ['eni-02222222222222222'], "its addresses are nobody's"],
    ['what is behind a virtual private gateway', 1, ['vgw-01111111111111111'], 'nothing passes it'],
    ['an interface of the type lambda', 1, ['eni-05555555555555555'], 'treated as detached: nothing passes it'],
    [
      'LoadBalancers: a load balancer of the type application',
      1,
      ['arn:aws:elasticloadbalancing:eu-central-1:999900001111:loadbalancer/app/front/50dc6c495c0c9188'],
      'its network interfaces are treated as ends; nothing passes it',
    ],
    [
      'an endpoint of a service that is not in the snapshot',
      1,
      ['vpce-0dddddddddddddddd'],
      'nothing passes the endpoint',
    ],
    ['Subnets: its vpc is not in the snapshot', 1, ['subnet-06666666666666666'], 'not imported'],
    ['the region moon-north-1', 1, ['moon-north-1'], 'the file is ignored'],
  ])('%s', (what, count, ids, effect) => {
    expect(wild.report.notUnderstood).toContainEqual({ file: expect.any(String), what, count, ids, effect });
  });

  test('leads what enters by its internet gateway by the table of the gateway', () => {
    const id = 'igw-01111111111111111';
    expect(wild.network.get('internet-gateway', id)).toMatchObject({ vpc: 'vpc-01111111111111111' });
    expect(wild.network.find('route-table', `gateway:${id}`)).toHaveLength(1);
  });

  test('leads its IPv6 routes to its egress-only internet gateway', () => {
    const id = 'eigw-01111111111111111';
    const vpc = 'vpc-01111111111111111';
    expect(wild.network.get('egress-only-internet-gateway', id)).toMatchObject({ vpc, account: '999900001111' });
    expect(wild.network.get('route-table', 'rtb-01111111111111111')?.routes).toContainEqual({
      destination: { kind: 'ipv6', cidr: '::/0' },
      target: { kind: 'egress-only-internet-gateway', id },
      origin: 'CreateRoute',
    });
    expect(wild.report.notUnderstood.map(({ what }) => what)).not.toContainEqual(expect.stringMatching(/egress-only/));
  });

  test('keeps what its virtual private gateway propagated', () => {
    const id = 'vgw-01111111111111111';
    expect(wild.network.get('vpn-gateway', id)).toMatchObject({ amazonSideAsn: 64_512, vpc: 'vpc-01111111111111111' });
    expect(wild.network.get('route-table', 'rtb-01111111111111111')?.routes).toContainEqual({
      destination: { kind: 'cidr', cidr: '192.168.0.0/16' },
      target: { kind: 'vpn-gateway', id },
      origin: 'EnableVgwRoutePropagation',
    });
  });

  test('with the first few of many ids', () => {
    const many = edited(sample('one-account'), 'Subnets', (item) => ({ ...item, Novelty: 'yes' }));
    const [row] = importSnapshot(many).report.notUnderstood;
    expect(row).toMatchObject({ what: 'Subnets.Novelty', count: 5 });
    expect(row?.ids).toHaveLength(5);
  });
});

describe('what a snapshot lacks', () => {
  test('is taken from what it has: interfaces from instances, addresses from interfaces', () => {
    const { network } = importSnapshot(without(sample('one-account'), 'Addresses'));
    expect([...network.all('elastic-address')]).toEqual([
      expect.objectContaining({
        id: 'eipalloc-0fedcba9876543210',
        publicAddress: '44.230.1.2',
        account: '210987654321',
        association: expect.objectContaining({ networkInterface: 'eni-0d0d0d0d0d0d0d007' }),
      }),
    ]);
    const bare = importSnapshot(without(sample('one-account'), 'NetworkInterfaces')).network;
    expect(bare.find('network-interface', 'instance:i-0c0ffee0000000001')[0]).toMatchObject({
      id: 'eni-0d0d0d0d0d0d0d001',
      privateAddresses: ['10.0.0.10'],
      groups: ['sg-0aaaaaaaaaaaaaaa1'],
    });
  });

  test('is replaced by what lets nothing through, and told', () => {
    const { network, report } = importSnapshot(
      without(sample('one-account'), 'NetworkAcls', 'SecurityGroups', 'RouteTables'),
    );
    expect([...network.all('network-acl')].map(({ entries }) => entries)).toEqual([[]]);
    expect(network.find('security-group-rule', 'group:sg-0aaaaaaaaaaaaaaa1')).toEqual([]);
    expect([...network.all('route-table')].map(({ routes }) => routes.map(({ target }) => target.kind))).toEqual([
      ['local'],
    ]);
    expect(report.notUnderstood.map(({ what, count }) => [what, count])).toEqual([
      ['a security group that is not in the snapshot', 4],
      ['a VPC whose main route table is not in the snapshot', 1],
      ['subnets whose network ACL is not in the snapshot', 1],
    ]);
  });

  test('may be the ids of rules, which then follow from what the rules say', () => {
    const files = without(sample('one-account'), 'SecurityGroupRules');
    const idsOf = () => [...importSnapshot(files).network.all('security-group-rule')].map(({ id }) => id).sort();
    expect(idsOf()).toHaveLength(13);
    expect(idsOf()).toEqual(idsOf());
  });

  test('may be the zones of an account, which are then known by their names', () => {
    const nameless = edited(without(sample('one-account'), 'AvailabilityZones'), 'Subnets', (item) => {
      const { AvailabilityZoneId: _, ...rest } = item;
      return rest;
    });
    const { network, report } = importSnapshot(nameless);
    expect(network.get('subnet', 'subnet-01a2b3c4d5e6f7081')?.zoneId).toBe('us-west-2a');
    expect(report.notUnderstood[0]).toMatchObject({ what: 'a zone whose id is not in the snapshot', count: 5 });
  });
});

describe('one thing that is odd in an account is told, and taken for what lets least through', () => {
  test.each<readonly [string, string, (item: Item) => Item, string, string]>([
    [
      'a subnet that failed',
      'Subnets',
      (item) => ({ ...item, State: 'failed' }),
      'Subnets: in the state failed',
      'not imported',
    ],
    [
      'an address of another interface',
      'Addresses',
      (item) => ({ ...item, PrivateIpAddress: '10.0.0.201' }),
      'an address of an interface that is not in the snapshot',
      'treated as associated with nothing',
    ],
    [
      'an interface of a branch',
      'NetworkInterfaces',
      ({ Attachment: _, ...item }) => ({ ...item, InterfaceType: 'branch' }),
      'an interface in use whose attachment is not understood',
      'treated as detached: nothing passes it',
    ],
    [
      'a VPC that wants encryption',
      'Vpcs',
      (item) => ({ ...item, EncryptionControl: { Mode: 'enforce', State: 'available' } }),
      'VPC Encryption Control',
      'ignored: it may drop what is not encrypted',
    ],
    [
      'a NAT gateway of a region',
      'NatGateways',
      (item) => ({ ...item, AvailabilityMode: 'regional' }),
      'NatGateways: a regional NAT gateway',
      'routes to it are treated as blackholes',
    ],
    [
      'a route to a list that nobody knows',
      'RouteTables',
      (item) => ({
        ...item,
        Routes: [{ DestinationPrefixListId: 'pl-0', NatGatewayId: 'nat-0abc0abc0abc0abc1', State: 'active' }],
      }),
      'a route to a prefix list that is not in the snapshot',
      'the route matches nothing',
    ],
    [
      'a rule for a list that nobody knows',
      'SecurityGroups',
      (item) => ({ ...item, IpPermissions: [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-0' }] }] }),
      'a rule for a prefix list that is not in the snapshot',
      'the rule allows nothing',
    ],
  ])('%s', (_, key, change, what, effect) => {
    const { report } = importSnapshot(edited(sample('one-account'), key, change));
    expect(report.notUnderstood).toContainEqual(expect.objectContaining({ what, effect }));
  });
});

test('what several accounts see is read as its owner sees it', () => {
  const owner = sample('private-link');
  const shared = owner.find(({ path }) => path.includes('333344445555') && path.endsWith('/Subnets.json'))!;
  const seen = JSON.parse(shared.text) as { readonly Subnets: readonly Item[] };
  const text = JSON.stringify({
    Subnets: seen.Subnets.map((item) => ({ ...item, Tags: [], AvailabilityZone: 'us-east-1f' })),
  });
  const path = 'aws_configs/accounts/111111111111/us-east-1/Subnets.json';
  const { network, report } = importSnapshot([{ path, text }, ...owner]);
  expect(network.get('subnet', 'subnet-0aa22222222222222')?.tags).toEqual({ Name: 'service' });
  expect(report.notUnderstood).toEqual([]);
});

test('items of any form are refused one by one, and never end the import', () => {
  const odd: readonly unknown[] = [{}, { VpcId: 7 }, { VpcId: 'vpc-1', CidrBlock: 'nonsense' }, { __proto__: 1 }];
  for (const key of [
    'Vpcs',
    'Subnets',
    'RouteTables',
    'NetworkInterfaces',
    'LoadBalancers',
    'VpcEndpoints',
    'Addresses',
  ]) {
    const file = { path: 'aws_configs/us-east-1/Odd.json', text: JSON.stringify({ [key]: odd }) };
    const { report } = importSnapshot([file]);
    expect(report.imported).toEqual({});
    expect(report.notUnderstood.length).toBeGreaterThan(0);
  }
});

test('the same snapshot is the same Network', () => {
  const documents = (files: ReturnType<typeof sample>): readonly Resource[] =>
    [...importSnapshot(files).network.resources()].sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(documents([...sample('wild')].reverse())).toEqual(documents(sample('wild')));
});
