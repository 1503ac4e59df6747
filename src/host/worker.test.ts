import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { openSocketsThrough } from './sockets.ts';
import { startWorkerThrough, type Worker } from './worker.ts';

/** Whoever isn't root drops rights inside a user namespace, where it has some. */
const enter = process.getuid?.() === 0 ? [] : ['unshare', '-Ur'];

const loopback = '127.0.0.1';
const workers: Worker[] = [];
const servers: { close(): void }[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.end()));
  for (const server of servers.splice(0)) server.close();
});

async function start(): Promise<Worker> {
  const worker = await startWorkerThrough(enter);
  workers.push(worker);
  return worker;
}

async function teller(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}).end('told'));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
  return (server.address() as AddressInfo).port;
}

const request = { protocol: 'TCP', address: loopback, timeoutMilliseconds: 2000, proxyHeader: false } as const;

describe('a worker', () => {
  test('checks many targets at once, each answer to its question', async () => {
    const worker = await start();
    const port = await teller();
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        worker.probe({ ...request, port, ...(index % 3 === 0 ? { protocol: 'HTTP' as const } : {}) }),
      ),
    );
    expect(outcomes.map(({ ok }) => ok)).toEqual(Array.from({ length: 300 }, (_, index) => index % 3 !== 0));
  });

  test('carries the connections of a socket that it was given, until the socket is taken away', async () => {
    const worker = await start();
    const [opened] = await openSocketsThrough([], [{ kind: 'tcp', address: loopback, port: 0 }]);
    if (opened?.kind !== 'tcp') throw new Error('no server');
    const { port } = opened.server.address() as AddressInfo;
    const plan = {
      address: '10.0.0.9',
      port,
      localAddress: loopback,
      idleSeconds: 60,
      targets: [{ address: loopback, port: await teller() }],
      unfit: [],
      arrivals: { [loopback]: null },
    };
    await worker.listen('key', opened.server, plan);
    const answer = (): Promise<string> =>
      new Promise((resolve) => {
        connect(port, loopback)
          .on('data', (chunk) => resolve(chunk.toString()))
          .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      });
    expect(await answer()).toBe('told');
    worker.update('key', { ...plan, targets: [] });
    await expect.poll(answer).toBe('ECONNRESET');
    worker.close('key', true);
    await expect.poll(answer).toBe('ECONNREFUSED');
  });

  test('that ends refuses what it was asked, and says so', async () => {
    const worker = await start();
    const silent = createServer();
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, loopback, resolve));
    const { port } = silent.address() as AddressInfo;
    const asked = expect(worker.probe({ ...request, protocol: 'HTTP', port })).rejects.toThrow('has ended');
    await worker.end();
    await asked;
    await worker.ended;
    await expect(worker.probe({ ...request, port })).rejects.toThrow('has ended');
  });

  test('that cannot be started tells why', async () => {
    await expect(startWorkerThrough(['sh', '-c', 'echo no such place >&2; exit 3', '--'])).rejects.toThrow(
      'exit code 3: no such place',
    );
    await expect(startWorkerThrough(['/nowhere/nothing'])).rejects.toThrow('ENOENT');
  });
});

/** A process that starts a worker and prints its id. */
const parentScript = `
import { startWorkerThrough } from ${JSON.stringify(fileURLToPath(new URL('./worker.ts', import.meta.url)))};
import { readdirSync, readFileSync } from 'node:fs';
await startWorkerThrough(${JSON.stringify(enter)});
const children = readFileSync('/proc/self/task/' + process.pid + '/children', 'utf8').trim();
console.log(children + ' ' + readFileSync('/proc/' + children + '/status', 'utf8').match(/CapEff:\\s*(\\S+)/)[1]
  + ' ' + readFileSync('/proc/' + children + '/environ', 'utf8').split('\\0').filter(Boolean).map((one) => one.split('=')[0]).sort());
setInterval(() => {}, 1000);
`;

async function parent(): Promise<{ readonly child: ChildProcess; readonly said: readonly string[] }> {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', parentScript], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, SECRET: 'of the server' },
  });
  const said = await new Promise<string>((resolve) => child.stdout?.once('data', (chunk) => resolve(String(chunk))));
  return { child, said: said.trim().split(' ') };
}

/** What has ended and waits to be buried doesn't run. */
function runs(pid: number): boolean {
  try {
    return !/^State:\t[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a server that is killed', () => {
  test.each([
    ['running', 'SIGCONT'],
    ['standing still', 'SIGSTOP'],
  ] as const)('takes a worker along that is %s', async (_, signal) => {
    const { child, said } = await parent();
    const pid = Number(said[0]);
    process.kill(pid, signal);
    expect(runs(pid)).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(() => runs(pid), { timeout: 5000 }).toBe(false);
  });

  test('had given it neither its rights nor its environment', async () => {
    const { child, said } = await parent();
    child.kill('SIGKILL');
    const [, rights = '', environment] = said;
    // CAP_DAC_READ_SEARCH is the third right.
    expect(BigInt(`0x${rights}`) & ~(1n << 2n)).toBe(0n);
    expect(environment).toBe('NODE_CHANNEL_FD,NODE_CHANNEL_SERIALIZATION_MODE,PATH');
  });
});
