import { describe, expect, test } from 'vitest';
import { manualClock } from '../base/clock.ts';
import type { MetricSeries } from '../model/metric.ts';
import { Network } from '../model/network.ts';
import { zoneNameOf } from '../model/region.ts';
import type { Resource } from '../model/resource.ts';
import { createMeasure, type Measure, type Reading } from './measure.ts';

const consumer = '111122223333';
const provider = '222233334444';
const region = 'us-east-1';
const minute = 60_000;
const start = Date.UTC(2026, 0, 1);
const balancer = `arn:aws:elasticloadbalancing:${region}:${provider}:loadbalancer/net/api/0123456789abcdef`;
const serviceId = 'vpce-svc-00000000000000001';
const serviceName = `com.amazonaws.vpce.${region}.${serviceId}`;

const base = (account: string, id: string) => ({ id, account, region, created: 0, tags: {} });
// Only what measuring reads; the rest of each document says nothing here.
const made = (document: object): Resource => document as unknown as Resource;

const eni = (id: string, zoneId: string, parent = 'vpce-1'): Resource =>
  made({
    ...base(consumer, id),
    kind: 'network-interface',
    vpc: 'vpc-1',
    subnet: `subnet-${zoneId}`,
    zoneId,
    parent,
    groups: [],
    privateAddresses: [],
  });
const endpoint = (more: object = {}): Resource =>
  made({
    ...base(consumer, 'vpce-1'),
    kind: 'vpc-endpoint',
    endpointType: 'Interface',
    vpc: 'vpc-1',
    serviceName,
    service: serviceId,
    connection: { id: 'vpce-con-1', state: 'accepted', since: 0 },
    desired: 'available',
    ...more,
  });
const remoteEndpoint = endpoint({ serviceName: `com.amazonaws.vpce.eu-west-1.${serviceId}` });
const service = (more: object = {}): Resource =>
  made({
    ...base(provider, serviceId),
    kind: 'vpc-endpoint-service',
    loadBalancers: [balancer],
    zoneIds: ['use1-az1', 'use1-az2'],
    ...more,
  });
const loadBalancer: Resource = made({
  ...base(provider, balancer),
  kind: 'load-balancer',
  name: 'api',
  suffix: '0123456789abcdef',
  vpc: 'vpc-2',
  nodes: [
    { subnet: 's1', zoneId: 'use1-az1', networkInterface: 'eni-n1' },
    { subnet: 's2', zoneId: 'use1-az2', networkInterface: 'eni-n2' },
  ],
});

const networkOf = (...resources: readonly Resource[]): Network =>
  resources.reduce((sum, one) => sum.with(one), Network.empty());
const whole = networkOf(eni('eni-1', 'use1-az1'), eni('eni-2', 'use1-az2'), endpoint(), service(), loadBalancer);

const reading = (networkInterface: string, counts: Partial<Reading> = {}): Reading => ({
  networkInterface,
  newConnections: 0,
  bytes: 0,
  resets: 0,
  dropped: 0,
  active: 0,
  ...counts,
});

/** Takes readings a minute apart, the first of which is the state at the start. */
function taking(network: Network, ...minutes: readonly (readonly Reading[])[]): Measure {
  const clock = manualClock(start);
  const measure = createMeasure(clock);
  for (const [index, readings] of minutes.entries()) {
    if (index > 0) clock.advance(minute);
    measure.take(network, readings);
  }
  return measure;
}

const dimensionsOf = ({ dimensions }: MetricSeries): string =>
  dimensions.map(({ name, value }) => `${name}=${value}`).join(', ');
const traffic = (measure: Measure, account: string): readonly MetricSeries[] =>
  measure.view.series(account, region).filter(({ name }) => name !== 'EndpointsCount');
const sums = (measure: Measure, account: string, dimensions: string): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    traffic(measure, account)
      .filter((one) => dimensionsOf(one) === dimensions)
      .map(({ name, points }) => [name, points.map(({ sum }) => sum)]),
  );

const ofEndpoint = `Endpoint Type=Interface, Service Name=${serviceName}, VPC Endpoint Id=vpce-1, VPC Id=vpc-1`;
const zone1 = `Az=${zoneNameOf(provider, region, 'use1-az1')}`;
const zone2 = `Az=${zoneNameOf(provider, region, 'use1-az2')}`;
const ofService = `Service Id=${serviceId}`;

describe('traffic of a minute', () => {
  const first = { newConnections: 10, bytes: 1000, resets: 1, dropped: 2, active: 5 };
  const second = { newConnections: 13, bytes: 1500, resets: 1, dropped: 4, active: 3 };
  const measure = taking(
    whole,
    [reading('eni-1', first), reading('eni-2', first)],
    [reading('eni-1', second), reading('eni-2', { ...first, bytes: 1001, active: 1 })],
  );

  test('is told to the owner of the endpoint, in whole and by subnet', () => {
    const metrics = { ActiveConnections: [4], BytesProcessed: [501], NewConnections: [3] };
    expect(sums(measure, consumer, ofEndpoint)).toEqual({ ...metrics, PacketsDropped: [2], RstPacketsReceived: [0] });
    expect(sums(measure, consumer, `${ofEndpoint}, Subnet Id=subnet-use1-az2`)).toEqual({
      ActiveConnections: [1],
      BytesProcessed: [1],
      NewConnections: [0],
      PacketsDropped: [0],
      RstPacketsReceived: [0],
    });
  });

  test('of an endpoint of a gateway load balancer is told under its type', () => {
    const gateway = whole.with(endpoint({ endpointType: 'GatewayLoadBalancer' }));
    const passed = taking(gateway, [reading('eni-1', first)], [reading('eni-1', second)]);
    const named = ofEndpoint.replace('Interface', 'GatewayLoadBalancer');
    expect(sums(passed, consumer, named)).toMatchObject({ BytesProcessed: [500], NewConnections: [3] });
  });

  test('is told to the owner of the service by zone, load balancer and endpoint', () => {
    const bytes = traffic(measure, provider)
      .filter(({ name }) => name === 'BytesProcessed')
      .map((one) => [dimensionsOf(one), one.points.map(({ sum }) => sum)]);
    expect(bytes).toEqual([
      [ofService, [501]],
      [`${ofService}, ${zone1}`, [500]],
      [`${ofService}, Load Balancer Arn=${balancer}`, [501]],
      [`${ofService}, ${zone1}, Load Balancer Arn=${balancer}`, [500]],
      [`${ofService}, VPC Endpoint Id=vpce-1`, [501]],
      [`${ofService}, ${zone2}`, [1]],
      [`${ofService}, ${zone2}, Load Balancer Arn=${balancer}`, [1]],
    ]);
    expect(Object.keys(sums(measure, provider, ofService))).toEqual([
      'ActiveConnections',
      'BytesProcessed',
      'NewConnections',
      'RstPacketsSent',
    ]);
  });

  test('has the namespace and units that AWS prints, and the minute’s beginning', () => {
    const told = (account: string) =>
      new Set(traffic(measure, account).map(({ namespace, name, unit }) => `${namespace} ${name} ${unit}`));
    expect(told(consumer)).toContain('AWS/PrivateLinkEndpoints BytesProcessed Bytes');
    expect(told(consumer)).toContain('AWS/PrivateLinkEndpoints PacketsDropped Count');
    expect(told(provider)).toContain('AWS/PrivateLinkServices RstPacketsSent Count');
    for (const { points } of traffic(measure, consumer)) {
      expect(points.map(({ time, samples }) => [time, samples])).toEqual([[start, 1]]);
    }
  });

  test('is nobody else’s', () => {
    expect(measure.view.series('333344445555', region)).toEqual([]);
    expect(measure.view.series(consumer, 'eu-west-1')).toEqual([]);
  });
});

test('what was counted before the first look is not counted', () => {
  expect(traffic(taking(whole, [reading('eni-1', { bytes: 1000 })]), consumer)).toEqual([]);
});

test('where nothing passes and nothing is open, nothing is told', () => {
  const same = reading('eni-1', { newConnections: 3, bytes: 1000 });
  expect(traffic(taking(whole, [same], [same]), consumer)).toEqual([]);
  const open = taking(whole, [same], [{ ...same, active: 1 }]);
  expect(sums(open, consumer, ofEndpoint)).toMatchObject({ ActiveConnections: [1], BytesProcessed: [0] });
});

test.each([
  ['a node that came since counts from nothing', [], [reading('eni-1', { bytes: 70 })]],
  [
    'counters that began anew count from nothing',
    [reading('eni-1', { bytes: 1000, newConnections: 5 })],
    [reading('eni-1', { bytes: 70, newConnections: 9 })],
  ],
])('%s', (_, before, after) => {
  expect(sums(taking(whole, before, after), consumer, ofEndpoint).BytesProcessed).toEqual([70]);
});

test.each<[what: string, network: Network]>([
  ['an interface that is gone', networkOf(endpoint(), service(), loadBalancer)],
  ['an interface of no endpoint', networkOf(eni('eni-1', 'use1-az1', 'nat-1'), endpoint(), service())],
  ['a gateway endpoint', networkOf(eni('eni-1', 'use1-az1'), endpoint({ endpointType: 'Gateway' }), service())],
  [
    'a service of another region',
    networkOf(eni('eni-1', 'use1-az1'), remoteEndpoint, service({ region: 'eu-west-1' })),
  ],
])('%s is not measured', (_, network) => {
  const measure = taking(network, [], [reading('eni-1', { bytes: 70 })]);
  expect([...traffic(measure, consumer), ...traffic(measure, provider)]).toEqual([]);
});

test('an endpoint of AWS’s services is measured for its own owner', () => {
  const {
    service: _,
    connection: __,
    ...own
  } = endpoint({ serviceName: 'com.amazonaws.us-east-1.sqs' }) as never as {
    readonly service: string;
    readonly connection: object;
  };
  const network = networkOf(eni('eni-1', 'use1-az1'), made(own));
  const measure = taking(network, [], [reading('eni-1', { bytes: 70 })]);
  expect(traffic(measure, consumer)).toHaveLength(10);
});

test('endpoints are counted once in five minutes, traffic or not', () => {
  const counts = (network: Network, minutes: number) =>
    taking(network, ...Array.from({ length: minutes + 1 }, () => []))
      .view.series(provider, region)
      .map(({ name, dimensions, points }) => [name, dimensions, points.map(({ time, sum }) => [time - start, sum])]);
  const dimensions = [{ name: 'Service Id', value: serviceId }];
  const fives = [
    [0, 1],
    [5 * minute, 1],
  ];
  expect(counts(whole, 9)).toEqual([['EndpointsCount', dimensions, fives]]);
  const pending = endpoint({ connection: { id: 'vpce-con-1', state: 'pendingAcceptance', since: 0 } });
  expect(counts(networkOf(pending, service(), loadBalancer), 9)).toEqual([]);
});

test('three hours are kept', () => {
  const readings = Array.from({ length: 200 }, (_, index) => [reading('eni-1', { bytes: index })]);
  const bytes = traffic(taking(whole, ...readings), consumer).find(({ name }) => name === 'BytesProcessed')!;
  expect(bytes.points).toHaveLength(179);
  expect(bytes.points.at(-1)!.time).toBe(start + 198 * minute);
  expect(bytes.points[0]!.time).toBe(start + 20 * minute);
});

test('a minute that is read twice has two samples, and a late reading keeps its minute', () => {
  const clock = manualClock(start);
  const measure = createMeasure(clock);
  const at = (milliseconds: number, bytes: number): void => {
    clock.advance(start + milliseconds - clock.now());
    measure.take(whole, [reading('eni-1', { bytes })]);
  };
  at(0, 0);
  at(20_000, 10);
  at(61_000, 40);
  const bytes = traffic(measure, consumer).find(({ name }) => name === 'BytesProcessed')!;
  expect(bytes.points).toEqual([{ time: start, sum: 40, minimum: 10, maximum: 30, samples: 2 }]);
});
