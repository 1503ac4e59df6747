/**
 * `postern diff`: what became possible and what impossible between two revisions, or what calls of AWS's APIs in a file
 * would make so. The server compares, and plays the calls on a copy; this file asks and tells.
 */

import type { Command } from 'commander';
import type { Difference, NetworkDiff } from '../../../src/verify/reach-answer.ts';
import { answers, ask } from './ask.ts';
import { readCallsFile } from './calls-file.ts';
import { counted, endText, sizeText, trafficText } from './class-text.ts';
import { exitCodes, Failure } from './failure.ts';
import { endpointOf } from './find-server.ts';
import { signed } from './management.ts';

interface Options {
  readonly endpoint?: string;
  readonly whatIf?: string;
  readonly json?: true;
}

export function define(command: Command): void {
  command
    .argument('[before]', 'a revision (see postern revisions), or now')
    .argument('[after]', 'another', 'now')
    .option(
      '--what-if <FILE>',
      'compare BEFORE, or now, with what the calls in the file would make of the network; - is standard input',
    )
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object')
    .addHelpText('after', callsHelp)
    .action(async (before: string | undefined, after: string, options: Options) => {
      const endpoint = endpointOf(options.endpoint);
      const isWhatIf = options.whatIf !== undefined;
      if (!isWhatIf && before === undefined) throw new Failure('give a revision, or --what-if', exitCodes.usage);
      if (isWhatIf && after !== 'now')
        throw new Failure('--what-if takes one revision to compare with', exitCodes.usage);
      for (const revision of [before ?? 'now', after]) checkRevision(revision);
      const found = isWhatIf
        ? await whatIf(endpoint, options.whatIf!, before ?? 'now')
        : await ask<NetworkDiff>(endpoint, `/_postern/diff?${new URLSearchParams({ before: before!, after })}`);
      process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : diffText(found, isWhatIf));
    });
}

const callsHelp = `
The file holds a JSON array, or a JSON object on each line, in the member names of AWS's API:
  {"service": "ec2", "operation": "CreateVpc", "input": {"CidrBlock": "10.9.0.0/16"}, "as": "vpc"}
  {"service": "ec2", "operation": "CreateSubnet", "input": {"VpcId": "$vpc.Vpc.VpcId", "CidrBlock": "10.9.1.0/24"}}
Further members: "account", an id or name (default: the management account), and "region".`;

function checkRevision(text: string): void {
  if (!/^(now|\d{1,15})$/.test(text)) throw new Failure(`${text} is no revision: a number, or now`, answers.none);
}

async function whatIf(endpoint: string, path: string, base: string): Promise<NetworkDiff> {
  const page = '/_postern/diff';
  const body = JSON.stringify({ base, calls: readCallsFile(path) });
  return ask(endpoint, page, (server) => signed(server, { method: 'POST', path: page, body }));
}

/** Changed resources that are told one by one. */
const mostChanges = 20;

export function diffText({ before, after, changes, differences, size }: NetworkDiff, isWhatIf: boolean): string {
  const told = changes.slice(0, mostChanges).map(({ kind, id, change }) => `  ${change.padEnd(7)} ${kind} ${id}`);
  const more = changes.length - told.length;
  return [
    `revision ${before} → ${isWhatIf ? 'what if' : `revision ${after}`}: ${counted(changes.length, 'resource')} changed`,
    ...told,
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(differences.length === 0 ? ['no packet fares otherwise'] : differences.flatMap(differenceLines)),
    `(${sizeText(size)})`,
    '',
  ].join('\n');
}

function differenceLines({ from, to, gained, lost, causes }: Difference): readonly string[] {
  return [
    `${endText(from)} → ${endText(to)}`,
    ...(gained.length > 0 ? [`  gained  ${trafficText(gained)}`] : []),
    ...(lost.length > 0 ? [`  lost    ${trafficText(lost)}`] : []),
    ...causes.map(({ stage, component, rule = component, text }) => {
      return `    ${stage}  ${text.startsWith(rule) ? '' : `${rule}  `}${text}`;
    }),
  ];
}
