/**
 * Paths between two network namespaces and what can be measured on them: throughput by iperf3, request and response by
 * qperf, each in turns with a bare pair of veth devices.
 */

import { spawn } from 'node:child_process';
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

/** Gigabits a second. */
function throughput(path: Path): Promise<number> {
  return withServer(path, ['iperf3', '-s', '-1'], async () => {
    const text = await output(inside(path.client, 'iperf3', '-c', path.address, '-t', '2', '-O', '1', '-J'));
    const report = JSON.parse(text) as { end: { sum_received: { bits_per_second: number } } };
    return report.end.sum_received.bits_per_second / 1e9;
  });
}

/** iperf3's own, qperf's for control, and the one that qperf is told to measure on. */
export const throughputPort = 5201;
export const controlPort = 19_765;
export const requestPort = 19_766;

const microsecondsPer: Readonly<Record<string, number>> = { ns: 0.001, us: 1, ms: 1000 };

/** TCP requests and responses a second, one byte each way; each end on a processor of its own, as two machines are. */
function requestRate(path: Path): Promise<number> {
  return withServer(path, ['taskset', '-c', '1', 'qperf'], async () => {
    const text = await output(
      inside(path.client, 'taskset', '-c', '0', 'qperf', '-t', '2', '-ip', `${requestPort}`, path.address, 'tcp_lat'),
    );
    const [, value = '', unit = ''] = /latency\s*=\s*([\d.,]+)\s*(\w+)/.exec(text) ?? [];
    const microseconds = Number(value.replaceAll(',', '')) * (microsecondsPer[unit] ?? Number.NaN);
    return 1e6 / (2 * microseconds);
  });
}

export async function compare(bare: Path, vpc: Path): Promise<object> {
  const figures = { bare: [] as number[][], vpc: [] as number[][] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, path] of [
      ['bare', bare],
      ['vpc', vpc],
    ] as const) {
      figures[name].push([await throughput(path), await requestRate(path)]);
    }
  }
  const ratio = (figure: number): number =>
    median(figures.vpc.map((one, round) => (one[figure] ?? 0) / (figures.bare[round]?.[figure] ?? 1)));
  const plain = (name: 'bare' | 'vpc', figure: number): number => median(figures[name].map((one) => one[figure] ?? 0));
  const round = (value: number): number => Math.round(value * 100) / 100;
  return {
    throughputRatio: round(ratio(0)),
    requestRatio: round(ratio(1)),
    vpcGigabits: round(plain('vpc', 0)),
    bareGigabits: round(plain('bare', 0)),
    vpcRequestsPerSecond: Math.round(plain('vpc', 1)),
    bareRequestsPerSecond: Math.round(plain('bare', 1)),
  };
}
