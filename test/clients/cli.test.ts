/** The command line as a user meets it: real processes, a state of its own, a free port, and no packets. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateVpcCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('../../packages/cli/bin/postern', import.meta.url));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const { AWS_ENDPOINT_URL: _, ...environment } = process.env;

function postern(...words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...words], { env: environment }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

interface Started {
  readonly endpoint: string;
  readonly region: string;
  readonly fabric: string;
  readonly why: string;
  readonly state: string;
  readonly pid: number;
  readonly accounts: readonly {
    readonly account: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
  }[];
}

const running = new Set<number>();

afterEach(() => {
  for (const pid of running) end(pid);
  running.clear();
});

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function newState(): string {
  const directory = mkdtempSync(join(tmpdir(), 'postern-cli-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'state');
}

async function up(state: string, ...words: readonly string[]): Promise<Started> {
  const ended = await postern(
    'up',
    '--detach',
    '--json',
    '--port',
    '0',
    '--fabric',
    'none',
    '--state',
    state,
    ...words,
  );
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const started = JSON.parse(ended.stdout) as Started;
  running.add(started.pid);
  return started;
}

function clientOptions({ endpoint, region, accounts }: Started) {
  const { accessKeyId, secretAccessKey } = accounts[0]!;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

test('up tells everything that a client needs, and down ends it', async () => {
  const state = newState();
  const started = await up(state);
  expect(started).toMatchObject({ fabric: 'none', region: 'us-east-1', state, why: expect.stringContaining('none') });
  expect(statSync(join(state, 'postern.log')).mode & 0o777).toBe(0o600);
  const { Account } = await new STSClient(clientOptions(started)).send(new GetCallerIdentityCommand());
  expect(Account).toBe(started.accounts[0]!.account);

  expect(await postern('down', '--endpoint', started.endpoint)).toMatchObject({ code: 0 });
  const status = await postern('status', '--json', '--endpoint', started.endpoint);
  expect(status.code).toBe(1);
  expect(JSON.parse(status.stdout)).toEqual({ running: false, endpoint: started.endpoint });
});

test('env prints what a shell exports, and status what there is', async () => {
  const started = await up(newState());
  const printed = await postern('env', '--endpoint', started.endpoint);
  expect(printed.stdout).toContain(`export AWS_ENDPOINT_URL=${started.endpoint}\n`);
  expect(printed.stdout).toContain(`export AWS_ACCESS_KEY_ID=${started.accounts[0]!.accessKeyId}\n`);
  expect(printed.stdout).toContain('unset AWS_SESSION_TOKEN\n');
  const unknown = await postern('env', '--account', 'nobody', '--endpoint', started.endpoint);
  expect(unknown).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^postern: there is no account nobody; .*\n$/),
  });

  const status = await postern('status', '--json', '--endpoint', started.endpoint);
  expect(JSON.parse(status.stdout)).toMatchObject({ running: true, pid: started.pid, resources: { account: 1 } });
});

test('a member account without keys is used through its role', async () => {
  const started = await up(newState());
  const organizations = new OrganizationsClient(clientOptions(started));
  await organizations.send(new CreateOrganizationCommand({}));
  const wanted = { AccountName: 'shop', Email: 'shop@example.com' };
  await organizations.send(new CreateAccountCommand(wanted));
  const { Accounts } = await organizations.send(new ListAccountsCommand({}));
  const id = Accounts?.find(({ Name }) => Name === 'shop')?.Id ?? '';
  for (const name of ['shop', id]) {
    const printed = await postern('env', '--json', '--account', name, '--endpoint', started.endpoint);
    const values = JSON.parse(printed.stdout) as Record<string, string>;
    const credentials = {
      accessKeyId: values.AWS_ACCESS_KEY_ID!,
      secretAccessKey: values.AWS_SECRET_ACCESS_KEY!,
      sessionToken: values.AWS_SESSION_TOKEN!,
    };
    const sts = new STSClient({ endpoint: values.AWS_ENDPOINT_URL!, region: values.AWS_REGION!, credentials });
    expect((await sts.send(new GetCallerIdentityCommand())).Account).toBe(id);
  }
});

test('a second server is refused, on the same state and on the same port', async () => {
  const state = newState();
  const { endpoint, pid } = await up(state);
  const { port } = new URL(endpoint);
  const sameState = await postern('up', '--port', '0', '--fabric', 'none', '--state', state);
  expect(sameState).toMatchObject({ code: 1, stdout: '' });
  expect(sameState.stderr).toBe(
    `postern: another server uses the state ${state}, which answers at ${endpoint} (process ${pid})\n`,
  );
  const samePort = await postern('up', '--detach', '--port', port, '--fabric', 'none', '--state', newState());
  expect(samePort).toMatchObject({ code: 1, stdout: '' });
  expect(samePort.stderr).toMatch(/^postern: 127\.0\.0\.1:\d+ is in use by a Postern .*\n$/);
});

test('what was answered is still there after kill -9', async () => {
  const state = newState();
  const first = await up(state);
  const made = await new EC2Client(clientOptions(first)).send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
  end(first.pid);
  const second = await up(state);
  expect(second.accounts).toEqual(first.accounts);
  const { Vpcs } = await new EC2Client(clientOptions(second)).send(
    new DescribeVpcsCommand({ VpcIds: [made.Vpc!.VpcId!] }),
  );
  expect(Vpcs?.[0]?.CidrBlock).toBe('10.9.0.0/16');
  expect(await postern('down', '--state', state)).toMatchObject({ code: 0 });
});

test('only a server that trusts any key is emptied', async () => {
  const trusting = await up(newState(), '--auth', 'trust');
  expect(await postern('reset', '--endpoint', trusting.endpoint)).toMatchObject({ code: 0 });
  const verifying = await up(newState());
  const refused = await postern('reset', '--endpoint', verifying.endpoint);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('verifies signatures') });
});

test.each([
  [['frob'], 64],
  [['up', '--port', 'x'], 64],
  [['exec'], 64],
  [['exec', 'i-1', '--endpoint', 'http://127.0.0.1:1', '--', 'true'], 125],
  [['env', '--endpoint', 'http://127.0.0.1:1'], 1],
  [['down', '--state', '/nowhere/at/all'], 1],
])('%j fails with one line and exit code %i', async (words, code) => {
  const ended = await postern(...words);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toMatch(/^postern: .+\n$/);
});

test.each(['up', 'down', 'status', 'reset', 'env', 'exec', 'doctor'])('%s --help', async (name) => {
  const ended = await postern(name, '--help');
  expect(ended).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`Usage: postern ${name}`) });
});
