/**
 * `postern exec`: a command inside an instance's network, with the instance's resolver, certificates and metadata. It enters
 * the namespaces by itself, so it needs the rights of the server's user; the exit code is the command's.
 */

import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Command } from 'commander';
import type { InstanceView } from '../../../src/host/host.ts';
import { exitCodes, Failure, oneLine } from './failure.ts';
import { endpointOf, serverAt } from './find-server.ts';
import { request } from './request.ts';

interface Options {
  readonly account?: string;
  readonly endpoint?: string;
}

/** What the server says of a running instance. */
interface Found {
  readonly prefix: string;
  readonly view: InstanceView;
  readonly environment: Readonly<Record<string, string>>;
}

export function define(command: Command): void {
  command
    .usage('[options] INSTANCE -- COMMAND [ARGUMENT …]')
    .argument('<instance>', 'its id or Name tag')
    .argument('<command...>', 'what to run, with its arguments')
    .option('--account <ID|NAME>', 'whose instance it is, where several accounts have one of the name')
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .action(async (name: string, argv: readonly string[], options: Options) => {
      const child = await start(await find(name, options), argv);
      process.exitCode = await ending(child);
    });
}

async function find(name: string, { account, endpoint: given }: Options): Promise<Found> {
  try {
    const endpoint = endpointOf(given);
    await serverAt(endpoint);
    const query = account === undefined ? '' : `?${new URLSearchParams({ account })}`;
    const { status, text } = await request(endpoint, `/_postern/instances/${encodeURIComponent(name)}${query}`);
    if (status === 200) return JSON.parse(text) as Found;
    throw new Failure((JSON.parse(text) as { readonly message: string }).message);
  } catch (reason) {
    throw new Failure(oneLine(reason), exitCodes.notStarted);
  }
}

async function start({ prefix, view, environment }: Found, argv: readonly string[]): Promise<ChildProcess> {
  const { openHost } = await import('../../../src/host/open.ts');
  try {
    const host = await openHost(prefix);
    return await host.execInstance(view, argv, { environment, stdio: 'inherit' });
  } catch (reason) {
    throw new Failure(oneLine(reason), exitCodes.notStarted);
  }
}

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const;

/** The command's exit code, or as a shell says it where a signal ended it. */
function ending(child: ChildProcess): Promise<number> {
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Failure(oneLine(error), exitCodes.notStarted)));
    child.on('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
