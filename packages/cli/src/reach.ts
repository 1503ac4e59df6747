/**
 * `postern reach`: who can reach something, or whom it can reach, by class and traffic; or all pairs of a network, as they
 * are found. The server judges; this file asks and tells.
 */

import type { Command } from 'commander';
import type { Reach, ReachAnswer } from '../../../src/verify/reach-answer.ts';
import { ask } from './ask.ts';
import { endText, sizeText, trafficText } from './class-text.ts';
import { exitCodes, Failure } from './failure.ts';
import { endpointOf } from './find-server.ts';

interface Options {
  readonly endpoint?: string;
  readonly from?: true;
  readonly all?: true;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .argument(
      '[subject]',
      'id or Name tag of an instance, interface, endpoint, load balancer or service, or an address',
    )
    .option('--from', 'whom the subject reaches, instead of who reaches it')
    .option('--all', 'every pair of the network, as they are found; Ctrl-C ends it')
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object; with --all, one for each pair')
    .action(async (subject: string | undefined, options: Options) => {
      const endpoint = endpointOf(options.endpoint);
      if ((subject === undefined) !== (options.all === true)) {
        throw new Failure('name one subject, or give --all', exitCodes.usage);
      }
      if (subject === undefined) {
        const { streamPairs } = await import('./pairs.ts');
        process.exitCode = await streamPairs(endpoint, options.json === true);
        return;
      }
      const query = new URLSearchParams({ subject, direction: options.from ? 'from' : 'to' });
      const answer = await ask<ReachAnswer>(endpoint, `/_postern/reach?${query}`);
      process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : reachText(answer));
    });
}

export function reachText({ subject, direction, reaches, size }: ReachAnswer): string {
  const title = direction === 'to' ? `who reaches ${subject}` : `whom ${subject} reaches`;
  const lines = reaches.flatMap(({ end, through, traffic }: Reach) => [
    `  ${endText(end)}`,
    `    ${trafficText(traffic)}${through === undefined ? '' : ` through ${through}`}`,
  ]);
  return [title, ...(lines.length > 0 ? lines : ['  nobody']), `(${sizeText(size)})`, ''].join('\n');
}
