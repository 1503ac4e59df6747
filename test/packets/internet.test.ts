/** Ways to the internet and back: internet gateway and public address, elastic addresses, NAT gateway, and none of them. */

import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, groundOf, type Machine, rule, told } from './ground.ts';
import { because, missing, type Postern, startPostern } from './postern.ts';

const outside = '203.0.113.10';

describe.skipIf(missing)(`the internet${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let vpc: string;
  let gateway: string;
  let groups: { readonly web: string; readonly shut: string };
  let tables: { readonly open: string; readonly hidden: string };
  let web: Machine;
  let bare: Machine;
  let hidden: Machine;
  let publicAddress: string;
  let nat: { readonly id: string; readonly address: string };

  /** Whom a host of the internet sees. */
  const seen = async (instance: string): Promise<string> => {
    const [said = ''] = await postern.try(instance, `http http://${outside}/`);
    return said.startsWith('{') ? (JSON.parse(said) as { sourceAddress: string }).sourceAddress : said;
  };

  /** Of the default route. */
  const stateOf = async (table: string) => {
    const request = new ec2.DescribeRouteTablesCommand({ RouteTableIds: [table] });
    const { RouteTables } = await ground.client.send(request);
    return RouteTables?.[0]?.Routes?.find((one) => one.DestinationCidrBlock === '0.0.0.0/0')?.State;
  };

  beforeAll(async () => {
    postern = await startPostern();
    ground = groundOf(postern);
    vpc = await ground.vpc('10.0.0.0/16');
    const subnets = { open: await ground.subnet(vpc, '10.0.1.0/24'), hidden: await ground.subnet(vpc, '10.0.2.0/24') };
    groups = { web: await ground.group(vpc, rule('tcp 80', '0.0.0.0/0')), shut: await ground.group(vpc) };
    tables = { open: await ground.table(vpc, subnets.open), hidden: await ground.table(vpc, subnets.hidden) };
    gateway = await ground.internetGateway(vpc);
    await ground.route(tables.open, '0.0.0.0/0', { GatewayId: gateway });
    web = await ground.machine(subnets.open, { groups: [groups.web], publicAddress: true });
    bare = await ground.machine(subnets.open, { groups: [groups.web] });
    hidden = await ground.machine(subnets.hidden, { groups: [groups.web] });
    const { id: AllocationId, address } = await ground.elasticAddress();
    const made = await ground.client.send(new ec2.CreateNatGatewayCommand({ SubnetId: subnets.open, AllocationId }));
    nat = { id: made.NatGateway?.NatGatewayId ?? '', address };
    await ground.ready(web, bare, hidden);
    publicAddress = (await ground.publicAddressOf(web.id)) ?? '';
  });
  afterAll(() => postern?.down());

  test('an instance with a public address reaches the internet, which sees that address', async () => {
    expect(publicAddress).toMatch(/^3\.12\d\./);
    expect(await seen(web.id)).toBe(publicAddress);
  });

  test('the internet reaches it where its group lets it, and nowhere else', async () => {
    const said = await postern.tryOutside(
      `tcp ${publicAddress} 80 ${outside}`,
      `tcp ${publicAddress} 8080 ${outside}`,
      `ping ${publicAddress}`,
      `tcp ${web.address} 80 ${outside}`,
    );
    expect(said.slice(0, 3)).toEqual([told(web.address, outside), 'no answer', 'no answer']);
    expect(said[3]).not.toContain('ip-');
  });

  test('without a public address the route is of no use', async () => {
    expect(await postern.try(bare.id, `tcp ${outside} 80`, `udp ${outside} 7`, `ping ${outside}`)).toEqual([
      'no answer',
      'no answer',
      'no answer',
    ]);
  });

  test('an elastic address gives it one at once, and is seen both ways; then it is taken away', async () => {
    const { id: AllocationId, address } = await ground.elasticAddress();
    const made = await ground.client.send(new ec2.AssociateAddressCommand({ AllocationId, InstanceId: bare.id }));
    await postern.settled();
    expect(await seen(bare.id)).toBe(address);
    expect(await postern.tryOutside(`tcp ${address} 80 ${outside}`)).toEqual([told(bare.address, outside)]);
    await ground.client.send(new ec2.DisassociateAddressCommand({ AssociationId: made.AssociationId }));
    await postern.settled();
    expect(await seen(bare.id)).toBe('no answer');
    expect((await postern.tryOutside(`tcp ${address} 80 ${outside}`))[0]).not.toContain('ip-');
  });

  test('a private subnet has no internet until its table leads to the NAT gateway, whose address is then seen', async () => {
    expect(await seen(hidden.id)).toBe('no answer');
    await ground.route(tables.hidden, '0.0.0.0/0', { NatGatewayId: nat.id });
    await postern.settled();
    expect(await seen(hidden.id)).toBe(nat.address);
    expect(await postern.try(hidden.id, `ping ${outside}`)).toEqual(['pong']);
  });

  test('instances meet over public addresses too, and see public addresses', async () => {
    const said = await postern.try(web.id, `tcp ${publicAddress} 80`);
    expect(said).toEqual([told(web.address, publicAddress)]);
    expect(await postern.try(hidden.id, `tcp ${publicAddress} 80`, `tcp ${publicAddress} 8080`)).toEqual([
      told(web.address, nat.address),
      'no answer',
    ]);
  });

  test('nobody gets in through the NAT gateway', async () => {
    const ports = ['80', '8080', '1024', '443'].map((port) => `tcp ${nat.address} ${port} ${outside}`);
    for (const said of await postern.tryOutside(...ports)) expect(['no answer', 'ECONNREFUSED']).toContain(said);
  });

  test('the NAT gateway is in the subnet with the route out, and gone with its deletion', async () => {
    await ground.client.send(new ec2.DeleteNatGatewayCommand({ NatGatewayId: nat.id }));
    await postern.settled();
    expect(await seen(hidden.id)).toBe('no answer');
    expect(await stateOf(tables.hidden)).toBe('blackhole');
  });

  test('neither an address of the internet that nobody has nor a private one is to be found there', async () => {
    const said = await postern.try(web.id, 'tcp 198.51.100.1 80', 'tcp 192.168.7.7 80');
    for (const one of said) expect(['no answer', 'ENETUNREACH']).toContain(one);
  });

  test('what a virtual private gateway takes is gone, also where a wider route would lead out', async () => {
    const made = await ground.client.send(new ec2.CreateVpnGatewayCommand({ Type: 'ipsec.1' }));
    const where = { VpnGatewayId: made.VpnGateway!.VpnGatewayId!, VpcId: vpc };
    await ground.client.send(new ec2.AttachVpnGatewayCommand(where));
    const asked = { RouteTableId: tables.open, DestinationCidrBlock: '203.0.113.0/24' };
    expect(await seen(web.id)).toBe(publicAddress);
    await ground.route(tables.open, asked.DestinationCidrBlock, { GatewayId: where.VpnGatewayId });
    await postern.settled();
    expect(await seen(web.id)).toBe('no answer');
    await ground.client.send(new ec2.DetachVpnGatewayCommand(where));
    await postern.settled();
    expect(await seen(web.id)).toBe('no answer');
    await ground.client.send(new ec2.DeleteRouteCommand(asked));
    await postern.settled();
    expect(await seen(web.id)).toBe(publicAddress);
    await ground.client.send(new ec2.DeleteVpnGatewayCommand(where));
  });

  test('a detached gateway leaves a blackhole, and the same gateway attached again leads out', async () => {
    const where = { InternetGatewayId: gateway, VpcId: vpc };
    const refused = await ground.client.send(new ec2.DetachInternetGatewayCommand(where)).catch((error) => error.name);
    expect(refused).toBe('DependencyViolation');
    const stopped = await stopAndStart();
    expect(stopped).toBe('no answer');
    expect(await seen(web.id)).toBe(await ground.publicAddressOf(web.id));
  });

  /** With no public address in use the gateway can be detached; a start gives a new address. */
  async function stopAndStart(): Promise<string> {
    const InstanceIds = [web.id];
    await ground.client.send(new ec2.StopInstancesCommand({ InstanceIds }));
    await postern.settled();
    const where = { InternetGatewayId: gateway, VpcId: vpc };
    await ground.client.send(new ec2.DetachInternetGatewayCommand(where));
    await postern.settled();
    expect(await stateOf(tables.open)).toBe('blackhole');
    const meanwhile = await seen(bare.id);
    await ground.client.send(new ec2.AttachInternetGatewayCommand(where));
    await ground.client.send(new ec2.StartInstancesCommand({ InstanceIds }));
    await ground.ready(web);
    expect(await stateOf(tables.open)).toBe('active');
    return meanwhile;
  }
});
