import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import type { InputOf } from './handlers.ts';
import { networkAclOperations } from './network-acl.ts';
import { networkAclEntryOperations } from './network-acl-entry.ts';
import { vpcOperations } from './vpc.ts';

type Entry = Omit<InputOf<'CreateNetworkAclEntry'>, 'NetworkAclId'>;

async function start() {
  const h = harness();
  const VpcId = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const { NetworkAcl } = await h.call(networkAclOperations, 'CreateNetworkAcl', { VpcId });
  const NetworkAclId = NetworkAcl!.NetworkAclId!;
  return { h, NetworkAclId, entries: () => h.network.get('network-acl', NetworkAclId)!.entries };
}

const tcp: Entry = {
  RuleNumber: 100,
  Egress: false,
  Protocol: '6',
  RuleAction: 'allow',
  CidrBlock: '0.0.0.0/0',
  PortRange: { From: 80, To: 443 },
};

describe('CreateNetworkAclEntry', () => {
  test.each<[Entry, object]>([
    [
      tcp,
      { number: 100, egress: false, protocol: '6', action: 'allow', cidr: '0.0.0.0/0', ports: { from: 80, to: 443 } },
    ],
    [
      { ...tcp, Protocol: 'udp', CidrBlock: '100.68.0.18/18', RuleNumber: 32766 },
      {
        number: 32766,
        egress: false,
        protocol: '17',
        action: 'allow',
        cidr: '100.68.0.0/18',
        ports: { from: 80, to: 443 },
      },
    ],
    [
      { RuleNumber: 1, Egress: true, Protocol: '-1', RuleAction: 'deny', Ipv6CidrBlock: '2001:DB8::1/64' },
      { number: 1, egress: true, protocol: '-1', action: 'deny', ipv6Cidr: '2001:db8::/64' },
    ],
    [
      {
        RuleNumber: 5,
        Egress: true,
        Protocol: 'icmp',
        RuleAction: 'allow',
        CidrBlock: '10.0.0.0/8',
        IcmpTypeCode: { Type: 3, Code: -1 },
      },
      { number: 5, egress: true, protocol: '1', action: 'allow', cidr: '10.0.0.0/8', icmp: { type: 3, code: -1 } },
    ],
    [
      { RuleNumber: 6, Egress: true, Protocol: '50', RuleAction: 'allow', CidrBlock: '10.0.0.0/8' },
      { number: 6, egress: true, protocol: '50', action: 'allow', cidr: '10.0.0.0/8' },
    ],
  ])('stores %j', async (input, entry) => {
    const { h, NetworkAclId, entries } = await start();
    await h.call(networkAclEntryOperations, 'CreateNetworkAclEntry', { NetworkAclId, ...input });
    expect(entries()).toEqual([entry]);
  });

  test.each<[Partial<Entry>, string]>([
    [
      { RuleNumber: 0 },
      'InvalidParameterValue: Value (0) for parameter ruleNumber is invalid. Must be between 1 and 32766.',
    ],
    [
      { RuleNumber: 32767 },
      'InvalidParameterValue: Value (32767) for parameter ruleNumber is invalid. Must be between 1 and 32766.',
    ],
    [{ Protocol: 'gopher' }, "InvalidParameterValue: Invalid value 'gopher' for IP protocol. Unknown protocol."],
    [{ Protocol: '256' }, "InvalidParameterValue: Invalid value '256' for IP protocol. Unknown protocol."],
    [{ PortRange: {} }, 'MissingParameter: The request must contain the parameter portRange'],
    [{ PortRange: { From: 90, To: 80 } }, 'InvalidParameterValue: Invalid port range (90:80)'],
    [{ PortRange: { From: 0, To: 65536 } }, 'InvalidParameterValue: Invalid port range (0:65536)'],
    [{ Protocol: 'icmp' }, 'MissingParameter: The request must contain the parameter icmpTypeCode'],
    [
      { CidrBlock: '0.0.0.0' },
      'InvalidParameterValue: Value (0.0.0.0) for parameter cidrBlock is invalid. This is not a valid CIDR block.',
    ],
    [
      { Ipv6CidrBlock: '::/0' },
      'InvalidParameterCombination: Only one of cidrBlock and ipv6CidrBlock can be specified.',
    ],
    [
      { RuleAction: 'maybe' as 'allow' },
      'InvalidParameterValue: Value (maybe) for parameter ruleAction is invalid. Unknown rule action.',
    ],
  ])('refuses %j', async (change, message) => {
    const { h, NetworkAclId } = await start();
    const input = { NetworkAclId, ...tcp, ...change };
    expect(await h.refused(networkAclEntryOperations, 'CreateNetworkAclEntry', input)).toBe(message);
  });

  test('a number is used once in each direction', async () => {
    const { h, NetworkAclId, entries } = await start();
    await h.call(networkAclEntryOperations, 'CreateNetworkAclEntry', { NetworkAclId, ...tcp });
    expect(await h.refused(networkAclEntryOperations, 'CreateNetworkAclEntry', { NetworkAclId, ...tcp })).toBe(
      'NetworkAclEntryAlreadyExists: The network acl entry identified by 100 already exists.',
    );
    await h.call(networkAclEntryOperations, 'CreateNetworkAclEntry', { NetworkAclId, ...tcp, Egress: true });
    await h.call(networkAclEntryOperations, 'CreateNetworkAclEntry', { NetworkAclId, ...tcp, RuleNumber: 50 });
    expect(entries().map((entry) => [entry.egress, entry.number])).toEqual([
      [true, 100],
      [false, 50],
      [false, 100],
    ]);
  });

  test('a direction has twenty entries', async () => {
    const { h, NetworkAclId } = await start();
    for (let RuleNumber = 1; RuleNumber <= 20; RuleNumber += 1) {
      await h.call(networkAclEntryOperations, 'CreateNetworkAclEntry', { NetworkAclId, ...tcp, RuleNumber });
    }
    expect(await h.refused(networkAclEntryOperations, 'CreateNetworkAclEntry', { NetworkAclId, ...tcp })).toBe(
      'NetworkAclEntryLimitExceeded: The maximum number of network acl entries has been reached.',
    );
    await h.call(networkAclEntryOperations, 'CreateNetworkAclEntry', { NetworkAclId, ...tcp, Egress: true });
  });
});

test('an entry is replaced whole and deleted by number and direction', async () => {
  const { h, NetworkAclId, entries } = await start();
  await h.call(networkAclEntryOperations, 'CreateNetworkAclEntry', { NetworkAclId, ...tcp });
  const all: Entry = { RuleNumber: 100, Egress: false, Protocol: '-1', RuleAction: 'deny', CidrBlock: '0.0.0.0/0' };
  await h.call(networkAclEntryOperations, 'ReplaceNetworkAclEntry', { NetworkAclId, ...all });
  expect(entries()).toEqual([{ number: 100, egress: false, protocol: '-1', action: 'deny', cidr: '0.0.0.0/0' }]);
  const message = (direction: string) =>
    `InvalidNetworkAclEntry.NotFound: no ${direction} entry with number 100 in network acl ${NetworkAclId}`;
  const egress = { NetworkAclId, ...all, Egress: true };
  expect(await h.refused(networkAclEntryOperations, 'ReplaceNetworkAclEntry', egress)).toBe(message('egress'));
  await h.call(networkAclEntryOperations, 'DeleteNetworkAclEntry', { NetworkAclId, RuleNumber: 100, Egress: false });
  expect(entries()).toEqual([]);
  const again = { NetworkAclId, RuleNumber: 100, Egress: false };
  expect(await h.refused(networkAclEntryOperations, 'DeleteNetworkAclEntry', again)).toBe(message('ingress'));
});
