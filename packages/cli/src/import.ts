/**
 * `postern import`: reads a snapshot of real accounts and tells what was understood of it; `--adopt` has the running server
 * take it into its state, whole or not at all. Without `--adopt` no server is asked.
 */

import type { Command } from 'commander';
import type { Adopted } from '../../../src/control/snapshots.ts';
import { importSnapshot } from '../../../src/snapshot/import.ts';
import type { NotUnderstood, Report } from '../../../src/snapshot/report.ts';
import { Unreadable } from '../../../src/snapshot/source.ts';
import { Failure } from './failure.ts';
import { applied } from './fault.ts';
import { endpointOf, serverAt } from './find-server.ts';
import { askAsManagement } from './management.ts';
import { readSnapshot } from './snapshot-files.ts';

interface Options {
  readonly adopt?: true;
  readonly endpoint?: string;
  readonly json?: true;
}

/** Milliseconds for a server that takes in thousands of resources. */
const patience = 120_000;

export function define(command: Command): void {
  command
    .argument('<dir>', 'has aws_configs/[accounts/<id>/]<region>/<File>.json: what `aws … describe-…` printed')
    .option('--adopt', 'make it live state of the running server: instances start')
    .option('--endpoint <URL>', 'the server for --adopt (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object')
    .action(async (directory: string, { adopt, endpoint, json }: Options) => {
      const told = adopt ? await adoptInto(directory, endpoint) : importFrom(directory).report;
      process.stdout.write(
        json ? `${JSON.stringify(told)}\n` : 'report' in told ? adoptionText(told) : reportText(told),
      );
    });
}

/** The snapshot as a Network, with its report. */
export function importFrom(directory: string) {
  try {
    return importSnapshot(readSnapshot(directory));
  } catch (reason) {
    if (reason instanceof Unreadable) throw new Failure(reason.message);
    throw reason;
  }
}

async function adoptInto(directory: string, given: string | undefined): Promise<Adopted> {
  const files = readSnapshot(directory);
  const server = await serverAt(endpointOf(given));
  const body = JSON.stringify({ files });
  const adopted = await askAsManagement<Adopted>(server, { method: 'POST', path: '/_postern/import', body, patience });
  await applied(server.endpoint, adopted.revision);
  return adopted;
}

const counted = (counts: Readonly<Partial<Record<string, number>>>): string =>
  Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ') || 'nothing';

export function reportText({ accounts, regions, imported, notUnderstood }: Report): string {
  return [
    `imported: ${counted(imported)}`,
    `accounts: ${accounts.join(', ') || 'none'}; regions: ${regions.join(', ') || 'none'}`,
    ...notUnderstoodLines(notUnderstood),
    '',
  ].join('\n');
}

export function adoptionText({ adopted, known, newAccounts, report }: Adopted): string {
  return [
    `adopted: ${counted(adopted)}${known > 0 ? `; ${known} were there already` : ''}`,
    ...(newAccounts.length > 0 ? [`new accounts: ${newAccounts.join(', ')}`] : []),
    ...notUnderstoodLines(report.notUnderstood),
    '',
  ].join('\n');
}

function notUnderstoodLines(rows: readonly NotUnderstood[]): readonly string[] {
  if (rows.length === 0) return ['everything was understood'];
  return [
    'not understood:',
    ...rows.flatMap(({ file, what, count, ids, effect }) => [
      `  ${count} × ${what}: ${effect}`,
      `    ${[file, ids.join(', ') + (ids.length < count && ids.length > 0 ? ', …' : '')].filter(Boolean).join(': ')}`,
    ]),
  ];
}
