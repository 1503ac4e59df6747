import { describe, expect, test } from 'vitest';
import { Fault } from '../../base/fault.ts';
import { Network } from '../../model/network.ts';
import { type PermissionInput, permissionList, readPermissions, ruleText } from './ip-permission.ts';

const reading = {
  network: Network.empty(),
  caller: { account: '111122223333', region: 'us-east-1' },
  vpcs: ['vpc-1'],
  checkPeers: false,
};
const read = (permission: PermissionInput) => readPermissions(reading, [permission]);
const anywhere = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const peer = { kind: 'cidr', cidr: '0.0.0.0/0' };

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

describe('readPermissions', () => {
  test.each([
    [
      { IpProtocol: '6', FromPort: 22, ToPort: 22, ...anywhere },
      { protocol: 'tcp', from: 22, to: 22, peer },
    ],
    [
      { IpProtocol: 'UDP', FromPort: 0, ToPort: 65535, ...anywhere },
      { protocol: 'udp', from: 0, to: 65535, peer },
    ],
    [
      { IpProtocol: 'icmp', ...anywhere },
      { protocol: 'icmp', from: -1, to: -1, peer },
    ],
    [
      { IpProtocol: '58', FromPort: 128, ToPort: 0, ...anywhere },
      { protocol: 'icmpv6', from: 128, to: 0, peer },
    ],
    [
      { IpProtocol: '-1', FromPort: 0, ToPort: 0, ...anywhere },
      { protocol: '-1', peer },
    ],
    [
      { IpProtocol: '50', FromPort: 1, ToPort: 2, ...anywhere },
      { protocol: '50', peer },
    ],
    [
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '10.1.2.3/16', Description: 'office' }] },
      { protocol: '-1', peer: { kind: 'cidr', cidr: '10.1.0.0/16' }, description: 'office' },
    ],
    [
      { IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '2001:DB8::0/32' }] },
      { protocol: '-1', peer: { kind: 'ipv6', cidr: '2001:db8::/32' } },
    ],
    [
      { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-1' }] },
      { protocol: '-1', peer: { kind: 'group', group: 'sg-1', account: '111122223333' } },
    ],
  ])('%j', (permission, rule) => {
    expect(read(permission)).toEqual([rule]);
  });

  test('makes one rule per peer', () => {
    const ranges = [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '192.168.0.0/16' }];
    expect(read({ IpProtocol: '-1', IpRanges: ranges, PrefixListIds: [{ PrefixListId: 'pl-1' }] })).toHaveLength(3);
  });

  const tcp = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80 };
  test.each([
    [{ ...anywhere }, 'MissingParameter: The request must contain the parameter ipProtocol'],
    [
      { IpProtocol: 'tpc', ...anywhere },
      "InvalidParameterValue: Invalid value 'tpc' for IP protocol. Unknown protocol.",
    ],
    [
      { IpProtocol: '256', ...anywhere },
      "InvalidParameterValue: Invalid value '256' for IP protocol. Unknown protocol.",
    ],
    [
      { IpProtocol: 'tcp', FromPort: 80, ...anywhere },
      "InvalidParameterValue: Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
    ],
    [{ ...tcp, FromPort: -1, ...anywhere }, 'InvalidPermission.Malformed: TCP/UDP port (-1) out of range'],
    [{ ...tcp, ToPort: 65536, ...anywhere }, 'InvalidPermission.Malformed: TCP/UDP port (65536) out of range'],
    [{ ...tcp, FromPort: 90, ...anywhere }, 'InvalidPermission.Malformed: Invalid TCP/UDP port range (90:80)'],
    [{ IpProtocol: 'icmp', FromPort: 8.5, ...anywhere }, 'InvalidPermission.Malformed: ICMP type (8.5) out of range'],
    [
      { IpProtocol: 'icmp', FromPort: 8, ToPort: Number.NaN, ...anywhere },
      'InvalidPermission.Malformed: ICMP code (NaN) out of range',
    ],
    [{ IpProtocol: 'icmp', FromPort: 256, ...anywhere }, 'InvalidPermission.Malformed: ICMP type (256) out of range'],
    [{ ...tcp, IpRanges: [{ CidrIp: '10.0.0.1' }] }, 'InvalidParameterValue: CIDR block 10.0.0.1 is malformed'],
    [{ ...tcp, Ipv6Ranges: [{ CidrIpv6: '::/129' }] }, 'InvalidParameterValue: CIDR block ::/129 is malformed'],
    [tcp, 'MissingParameter: Source group ID missing.'],
    [
      { ...tcp, IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '10.0.0.0/8' }] },
      'InvalidParameterValue: The same permission must not appear multiple times',
    ],
    [
      { ...tcp, IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'é' }] },
      'InvalidParameterValue: Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*',
    ],
  ])('refuses %j', (permission, message) => {
    expect(refusal(() => read(permission))).toBe(message);
  });

  test('checks what a rule refers to, where it is told to', () => {
    const strict = { ...reading, checkPeers: true };
    const group = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-0123456789abcdef0' }] };
    const list = { IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-0123456789abcdef0' }] };
    expect(refusal(() => readPermissions(strict, [group]))).toBe(
      "InvalidGroup.NotFound: The security group 'sg-0123456789abcdef0' does not exist",
    );
    expect(refusal(() => readPermissions(strict, [list]))).toBe(
      "InvalidPrefixListID.NotFound: The prefix list ID 'pl-0123456789abcdef0' does not exist",
    );
    const s3 = { IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-63a5400a' }] };
    expect(refusal(() => readPermissions(strict, [s3]))).toBe('accepted');
  });
});

test.each([
  [
    { IpProtocol: 'tcp', FromPort: 22, ToPort: 23, ...anywhere },
    'peer: 0.0.0.0/0, TCP, from port: 22, to port: 23, ALLOW',
  ],
  [{ IpProtocol: 'icmp', ...anywhere }, 'peer: 0.0.0.0/0, ICMP, type: ALL, code: ALL, ALLOW'],
  [{ IpProtocol: '-1', ...anywhere }, 'peer: 0.0.0.0/0, ALL, ALLOW'],
  [{ IpProtocol: '50', ...anywhere }, 'peer: 0.0.0.0/0, 50, ALLOW'],
])('%j is called %s', (permission, text) => {
  expect(ruleText(read(permission)[0]!)).toBe(text);
});

test('permissionList puts rules with the same ports together', () => {
  const rules = readPermissions(reading, [
    { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }] },
    { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: 'sg-1' }] },
    { IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-1' }] },
  ]);
  const none = { IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] };
  expect(permissionList(rules)).toEqual([
    {
      ...none,
      IpProtocol: 'tcp',
      FromPort: 80,
      ToPort: 80,
      IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }],
      UserIdGroupPairs: [{ GroupId: 'sg-1', UserId: '111122223333' }],
    },
    { ...none, IpProtocol: '-1', PrefixListIds: [{ PrefixListId: 'pl-1' }] },
  ]);
});
