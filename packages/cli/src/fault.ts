/**
 * `postern fault`: takes an availability zone down for everybody, or up again, and tells which are down. The server wants
 * the request signed by the management account, whose keys are in the files beside its state; the command ends once the
 * data plane is as asked.
 */

import { Argument, type Command } from 'commander';
import type { Health } from '../../../src/control/control.ts';
import type { ZoneChange, ZoneDown } from '../../../src/control/zones.ts';
import { Failure } from './failure.ts';
import { endpointOf, type FoundServer, serverAt } from './find-server.ts';
import { askAsManagement, readAnswer } from './management.ts';
import { request } from './request.ts';

interface Options {
  readonly endpoint?: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object')
    .configureHelp({ showGlobalOptions: true });
  command
    .command('az')
    .description('take a zone down: nothing enters or leaves its subnets, whoever owns them; or up again')
    .argument('<region>', 'such as us-east-1')
    .argument('<az-id>', "the zone's id, the same for every account, such as use1-az1")
    .addArgument(new Argument('<state>', 'what it shall be').choices(['down', 'up']))
    .action(async (region: string, zoneId: string, state: 'down' | 'up') => {
      const { endpoint, json } = command.opts<Options>();
      const server = await serverAt(endpointOf(endpoint));
      const change = await setZone(server, { region, zoneId, state });
      const health = await applied(server.endpoint, change.revision);
      process.stdout.write(json ? `${JSON.stringify(change)}\n` : changeText(change, health));
    });
  command
    .command('list')
    .description('tell which zones are down')
    .action(async () => {
      const { endpoint, json } = command.opts<Options>();
      const server = await serverAt(endpointOf(endpoint));
      const told = readAnswer<{ readonly down: readonly ZoneDown[] }>(
        await request(server.endpoint, '/_postern/zones'),
      );
      process.stdout.write(json ? `${JSON.stringify(told)}\n` : listText(told.down));
    });
}

type Wanted = Pick<ZoneChange, 'region' | 'zoneId' | 'state'>;

export function setZone(server: FoundServer, { region, zoneId, state }: Wanted): Promise<ZoneChange> {
  const path = `/_postern/zones/${encodeURIComponent(region)}/${encodeURIComponent(zoneId)}`;
  return askAsManagement(server, { method: 'PUT', path, body: JSON.stringify({ state }) });
}

/** Milliseconds between two looks at how far the data plane is, and for all of them. */
const pause = 100;
const patience = 60_000;

/** Resolves when the data plane has done what the revision asks for. */
export async function applied(endpoint: string, revision: number, longest = patience): Promise<Health> {
  const deadline = performance.now() + longest;
  for (;;) {
    const { health } = await serverAt(endpoint);
    if (health.appliedRevision >= revision) return health;
    if (performance.now() > deadline) {
      const why = health.lastFailure === undefined ? '' : `, whose last failure was: ${health.lastFailure}`;
      throw new Failure(`it is written, but not in force after ${longest / 1000} s: the data plane is behind${why}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

export function changeText({ region, zoneId, state, changed }: ZoneChange, { fabric, why }: Health): string {
  const already = changed ? '' : ' already';
  const unenforced = fabric === 'none' ? ` (nothing enforces it: ${why})` : '';
  return `${zoneId} in ${region} is ${state}${already}${unenforced}\n`;
}

export function listText(down: readonly ZoneDown[]): string {
  if (down.length === 0) return 'every zone is up\n';
  return down.map(({ region, zoneId, since }) => `${zoneId} in ${region} is down since ${since}\n`).join('');
}
