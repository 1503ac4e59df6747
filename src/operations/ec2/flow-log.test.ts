import { expect, test } from 'vitest';
import { defaultFormat } from '../../model/flow-log-field.ts';
import type { Harness } from '../harness.ts';
import type { InputOf } from './handlers.ts';
import { sampleInstance, sampleNetwork } from './sample-network.ts';
import { sampleSharedVpc } from './sample-shared-vpc.ts';
import { ec2Operations as ec2 } from './table.ts';

type Input = InputOf<'CreateFlowLogs'>;

const bucket = 'arn:aws:s3:::logs-of-the-network';
const asking = (ResourceType: Input['ResourceType'], ...ResourceIds: string[]) =>
  ({ ResourceType, ResourceIds, TrafficType: 'ALL', LogDestinationType: 's3', LogDestination: bucket }) as const;

const create = async (h: Harness, input: Input): Promise<readonly string[]> =>
  (await h.call(ec2, 'CreateFlowLogs', input)).FlowLogIds!;
const listed = async (h: Harness, input: InputOf<'DescribeFlowLogs'> = {}) =>
  (await h.call(ec2, 'DescribeFlowLogs', input)).FlowLogs!;

async function world() {
  const sample = await sampleNetwork();
  const instance = await sampleInstance(sample.h, sample.privateSubnet);
  const eni = sample.h.network.find('network-interface', `instance:${instance}`)[0]!.id;
  const ofVpc = asking('VPC', sample.vpc);
  const refused = (more: Partial<Input>) => sample.h.refused(ec2, 'CreateFlowLogs', { ...ofVpc, ...more });
  return { ...sample, eni, ofVpc, refused };
}

test('a flow log of a VPC has what was asked, and AWS’s defaults', async () => {
  const { h, vpc, ofVpc } = await world();
  const TagSpecifications = [{ ResourceType: 'vpc-flow-log' as const, Tags: [{ Key: 'a', Value: 'b' }] }];
  const made = await h.call(ec2, 'CreateFlowLogs', { ...ofVpc, TagSpecifications, ClientToken: 't' });
  const [id] = made.FlowLogIds!;
  expect(made).toEqual({
    FlowLogIds: [expect.stringMatching(/^fl-[0-9a-f]{17}$/)],
    Unsuccessful: [],
    ClientToken: 't',
  });
  expect(await listed(h)).toEqual([
    {
      CreationTime: new Date(h.context.now),
      DeliverLogsStatus: 'SUCCESS',
      FlowLogId: id,
      FlowLogStatus: 'ACTIVE',
      ResourceId: vpc,
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      LogDestination: bucket,
      LogFormat: defaultFormat,
      MaxAggregationInterval: 600,
      DestinationOptions: { FileFormat: 'plain-text', HiveCompatiblePartitions: false, PerHourPartition: false },
      Tags: [{ Key: 'a', Value: 'b' }],
    },
  ]);
});

test('one request makes flow logs of several resources, and one more of each is the last', async () => {
  const { h, publicSubnet, privateSubnet } = await world();
  const both = asking('Subnet', publicSubnet, privateSubnet, publicSubnet);
  expect(await create(h, both)).toHaveLength(2);
  const again = await h.call(ec2, 'CreateFlowLogs', both);
  const code = (answer: typeof again) => answer.Unsuccessful!.map((one) => [one.ResourceId, one.Error?.Code]);
  expect([again.FlowLogIds, code(again)]).toEqual([
    [],
    [
      [publicSubnet, 'FlowLogAlreadyExists'],
      [privateSubnet, 'FlowLogAlreadyExists'],
    ],
  ]);
  expect(await create(h, { ...both, TrafficType: 'REJECT' })).toHaveLength(2);
  expect(code(await h.call(ec2, 'CreateFlowLogs', { ...both, TrafficType: 'ACCEPT' }))).toEqual([
    [publicSubnet, 'FlowLogsLimitExceeded'],
    [privateSubnet, 'FlowLogsLimitExceeded'],
  ]);
});

test.each<readonly [string, Partial<Input>, string]>([
  [
    'log groups',
    { LogDestinationType: 'cloud-watch-logs' },
    "UnsupportedOperation: LogDestinationType 'cloud-watch-logs' is not supported. Supported: s3.",
  ],
  [
    'the default, which is log groups',
    { LogDestinationType: undefined },
    "UnsupportedOperation: LogDestinationType 'cloud-watch-logs'",
  ],
  ['streams', { LogDestinationType: 'kinesis-data-firehose' }, "UnsupportedOperation: LogDestinationType 'kinesis"],
  ['parquet', { DestinationOptions: { FileFormat: 'parquet' } }, "UnsupportedOperation: FileFormat 'parquet'"],
  ['transit gateways', { ResourceType: 'TransitGateway' }, "UnsupportedOperation: ResourceType 'TransitGateway'"],
  [
    'a role',
    { DeliverLogsPermissionArn: 'arn:aws:iam::1:role/r' },
    'InvalidParameter: DeliverLogsPermissionArn is not applicable for s3 delivery',
  ],
  ['a log group', { LogGroupName: 'g' }, 'InvalidParameter: LogDestination type must be cloud-watch-logs'],
  ['no bucket', { LogDestination: undefined }, "InvalidParameter: LogDestination can't be empty"],
  ['what is no bucket', { LogDestination: 'arn:aws:sns:us-east-1:1:t' }, 'InvalidParameterValue: LogDestination'],
  ['a reserved folder', { LogDestination: `${bucket}/AWSLogs/` }, "InvalidParameterValue: LogDestination: 'AWSLogs'"],
  ['no traffic', { TrafficType: undefined }, 'MissingParameter'],
  ['other traffic', { TrafficType: 'SOME' as never }, 'InvalidParameterValue: Value (SOME)'],
  ['another interval', { MaxAggregationInterval: 61 }, 'InvalidParameter: Invalid Flow Log Max Aggregation Interval'],
  ['no field', { LogFormat: '' }, 'InvalidParameter: LogFormat must be'],
  ['words that are no fields', { LogFormat: `\${version} srcaddr` }, 'InvalidParameter: LogFormat must be'],
  ['an unknown field', { LogFormat: `\${version} \${colour}` }, 'InvalidParameter: Unknown fields provided: [colour]'],
  ['a field twice', { LogFormat: `\${version} \${version}` }, 'InvalidParameter: LogFormat has'],
  ['no resource', { ResourceIds: [] }, 'InvalidParameterValue: The number of resources'],
  ['another’s tags', { TagSpecifications: [{ ResourceType: 'vpc', Tags: [] }] }, "InvalidParameterValue: 'vpc' is not"],
  ['a VPC that is not there', { ResourceIds: ['vpc-01234567'] }, 'InvalidVpcID.NotFound'],
  ['a subnet for a VPC', { ResourceIds: ['subnet-01234567'] }, 'InvalidVpcID.Malformed'],
])('%s: refused, and nothing is made', async (_, more, refusal) => {
  const { refused } = await world();
  expect(await refused(more)).toContain(refusal);
});

test('a bucket that is missing, or does not let logs in, has no flow log', async () => {
  const { h, ofVpc, vpc } = await world();
  const asked: object[] = [];
  const message = async (state: 'closed' | 'missing', more: Partial<Input> = {}) => {
    h.logDestinations = async (destination) => {
      asked.push(destination);
      return state;
    };
    const { FlowLogIds, Unsuccessful } = await h.call(ec2, 'CreateFlowLogs', { ...ofVpc, ...more });
    expect([FlowLogIds, Unsuccessful!.map((one) => one.ResourceId)]).toEqual([[], [vpc]]);
    return `${Unsuccessful![0]!.Error!.Code}: ${Unsuccessful![0]!.Error!.Message}`;
  };
  expect(await message('missing')).toBe('400: LogDestination: logs-of-the-network does not exist');
  const hive = { LogDestination: `${bucket}/a`, DestinationOptions: { HiveCompatiblePartitions: true } };
  expect(await message('closed', hive)).toBe(
    '400: Access Denied for LogDestination: logs-of-the-network. Please check LogDestination permission',
  );
  expect(asked).toMatchObject([
    { bucket: 'logs-of-the-network', key: 'AWSLogs/111122223333/' },
    { bucket: 'logs-of-the-network', key: 'a/AWSLogs/aws-account-id=111122223333/' },
  ]);
  expect(await listed(h)).toEqual([]);
});

test('one resource that is not there, and none has a flow log', async () => {
  const { h, refused, vpc } = await world();
  expect(await refused({ ResourceIds: [vpc, 'vpc-01234567'] })).toContain('InvalidVpcID.NotFound');
  expect(await listed(h)).toEqual([]);
});

test('every filter finds what it says, and pages go on', async () => {
  const { h, vpc, eni, ofVpc } = await world();
  const [ofAll] = await create(h, ofVpc);
  const [rejected] = await create(h, { ...asking('NetworkInterface', eni), TrafficType: 'REJECT' });
  await h.store.transact((draft) => {
    draft.put({ ...draft.get('flow-log', rejected!)!, deliveryError: 'Access error' });
  });
  await h.call(ec2, 'CreateTags', { Resources: [ofAll!], Tags: [{ Key: 'team', Value: 'net' }] });
  const found = async (Name: string, ...Values: string[]) =>
    (await listed(h, { Filter: [{ Name, Values }] })).map(({ FlowLogId }) => FlowLogId);
  expect(await found('deliver-log-status', 'FAILED')).toEqual([rejected]);
  expect(await found('deliver-log-status', 'SUCCESS')).toEqual([ofAll]);
  expect(await found('flow-log-id', ofAll!)).toEqual([ofAll]);
  expect(await found('log-destination-type', 's3')).toHaveLength(2);
  expect(await found('log-group-name', '*')).toEqual([]);
  expect(await found('resource-id', vpc)).toEqual([ofAll]);
  expect(await found('traffic-type', 'REJECT')).toEqual([rejected]);
  expect(await found('tag:team', 'net')).toEqual([ofAll]);
  expect(await found('tag-key', 'team')).toEqual([ofAll]);
  const failed = await listed(h, { FlowLogIds: [rejected!] });
  expect(failed).toMatchObject([{ DeliverLogsStatus: 'FAILED', DeliverLogsErrorMessage: 'Access error' }]);
  const refusal = await h.refused(ec2, 'DescribeFlowLogs', { FlowLogIds: ['fl-01234567'] });
  expect(refusal).toContain('InvalidFlowLogId.NotFound');
});

test('deleting is all or nothing', async () => {
  const { h, ofVpc } = await world();
  const [id] = await create(h, ofVpc);
  const refusal = await h.refused(ec2, 'DeleteFlowLogs', { FlowLogIds: [id!, 'fl-01234567'] });
  expect(refusal).toBe(
    'InvalidFlowLogId.NotFound: These flow log ids in the input list are not found: [TotalCount: 1] fl-01234567',
  );
  expect(await h.refused(ec2, 'DeleteFlowLogs', { FlowLogIds: ['fl-x'] })).toContain('InvalidFlowLogId.Malformed');
  expect(await h.call(ec2, 'DeleteFlowLogs', { FlowLogIds: [id!] })).toEqual({ Unsuccessful: [] });
  expect(await listed(h)).toEqual([]);
});

test('the owner of a VPC and a participant have flow logs of one interface, each their own, and see no others', async () => {
  const { as, vpc, shared, share } = await sampleSharedVpc();
  await share([shared], 'participant');
  const { owner, participant } = as;
  const group = await participant.call(ec2, 'CreateSecurityGroup', { VpcId: vpc, GroupName: 'g', Description: 'g' });
  const place = { SubnetId: shared, Groups: [group.GroupId!] };
  const { NetworkInterface } = await participant.call(ec2, 'CreateNetworkInterface', place);
  const asked = asking('NetworkInterface', NetworkInterface!.NetworkInterfaceId!);
  const ids = async (h: Harness) => (await listed(h)).map(({ FlowLogId }) => FlowLogId);
  const [owners, participants] = [await create(owner, asked), await create(participant, asked)];
  expect([owners.length, participants.length]).toEqual([1, 1]);
  expect([await ids(owner), await ids(participant)]).toEqual([owners, participants]);
  for (const [h, others] of [[owner, participants] as const, [participant, owners] as const]) {
    const FlowLogIds = [...others];
    expect(await h.refused(ec2, 'DeleteFlowLogs', { FlowLogIds })).toContain('InvalidFlowLogId.NotFound');
    expect(await h.refused(ec2, 'DescribeFlowLogs', { FlowLogIds })).toContain('InvalidFlowLogId.NotFound');
  }
  for (const of of [asking('VPC', vpc), asking('Subnet', shared)]) {
    expect(await participant.refused(ec2, 'CreateFlowLogs', of)).toContain('UnauthorizedOperation');
  }
});
