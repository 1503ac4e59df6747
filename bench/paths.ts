/**
 * Paths between two network namespaces and what can be measured on them: throughput by iperf3, request and response by
 * qperf, each in turns with a bare pair of veth devices and each end on a processor of its own, as two machines are. Throughput is
 * measured with the machine's own congestion control and with Linux's default: one that paces what it sends, as BBR, hides what a way
 * costs behind its pauses, and CUBIC takes all that the processors give.
 */

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { inside } from './ground.ts';
import { median, output } from './process.ts';

const rounds = 5;
const prefix = `pbench${process.pid}`;

export interface Path {
  readonly client: string;
  readonly server: string;
  readonly address: string;
}

export async function makeBarePair(): Promise<Path> {
  const [client, server] = [`${prefix}a`, `${prefix}b`];
  const lines = [
    `netns add ${client}`,
    `netns add ${server}`,
    `link add eth0 mtu 9001 netns ${client} type veth peer name eth0 mtu 9001 netns ${server}`,
  ];
  await output(['ip', '-batch', '-'], `${lines.join('\n')}\n`);
  for (const [namespace, address] of [
    [client, '192.0.2.1'],
    [server, '192.0.2.2'],
  ] as const) {
    const setUp = [`addr add ${address}/24 dev eth0`, 'link set eth0 up', 'link set lo up'];
    await output(['ip', '-n', namespace, '-batch', '-'], `${setUp.join('\n')}\n`);
  }
  return { client, server, address: '192.0.2.2' };
}

export async function removeBarePair(): Promise<void> {
  for (const end of ['a', 'b']) await output(['ip', 'netns', 'del', `${prefix}${end}`]).catch(() => {});
}

export async function withServer<T>(path: Path, words: readonly string[], work: () => Promise<T>): Promise<T> {
  const [file = '', ...rest] = inside(path.server, ...words);
  const server = spawn(file, rest, { stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  try {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return await work();
  } finally {
    server.kill('SIGKILL');
    await ended;
  }
}

const linuxDefault = 'cubic';

async function congestionControls(): Promise<readonly string[]> {
  const setting = async (name: string) => (await readFile(`/proc/sys/net/ipv4/${name}`, 'utf8')).trim();
  const there = (await setting('tcp_available_congestion_control')).split(' ');
  return [...new Set([await setting('tcp_congestion_control'), ...there.filter((one) => one === linuxDefault)])];
}

/**
 * A route gives connections their congestion control before they begin. What is changed later, as iperf3 does it, leaves behind that the first
 * one had asked for pacing.
 */
async function withCongestionControl<T>({ client, address }: Path, name: string, work: () => Promise<T>): Promise<T> {
  const route = (...words: readonly string[]) => output(['ip', '-n', client, '-json', 'route', ...words]);
  const [found] = JSON.parse(await route('get', address)) as [{ readonly dev: string; readonly gateway?: string }];
  const way = found.gateway ? ['via', found.gateway, 'dev', found.dev, 'onlink'] : ['dev', found.dev];
  await route('add', address, ...way, 'congctl', name);
  try {
    return await work();
  } finally {
    await route('del', address, ...way);
  }
}

const [onFirst, onSecond] = [
  ['taskset', '-c', '0'],
  ['taskset', '-c', '1'],
] as const;

/** Gigabits a second. */
function throughput(path: Path, congestionControl: string): Promise<number> {
  const words = [...onFirst, 'iperf3', '-c', path.address, '-t', '2', '-O', '1', '-J'];
  return withServer(path, [...onSecond, 'iperf3', '-s', '-1'], () =>
    withCongestionControl(path, congestionControl, async () => {
      const { end } = JSON.parse(await output(inside(path.client, ...words))) as {
        end: { sum_received: { bits_per_second: number }; sender_tcp_congestion: string };
      };
      if (end.sender_tcp_congestion !== congestionControl) throw new Error(`sent by ${end.sender_tcp_congestion}`);
      return end.sum_received.bits_per_second / 1e9;
    }),
  );
}

/** iperf3's own, qperf's for control, and the one that qperf is told to measure on. */
export const throughputPort = 5201;
export const controlPort = 19_765;
export const requestPort = 19_766;

const microsecondsPer: Readonly<Record<string, number>> = { ns: 0.001, us: 1, ms: 1000 };

/** TCP requests and responses a second, one byte each way. */
function requestRate(path: Path): Promise<number> {
  return withServer(path, [...onSecond, 'qperf'], async () => {
    const text = await output(
      inside(path.client, ...onFirst, 'qperf', '-t', '2', '-ip', `${requestPort}`, path.address, 'tcp_lat'),
    );
    const [, value = '', unit = ''] = /latency\s*=\s*([\d.,]+)\s*(\w+)/.exec(text) ?? [];
    const microseconds = Number(value.replaceAll(',', '')) * (microsecondsPer[unit] ?? Number.NaN);
    return 1e6 / (2 * microseconds);
  });
}

interface Pair {
  readonly bare: number;
  readonly vpc: number;
}

async function inTurns(bare: Path, vpc: Path, measure: (path: Path) => Promise<number>): Promise<Pair> {
  return { bare: await measure(bare), vpc: await measure(vpc) };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** The ratio of the two in the middle of all rounds, its extremes, and either's own median. */
function summary(pairs: readonly Pair[]): object {
  const ratios = pairs.map(({ bare, vpc }) => hundredths(vpc / bare));
  const own = (name: keyof Pair): number => hundredths(median(pairs.map((pair) => pair[name])));
  return {
    ratio: hundredths(median(ratios)),
    from: Math.min(...ratios),
    to: Math.max(...ratios),
    vpc: own('vpc'),
    bare: own('bare'),
  };
}

/** Throughput in gigabits a second by congestion control, and requests a second. */
export async function compare(bare: Path, vpc: Path): Promise<object> {
  const controls = await congestionControls();
  const throughputs = new Map<string, Pair[]>(controls.map((control) => [control, []]));
  const requests: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [control, pairs] of throughputs) {
      pairs.push(await inTurns(bare, vpc, (path) => throughput(path, control)));
    }
    requests.push(await inTurns(bare, vpc, requestRate));
  }
  return {
    throughput: Object.fromEntries([...throughputs].map(([control, pairs]) => [control, summary(pairs)])),
    requests: summary(requests),
  };
}
