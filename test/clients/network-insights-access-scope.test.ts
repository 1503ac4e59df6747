/** Network Access Analyzer by the stock clients: a scope's life, findings page by page, refusals, and a server that dies. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Ec2, ec2At, makeNetwork, type Reply, until } from './ec2-call.ts';
import { aws, awsJson, hasAws, hasBoto3, python, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const ec2 = ec2At(server);

/** Two instances in one subnet whose group lets each other in at port 22. */
async function twoInstances({ call, code }: Ec2): Promise<{ readonly vpc: string; readonly ids: readonly string[] }> {
  const { vpc, subnet } = await makeNetwork({ call, code });
  const group = (await call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'g', Description: 'g' })).GroupId;
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, UserIdGroupPairs: [{ GroupId: group }] }];
  await call('AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions });
  const launch = { ImageId: 'ami-12345678', MinCount: 2, MaxCount: 2, SubnetId: subnet, SecurityGroupIds: [group] };
  return { vpc, ids: (await call('RunInstances', launch)).Instances.map((one: Reply) => one.InstanceId) };
}

let vpc: string;
beforeAll(async () => {
  ({ vpc } = await twoInstances(ec2));
});

const within = (one: string) => [{ Source: { ResourceStatement: { Resources: [one] } } }];

async function newScope(MatchPaths: readonly object[], at = ec2): Promise<string> {
  const made = await at.call('CreateNetworkInsightsAccessScope', { MatchPaths });
  return made.NetworkInsightsAccessScope.NetworkInsightsAccessScopeId;
}

async function start(scope: string, { call }: Ec2 = ec2): Promise<string> {
  const started = await call('StartNetworkInsightsAccessScopeAnalysis', { NetworkInsightsAccessScopeId: scope });
  return started.NetworkInsightsAccessScopeAnalysis.NetworkInsightsAccessScopeAnalysisId;
}

const allAnswered = ({ call }: Ec2) =>
  until(async () => {
    const { NetworkInsightsAccessScopeAnalyses: all } = await call('DescribeNetworkInsightsAccessScopeAnalyses');
    return all.every(({ Status }: Reply) => Status === 'succeeded');
  });

test.skipIf(!hasAws)('a scope from a file and its findings by the aws command, from creation to deletion', async () => {
  const ask = (...words: readonly string[]) => awsJson<Reply>(server, ['ec2', ...words]);
  const file = join(server.state, 'scope.json');
  const ExcludePaths = [{ Source: { ResourceStatement: { ResourceTypes: ['AWS::EC2::InternetGateway'] } } }];
  writeFileSync(file, JSON.stringify({ MatchPaths: within(vpc), ExcludePaths }));
  const made = await ask('create-network-insights-access-scope', '--cli-input-json', `file://${file}`);
  const scope = made.NetworkInsightsAccessScope.NetworkInsightsAccessScopeId;
  expect(scope).toMatch(/^nis-/);
  expect(made.NetworkInsightsAccessScopeContent).toEqual({
    NetworkInsightsAccessScopeId: scope,
    MatchPaths: within(vpc),
    ExcludePaths,
  });
  const scopeId = ['--network-insights-access-scope-id', scope];
  const content = await ask('get-network-insights-access-scope-content', ...scopeId);
  expect(content.NetworkInsightsAccessScopeContent).toEqual(made.NetworkInsightsAccessScopeContent);
  const started = await ask('start-network-insights-access-scope-analysis', ...scopeId);
  const { NetworkInsightsAccessScopeAnalysisId: id } = started.NetworkInsightsAccessScopeAnalysis;
  expect(started.NetworkInsightsAccessScopeAnalysis).toMatchObject({ Status: 'running', FindingsFound: 'unknown' });
  await allAnswered(ec2);
  const analysisId = ['--network-insights-access-scope-analysis-id', id];
  const found = await ask('get-network-insights-access-scope-analysis-findings', ...analysisId);
  expect(found).toMatchObject({ NetworkInsightsAccessScopeAnalysisId: id, AnalysisStatus: 'succeeded' });
  expect(found.AnalysisFindings).toHaveLength(2);
  const [first] = found.AnalysisFindings[0].FindingComponents;
  expect(first).toMatchObject({
    SequenceNumber: 1,
    Component: { Id: expect.stringMatching(/^eni-/) },
    OutboundHeader: { Protocol: '6', DestinationPortRanges: [{ From: 22, To: 22 }] },
    Vpc: { Id: vpc },
  });
  const kept = await aws(server, ['ec2', 'delete-network-insights-access-scope', ...scopeId]);
  expect(kept.stderr).toContain('AnalysisExistsForNetworkInsightsAccessScope');
  await ask('delete-network-insights-access-scope-analysis', ...analysisId);
  const deleted = await ask('delete-network-insights-access-scope', ...scopeId);
  expect(deleted).toEqual({ NetworkInsightsAccessScopeId: scope });
});

test.skipIf(!hasBoto3)('by boto3, page by page', async () => {
  const id = await start(await newScope(within(vpc)));
  await allAnswered(ec2);
  const found = await python<Reply>(
    server,
    `
ec2 = boto3.client('ec2')
id = '${id}'
listed = ec2.describe_network_insights_access_scope_analyses(NetworkInsightsAccessScopeAnalysisIds=[id])
pages = ec2.get_paginator('get_network_insights_access_scope_analysis_findings')
pages = pages.paginate(NetworkInsightsAccessScopeAnalysisId=id, PaginationConfig={'PageSize': 1})
show({'analysis': listed['NetworkInsightsAccessScopeAnalyses'][0], 'pages': [page['AnalysisFindings'] for page in pages]})
`,
  );
  expect(found.analysis).toMatchObject({ FindingsFound: 'true', Status: 'succeeded' });
  expect(found.analysis.AnalyzedEniCount).toBeGreaterThan(1);
  expect(found.pages.map((page: readonly unknown[]) => page.length)).toEqual([1, 1]);
  const ids = found.pages.flat().map(({ FindingId }: Reply) => FindingId);
  expect(new Set(ids).size).toBe(2);
});

test('refusals, a dry run and tags', async () => {
  const scope = await newScope(within(vpc));
  const MatchPaths = within(vpc);
  const types = (...ResourceTypes: string[]) => [{ Source: { ResourceStatement: { ResourceTypes } } }];
  const table: readonly (readonly [operation: string, input: object, code: string])[] = [
    ['CreateNetworkInsightsAccessScope', {}, 'MissingParameter'],
    ['CreateNetworkInsightsAccessScope', { MatchPaths: types('AWS::EC2::Castle') }, 'InvalidParameterValue'],
    ['CreateNetworkInsightsAccessScope', { MatchPaths: within('nonsense') }, 'InvalidParameterValue'],
    ['CreateNetworkInsightsAccessScope', { MatchPaths, DryRun: true }, 'DryRunOperation'],
    [
      'GetNetworkInsightsAccessScopeContent',
      { NetworkInsightsAccessScopeId: 'nis' },
      'InvalidNetworkInsightsAccessScopeId.Malformed',
    ],
    ['StartNetworkInsightsAccessScopeAnalysis', {}, 'MissingParameter'],
    [
      'StartNetworkInsightsAccessScopeAnalysis',
      { NetworkInsightsAccessScopeId: scope, DryRun: true },
      'DryRunOperation',
    ],
    ['DescribeNetworkInsightsAccessScopes', { Filters: [{ Name: 'status', Values: ['x'] }] }, 'InvalidParameterValue'],
    [
      'GetNetworkInsightsAccessScopeAnalysisFindings',
      { NetworkInsightsAccessScopeAnalysisId: 'nisa-0123456789abcdef0' },
      'InvalidNetworkInsightsAccessScopeAnalysisId.NotFound',
    ],
  ];
  for (const [operation, input, code] of table) {
    expect([operation, input, await ec2.code(operation, input)]).toEqual([operation, input, code]);
  }
  await ec2.call('CreateTags', { Resources: [scope], Tags: [{ Key: 'purpose', Value: 'scope' }] });
  const tagged = { Filters: [{ Name: 'tag:purpose', Values: ['scope'] }] };
  const { NetworkInsightsAccessScopes } = await ec2.call('DescribeNetworkInsightsAccessScopes', tagged);
  expect(NetworkInsightsAccessScopes).toMatchObject([{ NetworkInsightsAccessScopeId: scope }]);
});

test('a scope that names what is not there fails its analysis with the reason', async () => {
  const id = await start(await newScope(within('vpc-0123456789abcdef0')));
  const asked = { NetworkInsightsAccessScopeAnalysisIds: [id] };
  const shown = async () =>
    (await ec2.call('DescribeNetworkInsightsAccessScopeAnalyses', asked)).NetworkInsightsAccessScopeAnalyses[0];
  await until(async () => (await shown()).Status !== 'running');
  expect(await shown()).toMatchObject({
    Status: 'failed',
    StatusMessage: 'The request failed due to missing component vpc-0123456789abcdef0',
  });
  await ec2.call('DeleteNetworkInsightsAccessScopeAnalysis', { NetworkInsightsAccessScopeAnalysisId: id });
});

test('a server that is killed while it searches finds everything, once, after its next start', async () => {
  const first = await startServer();
  onTestFinished(() => first.stop());
  const at = ec2At(first);
  const scope = await newScope(within((await twoInstances(at)).vpc), at);
  const begun = await Promise.allSettled(Array.from({ length: 20 }, () => start(scope, at)));
  await first.kill();
  const ids = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(ids.length).toBeGreaterThan(0);
  const second = await startServer([], first.state);
  onTestFinished(() => second.stop());
  const again = ec2At(second);
  await allAnswered(again);
  for (const id of ids) {
    const asked = { NetworkInsightsAccessScopeAnalysisId: id };
    const { AnalysisFindings } = await again.call('GetNetworkInsightsAccessScopeAnalysisFindings', asked);
    expect(AnalysisFindings).toHaveLength(2);
  }
});
