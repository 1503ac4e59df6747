/**
 * PrivateLink between accounts: a provider's load balancer and two consumers, all three VPCs with the same addresses and the
 * consumers' clients even with the same one. What passes, what the target sees, and what ends it.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { type Ground, type Machine, rule } from './ground.ts';
import { holdConnection } from './held.ts';
import { because, postern as command, missing, type Postern, startPostern } from './postern.ts';
import {
  accept,
  balance,
  balancingOf,
  type Endpoint,
  endpointIn,
  groundIn,
  listen,
  offer,
  type Pair,
  reject,
  type Service,
  stateOf,
  subnetsIn,
  zonesOf,
} from './private-link-ground.ts';

const cidr = '10.0.0.0/16';
const clientAddress = '10.0.1.50';

const nodes: Pair = ['10.0.1.60', '10.0.2.60'];

interface Consumer extends Endpoint {
  /** The endpoint's group. */
  readonly door: string;
  readonly client: Machine;
  readonly neighbour: Machine;
}

describe.skipIf(missing)(`PrivateLink${because(missing)}`, () => {
  let postern: Postern;
  let zones: Pair;
  let provider: Ground;
  let targets: readonly Machine[];
  let balancerGroup: string;
  let service: Service;
  let first: Consumer;
  let second: Consumer;
  let outsider: Account;

  async function consume(account: Account): Promise<Consumer> {
    const ground = groundIn(postern, account);
    const vpc = await ground.vpc(cidr);
    const subnets = await subnetsIn(ground, vpc, zones);
    const open = await ground.group(vpc, rule('all', cidr));
    const door = await ground.group(vpc, rule('tcp 80', cidr), rule('tcp 7', cidr), rule('icmp', cidr));
    const client = await ground.machine(subnets[0], { groups: [open], address: clientAddress });
    const neighbour = await ground.machine(subnets[1], { groups: [open] });
    const endpoint = await endpointIn(ground, service.name, { vpc, subnets, group: door });
    await ground.ready(client, neighbour);
    return { ...endpoint, door, client, neighbour };
  }

  const dig = async ({ client }: Consumer, name: string) =>
    (await postern.tryWords(client.id, ['run', 'dig', '+short', '+time=1', '+tries=1', name]))[0]?.split('\n').sort();
  const fault = (state: string) =>
    command(['fault', 'az', postern.connection.region, zones[0], state, '--endpoint', postern.connection.endpoint]);

  beforeAll(async () => {
    postern = await startPostern();
    const { connection } = postern;
    await createOrganization(connection);
    const account = await createAccount(connection, 'provider');
    provider = groundIn(postern, account);
    zones = await zonesOf(provider);
    const vpc = await provider.vpc(cidr);
    const subnets = await subnetsIn(provider, vpc, zones);
    balancerGroup = await provider.group(vpc, rule('tcp 80', `${clientAddress}/32`), rule('tcp 7', cidr));
    const open = await provider.group(vpc, rule('tcp 8080', balancerGroup), rule('tcp 7', balancerGroup));
    targets = [
      await provider.machine(subnets[0], { groups: [open] }),
      await provider.machine(subnets[1], { groups: [open] }),
    ];
    await provider.ready(...targets);
    const balancing = balancingOf(account);
    const balancer = await balance(balancing, { subnets, nodes, groups: [balancerGroup] });
    const { LoadBalancerArn } = balancer;
    const Attributes = [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }];
    await balancing.send(new elb.ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
    const ids = targets.map(({ id }) => id);
    await listen(balancing, balancer, [
      { port: 80, targetPort: 8080, targets: ids },
      { port: 7, targetPort: 7, targets: ids },
    ]);
    const accounts = [await createAccount(connection, 'first'), await createAccount(connection, 'second')] as const;
    outsider = await createAccount(connection, 'outsider');
    const consumers = accounts.map(({ id }) => id);
    service = await offer(provider, balancer, consumers);
    first = await consume(accounts[0]);
    second = await consume(accounts[1]);
  }, 120_000);
  afterAll(() => postern?.down());

  test('whom the provider has not allowed finds no such service', async () => {
    const ground = groundIn(postern, outsider);
    const VpcId = await ground.vpc(cidr);
    const request = { VpcId, VpcEndpointType: 'Interface' as const, ServiceName: service.name };
    await expect(ground.client.send(new ec2.CreateVpcEndpointCommand(request))).rejects.toMatchObject({
      name: 'InvalidServiceName',
      message: `The Vpc Endpoint Service '${service.name}' does not exist`,
    });
  });

  test('until the provider accepts, nothing answers at the endpoint, and its name has no address', async () => {
    expect(await stateOf(first)).toBe('pendingAcceptance');
    expect(await postern.try(first.client.id, `tcp ${first.addresses[0]} 80`)).toEqual(['no answer']);
    expect(await dig(first, first.names[0] ?? '')).toEqual(['']);
  });

  test('accepted, it answers, and the target sees the node of the load balancer', async () => {
    await accept(provider, service, first);
    await accept(provider, service, second);
    for (const { client, addresses } of [first, second]) {
      const [said] = await postern.try(client.id, `tcp ${addresses[0]} 80`);
      const expected = targets.map(({ address }) => `ip-${address.replaceAll('.', '-')} ${nodes[0]}`);
      expect(expected).toContain(said);
    }
  });

  test('clients with the same address in two VPCs have connections of their own at the same time', async () => {
    const held = await Promise.all(
      [first, second].map(({ client, addresses }) => holdConnection(postern, client.id, addresses[0] ?? '', 7)),
    );
    try {
      for (const one of held) expect(await one.say('hello')).toBe('hello');
    } finally {
      for (const one of held) one.end();
    }
  });

  test('regional and zonal names lead to the interfaces', async () => {
    expect(await dig(first, first.names[0] ?? '')).toEqual([...first.addresses].sort());
    for (const name of first.names.slice(1)) {
      const [address, ...more] = (await dig(first, name)) ?? [];
      expect(more).toEqual([]);
      expect(first.addresses).toContain(address);
    }
  });

  test("the load balancer's group judges the client's own address", async () => {
    expect(await postern.try(first.neighbour.id, `tcp ${first.addresses[0]} 80`)).toEqual(['no answer']);
    await provider.allow(balancerGroup, rule('tcp 80', cidr));
    await postern.settled();
    const [said] = await postern.try(first.neighbour.id, `tcp ${first.addresses[0]} 80`);
    expect(said).toMatch(/^ip-10-0-/);
  });

  test("the endpoint's own group decides first", async () => {
    await first.ground.revoke(first.door, rule('tcp 80', cidr));
    await postern.settled();
    expect(await postern.try(first.client.id, `tcp ${first.addresses[0]} 80`)).toEqual(['no answer']);
    await first.ground.allow(first.door, rule('tcp 80', cidr));
    await postern.settled();
    expect((await postern.try(first.client.id, `tcp ${first.addresses[0]} 80`))[0]).toMatch(/^ip-10-0-/);
  });

  test('endpoints answer no ping, and nothing at a port without a listener', async () => {
    const [ping, port] = await postern.try(
      first.client.id,
      `ping ${first.addresses[0]}`,
      `tcp ${first.addresses[0]} 8080`,
    );
    expect([ping, port]).toEqual(['no answer', 'no answer']);
  });

  test('the provider cannot open a connection to a consumer', async () => {
    const [direct, endpoint] = await postern.try(
      targets[0]?.id ?? '',
      `tcp ${clientAddress} 8080`,
      `tcp ${first.addresses[0]} 8080`,
    );
    expect([direct, endpoint]).toEqual(['no answer', 'no answer']);
  });

  test('with a zone down the regional name keeps the other, the zonal name stays, and connections go on', async () => {
    const inOtherZone = first.neighbour.id;
    expect((await fault('down')).code).toBe(0);
    try {
      const asked = ['run', 'dig', '+short', '+time=1', '+tries=1', first.names[0] ?? ''];
      expect((await postern.tryWords(inOtherZone, asked))[0]).toBe(first.addresses[1]);
      const answers = await postern.try(
        inOtherZone,
        ...Array.from({ length: 6 }, () => `tcp ${first.addresses[1]} 80`),
      );
      for (const one of answers) expect(one).toBe(`ip-${targets[1]?.address.replaceAll('.', '-')} ${nodes[1]}`);
      expect(await postern.try(inOtherZone, `tcp ${first.addresses[0]} 80`)).toEqual(['no answer']);
    } finally {
      expect((await fault('up')).code).toBe(0);
    }
    expect((await postern.try(inOtherZone, `tcp ${first.addresses[0]} 80`))[0]).toMatch(/^ip-10-0-/);
  });

  test('rejected after it was available: what was open ends, and nothing new begins', async () => {
    const held = await holdConnection(postern, second.client.id, second.addresses[0] ?? '', 7);
    expect(await held.say('before')).toBe('before');
    await reject(provider, service, second);
    await postern.settled();
    expect(await held.say('after')).toBe('no answer');
    held.end();
    expect(await postern.try(second.client.id, `tcp ${second.addresses[0]} 80`)).toEqual(['no answer']);
    expect((await postern.try(first.client.id, `tcp ${first.addresses[0]} 80`))[0]).toMatch(/^ip-10-0-/);
  });

  test('a service with connections cannot be deleted; once they are gone it can', async () => {
    const remove = () =>
      provider.client.send(new ec2.DeleteVpcEndpointServiceConfigurationsCommand({ ServiceIds: [service.id] }));
    expect((await remove()).Unsuccessful?.[0]?.Error?.Code).toBe('ExistingVpcEndpointConnections');
    await first.ground.client.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: [first.id] }));
    await postern.settled();
    expect((await remove()).Unsuccessful).toEqual([]);
    expect(await postern.try(first.client.id, `tcp ${first.addresses[0]} 80`)).toEqual(['no answer']);
  });
});
