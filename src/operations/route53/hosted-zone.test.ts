import { describe, expect, test } from 'vitest';
import { vpcOperations } from '../ec2/vpc.ts';
import { interfaceEndpoint, world } from '../ec2/vpc-endpoint-fixture.ts';
import { type Harness, harness } from '../harness.ts';
import { route53Operations as operations } from './table.ts';

const make = (h: Harness, Name: string, more: object = {}) =>
  h.call(operations, 'CreateHostedZone', { Name, CallerReference: `${Name}/${JSON.stringify(more)}`, ...more });
const makeVpc = async (h: Harness, CidrBlock = '10.0.0.0/16') =>
  (await h.call(vpcOperations, 'CreateVpc', { CidrBlock })).Vpc!.VpcId!;
const us = (VPCId: string) => ({ VPCId, VPCRegion: 'us-east-1' as const });

describe('CreateHostedZone', () => {
  test('a public zone has four servers and two records', async () => {
    const h = harness();
    const made = await make(h, 'Example.COM', { HostedZoneConfig: { Comment: 'ours' } });
    const { Id, ...zone } = made.HostedZone!;
    expect(Id).toMatch(/^\/hostedzone\/Z[A-Z0-9]{20}$/);
    expect(zone).toMatchObject({ Name: 'example.com.', ResourceRecordSetCount: 2 });
    expect(zone.Config).toEqual({ Comment: 'ours', PrivateZone: false });
    expect(made.ChangeInfo).toMatchObject({ Status: 'PENDING' });
    expect(made.Location).toBe(`https://route53.amazonaws.com/2013-04-01${Id}`);
    const servers = made.DelegationSet!.NameServers!;
    expect(servers.map((server) => server.replace(/\d+/g, 'N'))).toEqual([
      'ns-N.awsdns-N.com',
      'ns-N.awsdns-N.net',
      'ns-N.awsdns-N.org',
      'ns-N.awsdns-N.co.uk',
    ]);
    const listed = await h.call(operations, 'ListResourceRecordSets', { HostedZoneId: Id! });
    expect(listed.ResourceRecordSets).toEqual([
      {
        Name: 'example.com.',
        Type: 'NS',
        TTL: 172_800,
        ResourceRecords: servers.map((server) => ({ Value: `${server}.` })),
      },
      {
        Name: 'example.com.',
        Type: 'SOA',
        TTL: 900,
        ResourceRecords: [{ Value: `${servers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400` }],
      },
    ]);
  });

  test('a private zone has its VPC and no servers to be asked', async () => {
    const h = harness();
    const vpc = await makeVpc(h);
    const made = await make(h, 'corp', { VPC: us(vpc) });
    expect(made.VPC).toEqual(us(vpc));
    expect(made.DelegationSet).toBeUndefined();
    expect(made.HostedZone!.Config).toEqual({ PrivateZone: true });
    const got = await h.call(operations, 'GetHostedZone', { Id: made.HostedZone!.Id! });
    expect(got.VPCs).toEqual([us(vpc)]);
    expect(got.DelegationSet).toBeUndefined();
  });

  test.each([
    ['com', 'InvalidDomainName: com is reserved by AWS!'],
    ['x.amazonaws.com.', 'InvalidDomainName: x.amazonaws.com is reserved by AWS!'],
    ['ec2.internal', 'InvalidDomainName: ec2.internal is reserved by AWS!'],
    [
      'a..example.com',
      "InvalidDomainName: FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with 'a..example.com'",
    ],
  ])('%s is refused', async (name, message) => {
    expect(await harness().refused(operations, 'CreateHostedZone', { Name: name, CallerReference: 'r' })).toBe(message);
  });

  test('a caller reference makes one zone', async () => {
    const h = harness();
    await make(h, 'example.com', { CallerReference: 'r' });
    expect(await h.refused(operations, 'CreateHostedZone', { Name: 'example.org', CallerReference: 'r' })).toBe(
      'HostedZoneAlreadyExists: A hosted zone has already been created with the specified caller reference.',
    );
    const other = h.as({ account: '444455556666' });
    expect((await make(other, 'example.org', { CallerReference: 'r' })).HostedZone!.Name).toBe('example.org.');
  });

  test('two public zones of a name may be, but not two private ones in a VPC', async () => {
    const h = harness();
    await make(h, 'example.com');
    await make(h, 'example.com', { CallerReference: 'second' });
    const vpc = await makeVpc(h);
    const first = await make(h, 'example.com', { VPC: us(vpc) });
    const again = { Name: 'Example.com', CallerReference: 'again', VPC: us(vpc) };
    const id = first.HostedZone!.Id!.replace('/hostedzone/', '');
    expect(await h.refused(operations, 'CreateHostedZone', again)).toBe(
      `ConflictingDomainExists: The VPC ${vpc} in region us-east-1 has already been associated with the hosted zone ${id} with the same domain name.`,
    );
    expect((await make(h, 'a.example.com', { VPC: us(vpc) })).VPC).toEqual(us(vpc));
  });

  test('nor one of the private name of an endpoint', async () => {
    const w = await world();
    const endpoint = await interfaceEndpoint(w, { PrivateDnsEnabled: true });
    const zone = endpoint.DnsEntries!.at(-1)!;
    expect(zone.DnsName).toBe('sts.us-east-1.amazonaws.com');
    const VPC = us(w.vpc);
    const input = { Name: 'sts.us-east-1.amazonaws.com', CallerReference: 'r', VPC };
    expect(await w.h.refused(operations, 'CreateHostedZone', input)).toBe(
      `ConflictingDomainExists: The VPC ${w.vpc} in region us-east-1 has already been associated with the hosted zone ${zone.HostedZoneId} with the same domain name.`,
    );
    expect((await make(w.h, 'us-east-1.amazonaws.com', { VPC })).VPC).toEqual(VPC);
  });

  test.each([
    [{ VPC: us('vpc-00000000000000009') }, /^InvalidVPCId: The VPC: vpc-00000000000000009 in region us-east-1 that/],
    [{ HostedZoneConfig: { PrivateZone: true } }, /^InvalidInput: When you're creating a private hosted zone/],
    [{ DelegationSetId: 'N1' }, /^InvalidInput: A reusable delegation set is not offered here\.$/],
    [{ CallerReference: '' }, /^InvalidInput: The caller reference must have/],
    [{ HostedZoneConfig: { Comment: 'x'.repeat(257) } }, /^InvalidInput: The comment must not be longer/],
  ])('%j is refused', async (more, message) => {
    const input = { Name: 'example.com', CallerReference: 'r', ...more };
    expect(await harness().refused(operations, 'CreateHostedZone', input)).toMatch(message);
  });

  test("another account's VPC, or its region wrong, is refused", async () => {
    const h = harness();
    const vpc = await makeVpc(h.as({ account: '444455556666' }));
    const own = await makeVpc(h);
    for (const VPC of [us(vpc), { VPCId: own, VPCRegion: 'eu-west-1' as const }]) {
      const input = { Name: 'example.com', CallerReference: 'r', VPC };
      expect(await h.refused(operations, 'CreateHostedZone', input)).toMatch(/^InvalidVPCId: /);
    }
  });
});

test('a zone is its account’s own', async () => {
  const h = harness();
  const Id = (await make(h, 'example.com')).HostedZone!.Id!;
  const id = Id.replace('/hostedzone/', '');
  const other = h.as({ account: '444455556666' });
  for (const name of ['GetHostedZone', 'DeleteHostedZone', 'UpdateHostedZoneComment'] as const) {
    expect(await other.refused(operations, name, { Id })).toBe(`NoSuchHostedZone: No hosted zone found with ID: ${id}`);
  }
  expect((await other.call(operations, 'ListHostedZones', {})).HostedZones).toEqual([]);
});

test('a comment is changed and taken away', async () => {
  const h = harness();
  const Id = (await make(h, 'example.com')).HostedZone!.Id!;
  const changed = await h.call(operations, 'UpdateHostedZoneComment', { Id, Comment: 'new' });
  expect(changed.HostedZone!.Config).toEqual({ Comment: 'new', PrivateZone: false });
  const bare = await h.call(operations, 'UpdateHostedZoneComment', { Id });
  expect(bare.HostedZone!.Config).toEqual({ PrivateZone: false });
});

test('a zone with records of its own is not deleted, an empty one is, with everything', async () => {
  const h = harness();
  const Id = (await make(h, 'example.com')).HostedZone!.Id!;
  const change = (Action: 'CREATE' | 'DELETE') =>
    h.call(operations, 'ChangeResourceRecordSets', {
      HostedZoneId: Id,
      ChangeBatch: {
        Changes: [
          {
            Action,
            ResourceRecordSet: {
              Name: 'a.example.com',
              Type: 'A',
              TTL: 1,
              ResourceRecords: [{ Value: '10.0.0.1' }],
            },
          },
        ],
      },
    });
  await change('CREATE');
  expect(await h.refused(operations, 'DeleteHostedZone', { Id })).toBe(
    'HostedZoneNotEmpty: The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
  );
  await change('DELETE');
  expect((await h.call(operations, 'DeleteHostedZone', { Id })).ChangeInfo!.Status).toBe('PENDING');
  expect([...h.network.resources()].map((one) => one.kind)).toEqual([]);
});

test('a change is pending until the data plane has it, and nobody else’s', async () => {
  const h = harness();
  h.applied = 0;
  const { Id } = (await make(h, 'example.com')).ChangeInfo!;
  const status = async () => (await h.call(operations, 'GetChange', { Id: Id! })).ChangeInfo!;
  expect(await status()).toMatchObject({ Id, Status: 'PENDING', SubmittedAt: new Date(h.clock.now()) });
  h.applied = 1;
  expect(await status()).toMatchObject({ Status: 'INSYNC' });
  const bare = Id!.replace('/change/', '');
  for (const [caller, id] of [
    [h.as({ account: '444455556666' }), bare],
    [h, 'C1'],
    [h, `${bare}0`],
  ] as const) {
    expect(await caller.refused(operations, 'GetChange', { Id: id })).toBe(
      `NoSuchChange: Could not find resource with ID: ${id}`,
    );
  }
});

test('a VPC that is deleted leaves its zones', async () => {
  const h = harness();
  const vpc = await makeVpc(h);
  const Id = (await make(h, 'corp.example', { VPC: us(vpc) })).HostedZone!.Id!;
  await h.call(vpcOperations, 'DeleteVpc', { VpcId: vpc });
  expect((await h.call(operations, 'GetHostedZone', { Id })).VPCs).toEqual([]);
});

test('tags of a zone', async () => {
  const h = harness();
  const id = (await make(h, 'example.com')).HostedZone!.Id!.replace('/hostedzone/', '');
  const of = { ResourceType: 'hostedzone' as const, ResourceId: id };
  const change = (more: object) => h.call(operations, 'ChangeTagsForResource', { ...of, ...more });
  await change({
    AddTags: [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ],
  });
  await change({ AddTags: [{ Key: 'a', Value: '3' }], RemoveTagKeys: ['b'] });
  const listed = await h.call(operations, 'ListTagsForResource', of);
  expect(listed.ResourceTagSet).toEqual({ ...of, Tags: [{ Key: 'a', Value: '3' }] });
  const many = Array.from({ length: 10 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
  for (const [more, message] of [
    [{}, /^InvalidInput: No tags/],
    [{ AddTags: many }, /^InvalidInput: A resource has at most 10 tags\.$/],
    [{ AddTags: [{ Key: 'aws:x', Value: '' }] }, /^InvalidInput: Tag keys/],
    [{ ResourceType: 'healthcheck' as const, RemoveTagKeys: ['a'] }, /^NoSuchHealthCheck: /],
  ] as const) {
    expect(await h.refused(operations, 'ChangeTagsForResource', { ...of, ...more })).toMatch(message);
  }
});
