/** Network ACLs: stateless, rules in the order of their numbers, between subnets only; and VPCs that share a block never meet. */

import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, groundOf, type Machine, rule, told } from './ground.ts';
import { because, missing, type Postern, startPostern } from './postern.ts';

describe.skipIf(missing)(`network ACLs and other VPCs${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let acl: string;
  let left: Machine;
  let leftToo: Machine;
  let right: Machine;
  let twin: Machine;

  const entry = (RuleNumber: number, Egress: boolean, RuleAction: ec2.RuleAction, what: string) => {
    const [protocol = '', from, to] = what.split(' ');
    const PortRange = from === undefined ? {} : { PortRange: { From: Number(from), To: Number(to ?? from) } };
    const Protocol = { all: '-1', tcp: '6', udp: '17', icmp: '1' }[protocol] ?? protocol;
    const icmp = protocol === 'icmp' ? { IcmpTypeCode: { Type: -1, Code: -1 } } : {};
    const where = { NetworkAclId: acl, RuleNumber, Egress };
    const request = { ...where, RuleAction, Protocol, CidrBlock: '0.0.0.0/0', ...PortRange, ...icmp };
    return ground.client.send(new ec2.CreateNetworkAclEntryCommand(request));
  };
  const forget = async () => {
    const found = await ground.client.send(new ec2.DescribeNetworkAclsCommand({ NetworkAclIds: [acl] }));
    for (const { RuleNumber, Egress } of found.NetworkAcls?.[0]?.Entries ?? []) {
      if (RuleNumber === 32767) continue;
      await ground.client.send(new ec2.DeleteNetworkAclEntryCommand({ NetworkAclId: acl, RuleNumber, Egress }));
    }
  };

  beforeAll(async () => {
    postern = await startPostern();
    ground = groundOf(postern);
    const build = async () => {
      const vpc = await ground.vpc('10.0.0.0/16');
      const open = await ground.group(vpc, rule('all', '0.0.0.0/0'));
      return { vpc, open, one: await ground.subnet(vpc, '10.0.1.0/24'), two: await ground.subnet(vpc, '10.0.2.0/24') };
    };
    const first = await build();
    left = await ground.machine(first.one, { groups: [first.open], address: '10.0.1.10' });
    leftToo = await ground.machine(first.one, { groups: [first.open], address: '10.0.1.11' });
    right = await ground.machine(first.two, { groups: [first.open], address: '10.0.2.10' });
    const second = await build();
    twin = await ground.machine(second.one, { groups: [second.open], address: '10.0.1.10' });
    const made = await ground.client.send(new ec2.CreateNetworkAclCommand({ VpcId: first.vpc }));
    acl = made.NetworkAcl?.NetworkAclId ?? '';
    const all = await ground.client.send(
      new ec2.DescribeNetworkAclsCommand({ Filters: [{ Name: 'association.subnet-id', Values: [first.two] }] }),
    );
    const association = all.NetworkAcls?.[0]?.Associations?.find((one) => one.SubnetId === first.two);
    await ground.client.send(
      new ec2.ReplaceNetworkAclAssociationCommand({
        AssociationId: association?.NetworkAclAssociationId,
        NetworkAclId: acl,
      }),
    );
    await ground.ready(left, leftToo, right, twin);
  });
  afterAll(() => postern?.down());

  const tables: readonly {
    readonly name: string;
    readonly entries: readonly (readonly [number, 'in' | 'out', ec2.RuleAction, string])[];
    /** TCP 8080, TCP 80, UDP 8080 and ping, from the other subnet. */
    readonly expected: string;
  }[] = [
    { name: 'an ACL of one’s own without entries', entries: [], expected: '- - - -' },
    {
      name: 'everything both ways',
      entries: [
        [100, 'in', 'allow', 'all'],
        [100, 'out', 'allow', 'all'],
      ],
      expected: 'passes passes passes passes',
    },
    {
      name: 'the request, and not the reply: nothing is remembered',
      entries: [
        [100, 'in', 'allow', 'all'],
        [100, 'out', 'allow', 'tcp 8080'],
      ],
      expected: '- - - -',
    },
    {
      name: 'the reply at the ports of clients',
      entries: [
        [100, 'in', 'allow', 'tcp 8080'],
        [100, 'out', 'allow', 'tcp 1024 65535'],
      ],
      expected: 'passes - - -',
    },
    {
      name: 'a denial before an allowance',
      entries: [
        [90, 'in', 'deny', 'tcp 8080'],
        [100, 'in', 'allow', 'all'],
        [100, 'out', 'allow', 'all'],
      ],
      expected: '- passes passes passes',
    },
    {
      name: 'a denial after an allowance',
      entries: [
        [100, 'in', 'allow', 'all'],
        [110, 'in', 'deny', 'tcp 8080'],
        [100, 'out', 'allow', 'all'],
      ],
      expected: 'passes passes passes passes',
    },
    {
      name: 'one protocol',
      entries: [
        [100, 'in', 'allow', 'icmp'],
        [100, 'out', 'allow', 'icmp'],
      ],
      expected: '- - - passes',
    },
  ];

  test.each(tables)('$name', async ({ entries, expected }) => {
    await forget();
    for (const [number, way, action, what] of entries) await entry(number, way === 'out', action, what);
    await postern.settled();
    const said = await postern.try(
      left.id,
      ...['tcp', 'tcp', 'udp'].map((kind, index) => `${kind} ${right.address} ${index === 1 ? 80 : 8080}`),
      `ping ${right.address}`,
    );
    expect(said.map((one) => (one === 'no answer' ? '-' : 'passes')).join(' ')).toBe(expected);
  });

  test('instances of one subnet meet without any ACL', async () => {
    await forget();
    await postern.settled();
    expect(await postern.try(left.id, `tcp ${leftToo.address} 80`, `tcp ${right.address} 80`)).toEqual([
      told(leftToo.address, left.address),
      'no answer',
    ]);
  });

  test('two VPCs with one block: the same address is somebody else, and what only the other has is not there', async () => {
    expect(
      await postern.try(twin.id, `tcp ${leftToo.address} 80`, `ping ${right.address}`, 'tcp 10.0.1.10 80'),
    ).toEqual(['no answer', 'no answer', told(twin.address, twin.address)]);
    expect(await postern.try(leftToo.id, 'tcp 10.0.1.10 80')).toEqual([told(left.address, leftToo.address)]);
  });
});
