import { expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import {
  accepterAccount,
  askFor,
  describePeering,
  makeVpcIn,
  peered,
  requesterAccount,
  samplePeering,
} from './sample-peering.ts';
import { tagOperations } from './tag.ts';
import { vpcPeeringConnectionOperations as operations } from './vpc-peering-connection.ts';

async function idsFound(h: Harness, Name: string, value: string) {
  const found = await h.call(operations, 'DescribeVpcPeeringConnections', { Filters: [{ Name, Values: [value] }] });
  return found.VpcPeeringConnections!.map((one) => one.VpcPeeringConnectionId!);
}

test('connections are found by all that AWS filters them by', async () => {
  const sample = await samplePeering();
  const { h, vpc, peerVpc } = sample;
  const up = await peered(sample);
  const open = await askFor({ ...sample, vpc: await makeVpcIn(h, '10.9.0.0/16') });
  const { ExpirationTime, RequesterVpcInfo } = await describePeering(h, open);
  const filters: readonly (readonly [string, string, readonly string[]])[] = [
    ['accepter-vpc-info.cidr-block', '10.1.0.0/16', [up]],
    ['accepter-vpc-info.owner-id', accepterAccount, [up, open]],
    ['accepter-vpc-info.vpc-id', peerVpc, [up, open]],
    ['expiration-time', ExpirationTime!.toISOString(), [open]],
    ['requester-vpc-info.cidr-block', '10.9.0.0/16', [open]],
    ['requester-vpc-info.owner-id', requesterAccount, [up, open]],
    ['requester-vpc-info.vpc-id', vpc, [up]],
    ['requester-vpc-info.vpc-id', RequesterVpcInfo!.VpcId!, [open]],
    ['status-code', 'pending-acceptance', [open]],
    ['status-message', 'Active', [up]],
    ['vpc-peering-connection-id', up, [up]],
  ];
  for (const [name, value, ids] of filters) {
    expect([name, (await idsFound(h, name, value)).sort()]).toEqual([name, [...ids].sort()]);
  }
});

test('a list comes in pages', async () => {
  const sample = await samplePeering();
  const ids: string[] = [];
  sample.h.quotas = { vpcsPerRegion: 10 };
  for (let octet = 10; octet < 16; octet += 1) {
    ids.push(await askFor({ ...sample, vpc: await makeVpcIn(sample.h, `10.${octet}.0.0/16`) }));
  }
  const first = await sample.peer.call(operations, 'DescribeVpcPeeringConnections', { MaxResults: 5 });
  const second = await sample.peer.call(operations, 'DescribeVpcPeeringConnections', { NextToken: first.NextToken });
  const shown = [first, second].flatMap(({ VpcPeeringConnections: all }) =>
    all!.map((one) => one.VpcPeeringConnectionId),
  );
  expect(first.VpcPeeringConnections).toHaveLength(5);
  expect(shown).toEqual(ids.sort());
  const both = { MaxResults: 5, VpcPeeringConnectionIds: ids };
  expect(await sample.peer.refused(operations, 'DescribeVpcPeeringConnections', both)).toMatch(
    /^InvalidParameterCombination: /,
  );
});

test('each side has tags of its own, unless both sides are in one place', async () => {
  for (const other of [{}, { account: requesterAccount, region: 'eu-west-1' }, { account: requesterAccount }]) {
    const sample = await samplePeering(other);
    const { h, peer } = sample;
    const id = await askFor(sample);
    const isOne = peer.context.account === requesterAccount && peer.context.region === 'us-east-1';
    await h.call(tagOperations, 'CreateTags', { Resources: [id], Tags: [{ Key: 'Name', Value: 'ours' }] });
    const tag = { Key: 'side', Value: 'theirs' };
    await peer.call(tagOperations, 'CreateTags', { Resources: [id], Tags: [tag] });
    const ours = { Key: 'Name', Value: 'ours' };
    expect((await describePeering(h, id)).Tags).toEqual(isOne ? [ours, tag] : [ours]);
    expect((await describePeering(peer, id)).Tags).toEqual(isOne ? [ours, tag] : [tag]);
    const listed = await peer.call(tagOperations, 'DescribeTags', { Filters: [{ Name: 'key', Values: ['side'] }] });
    expect(listed.Tags).toEqual([{ ...tag, ResourceId: id, ResourceType: 'vpc-peering-connection' }]);
    expect(await idsFound(peer, 'tag:side', 'theirs')).toEqual([id]);
    await peer.call(tagOperations, 'DeleteTags', { Resources: [id], Tags: [{ Key: 'side' }] });
    expect((await describePeering(peer, id)).Tags).toEqual(isOne ? [ours] : []);
  }
});
