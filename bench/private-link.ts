/**
 * PrivateLink: from an instance through an interface endpoint and another account's load balancer to a target whose VPC has
 * the same addresses. Throughput and request-response in turns with a bare veth pair, new connections in turns with direct
 * ones inside the VPC, the cost of one more endpoint among 200, and how long a zone's failure is felt.
 */

import { execFile } from 'node:child_process';
import * as ec2 from '@aws-sdk/client-ec2';
import { applied, inside, lacking, namespaceOf } from './ground.ts';
import { compare, makeBarePair, type Path, removeBarePair, withServer } from './paths.ts';
import { connectionPort, makeConsumer, makeProvider, type Provider, sharedPort } from './private-link-ground.ts';
import { cli, median, output, type Started, startPostern } from './process.ts';

const connectionRounds = 5;
const endpoints = 200;
const endpointsPerVpc = 50;
/** Creations around the 10th and the 200th whose median counts. */
const span = 10;

const accepting = (port: number): string =>
  `require('node:net').createServer((socket) => { socket.on('error', () => {}); socket.resume(); }).listen(${port});`;

/** Connections a second, sixteen at a time, each reset as soon as it is there. */
const connecting = (address: string): string => `
  const { createConnection } = require('node:net');
  let made = 0;
  const end = Date.now() + 2000;
  const next = () => {
    if (Date.now() > end) return;
    const socket = createConnection({ host: '${address}', port: ${connectionPort} });
    socket.on('connect', () => { made += 1; socket.resetAndDestroy(); next(); });
    socket.on('error', next);
  };
  for (let index = 0; index < 16; index += 1) next();
  setTimeout(() => { console.log(made / 2); process.exit(0); }, 2050);
`;

/** Prints a line for each attempt at a new connection by name: when it began, and whether it was made. */
const attempting = (name: string): string => `
  const { createConnection } = require('node:net');
  const { resolve4 } = require('node:dns/promises');
  const attempt = async () => {
    const begun = performance.timeOrigin + performance.now();
    const ended = (ok) => console.log(begun, ok);
    try {
      const [host] = await resolve4('${name}');
      const socket = createConnection({ host, port: ${sharedPort}, timeout: 400 });
      socket.once('connect', () => { ended(1); socket.destroy(); });
      socket.once('timeout', () => { ended(0); socket.destroy(); });
      socket.once('error', () => ended(0));
    } catch { ended(0); }
  };
  setInterval(attempt, 20);
`;

async function connectionsPerSecond(client: string, server: string, address: string): Promise<number> {
  const path = { client, server, address };
  return withServer(path, [process.execPath, '-e', accepting(connectionPort)], async () =>
    Number(await output(inside(client, process.execPath, '-e', connecting(address)))),
  );
}

const round = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** Milliseconds from the call to the endpoint in force. */
async function createEndpoint(postern: Started, client: ec2.EC2Client, input: ec2.CreateVpcEndpointCommandInput) {
  const begun = performance.now();
  await client.send(new ec2.CreateVpcEndpointCommand(input));
  await applied(postern);
  return performance.now() - begun;
}

async function benchEndpoints(postern: Started, provider: Provider, zone: string): Promise<object> {
  const milliseconds: number[] = [];
  while (milliseconds.length < endpoints) {
    const consumer = await makeConsumer(postern, zone);
    for (let index = 0; index < endpointsPerVpc; index += 1) {
      const input = { ...consumer.place, VpcEndpointType: 'Interface' as const, ServiceName: provider.serviceName };
      milliseconds.push(await createEndpoint(postern, consumer.client, input));
    }
  }
  const around10 = median(milliseconds.slice(span - span / 2, span + span / 2));
  const around200 = median(milliseconds.slice(-span));
  return {
    endpoints,
    tenthMilliseconds: round(around10, 1),
    lastMilliseconds: round(around200, 1),
    ratio: round(around200 / around10),
  };
}

/** Milliseconds from the fault to the beginning of the last attempt that failed; both zones had carried attempts before. */
async function benchZoneFault(postern: Started, provider: Provider): Promise<object> {
  const [first, second] = provider.zones;
  const consumer = await makeConsumer(postern, second, first);
  const name = await consumer.connect(provider.serviceName);
  await applied(postern);
  const servers = await Promise.all(provider.targets.map((target) => namespaceOf(postern, target.id)));
  const listening = servers.map((server) =>
    execFile('ip', ['netns', 'exec', server, process.execPath, '-e', accepting(sharedPort)]),
  );
  const exec = [cli, 'exec', '--endpoint', postern.endpoint, consumer.instance.id, '--'];
  const asker = execFile(process.execPath, [...exec, process.execPath, '-e', attempting(name)], { maxBuffer: 2 ** 26 });
  let text = '';
  asker.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const fault = (state: string) =>
    output([process.execPath, cli, 'fault', 'az', 'us-east-1', first, state, '--endpoint', postern.endpoint], '', {
      ...process.env,
      AWS_ACCESS_KEY_ID: postern.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: postern.credentials.secretAccessKey,
    });
  try {
    await pause(2000);
    const before = performance.timeOrigin + performance.now();
    await fault('down');
    await pause(15_000);
    const attempts = text
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number));
    const failed = attempts
      .filter(([begun = 0, ok]) => begun >= before && ok === 0)
      .map(([begun = 0]) => begun - before);
    const earlier = attempts.filter(([begun = 0, ok]) => begun < before && ok === 0).length;
    return {
      attempts: attempts.length,
      failedBefore: earlier,
      failed: failed.length,
      lastFailedMilliseconds: Math.round(Math.max(0, ...failed)),
    };
  } finally {
    await fault('up');
    asker.kill('SIGKILL');
    for (const one of listening) one.kill('SIGKILL');
  }
}

export async function makeLinkPath(postern: Started) {
  const provider = await makeProvider(postern);
  const consumer = await makeConsumer(postern, provider.zones[0]);
  await consumer.connect(provider.serviceName);
  await applied(postern);
  const path: Path = {
    client: await namespaceOf(postern, consumer.instance.id),
    server: await namespaceOf(postern, provider.targets[0]?.id ?? ''),
    address: await consumer.endpointAddress(),
  };
  return { provider, consumer, path };
}

export async function benchPrivateLink(): Promise<object> {
  const lack = await lacking('iperf3', 'qperf');
  if (lack) return { skipped: lack };
  const postern = await startPostern();
  try {
    const { provider, consumer, path } = await makeLinkPath(postern);
    const [zone] = provider.zones;
    const neighbour = await consumer.runInstance();
    await applied(postern);
    const direct = await namespaceOf(postern, neighbour.id);
    const { client, server, address } = path;
    const packets = await compare(await makeBarePair(), path);
    const ratios: number[] = [];
    const rates: number[] = [];
    for (let index = 0; index < connectionRounds; index += 1) {
      const through = await connectionsPerSecond(client, server, address);
      rates.push(through);
      ratios.push(through / (await connectionsPerSecond(client, direct, neighbour.address)));
    }
    return {
      ...packets,
      connectionRatio: round(median(ratios)),
      connectionsPerSecond: Math.round(median(rates)),
      endpoints: await benchEndpoints(postern, provider, zone),
      zoneFault: await benchZoneFault(postern, provider),
    };
  } finally {
    await removeBarePair();
    await postern.stop();
  }
}
