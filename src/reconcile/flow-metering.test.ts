import { expect, onTestFinished, test, vi } from 'vitest';
import { blueprint, port, router, subnet } from '../blueprint/sample-plans.ts';
import { type PrintedHost, printedHost } from '../host/printed-host.ts';
import { keepFlowMetering, type RouterFlows } from './flow-metering.ts';

const interval = 60_000;
const start = Date.UTC(2026, 0, 1, 0, 0, 30);

const plan = (...countedPorts: readonly string[]) => {
  const vpc = router('vpc-1', '10.0.0.0/16', {
    subnets: [subnet('subnet-1', '10.0.1.0/24')],
    ports: [port('eni-1', 'subnet-1', '10.0.1.4'), port('eni-2', 'subnet-1', '10.0.1.5')],
  });
  return blueprint([countedPorts.length === 0 ? vpc : { ...vpc, countedPorts }], []);
};

/** A host whose sets have the flows of one generation, each under the name of an interface. */
function counting(host: PrintedHost, flows: Record<string, readonly string[]>): PrintedHost {
  return {
    ...host,
    async run(argv, options) {
      await host.run(argv, options);
      const name = argv.at(-1) ?? '';
      const elem = (flows[name] ?? []).map((device) => ({
        elem: { val: { concat: [0, device, 1, 80] }, counter: { packets: 1, bytes: 60 } },
      }));
      return { stdout: JSON.stringify({ nftables: [{ set: { name, elem } }] }), stderr: '' };
    },
  };
}

function metering(flows: Record<string, readonly string[]> = {}) {
  vi.useFakeTimers({ now: start });
  onTestFinished(() => void vi.useRealTimers());
  const printed = printedHost();
  const taken: (readonly RouterFlows[])[] = [];
  const reported: unknown[] = [];
  const kept = keepFlowMetering({
    host: counting(printed, flows),
    prefix: 'pn-',
    now: Date.now,
    interval,
    take: (readings) => taken.push(readings),
    report: (reason) => reported.push(reason),
  });
  const orders = () =>
    printed
      .text()
      .split('\n')
      .filter((line) => /^pn|flush set|update @flows/.test(line))
      .map((line) => line.trim().replace(/^add rule ip postern (count-\S+) .*@(flows-.) .*/, '$1 in $2'));
  const minute = () => vi.advanceTimersByTimeAsync(interval);
  return { ...kept, printed, taken, reported, orders, minute };
}

test('what a server before this one has counted is forgotten', async () => {
  const { follow, close, orders } = metering();
  follow(plan('eni-1'));
  await vi.advanceTimersByTimeAsync(0);
  expect(orders()).toEqual([
    'pn-vpc-1: nft',
    'count-sent in flows-a',
    'count-sent in flows-a',
    'count-received in flows-a',
    'count-received in flows-a',
    ...['flows-a', 'other-flows-a', 'flows-b', 'other-flows-b'].map((name) => `flush set ip postern ${name}`),
  ]);
  await close();
});

test('at the end of each interval it turns, reads what is quiet, and empties it', async () => {
  const { follow, close, orders, taken, minute } = metering({ 'flows-a': ['eni-1', 'eni-9'], 'flows-b': ['eni-2'] });
  follow(plan());
  follow(plan('eni-1'));
  await vi.advanceTimersByTimeAsync(0);
  expect(orders()).toEqual([]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(orders().filter((line) => !line.endsWith('nft'))).toEqual([
    'count-sent in flows-b',
    'count-sent in flows-b',
    'count-received in flows-b',
    'count-received in flows-b',
    'pn-vpc-1: nft -j list set ip postern flows-a',
    'pn-vpc-1: nft -j list set ip postern other-flows-a',
    'flush set ip postern flows-a',
    'flush set ip postern other-flows-a',
  ]);
  follow(plan('eni-2'));
  await minute();
  const [first = [], second = []] = taken;
  const brief = ({ since, until, networkInterfaces, flows, complete }: RouterFlows) => [
    since - start,
    until - start,
    networkInterfaces,
    flows.map((flow) => flow.networkInterface),
    complete,
  ];
  expect(first.map(brief)).toEqual([[0, 30_000, ['eni-1'], ['eni-1'], true]]);
  expect(second.map(brief)).toEqual([[30_000, 90_000, ['eni-2'], ['eni-2'], true]]);
  await close();
});

test('an interval whose counters cannot be read has gaps, and the next one does not', async () => {
  const { follow, close, taken, reported, printed, minute } = metering();
  follow(plan('eni-1'));
  await vi.advanceTimersByTimeAsync(0);
  printed.failOn('list set');
  await minute();
  printed.failOn(undefined);
  await minute();
  expect(taken.map((readings) => readings.map(({ complete }) => complete))).toEqual([[false], [true]]);
  expect(reported).toHaveLength(1);
  await close();
});

test('a router without flow logs is not asked, and closing reads once more', async () => {
  const { follow, close, taken, orders, minute } = metering();
  follow(plan());
  await minute();
  expect([orders(), taken]).toEqual([[], [[]]]);
  follow(plan('eni-1'));
  await close();
  expect(taken.at(-1)).toMatchObject([{ networkInterfaces: ['eni-1'] }]);
});
