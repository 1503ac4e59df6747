/**
 * CloudWatch by its three protocols: CBOR, JSON and forms. Which of them a client speaks has changed with its version, so
 * that the clients which can are made to speak each. A server without packets has no metrics: what is asked here is
 * answered with empty lists, and with AWS's refusals.
 */

import {
  CloudWatchClient as Client,
  type CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { afterAll, describe, expect, test } from 'vitest';
import { aws, awsJson, hasAws, hasBoto3, python, refusalOf, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());

const StartTime = new Date('2026-01-01T00:00:00Z');
const EndTime = new Date('2026-01-02T00:00:00Z');
const statistics = {
  Namespace: 'AWS/PrivateLinkEndpoints',
  MetricName: 'BytesProcessed',
  StartTime,
  EndTime,
  Period: 300,
  Statistics: ['Sum' as const],
  Dimensions: [{ Name: 'VPC Endpoint Id', Value: 'vpce-1' }],
};
const tooMany =
  'You have requested up to 86400 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested ' +
  'by increasing Period, or decreasing the time range.';
const stat = { Metric: { Namespace: 'n', MetricName: 'm' }, Period: 60, Stat: 'Sum' };

describe.each([
  ['JSON', {}],
  ['CBOR', { protocol: AwsSmithyRpcV2CborProtocol }],
  ['a form', { protocol: AwsQueryProtocol }],
])('the SDK, by %s', (_, protocol) => {
  const clientOf = (more: object = {}): CloudWatchClient => new Client({ ...settings(server), ...protocol, ...more });
  const client = clientOf();

  test('nothing is listed', async () => {
    const answer = await client.send(new ListMetricsCommand({ Dimensions: [{ Name: 'VPC Id' }] }));
    expect(answer).toMatchObject({ Metrics: [], $metadata: { httpStatusCode: 200 } });
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('nothing was measured', async () => {
    const { Label, Datapoints } = await client.send(new GetMetricStatisticsCommand(statistics));
    expect({ Label, Datapoints }).toEqual({ Label: 'BytesProcessed', Datapoints: [] });
    const queries = { StartTime, EndTime, MetricDataQueries: [{ Id: 'a', MetricStat: stat }] };
    const { MetricDataResults, Messages } = await client.send(new GetMetricDataCommand(queries));
    expect(MetricDataResults).toEqual([{ Id: 'a', Label: 'm', Timestamps: [], Values: [], StatusCode: 'Complete' }]);
    expect(Messages).toEqual([]);
  });

  test('errors have the code that the query protocol gives them, and the class of their shape', async () => {
    const refused = client.send(new GetMetricStatisticsCommand({ ...statistics, Period: 1 }));
    expect(await refusalOf(refused)).toBe(`InvalidParameterCombinationException: ${tooMany}`);
    const error: unknown = await refused.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ Error: { Code: 'InvalidParameterCombination', Type: 'Sender' } });
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });

  test('metric math is refused', async () => {
    const queries = { StartTime, EndTime, MetricDataQueries: [{ Id: 'e', Expression: 'a*2' }] };
    const refusal = await refusalOf(client.send(new GetMetricDataCommand(queries)));
    expect(refusal).toBe('ValidationException: Query e has an Expression. Metric math is not offered.');
  });

  test('a wrong signature, and an unknown key', async () => {
    const wrong = clientOf({ credentials: { ...server.credentials, secretAccessKey: 'wrong' } });
    expect(await refusalOf(wrong.send(new ListMetricsCommand()))).toMatch(
      /^(InvalidSignatureException|SignatureDoesNotMatch): The request signature we calculated does not match/,
    );
    const unknown = clientOf({ credentials: { accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey: 'x' } });
    expect(await refusalOf(unknown.send(new ListMetricsCommand()))).toMatch(
      /^(UnrecognizedClientException|InvalidClientTokenId): The security token included in the request is invalid/,
    );
  });
});

test("permissions are in CloudWatch's name", async () => {
  const iam = new IAMClient(settings(server));
  const UserName = 'watcher';
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const Statement = [{ Effect: 'Allow', Action: 'cloudwatch:ListMetrics', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'list', PolicyDocument }));
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  const watcher = new Client({ ...settings(server), credentials });
  expect(await refusalOf(watcher.send(new ListMetricsCommand()))).toBe('success');
  expect(await refusalOf(watcher.send(new GetMetricStatisticsCommand(statistics)))).toMatch(
    /^AccessDenied(Exception)?: .* is not authorized to perform: cloudwatch:GetMetricStatistics /,
  );
});

describe.skipIf(!hasAws)('the AWS CLI', () => {
  const times = ['--start-time', '2026-01-01T00:00:00Z', '--end-time', '2026-01-02T00:00:00Z'];
  const metric = ['--namespace', 'AWS/PrivateLinkEndpoints', '--metric-name', 'BytesProcessed'];

  test('nothing is listed', async () => {
    const words = ['cloudwatch', 'list-metrics', '--dimensions', 'Name=VPC Endpoint Id,Value=vpce-1'];
    expect(await awsJson(server, words)).toEqual({ Metrics: [] });
  });

  test('an error', async () => {
    const period = ['--period', '1', '--statistics', 'Sum'];
    const { code, stderr } = await aws(server, ['cloudwatch', 'get-metric-statistics', ...metric, ...times, ...period]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(
      `An error occurred (InvalidParameterCombination) when calling the GetMetricStatistics operation: ${tooMany}`,
    );
  });

  test('a wrong signature', async () => {
    const wrong = { ...server.credentials, secretAccessKey: 'wrong' };
    const { stderr } = await aws(server, ['cloudwatch', 'list-metrics'], wrong);
    expect(stderr).toContain('An error occurred (InvalidSignatureException) when calling the ListMetrics operation');
  });

  test('an operation that is not offered', async () => {
    const { stderr } = await aws(server, ['cloudwatch', 'list-dashboards']);
    expect(stderr).toContain('An error occurred (UnknownOperationException) when calling the ListDashboards operation');
  });
});

describe.skipIf(!hasBoto3)('boto3', () => {
  test.each(['smithy-rpc-v2-cbor', 'json', 'query'])('by %s: pages, statistics and data', async (protocol) => {
    const answer = await python(
      server,
      `
import datetime, botocore.model
botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = ['${protocol}']
client = boto3.client('cloudwatch')
pages = [page['Metrics'] for page in client.get_paginator('list_metrics').paginate(Namespace='AWS/PrivateLinkServices')]
start, end = datetime.datetime(2026, 1, 1), datetime.datetime(2026, 1, 2)
words = dict(Namespace='n', MetricName='m', StartTime=start, EndTime=end, Period=3600, Statistics=['Average'])
stat = {'Metric': {'Namespace': 'n', 'MetricName': 'm'}, 'Period': 60, 'Stat': 'Sum'}
queries = [{'Id': 'a', 'MetricStat': stat}]
data = client.get_metric_data(StartTime=start, EndTime=end, MetricDataQueries=queries)
try:
    client.get_metric_statistics(**{**words, 'Period': 1})
except client.exceptions.InvalidParameterCombinationException as error:
    caught = [error.response['Error']['Code'], error.response['Error']['Message']]
show([pages, client.get_metric_statistics(**words)['Datapoints'], data['MetricDataResults'], caught,
    code(client.get_metric_data, StartTime=end, EndTime=start, MetricDataQueries=queries),
    client.meta.service_model.resolved_protocol])
`,
    );
    const result = { Id: 'a', Label: 'm', Timestamps: [], Values: [], StatusCode: 'Complete' };
    const caught = ['InvalidParameterCombination', tooMany];
    expect(answer).toEqual([[[]], [], [result], caught, 'ValidationError', protocol]);
  });
});
