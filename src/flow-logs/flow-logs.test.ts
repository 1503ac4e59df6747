import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { FlowLog } from '../model/flow-log.ts';
import { defaultFormat } from '../model/flow-log-field.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { memoryStore } from '../store/memory.ts';
import type { Flow, FlowReading } from './flow.ts';
import { keepFlowLogs, type LogFile } from './flow-logs.ts';
import { keyOfFile } from './log-file.ts';

const account = '111122223333';
const base = { account, region: 'us-east-1', created: 0, tags: {} };
const start = Date.UTC(2026, 0, 2, 3, 5);
const minute = 60_000;

const log = (id: string, change: Partial<FlowLog> = {}): FlowLog => ({
  ...base,
  kind: 'flow-log',
  id,
  resourceType: 'VPC',
  resource: 'vpc-1',
  vpc: 'vpc-1',
  trafficType: 'ALL',
  destination: 'arn:aws:s3:::logs-1/net',
  format: defaultFormat,
  maxAggregationInterval: 600,
  hiveCompatiblePartitions: false,
  perHourPartition: false,
  ...change,
});
const eni = (id: string, subnet: string) =>
  ({
    ...base,
    kind: 'network-interface',
    id,
    vpc: 'vpc-1',
    subnet,
    groups: [],
    privateAddresses: ['10.0.1.4'],
  }) as unknown as NetworkInterface;
const flow = (networkInterface: string, change: Partial<Flow> = {}): Flow => ({
  networkInterface,
  direction: 'egress',
  action: 'ACCEPT',
  protocol: 17,
  source: '10.0.1.4',
  destination: '10.0.2.9',
  sourcePort: 5000,
  destinationPort: 53,
  tcpFlags: 0,
  packets: 1,
  bytes: 60,
  ...change,
});
const reading = (since: number, flows: readonly Flow[], change: Partial<FlowReading> = {}): FlowReading => ({
  since,
  until: since + minute,
  networkInterfaces: ['eni-1', 'eni-2'],
  flows,
  complete: true,
  ...change,
});

async function world(logs: readonly FlowLog[], deliver: (file: LogFile) => Promise<boolean> = async () => true) {
  const store = memoryStore();
  await store.transact((draft) => {
    for (const one of [...logs, eni('eni-1', 'subnet-1'), eni('eni-2', 'subnet-2')]) draft.put(one);
  });
  const files: LogFile[] = [];
  const reported: unknown[] = [];
  const kept = keepFlowLogs({
    store,
    random: seededRandom(1),
    deliver: (file) => {
      files.push(file);
      return deliver(file);
    },
    report: (reason) => reported.push(reason),
  });
  const textOf = (id: string): readonly string[] =>
    files
      .filter(({ key }) => key.includes(id))
      .flatMap(({ body }) => gunzipSync(body).toString().trimEnd().split('\n'));
  return { store, files, reported, textOf, ...kept };
}

test('records of five minutes are one file, which begins with the names of its fields', async () => {
  const { take, close, files, textOf, interval } = await world([log('fl-1')]);
  expect(interval).toBe(minute);
  for (let count = 0; count < 5; count += 1) {
    expect(files).toEqual([]);
    const since = start + count * minute;
    take([reading(since, [flow('eni-1', { packets: count + 1 })])], since + minute);
  }
  await close();
  expect(files).toMatchObject([{ bucket: 'logs-1', account, region: 'us-east-1' }]);
  expect(files[0]!.key).toMatch(
    /^net\/AWSLogs\/111122223333\/vpcflowlogs\/us-east-1\/2026\/01\/02\/111122223333_vpcflowlogs_us-east-1_fl-1_20260102T0310Z_[0-9a-f]{8}\.log\.gz$/,
  );
  const [names, ...lines] = textOf('fl-1');
  expect(names).toBe(
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
  );
  expect(lines).toHaveLength(10);
  expect(lines.slice(0, 2)).toEqual([
    `2 ${account} eni-1 10.0.1.4 10.0.2.9 5000 53 17 1 60 ${start / 1000} ${start / 1000 + 60} ACCEPT OK`,
    `2 ${account} eni-2 - - - - - - - ${start / 1000} ${start / 1000 + 60} - NODATA`,
  ]);
});

test('each flow log has the traffic that it asked for, of the interfaces that it covers', async () => {
  const { take, close, textOf } = await world([
    log('fl-subnet', { resource: 'subnet-2' }),
    log('fl-accept', { trafficType: 'ACCEPT', resource: 'eni-1' }),
    log('fl-reject', { trafficType: 'REJECT', resource: 'eni-1' }),
    log('fl-other', { resource: 'vpc-2', vpc: 'vpc-2' }),
  ]);
  const flows = [flow('eni-1'), flow('eni-1', { action: 'REJECT', destinationPort: 99 }), flow('eni-2')];
  take([reading(start, flows)], start + minute);
  await close();
  const brief = (id: string) =>
    textOf(id)
      .slice(1)
      .map((line) => line.split(' '))
      .map((words) => [words[2], words[6], words[12], words[13]].join(' '));
  expect(brief('fl-subnet')).toEqual(['eni-2 53 ACCEPT OK']);
  expect(brief('fl-accept')).toEqual(['eni-1 53 ACCEPT OK']);
  expect(brief('fl-reject')).toEqual(['eni-1 99 REJECT OK']);
  expect(brief('fl-other')).toEqual([]);
});

test('a flow log has nothing of an interval that began before it did', async () => {
  const { take, close, textOf } = await world([log('fl-1', { created: start + 1 }), log('fl-2', { created: start })]);
  take([reading(start, [flow('eni-1')])], start + minute);
  take([reading(start + minute, [])], start + 2 * minute);
  await close();
  const statuses = (id: string) =>
    textOf(id)
      .slice(1)
      .map((line) => line.split(' ').at(-1));
  expect(statuses('fl-1')).toEqual(['NODATA', 'NODATA']);
  expect(statuses('fl-2')).toEqual(['OK', 'NODATA', 'NODATA', 'NODATA']);
});

test('where some flows were not counted, there is what was, and a record that says so', async () => {
  const { take, close, textOf } = await world([log('fl-1', { resource: 'eni-1' })]);
  take([reading(start, [flow('eni-1')], { complete: false })], start + minute);
  await close();
  expect(
    textOf('fl-1')
      .slice(1)
      .map((line) => line.split(' ').at(-1)),
  ).toEqual(['OK', 'SKIPDATA']);
});

test('an interface that went during the interval has its last records', async () => {
  const { take, close, textOf, store } = await world([log('fl-1')]);
  take([reading(start, [])], start + minute);
  await store.transact((draft) => draft.remove('network-interface', 'eni-1'));
  take([reading(start + minute, [flow('eni-1')], { networkInterfaces: ['eni-2'] })], start + 2 * minute);
  await close();
  expect(textOf('fl-1').filter((line) => line.includes('eni-1') && line.endsWith('ACCEPT OK'))).toHaveLength(1);
});

test('a flow log says whether its last file arrived', async () => {
  const answers: (() => boolean)[] = [
    () => false,
    () => {
      throw new Error('broken');
    },
    () => true,
  ];
  const { take, close, store, reported } = await world([log('fl-1')], async () => answers.shift()!());
  const said: (string | undefined)[] = [];
  for (const since of [start, start + 5 * minute, start + 10 * minute]) {
    take([reading(since, [])], since + 5 * minute);
    await close();
    said.push(store.network.get('flow-log', 'fl-1')!.deliveryError);
  }
  expect(said).toEqual(['Access error', 'Unknown error', undefined]);
  expect(reported).toEqual([new Error('broken')]);
});

test('a flow log that ended keeps what it had, and does not come back', async () => {
  const { take, close, store, files } = await world([log('fl-1')], async () => false);
  take([reading(start, [])], start + minute);
  await store.transact((draft) => draft.remove('flow-log', 'fl-1'));
  take([], start + 5 * minute);
  await close();
  expect([files.length, store.network.get('flow-log', 'fl-1')]).toEqual([1, undefined]);
});

test.each([
  [{}, 'net/AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/01/02/'],
  [{ perHourPartition: true }, 'net/AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/01/02/03/'],
  [
    { hiveCompatiblePartitions: true, perHourPartition: true, destination: 'arn:aws:s3:::logs-1' },
    'AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/aws-region=us-east-1/year=2026/month=01/day=02/hour=03/',
  ],
])('with %j files are in %s', (change, folder) => {
  const key = keyOfFile(log('fl-1', change), start, seededRandom(1));
  expect(key.slice(0, key.lastIndexOf('/') + 1)).toBe(folder);
});
