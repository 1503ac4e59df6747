/** Security groups: stateful, sender and receiver asked one after the other, members wherever they are in the VPC. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, groundOf, type Machine, rule, told } from './ground.ts';
import { holdConnection } from './held.ts';
import { because, missing, type Postern, startPostern, until } from './postern.ts';

describe.skipIf(missing)(`security groups${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let groups: { readonly app: string; readonly client: string; readonly quiet: string };
  let subnet: string;
  let app: Machine;
  let near: Machine;
  let far: Machine;
  let quiet: Machine;

  beforeAll(async () => {
    postern = await startPostern();
    ground = groundOf(postern);
    const vpc = await ground.vpc('10.0.0.0/16');
    const [one, two] = [await ground.subnet(vpc, '10.0.1.0/24'), await ground.subnet(vpc, '10.0.2.0/24', 'b')];
    subnet = one;
    const client = await ground.group(vpc);
    groups = {
      client,
      app: await ground.group(vpc, rule('tcp 8080', client), rule('udp 8080', client), rule('tcp 7', client)),
      quiet: await ground.group(vpc),
    };
    app = await ground.machine(one, { groups: [groups.app] });
    near = await ground.machine(one, { groups: [client] });
    far = await ground.machine(two, { groups: [client] });
    quiet = await ground.machine(two, { groups: [groups.quiet] });
    await ground.ready(app, near, far, quiet);
  });
  afterAll(() => postern?.down());

  test('a group that is named lets its members in, from the same subnet and from another, and nobody else', async () => {
    const to = `tcp ${app.address} 8080`;
    expect(await postern.try(near.id, to)).toEqual([told(app.address, near.address)]);
    expect(await postern.try(far.id, to)).toEqual([told(app.address, far.address)]);
    expect(await postern.try(quiet.id, to)).toEqual(['no answer']);
  });

  test.each([
    ['the port that is allowed', () => `tcp ${app.address} 8080`, () => told(app.address, far.address)],
    ['the protocol that is allowed', () => `udp ${app.address} 8080`, () => told(app.address, far.address)],
    ['another port', () => `tcp ${app.address} 80`, () => 'no answer'],
    ['another protocol', () => `ping ${app.address}`, () => 'no answer'],
    ['the other direction', () => `tcp ${quiet.address} 8080`, () => 'no answer'],
  ])('from a member: %s', async (_, attempt, expected) => {
    expect(await postern.try(far.id, attempt())).toEqual([expected()]);
  });

  test('replies need no rule: the group without any inbound rule hears its answers', async () => {
    const opened = rule('tcp 80', groups.quiet);
    await ground.allow(groups.app, opened);
    await postern.settled();
    expect(await postern.try(quiet.id, `tcp ${app.address} 80`)).toEqual([told(app.address, quiet.address)]);
    await ground.revoke(groups.app, opened);
  });

  test('the sender has a say of its own: without outbound rules nothing leaves, answers to others do', async () => {
    await ground.revokeOut(groups.client, rule('all', '0.0.0.0/0'));
    await ground.allow(groups.client, rule('tcp 8080', groups.quiet));
    await postern.settled();
    expect(await postern.try(far.id, `tcp ${app.address} 8080`)).toEqual(['no answer']);
    expect(await postern.try(quiet.id, `tcp ${far.address} 8080`)).toEqual([told(far.address, quiet.address)]);
    await ground.allowOut(groups.client, rule('tcp 8080', groups.app));
    await postern.settled();
    expect(await postern.try(far.id, `tcp ${app.address} 8080`, `udp ${app.address} 8080`)).toEqual([
      told(app.address, far.address),
      'no answer',
    ]);
    await ground.allowOut(groups.client, rule('all', '0.0.0.0/0'));
    await postern.settled();
  });

  test('a rule is in force within moments of the answer, given or taken away', async () => {
    const ping = rule('icmp', groups.client);
    const ask = async () => (await postern.try(near.id, `ping ${app.address}`))[0] ?? '';
    await ground.allow(groups.app, ping);
    expect(await until('pong', ask)).toBeLessThan(3000);
    await ground.revoke(groups.app, ping);
    expect(await until('no answer', ask)).toBeLessThan(3000);
  });

  test('a new member is let in, a former one is not', async () => {
    const { ModifyNetworkInterfaceAttributeCommand } = await import('@aws-sdk/client-ec2');
    const carry = async (...Groups: string[]) => {
      await ground.client.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: quiet.eni, Groups }));
      await postern.settled();
    };
    await carry(groups.quiet, groups.client);
    expect(await postern.try(quiet.id, `tcp ${app.address} 8080`)).toEqual([told(app.address, quiet.address)]);
    await carry(groups.quiet);
    expect(await postern.try(quiet.id, `tcp ${app.address} 8080`)).toEqual(['no answer']);
  });

  test('an EC2 Instance Connect Endpoint takes nothing, whatever its group would let in', async () => {
    const sdk = await import('@aws-sdk/client-ec2');
    const asked = { SubnetId: subnet, SecurityGroupIds: [groups.app] };
    const made = await ground.client.send(new sdk.CreateInstanceConnectEndpointCommand(asked));
    const { InstanceConnectEndpointId, NetworkInterfaceIds } = made.InstanceConnectEndpoint!;
    await postern.settled();
    const shown = await ground.client.send(new sdk.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds }));
    const address = shown.NetworkInterfaces![0]!.PrivateIpAddress!;
    const attempts = [`tcp ${address} 8080`, `tcp ${app.address} 8080`];
    expect(await postern.try(near.id, ...attempts)).toEqual(['no answer', told(app.address, near.address)]);
    await ground.client.send(new sdk.DeleteInstanceConnectEndpointCommand({ InstanceConnectEndpointId }));
  });

  test('a connection that was let in goes on when its rule is gone; a new one is not let in', async () => {
    const held = await holdConnection(postern, far.id, app.address, 7);
    expect(await held.say('before')).toBe('before');
    await ground.revoke(groups.app, rule('tcp 7', groups.client));
    await postern.settled();
    expect(await held.say('after')).toBe('after');
    held.end();
    expect(await postern.try(far.id, `tcp ${app.address} 7`)).toEqual(['no answer']);
  });
});
