import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { proxyHeader } from './proxy-header.ts';
import type { ProxyPlan, TargetAddress } from './worker-messages.ts';
import { type ListenerProxy, pickTarget, startProxy } from './worker-proxy.ts';

const endpoint = 'vpce-0a1b2c3d4e5f60718';
const headerBytes = 28;

const servers: Server[] = [];
const proxies: ListenerProxy[] = [];
afterEach(() => {
  for (const proxy of proxies.splice(0)) proxy.close(true);
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server, host = '127.0.0.1'): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

function serverThat(serves: (socket: Socket) => void): Server {
  return createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    serves(socket);
  });
}

async function targetThat(serves: (socket: Socket) => void): Promise<TargetAddress> {
  return { address: '127.0.0.1', port: await listening(serverThat(serves)) };
}

async function refusingTarget(): Promise<TargetAddress> {
  const server = createServer();
  const port = await listening(server);
  servers.pop();
  await new Promise((resolve) => server.close(resolve));
  return { address: '127.0.0.1', port };
}

const basis = {
  address: '10.0.1.9',
  port: 443,
  localAddress: '127.0.0.5',
  idleSeconds: 60,
  unfit: [],
  arrivals: { '127.0.0.1': null, '127.0.0.2': endpoint },
};

/** @param host where clients arrive */
async function proxyTo(targets: readonly TargetAddress[], more: Partial<ProxyPlan> = {}, host = '127.0.0.1') {
  const plan: ProxyPlan = { ...basis, targets, ...more };
  const proxy = startProxy(plan);
  proxies.push(proxy);
  const server = createServer();
  const port = await listening(server, host);
  servers.pop();
  proxy.listen(server);
  return { proxy, plan, dial: () => connect({ host, port, allowHalfOpen: true }) };
}

interface Heard {
  readonly bytes: Buffer;
  readonly code: string;
}

/** Everything until the other side ends, or how the connection broke. */
function hear(socket: Socket): Promise<Heard> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const finish = (code: string) => resolve({ bytes: Buffer.concat(chunks), code });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => finish('end'));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
  });
}

/** A target that tells what it got once the client has ended, and its caller. */
const repeats = (socket: Socket): void => {
  void hear(socket).then(({ bytes }) => socket.end(Buffer.concat([Buffer.from(`${socket.remoteAddress} `), bytes])));
};

describe('a client', () => {
  test('is named to the target before its first byte; both directions end by themselves', async () => {
    const { dial, plan } = await proxyTo([await targetThat(repeats)]);
    const client = dial();
    await new Promise((resolve) => client.once('connect', resolve));
    const source = { address: '127.0.0.1', port: client.localPort ?? 0 };
    client.end('hello');
    const { bytes, code } = await hear(client);
    const header = proxyHeader({ source, destination: { address: plan.address, port: plan.port } });
    expect(code).toBe('end');
    expect(bytes.toString('latin1')).toBe(`127.0.0.5 ${header.toString('latin1')}hello`);
  });

  test('that came through an endpoint is named with it', async () => {
    const { dial } = await proxyTo([await targetThat(repeats)], {}, '127.0.0.2');
    const client = dial();
    client.end();
    expect((await hear(client)).bytes.toString('latin1')).toContain(`\u00ea\u0000\u0017\u0001${endpoint}`);
  });

  test('that came by an unknown way is reset, and so is one without a target or whose target refuses', async () => {
    const target = await targetThat(repeats);
    const cases = [
      await proxyTo([target], { arrivals: {} }),
      await proxyTo([]),
      await proxyTo([await refusingTarget()]),
    ];
    for (const { dial } of cases) expect((await hear(dial())).code).toBe('ECONNRESET');
  });

  test('gets every byte of much, both ways', async () => {
    const { dial } = await proxyTo([await targetThat((socket) => socket.pipe(socket))]);
    const much = Buffer.alloc(8 * 1024 * 1024, 'postern');
    const client = dial();
    client.end(much);
    const { bytes } = await hear(client);
    expect(bytes.subarray(headerBytes).equals(much)).toBe(true);
  });

  test('is reset when its target resets, and when neither says anything', async () => {
    const brusque = await targetThat((socket) => void setTimeout(() => socket.resetAndDestroy(), 20));
    expect((await hear((await proxyTo([brusque])).dial())).code).toBe('ECONNRESET');
    const quiet = await targetThat((socket) => socket.resume());
    expect((await hear((await proxyTo([quiet], { idleSeconds: 0.05 })).dial())).code).toBe('ECONNRESET');
  });
});

describe('new plans', () => {
  /** A connection that is through: the target has greeted. */
  async function established(dial: () => Socket): Promise<Socket> {
    const client = dial();
    await new Promise((resolve) => client.once('data', resolve));
    return client;
  }
  const echoes = (name: string) => (socket: Socket) => {
    socket.write(name);
    socket.pipe(socket);
  };

  test('move new connections and leave those that are there', async () => {
    const [one, other] = [await targetThat(echoes('one')), await targetThat(echoes('other'))];
    const { proxy, plan, dial } = await proxyTo([one]);
    const early = await established(dial);
    proxy.update({ ...plan, targets: [other] });
    const late = dial();
    late.end();
    expect((await hear(late)).bytes.toString('latin1')).toMatch(/^other/);
    early.end('still here');
    expect((await hear(early)).bytes.toString('latin1')).toMatch(/still here$/);
  });

  test('reset the connections of targets that became unfit, and no others', async () => {
    const [one, other] = [await targetThat(echoes('one')), await targetThat(echoes('other'))];
    const { proxy, plan, dial } = await proxyTo([one]);
    const first = await established(dial);
    proxy.update({ ...plan, targets: [other] });
    const second = await established(dial);
    proxy.update({ ...plan, targets: [other], unfit: [one] });
    expect((await hear(first)).code).toBe('ECONNRESET');
    second.end('kept');
    expect((await hear(second)).bytes.toString('latin1')).toMatch(/kept$/);
  });

  test('close the door, and reset who is inside only when told to', async () => {
    const { proxy, dial } = await proxyTo([await targetThat(echoes('one'))]);
    const client = await established(dial);
    proxy.close(false);
    expect((await hear(dial())).code).toBe('ECONNREFUSED');
    client.write('again');
    await new Promise((resolve) => client.once('data', resolve));
    proxy.close(true);
    expect((await hear(client)).code).toBe('ECONNRESET');
  });
});

test('a flow keeps its target while the targets stay; many flows use all of them', () => {
  const targets = [1, 2, 3].map((port) => ({ address: '10.0.0.1', port }));
  expect(pickTarget(targets, '10.0.0.2 4000')).toBe(pickTarget(targets, '10.0.0.2 4000'));
  const used = Array.from({ length: 60 }, (_, index) => pickTarget(targets, `10.0.0.2 ${4000 + index} x 80`));
  expect(new Set(used).size).toBe(3);
  expect(pickTarget([], 'x')).toBeUndefined();
});
