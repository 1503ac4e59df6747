/**
 * PrivateLink as a power cut and a hurried operator meet it: a server that is killed while load balancers and endpoints are
 * made or go, `postern down` and a second `up`, things removed and changed in every order, a load balancer that cannot be
 * brought up, and all of it without rights.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { type Machine, rule, told } from './ground.ts';
import { holdConnection } from './held.ts';
import { type Endpoint, type Party, partyOf, provider as program, type Service } from './party.ts';
import {
  because,
  postern as command,
  isAlive,
  missing,
  newState,
  type Postern,
  pause,
  startPostern,
} from './postern.ts';
import { inodesOf, namespacesOf, processesNaming, processesOf } from './traces.ts';

const lacksRoot = missing ?? (process.getuid?.() === 0 ? undefined : 'only root sees every namespace by name');

describe.skipIf(lacksRoot)(`PrivateLink and a power cut${because(lacksRoot)}`, () => {
  const state = newState();
  const temporary = mkdtempSync(join(tmpdir(), 'postern-temporary-'));
  const me = { argv: [], environment: { ...process.env, TMPDIR: temporary } };
  let postern: Postern;
  let accounts: { readonly provider: Account; readonly consumer: Account };
  let provider: Party;
  let consumer: Party;
  let vpc: string;
  let subnets: readonly [string, string];
  let targets: readonly [Machine, Machine];
  let shop: { readonly vpc: string; readonly subnets: readonly [string, string]; readonly group: string };
  let client: Machine;
  /** What is there from the second test on. */
  let balancer: string;
  let service: Service;
  let endpoint: Endpoint;

  function meet(running: Postern): void {
    postern = running;
    provider = partyOf(postern, accounts.provider.connection.credentials);
    consumer = partyOf(postern, accounts.consumer.connection.credentials);
  }

  async function restart(): Promise<void> {
    postern.kill();
    meet(await startPostern(state, me));
  }

  const commandOf = (pid: number): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return ''; // Gone since.
    }
  };
  /** Of this server, or left behind by one before. */
  const workers = (): readonly number[] =>
    processesOf(Object.values(inodesOf(postern.prefix))).filter((pid) => commandOf(pid).includes('worker-child'));

  /** Whoever opened sockets for a server that is gone, and still holds them. */
  const strays = (): readonly number[] =>
    processesOf(Object.values(inodesOf(postern.prefix))).filter((pid) => commandOf(pid).includes('socket-child'));

  async function listenOn(arn: string): Promise<void> {
    const ids = targets.map(({ id }) => id);
    await provider.listen(arn, vpc, { port: 80, targetPort: 8080, targets: ids });
    await provider.listen(arn, vpc, { port: 7, targetPort: 7, targets: ids });
    await provider.listen(arn, vpc, { port: 443, targetPort: 8090, targets: ids, proxyProtocol: true });
  }

  const connect = (to: Service, ...zones: readonly string[]) =>
    consumer.endpoint(shop.vpc, to, zones.length > 0 ? zones : shop.subnets, shop.group);
  const answersAt = async ({ addresses }: Endpoint): Promise<void> => {
    for (const address of addresses) {
      await consumer.answers(client.id, address);
      await consumer.answers(client.id, address, 443);
    }
  };
  const said = async (address = '', port = 80) => (await postern.try(client.id, `tcp ${address} ${port}`))[0];

  beforeAll(async () => {
    postern = await startPostern(state, me);
    await createOrganization(postern.connection);
    const [first, second] = [
      await createAccount(postern.connection, 'provider'),
      await createAccount(postern.connection, 'consumer'),
    ];
    accounts = { provider: first, consumer: second };
    meet(postern);
    const [one, other] = await provider.zones();
    const cidr = '10.0.0.0/16';
    const place = async (party: Party) => {
      const made = await party.vpc(cidr);
      const both = [await party.subnetIn(made, '10.0.1.0/24', one), await party.subnetIn(made, '10.0.2.0/24', other)];
      const group = await party.group(made, rule('all', cidr));
      return { vpc: made, subnets: both as [string, string], group };
    };
    const home = await place(provider);
    ({ vpc, subnets } = home);
    shop = await place(consumer);
    const options = { groups: [home.group], userData: program };
    targets = [await provider.machine(subnets[0], options), await provider.machine(subnets[1], options)];
    client = await consumer.machine(shop.subnets[0], { groups: [shop.group] });
    await provider.ready(...targets);
    await consumer.ready(client);
  });
  afterAll(async () => {
    await postern?.down();
    rmSync(temporary, { recursive: true, force: true });
  });

  test.each([
    ['the load balancer', 0],
    ['the last target', 100],
    ['the endpoint', 0],
    ['the endpoint', 300],
  ])(
    'killed when %s was asked for, %i ms later, everything comes; killed after the removal, everything goes',
    async (moment, wait) => {
      const before = namespacesOf(postern.prefix);
      const kill = async (): Promise<void> => {
        const [worker = 0] = workers();
        await pause(wait);
        await restart();
        expect(isAlive(worker) && worker !== 0).toBe(false);
      };
      const arn = await provider.balancer('cut', ...subnets);
      if (moment === 'the load balancer') await kill();
      await listenOn(arn);
      if (moment === 'the last target') await kill();
      const made = await provider.service(arn, accounts.consumer.id);
      const door = await connect(made);
      if (moment === 'the endpoint') await kill();
      await answersAt(door);
      expect(workers()).toHaveLength(1);
      // Two nodes and the prober are new.
      expect(namespacesOf(postern.prefix)).toHaveLength(before.length + 3);
      await consumer.deleteEndpoints(door.id);
      await postern.settled();
      expect(await provider.deleteService(made.id)).toBe('deleted');
      await provider.deleteBalancer(arn);
      await kill();
      await postern.settled();
      expect(namespacesOf(postern.prefix)).toEqual(before);
      expect(workers()).toEqual([]);
      expect(strays()).toEqual([]);
    },
    60_000,
  );

  test('connections outlive the server, and nothing is made anew', async () => {
    balancer = await provider.balancer('application', ...subnets);
    await listenOn(balancer);
    service = await provider.service(balancer, accounts.consumer.id);
    endpoint = await connect(service);
    await answersAt(endpoint);
    await postern.settled();
    const held = await holdConnection(postern, client.id, endpoint.addresses[0] ?? '', 7);
    onTestFinished(() => held.end());
    const before = inodesOf(postern.prefix);
    postern.kill();
    expect(await held.say('meanwhile')).toBe('meanwhile');
    meet(await startPostern(state, me));
    await postern.settled();
    expect(await held.say('afterwards')).toBe('afterwards');
    expect(inodesOf(postern.prefix)).toEqual(before);
    await answersAt(endpoint);
    expect(await held.say('still')).toBe('still');
  });

  test('down leaves nothing, and up brings all of it back', async () => {
    const names = namespacesOf(postern.prefix);
    const [worker = 0] = workers();
    const held = await Promise.all(
      [7, 443].map((port) => holdConnection(postern, client.id, endpoint.addresses[0] ?? '', port)),
    );
    const { code, stderr } = await command(['down', '--state', state], me);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const one of held) one.end();
    await expect.poll(() => processesNaming(state)).toEqual([]);
    expect(namespacesOf(postern.prefix)).toEqual([]);
    expect(processesNaming(postern.prefix)).toEqual([]);
    expect(worker > 0 && !isAlive(worker)).toBe(true);
    expect(readdirSync(temporary).filter((name) => name.startsWith('postern'))).toEqual([]);
    meet(await startPostern(state, me));
    await consumer.ready(client);
    await answersAt(endpoint);
    expect(namespacesOf(postern.prefix)).toEqual(names);
  });

  test('a node whose namespace is deleted by hand is there again with the next change', async () => {
    const [node = ''] = await provider.nodesOf(balancer);
    const ended = spawn('ip', ['netns', 'delete', `${postern.prefix}${node}`]);
    await new Promise((resolve) => ended.on('close', resolve));
    await provider.vpc('10.77.0.0/16');
    await provider.listen(balancer, vpc, { port: 81, targetPort: 8080, targets: targets.map(({ id }) => id) });
    await postern.settled();
    await answersAt(endpoint);
    await consumer.answers(client.id, endpoint.addresses[0] ?? '', 81);
  });

  test('a load balancer that cannot be brought up is told of, and holds up nobody else', async () => {
    const [node = ''] = await provider.nodesOf(balancer);
    const words = ['netns', 'exec', `${postern.prefix}${node}`, process.execPath, '-e'];
    const squatter: ChildProcess = spawn('ip', [...words, "require('net').createServer().listen(8443, '0.0.0.0')"]);
    onTestFinished(() => void squatter.kill('SIGKILL'));
    await pause(500);
    const ids = targets.map(({ id }) => id);
    await provider.listen(balancer, vpc, { port: 8443, targetPort: 8090, targets: ids, proxyProtocol: true });
    await expect.poll(async () => (await postern.health()).lastFailure, { timeout: 10_000 }).toContain('EADDRINUSE');
    const metrics = await (await fetch(`${postern.connection.endpoint}/_postern/metrics`)).text();
    expect(Number(/^postern_apply_failures (\d+)/m.exec(metrics)?.[1])).toBeGreaterThan(0);
    const machine = await consumer.machine(shop.subnets[0], { groups: [shop.group] });
    await consumer.answers(client.id, machine.address, 8080);
    await consumer.answers(client.id, endpoint.addresses[0] ?? '');
    squatter.kill('SIGKILL');
    await postern.settled();
    expect(await postern.health()).toMatchObject({ failures: 0 });
    await consumer.answers(client.id, endpoint.addresses[0] ?? '', 8443);
    await consumer.client.send(new ec2.TerminateInstancesCommand({ InstanceIds: [machine.id] }));
  });

  test('an endpoint that is deleted takes its connections along, and no others', async () => {
    const other = await connect(service, shop.subnets[0]);
    await answersAt(other);
    const going = await holdConnection(postern, client.id, other.addresses[0] ?? '', 7);
    const staying = await holdConnection(postern, client.id, endpoint.addresses[0] ?? '', 7);
    onTestFinished(() => {
      for (const one of [going, staying]) one.end();
    });
    expect([await going.say('one'), await staying.say('one')]).toEqual(['one', 'one']);
    await consumer.deleteEndpoints(other.id);
    await postern.settled();
    expect(await going.say('two')).toBe('no answer');
    expect(await staying.say('two')).toBe('two');
    expect(await said(other.addresses[0])).toBe('no answer');
  });

  test('what is in use stays; removed from the outside in and made again, the old endpoint leads nowhere and a new one works', async () => {
    await expect(provider.deleteBalancer(balancer)).rejects.toMatchObject({ name: 'ResourceInUseException' });
    expect(await provider.deleteService(service.id)).toBe('ExistingVpcEndpointConnections');
    const request = { ServiceId: service.id, VpcEndpointIds: [endpoint.id] };
    await provider.client.send(new ec2.RejectVpcEndpointConnectionsCommand(request));
    expect(await provider.deleteService(service.id)).toBe('deleted');
    await provider.deleteBalancer(balancer);
    balancer = await provider.balancer('application', ...subnets);
    await listenOn(balancer);
    const former = endpoint;
    service = await provider.service(balancer, accounts.consumer.id);
    endpoint = await connect(service);
    await answersAt(endpoint);
    for (const address of former.addresses) expect(await said(address)).toBe('no answer');
    expect(await consumer.endpointState(former.id)).toBe('rejected');
    await restart();
    expect(await said(former.addresses[0])).toBe('no answer');
    await answersAt(endpoint);
    await consumer.deleteEndpoints(former.id);
    await postern.settled();
    expect(await consumer.endpointState(former.id)).toBe('deleted');
  });

  test('a zone comes to the load balancer, then to the service, then to the endpoint, and connections go on', async () => {
    const small = await provider.balancer('small', subnets[0]);
    await listenOn(small);
    const made = await provider.service(small, accounts.consumer.id);
    const door = await connect(made, shop.subnets[0]);
    await answersAt(door);
    const held = await holdConnection(postern, client.id, door.addresses[0] ?? '', 7);
    onTestFinished(() => held.end());
    const setSubnets = (...Subnets: string[]) =>
      provider.balancing.send(new elb.SetSubnetsCommand({ LoadBalancerArn: small, Subnets }));
    await setSubnets(...subnets);
    const modify = (change: Partial<ec2.ModifyVpcEndpointCommandInput>) =>
      consumer.client.send(new ec2.ModifyVpcEndpointCommand({ VpcEndpointId: door.id, ...change }));
    await expect(modify({ AddSubnetIds: [shop.subnets[1]] })).rejects.toMatchObject({
      name: 'InvalidParameter',
      message: `The VPC endpoint service ${made.name} does not support the availability zone of the subnet: ${shop.subnets[1]}.`,
    });
    await provider.client.send(new ec2.ModifyVpcEndpointServiceConfigurationCommand({ ServiceId: made.id }));
    await modify({ AddSubnetIds: [shop.subnets[1]] });
    await postern.settled();
    const { NetworkInterfaces = [] } = await consumer.client.send(
      new ec2.DescribeNetworkInterfacesCommand({
        Filters: [
          { Name: 'description', Values: [`VPC Endpoint Interface ${door.id}`] },
          { Name: 'subnet-id', Values: [shop.subnets[1]] },
        ],
      }),
    );
    const address = NetworkInterfaces[0]?.PrivateIpAddress ?? '';
    await consumer.answers(client.id, address);
    expect(await held.say('two zones')).toBe('two zones');
    await expect(setSubnets(subnets[1])).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await modify({ RemoveSubnetIds: [shop.subnets[0]] });
    await postern.settled();
    expect(await held.say('one zone')).toBe('no answer');
    expect(await said(door.addresses[0])).toBe('no answer');
    await consumer.answers(client.id, address);
    await consumer.answers(client.id, address, 443);
  });
});

const user = '64124';

describe.skipIf(lacksRoot)(`PrivateLink without rights${because(lacksRoot)}`, () => {
  const home = mkdtempSync(join(tmpdir(), 'postern-home-'));
  chmodSync(home, 0o777);
  const argv = ['setpriv', '--reuid', user, '--regid', user, '--clear-groups', '--'];
  const someone = { argv, environment: { PATH: process.env.PATH, HOME: home, TMPDIR: home } };
  let postern: Postern;
  afterAll(async () => {
    await postern?.down();
    rmSync(home, { recursive: true, force: true });
  });

  test('a connection passes, a target that fails is found out, and nothing is left', async () => {
    postern = await startPostern(newState(), someone);
    expect((await postern.health()).why).toContain('unprivileged');
    const party = partyOf(postern, postern.connection.credentials);
    const [zone] = await party.zones();
    const cidr = '10.0.0.0/16';
    const [home, shop] = [await party.vpc(cidr), await party.vpc(cidr)];
    const [subnet, other] = [
      await party.subnetIn(home, '10.0.1.0/24', zone),
      await party.subnetIn(shop, '10.0.1.0/24', zone),
    ];
    const group = await party.group(home, rule('tcp 8080', cidr), rule('tcp 8090', cidr));
    const target = await party.machine(subnet, { groups: [group], userData: program });
    const open = await party.group(shop, rule('all', cidr));
    const client = await party.machine(other, { groups: [open] });
    await party.ready(target, client);
    const balancer = await party.balancer('application', subnet);
    const plain = await party.listen(balancer, home, { port: 80, targetPort: 8080, targets: [target.id] });
    const proxied = { port: 443, targetPort: 8090, targets: [target.id], proxyProtocol: true } as const;
    await party.listen(balancer, home, proxied);
    const { addresses } = await party.endpoint(shop, await party.service(balancer), [other], open);
    await party.answers(client.id, addresses[0] ?? '');
    await party.answers(client.id, addresses[0] ?? '', 443);
    await expect.poll(() => party.health(plain), { timeout: 15_000 }).toBe('healthy');
    await party.revoke(group, rule('tcp 8080', cidr));
    await expect.poll(() => party.health(plain), { timeout: 25_000 }).toBe('unhealthy');
    expect((await postern.down()).code).toBe(0);
    expect(processesNaming(postern.state)).toEqual([]);
    expect(processesNaming(postern.prefix)).toEqual([]);
  }, 80_000);
});

describe.skipIf(lacksRoot)(`a kernel that cannot keep connections apart${because(lacksRoot)}`, () => {
  const tools = mkdtempSync(join(tmpdir(), 'postern-tools-'));
  /** As such a kernel would, refuses what only load balancers need. */
  const nft = `#!/bin/sh
text=$(cat)
case "$text" in *'ct timeout'*|*'ct original zone'*) echo 'Not supported' >&2; exit 1 ;; esac
PATH=\${PATH#*:}
printf '%s\\n' "$text" | exec nft "$@"
`;
  writeFileSync(join(tools, 'nft'), nft, { mode: 0o755 });
  const limited = { argv: [], environment: { ...process.env, PATH: `${tools}:${process.env.PATH}` } };
  let postern: Postern;
  afterAll(async () => {
    await postern?.down();
    rmSync(tools, { recursive: true, force: true });
  });

  test('enforces all but load balancers, and says so', async () => {
    const { code, stdout } = await command(['doctor'], limited);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /absent {3}connection zones and time-outs: Not supported: without it load balancers pass nothing/,
    );
    postern = await startPostern(newState(), limited);
    expect((await postern.health()).why).toContain('load balancers pass nothing');
    const party = partyOf(postern, postern.connection.credentials);
    const cidr = '10.0.0.0/16';
    const vpc = await party.vpc(cidr);
    const subnet = await party.subnetIn(vpc, '10.0.1.0/24', (await party.zones())[0]);
    const group = await party.group(vpc, rule('tcp 8080', cidr));
    const [one, other] = [await party.machine(subnet, { groups: [group] }), await party.machine(subnet)];
    await party.ready(one, other);
    const balancer = await party.balancer('application', subnet);
    await party.listen(balancer, vpc, { port: 80, targetPort: 8080, targets: [one.id] });
    const { addresses } = await party.endpoint(vpc, await party.service(balancer), [subnet], group);
    await postern.settled();
    const attempts = [`tcp ${one.address} 8080`, `tcp ${one.address} 7`, `tcp ${addresses[0]} 8080`];
    const expected = [told(one.address, other.address), 'no answer', 'no answer'];
    expect(await postern.try(other.id, ...attempts)).toEqual(expected);
    expect((await postern.health()).failures).toBe(0);
  });
});
