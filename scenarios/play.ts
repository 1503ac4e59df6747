/**
 * Plays probes against a running Postern: each inside its instance through `postern exec`, or on the host for those from
 * outside. What decided is read from evidence: counters that moved in the kernel, the refusal's own words, or the endpoint
 * that the request came through.
 */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AnsweredRequest, Evidence } from '../src/control/evidence.ts';
import type { Connection } from './shared-services/account.ts';
import type { Probe } from './shared-services/probes.ts';

export interface ProbeResult {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly expected: string;
  readonly observed: string;
  readonly decidedBy: string;
  readonly ok: boolean;
}

const probeProgram = fileURLToPath(new URL('./probe.ts', import.meta.url));
const cli = fileURLToPath(new URL('../packages/cli/bin/postern', import.meta.url));
const longestProbe = 20_000;

interface Outcome {
  readonly outcome: string;
  readonly detail: string;
}

function run(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve) => {
    const [file = '', ...rest] = argv;
    execFile(file, rest, { env: environment, timeout: longestProbe }, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Outcome);
      } catch {
        const said = stderr.trim() || (error?.message ?? stdout);
        resolve({ outcome: 'the probe failed', detail: said });
      }
    });
  });
}

async function evidenceOf(endpoint: string): Promise<Evidence> {
  const answer = await fetch(`${endpoint}/_postern/evidence`);
  return (await answer.json()) as Evidence;
}

/** Packets so far, by the internet's links and each backbone's. */
export async function carriedOf(endpoint: string): Promise<Evidence['carried']> {
  return (await evidenceOf(endpoint)).carried;
}

/** Whether what went between regions meanwhile kept to the backbones. */
export function carriedBetween(before: Evidence['carried'], after: Evidence['carried']): ProbeResult {
  const packets = (is: (link: string) => boolean): number =>
    Object.keys(after)
      .filter(is)
      .reduce((sum, link) => sum + (after[link] ?? 0) - (before[link] ?? 0), 0);
  const internet = packets((link) => link === 'internet');
  const backbones = packets((link) => link.startsWith('backbone-'));
  return {
    name: 'packets on the internet meanwhile',
    from: 'between regions',
    to: 'backbones',
    expected: '0',
    observed: `${internet}`,
    decidedBy: `${backbones} packets by the backbones`,
    ok: internet === 0 && backbones > 0,
  };
}

/** Names whose count grew, most first. */
function grown(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): string[] {
  const growth = (name: string): number => (after[name] ?? 0) - (before[name] ?? 0);
  return Object.keys(after)
    .filter((name) => growth(name) > 0)
    .sort((one, other) => growth(other) - growth(one));
}

function throughWhat(requests: readonly AnsweredRequest[]): string | undefined {
  const last = requests.findLast((request) => request.origin.kind === 'endpoint');
  return last?.origin.kind === 'endpoint' ? `VPC endpoint ${last.origin.endpoint}` : undefined;
}

/** AWS's own words, where it answered with an error code. */
function isRefusal({ outcome }: Outcome): boolean {
  return /^[A-Z]\w+(\.\w+)?$/.test(outcome);
}

function decidedBy(vpc: string, outcome: Outcome, before: Evidence, after: Evidence): string {
  const refusal = /(because no .* action|with an explicit deny in .*)$/.exec(outcome.detail)?.[1];
  if (refusal) return refusal.replace(/^because /, '').replace(/^with /, '');
  if (isRefusal(outcome)) return outcome.detail;
  const counts = (evidence: Evidence) => evidence.routers[vpc] ?? { drops: {}, rules: {} };
  if (outcome.outcome === 'no answer') {
    const stage = grown(counts(before).drops, counts(after).drops)[0];
    return stage ? `${stage} of ${vpc}` : 'nothing that was counted';
  }
  const last = before.requests.at(-1)?.number ?? 0;
  const endpoint = throughWhat(after.requests.filter(({ number }) => number > last));
  if (endpoint && outcome.outcome === 'allowed') return endpoint;
  const rule = grown(counts(before).rules, counts(after).rules);
  return rule.length > 0 ? `security group rule ${rule.join(', ')}` : 'nothing that was counted';
}

export async function play(probe: Probe, host: Connection): Promise<ProbeResult> {
  const before = await evidenceOf(host.endpoint);
  const program = [process.execPath, probeProgram, ...probe.words];
  const { connection = host } = probe;
  const outcome =
    probe.from === 'outside'
      ? await run(program, outsideEnvironment(connection))
      : await run(
          [process.execPath, cli, 'exec', '--endpoint', host.endpoint, probe.from, '--', ...program],
          process.env,
        );
  const after = await evidenceOf(host.endpoint);
  const decided = decidedBy(probe.vpc, outcome, before, after);
  return {
    name: probe.name,
    from: probe.from,
    to: probe.to,
    expected: probe.expected,
    observed: outcome.outcome === 'the probe failed' ? `${outcome.outcome}: ${outcome.detail}` : outcome.outcome,
    decidedBy: decided,
    ok: outcome.outcome === probe.expected && probe.decidedBy.test(decided),
  };
}

function outsideEnvironment({ endpoint, region, credentials }: Connection): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}
