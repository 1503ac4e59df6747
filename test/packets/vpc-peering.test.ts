/**
 * VPC peering on packets, through stock clients: a hub of one account, a peer in the same region of another, and a peer abroad with
 * a client of its own. What passes after which call, and what never passes: the peer's gateways, its resolver, and whom it is
 * peered with itself. What goes between regions goes by the backbones, and none of it by the internet.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import type { Evidence } from '../../src/control/evidence.ts';
import { type Ground, groundOf, type Machine, rule, told } from './ground.ts';
import { because, missing, type Postern, startPostern } from './postern.ts';
import { groundIn } from './private-link-ground.ts';

const home = 'us-east-1';
const away = 'eu-west-1';
const silence = 'no answer';

interface Party {
  readonly ground: Ground;
  readonly account: string;
  readonly region: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly table: string;
  readonly group: string;
  readonly machine: Machine;
}

describe.skipIf(missing)(`VPC peering${because(missing)}`, () => {
  let postern: Postern;
  let hub: Party;
  let near: Party;
  let abroad: Party;
  let toNear: string;
  let toAbroad: string;

  async function party(ground: Ground, account: string, region: string, number: number): Promise<Party> {
    const cidr = `10.${number}.0.0/16`;
    const vpc = await ground.vpc(cidr);
    const zone = (await ground.client.send(new ec2.DescribeAvailabilityZonesCommand({}))).AvailabilityZones?.[0];
    const made = await ground.client.send(
      new ec2.CreateSubnetCommand({ VpcId: vpc, CidrBlock: `10.${number}.1.0/24`, AvailabilityZoneId: zone?.ZoneId }),
    );
    const subnet = made.Subnet?.SubnetId ?? '';
    const table = await ground.table(vpc, subnet);
    const group = await ground.group(vpc, rule('all', '10.0.0.0/8'));
    const machine = await ground.machine(subnet, { groups: [group] });
    return { ground, account, region, vpc, subnet, table, group, machine };
  }

  async function request(from: Party, to: Party): Promise<string> {
    const made = await from.ground.client.send(
      new ec2.CreateVpcPeeringConnectionCommand({
        VpcId: from.vpc,
        PeerVpcId: to.vpc,
        PeerOwnerId: to.account,
        PeerRegion: to.region,
      }),
    );
    return made.VpcPeeringConnection?.VpcPeeringConnectionId ?? '';
  }

  async function accept(by: Party, VpcPeeringConnectionId: string): Promise<void> {
    await by.ground.client.send(new ec2.AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  }

  const route = ({ ground, table }: Party, to: string, VpcPeeringConnectionId: string) =>
    ground.route(table, to, { VpcPeeringConnectionId });

  const heard = async (from: Party, ...attempts: readonly string[]) => {
    await postern.settled();
    return postern.try(from.machine.id, ...attempts);
  };
  const tcp = (to: Party, port = 8080) => `tcp ${to.machine.address} ${port}`;
  const says = (by: Party, to: Party) => told(by.machine.address, to.machine.address);
  const carried = async () => {
    const answer = await fetch(`${postern.connection.endpoint}/_postern/evidence`);
    return ((await answer.json()) as Evidence).carried;
  };

  beforeAll(async () => {
    postern = await startPostern();
    const { connection } = postern;
    await createOrganization(connection);
    const other = await createAccount(connection, 'other');
    const inRegion = (region: string): Account => ({ ...other, connection: { ...other.connection, region } });
    hub = await party(groundOf(postern), postern.account, home, 0);
    near = await party(groundIn(postern, inRegion(home)), other.id, home, 1);
    abroad = await party(groundIn(postern, inRegion(away)), other.id, away, 2);
    for (const { ground, machine } of [hub, near, abroad]) await ground.ready(machine);
  }, 120_000);
  afterAll(() => postern?.down());

  test('passes once the other account has accepted and both sides have routes', async () => {
    toNear = await request(hub, near);
    await route(hub, '10.1.0.0/16', toNear);
    await route(near, '10.0.0.0/16', toNear);
    expect(await heard(hub, tcp(near))).toEqual([silence]);
    await accept(near, toNear);
    expect(await heard(hub, tcp(near))).toEqual([says(near, hub)]);
    expect(await heard(near, tcp(hub))).toEqual([says(hub, near)]);
  });

  test('passes between regions, by the backbones and not by the internet', async () => {
    toAbroad = await request(hub, abroad);
    await accept(abroad, toAbroad);
    await route(hub, '10.2.0.0/16', toAbroad);
    expect(await heard(hub, tcp(abroad))).toEqual([silence]);
    await route(abroad, '10.0.0.0/16', toAbroad);
    await postern.settled();
    const before = await carried();
    expect(await heard(hub, tcp(abroad))).toEqual([says(abroad, hub)]);
    const after = await carried();
    expect(after.internet).toBe(before.internet);
    for (const backbone of [`backbone-${home}`, `backbone-${away}`]) {
      expect(after[backbone]).toBeGreaterThan(before[backbone] ?? 0);
    }
  });

  test('does not pass from one peer of the hub to another, whatever their routes', async () => {
    await route(near, '10.2.0.0/16', toNear);
    await route(abroad, '10.1.0.0/16', toAbroad);
    expect(await heard(near, tcp(abroad))).toEqual([silence]);
  });

  test("does not reach the internet, S3 or names through the peer's gateways and resolver", async () => {
    await near.ground
      .internetGateway(near.vpc)
      .then((GatewayId) => near.ground.route(near.table, '0.0.0.0/0', { GatewayId }));
    await near.ground.client.send(
      new ec2.CreateVpcEndpointCommand({
        VpcId: near.vpc,
        ServiceName: `com.amazonaws.${home}.s3`,
        RouteTableIds: [near.table],
      }),
    );
    await route(hub, '0.0.0.0/0', toNear);
    const [internet, name] = await heard(
      hub,
      'ping 198.51.100.10',
      'run dig +time=1 +tries=1 +short @10.1.0.2 s3.us-east-1.amazonaws.com',
    );
    expect(internet).not.toBe('pong');
    expect(name).toMatch(/timed out|failed|no servers/);
    const [s3] = await heard(hub, 'run curl -s -m 1 -o /dev/null -w %{http_code} http://s3.us-east-1.amazonaws.com/');
    expect(s3).toMatch(/^(000|failed.*)/);
  });

  test("rules name the peer's groups in the region, and are refused for a group abroad", async () => {
    const guarded = await hub.ground.group(hub.vpc, {
      ...rule('tcp 8080', near.group),
      UserIdGroupPairs: [{ GroupId: near.group, UserId: near.account }],
    });
    const server = await hub.ground.machine(hub.subnet, { groups: [guarded] });
    await hub.ground.ready(server);
    const stranger = await near.ground.machine(near.subnet, {
      groups: [await near.ground.group(near.vpc)],
    });
    await near.ground.ready(stranger);
    const to = `tcp ${server.address} 8080`;
    expect(await heard(near, to)).toEqual([told(server.address, near.machine.address)]);
    expect(await postern.try(stranger.id, to)).toEqual([silence]);
    expect(await heard(hub, to)).toEqual([silence]);
    const naming = {
      ...rule('tcp 80', abroad.group),
      UserIdGroupPairs: [{ GroupId: abroad.group, UserId: abroad.account }],
    };
    await expect(hub.ground.allow(guarded, naming)).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
  });

  test('interface endpoints of the hub serve peers, in the region and abroad', async () => {
    const made = await hub.ground.client.send(
      new ec2.CreateVpcEndpointCommand({
        VpcId: hub.vpc,
        VpcEndpointType: 'Interface',
        ServiceName: `com.amazonaws.${home}.sts`,
        SubnetIds: [hub.subnet],
        SecurityGroupIds: [hub.group],
        PrivateDnsEnabled: false,
      }),
    );
    const name = made.VpcEndpoint?.DnsEntries?.[0]?.DnsName ?? '';
    const asked = `run curl -s -m 3 -k -o /dev/null -w %{http_code} https://${name}/`;
    for (const from of [near, abroad]) {
      const [status = ''] = await heard(from, asked);
      expect(Number(status)).toBeGreaterThanOrEqual(200);
    }
  });

  test('ends for packets with the connection, and its routes are blackholes', async () => {
    await near.ground.client.send(new ec2.DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: toNear }));
    expect(await heard(hub, tcp(near), tcp(abroad))).toEqual([silence, says(abroad, hub)]);
    const { RouteTables } = await hub.ground.client.send(
      new ec2.DescribeRouteTablesCommand({ RouteTableIds: [hub.table] }),
    );
    const states = RouteTables?.[0]?.Routes?.map(({ VpcPeeringConnectionId, State }) => [
      VpcPeeringConnectionId,
      State,
    ]);
    expect(states).toContainEqual([toNear, 'blackhole']);
    expect(states).toContainEqual([toAbroad, 'active']);
  });
});
