/**
 * `postern trace`: whether a packet gets from here to there and its answer back, stage by stage, and what stands in the way.
 * The server judges, or snapshot-trace.ts where the question is about a snapshot; this file asks and tells. Exit code 0 is reachable, 1 not, 2 a question that has no answer.
 */

import type { Command } from 'commander';
import type { Hop, HopPacket, Trace } from '../../../src/verify/answer.ts';
import { exitCodes, Failure, oneLine } from './failure.ts';
import { endpointOf, serverAt } from './find-server.ts';
import { request } from './request.ts';

interface Options {
  readonly endpoint?: string;
  readonly protocol: string;
  readonly port?: string;
  readonly sourceIp?: string;
  readonly destinationIp?: string;
  readonly snapshot?: string;
  readonly action?: string;
  readonly resource?: string;
  readonly principal?: string;
  readonly json?: true;
}

export const codes = { reachable: 0, unreachable: 1, wrongQuestion: 2 } as const;
const protocols: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1 };

export function define(command: Command): void {
  command
    .argument(
      '<source>',
      'id or Name tag of an instance, interface, endpoint, gateway, attachment or peering connection, or an address',
    )
    .argument('<destination>', 'the same, or a load balancer or endpoint service')
    .option('--protocol <PROTOCOL>', 'tcp, udp, icmp or a number', 'tcp')
    .option('--port <N>', 'destination port of tcp and udp')
    .option('--source-ip <ADDRESS>', "another of the source's addresses than its primary one")
    .option(
      '--destination-ip <ADDRESS>',
      'what is sent to through a gateway, attachment or peering connection that is the destination',
    )
    .option('--snapshot <DIR>', 'ask about a snapshot of real accounts, and no server')
    .option('--action <ACTION>', 'a request to ask the policies of endpoints about, such as s3:GetObject')
    .option('--resource <ARN>', "the request's resource")
    .option('--principal <ARN>', 'who signs the request')
    .option('--endpoint <URL>', 'the server (default: AWS_ENDPOINT_URL, or port 4566)')
    .option('--json', 'print one JSON object')
    .action(async (source: string, destination: string, options: Options) => {
      const query = queryOf(source, destination, options);
      const found = options.snapshot
        ? await traceSnapshot(options.snapshot, query)
        : await ask(endpointOf(options.endpoint), query);
      process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : traceText(source, destination, found));
      process.exitCode = found.reachable ? codes.reachable : codes.unreachable;
    });
}

export function queryOf(source: string, destination: string, options: Options): URLSearchParams {
  const { protocol, port, sourceIp, destinationIp } = options;
  const number = Object.hasOwn(protocols, protocol) ? `${protocols[protocol]}` : protocol;
  if (!/^\d{1,3}$/.test(number)) {
    throw new Failure(`${protocol} is no protocol: tcp, udp, icmp or a number`, codes.wrongQuestion);
  }
  const query = new URLSearchParams({ source, destination, protocol: number });
  if (port !== undefined) query.set('port', port);
  if (sourceIp !== undefined) query.set('sourceAddress', sourceIp);
  if (destinationIp !== undefined) query.set('destinationAddress', destinationIp);
  for (const name of ['action', 'resource', 'principal'] as const) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  return query;
}

/** Read when it is wanted: a question to a server needs none of it. */
async function traceSnapshot(directory: string, query: URLSearchParams): Promise<Trace> {
  const { traceIn } = await import('./snapshot-trace.ts');
  return traceIn(directory, query);
}

/** A server that is not there must not look like a destination that is not reachable. */
export async function ask(endpoint: string, query: URLSearchParams): Promise<Trace> {
  const { status, text } = await serverAt(endpoint)
    .then(() => request(endpoint, `/_postern/trace?${query}`))
    .catch((reason) => {
      throw new Failure(oneLine(reason), exitCodes.notStarted);
    });
  if (status === 200) return JSON.parse(text) as Trace;
  if (status === 400) {
    throw new Failure((JSON.parse(text) as { readonly message: string }).message, codes.wrongQuestion);
  }
  throw new Failure(`the server answered ${status}`, exitCodes.notStarted);
}

export function traceText(source: string, destination: string, found: Trace): string {
  const { reachable, disposition, forward, blockers } = found;
  const width = Math.max(...[...forward, ...found.return].map(({ stage }) => stage.length), 0);
  return [
    `${source} → ${destination}: ${reachable ? 'reachable' : 'not reachable'} (${disposition})`,
    ...section('forward', forward, width),
    ...section('return', found.return, width),
    ...(blockers.length > 0 ? ['', 'what would open it'] : []),
    ...blockers.flatMap(({ code, component, rule, mend }) => [`  ${code}  ${rule ?? component}`, `    ${mend}`]),
    '',
  ].join('\n');
}

function section(title: string, hops: readonly Hop[], width: number): readonly string[] {
  if (hops.length === 0) return [];
  let shown = '';
  const lines = hops.flatMap((hop) => {
    const packet = packetText(hop.packet);
    const isNew = packet !== shown;
    shown = packet;
    return [...(isNew ? [`  ${packet}`] : []), hopText(hop, width)];
  });
  return ['', title, ...lines];
}

function hopText({ stage, component, account, rule, verdict, detail }: Hop, width: number): string {
  const whose = account === undefined ? undefined : `of ${account}`;
  const named = rule === undefined || rule.startsWith(component) ? undefined : rule;
  const told = [whose, named, detail].filter(Boolean).join(', ');
  const what = rule?.startsWith(component) ? rule : component;
  return `    ${verdict}  ${stage.padEnd(width)}  ${what}${told ? `  (${told})` : ''}`;
}

function packetText({ source, destination, protocol, sourcePort, port }: HopPacket): string {
  const name = Object.keys(protocols).find((one) => protocols[one] === protocol) ?? `protocol ${protocol}`;
  const end = (address: string, number?: number): string => (number === undefined ? address : `${address}:${number}`);
  return `${name} ${end(source, sourcePort)} → ${end(destination, port)}`;
}
