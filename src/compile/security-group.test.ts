/** Security groups that are worn in a VPC besides the one they were made in, by interfaces of whomever. */

import { describe, expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import type { VpcAssociation } from '../model/security-group.ts';
import { compile } from './compile.ts';
import { touchedVpcs } from './touched.ts';

const base = { account: '111111111111', region: 'us-east-1', created: 0, tags: {} };
const participant = '222222222222';
const made = (resource: object): Resource => ({ ...base, ...resource }) as Resource;

function vpcOf(number: number): readonly Resource[] {
  const vpc = `vpc-${number}`;
  const local = { destination: { kind: 'cidr', cidr: '10.0.0.0/16' }, target: { kind: 'local' }, origin: 'x' };
  return [
    made({ kind: 'vpc', id: vpc, cidrs: [{ id: 'c', cidr: '10.0.0.0/16' }], enableDnsSupport: true }),
    made({ kind: 'subnet', id: `subnet-${number}`, vpc, cidr: '10.0.1.0/24', zoneId: 'use1-az1' }),
    made({
      kind: 'network-acl',
      id: `acl-${number}`,
      vpc,
      entries: [],
      associations: [{ subnet: `subnet-${number}` }],
    }),
    made({ kind: 'route-table', id: `rtb-${number}`, vpc, routes: [local], associations: [{ id: 'a', main: true }] }),
  ];
}

function machine(
  number: number,
  address: string,
  groups: readonly string[],
  account = base.account,
): readonly Resource[] {
  const place = { account, vpc: `vpc-${number}`, subnet: `subnet-${number}`, zoneId: 'use1-az1' };
  const id = `${number}-${address}`;
  return [
    made({ ...place, kind: 'instance', id: `i-${id}`, desired: 'running' }),
    made({
      ...place,
      kind: 'network-interface',
      id: `eni-${id}`,
      interfaceType: 'interface',
      privateAddresses: [address],
      mac: '02:00:00:00:00:09',
      groups,
      sourceDestCheck: true,
      attachment: { instance: `i-${id}`, deviceIndex: 0 },
    }),
  ];
}

const association: VpcAssociation = { vpc: 'vpc-2', desired: 'associated', stateRevision: 1 };
const group = (id: string, more: object = {}) =>
  made({ kind: 'security-group', id, vpc: 'vpc-1', name: id, description: '', ...more });
const rule = (id: string, peer: object, more: object = {}) =>
  made({ kind: 'security-group-rule', id, vpc: 'vpc-1', group: 'sg-1', egress: false, protocol: '-1', peer, ...more });

const ground = [
  ...vpcOf(1),
  ...vpcOf(2),
  group('sg-1', { associations: [association] }),
  group('sg-guest', { account: participant }),
  ...machine(1, '10.0.1.4', ['sg-1']),
  ...machine(1, '10.0.1.5', ['sg-guest'], participant),
  ...machine(2, '10.0.1.6', ['sg-1']),
];
const network = (...more: readonly Resource[]) => Network.of([...ground, ...more], 1);
const routers = (one: Network) => new Map(compile(one).blueprint.routers.map((router) => [router.id, router]));

describe('a group that is associated with a second VPC', () => {
  test('has its rules in both, and names the members of each alone', () => {
    const both = routers(network(rule('sgr-1', { kind: 'group', group: 'sg-1', account: base.account })));
    for (const [vpc, cidr] of [
      ['vpc-1', '10.0.1.4/32'],
      ['vpc-2', '10.0.1.6/32'],
    ] as const) {
      expect(both.get(vpc)!.groups.find(({ id }) => id === 'sg-1')!.ingress).toMatchObject([{ id: 'sgr-1' }]);
      expect(both.get(vpc)!.addressSets).toEqual([{ id: 'sg-1', cidrs: [cidr] }]);
    }
  });

  test.each<[string, Resource]>([
    ['a rule of it', rule('sgr-1', { kind: 'cidr', cidr: '10.0.0.0/8' })],
    ['the association', group('sg-1', { associations: [{ ...association, desired: 'disassociated' }] })],
  ])('touches both when %s changes, and no more is compiled than from scratch', (_, changed) => {
    const [before, after] = [network(), network(changed)];
    const touched = touchedVpcs(before, after, [changed]);
    expect(touched).toEqual(new Set(['vpc-1', 'vpc-2']));
    expect(touchedVpcs(after, before, [changed])).toEqual(touched);
    expect(compile(after, compile(before), touched).blueprint).toEqual(compile(after).blueprint);
  });
});

test("a rule that names another account's group means that account's interfaces", () => {
  const peer = { kind: 'group', group: 'sg-guest', account: participant };
  const router = routers(network(rule('sgr-1', peer))).get('vpc-1')!;
  expect(router.addressSets).toEqual([{ id: 'sg-guest', cidrs: ['10.0.1.5/32'] }]);
});

test('a rule that went stale means nobody', () => {
  const peer = { kind: 'group', group: 'sg-guest', account: participant };
  const router = routers(network(rule('sgr-1', peer))).get('vpc-2')!;
  expect(router.addressSets).toEqual([{ id: 'sg-guest', cidrs: [] }]);
});
