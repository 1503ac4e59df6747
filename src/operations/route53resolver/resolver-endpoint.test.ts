/** Resolver endpoints by calls: what they bring, what they show, what is refused and what they leave behind. */

import { beforeEach, describe, expect, test } from 'vitest';
import { type SampleNetwork, sampleNetwork } from '../ec2/sample-network.ts';
import { sampleSharedVpc } from '../ec2/sample-shared-vpc.ts';
import { ec2Operations as ec2 } from '../ec2/table.ts';
import { route53ResolverOperations as operations } from './table.ts';

let n: SampleNetwork;
beforeEach(async () => {
  n = await sampleNetwork();
});

const input = (more: object = {}) => ({
  CreatorRequestId: 'once',
  Name: 'corp names',
  Direction: 'INBOUND' as const,
  SecurityGroupIds: [n.group],
  IpAddresses: [{ SubnetId: n.publicSubnet, Ip: '10.0.1.53' }, { SubnetId: n.privateSubnet }],
  ...more,
});
const create = async (more: object = {}) =>
  (await n.h.call(operations, 'CreateResolverEndpoint', input(more))).ResolverEndpoint!;
const refused = (more: object) => n.h.refused(operations, 'CreateResolverEndpoint', input(more));
const get = async (ResolverEndpointId: string) =>
  (await n.h.call(operations, 'GetResolverEndpoint', { ResolverEndpointId })).ResolverEndpoint!;

describe('an endpoint', () => {
  test('is CREATING until it is in force, with the interfaces of its addresses', async () => {
    n.h.applied = n.h.network.revision;
    const made = await create();
    expect(made).toMatchObject({
      Id: expect.stringMatching(/^rslvr-in-[0-9a-f]{17}$/),
      Arn: `arn:aws:route53resolver:us-east-1:111122223333:resolver-endpoint/${made.Id}`,
      Name: 'corp names',
      Direction: 'INBOUND',
      IpAddressCount: 2,
      HostVPCId: n.vpc,
      Status: 'CREATING',
      SecurityGroupIds: [n.group],
      ResolverEndpointType: 'IPV4',
      Protocols: ['Do53'],
    });
    expect((await get(made.Id!)).Status).toBe('CREATING');
    n.h.applied = undefined;
    expect((await get(made.Id!)).Status).toBe('OPERATIONAL');
    const found = await n.h.call(ec2, 'DescribeNetworkInterfaces', {
      Filters: [{ Name: 'group-id', Values: [n.group] }],
    });
    expect(found.NetworkInterfaces).toHaveLength(2);
    for (const one of found.NetworkInterfaces!) {
      expect(one).toMatchObject({ InterfaceType: 'interface', RequesterManaged: true, Status: 'in-use' });
      expect(one.Description).toMatch(`Route 53 Resolver: ${made.Id}:rni-`);
    }
    expect(found.NetworkInterfaces!.map((one) => one.PrivateIpAddress)).toContain('10.0.1.53');
  });

  test('gains and loses addresses, never below two', async () => {
    const { Id = '' } = await create();
    const of = { ResolverEndpointId: Id };
    const added = await n.h.call(operations, 'AssociateResolverEndpointIpAddress', {
      ...of,
      IpAddress: { SubnetId: n.privateSubnet, Ip: '10.0.2.99' },
    });
    expect(added.ResolverEndpoint).toMatchObject({ Status: 'UPDATING', IpAddressCount: 3 });
    const { IpAddresses = [] } = await n.h.call(operations, 'ListResolverEndpointIpAddresses', of);
    expect(IpAddresses.map(({ Ip }) => Ip).sort()).toContain('10.0.2.99');
    expect(IpAddresses.every(({ Status }) => Status === 'ATTACHED')).toBe(true);
    const first = { ...of, IpAddress: { IpId: IpAddresses[0]!.IpId! } };
    await n.h.call(operations, 'DisassociateResolverEndpointIpAddress', first);
    expect(n.h.network.count('network-interface', `parent:${Id}`)).toBe(2);
    expect(await n.h.refused(operations, 'DisassociateResolverEndpointIpAddress', first)).toMatch(
      'ResourceNotFoundException',
    );
    const second = { ...of, IpAddress: { IpId: IpAddresses[1]!.IpId! } };
    expect(await n.h.refused(operations, 'DisassociateResolverEndpointIpAddress', second)).toBe(
      'InvalidRequestException: Resolver endpoint needs to have at least 2 IP addresses',
    );
  });

  test('is listed by filters, renamed, tagged, and gone with its interfaces', async () => {
    const { Id = '', Arn: ResourceArn = '' } = await create({ Tags: [{ Key: 'a', Value: '1' }] });
    await create({ CreatorRequestId: 'twice', Direction: 'OUTBOUND', IpAddresses: twice(n.privateSubnet) });
    const list = async (Name: string, ...Values: string[]) =>
      (await n.h.call(operations, 'ListResolverEndpoints', { Filters: [{ Name, Values }] })).ResolverEndpoints!.length;
    expect([await list('Direction', 'INBOUND'), await list('DIRECTION', 'INBOUND', 'OUTBOUND')]).toEqual([1, 2]);
    expect([await list('HostVPCId', 'vpc-9'), await list('Status', 'OPERATIONAL')]).toEqual([0, 2]);
    const page = await n.h.call(operations, 'ListResolverEndpoints', { MaxResults: 1 });
    const { NextToken = '' } = page;
    const rest = await n.h.call(operations, 'ListResolverEndpoints', { NextToken });
    expect(rest.ResolverEndpoints!.map((one) => one.Id)).not.toContain(page.ResolverEndpoints![0]!.Id);
    await n.h.call(operations, 'UpdateResolverEndpoint', { ResolverEndpointId: Id, Name: 'other' });
    expect((await get(Id)).Name).toBe('other');
    await n.h.call(operations, 'TagResource', { ResourceArn, Tags: [{ Key: 'b', Value: '2' }] });
    await n.h.call(operations, 'UntagResource', { ResourceArn, TagKeys: ['a'] });
    expect((await n.h.call(operations, 'ListTagsForResource', { ResourceArn })).Tags).toEqual([
      { Key: 'b', Value: '2' },
    ]);
    const deleted = await n.h.call(operations, 'DeleteResolverEndpoint', { ResolverEndpointId: Id });
    expect(deleted.ResolverEndpoint).toMatchObject({ Id, Status: 'DELETING' });
    expect(n.h.network.count('network-interface', `parent:${Id}`)).toBe(0);
    expect(await n.h.refused(operations, 'GetResolverEndpoint', { ResolverEndpointId: Id })).toBe(
      `ResourceNotFoundException: Resolver endpoint with ID '${Id}' does not exist`,
    );
  });

  test('keeps its subnet, its group and its VPC from being deleted', async () => {
    await create();
    expect(await n.h.refused(ec2, 'DeleteSubnet', { SubnetId: n.privateSubnet })).toMatch('DependencyViolation');
    expect(await n.h.refused(ec2, 'DeleteSecurityGroup', { GroupId: n.group })).toMatch('DependencyViolation');
  });
});

const twice = (SubnetId: string) => [{ SubnetId }, { SubnetId }];

test.each<[string, () => object, string]>([
  [
    'one address',
    () => ({ IpAddresses: [{ SubnetId: n.publicSubnet }] }),
    'InvalidRequestException: Resolver endpoint',
  ],
  ['seven addresses', () => ({ IpAddresses: Array(7).fill({ SubnetId: n.publicSubnet }) }), 'LimitExceededException'],
  [
    'a subnet that is not there',
    () => ({ IpAddresses: twice('subnet-9') }),
    'InvalidParameterException: The subnet ID',
  ],
  [
    'an address outside of the subnet',
    () => ({ IpAddresses: [{ SubnetId: n.publicSubnet, Ip: '10.0.9.1' }, { SubnetId: n.publicSubnet }] }),
    "InvalidRequestException: IP address '10.0.9.1' is either not in subnet",
  ],
  [
    'an address twice',
    () => ({ IpAddresses: Array(2).fill({ SubnetId: n.publicSubnet, Ip: '10.0.1.9' }) }),
    "ResourceExistsException: The IP address '10.0.1.9'",
  ],
  ['no group', () => ({ SecurityGroupIds: [] }), 'InvalidParameterException'],
  [
    'a group that is not there',
    () => ({ SecurityGroupIds: ['sg-9'] }),
    'ResourceNotFoundException: The security group',
  ],
  ['encrypted DNS', () => ({ Protocols: ['DoH'] }), 'InvalidRequestException: The protocol DoH is not offered here.'],
  ['IPv6', () => ({ ResolverEndpointType: 'DUALSTACK' }), 'InvalidRequestException: The resolver endpoint type'],
  [
    'an unknown direction',
    () => ({ Direction: 'SIDEWAYS' }),
    "ValidationException: 1 validation error detected: Value 'S",
  ],
  ['a name of digits', () => ({ Name: '123' }), 'ValidationException'],
])('%s is refused', async (_, more, refusal) => {
  expect(await refused(more())).toMatch(refusal);
});

test('a request is made once, and four endpoints are the most', async () => {
  await create();
  expect(await refused({})).toBe(
    "ResourceExistsException: Resolver endpoint with creator request ID 'once' already exists",
  );
  for (const CreatorRequestId of ['2', '3', '4']) {
    await create({ CreatorRequestId, IpAddresses: twice(n.privateSubnet) });
  }
  expect(await refused({ CreatorRequestId: '5' })).toBe(
    "LimitExceededException: Account '111122223333' has exceeded 'max-endpoints'",
  );
});

test('a participant makes none in a subnet that is shared with it', async () => {
  const { as, shared, share, vpc } = await sampleSharedVpc();
  await share([shared], 'participant');
  const request = { VpcId: vpc, GroupName: 'own', Description: 'own' };
  const group = (await as.participant.call(ec2, 'CreateSecurityGroup', request)).GroupId!;
  const wanted = { Direction: 'OUTBOUND' as const, SecurityGroupIds: [group], IpAddresses: twice(shared) };
  expect(await as.participant.refused(operations, 'CreateResolverEndpoint', { CreatorRequestId: '1', ...wanted })).toBe(
    `InvalidParameterException: The subnet ID '${shared}' does not exist`,
  );
});
