/** `postern revisions`: the latest changes, who asked for them and what they changed; the numbers that `postern diff` takes. */

import type { Command } from 'commander';
import type { Revisions, ToldRevision } from '../../../src/control/diff.ts';
import { ask } from './ask.ts';
import { counted } from './class-text.ts';
import { endpointOf } from './find-server.ts';

interface Options {
  readonly endpoint?: string;
  readonly limit: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .option('--limit <N>', 'how many, up to 1000', '20')
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object')
    .action(async ({ endpoint, limit, json }: Options) => {
      const query = new URLSearchParams({ limit });
      const found = await ask<Revisions>(endpointOf(endpoint), `/_postern/revisions?${query}`);
      process.stdout.write(json ? `${JSON.stringify(found)}\n` : revisionsText(found));
    });
}

export function revisionsText({ newest, oldest, revisions }: Revisions): string {
  return [...revisions.map(revisionText), `revisions ${oldest} to ${newest} can be compared`, ''].join('\n');
}

/** Changes that are told one by one. */
const mostChanges = 4;

function revisionText({ revision, time, author, changes, count }: ToldRevision): string {
  const told = changes.slice(0, mostChanges).map(({ kind, id, change }) => `${change} ${kind} ${id}`);
  const more = count - told.length;
  const what = [...told, ...(more > 0 ? [`and ${counted(more, 'more', 'more')}`] : [])].join(', ');
  const who = author ? `${author.operation} by ${author.principal}` : 'the server itself';
  return `${revision}  ${time}  ${who}\n    ${what || 'nothing that can be seen'}`;
}
