/** `postern reset`: empties a server that trusts any key. One that verifies signatures is emptied by nobody but its owner. */

import type { Command } from 'commander';
import { Failure } from './failure.ts';
import { endpointOf, serverAt } from './find-server.ts';
import { request } from './request.ts';
import { shellQuote } from './shell-lines.ts';

const forbidden = 403;

export function define(command: Command): void {
  command
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object')
    .action(async (options: { readonly endpoint?: string; readonly json?: true }) => {
      const { endpoint, health } = await serverAt(endpointOf(options.endpoint));
      const { status, text } = await request(endpoint, '/_postern/reset', { method: 'POST' });
      if (status === forbidden) throw new Failure(ownersWay(endpoint, health.state));
      if (status !== 200) throw new Failure(`${endpoint} answered ${status}: ${text.trim()}`);
      process.stdout.write(options.json ? `${JSON.stringify({ reset: true, endpoint })}\n` : `${endpoint} is empty\n`);
    });
}

function ownersWay(endpoint: string, state: string): string {
  const place = shellQuote(state);
  const commands = `postern down --endpoint ${endpoint} && rm -r ${place} && postern up --state ${place}`;
  return `${endpoint} verifies signatures, so only a new start empties it: ${commands}`;
}
