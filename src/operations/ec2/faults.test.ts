import { expect, test } from 'vitest';
import { Network } from '../../model/network.ts';
import type { Kind } from '../../model/resource.ts';
import { dependencyViolation, notFound, notOffered, owned, required } from './faults.ts';

const text = ({ code, message }: { readonly code: string; readonly message: string }) => `${code}: ${message}`;

test.each<[Kind, string, string]>([
  ['vpc', 'vpc-12345678', "InvalidVpcID.NotFound: The vpc ID 'vpc-12345678' does not exist"],
  ['vpc', 'vpc-0123456789abcdef0', "InvalidVpcID.NotFound: The vpc ID 'vpc-0123456789abcdef0' does not exist"],
  ['vpc', 'vpc-123', 'InvalidVpcID.Malformed: Invalid id: "vpc-123" (expecting "vpc-...")'],
  ['vpc', 'subnet-12345678', 'InvalidVpcID.Malformed: Invalid id: "subnet-12345678" (expecting "vpc-...")'],
  ['nat-gateway', 'nat-12345678', 'NatGatewayNotFound: The Nat Gateway nat-12345678 was not found'],
  ['security-group', 'sg-12345678', "InvalidGroup.NotFound: The security group 'sg-12345678' does not exist"],
])('%s %s', (kind, id, message) => {
  expect(text(notFound(kind, id))).toBe(message);
});

test('what is owned is found by its owner, in its region', () => {
  const set = { kind: 'dhcp-options', id: 'dopt-12345678', created: 0, tags: {}, configurations: {} } as const;
  const owner = { account: '111122223333', region: 'us-east-1' };
  const network = Network.empty().with({ ...set, ...owner });
  expect(owned(network, owner, 'dhcp-options', set.id).id).toBe(set.id);
  for (const other of [
    { ...owner, account: '444455556666' },
    { ...owner, region: 'us-east-2' },
  ]) {
    expect(() => owned(network, other, 'dhcp-options', set.id)).toThrow(
      "The dhcpOption ID 'dopt-12345678' does not exist",
    );
  }
});

test('a required member may be anything but undefined', () => {
  expect([required(0, 'count'), required(false, 'egress'), required('', 'name')]).toEqual([0, false, '']);
  expect(() => required(undefined, 'vpcId')).toThrow('The request must contain the parameter vpcId');
});

test('sentences', () => {
  expect(text(dependencyViolation('subnet', 'subnet-1'))).toBe(
    "DependencyViolation: The subnet 'subnet-1' has dependencies and cannot be deleted.",
  );
  expect(text(notOffered('IPAM'))).toBe('UnsupportedOperation: IPAM is not supported.');
});
