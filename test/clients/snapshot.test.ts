import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Adopted } from '../../src/control/snapshots.ts';
import type { Report } from '../../src/snapshot/report.ts';
import { snapshots } from '../../src/snapshot/sample-snapshot.ts';
import type { Trace } from '../../src/verify/answer.ts';
import { aws, awsJson, type Ended, hasAws, type Server, startServer } from './server.ts';

const script = fileURLToPath(new URL('../../packages/cli/bin/postern', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'postern-snapshot-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let server: Server;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

/** Without a server to be found by chance. */
function postern(...words: readonly string[]): Promise<Ended> {
  const { AWS_ENDPOINT_URL: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...words], { env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, stdout, stderr });
    });
  });
}

const here = (...words: readonly string[]): Promise<Ended> => postern(...words, '--endpoint', server.endpoint);
const one = join(snapshots, 'one-account');
const two = join(snapshots, 'private-link');
const wild = join(snapshots, 'wild');

/** A snapshot with these files. */
function made(name: string, files: Readonly<Record<string, string>>): string {
  const directory = join(scratch, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

describe('postern import', () => {
  test('tells what was understood, without any server', async () => {
    const { code, stdout } = await postern('import', one);
    expect(code).toBe(0);
    expect(stdout).toContain('6 instance,');
    expect(stdout).toContain('accounts: 210987654321; regions: us-west-2\neverything was understood\n');
  });

  test('lists what was not, by name, count and effect, and as JSON', async () => {
    const { stdout } = await postern('import', wild);
    expect(stdout).toContain(
      '  1 × a peering with a VPC that is not in the snapshot: routes to it are treated as blackholes\n' +
        '    aws_configs/accounts/999900001111/eu-central-1/VpcPeeringConnections.json: pcx-01111111111111111\n',
    );
    const report = JSON.parse((await postern('import', wild, '--json')).stdout) as Report;
    expect(report.imported).toMatchObject({ instance: 2, subnet: 2 });
    expect(report.notUnderstood).toContainEqual(expect.objectContaining({ what: 'QuantumLinks', count: 2 }));
  });

  test.each([
    ['a directory that is not there', () => join(scratch, 'nowhere'), /^postern: there is no directory .+nowhere\n$/],
    ['no snapshot', () => snapshots, /^postern: .+ has no folder aws_configs\n$/],
    [
      'an empty one',
      () => made('empty', { 'aws_configs/readme.txt': '' }),
      /^postern: there is no aws_configs\/\[accounts\/<id>\/\]<region>\/<File>\.json\n$/,
    ],
    [
      'broken JSON',
      () => made('broken', { 'aws_configs/us-east-1/Vpcs.json': '{"Vpcs": [' }),
      /^postern: aws_configs\/us-east-1\/Vpcs\.json is not JSON: .+\n$/,
    ],
  ])('refuses %s with one line, also to adopt it', async (_, directory, line) => {
    for (const words of [[], ['--adopt', '--endpoint', server.endpoint]]) {
      const { code, stdout, stderr } = await postern('import', directory(), ...words);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(line);
    }
  });

  test.each(['import', 'export', 'trace'])('%s --help tells its options', async (name) => {
    const { code, stdout } = await postern(name, '--help');
    expect(code).toBe(0);
    const options = { import: '--adopt', export: '--account', trace: '--snapshot' };
    expect(stdout).toContain(options[name as 'import']);
  });
});

describe('postern trace --snapshot', () => {
  test('answers without a server, in the contract’s form', async () => {
    const { code, stdout } = await postern('trace', 'web', 'app', '--port', '8080', '--snapshot', one, '--json');
    expect(code).toBe(0);
    const found = JSON.parse(stdout) as Trace;
    expect(Object.keys(found)).toEqual(['reachable', 'disposition', 'forward', 'return', 'blockers']);
    expect(found).toMatchObject({ reachable: true, disposition: 'accepted', blockers: [] });
  });

  test('ends with 1 where nothing gets there, and says what would open the way', async () => {
    const { code, stdout, stderr } = await postern('trace', 'here', '10.60.0.1', '--port', '443', '--snapshot', wild);
    expect(code).toBe(1);
    expect(stdout).toContain('here → 10.60.0.1: not reachable (null-routed)');
    expect(stderr).toMatch(/^postern: \d+ things in .+wild not understood: see postern import .+wild\n$/);
  });

  test.each([
    ['an unknown name', ['nobody', 'app', '--port', '1', '--snapshot', one], /nobody\.\n$/],
    ['a port that is none', ['web', 'app', '--port', 'x', '--snapshot', one], /x is no port\n$/],
    ['no snapshot', ['web', 'app', '--port', '1', '--snapshot', scratch], /has no folder aws_configs\n$/],
  ])('ends with 2 for %s', async (_, words, line) => {
    const { code, stdout, stderr } = await postern('trace', ...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(line);
  });
});

describe.skipIf(!hasAws)('postern import --adopt, then the stock aws command', () => {
  const as = async (account: string) => {
    const role = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
    const words = ['sts', 'assume-role', '--role-arn', role, '--role-session-name', 'test'];
    const { Credentials } = await awsJson<{
      Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string };
    }>(server, words);
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials;
    return { ...server, credentials: { accessKeyId, secretAccessKey, sessionToken } };
  };
  const idsIn = async (account: string, region: string, words: readonly string[]): Promise<readonly string[]> => {
    const { stdout, stderr, code } = await aws(await as(account), [...words, '--region', region]);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as string[];
  };
  const subnets = ['ec2', 'describe-subnets', '--query', 'Subnets[].SubnetId'];

  test('shows the resources to their owners', async () => {
    const { code, stdout, stderr } = await here('import', two, '--adopt', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const told = JSON.parse(stdout) as Adopted;
    expect(told).toMatchObject({ known: 0, newAccounts: ['333344445555', '666677778888'] });
    expect(told.adopted).toMatchObject({ instance: 2, vpc: 2 });
    expect(await idsIn('333344445555', 'us-east-1', subnets)).toEqual(['subnet-0aa22222222222222']);
    const endpoints = ['ec2', 'describe-vpc-endpoints', '--query', 'VpcEndpoints[].[VpcEndpointId, State]'];
    expect(await idsIn('666677778888', 'us-east-1', endpoints)).toEqual([['vpce-0cc88888888888888', 'available']]);
    const targets = ['elbv2', 'describe-target-groups', '--query', 'TargetGroups[].TargetGroupName'];
    expect(await idsIn('333344445555', 'us-east-1', targets)).toEqual(['service']);
  });

  test('a second time changes nothing', async () => {
    const revision = async () =>
      ((await (await fetch(`${server.endpoint}/_postern/health`)).json()) as { revision: number }).revision;
    const before = await revision();
    const { code, stdout } = await here('import', two, '--adopt');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^adopted: nothing; \d+ were there already\neverything was understood\n$/);
    expect(await revision()).toBe(before);
  });

  test('refuses what is there with another content, as a whole', async () => {
    const directory = made('changed', {
      'aws_configs/us-east-1/Vpcs.json': JSON.stringify({
        Vpcs: [
          { VpcId: 'vpc-0aa11111111111111', OwnerId: '333344445555', CidrBlock: '10.9.0.0/16' },
          { VpcId: 'vpc-0ffffffffffffffff', OwnerId: '333344445555', CidrBlock: '10.9.0.0/16' },
        ],
      }),
    });
    const { code, stdout, stderr } = await here('import', directory, '--adopt');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^postern: Nothing was adopted: .*vpc-0aa11111111111111 is there already with another content/,
    );
    const vpcs = ['ec2', 'describe-vpcs', '--query', 'Vpcs[].VpcId'];
    expect(await idsIn('333344445555', 'us-east-1', vpcs)).toEqual(['vpc-0aa11111111111111']);
  });

  test('of an account whose zones and prefix lists have other names', async () => {
    expect((await here('import', one, '--adopt')).code).toBe(0);
    expect(await idsIn('210987654321', 'us-west-2', subnets)).toHaveLength(5);
    const states = ['ec2', 'describe-instances', '--query', 'Reservations[].Instances[].State.Name'];
    expect((await idsIn('210987654321', 'us-west-2', states)).toSorted()).toEqual([
      ...Array(5).fill('running'),
      'stopped',
    ]);
    const lists = ['ec2', 'describe-prefix-lists', '--query', 'PrefixLists[].PrefixListId'];
    expect(await idsIn('210987654321', 'us-west-2', lists)).toContain('pl-68a54001');
  });
});

describe('postern export', () => {
  const filesOf = (directory: string): readonly string[] =>
    (readdirSync(directory, { recursive: true }) as string[]).filter((path) => path.endsWith('.json')).sort();

  test('writes what an import reads again, alike', async () => {
    expect((await here('import', two, '--adopt')).code).toBe(0);
    const directory = join(scratch, 'exported');
    const { code, stdout, stderr } = await here('export', directory, '--account', '333344445555');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^\d+ files in .+\/aws_configs\n {2}333344445555 in us-east-1\nnot exported, as no file carries it: /,
    );
    const path = 'aws_configs/accounts/333344445555/us-east-1/Subnets.json';
    expect(filesOf(directory)).toContain(path);
    const { Subnets } = JSON.parse(readFileSync(join(directory, path), 'utf8')) as { Subnets: object[] };
    const shown = (await awsJsonOf('333344445555', ['ec2', 'describe-subnets'])) as { Subnets: object[] };
    expect(Subnets).toEqual(shown.Subnets);
    const again = await here('import', directory, '--adopt');
    expect(again.stdout + again.stderr).toMatch(/^adopted: nothing; \d+ were there already/);
  });

  async function awsJsonOf(account: string, words: readonly string[]): Promise<unknown> {
    const { stdout } = await aws(server, [
      ...['sts', 'assume-role', '--role-arn', `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`],
      ...['--role-session-name', 'test'],
    ]);
    const { Credentials: keys } = JSON.parse(stdout) as { Credentials: Record<string, string> };
    const credentials = {
      accessKeyId: keys.AccessKeyId!,
      secretAccessKey: keys.SecretAccessKey!,
      sessionToken: keys.SessionToken!,
    };
    return JSON.parse((await aws(server, [...words], credentials)).stdout);
  }

  test.each([
    ['into a snapshot that is there', () => [one], /aws_configs is there already\n$/],
    [
      'of an account that is not there',
      () => [join(scratch, 'x'), '--account', 'nobody'],
      /there is no account nobody; /,
    ],
    [
      'of a region with nothing in it',
      () => [join(scratch, 'x'), '--region', 'sa-east-1'],
      /nothing to export there\n$/,
    ],
  ])('refuses one %s with one line', async (_, words, line) => {
    const { code, stdout, stderr } = await here('export', ...words());
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(line);
  });

  test.each([
    ['GET', 'export'],
    ['GET', 'export/333344445555/us-east-1'],
    ['POST', 'import'],
  ])('nobody without a signature may %s %s', async (method, page) => {
    const { status } = await fetch(`${server.endpoint}/_postern/${page}`, { method });
    expect(status).toBe(403);
  });
});
