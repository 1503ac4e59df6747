/**
 * Route 53 Resolver on packets: a central VPC keeps a private zone and an inbound endpoint, another VPC peered with it has an
 * outbound endpoint, and a rule that is shared by RAM leads an account's questions through both. What neither endpoint takes,
 * and what ends without an answer.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import {
  CreateResourceShareCommand,
  DisassociateResourceShareCommand,
  EnableSharingWithAwsOrganizationCommand,
  RAMClient,
} from '@aws-sdk/client-ram';
import * as route53 from '@aws-sdk/client-route-53';
import * as resolver from '@aws-sdk/client-route53resolver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { type Ground, groundOf, type Machine, rule } from './ground.ts';
import { because, missing, type Postern, startPostern } from './postern.ts';

const lacksDig =
  missing ??
  (await import('node:child_process').then(({ spawnSync }) =>
    spawnSync('dig', ['-v']).status === 0 ? undefined : 'no dig command',
  ));

interface Place {
  readonly ground: Ground;
  readonly vpc: string;
  readonly subnets: readonly [string, string];
  readonly table: string;
}

describe.skipIf(lacksDig)(`Route 53 Resolver${because(lacksDig)}`, () => {
  let postern: Postern;
  let central: Place;
  let way: Place;
  let app: Place;
  let beside: Machine;
  let asking: Machine;
  let names: resolver.Route53ResolverClient;
  let appNames: resolver.Route53ResolverClient;
  let inbound: readonly string[];
  let outbound: string;
  let inboundGroup: string;
  let corp: resolver.ResolverRule;
  let share: string;
  let appAccount: string;

  async function place(ground: Ground, number: number): Promise<Place> {
    const vpc = await ground.vpc(`10.${number}.0.0/16`);
    await ground.client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpc, EnableDnsHostnames: { Value: true } }));
    const first = await ground.subnet(vpc, `10.${number}.1.0/24`, 'a');
    const second = await ground.subnet(vpc, `10.${number}.2.0/24`, 'b');
    return { ground, vpc, subnets: [first, second], table: await ground.table(vpc, first, second) };
  }

  async function peer(one: Place, other: Place): Promise<void> {
    const request = { VpcId: one.vpc, PeerVpcId: other.vpc };
    const made = await one.ground.client.send(new ec2.CreateVpcPeeringConnectionCommand(request));
    const VpcPeeringConnectionId = made.VpcPeeringConnection?.VpcPeeringConnectionId ?? '';
    await one.ground.client.send(new ec2.AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
    await one.ground.route(one.table, '10.2.0.0/16', { VpcPeeringConnectionId });
    await other.ground.route(other.table, '10.1.0.0/16', { VpcPeeringConnectionId });
  }

  async function endpoint(of: Place, Direction: 'INBOUND' | 'OUTBOUND', group: string, name: string): Promise<string> {
    const made = await names.send(
      new resolver.CreateResolverEndpointCommand({
        CreatorRequestId: name,
        Name: name,
        Direction,
        SecurityGroupIds: [group],
        IpAddresses: of.subnets.map((SubnetId) => ({ SubnetId })),
      }),
    );
    return made.ResolverEndpoint?.Id ?? '';
  }

  async function addressesOf(ResolverEndpointId: string): Promise<readonly string[]> {
    const request = { ResolverEndpointId };
    const { IpAddresses = [] } = await names.send(new resolver.ListResolverEndpointIpAddressesCommand(request));
    return IpAddresses.map(({ Ip = '' }) => Ip);
  }

  async function makeRule(DomainName: string, more: object): Promise<resolver.ResolverRule> {
    const request = { CreatorRequestId: DomainName, DomainName, RuleType: 'FORWARD', ...more } as const;
    return (await names.send(new resolver.CreateResolverRuleCommand(request))).ResolverRule ?? {};
  }

  const associate = (client: resolver.Route53ResolverClient, { vpc }: Place, { Id }: resolver.ResolverRule) =>
    client.send(new resolver.AssociateResolverRuleCommand({ ResolverRuleId: Id, VPCId: vpc }));

  async function zone(): Promise<void> {
    const zones = new route53.Route53Client({ ...postern.connection, maxAttempts: 1 });
    const VPC = { VPCId: central.vpc, VPCRegion: 'us-east-1' as const };
    const made = await zones.send(
      new route53.CreateHostedZoneCommand({ Name: 'corp.example', CallerReference: 'corp', VPC }),
    );
    const set = (Name: string, Type: route53.RRType, Value: string) => ({
      Action: 'CREATE' as const,
      ResourceRecordSet: { Name, Type, TTL: 30, ResourceRecords: [{ Value }] },
    });
    const Changes = [
      set('a.corp.example', 'A', '10.1.1.77'),
      set('alias.corp.example', 'CNAME', 'a.corp.example'),
      set('own.corp.example', 'A', '10.1.1.78'),
    ];
    const HostedZoneId = made.HostedZone?.Id ?? '';
    await zones.send(new route53.ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
  }

  /** `type data` of each answer, or the code where there is none. */
  async function ask(machine: Machine, ...questions: string[]): Promise<readonly string[]> {
    await postern.settled();
    const words = questions.map((text) => ['run', 'dig', '+tries=1', '+time=1', ...text.split(' ')]);
    const said = await postern.tryWords(machine.id, ...words);
    return said.map((text) => {
      const [, answers = ''] = /;; ANSWER SECTION:\n([^;]*)/.exec(text) ?? [];
      const found = [...answers.matchAll(/^\S+\s+\d+\s+IN\s+(\S+)\s+(.+)$/gm)].map((one) => one.slice(1).join(' '));
      return found.length > 0 ? found.join(', ') : (/status: (\w+)/.exec(text)?.[1] ?? 'no answer');
    });
  }

  beforeAll(async () => {
    postern = await startPostern();
    await createOrganization(postern.connection);
    const account = await createAccount(postern.connection, 'app');
    appAccount = account.id;
    const sharing = new RAMClient({ ...postern.connection, maxAttempts: 1 });
    const ground = groundOf(postern);
    central = await place(ground, 1);
    way = await place(ground, 2);
    app = await place(groundOf({ ...postern, connection: account.connection } as Postern), 3);
    await peer(central, way);
    names = new resolver.Route53ResolverClient({ ...postern.connection, maxAttempts: 1 });
    appNames = new resolver.Route53ResolverClient({ ...account.connection, maxAttempts: 1 });
    inboundGroup = await ground.group(central.vpc, rule('udp 53', '10.2.0.0/16'), rule('tcp 53', '10.2.0.0/16'));
    inbound = await addressesOf(await endpoint(central, 'INBOUND', inboundGroup, 'inbound'));
    outbound = await endpoint(way, 'OUTBOUND', await ground.group(way.vpc), 'outbound');
    await zone();
    const TargetIps = inbound.map((Ip) => ({ Ip }));
    corp = await makeRule('corp.example', { ResolverEndpointId: outbound, TargetIps });
    await sharing.send(new EnableSharingWithAwsOrganizationCommand({}));
    const shared = await sharing.send(
      new CreateResourceShareCommand({ name: 'rules', principals: [appAccount], resourceArns: [corp.Arn ?? ''] }),
    );
    share = shared.resourceShare?.resourceShareArn ?? '';
    await associate(appNames, app, corp);
    asking = await app.ground.machine(app.subnets[0]);
    beside = await ground.machine(way.subnets[0]);
    await app.ground.ready(asking);
    await ground.ready(beside);
  });
  afterAll(() => postern?.down());

  test('a name of the central zone goes out by one endpoint and in by the other, by UDP and TCP', async () => {
    const questions = ['a.corp.example', '+tcp a.corp.example', 'alias.corp.example', 'nothing.corp.example'];
    expect(await ask(asking, ...questions)).toEqual([
      'A 10.1.1.77',
      'A 10.1.1.77',
      'CNAME a.corp.example., A 10.1.1.77',
      'NXDOMAIN',
    ]);
    // The outbound endpoint's own VPC is not associated with the rule.
    expect(await ask(beside, 'a.corp.example', 'www.internet.example')).toEqual([
      'NXDOMAIN',
      expect.stringMatching(/^A /),
    ]);
  });

  test('a system rule below it is answered by the VPC itself', async () => {
    const own = await names.send(
      new resolver.CreateResolverRuleCommand({
        CreatorRequestId: 'own',
        DomainName: 'own.corp.example',
        RuleType: 'SYSTEM',
      }),
    );
    await associate(names, way, corp);
    expect(await ask(beside, 'own.corp.example')).toEqual(['A 10.1.1.78']);
    await associate(names, way, own.ResolverRule ?? {});
    expect(await ask(beside, 'own.corp.example', 'a.corp.example')).toEqual(['NXDOMAIN', 'A 10.1.1.77']);
  });

  test('the inbound endpoint answers whom its group lets in, at port 53 alone, and opens nothing else', async () => {
    const [address = ''] = inbound;
    const questions = [`@${address} a.corp.example`, `+tcp @${address} a.corp.example`];
    expect(await ask(beside, ...questions)).toEqual(['A 10.1.1.77', 'A 10.1.1.77']);
    await central.ground.allow(inboundGroup, rule('all', '10.2.0.0/16'));
    await postern.settled();
    const others = await postern.try(beside.id, `tcp ${address} 80`, `ping ${address}`);
    expect(others).toEqual(['no answer', 'no answer']);
    await central.ground.revoke(inboundGroup, rule('all', '10.2.0.0/16'));
    await central.ground.revoke(inboundGroup, rule('udp 53', '10.2.0.0/16'));
    expect(await ask(beside, ...questions)).toEqual(['no answer', 'A 10.1.1.77']);
    await central.ground.allow(inboundGroup, rule('udp 53', '10.2.0.0/16'));
    // Nothing leads there from the account's VPC, and the outbound endpoint answers nobody.
    expect(await ask(asking, `@${address} a.corp.example`)).toEqual(['no answer']);
    const [out = ''] = await addressesOf(outbound);
    expect(await ask(beside, `@${out} a.corp.example`)).toEqual(['no answer']);
  });

  test('without an answer, or leave to ask, the question fails', async () => {
    const mute = await way.ground.group(way.vpc);
    await way.ground.revokeOut(mute, rule('all', '0.0.0.0/0'));
    const silent = await endpoint(way, 'OUTBOUND', mute, 'mute');
    const targets = { TargetIps: inbound.map((Ip) => ({ Ip })) };
    await associate(names, way, await makeRule('mute.example', { ResolverEndpointId: silent, ...targets }));
    const nowhere = { ResolverEndpointId: outbound, TargetIps: [{ Ip: '10.1.1.200' }] };
    await associate(names, way, await makeRule('nowhere.example', nowhere));
    const questions = ['+time=6 a.mute.example', '+time=6 a.nowhere.example'];
    expect(await ask(beside, ...questions)).toEqual(['SERVFAIL', 'SERVFAIL']);
  });

  test('a rule that leads back to where it came from ends', async () => {
    await associate(names, central, corp);
    expect(await ask(asking, '+time=6 a.corp.example')).toEqual(['SERVFAIL']);
    const end = { ResolverRuleId: corp.Id, VPCId: central.vpc };
    await names.send(new resolver.DisassociateResolverRuleCommand(end));
    expect(await ask(asking, 'a.corp.example')).toEqual(['A 10.1.1.77']);
  });

  test('with the share ends what it was shared for', async () => {
    const sharing = new RAMClient({ ...postern.connection, maxAttempts: 1 });
    const request = { resourceShareArn: share, principals: [appAccount] };
    await sharing.send(new DisassociateResourceShareCommand(request));
    expect(await ask(asking, 'a.corp.example')).toEqual(['NXDOMAIN']);
  });
});
