import { describe, expect, test } from 'vitest';
import type { InputOf } from './handlers.ts';
import { instanceOperations } from './instance.ts';
import { networkInsightsAnalysisOperations as analyses } from './network-insights-analysis.ts';
import { networkInsightsPathOperations as paths } from './network-insights-path.ts';
import { sampleInstance, sampleNetwork } from './sample-network.ts';
import { tagOperations } from './tag.ts';

type Input = Partial<InputOf<'CreateNetworkInsightsPath'>>;

async function world() {
  const sample = await sampleNetwork();
  const { h, gateway } = sample;
  const instance = await sampleInstance(h, sample.publicSubnet);
  const whole = { ClientToken: 't', Protocol: 'tcp', Source: gateway, Destination: instance } as const;
  const create = async (input: Input = {}) =>
    (await h.call(paths, 'CreateNetworkInsightsPath', { ...whole, ...input })).NetworkInsightsPath!;
  const refused = (input: Input) => h.refused(paths, 'CreateNetworkInsightsPath', { ...whole, ...input });
  return { ...sample, instance, create, refused };
}

const arn = (type: string, id: string) => `arn:aws:ec2:us-east-1:111122223333:${type}/${id}`;

test('a path is shown with the ids and ARNs of its ends, and what was asked', async () => {
  const { h, gateway, instance, create } = await world();
  const made = await create({
    Protocol: 'TCP' as 'tcp',
    Destination: arn('instance', instance),
    SourceIp: '203.0.113.9',
    DestinationIp: '10.0.1.4',
    DestinationPort: 443,
    TagSpecifications: [{ ResourceType: 'network-insights-path', Tags: [{ Key: 'Name', Value: 'in' }] }],
  });
  const id = made.NetworkInsightsPathId!;
  expect(id).toMatch(/^nip-0[0-9a-f]{16}$/);
  expect(made).toEqual({
    NetworkInsightsPathId: id,
    NetworkInsightsPathArn: arn('network-insights-path', id),
    CreatedDate: new Date('2026-01-01T00:00:00Z'),
    Source: gateway,
    SourceArn: arn('internet-gateway', gateway),
    Destination: instance,
    DestinationArn: arn('instance', instance),
    Protocol: 'tcp',
    SourceIp: '203.0.113.9',
    DestinationIp: '10.0.1.4',
    DestinationPort: 443,
    Tags: [{ Key: 'Name', Value: 'in' }],
  });
  const listed = await h.call(paths, 'DescribeNetworkInsightsPaths', { NetworkInsightsPathIds: [id] });
  expect(listed.NetworkInsightsPaths).toEqual([made]);
});

test('filters at both ends, and an address in place of a destination', async () => {
  const { gateway, create } = await world();
  const port = { FromPort: 22, ToPort: 22 };
  const FilterAtSource = { DestinationAddress: '34.230.71.227', DestinationPortRange: port };
  const FilterAtDestination = { SourceAddress: '203.0.113.9', SourcePortRange: { FromPort: 0, ToPort: 65535 } };
  const made = await create({ Source: gateway, Destination: undefined, FilterAtSource, FilterAtDestination });
  expect(made).toMatchObject({ FilterAtSource, FilterAtDestination });
  expect(made).not.toHaveProperty('Destination');
});

describe('what is refused', () => {
  test('ends that are not there, or can be none', async () => {
    const { h, vpc, instance, refused } = await world();
    const gone = 'i-00000000000000000';
    expect(await refused({ Source: gone })).toBe(
      `NetworkInsightsSource.NotFound: The source '${gone}' does not exist.`,
    );
    expect(await refused({ Destination: gone })).toBe(
      `NetworkInsightsDestination.NotFound: The destination '${gone}' does not exist.`,
    );
    for (const id of ['pcx-0123456789abcdef0', 'tgw-0123456789abcdef0', 'tgw-attach-0123456789abcdef0', 'vgw-1']) {
      expect(await refused({ Destination: id })).toContain('NetworkInsightsDestination.NotFound: ');
    }
    const wrongType = arn('network-interface', instance);
    expect(await refused({ Destination: wrongType })).toContain('NetworkInsightsDestination.NotFound: ');
    const otherRegion = arn('instance', instance).replace('us-east-1', 'us-west-2');
    expect(await refused({ Destination: otherRegion })).toContain('NetworkInsightsDestination.NotFound: ');
    for (const one of [vpc, '10.0.0.1', 'nonsense', 'arn:aws:s3:::bucket']) {
      expect(await refused({ Destination: one })).toBe(
        `InvalidParameterValue: Value (${one}) for parameter destination is invalid. The resource type is not supported.`,
      );
    }
    await h.call(instanceOperations, 'TerminateInstances', { InstanceIds: [instance] });
    expect(await refused({})).toContain('NetworkInsightsDestination.NotFound: ');
  });

  test.each<[string, Input, string]>([
    [
      'no destination',
      { Destination: undefined },
      'MissingParameter: The request must contain the parameter Destination',
    ],
    ['another protocol', { Protocol: 'icmp' as 'tcp' }, 'InvalidParameterValue: Value (icmp)'],
    ['an address that is none', { SourceIp: '10.0.0.256' }, 'InvalidParameterValue: Value (10.0.0.256)'],
    ['IPv6', { DestinationIp: '::1' }, 'InvalidParameterValue: Value (::1)'],
    ['a port that is none', { DestinationPort: 65536 }, 'InvalidParameterValue: Value (65536)'],
    ['an address twice', { SourceIp: '10.0.0.1', FilterAtSource: {} }, 'InvalidParameterCombination: SourceIp'],
    ['a port twice', { DestinationPort: 1, FilterAtSource: {} }, 'InvalidParameterCombination: SourceIp'],
    [
      'a destination twice',
      { DestinationIp: '10.0.0.1', FilterAtDestination: {} },
      'InvalidParameterCombination: DestinationIp',
    ],
    [
      'a range that ends before it begins',
      { FilterAtSource: { SourcePortRange: { FromPort: 2, ToPort: 1 } } },
      'InvalidParameterValue: The port range of FilterAtSource.SourcePortRange',
    ],
    [
      'half a range',
      { FilterAtDestination: { DestinationPortRange: { FromPort: 2 } } },
      'InvalidParameterValue: The port range of FilterAtDestination.DestinationPortRange',
    ],
    [
      'tags of something else',
      { TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a', Value: 'b' }] }] },
      "InvalidParameterValue: 'vpc' is not a valid taggable resource type",
    ],
  ])('%s', async (_, input, refusal) => {
    const { refused } = await world();
    expect(await refused(input)).toContain(refusal);
  });

  test('one more than the quota', async () => {
    const { h, create, refused } = await world();
    h.quotas = { networkInsightsPathsPerRegion: 1 };
    await create();
    expect(await refused({})).toMatch(/^NetworkInsightsPath.LimitExceeded: /);
  });
});

test('filters and pages', async () => {
  const { h, gateway, instance, create } = await world();
  const one = await create({ FilterAtSource: { DestinationPortRange: { FromPort: 22, ToPort: 22 } } });
  const other = await create({ Source: instance, Destination: gateway, Protocol: 'udp' });
  const third = await create({ FilterAtDestination: { SourcePortRange: { FromPort: 1, ToPort: 9 } } });
  const found = async (Name: string, ...Values: string[]) => {
    const listed = await h.call(paths, 'DescribeNetworkInsightsPaths', { Filters: [{ Name, Values }] });
    return listed.NetworkInsightsPaths!.map(({ NetworkInsightsPathId: id }) => id).sort();
  };
  const ids = (...made: { readonly NetworkInsightsPathId?: string | undefined }[]) =>
    made.map(({ NetworkInsightsPathId: id }) => id).sort();
  expect(await found('source', gateway)).toEqual(ids(one, third));
  expect(await found('destination', gateway)).toEqual(ids(other));
  expect(await found('protocol', 'udp')).toEqual(ids(other));
  expect(await found('filter-at-source.destination-port-range', '22')).toEqual(ids(one));
  expect(await found('filter-at-destination.source-port-range', '1-9')).toEqual(ids(third));
  expect(
    await h.refused(paths, 'DescribeNetworkInsightsPaths', { Filters: [{ Name: 'colour', Values: ['red'] }] }),
  ).toContain("InvalidParameterValue: The filter 'colour' is invalid");
  const first = await h.call(paths, 'DescribeNetworkInsightsPaths', { MaxResults: 2 });
  const { NextToken } = first;
  const second = await h.call(paths, 'DescribeNetworkInsightsPaths', { MaxResults: 2, NextToken });
  expect([first, second].map((page) => page.NetworkInsightsPaths!.length)).toEqual([2, 1]);
  expect(second.NextToken).toBeUndefined();
});

test('it is tagged as everything is, and goes once its analyses have', async () => {
  const { h, create } = await world();
  const NetworkInsightsPathId = (await create()).NetworkInsightsPathId!;
  await h.call(tagOperations, 'CreateTags', { Resources: [NetworkInsightsPathId], Tags: [{ Key: 'a', Value: 'b' }] });
  const { Tags } = await h.call(tagOperations, 'DescribeTags', {});
  expect(Tags).toContainEqual(expect.objectContaining({ Key: 'a', ResourceType: 'network-insights-path' }));
  const started = await h.call(analyses, 'StartNetworkInsightsAnalysis', { NetworkInsightsPathId, ClientToken: 't' });
  const { NetworkInsightsAnalysisId = '' } = started.NetworkInsightsAnalysis!;
  const remove = { NetworkInsightsPathId };
  expect(await h.refused(paths, 'DeleteNetworkInsightsPath', remove)).toMatch(
    /^AnalysisExistsForNetworkInsightsPath: /,
  );
  await h.call(analyses, 'DeleteNetworkInsightsAnalysis', { NetworkInsightsAnalysisId });
  expect(await h.call(paths, 'DeleteNetworkInsightsPath', remove)).toEqual(remove);
  expect(await h.refused(paths, 'DeleteNetworkInsightsPath', remove)).toBe(
    `InvalidNetworkInsightsPathId.NotFound: The networkInsightsPath ID '${NetworkInsightsPathId}' does not exist`,
  );
  expect(await h.refused(paths, 'DeleteNetworkInsightsPath', { NetworkInsightsPathId: 'nip-x' })).toContain(
    'InvalidNetworkInsightsPathId.Malformed: ',
  );
});
