import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSnapshot } from '../../packages/cli/src/snapshot-files.ts';
import { exportPlace } from '../../src/snapshot/export.ts';
import { importSnapshot } from '../../src/snapshot/import.ts';
import { sample, snapshots } from '../../src/snapshot/sample-snapshot.ts';
import { awsJson, hasAws, type Server, startServer } from './server.ts';

const recipe = readFileSync(
  fileURLToPath(new URL('../../docs/recipes/snapshot-an-account.md', import.meta.url)),
  'utf8',
);
const [commands = ''] = [...recipe.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);
const script = fileURLToPath(new URL('../../packages/cli/bin/postern', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'postern-recipe-'));

interface Done {
  readonly code: number;
  readonly said: string;
}

function run(file: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<Done> {
  return new Promise((resolve) => {
    execFile(file, words, { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, said: stdout + stderr });
    });
  });
}

const hasJq = (await run('jq', ['--version'], process.env)).code === 0;

describe.skipIf(!hasAws || !hasJq)('the recipe for a snapshot', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
    const words = ['import', `${snapshots}private-link`, '--adopt', '--endpoint', server.endpoint];
    expect((await run(process.execPath, [script, ...words], process.env)).code).toBe(0);
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function snapshotOf(account: string): Promise<void> {
    const role = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
    const { Credentials: keys } = await awsJson<{ Credentials: Record<string, string> }>(server, [
      ...['sts', 'assume-role', '--role-arn', role, '--role-session-name', 'test'],
    ]);
    const environment = {
      PATH: process.env.PATH,
      HOME: directory,
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: keys.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
      AWS_SESSION_TOKEN: keys.SessionToken,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const here = commands.replace('snapshot=snapshot', `snapshot=${directory}`);
    const words = ['--norc', '-euo', 'pipefail', '-c', here];
    expect(await run('bash', words, environment)).toEqual({ code: 0, said: '' });
  }

  test('makes of a running Postern, with the stock aws command, what was adopted by it', async () => {
    await Promise.all(['333344445555', '666677778888'].map(snapshotOf));
    const wanted = importSnapshot(sample('private-link'));
    const { network, report } = importSnapshot(readSnapshot(directory));
    expect(report.notUnderstood).toEqual([]);
    for (const resource of wanted.network.resources()) {
      expect(network.get(resource.kind, resource.id), resource.id).toEqual(resource);
    }
  }, 300_000);

  test('has a file for everything that an export has', async () => {
    const { network, health } = importSnapshot(sample('private-link'));
    const place = { account: '333344445555', region: 'us-east-1' };
    const files = await exportPlace({ network, targetHealth: health, now: 0 }, place);
    const names = files.map(({ path }) => path.split('/').at(-1)!.replace('.json', ''));
    expect(names.filter((name) => !commands.includes(name))).toEqual(['ListenerAttributes']);
  });

  test('asks for the actions that its policy allows, and no others', () => {
    const [, policy = '{}'] = /^```json\n([\s\S]*?)^```$/m.exec(recipe) ?? [];
    const allowed = (JSON.parse(policy) as { Statement: { Action: string[] }[] }).Statement[0]!.Action;
    const services: Readonly<Record<string, string>> = { ec2: 'ec2', elbv2: 'elasticloadbalancing', ram: 'ram' };
    const asked = [...commands.matchAll(/aws (ec2|elbv2|ram) ((?:describe|get|list|search)-[a-z-]+[a-z])/g)].map(
      ([, service, words]) => {
        const action = words!.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
        return `${services[service!]}:${action}`;
      },
    );
    expect([...new Set(asked)].sort()).toEqual([...allowed].sort());
  });
});
