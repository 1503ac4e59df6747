/**
 * `postern export`: writes the running server's network as files of `describe-*` answers, the layout that `postern import` and
 * Batfish read. The server is asked account by account and region by region.
 */

import type { Command } from 'commander';
import type { Exports, Files } from '../../../src/control/snapshots.ts';
import { Failure } from './failure.ts';
import { endpointOf, type FoundServer, serverAt } from './find-server.ts';
import { askAsManagement } from './management.ts';
import { findAccount, readAccounts } from './profiles.ts';
import { checkFree, writeSnapshot } from './snapshot-files.ts';

interface Options {
  readonly account?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly json?: true;
}

interface Told extends Exports {
  readonly files: number;
}

/** Characters of one region's files. */
const longest = 512 * 1024 * 1024;
const patience = 120_000;

export function define(command: Command): void {
  command
    .argument('<dir>', 'where aws_configs/accounts/<id>/<region>/<File>.json are written')
    .option('--account <ID|NAME>', 'of one account alone')
    .option('--region <REGION>', 'of one region alone')
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object')
    .action(async (directory: string, options: Options) => {
      const told = await exportTo(directory, await serverAt(endpointOf(options.endpoint)), options);
      process.stdout.write(options.json ? `${JSON.stringify(told)}\n` : exportText(directory, told));
    });
}

async function exportTo(directory: string, server: FoundServer, options: Options): Promise<Told> {
  checkFree(directory);
  const all = await askAsManagement<Exports>(server, { method: 'GET', path: '/_postern/export' });
  const account = options.account && findAccount(readAccounts(server.health.state).accounts, options.account).account;
  const places = all.places.filter(
    (one) => (!account || one.account === account) && (!options.region || one.region === options.region),
  );
  if (places.length === 0) throw new Failure('there is nothing to export there');
  const found: Files[] = [];
  for (const [index, one] of places.entries()) {
    progress(`${index + 1} of ${places.length}: ${one.account} in ${one.region}`);
    const path = `/_postern/export/${one.account}/${one.region}`;
    found.push(await askAsManagement<Files>(server, { method: 'GET', path, longest, patience }));
  }
  const files = found.flatMap((one) => one.files);
  progress('');
  writeSnapshot(directory, files);
  return { places, files: files.length, notExported: all.notExported };
}

/** One line on a terminal, each over the one before. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text}\x1b[K`);
}

export function exportText(directory: string, { places, files, notExported }: Told): string {
  const left = Object.entries(notExported).map(([kind, count]) => `${count} ${kind}`);
  return [
    `${files} files in ${directory}/aws_configs`,
    ...places.map(({ account, region }) => `  ${account} in ${region}`),
    ...(left.length > 0 ? [`not exported, as no file carries it: ${left.join(', ')}`] : []),
    '',
  ].join('\n');
}
