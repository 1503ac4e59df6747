import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { internetGatewayOperations } from './internet-gateway.ts';
import { subnetOperations } from './subnet.ts';
import { tagOperations } from './tag.ts';
import { vpcOperations } from './vpc.ts';

async function start() {
  const h = harness();
  const vpc = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const { Subnet } = await h.call(subnetOperations, 'CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' });
  const subnet = Subnet!.SubnetId!;
  const tags = () => [h.network.get('vpc', vpc)!.tags, h.network.get('subnet', subnet)!.tags];
  return { h, vpc, subnet, tags };
}

const tag = (Key: string, Value?: string) => (Value === undefined ? { Key } : { Key, Value });

describe('CreateTags', () => {
  test('sets tags on every resource and keeps the others', async () => {
    const { h, vpc, subnet, tags } = await start();
    await h.call(tagOperations, 'CreateTags', { Resources: [vpc], Tags: [tag('a', '1'), tag('b', '2')] });
    await h.call(tagOperations, 'CreateTags', { Resources: [vpc, subnet], Tags: [tag('b', '3'), tag('c')] });
    expect(tags()).toEqual([
      { a: '1', b: '3', c: '' },
      { b: '3', c: '' },
    ]);
  });

  test('writes nothing where the tags are there already', async () => {
    const { h, vpc } = await start();
    await h.call(tagOperations, 'CreateTags', { Resources: [vpc], Tags: [tag('a', '1')] });
    const { revision } = h.network;
    await h.call(tagOperations, 'CreateTags', { Resources: [vpc], Tags: [tag('a', '1')] });
    expect(h.network.revision).toBe(revision);
  });

  test.each(['__proto__', 'constructor', 'toString'])('a key may be %s', async (key) => {
    const { h, vpc } = await start();
    await h.call(tagOperations, 'CreateTags', { Resources: [vpc], Tags: [tag(key, 'x')] });
    const { Tags } = await h.call(tagOperations, 'DescribeTags', {});
    expect(Tags).toEqual([{ Key: key, Value: 'x', ResourceId: vpc, ResourceType: 'vpc' }]);
    const Filters = [{ Name: `tag:${key}`, Values: ['*'] }];
    expect((await h.call(vpcOperations, 'DescribeVpcs', { Filters })).Vpcs).toHaveLength(1);
    expect((await h.call(subnetOperations, 'DescribeSubnets', { Filters })).Subnets).toEqual([]);
  });

  test.each([
    ['vpc-00000000000000000', "InvalidVpcID.NotFound: The vpc ID 'vpc-00000000000000000' does not exist"],
    ['igw-12345678', "InvalidInternetGatewayID.NotFound: The internetGateway ID 'igw-12345678' does not exist"],
    ['i-eCHmOTcEW0OZ9KbNe', "InvalidID: The ID 'i-eCHmOTcEW0OZ9KbNe' is not valid"],
    ['107.20.243.249', "InvalidID: The ID '107.20.243.249' is not valid"],
    ['constructor-1', "InvalidID: The ID 'constructor-1' is not valid"],
  ])('one id that is not there, %s, and no resource is tagged', async (id, message) => {
    const { h, vpc, subnet } = await start();
    const input = { Resources: [vpc, id, subnet], Tags: [tag('a', '1')] };
    expect(await h.refused(tagOperations, 'CreateTags', input)).toBe(message);
  });

  test('another account’s resource is not there', async () => {
    const { h, vpc } = await start();
    const other = h.as({ account: '444455556666' });
    expect(await other.refused(tagOperations, 'CreateTags', { Resources: [vpc], Tags: [tag('a', '1')] })).toBe(
      `InvalidVpcID.NotFound: The vpc ID '${vpc}' does not exist`,
    );
  });

  test.each([
    [[], 'MissingParameter: The request must contain the parameter tagSet'],
    [[tag('AWS:x', '1')], "InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use"],
    [[tag('', '1')], 'InvalidParameterValue: Tag key cannot be empty.'],
    [[tag('x'.repeat(128), '1')], 'InvalidParameterValue: Tag key exceeds the maximum length of 127 characters'],
    [[tag('x', '1'.repeat(256))], 'InvalidParameterValue: Tag value exceeds the maximum length of 255 characters'],
    [[tag('x', '1'), tag('x', '2')], "InvalidParameterValue: Duplicate tag key 'x' specified."],
  ])('refuses %j', async (Tags, message) => {
    const { h, vpc } = await start();
    expect(await h.refused(tagOperations, 'CreateTags', { Resources: [vpc], Tags })).toBe(message);
  });

  test('a resource has fifty tags, counted with those it has', async () => {
    const { h, vpc, subnet, tags } = await start();
    const many = Array.from({ length: 49 }, (_, index) => tag(`key-${index}`, 'x'));
    await h.call(tagOperations, 'CreateTags', { Resources: [vpc], Tags: many });
    const two = { Resources: [subnet, vpc], Tags: [tag('one', '1'), tag('two', '2')] };
    expect(await h.refused(tagOperations, 'CreateTags', two)).toBe(
      'TagLimitExceeded: The maximum number of Tags for a resource has been reached: 50',
    );
    await h.call(tagOperations, 'CreateTags', { Resources: [vpc], Tags: [tag('one', '1'), tag('key-0', 'y')] });
    expect(Object.keys(tags()[0]!)).toHaveLength(50);
  });
});

describe('DeleteTags', () => {
  test.each([
    [[tag('a')], { b: '2', c: '' }],
    [[tag('a', '1'), tag('b', 'other')], { b: '2', c: '' }],
    [[tag('a', '')], { a: '1', b: '2', c: '' }],
    [[tag('c', '')], { a: '1', b: '2' }],
    [[tag('unknown')], { a: '1', b: '2', c: '' }],
    [undefined, {}],
  ])('%j leaves %j', async (Tags, left) => {
    const { h, vpc, tags } = await start();
    await h.call(tagOperations, 'CreateTags', { Resources: [vpc], Tags: [tag('a', '1'), tag('b', '2'), tag('c', '')] });
    await h.call(tagOperations, 'DeleteTags', { Resources: [vpc], Tags });
    expect(tags()[0]).toEqual(left);
  });

  test('AWS’s own tags cannot be named', async () => {
    const { h, vpc } = await start();
    expect(await h.refused(tagOperations, 'DeleteTags', { Resources: [vpc], Tags: [tag('aws:x')] })).toBe(
      "InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use",
    );
  });
});

describe('DescribeTags', () => {
  test.each([
    ['resource-type', 'subnet', ['subnet/a']],
    ['resource-id', 'VPC', ['vpc/a', 'vpc/b']],
    ['resource-id', 'subnet-*', ['subnet/a']],
    ['resource-id', 'vpc-00000000000000000', []],
    ['key', 'a', ['subnet/a', 'vpc/a']],
    ['value', '2', ['vpc/b']],
    ['tag:a', '1', ['vpc/a']],
    ['tag:a', '*', ['subnet/a', 'vpc/a']],
  ])('filter %s = %s', async (Name, value, wanted) => {
    const { h, vpc, subnet } = await start();
    await h.call(tagOperations, 'CreateTags', { Resources: [vpc], Tags: [tag('a', '1'), tag('b', '2')] });
    await h.call(tagOperations, 'CreateTags', { Resources: [subnet], Tags: [tag('a', '9')] });
    const Filters = [{ Name, Values: [value === 'VPC' ? vpc : value] }];
    const { Tags } = await h.call(tagOperations, 'DescribeTags', { Filters });
    expect(Tags!.map((one) => `${one.ResourceType}/${one.Key}`).sort()).toEqual(wanted);
  });

  test('shows the caller’s own, page by page', async () => {
    const { h, vpc } = await start();
    const made = await h.call(internetGatewayOperations, 'CreateInternetGateway', {});
    const Resources = [vpc, made.InternetGateway!.InternetGatewayId!];
    await h.call(tagOperations, 'CreateTags', { Resources, Tags: ['a', 'b', 'c', 'd'].map((key) => tag(key, '1')) });
    const first = await h.call(tagOperations, 'DescribeTags', { MaxResults: 5 });
    const second = await h.call(tagOperations, 'DescribeTags', { MaxResults: 5, NextToken: first.NextToken });
    const rows = [...first.Tags!, ...second.Tags!].map((one) => `${one.ResourceId} ${one.Key}`);
    expect([first.Tags!.length, second.Tags!.length, new Set(rows).size]).toEqual([5, 3, 8]);
    expect((await h.as({ account: '444455556666' }).call(tagOperations, 'DescribeTags', {})).Tags).toEqual([]);
  });
});
