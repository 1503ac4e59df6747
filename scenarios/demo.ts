/**
 * README's first command: starts Postern with its embedded defaults on a free port and a state of its own, builds
 * `shared-services` through the stock SDK, sends real packets and prints what became of each probe and which component
 * decided. Exits 0 only if every probe matches. `--json` prints one object, `--keep` leaves Postern running.
 */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify, styleText } from 'node:util';
import { ensureMachine } from '../tools/install/ensure.ts';
import { carriedBetween, carriedOf, type ProbeResult, play } from './play.ts';
import { type Connection, createAccount, createOrganization } from './shared-services/account.ts';
import { buildSharedServices } from './shared-services/network.ts';
import { buildPartner } from './shared-services/partner.ts';
import { partnerProbes, unsubscribedProbes } from './shared-services/partner-probes.ts';
import { buildPrivateLink } from './shared-services/private-link.ts';
import { privateLinkProbes, zoneFaultProbes } from './shared-services/private-link-probes.ts';
import { type Probe, probesOf } from './shared-services/probes.ts';
import { abroad, buildRegions } from './shared-services/regions.ts';
import { regionsProbes } from './shared-services/regions-probes.ts';
import { buildSharedVpc } from './shared-services/shared-vpc.ts';
import { sharedVpcProbes } from './shared-services/shared-vpc-probes.ts';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../packages/cli/bin/postern', import.meta.url));

/** Something to connect to; what an instance's own application would be. */
const userData = `#!${process.execPath}
require('node:net').createServer((socket) => socket.on('error', () => {}).end('hello')).listen(8080);
`;

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, keep: { type: 'boolean' }, help: { type: 'boolean' } },
});

interface Started {
  readonly endpoint: string;
  readonly region: string;
  readonly fabric: string;
  readonly why: string;
  readonly accounts: readonly { readonly accessKeyId?: string; readonly secretAccessKey?: string }[];
}

function say(text: string): void {
  if (!values.json) process.stdout.write(`${text}\n`);
}

async function postern(...words: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [cli, ...words], { maxBuffer: 2 ** 24 });
  return stdout;
}

function ownerOf(started: Started): Connection {
  const [owner] = started.accounts;
  const credentials = { accessKeyId: owner?.accessKeyId ?? '', secretAccessKey: owner?.secretAccessKey ?? '' };
  return { endpoint: started.endpoint, region: started.region, credentials };
}

async function playEach(probes: readonly Probe[], owner: Connection): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const probe of probes) {
    const result = await play(probe, owner);
    results.push(result);
    say(line(result));
  }
  return results;
}

async function playAll(started: Started): Promise<readonly ProbeResult[]> {
  const owner = ownerOf(started);
  await createOrganization(owner);
  say('Building shared-services: two accounts, a VPC with two private subnets, three endpoints, two instances.\n');
  const team = await createAccount(owner, 'team');
  const services = await buildSharedServices(owner, team, userData);
  const first = await playEach(probesOf(services), owner);
  say(
    '\nA provider with targets in two zones behind a load balancer, and two consumers, all of them in 10.0.0.0/16.\n',
  );
  const accounts = [
    await createAccount(owner, 'provider'),
    await createAccount(owner, 'consumer'),
    await createAccount(owner, 'stranger'),
  ] as const;
  const built = await buildPrivateLink(started.region, accounts);
  const second = await playEach(privateLinkProbes(built), owner);
  const fault = (state: string): Promise<string> =>
    postern('fault', 'az', started.region, built.zones[0], state, '--endpoint', owner.endpoint);
  await fault('down');
  const third = await playEach(zoneFaultProbes(built), owner);
  await fault('up');
  say(
    '\nA service that the provider sells through AWS Marketplace: the consumer subscribes to it, the stranger does not.\n',
  );
  const marketplace = (...words: string[]): Promise<string> =>
    postern('marketplace', ...words, '--json', '--endpoint', owner.endpoint);
  const partner = await buildPartner(built, accounts, marketplace);
  const fourth = await playEach(partnerProbes(built, partner), owner);
  await marketplace('unsubscribe', partner.product, '--account', accounts[1].id);
  const fifth = await playEach(unsubscribedProbes(built, partner), owner);
  say(
    "\nA network team's VPC, one subnet of it shared with two teams, who use its endpoints and its NAT gateway and change nothing of it.\n",
  );
  const shared = await buildSharedVpc(owner, services.buckets.other, userData);
  const sixth = await playEach(sharedVpcProbes(shared), owner);
  const branch = await createAccount(owner, 'branch');
  say(
    `\nA branch in ${abroad}, whose VPC is peered with the shared services', and which has an endpoint to the provider's service.\n`,
  );
  const regions = await buildRegions(branch, services, accounts[0], built);
  const before = await carriedOf(owner.endpoint);
  const seventh = await playEach(regionsProbes(services, regions), owner);
  const eighth = carriedBetween(before, await carriedOf(owner.endpoint));
  say(line(eighth));
  return [...first, ...second, ...third, ...fourth, ...fifth, ...sixth, ...seventh, eighth];
}

function line({ ok, name, from, to, expected, observed, decidedBy }: ProbeResult): string {
  const mark = ok ? styleText('green', 'ok  ') : styleText('red', 'FAIL');
  const what = `${mark} ${name}: ${from} → ${to}`;
  return `${what}\n     expected ${expected}, observed ${observed}; decided by ${decidedBy}`;
}

/** Rejects once somebody interrupts, so that what was started is removed again. */
function interruption(): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => reject(new Error(`The demo was ended by ${signal}.`)));
    }
  });
  // It may come before anything waits for it.
  interrupted.catch(() => {});
  return interrupted;
}

async function demo(state: string, interrupted: Promise<never>): Promise<boolean> {
  const begun = performance.now();
  const started = JSON.parse(await postern('up', '--detach', '--json', '--port', '0', '--state', state)) as Started;
  say(`Postern answers at ${started.endpoint}; packets: ${started.fabric} (${started.why}).`);
  try {
    const results = await Promise.race([playAll(started), interrupted]);
    const seconds = Math.round((performance.now() - begun) / 100) / 10;
    const ok = results.every((result) => result.ok);
    if (values.json) {
      process.stdout.write(`${JSON.stringify({ ok, probes: results, fabric: started.fabric, seconds })}\n`);
    }
    say(`\n${results.filter((result) => result.ok).length} of ${results.length} probes as expected, ${seconds} s.`);
    if (values.keep) say(`Postern is still running: npx postern status --endpoint ${started.endpoint}`);
    return ok;
  } finally {
    if (!values.keep) await postern('down', '--state', state, '--endpoint', started.endpoint);
  }
}

if (values.help) {
  process.stdout.write('npm run demo [-- --json] [-- --keep]\nBuilds and proves the scenario shared-services.\n');
} else {
  await ensureMachine({ quiet: values.json === true });
  const state = mkdtempSync(join(tmpdir(), 'postern-demo-'));
  try {
    process.exitCode = (await demo(state, interruption())) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  } finally {
    if (!values.keep) rmSync(state, { recursive: true, force: true });
  }
  // A probe that was under way when somebody interrupted is not waited for.
  process.exit();
}
