/** Flow logs through the stock clients: asked for, listed in pages, tagged and ended; who may ask for them. */

import { EC2Client, paginateDescribeFlowLogs } from '@aws-sdk/client-ec2';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ec2At, makeNetwork, type Network } from './ec2-call.ts';
import { aws, awsJson, codeOf, hasAws, hasBoto3, python, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const ec2 = ec2At(server);
const format = ['version', 'vpc-id', 'action'].map((name) => `\${${name}}`).join(' ');
const destination = { LogDestinationType: 's3', LogDestination: 'arn:aws:s3:::logs-1/net/' };
let network: Network;

const logsOf = async (): Promise<readonly string[]> =>
  (await ec2.call('DescribeFlowLogs')).FlowLogs.map((one: { readonly FlowLogId: string }) => one.FlowLogId);
const removeAll = async (): Promise<void> => {
  const FlowLogIds = await logsOf();
  if (FlowLogIds.length > 0) await ec2.call('DeleteFlowLogs', { FlowLogIds });
};

beforeAll(async () => {
  const s3 = new S3Client({ ...settings(server), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'logs-1' }));
  network = await makeNetwork(ec2);
});

describe.skipIf(!hasAws)('the aws command', () => {
  test('makes, tags, finds and ends a flow log', async () => {
    const made = await awsJson<{ readonly FlowLogIds: readonly string[]; readonly ClientToken: string }>(server, [
      'ec2',
      'create-flow-logs',
      ...['--resource-type', 'VPC', '--resource-ids', network.vpc, '--traffic-type', 'ALL'],
      ...['--log-destination-type', 's3', '--log-destination', 'arn:aws:s3:::logs-1'],
      ...['--max-aggregation-interval', '60', '--log-format', format],
      ...['--destination-options', 'FileFormat=plain-text,HiveCompatiblePartitions=true,PerHourPartition=true'],
      ...['--tag-specifications', 'ResourceType=vpc-flow-log,Tags=[{Key=team,Value=net}]'],
    ]);
    const [id = ''] = made.FlowLogIds;
    const found = await awsJson<{ readonly FlowLogs: readonly object[] }>(server, [
      'ec2',
      'describe-flow-logs',
      ...['--filter', 'Name=tag:team,Values=net', `Name=resource-id,Values=${network.vpc}`],
    ]);
    expect(found.FlowLogs).toMatchObject([
      {
        FlowLogId: id,
        FlowLogStatus: 'ACTIVE',
        DeliverLogsStatus: 'SUCCESS',
        LogFormat: format,
        MaxAggregationInterval: 60,
        DestinationOptions: { FileFormat: 'plain-text', HiveCompatiblePartitions: true, PerHourPartition: true },
        Tags: [{ Key: 'team', Value: 'net' }],
      },
    ]);
    expect(await awsJson(server, ['ec2', 'delete-flow-logs', '--flow-log-ids', id])).toEqual({ Unsuccessful: [] });
    const again = await aws(server, ['ec2', 'delete-flow-logs', '--flow-log-ids', id]);
    expect(again.stderr).toContain('InvalidFlowLogId.NotFound');
  });
});

describe.skipIf(!hasBoto3)('boto3', () => {
  test('pages, and reads why a flow log was not made', async () => {
    const found = await python<readonly [number, string, string, string]>(
      server,
      `
ec2 = boto3.client('ec2')
def create(LogDestination='arn:aws:s3:::logs-1', **more):
    return ec2.create_flow_logs(ResourceType='Subnet', ResourceIds=['${network.subnet}'], LogDestinationType='s3',
        LogDestination=LogDestination, **more)
create(TrafficType='ALL')
again = create(TrafficType='ALL')['Unsuccessful'][0]
nowhere = create(TrafficType='REJECT', LogDestination='arn:aws:s3:::logs-9')['Unsuccessful'][0]
pages = ec2.get_paginator('describe_flow_logs').paginate(Filter=[{'Name': 'resource-id', 'Values': ['${network.subnet}']}])
show([sum(len(page['FlowLogs']) for page in pages), again['Error']['Code'], nowhere['Error']['Message'],
    code(create, TrafficType='ALL', LogGroupName='g')])
`,
    );
    expect(found).toEqual([1, 'FlowLogAlreadyExists', 'LogDestination: logs-9 does not exist', 'InvalidParameter']);
  });
});

test('the SDK pages through all of them, and a token makes none twice', async () => {
  await removeAll();
  const enis = await Promise.all(
    Array.from({ length: 7 }, async () => {
      const made = await ec2.call('CreateNetworkInterface', { SubnetId: network.subnet });
      return made.NetworkInterface.NetworkInterfaceId as string;
    }),
  );
  const ask = {
    ResourceType: 'NetworkInterface',
    ResourceIds: enis,
    TrafficType: 'REJECT',
    ClientToken: 'once',
    ...destination,
  };
  const first = await ec2.call('CreateFlowLogs', ask);
  expect((await ec2.call('CreateFlowLogs', ask)).FlowLogIds).toEqual(first.FlowLogIds);
  expect(await codeOf(ec2.call('CreateFlowLogs', { ...ask, TrafficType: 'ALL' }))).toBe('IdempotentParameterMismatch');
  expect(await codeOf(ec2.call('CreateFlowLogs', { ...ask, DryRun: true }))).toBe('DryRunOperation');
  const pages: number[] = [];
  for await (const { FlowLogs = [] } of paginateDescribeFlowLogs(
    { client: new EC2Client(settings(server)), pageSize: 5 },
    {},
  )) {
    pages.push(FlowLogs.length);
  }
  expect(pages).toEqual([5, 2]);
});

test('who may not deliver logs, or not of this VPC, gets no flow log', async () => {
  await removeAll();
  const iam = new IAMClient(settings(server));
  const UserName = 'ann';
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  const ann = ec2At(server, 'us-east-1', credentials);
  const create = { Effect: 'Allow', Action: 'ec2:CreateFlowLogs', Resource: '*' };
  const deliver = { Effect: 'Allow', Action: 'logs:CreateLogDelivery', Resource: '*' };
  const arn = (type: string, id: string) => `arn:aws:ec2:us-east-1:${server.account}:${type}/${id}`;
  const attempt = async (...Statement: readonly object[]): Promise<string> => {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }));
    const asked = { ResourceType: 'VPC', ResourceIds: [network.vpc], TrafficType: 'ALL', ...destination };
    return codeOf(ann.call('CreateFlowLogs', asked));
  };
  const onlyLogs = { ...create, Resource: arn('vpc-flow-log', '*') };
  const thisVpc = { ...create, Resource: [arn('vpc-flow-log', '*'), arn('vpc', network.vpc)] };
  expect(await attempt(create)).toBe('UnauthorizedOperation');
  expect(await attempt(onlyLogs, deliver)).toBe('UnauthorizedOperation');
  expect(await logsOf()).toEqual([]);
  expect(await attempt(thisVpc, deliver)).toBe('success');
});
