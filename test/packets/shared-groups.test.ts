/**
 * Security groups across accounts and VPCs, on packets: three accounts of an organization in one shared VPC, whose rules name
 * each other's groups; a group that its owner shares; and the same group associated with a second VPC of the same addresses.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as ram from '@aws-sdk/client-ram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { type Ground, groundOf, type Machine, rule, told } from './ground.ts';
import { because, missing, type Postern, startPostern } from './postern.ts';
import { groundIn } from './private-link-ground.ts';

const named = (what: string, GroupId: string, { id: UserId }: Account): ec2.IpPermission => ({
  ...rule(what, GroupId),
  UserIdGroupPairs: [{ GroupId, UserId }],
});

describe.skipIf(missing)(`security groups across accounts${because(missing)}`, () => {
  let postern: Postern;
  let sharing: ram.RAMClient;
  let owner: Ground;
  let app: { readonly account: Account; readonly ground: Ground };
  let client: { readonly account: Account; readonly ground: Ground };
  let subnet: string;
  let baseline: string;
  let baselineShare: string;
  let groups: { readonly app: string; readonly clients: string; readonly quiet: string };
  let server: Machine;
  let worker: Machine;
  let member: Machine;
  let stranger: Machine;
  let operator: Machine;
  let abroad: readonly [Machine, Machine];

  const arn = (type: string, id: string) => `arn:aws:ec2:${postern.connection.region}:${postern.account}:${type}/${id}`;
  async function share(name: string, resource: string, ...accounts: readonly Account[]): Promise<string> {
    const principals = accounts.map(({ id }) => id);
    const request = { name, resourceArns: [resource], principals, allowExternalPrincipals: false };
    const made = await sharing.send(new ram.CreateResourceShareCommand(request));
    return made.resourceShare?.resourceShareArn ?? '';
  }

  beforeAll(async () => {
    postern = await startPostern();
    owner = groundOf(postern);
    sharing = new ram.RAMClient(postern.connection);
    await createOrganization(postern.connection);
    await sharing.send(new ram.EnableSharingWithAwsOrganizationCommand({}));
    const [first, second] = [
      await createAccount(postern.connection, 'app'),
      await createAccount(postern.connection, 'client'),
    ];
    app = { account: first, ground: groundIn(postern, first) };
    client = { account: second, ground: groundIn(postern, second) };
    const [vpc, second2] = [await owner.vpc('10.0.0.0/16'), await owner.vpc('10.0.0.0/16')];
    subnet = await owner.subnet(vpc, '10.0.1.0/24');
    await share('subnets', arn('subnet', subnet), first, second);
    baseline = await owner.group(vpc);
    baselineShare = await share('baseline', arn('security-group', baseline), first);
    const clients = await client.ground.group(vpc);
    groups = {
      clients,
      quiet: await client.ground.group(vpc),
      app: await app.ground.group(vpc, named('tcp 8080', clients, second)),
    };
    await owner.client.send(new ec2.AssociateSecurityGroupVpcCommand({ GroupId: baseline, VpcId: second2 }));
    const address = '10.0.1.99';
    const far = await owner.subnet(second2, '10.0.1.0/24');
    abroad = [
      await owner.machine(far, { groups: [baseline] }),
      await owner.machine(far, { groups: [baseline], address }),
    ];
    operator = await owner.machine(subnet, { groups: [baseline] });
    server = await app.ground.machine(subnet, { groups: [groups.app] });
    worker = await app.ground.machine(subnet, { groups: [baseline] });
    member = await client.ground.machine(subnet, { groups: [groups.clients] });
    stranger = await client.ground.machine(subnet, { groups: [groups.quiet], address });
    await owner.ready(operator, server, worker, member, stranger, ...abroad);
  }, 120_000);
  afterAll(() => postern?.down());

  /** What each of these hears at once: machine and attempt, in turn. */
  const heard = (...asked: readonly (readonly [Machine, string])[]) =>
    Promise.all(asked.map(async ([from, attempt]) => (await postern.try(from.id, attempt))[0]));
  const to = (machine: Machine, port: number) => `tcp ${machine.address} ${port}`;
  const silence = 'no answer';

  test("a rule that names another account's group lets its members in, on its port, and nobody else", async () => {
    const byOwner = { id: postern.account } as Account;
    await app.ground.allow(groups.app, named('tcp 80', baseline, byOwner));
    await postern.settled();
    const answers = await heard(
      [member, to(server, 8080)],
      [member, to(server, 80)],
      [stranger, to(server, 8080)],
      [operator, to(server, 8080)],
      [operator, to(server, 80)],
    );
    const [ofMember, ofOperator] = [member, operator].map(({ address }) => told(server.address, address));
    expect(answers).toEqual([ofMember, silence, silence, silence, ofOperator]);
  }, 120_000);

  test('a shared group judges the instances of whom it is shared with, and changes of its owner reach them at once', async () => {
    const opened = named('tcp 8080', groups.clients, client.account);
    await owner.allow(baseline, opened);
    await postern.settled();
    const asked = [
      [member, to(worker, 8080)],
      [stranger, to(worker, 8080)],
    ] as const;
    expect(await heard(...asked)).toEqual([told(worker.address, member.address), silence]);
    await owner.revoke(baseline, opened);
    await postern.settled();
    expect(await heard(...asked)).toEqual([silence, silence]);
  }, 120_000);

  test('a group in two VPCs has its rules in both, and names its members in each alone', async () => {
    const [one, other] = abroad;
    const within = rule('tcp 8080', baseline);
    await owner.allow(baseline, within);
    await postern.settled();
    // It has the address that a member has in the other VPC.
    expect(stranger.address).toBe(other.address);
    const asked = [
      [one, to(other, 8080)],
      [operator, to(worker, 8080)],
      [stranger, to(worker, 8080)],
    ] as const;
    const answers = [told(other.address, one.address), told(worker.address, operator.address), silence];
    expect(await heard(...asked)).toEqual(answers);
    await owner.revoke(baseline, within);
    await postern.settled();
    expect(await heard(...asked)).toEqual([silence, silence, silence]);
  }, 120_000);

  test('what wears a group keeps it, with later changes, when it is shared no more; nothing new gets it', async () => {
    await sharing.send(new ram.DeleteResourceShareCommand({ resourceShareArn: baselineShare }));
    await owner.allow(baseline, named('tcp 80', groups.clients, client.account));
    await postern.settled();
    expect(await heard([member, to(worker, 80)])).toEqual([told(worker.address, member.address)]);
    await expect(app.ground.machine(subnet, { groups: [baseline] })).rejects.toMatchObject({
      name: 'InvalidGroup.NotFound',
    });
    const GroupId = baseline;
    await expect(owner.client.send(new ec2.DeleteSecurityGroupCommand({ GroupId }))).rejects.toMatchObject({
      name: 'DependencyViolation',
    });
  }, 120_000);
});
