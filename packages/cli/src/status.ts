/** `postern status`: whether the server is well, how far the data plane is, and what there is. Exit code 1 where none runs. */

import type { Command } from 'commander';
import type { Health } from '../../../src/control/control.ts';
import { enforcementLine } from './description.ts';
import { exitCodes, reportFailure } from './failure.ts';
import { endpointOf, serverAt } from './find-server.ts';
import { request } from './request.ts';

type Counts = Readonly<Record<string, number>>;

export function define(command: Command): void {
  command
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object')
    .action(async (options: { readonly endpoint?: string; readonly json?: true }) => {
      const endpoint = endpointOf(options.endpoint);
      try {
        const { health } = await serverAt(endpoint);
        const resources = JSON.parse((await request(endpoint, '/_postern/resources')).text) as Counts;
        const told = { running: true, endpoint, ...health, resources };
        process.stdout.write(options.json ? `${JSON.stringify(told)}\n` : statusText(endpoint, health, resources));
      } catch (reason) {
        if (options.json) process.stdout.write(`${JSON.stringify({ running: false, endpoint })}\n`);
        reportFailure(reason);
        process.exitCode = exitCodes.failed;
      }
    });
}

export function statusText(endpoint: string, health: Health, resources: Counts): string {
  const counted = Object.entries(resources).map(([kind, count]) => `${count} ${kind}`);
  return [
    `Postern ${health.version} answers at ${endpoint} (process ${health.pid})`,
    `  state        ${health.state}`,
    health.fabric === 'starting' ? `  enforcement  ${health.why}` : enforcementLine(health).trimEnd(),
    `  revision     ${health.revision}${appliedText(health)}`,
    ...(health.failures > 0 ? [`  failures     ${health.failures}, the last: ${health.lastFailure ?? 'unknown'}`] : []),
    `  resources    ${counted.join(', ') || 'none'}`,
    '',
  ].join('\n');
}

function appliedText({ fabric, revision, appliedRevision }: Health): string {
  if (fabric === 'none') return '';
  return revision > appliedRevision ? `, the data plane is at ${appliedRevision}` : ', in force';
}
