/**
 * Hosted zones as `dig` inside instances sees them: a private zone that holds in VPCs of two accounts, public records, which
 * of them comes first, and names of load balancers behind an alias.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as route53 from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { type Ground, groundOf, type Machine } from './ground.ts';
import { because, missing, type Postern, startPostern } from './postern.ts';

const lacksDig =
  missing ??
  (await import('node:child_process').then(({ spawnSync }) =>
    spawnSync('dig', ['-v']).status === 0 ? undefined : 'no dig command',
  ));

interface Place {
  readonly ground: Ground;
  readonly vpc: string;
  readonly subnet: string;
  readonly machine: Machine;
  readonly zones: route53.Route53Client;
}

describe.skipIf(lacksDig)(`hosted zones${because(lacksDig)}`, () => {
  let postern: Postern;
  let first: Place;
  let second: Place;
  let corp: string;

  async function placeIn(connection: Postern['connection'], block: string): Promise<Place> {
    const ground = groundOf({ ...postern, connection } as Postern);
    const VpcId = await ground.vpc(`${block}.0.0/16`);
    await ground.client.send(new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    const subnet = await ground.subnet(VpcId, `${block}.1.0/24`);
    const machine = await ground.machine(subnet);
    const zones = new route53.Route53Client({ ...connection, maxAttempts: 1 });
    return { ground, vpc: VpcId, subnet, machine, zones };
  }

  const us = (VPCId: string) => ({ VPCId, VPCRegion: 'us-east-1' as const });

  async function makeZone(place: Place, Name: string, more: object = {}): Promise<string> {
    const request = { Name, CallerReference: `${Name} ${JSON.stringify(more)}`, ...more };
    return (await place.zones.send(new route53.CreateHostedZoneCommand(request))).HostedZone?.Id ?? '';
  }

  /** Waits until the change is in sync. */
  async function put(place: Place, HostedZoneId: string, ...sets: route53.ResourceRecordSet[]): Promise<void> {
    const Changes = sets.map((ResourceRecordSet) => ({ Action: 'UPSERT' as const, ResourceRecordSet }));
    const command = new route53.ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } });
    await inSync(place, (await place.zones.send(command)).ChangeInfo);
  }

  async function inSync(place: Place, info: route53.ChangeInfo | undefined): Promise<void> {
    const limits = { client: place.zones, maxWaitTime: 20, minDelay: 1 };
    await route53.waitUntilResourceRecordSetsChanged(limits, { Id: info?.Id });
  }

  const values = (Name: string, Type: route53.RRType, TTL: number, ...list: string[]): route53.ResourceRecordSet => ({
    Name,
    Type,
    TTL,
    ResourceRecords: list.map((Value) => ({ Value })),
  });

  /** `ttl type data` of each answer, or the code where there is none; each question is the words that dig is given. */
  async function ask(place: Place, ...questions: string[]): Promise<readonly string[]> {
    const words = questions.map((text) => ['run', 'dig', '+time=1', '+tries=1', ...text.split(' ')]);
    const said = await postern.tryWords(place.machine.id, ...words);
    return said.map((text) => {
      const [, answers = ''] = /;; ANSWER SECTION:\n([^;]*)/.exec(text) ?? [];
      const found = [...answers.matchAll(/^\S+\s+(\d+)\s+IN\s+(\S+)\s+(.+)$/gm)].map((one) => one.slice(1).join(' '));
      return found.length > 0 ? found.join(', ') : (/status: (\w+)/.exec(text)?.[1] ?? 'no answer');
    });
  }

  beforeAll(async () => {
    postern = await startPostern();
    first = await placeIn(postern.connection, '10.1');
    await createOrganization(postern.connection);
    const account = await createAccount(postern.connection, 'second');
    second = await placeIn(account.connection as Postern['connection'], '10.2');
    corp = await makeZone(first, 'corp.example', { VPC: us(first.vpc) });
    await put(
      first,
      corp,
      values('a.corp.example', 'A', 30, '10.1.1.77'),
      values('*.w.corp.example', 'A', 40, '10.1.1.78'),
      values('out.corp.example', 'CNAME', 50, 'www.internet.example'),
    );
    await first.ground.ready(first.machine);
    await second.ground.ready(second.machine);
  });
  afterAll(() => postern?.down());

  test('a private zone holds in its VPC, with wildcards, CNAMEs and its own times', async () => {
    const questions = [
      'a.corp.example',
      'x.w.corp.example',
      'out.corp.example',
      'b.corp.example',
      'a.corp.example TXT',
    ];
    expect(await ask(first, ...questions)).toEqual([
      '30 A 10.1.1.77',
      '40 A 10.1.1.78',
      '50 CNAME www.internet.example., 60 A 203.0.113.80',
      'NXDOMAIN',
      'NOERROR',
    ]);
  });

  test('another account’s VPC has it with leave, until it is taken out', async () => {
    expect(await ask(second, 'a.corp.example')).toEqual(['NXDOMAIN']);
    const input = { HostedZoneId: corp, VPC: us(second.vpc) };
    await first.zones.send(new route53.CreateVPCAssociationAuthorizationCommand(input));
    const joined = await second.zones.send(new route53.AssociateVPCWithHostedZoneCommand(input));
    await inSync(second, joined.ChangeInfo);
    expect(await ask(second, 'a.corp.example', 'b.corp.example')).toEqual(['30 A 10.1.1.77', 'NXDOMAIN']);
    const left = await first.zones.send(new route53.DisassociateVPCFromHostedZoneCommand(input));
    await inSync(first, left.ChangeInfo);
    expect(await ask(second, 'a.corp.example')).toEqual(['NXDOMAIN']);
  });

  test('public records are everybody’s; a private zone of the name comes first', async () => {
    const zone = await makeZone(first, 'corp.example');
    await put(
      first,
      zone,
      values('a.corp.example', 'A', 60, '192.0.2.1'),
      values('b.corp.example', 'A', 60, '192.0.2.2'),
      values('_proof.corp.example', 'TXT', 1800, '"vpce:Abc" "Def"'),
    );
    const questions = ['a.corp.example', 'b.corp.example', '+tcp _proof.corp.example TXT'];
    expect(await ask(second, ...questions)).toEqual(['60 A 192.0.2.1', '60 A 192.0.2.2', '1800 TXT "vpce:Abc" "Def"']);
    expect(await ask(first, ...questions)).toEqual(['30 A 10.1.1.77', 'NXDOMAIN', 'NXDOMAIN']);
  });

  test('a load balancer by its own name, by that of its zone and by an alias', async () => {
    const client = new elb.ElasticLoadBalancingV2Client({ ...postern.connection, maxAttempts: 1 });
    const made = await client.send(
      new elb.CreateLoadBalancerCommand({
        Name: 'front',
        Type: 'network',
        Scheme: 'internal',
        SubnetMappings: [{ SubnetId: first.subnet, PrivateIPv4Address: '10.1.1.99' }],
      }),
    );
    const { DNSName = '', CanonicalHostedZoneId = '' } = made.LoadBalancers?.[0] ?? {};
    await put(first, corp, {
      Name: 'corp.example',
      Type: 'A',
      AliasTarget: { HostedZoneId: CanonicalHostedZoneId, DNSName, EvaluateTargetHealth: true },
    });
    const questions = [DNSName, `us-east-1a.${DNSName}`, 'corp.example'];
    expect(await ask(first, ...questions)).toEqual(questions.map(() => '60 A 10.1.1.99'));
    expect(await ask(second, DNSName)).toEqual(['60 A 10.1.1.99']);
  });
});
