import { expect, test } from 'vitest';
import { interfaceEndpoint, world } from '../ec2/vpc-endpoint-fixture.ts';
import { type Harness, harness } from '../harness.ts';
import { route53Operations as operations } from './table.ts';

const make = async (h: Harness, Name: string, more: object = {}): Promise<string> => {
  const made = await h.call(operations, 'CreateHostedZone', {
    Name,
    CallerReference: `${Name}${JSON.stringify(more)}`,
    ...more,
  });
  return made.HostedZone!.Id!.replace('/hostedzone/', '');
};
const names = (zones: readonly { readonly Name: string | undefined }[] | undefined) => zones?.map(({ Name }) => Name);

test('ListHostedZones pages through all by id', async () => {
  const h = harness();
  const ids = (await Promise.all(['a.example', 'b.example', 'c.example'].map((name) => make(h, name)))).sort();
  const first = await h.call(operations, 'ListHostedZones', { MaxItems: 2 });
  expect(first).toMatchObject({ IsTruncated: true, NextMarker: ids[2], MaxItems: 2 });
  const second = await h.call(operations, 'ListHostedZones', { MaxItems: 2, Marker: first.NextMarker });
  expect(second).toMatchObject({ IsTruncated: false, Marker: ids[2] });
  expect(second.NextMarker).toBeUndefined();
  const seen = [...first.HostedZones!, ...second.HostedZones!].map(({ Id }) => Id!.replace('/hostedzone/', ''));
  expect(seen).toEqual(ids);
  expect((await h.call(operations, 'GetHostedZoneCount', {})).HostedZoneCount).toBe(3);
  expect(await h.refused(operations, 'ListHostedZones', { MaxItems: 0 })).toMatch(/^InvalidInput: /);
  expect(await h.refused(operations, 'ListHostedZones', { DelegationSetId: 'N1' })).toMatch(/^NoSuchDelegationSet: /);
});

test('ListHostedZonesByName orders by labels turned around, and begins where it is told', async () => {
  const h = harness();
  for (const name of ['b.example', 'example.com', 'a.example', 'x.a.example', 'a.example.com']) await make(h, name);
  const order = ['example.com.', 'a.example.com.', 'a.example.', 'x.a.example.', 'b.example.'];
  expect(names((await h.call(operations, 'ListHostedZonesByName', {})).HostedZones)).toEqual(order);
  const page = await h.call(operations, 'ListHostedZonesByName', { DNSName: 'A.example', MaxItems: 1 });
  expect(names(page.HostedZones)).toEqual(['a.example.']);
  expect(page).toMatchObject({ IsTruncated: true, NextDNSName: 'x.a.example.', DNSName: 'A.example' });
  const next = { DNSName: page.NextDNSName!, HostedZoneId: page.NextHostedZoneId! };
  const rest = await h.call(operations, 'ListHostedZonesByName', next);
  expect(names(rest.HostedZones)).toEqual(['x.a.example.', 'b.example.']);
  expect(await h.refused(operations, 'ListHostedZonesByName', { HostedZoneId: 'Z1' })).toMatch(/^InvalidInput: /);
  expect(await h.refused(operations, 'ListHostedZonesByName', { DNSName: 'a..b' })).toMatch(/^InvalidDomainName: /);
});

test('zones of one name are ordered by id', async () => {
  const h = harness();
  const ids = [await make(h, 'a.example'), await make(h, 'a.example', { CallerReference: 'second' })].sort();
  const from = { DNSName: 'a.example', HostedZoneId: ids[1]! };
  const { HostedZones } = await h.call(operations, 'ListHostedZonesByName', from);
  expect(HostedZones!.map(({ Id }) => Id)).toEqual([`/hostedzone/${ids[1]}`]);
});

test('ListHostedZonesByVPC shows who has them, the hidden ones of endpoints too', async () => {
  const w = await world();
  const VPC = { VPCId: w.vpc, VPCRegion: 'us-east-1' as const };
  const id = await make(w.h, 'corp.example', { VPC });
  await make(w.h, 'public.example');
  const endpoint = await interfaceEndpoint(w, { PrivateDnsEnabled: true });
  const listed = await w.h.call(operations, 'ListHostedZonesByVPC', VPC);
  expect(listed.HostedZoneSummaries).toHaveLength(2);
  expect(listed.HostedZoneSummaries).toContainEqual({
    HostedZoneId: id,
    Name: 'corp.example.',
    Owner: { OwningAccount: '111122223333' },
  });
  expect(listed.HostedZoneSummaries).toContainEqual({
    HostedZoneId: endpoint.DnsEntries!.at(-1)!.HostedZoneId,
    Name: 'sts.us-east-1.amazonaws.com.',
    Owner: { OwningService: 'vpce.amazonaws.com' },
  });
  const first = await w.h.call(operations, 'ListHostedZonesByVPC', { ...VPC, MaxItems: 1 });
  const second = await w.h.call(operations, 'ListHostedZonesByVPC', { ...VPC, NextToken: first.NextToken });
  expect([...first.HostedZoneSummaries!, ...second.HostedZoneSummaries!]).toEqual(listed.HostedZoneSummaries);
  const strange = { ...VPC, NextToken: 'x' };
  expect(await w.h.refused(operations, 'ListHostedZonesByVPC', strange)).toMatch(/^InvalidPaginationToken: /);
  const other = w.h.as({ account: '444455556666' });
  expect(await other.refused(operations, 'ListHostedZonesByVPC', VPC)).toMatch(/^InvalidVPCId: /);
});
