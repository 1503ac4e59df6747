/**
 * Gateway load balancers through AWS's APIs, on real packets: a consumer whose traffic between subnets, to the internet and from it passes
 * another account's appliances, with equal addresses on both sides.
 */

import { readFileSync } from 'node:fs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import type { SeenFlow } from '../kernel/geneve-appliance.ts';
import {
  acceptIn,
  endpointIn,
  flowsAt,
  healthRule,
  type Inspection,
  inspectionIn,
  subnetIn,
} from './gateway-load-balancer-ground.ts';
import { type Ground, type Machine, rule, told } from './ground.ts';
import { because, missing, newState, type Postern, startPostern, until } from './postern.ts';
import { balancingOf, groundIn, zonesOf } from './private-link-ground.ts';
import { inodesOf, namespacesOf, processesOf } from './traces.ts';

const outside = '203.0.113.10';

const lacksRoot = missing ?? (process.getuid?.() === 0 ? undefined : 'only root may make TUN devices everywhere');

describe.skipIf(lacksRoot)(`gateway load balancers${because(lacksRoot)}`, () => {
  const state = newState();
  let postern: Postern;
  let accounts: { readonly provider: Account; readonly consumer: Account };
  let provider: Ground;
  let consumer: Ground;
  let balancing: elb.ElasticLoadBalancingV2Client;
  let inspection: Inspection;
  let client: Machine;
  let server: Machine;
  let publicAddress: string;
  let endpoint: string;

  function meet(running: Postern): void {
    postern = running;
    const { endpoint } = postern.connection;
    const at = (account: Account) => ({ ...account, connection: { ...account.connection, endpoint } });
    provider = groundIn(postern, at(accounts.provider));
    consumer = groundIn(postern, at(accounts.consumer));
    balancing = balancingOf(at(accounts.provider));
  }

  /** Clients, servers and the endpoint in subnets of their own; whatever leaves the first two passes the endpoint. */
  async function makeConsumer(): Promise<void> {
    const [zone] = await zonesOf(consumer);
    const vpc = await consumer.vpc('10.0.0.0/16');
    const at = (number: number) => subnetIn(consumer, vpc, `10.0.${number}.0/24`, zone);
    const subnets = { clients: await at(1), servers: await at(2), endpoint: await at(3) };
    const gateway = await consumer.internetGateway(vpc);
    endpoint = await endpointIn(consumer, inspection.service.name, vpc, subnets.endpoint);
    await acceptIn(provider, consumer, inspection.service.id, endpoint);
    const through = { VpcEndpointId: endpoint };
    const tables = {
      clients: await consumer.table(vpc, subnets.clients),
      servers: await consumer.table(vpc, subnets.servers),
      edge: await consumer.table(vpc),
    };
    await consumer.route(tables.clients, '0.0.0.0/0', through);
    await consumer.route(tables.clients, '10.0.2.0/24', through);
    await consumer.route(tables.servers, '10.0.1.0/24', through);
    await consumer.route(await consumer.table(vpc, subnets.endpoint), '0.0.0.0/0', { GatewayId: gateway });
    await consumer.route(tables.edge, '10.0.1.0/24', through);
    await consumer.client.send(new ec2.AssociateRouteTableCommand({ RouteTableId: tables.edge, GatewayId: gateway }));
    const groups = [await consumer.group(vpc, rule('tcp 8080', '0.0.0.0/0'), rule('tcp 7', '0.0.0.0/0'))];
    client = await consumer.machine(subnets.clients, { groups, address: '10.0.1.10', publicAddress: true });
    server = await consumer.machine(subnets.servers, { groups, address: '10.0.2.10' });
    await consumer.ready(client, server);
    publicAddress = (await consumer.publicAddressOf(client.id)) ?? '';
  }

  beforeAll(async () => {
    postern = await startPostern(state);
    await createOrganization(postern.connection);
    accounts = {
      provider: await createAccount(postern.connection, 'provider'),
      consumer: await createAccount(postern.connection, 'consumer'),
    };
    meet(postern);
    const [zone] = await zonesOf(provider);
    inspection = await inspectionIn(provider, balancing, { zone, consumer: accounts.consumer.id });
    await makeConsumer();
  }, 90_000);
  afterAll(() => postern?.down());

  const toServer = async () => (await postern.try(client.id, 'tcp 10.0.2.10 8080'))[0];
  const flows = async (): Promise<readonly SeenFlow[]> =>
    (await Promise.all(inspection.appliances.map((one) => flowsAt(postern, one)))).flat();
  const between = (all: readonly SeenFlow[], one: string, other: string) =>
    all.filter(({ source, destination }) => source.startsWith(one) && destination.startsWith(other));

  test('between subnets a flow passes one appliance, on both ways', async () => {
    expect(await toServer()).toBe(told('10.0.2.10', '10.0.1.10'));
    const seen = await Promise.all(inspection.appliances.map((one) => flowsAt(postern, one)));
    const of = seen.filter((all) => all.length > 0);
    expect(of).toHaveLength(1);
    const [there, back] = [
      between(of[0]!, '10.0.1.10', '10.0.2.10:8080'),
      between(of[0]!, '10.0.2.10:8080', '10.0.1.10'),
    ];
    expect([there.length, back.length]).toEqual([1, 1]);
    expect(there[0]?.cookie).toBe(back[0]?.cookie);
    expect(there[0]?.endpoint).toBe(endpoint.slice(-16));
  });

  test('to the internet and from it, appliances see private addresses, and the internet the public one', async () => {
    const [said = ''] = await postern.try(client.id, `http http://${outside}/`);
    expect(JSON.parse(said)).toMatchObject({ sourceAddress: publicAddress });
    expect(await postern.tryOutside(`tcp ${publicAddress} 8080 ${outside}`)).toEqual([told('10.0.1.10', outside)]);
    const all = await flows();
    expect(between(all, '10.0.1.10', `${outside}:80`)).toHaveLength(1);
    expect(between(all, outside, '10.0.1.10:8080')).toHaveLength(1);
    expect(between(all, '10.0.1.10:8080', outside)).toHaveLength(1);
  });

  test('what appliances drop does not arrive', async () => {
    expect(await postern.try(client.id, 'tcp 10.0.2.10 7')).toEqual(['no answer']);
    const blocked = between(await flows(), '10.0.1.10', '10.0.2.10:7');
    expect(blocked.map(({ verdict }) => verdict)).toEqual(['dropped']);
  });

  const stateOf = async ({ id }: Machine) => {
    const request = new elb.DescribeTargetHealthCommand({ TargetGroupArn: inspection.targets, Targets: [{ Id: id }] });
    return String((await balancing.send(request)).TargetHealthDescriptions?.[0]?.TargetHealth?.State);
  };

  test('when an appliance fails, new flows go to the other', async () => {
    const [failing, other] = inspection.appliances;
    await provider.revoke(inspection.groups[0], healthRule);
    await until('unhealthy', () => stateOf(failing), 20_000);
    await postern.settled();
    const before = (await flowsAt(postern, failing)).length;
    const had = (await flowsAt(postern, other)).length;
    for (let tries = 0; tries < 6; tries += 1) expect(await toServer()).toBe(told('10.0.2.10', '10.0.1.10'));
    expect((await flowsAt(postern, failing)).length).toBe(before);
    expect((await flowsAt(postern, other)).length).toBe(had + 12);
    await provider.allow(inspection.groups[0], healthRule);
  });

  test('a process that died is started again', async () => {
    const isTunnel = (pid: number) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('tunnel-child');
      } catch {
        return false; // Gone in the meantime.
      }
    };
    const tunnels = () => processesOf(Object.values(inodesOf(postern.prefix))).filter(isTunnel);
    const [only, ...others] = tunnels();
    expect(others).toEqual([]);
    process.kill(only!, 'SIGKILL');
    await until(told('10.0.2.10', '10.0.1.10'), async () => String(await toServer()));
    expect(tunnels()).not.toContain(only);
  });

  test('a server that was killed and started again finds everything at work', async () => {
    postern.kill();
    meet(await startPostern(state));
    await postern.settled();
    await until(told('10.0.2.10', '10.0.1.10'), async () => String(await toServer()));
    await until('healthy', () => stateOf(inspection.appliances[0]), 20_000);
  });

  test('without targets everything is dropped, and with them it passes again', async () => {
    const Targets = inspection.appliances.map(({ id }) => ({ Id: id }));
    const named = { TargetGroupArn: inspection.targets, Targets };
    await balancing.send(new elb.DeregisterTargetsCommand(named));
    await postern.settled();
    expect(await toServer()).toBe('no answer');
    await balancing.send(new elb.RegisterTargetsCommand(named));
    await postern.settled();
    expect(await toServer()).toBe(told('10.0.2.10', '10.0.1.10'));
  });

  test('an endpoint that its service’s owner rejects leads nowhere', async () => {
    const request = { ServiceId: inspection.service.id, VpcEndpointIds: [endpoint] };
    await provider.client.send(new ec2.RejectVpcEndpointConnectionsCommand(request));
    await postern.settled();
    expect(await toServer()).toBe('no answer');
    const found = await consumer.client.send(new ec2.DescribeRouteTablesCommand({}));
    const routes = found.RouteTables?.flatMap(({ Routes = [] }) => Routes) ?? [];
    const states = routes.filter(({ GatewayId }) => GatewayId === endpoint).map(({ State }) => State);
    expect(new Set(states)).toEqual(new Set(['blackhole']));
  });

  test('nothing stays behind', async () => {
    expect((await postern.down()).code).toBe(0);
    expect(namespacesOf(postern.prefix)).toEqual([]);
  });
});
