import { describe, expect, test } from 'vitest';
import { type Harness, harness } from '../harness.ts';
import type { InputOf } from './handlers.ts';
import { networkInsightsAccessScopeOperations as scopes } from './network-insights-access-scope.ts';
import { networkInsightsAccessScopeAnalysisOperations as analyses } from './network-insights-access-scope-analysis.ts';
import { tagOperations } from './tag.ts';

type Input = Partial<InputOf<'CreateNetworkInsightsAccessScope'>>;
type Path = NonNullable<Input['MatchPaths']>[number];

const gateways: Path = { Source: { ResourceStatement: { ResourceTypes: ['AWS::EC2::InternetGateway'] } } };
const whole = { ClientToken: 't', MatchPaths: [gateways] } as const;

const create = (h: Harness, input: Input = {}) =>
  h.call(scopes, 'CreateNetworkInsightsAccessScope', { ...whole, ...input });

async function start(h: Harness, NetworkInsightsAccessScopeId: string) {
  const input = { NetworkInsightsAccessScopeId, ClientToken: 't' };
  return (await h.call(analyses, 'StartNetworkInsightsAccessScopeAnalysis', input)).NetworkInsightsAccessScopeAnalysis!;
}

test('a scope and its content are shown as they were given', async () => {
  const h = harness();
  const MatchPaths: readonly Path[] = [
    {
      Source: {
        ResourceStatement: { Resources: ['vpc-0123456789abcdef0'] },
        PacketHeaderStatement: {
          Protocols: ['tcp'],
          SourceAddresses: ['10.0.0.0/8', '192.0.2.1'],
          DestinationPrefixLists: ['pl-63a5400a'],
          SourcePorts: ['1024-65535'],
          DestinationPorts: ['443'],
        },
      },
      Destination: gateways.Source,
    },
  ];
  const firewall = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/a/0123456789abcdef';
  const ExcludePaths: readonly Path[] = [{ ThroughResources: [{ ResourceStatement: { Resources: [firewall] } }] }];
  const TagSpecifications = [
    { ResourceType: 'network-insights-access-scope' as const, Tags: [{ Key: 'a', Value: 'b' }] },
  ];
  const made = await create(h, { MatchPaths, ExcludePaths, TagSpecifications });
  const { NetworkInsightsAccessScopeId: id = '' } = made.NetworkInsightsAccessScope!;
  const date = new Date('2026-01-01T00:00:00Z');
  expect(made.NetworkInsightsAccessScope).toEqual({
    NetworkInsightsAccessScopeId: expect.stringMatching(/^nis-0[0-9a-f]{16}$/),
    NetworkInsightsAccessScopeArn: `arn:aws:ec2:us-east-1:111122223333:network-insights-access-scope/${id}`,
    CreatedDate: date,
    UpdatedDate: date,
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  const content = { NetworkInsightsAccessScopeId: id, MatchPaths, ExcludePaths };
  expect(made.NetworkInsightsAccessScopeContent).toEqual(content);
  const asked = { NetworkInsightsAccessScopeId: id };
  const got = await h.call(scopes, 'GetNetworkInsightsAccessScopeContent', asked);
  expect(got.NetworkInsightsAccessScopeContent).toEqual(content);
  const listed = await h.call(scopes, 'DescribeNetworkInsightsAccessScopes', {});
  expect(listed.NetworkInsightsAccessScopes).toEqual([made.NetworkInsightsAccessScope]);
  const { Tags } = await h.call(tagOperations, 'DescribeTags', {});
  expect(Tags).toMatchObject([{ ResourceType: 'network-insights-access-scope', ResourceId: id }]);
});

describe('what is refused', () => {
  const from = (statement: object): Input => ({ MatchPaths: [{ Source: statement }] });
  const resources = (...Resources: string[]) => ({ ResourceStatement: { Resources } });
  const types = (...ResourceTypes: string[]) => ({ ResourceStatement: { ResourceTypes } });
  const header = (PacketHeaderStatement: object) => ({ PacketHeaderStatement });
  test.each<[string, Input, string]>([
    ['no match', { MatchPaths: [] }, 'MissingParameter: The request must contain the parameter MatchPaths'],
    ['a path that says nothing', { MatchPaths: [{}] }, 'MissingParameter: '],
    ['a statement that says nothing', from({ ResourceStatement: {} }), 'MissingParameter: '],
    ['a header that says nothing', from(header({})), 'MissingParameter: '],
    [
      'ids and types',
      from({ ResourceStatement: { Resources: ['vpc-1'], ResourceTypes: ['AWS::EC2::InternetGateway'] } }),
      'InvalidParameterCombination: ',
    ],
    ['what is no id', from(resources('nonsense')), 'InvalidParameterValue: Value (nonsense) for parameter Resources'],
    ['a NAT gateway as an end', from(resources('nat-1')), 'InvalidParameterValue: Value (nat-1)'],
    ['an endpoint type as a source', from(types('AWS::EC2::VPCEndpoint')), 'InvalidParameterValue: '],
    ['an unknown type', from(types('AWS::EC2::Castle')), 'InvalidParameterValue: Value (AWS::EC2::Castle)'],
    [
      'a subnet on the way',
      { ...whole, ExcludePaths: [{ ThroughResources: [resources('subnet-1')] }] },
      'InvalidParameterValue: Value (subnet-1)',
    ],
    ['another protocol', from(header({ Protocols: ['icmp'] })), 'InvalidParameterValue: Value (icmp)'],
    ['a block that is none', from(header({ SourceAddresses: ['10.0.0.0/33'] })), 'InvalidParameterValue: '],
    ['a port that is none', from(header({ DestinationPorts: ['70000'] })), 'InvalidParameterValue: Value (70000)'],
    ['a range that ends early', from(header({ SourcePorts: ['9-8'] })), 'InvalidParameterValue: Value (9-8)'],
    ['what is no prefix list', from(header({ SourcePrefixLists: ['vpc-1'] })), 'InvalidParameterValue: '],
    [
      'addresses and lists of one side',
      from(header({ SourceAddresses: ['10.0.0.1'], SourcePrefixLists: ['pl-1'] })),
      'InvalidParameterCombination: ',
    ],
    [
      'more paths than there may be',
      { MatchPaths: Array.from({ length: 101 }, () => gateways) },
      'InvalidParameterValue: A network access scope may have at most 100 paths.',
    ],
  ])('%s', async (_, input, refusal) => {
    const refused = await harness().refused(scopes, 'CreateNetworkInsightsAccessScope', { ...whole, ...input });
    expect(refused).toContain(refusal);
  });

  test('unknown ids, filters and one more than the quotas', async () => {
    const h = harness();
    const NetworkInsightsAccessScopeId = 'nis-0123456789abcdef0';
    const unknown = `InvalidNetworkInsightsAccessScopeId.NotFound: The networkInsightsAccessScope ID '${NetworkInsightsAccessScopeId}' does not exist`;
    const asked = { NetworkInsightsAccessScopeId, ClientToken: 't' };
    expect(await h.refused(scopes, 'GetNetworkInsightsAccessScopeContent', asked)).toBe(unknown);
    expect(await h.refused(scopes, 'DeleteNetworkInsightsAccessScope', asked)).toBe(unknown);
    expect(await h.refused(analyses, 'StartNetworkInsightsAccessScopeAnalysis', asked)).toBe(unknown);
    const Filters = [{ Name: 'status', Values: ['running'] }];
    expect(await h.refused(scopes, 'DescribeNetworkInsightsAccessScopes', { Filters })).toContain('The filter');
    const gone = { NetworkInsightsAccessScopeAnalysisId: 'nisa-0123456789abcdef0' };
    for (const name of [
      'GetNetworkInsightsAccessScopeAnalysisFindings',
      'DeleteNetworkInsightsAccessScopeAnalysis',
    ] as const) {
      expect(await h.refused(analyses, name, gone)).toContain('InvalidNetworkInsightsAccessScopeAnalysisId.NotFound: ');
    }
    h.quotas = { networkInsightsAccessScopesPerRegion: 1, runningNetworkInsightsAccessScopeAnalyses: 1 };
    const id = (await create(h)).NetworkInsightsAccessScope!.NetworkInsightsAccessScopeId!;
    expect(await h.refused(scopes, 'CreateNetworkInsightsAccessScope', whole)).toContain(
      'NetworkInsightsAccessScope.LimitExceeded: ',
    );
    await start(h, id);
    const again = { NetworkInsightsAccessScopeId: id, ClientToken: 't' };
    expect(await h.refused(analyses, 'StartNetworkInsightsAccessScopeAnalysis', again)).toContain(
      'NetworkInsightsAccessScopeAnalysis.LimitExceeded: ',
    );
  });
});

test('an analysis is running until it is answered; scope, analyses and findings are deleted from below', async () => {
  const h = harness();
  const scope = (await create(h)).NetworkInsightsAccessScope!.NetworkInsightsAccessScopeId!;
  const started = await start(h, scope);
  const id = started.NetworkInsightsAccessScopeAnalysisId!;
  expect(started).toMatchObject({
    NetworkInsightsAccessScopeAnalysisArn: `arn:aws:ec2:us-east-1:111122223333:network-insights-access-scope-analysis/${id}`,
    NetworkInsightsAccessScopeId: scope,
    Status: 'running',
    FindingsFound: 'unknown',
  });
  const base = { account: '111122223333', region: 'us-east-1', created: 1, tags: {} };
  await h.store.transact((draft) => {
    const analysis = draft.get('network-insights-access-scope-analysis', id)!;
    const result = { findings: 2, analyzedInterfaces: 7, warning: 'Not all.' };
    draft.put({ ...analysis, outcome: { status: 'succeeded', ended: 5000, result } });
    for (const number of ['00001', '00002']) {
      const components = [{ SequenceNumber: 1, Component: { Id: `eni-${number}` } }];
      draft.put({ ...base, kind: 'access-scope-finding', id: `${id}-${number}`, analysis: id, components });
    }
  });
  const listed = await h.call(analyses, 'DescribeNetworkInsightsAccessScopeAnalyses', {
    NetworkInsightsAccessScopeId: scope,
    AnalysisStartTimeBegin: new Date('2026-01-01T00:00:00Z'),
    AnalysisStartTimeEnd: new Date('2026-01-01T00:00:00Z'),
  });
  expect(listed.NetworkInsightsAccessScopeAnalyses).toMatchObject([
    {
      Status: 'succeeded',
      FindingsFound: 'true',
      AnalyzedEniCount: 7,
      WarningMessage: 'Not all.',
      EndDate: new Date(5000),
    },
  ]);
  const late = { AnalysisStartTimeBegin: new Date('2026-01-02T00:00:00Z') };
  const none = await h.call(analyses, 'DescribeNetworkInsightsAccessScopeAnalyses', late);
  expect(none.NetworkInsightsAccessScopeAnalyses).toEqual([]);
  const NetworkInsightsAccessScopeAnalysisId = id;
  const findings = { NetworkInsightsAccessScopeAnalysisId, MaxResults: 1 };
  const first = await h.call(analyses, 'GetNetworkInsightsAccessScopeAnalysisFindings', findings);
  expect(first).toMatchObject({
    AnalysisStatus: 'succeeded',
    AnalysisFindings: [
      {
        NetworkInsightsAccessScopeAnalysisId: id,
        NetworkInsightsAccessScopeId: scope,
        FindingId: `${id}-00001`,
        FindingComponents: [{ Component: { Id: 'eni-00001' } }],
      },
    ],
  });
  const rest = { ...findings, NextToken: first.NextToken };
  const second = await h.call(analyses, 'GetNetworkInsightsAccessScopeAnalysisFindings', rest);
  expect(second.AnalysisFindings).toMatchObject([{ FindingId: `${id}-00002` }]);
  expect(second.NextToken).toBeUndefined();
  const remove = { NetworkInsightsAccessScopeId: scope };
  expect(await h.refused(scopes, 'DeleteNetworkInsightsAccessScope', remove)).toMatch(
    /^AnalysisExistsForNetworkInsightsAccessScope: /,
  );
  await h.call(analyses, 'DeleteNetworkInsightsAccessScopeAnalysis', { NetworkInsightsAccessScopeAnalysisId });
  expect([...h.network.all('access-scope-finding')]).toEqual([]);
  expect(await h.call(scopes, 'DeleteNetworkInsightsAccessScope', remove)).toEqual(remove);
});
