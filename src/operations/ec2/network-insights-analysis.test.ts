import { expect, test } from 'vitest';
import type { NetworkInsightsAnalysis } from '../../model/network-insights-analysis.ts';
import type { Explanation } from '../../model/path-component.ts';
import type { Harness } from '../harness.ts';
import type { InputOf } from './handlers.ts';
import { networkInsightsAnalysisOperations as analyses } from './network-insights-analysis.ts';
import { networkInsightsPathOperations as paths } from './network-insights-path.ts';
import { sampleInstance, sampleNetwork } from './sample-network.ts';
import { tagOperations } from './tag.ts';

type Input = Partial<InputOf<'StartNetworkInsightsAnalysis'>>;

async function world() {
  const sample = await sampleNetwork();
  const { h, gateway } = sample;
  const ends = { Source: gateway, Destination: await sampleInstance(h, sample.publicSubnet) };
  const made = await h.call(paths, 'CreateNetworkInsightsPath', { ...ends, Protocol: 'tcp', ClientToken: 't' });
  const path = made.NetworkInsightsPath!.NetworkInsightsPathId!;
  const whole = { NetworkInsightsPathId: path, ClientToken: 't' };
  const start = async (input: Input = {}) =>
    (await h.call(analyses, 'StartNetworkInsightsAnalysis', { ...whole, ...input })).NetworkInsightsAnalysis!;
  const refused = (input: Input) => h.refused(analyses, 'StartNetworkInsightsAnalysis', { ...whole, ...input });
  return { ...sample, path, start, refused };
}

const vpcArn = 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1';

async function end(h: Harness, id: string, outcome: NetworkInsightsAnalysis['outcome']) {
  await h.store.transact((draft) => draft.put({ ...draft.get('network-insights-analysis', id)!, outcome }));
}

async function listed(h: Harness, input: InputOf<'DescribeNetworkInsightsAnalyses'> = {}) {
  const found = await h.call(analyses, 'DescribeNetworkInsightsAnalyses', input);
  return found.NetworkInsightsAnalyses!.map(({ NetworkInsightsAnalysisId: id }) => id);
}

test('it is running, with what was asked, until it is answered', async () => {
  const { h, path, start } = await world();
  const made = await start({
    FilterInArns: [vpcArn],
    FilterOutArns: [vpcArn],
    AdditionalAccounts: ['444455556666'],
    TagSpecifications: [{ ResourceType: 'network-insights-analysis', Tags: [{ Key: 'a', Value: 'b' }] }],
  });
  const id = made.NetworkInsightsAnalysisId!;
  expect(id).toMatch(/^nia-0[0-9a-f]{16}$/);
  expect(made).toEqual({
    NetworkInsightsAnalysisId: id,
    NetworkInsightsAnalysisArn: `arn:aws:ec2:us-east-1:111122223333:network-insights-analysis/${id}`,
    NetworkInsightsPathId: path,
    StartDate: new Date('2026-01-01T00:00:00Z'),
    Status: 'running',
    FilterInArns: [vpcArn],
    FilterOutArns: [vpcArn],
    AdditionalAccounts: ['444455556666'],
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  expect(await listed(h, { NetworkInsightsPathId: path })).toEqual([id]);
  const { Tags } = await h.call(tagOperations, 'DescribeTags', {});
  expect(Tags).toContainEqual(expect.objectContaining({ ResourceType: 'network-insights-analysis', Key: 'a' }));
});

test('what was found is shown, and why nothing was', async () => {
  const { h, start } = await world();
  const id = (await start()).NetworkInsightsAnalysisId!;
  const shown = async () =>
    (await h.call(analyses, 'DescribeNetworkInsightsAnalyses', {})).NetworkInsightsAnalyses![0]!;
  const component = { SequenceNumber: 1, Component: { Id: 'eni-1' } };
  const result = { networkPathFound: true, forward: [component], return: [component], explanations: [] };
  await end(h, id, { status: 'succeeded', ended: 1, result });
  expect(await shown()).toMatchObject({
    Status: 'succeeded',
    NetworkPathFound: true,
    ForwardPathComponents: [component],
    ReturnPathComponents: [component],
  });
  const explanations: readonly Explanation[] = [{ ExplanationCode: 'NO_PATH' }];
  await end(h, id, { status: 'succeeded', ended: 1, result: { ...result, networkPathFound: false, explanations } });
  expect(await shown()).toMatchObject({ NetworkPathFound: false, Explanations: explanations });
  await end(h, id, { status: 'failed', ended: 1, message: 'It is gone.', explanations });
  expect(await shown()).toMatchObject({ Status: 'failed', StatusMessage: 'It is gone.', Explanations: explanations });
});

test('they are found by state, by result and by time, page by page', async () => {
  const { h, start } = await world();
  const [one, other, third] = [await start(), await start(), await start()].map(
    (made) => made.NetworkInsightsAnalysisId!,
  );
  const found = { networkPathFound: true, forward: [], return: [], explanations: [] };
  const at = h.clock.now();
  await end(h, one!, { status: 'succeeded', ended: at + 1000, result: found });
  await end(h, other!, { status: 'succeeded', ended: at + 5000, result: { ...found, networkPathFound: false } });
  const by = (Name: string, ...Values: string[]) => listed(h, { Filters: [{ Name, Values }] });
  expect(await by('path-found', 'true')).toEqual([one]);
  expect(await by('path-found', 'false')).toEqual([other]);
  expect(await by('status', 'running')).toEqual([third]);
  expect(await listed(h, { AnalysisEndTime: new Date(at + 2000) })).toEqual([one]);
  expect(await listed(h, { AnalysisStartTime: new Date(at + 1) })).toEqual([]);
  expect(await listed(h, { AnalysisStartTime: new Date(at), MaxResults: 2 })).toHaveLength(2);
  const ids = { NetworkInsightsAnalysisIds: [one!] };
  expect(await listed(h, ids)).toEqual([one]);
  for (const more of [{ MaxResults: 5 }, { NetworkInsightsPathId: 'nip-1' }]) {
    const refusal = await h.refused(analyses, 'DescribeNetworkInsightsAnalyses', { ...ids, ...more });
    expect(refusal).toMatch(/^InvalidParameterCombination: /);
  }
  const zero = await h.refused(analyses, 'DescribeNetworkInsightsAnalyses', { MaxResults: 0 });
  expect(zero).toMatch(/^InvalidParameterValue: /);
});

test.each<[string, Input, string]>([
  ['an unknown path', { NetworkInsightsPathId: 'nip-0123456789abcdef0' }, 'InvalidNetworkInsightsPathId.NotFound: '],
  ['what is no path', { NetworkInsightsPathId: 'vpc-1' }, 'InvalidNetworkInsightsPathId.Malformed: '],
  ['what is no ARN', { FilterInArns: ['vpc-1'] }, 'InvalidParameterValue: Value (vpc-1) for parameter filterInArns'],
  ['what is no ARN to avoid', { FilterOutArns: ['x'] }, 'InvalidParameterValue: Value (x) for parameter filterOutArns'],
  ['what is no account', { AdditionalAccounts: ['me'] }, 'InvalidParameterValue: Value (me) for parameter'],
  [
    'tags of something else',
    { TagSpecifications: [{ ResourceType: 'network-insights-path', Tags: [] }] },
    "InvalidParameterValue: 'network-insights-path' is not",
  ],
])('%s is refused', async (_, input, refusal) => {
  const { refused } = await world();
  expect(await refused(input)).toContain(refusal);
});

test('there are as many as the quotas say, in all and at a time', async () => {
  const { h, start, refused } = await world();
  h.quotas = { runningNetworkInsightsAnalyses: 1, networkInsightsAnalysesPerRegion: 2 };
  const first = (await start()).NetworkInsightsAnalysisId!;
  expect(await refused({})).toContain('NetworkInsightsAnalysis.LimitExceeded: The maximum number of concurrent');
  await end(h, first, { status: 'failed', ended: 1, message: '' });
  await end(h, (await start()).NetworkInsightsAnalysisId!, { status: 'failed', ended: 1, message: '' });
  expect(await refused({})).toContain('NetworkInsightsAnalysis.LimitExceeded: The maximum number of network insights');
});

test('after a hundred and twenty days it is gone', async () => {
  const { h, start } = await world();
  const old = (await start()).NetworkInsightsAnalysisId!;
  h.clock.advance(120 * 24 * 60 * 60 * 1000);
  expect(await listed(h)).toEqual([]);
  const young = (await start()).NetworkInsightsAnalysisId!;
  expect(await listed(h)).toEqual([young]);
  expect(h.network.get('network-insights-analysis', old)).toBeUndefined();
});
