/** Reachability Analyzer by the stock clients: a path's life, ways that are found and not, refusals, and a server that dies. */

import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Ec2, ec2At, makeNetwork, type Reply, until } from './ec2-call.ts';
import { aws, awsJson, hasAws, hasBoto3, python, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const ec2 = ec2At(server);

interface Ground {
  readonly vpc: string;
  readonly client: string;
  readonly target: string;
  readonly group: string;
}

/** Two instances in one subnet under one group, whose only inbound rule is to let in port 22 from the VPC. */
async function twoInstances({ call }: Ec2): Promise<Ground> {
  const { vpc, subnet } = await makeNetwork({ call, code: ec2.code });
  const group = (await call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'g', Description: 'g' })).GroupId;
  const IpRanges = [{ CidrIp: '10.0.0.0/16' }];
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges }];
  await call('AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions });
  const launch = { ImageId: 'ami-12345678', MinCount: 2, MaxCount: 2, SubnetId: subnet, SecurityGroupIds: [group] };
  const [client, target] = (await call('RunInstances', launch)).Instances.map((one: Reply) => one.InstanceId);
  return { vpc, client, target, group };
}

let ground: Ground;
beforeAll(async () => {
  ground = await twoInstances(ec2);
});

async function newPath(DestinationPort: number, at = ec2, ends: Pick<Ground, 'client' | 'target'> = ground) {
  const input = { Source: ends.client, Destination: ends.target, Protocol: 'tcp', DestinationPort };
  return (await at.call('CreateNetworkInsightsPath', input)).NetworkInsightsPath.NetworkInsightsPathId as string;
}

async function start(path: string, { call }: Ec2 = ec2): Promise<string> {
  const started = await call('StartNetworkInsightsAnalysis', { NetworkInsightsPathId: path });
  return started.NetworkInsightsAnalysis.NetworkInsightsAnalysisId;
}

async function states({ call }: Ec2): Promise<ReadonlyMap<string, Reply>> {
  const found = await call('DescribeNetworkInsightsAnalyses');
  return new Map(found.NetworkInsightsAnalyses.map((one: Reply) => [one.NetworkInsightsAnalysisId, one]));
}

test.skipIf(!hasAws)('a path and its analysis by the aws command, from creation to deletion', async () => {
  const ask = <T extends object>(...words: readonly string[]) => awsJson<T>(server, ['ec2', ...words]);
  const ends = ['--source', ground.client, '--destination', ground.target, '--protocol', 'tcp'];
  const tags = ['--tag-specifications', 'ResourceType=network-insights-path,Tags=[{Key=Name,Value=ssh}]'];
  const created = await ask<Reply>('create-network-insights-path', ...ends, '--destination-port', '22', ...tags);
  const path = created.NetworkInsightsPath;
  expect(path).toMatchObject({
    NetworkInsightsPathId: expect.stringMatching(/^nip-/),
    Source: ground.client,
    SourceArn: `arn:aws:ec2:us-east-1:${server.account}:instance/${ground.client}`,
    Protocol: 'tcp',
    DestinationPort: 22,
    Tags: [{ Key: 'Name', Value: 'ssh' }],
  });
  const pathId = ['--network-insights-path-id', path.NetworkInsightsPathId];
  const started = (await ask<Reply>('start-network-insights-analysis', ...pathId)).NetworkInsightsAnalysis;
  expect(started).toMatchObject({ Status: 'running', NetworkInsightsPathId: path.NetworkInsightsPathId });
  const id = started.NetworkInsightsAnalysisId;
  await until(async () => (await states(ec2)).get(id).Status !== 'running');
  const found = await ask<Reply>('describe-network-insights-analyses', '--network-insights-analysis-ids', id);
  const [analysis] = found.NetworkInsightsAnalyses;
  expect(analysis).toMatchObject({ Status: 'succeeded', NetworkPathFound: true });
  const components = analysis.ForwardPathComponents;
  expect(components.map((one: Reply) => one.SequenceNumber)).toEqual(
    components.map((_: Reply, index: number) => index + 1),
  );
  expect(components[0]).toMatchObject({
    Component: { Id: ground.client },
    OutboundHeader: { Protocol: '6', DestinationPortRanges: [{ From: 22, To: 22 }] },
    AdditionalDetails: [],
    Explanations: [],
  });
  expect(components).toContainEqual(
    expect.objectContaining({
      SecurityGroupRule: {
        Cidr: '10.0.0.0/16',
        Direction: 'ingress',
        PortRange: { From: 22, To: 22 },
        Protocol: 'tcp',
      },
    }),
  );
  expect(components.at(-1).Component.Id).toBe(ground.target);
  expect(analysis.ReturnPathComponents.at(-1).Component.Id).toBe(ground.client);
  const kept = await aws(server, ['ec2', 'delete-network-insights-path', ...pathId]);
  expect(kept.stderr).toContain('AnalysisExistsForNetworkInsightsPath');
  await ask('delete-network-insights-analysis', '--network-insights-analysis-id', id);
  expect(await ask('delete-network-insights-path', ...pathId)).toEqual({
    NetworkInsightsPathId: path.NetworkInsightsPathId,
  });
});

test.skipIf(!hasBoto3)(
  'by boto3, with its own pages: what is not reachable says why, and empty lists are lists',
  async () => {
    const path = await newPath(443);
    const found = await python<Reply>(
      server,
      `
import time
ec2 = boto3.client('ec2')
started = ec2.start_network_insights_analysis(NetworkInsightsPathId='${path}')['NetworkInsightsAnalysis']
ids = [started['NetworkInsightsAnalysisId']]
while True:
    one = ec2.describe_network_insights_analyses(NetworkInsightsAnalysisIds=ids)['NetworkInsightsAnalyses'][0]
    if one['Status'] != 'running': break
    time.sleep(0.05)
pages = ec2.get_paginator('describe_network_insights_paths').paginate(PaginationConfig={'PageSize': 1})
paths = [path['NetworkInsightsPathId'] for page in pages for path in page['NetworkInsightsPaths']]
show({'analysis': one, 'paths': paths})
`,
    );
    expect(found.paths).toContain(path);
    expect(found.analysis).toMatchObject({
      Status: 'succeeded',
      NetworkPathFound: false,
      ReturnPathComponents: [],
      Explanations: [
        {
          ExplanationCode: 'ENI_SG_RULES_MISMATCH',
          Direction: 'ingress',
          NetworkInterface: { Id: expect.stringMatching(/^eni-/), Arn: expect.stringContaining(':network-interface/') },
          SecurityGroups: [{ Id: ground.group }],
          Subnet: { Id: expect.stringMatching(/^subnet-/) },
          Vpc: { Id: ground.vpc },
          Port: 443,
        },
      ],
    });
  },
);

test('filters, pages and tags by the SDK', async () => {
  const [ssh, web] = [await newPath(22), await newPath(80)];
  const [one, other] = [await start(ssh), await start(web)];
  await until(async () => [...(await states(ec2)).values()].every(({ Status }) => Status !== 'running'));
  const found = async (Name: string, value: string): Promise<readonly string[]> => {
    const asked = { Filters: [{ Name, Values: [value] }], MaxResults: 100 };
    const { NetworkInsightsAnalyses } = await ec2.call('DescribeNetworkInsightsAnalyses', asked);
    return NetworkInsightsAnalyses.map(({ NetworkInsightsAnalysisId }: Reply) => NetworkInsightsAnalysisId);
  };
  expect(await found('path-found', 'true')).toContain(one);
  expect(await found('path-found', 'false')).toContain(other);
  expect(await found('status', 'running')).toEqual([]);
  const first = await ec2.call('DescribeNetworkInsightsPaths', { MaxResults: 1 });
  expect(first.NetworkInsightsPaths).toHaveLength(1);
  const { NextToken } = first;
  const rest = await ec2.call('DescribeNetworkInsightsPaths', { MaxResults: 100, NextToken });
  expect(rest.NetworkInsightsPaths.length).toBeGreaterThan(0);
  await ec2.call('CreateTags', { Resources: [ssh, one], Tags: [{ Key: 'purpose', Value: 'test' }] });
  const tagged = { Filters: [{ Name: 'tag:purpose', Values: ['test'] }] };
  expect((await ec2.call('DescribeNetworkInsightsPaths', tagged)).NetworkInsightsPaths).toHaveLength(1);
  expect((await ec2.call('DescribeNetworkInsightsAnalyses', tagged)).NetworkInsightsAnalyses).toHaveLength(1);
});

test('refusals, a dry run and a repeated token change nothing', async () => {
  const path = await newPath(22);
  const ends = { Source: ground.client, Destination: ground.target, Protocol: 'tcp' };
  const gone = 'i-0123456789abcdef0';
  const before = await ec2.call('DescribeNetworkInsightsPaths');
  const table: readonly (readonly [operation: string, input: object, code: string])[] = [
    ['CreateNetworkInsightsPath', { ...ends, Source: undefined }, 'MissingParameter'],
    ['CreateNetworkInsightsPath', { ...ends, Protocol: undefined }, 'MissingParameter'],
    ['CreateNetworkInsightsPath', { ...ends, Destination: undefined }, 'MissingParameter'],
    ['CreateNetworkInsightsPath', { ...ends, Protocol: 'icmp' }, 'InvalidParameterValue'],
    ['CreateNetworkInsightsPath', { ...ends, Source: gone }, 'NetworkInsightsSource.NotFound'],
    ['CreateNetworkInsightsPath', { ...ends, Destination: gone }, 'NetworkInsightsDestination.NotFound'],
    [
      'CreateNetworkInsightsPath',
      { ...ends, Destination: 'pcx-0123456789abcdef0' },
      'NetworkInsightsDestination.NotFound',
    ],
    ['CreateNetworkInsightsPath', { ...ends, Source: ground.vpc }, 'InvalidParameterValue'],
    ['CreateNetworkInsightsPath', { ...ends, SourceIp: '10.0.0.300' }, 'InvalidParameterValue'],
    [
      'CreateNetworkInsightsPath',
      { ...ends, DestinationPort: 1, FilterAtSource: { SourceAddress: '10.0.1.4' } },
      'InvalidParameterCombination',
    ],
    ['CreateNetworkInsightsPath', { ...ends, DryRun: true }, 'DryRunOperation'],
    [
      'DeleteNetworkInsightsPath',
      { NetworkInsightsPathId: 'nip-0123456789abcdef0' },
      'InvalidNetworkInsightsPathId.NotFound',
    ],
    ['DeleteNetworkInsightsPath', { NetworkInsightsPathId: 'nip' }, 'InvalidNetworkInsightsPathId.Malformed'],
    ['DeleteNetworkInsightsPath', {}, 'MissingParameter'],
    ['StartNetworkInsightsAnalysis', { NetworkInsightsPathId: path, DryRun: true }, 'DryRunOperation'],
    ['StartNetworkInsightsAnalysis', { NetworkInsightsPathId: path, FilterInArns: ['x'] }, 'InvalidParameterValue'],
    ['DescribeNetworkInsightsPaths', { Filters: [{ Name: 'colour', Values: ['red'] }] }, 'InvalidParameterValue'],
    ['DescribeNetworkInsightsPaths', { NetworkInsightsPathIds: [path], MaxResults: 5 }, 'InvalidParameterCombination'],
    ['DescribeNetworkInsightsAnalyses', { NextToken: 'made-up' }, 'InvalidParameterValue'],
  ];
  for (const [operation, input, code] of table) {
    expect([operation, input, await ec2.code(operation, input)]).toEqual([operation, input, code]);
  }
  const after = await ec2.call('DescribeNetworkInsightsPaths');
  expect(after.NetworkInsightsPaths).toEqual(before.NetworkInsightsPaths);
  const token = { NetworkInsightsPathId: path, ClientToken: 'once' };
  const [first, again] = [
    await ec2.call('StartNetworkInsightsAnalysis', token),
    await ec2.call('StartNetworkInsightsAnalysis', token),
  ];
  expect(again.NetworkInsightsAnalysis).toEqual(first.NetworkInsightsAnalysis);
  const other = { ...token, FilterInArns: ['arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1'] };
  expect(await ec2.code('StartNetworkInsightsAnalysis', other)).toBe('IdempotentParameterMismatch');
});

test("a trace asks the endpoint's policy about a request, and says which policy it is without one", async () => {
  const { vpc, client } = await twoInstances(ec2);
  const { RouteTables } = await ec2.call('DescribeRouteTables', { Filters: [{ Name: 'vpc-id', Values: [vpc] }] });
  const allow = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };
  const made = await ec2.call('CreateVpcEndpoint', {
    VpcId: vpc,
    ServiceName: 'com.amazonaws.us-east-1.s3',
    RouteTableIds: [RouteTables[0].RouteTableId],
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }),
  });
  const endpoint = made.VpcEndpoint.VpcEndpointId;
  const ask = async (request: object) => {
    const flow = { source: client, destination: endpoint, protocol: '6', port: '443' };
    const reply = await fetch(`${server.endpoint}/_postern/trace?${new URLSearchParams({ ...flow, ...request })}`);
    return { status: reply.status, body: (await reply.json()) as Reply };
  };
  const plain = await ask({});
  expect(plain.body).toMatchObject({ reachable: true, blockers: [] });
  expect(plain.body.forward.at(-1)).toMatchObject({ stage: 'endpoint-policy', component: endpoint });
  const resource = 'arn:aws:s3:::photos/cat.png';
  expect((await ask({ action: 's3:GetObject', resource })).body.reachable).toBe(true);
  const denied = await ask({ action: 's3:PutObject', resource, principal: server.account });
  expect(denied.body).toMatchObject({
    reachable: false,
    blockers: [{ code: 'POSTERN_ENDPOINT_POLICY', component: endpoint, mend: expect.stringContaining('s3:PutObject') }],
  });
  expect(await ask({ action: 'PutObject' })).toMatchObject({ status: 400, body: { code: 'InvalidParameterValue' } });
});

test('a server that is killed while it analyses answers everything after its next start', async () => {
  const first = await startServer();
  onTestFinished(() => first.stop());
  const at = ec2At(first);
  const path = await newPath(22, at, await twoInstances(at));
  const begun = await Promise.allSettled(Array.from({ length: 60 }, () => start(path, at)));
  await first.kill();
  const ids = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  expect(ids.length).toBeGreaterThan(0);
  const second = await startServer([], first.state);
  onTestFinished(() => second.stop());
  const again = ec2At(second);
  await until(async () => [...(await states(again)).values()].every(({ Status }) => Status === 'succeeded'));
  const answered = await states(again);
  for (const id of ids) expect(answered.get(id)).toMatchObject({ Status: 'succeeded', NetworkPathFound: true });
});
