/**
 * Runs the server in this process until a signal ends it: the first one stops it in good order, data plane and all, the
 * second at once. A parent that opened a channel is told when it is ready, or why it never will be.
 */

import { type RunningServer, startServer } from '../../../src/server.ts';
import { describeServer, enforcementLine, greeting } from './description.ts';
import type { Word } from './detach.ts';
import { Failure, oneLine } from './failure.ts';
import { serverAt, serverOf } from './find-server.ts';
import type { UpOptions } from './up-options.ts';

export async function serve(options: UpOptions): Promise<void> {
  try {
    const server = await start(options);
    stopOnSignal(server);
    if (!options.json) process.stdout.write(greeting(server.endpoint, server.health()));
    warnOfTrust(options);
    await enforced(server);
    const told = options.json
      ? `${JSON.stringify(describeServer(server.endpoint, server.health()))}\n`
      : enforcementLine(server.health());
    process.stdout.write(told);
    tellParent({ kind: 'ready', endpoint: server.endpoint });
  } catch (reason) {
    tellParent({ kind: 'failed', message: oneLine(reason) });
    throw reason;
  }
}

async function start(options: UpOptions): Promise<RunningServer> {
  const { port, listen, state, auth, fabric, service, region, quota, flowLogSeconds, distance, bigTcp } = options;
  try {
    return await startServer({
      port,
      address: listen,
      state,
      authentication: auth,
      fabric,
      forwarded: service,
      quotas: quota,
      flowLogSeconds,
      traits: { distances: distance, bigTcp },
      region,
      log: (line) => process.stderr.write(`${new Date().toISOString()} ${line}\n`),
    });
  } catch (reason) {
    throw await explained(reason, options);
  }
}

/** SQLite's number for a database that another process holds: https://www.sqlite.org/rescode.html#busy */
const busy = 5;

/** The usual reasons why a server does not start, in words that say what to do. */
async function explained(reason: unknown, options: UpOptions): Promise<unknown> {
  const { code, errcode } = reason as NodeJS.ErrnoException & { readonly errcode?: number };
  const place = `${options.listen}:${options.port}`;
  if (code === 'ERR_SQLITE_ERROR' && errcode === busy) {
    const other = await serverOf(options.state);
    const where = other ? `, which answers at ${other.endpoint} (process ${other.health.pid})` : '';
    return new Failure(`another server uses the state ${options.state}${where}`);
  }
  if (code === 'EADDRINUSE') {
    const other = await serverAt(`http://${place}`).catch(() => undefined);
    const whose = other ? ` by a Postern (process ${other.health.pid}, state ${other.health.state})` : '';
    return new Failure(`${place} is in use${whose}; choose another port with --port`);
  }
  if (code === 'EADDRNOTAVAIL') return new Failure(`this machine has no address ${options.listen}`);
  if (code === 'EACCES' && /listen/.test(oneLine(reason))) return new Failure(`no right to listen on ${place}`);
  return reason;
}

async function enforced(server: RunningServer): Promise<void> {
  try {
    await server.ready;
  } catch (reason) {
    await server.close();
    throw reason;
  }
}

function stopOnSignal(server: RunningServer): void {
  let stopping = false;
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, () => {
      if (stopping) process.exit(code);
      stopping = true;
      server.close().then(
        () => process.exit(0),
        (reason) => {
          process.stderr.write(`postern: not everything could be removed: ${oneLine(reason)}\n`);
          process.exit(1);
        },
      );
    });
  }
}

function warnOfTrust({ auth, listen }: UpOptions): void {
  if (auth !== 'trust' || /^(127\.|::1$|localhost$)/.test(listen)) return;
  process.stderr.write(
    `postern: any key is trusted, and ${listen} is not loopback: whoever reaches it may do anything\n`,
  );
}

function tellParent(word: Word): void {
  if (process.connected) process.send?.(word);
}
