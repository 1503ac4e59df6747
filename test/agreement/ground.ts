/**
 * A Postern of this process, with packets, that networks are put into one after the other: AWS calls go to it through the
 * stock SDK, verdicts are asked of the very Network that it enforces. Takes itself away however the process ends.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as organizations from '@aws-sdk/client-organizations';
import * as ram from '@aws-sdk/client-ram';
import * as sts from '@aws-sdk/client-sts';
import { prefixOf } from '../../src/fabric.ts';
import { every } from '../../src/model/indexes.ts';
import type { Network } from '../../src/model/network.ts';
import type { Kind } from '../../src/model/resource.ts';
import type { TargetHealthView } from '../../src/model/target-health.ts';
import { startServer } from '../../src/server.ts';
import type { Store } from '../../src/store/store.ts';
import { carryOut, type Outcome, type Send, setZone, type ZoneInput } from './carry-out.ts';
import { type Machines, openMachines } from './machines.ts';
import { type Call, type Owner, regionOf, type Service } from './plan.ts';

const region = 'us-east-1';

/** Many VPCs want many addresses; what is compared are packets, not quotas. */
const quotas = {
  elasticAddressesPerRegion: 50,
  natGatewaysPerZone: 50,
  vpnGatewaysPerRegion: 50,
  entriesPerNetworkAcl: 40,
};

/** What a network is cleared of everything but. */
const kept: ReadonlySet<Kind> = new Set<Kind>([
  'account',
  'account-creation',
  'account-region',
  'access-key',
  'organization',
  'role',
  'user',
]);

const prune = fileURLToPath(new URL('./prune.ts', import.meta.url));

/** Milliseconds until what was asked for has to be in force. */
const slowestApply = 60_000;

export interface Ground {
  /** How a client of the management account gets there. */
  readonly owner: Connection;
  readonly network: Network;
  readonly targetHealth: TargetHealthView;
  readonly machines: Machines;
  /** Adds to the values what the calls give; answers those that were carried out, and why others were not. */
  carryOut(calls: readonly Call[], values: Map<string, string>): Promise<Outcome>;
  settled(): Promise<void>;
  /** Takes the network away, and leaves the accounts; its namespaces go while the next network is made. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const standing = new Set<string>();

process.once('exit', () => {
  for (const home of standing) execFileSync(process.execPath, [prune, home], { stdio: 'ignore', timeout: 60_000 });
});

export async function openGround(log: (line: string) => void): Promise<Ground> {
  const home = mkdtempSync(join(tmpdir(), 'postern-agreement-'));
  standing.add(home);
  const state = join(home, 'state');
  const server = await startServer({
    port: 0,
    address: '127.0.0.1',
    state,
    authentication: 'trust',
    fabric: 'netns',
    forwarded: new Map(),
    quotas,
    region,
    log,
  });
  await server.ready;
  const machines = await openMachines(server.endpoint, prefixOf(state));
  const send = await senders(server.endpoint, server.store);

  async function settled(): Promise<void> {
    const { revision } = server.store.network;
    const deadline = Date.now() + slowestApply;
    for (;;) {
      const { appliedRevision, lastFailure } = server.health();
      if (appliedRevision >= revision) return;
      if (Date.now() > deadline) throw new Error(`not in force: ${lastFailure ?? 'too slow'}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const owner = server.store.network.find('account', every).find(({ management }) => management)?.id ?? '';
  return {
    owner: { endpoint: server.endpoint, region, credentials: { accessKeyId: owner, secretAccessKey: 'trusted' } },
    get network() {
      return server.store.network;
    },
    targetHealth: server.targetHealth,
    machines,
    carryOut: (calls, values) => carryOut(send, settled, calls, values),
    settled,
    async clear() {
      machines.end();
      await server.store.transact((draft) => {
        for (const { kind, id } of [...draft.network.resources()]) if (!kept.has(kind)) draft.remove(kind, id);
      });
    },
    async close() {
      machines.end();
      await server.close();
      standing.delete(home);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: commands are found by their name, and the server checks their input.
type Commands = Record<string, new (input: object) => any>;

async function senders(endpoint: string, store: Store): Promise<Send> {
  const settings = (accessKeyId: string, where = region) => ({
    endpoint,
    region: where,
    credentials: { accessKeyId, secretAccessKey: 'trusted' },
    // A connection may end while nobody uses it: that is nobody's refusal.
    maxAttempts: 3,
  });
  const clients = (account: string, where: string) => ({
    ec2: new ec2.EC2Client(settings(account, where)),
    elb: new elb.ElasticLoadBalancingV2Client(settings(account, where)),
    ram: new ram.RAMClient(settings(account, where)),
    sts: new sts.STSClient(settings(account, where)),
  });
  const management = new organizations.OrganizationsClient(settings('management'));
  await management.send(new organizations.CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  for (const AccountName of ['provider', 'guest']) {
    const Email = `${AccountName}@example.com`;
    await management.send(new organizations.CreateAccountCommand({ AccountName, Email }));
  }
  const accounts = store.network.find('account', every);
  const idOf = (name: string) => accounts.find((one) => one.name === name)?.id ?? '';
  const own = accounts.find((one) => one.management)?.id ?? '';
  const owners: Readonly<Record<Owner, ReturnType<typeof clients>>> = {
    consumer: clients(own, regionOf.consumer),
    provider: clients(idOf('provider'), regionOf.provider),
    guest: clients(idOf('guest'), regionOf.guest),
    remote: clients(own, regionOf.remote),
  };
  const commands: Readonly<Record<Exclude<Service, 'postern'>, Commands>> = {
    ec2: ec2 as never,
    elb: elb as never,
    ram: ram as never,
    sts: sts as never,
  };
  return ({ owner, service, operation }, input) => {
    if (service === 'postern') return setZone(store, regionOf[owner], own, input as ZoneInput);
    const Command = commands[service][`${operation}Command`];
    if (Command === undefined) throw new Error(`the SDK has no ${operation}`);
    const client = owners[owner][service] as { send(command: unknown): Promise<unknown> };
    return client.send(new Command(input));
  };
}
