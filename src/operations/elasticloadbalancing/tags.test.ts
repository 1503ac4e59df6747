import { expect, test } from 'vitest';
import { makeBalancer, makeGroup, makeListener, operations, world } from './sample-load-balancer.ts';

async function tagged() {
  const w = await world();
  const balancer = (await makeBalancer(w, { Tags: [{ Key: 'b', Value: '1' }] })).LoadBalancerArn!;
  const group = await makeGroup(w, { Tags: [{ Key: 'g', Value: '2' }] });
  const listener = await makeListener(w, balancer, group, { Tags: [{ Key: 'l', Value: '3' }] });
  const shown = async (...ResourceArns: string[]) =>
    (await w.h.call(operations, 'DescribeTags', { ResourceArns })).TagDescriptions!.map(({ Tags }) => Tags);
  return { ...w, balancer, group, listener, shown };
}

test('load balancers, target groups and listeners have tags from the start, and get and lose others', async () => {
  const { h, balancer, group, listener, shown } = await tagged();
  expect(await shown(balancer, group, listener)).toEqual([
    [{ Key: 'b', Value: '1' }],
    [{ Key: 'g', Value: '2' }],
    [{ Key: 'l', Value: '3' }],
  ]);
  const ResourceArns = [balancer, group];
  await h.call(operations, 'AddTags', { ResourceArns, Tags: [{ Key: 'b', Value: 'x' }] });
  await h.call(operations, 'RemoveTags', { ResourceArns, TagKeys: ['g', 'none'] });
  expect(await shown(balancer, group)).toEqual([[{ Key: 'b', Value: 'x' }], [{ Key: 'b', Value: 'x' }]]);
});

test('a call changes all of its resources or none', async () => {
  const { h, balancer, group, shown } = await tagged();
  const gone = group.replace(/.{4}$/, '0000');
  const refused = (ResourceArns: string[], ...Tags: object[]) =>
    h.refused(operations, 'AddTags', { ResourceArns, Tags: Tags as { Key: string }[] });
  const tag = { Key: 'k', Value: 'v' };
  expect(await refused([balancer, gone], tag)).toBe(`TargetGroupNotFound: Target groups '${gone}' not found`);
  expect(await refused(['x'], tag)).toBe("ValidationError: 'x' is not a valid resource ARN");
  expect(await refused([], tag)).toBe('ValidationError: A resource ARN must be specified');
  expect(await refused([balancer])).toBe('ValidationError: A tag must be specified');
  expect(await refused([balancer], { Key: 'k!' })).toBe("ValidationError: Tag key 'k!' is not valid");
  expect(await refused([balancer], { Key: 'k'.repeat(129) })).toMatch(/^ValidationError: Tag key/);
  expect(await refused([balancer], { Key: 'k', Value: 'v'.repeat(257) })).toMatch(/^ValidationError: Tag value/);
  const many = Array.from({ length: 50 }, (_, at) => ({ Key: `k${at}` }));
  expect(await refused([balancer], ...many)).toMatch(/^TooManyTags/);
  expect(await refused(Array(21).fill(balancer), tag)).toMatch(/^ValidationError: .*less than or equal to 20$/);
  expect(await shown(balancer)).toEqual([[{ Key: 'b', Value: '1' }]]);
});
