/**
 * What lies between PrivateLink's packets and the services around it: the private name of a service, notifications of its
 * connections, metrics of what really passed, large transfers; and the names of its load balancer for clients in the
 * provider's own VPC. The consumer's addresses are the provider's: its endpoint has those of the targets, its client that of
 * the load balancer's node.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as ec2 from '@aws-sdk/client-ec2';
import type * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as route53 from '@aws-sdk/client-route-53';
import * as sns from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { type Ground, type Machine, type MachineOptions, rule, told } from './ground.ts';
import { type Held, holdConnection } from './held.ts';
import { lacksAws } from './inside.ts';
import { dataOf, listed, seriesName, statisticsOf, type Wanted } from './metrics.ts';
import { because, missing, type Postern, pause, startPostern, until } from './postern.ts';
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
  type Place,
  reject,
  type Service,
  stateOf,
  subnetsIn,
  zonesOf,
} from './private-link-ground.ts';

const lacks =
  missing ??
  (await import('node:child_process').then(({ spawnSync }) =>
    spawnSync('dig', ['-v']).status === 0 ? undefined : 'no dig command',
  ));

const cidr = '10.0.0.0/16';
const nodes: Pair = ['10.0.1.60', '10.0.2.60'];
const targetAddresses: Pair = ['10.0.1.70', '10.0.2.70'];
const privateName = 'api.partner.example';
const size = 20 * 1024 * 1024;

/** Sends so many bytes to an echo server and says whether the same came back. */
const transfer = `
const [address, size] = process.argv.slice(1), sent = require('node:crypto').randomBytes(Number(size)), read = [];
const end = (text) => { console.log(text); process.exit(0); };
let length = 0;
const socket = require('node:net').connect(7, address, () => socket.write(sent));
socket.on('error', (error) => end(error.code)).on('close', () => end('closed')).on('data', (bytes) => {
  read.push(bytes);
  length += bytes.length;
  if (length >= sent.length) end(Buffer.concat(read).equals(sent) ? 'the same' : 'something else');
});
`;

describe.skipIf(lacks)(`private names${because(lacks)}`, () => {
  let postern: Postern;
  let owner: Account;
  let provider: Ground;
  let hostedZones: route53.Route53Client;
  let providerVpc: string;
  let targets: readonly [Machine, Machine];
  /** In the provider's VPC. */
  let inside: Machine;
  let balancer: elb.LoadBalancer;
  let service: Service;
  let customer: Account;
  let consumer: Ground;
  let place: Place;
  let client: Machine;
  let endpoint: Endpoint;
  /** Nobody ever connects to it. */
  let idle: Endpoint;
  let held: Held;

  /** What a target says whose client goes by the address of its zone's node. */
  const toldInZone = (index: number) => told(targetAddresses[index] ?? '', nodes[index] ?? '');

  async function vpcIn(ground: Ground): Promise<Place> {
    const vpc = await ground.vpc(cidr);
    await ground.client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpc, EnableDnsHostnames: { Value: true } }));
    const subnets = await subnetsIn(ground, vpc, await zonesOf(ground));
    return { vpc, subnets, group: await ground.group(vpc, rule('all', cidr)) };
  }

  async function change(HostedZoneId: string, Action: route53.ChangeAction, ...sets: route53.ResourceRecordSet[]) {
    const Changes = sets.map((ResourceRecordSet) => ({ Action, ResourceRecordSet }));
    const command = new route53.ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } });
    const { ChangeInfo } = await hostedZones.send(command);
    const limits = { client: hostedZones, maxWaitTime: 20, minDelay: 1 };
    await route53.waitUntilResourceRecordSetsChanged(limits, { Id: ChangeInfo?.Id });
  }

  async function zone(Name: string, more: object = {}): Promise<string> {
    const request = { Name, CallerReference: Name, ...more };
    return (await hostedZones.send(new route53.CreateHostedZoneCommand(request))).HostedZone?.Id ?? '';
  }

  const record = (Name: string, Type: route53.RRType, Value: string): route53.ResourceRecordSet => ({
    Name,
    Type,
    TTL: 1800,
    ResourceRecords: [{ Value }],
  });

  /** Addresses in order; names, which end in a dot, first. */
  const dig = async ({ id }: Machine, name: string): Promise<readonly string[]> => {
    const [said = ''] = await postern.tryWords(id, ['run', 'dig', '+short', '+time=1', '+tries=1', name]);
    const lines = said.split('\n');
    return [...lines.filter((line) => line.endsWith('.')), ...lines.filter((line) => !line.endsWith('.')).sort()];
  };

  beforeAll(async () => {
    postern = await startPostern();
    await createOrganization(postern.connection);
    [owner, customer] = [
      await createAccount(postern.connection, 'provider'),
      await createAccount(postern.connection, 'consumer'),
    ];
    [provider, consumer] = [groundIn(postern, owner), groundIn(postern, customer)];
    hostedZones = new route53.Route53Client({ ...owner.connection, maxAttempts: 1 });
    const { vpc, subnets, group } = await vpcIn(provider);
    providerVpc = vpc;
    const machine = (at: 0 | 1, more: MachineOptions = {}) =>
      provider.machine(subnets[at], { groups: [group], ...more });
    targets = [await machine(0, { address: targetAddresses[0] }), await machine(1, { address: targetAddresses[1] })];
    inside = await machine(0);
    place = await vpcIn(consumer);
    client = await consumer.machine(place.subnets[0], { groups: [place.group], address: nodes[0] });
    await provider.ready(...targets, inside, client);
    const balancing = balancingOf(owner);
    balancer = await balance(balancing, { subnets, nodes });
    const ids = targets.map(({ id }) => id);
    await listen(balancing, balancer, [
      { port: 80, targetPort: 8080, targets: ids },
      { port: 81, targetPort: 8080, targets: targetAddresses, group: { TargetType: 'ip' } },
      { protocol: 'UDP', port: 8080, targetPort: 8080, targets: ids },
      { port: 7, targetPort: 7, targets: ids, group: { HealthCheckPort: '8080' } },
    ]);
    service = await offer(provider, balancer, [customer.id], privateName);
    endpoint = await endpointIn(consumer, service.name, place, targetAddresses);
    idle = await endpointIn(consumer, service.name, place);
  }, 120_000);
  afterAll(() => postern?.down());

  describe('the private name of a service', () => {
    const use = (PrivateDnsEnabled: boolean, { id }: Endpoint = endpoint) =>
      consumer.client.send(new ec2.ModifyVpcEndpointCommand({ VpcEndpointId: id, PrivateDnsEnabled }));
    const verification = async () => {
      const request = new ec2.DescribeVpcEndpointServiceConfigurationsCommand({ ServiceIds: [service.id] });
      const [found] = (await provider.client.send(request)).ServiceConfigurations ?? [];
      return String(found?.PrivateDnsNameConfiguration?.State);
    };
    const proof = () => record(`${service.proof?.Name}.${privateName}`, 'TXT', `"${service.proof?.Value}"`);
    let partner: string;

    test('cannot be used before its owner has proved the right to it', async () => {
      await accept(provider, service, endpoint);
      await accept(provider, service, idle);
      expect(service.proof).toMatchObject({ State: 'pendingVerification', Type: 'TXT' });
      await expect(use(true)).rejects.toMatchObject({
        name: 'InvalidParameter',
        message: `Private DNS can't be enabled because the service ${service.name} has not verified the private DNS name.`,
      });
    });

    test('is verified by the record that the service asks for', async () => {
      partner = await zone('partner.example');
      await change(partner, 'CREATE', record(privateName, 'A', '192.0.2.1'), proof());
      const ServiceId = service.id;
      const begun = await provider.client.send(
        new ec2.StartVpcEndpointServicePrivateDnsVerificationCommand({ ServiceId }),
      );
      expect(begun.ReturnValue).toBe(true);
      await until('verified', verification);
    });

    test('leads to the endpoint in its VPC, and nowhere else', async () => {
      expect(await dig(client, privateName)).toEqual(['192.0.2.1']);
      await use(true);
      await postern.settled();
      expect(await stateOf(endpoint)).toBe('available');
      const answer = [`${endpoint.names[0]}.`, ...[...endpoint.addresses].sort()];
      expect(await dig(client, privateName)).toEqual(answer);
      expect(await dig(inside, privateName)).toEqual(['192.0.2.1']);
      const [said] = await postern.try(client.id, `tcp ${privateName} 80`);
      expect([0, 1].map(toldInZone)).toContain(said);
    });

    test('once lost takes no new endpoint, and goes on for those who have it', async () => {
      await change(partner, 'DELETE', proof());
      expect(await verification()).toBe('failed');
      await expect(endpointIn(consumer, service.name, place)).rejects.toMatchObject({
        name: 'InvalidParameter',
        message: `The VPC endpoint service ${service.name} has not verified the private DNS name.`,
      });
      await expect(use(true, idle)).rejects.toMatchObject({ name: 'InvalidParameter' });
      expect((await dig(client, privateName))[0]).toBe(`${endpoint.names[0]}.`);
      expect((await postern.try(client.id, `tcp ${privateName} 80`))[0]).toMatch(/^ip-10-0-/);
      await change(partner, 'CREATE', proof());
      expect(await verification()).toBe('verified');
    });
  });

  describe('through the endpoint', () => {
    test('each interface leads to its own zone, by TCP and UDP, also where nothing is translated', async () => {
      expect(endpoint.addresses).toEqual(targetAddresses);
      for (const [index, address] of endpoint.addresses.entries()) {
        const attempts = Array.from({ length: 4 }, () => `tcp ${address} 80`);
        const said = await postern.try(client.id, ...attempts, `tcp ${address} 81`, `udp ${address} 8080`);
        expect(new Set(said)).toEqual(new Set([toldInZone(index)]));
      }
    });

    test('20 MB arrive whole both ways, and neither side sends segments that would be too large', async () => {
      const [address = ''] = endpoint.addresses;
      held = await holdConnection(postern, client.id, address, 7);
      const said = await postern.exec(client.id, process.execPath, '-e', transfer, address, `${size}`);
      expect(said).toMatchObject({ code: 0, stdout: 'the same\n' });
      expect(await held.say('hello')).toBe('hello');
      const segments = async ({ id }: Machine, side: string) => {
        const [listed = ''] = await postern.tryWords(id, [
          'run',
          'ss',
          '-Htin',
          'state',
          'established',
          `${side} = :7`,
        ]);
        return [...listed.matchAll(/\bmss:(\d+)/g)].map(([, mss]) => Number(mss));
      };
      // 8500 without the headers of IP and TCP, and without time stamps.
      expect(await segments(targets[0], 'sport')).toEqual([8448]);
      expect(await segments(client, 'dport')).toEqual([8448]);
    });
  });

  test('the load balancer has names in the provider’s own VPC; its targets see the client, or the node', async () => {
    const { DNSName = '', CanonicalHostedZoneId, AvailabilityZones = [] } = balancer;
    const front = await zone('corp.example', { VPC: { VPCId: providerVpc, VPCRegion: 'us-east-1' } });
    const AliasTarget = { HostedZoneId: CanonicalHostedZoneId, DNSName, EvaluateTargetHealth: true };
    const zonal = AvailabilityZones.map(({ ZoneName }) => `${ZoneName}.${DNSName}`);
    await change(
      front,
      'CREATE',
      { Name: 'front.corp.example', Type: 'A', AliasTarget },
      ...zonal.map((name, index) => record(`${index}.corp.example`, 'CNAME', name)),
    );
    expect(await dig(inside, 'front.corp.example')).toEqual([...nodes]);
    const seen = targetAddresses.map((address) => told(address, inside.address));
    expect(seen).toContain((await postern.try(inside.id, 'tcp front.corp.example 80'))[0]);
    for (const index of [0, 1]) {
      const name = `${index}.corp.example`;
      expect(await dig(inside, name)).toEqual([`${zonal[index]}.`, nodes[index]]);
      const attempts = Array.from({ length: 4 }, () => `tcp ${name} 80`);
      const said = await postern.try(inside.id, ...attempts, `udp ${name} 8080`);
      expect(new Set(said)).toEqual(new Set([seen[index]]));
      expect(await postern.try(inside.id, `tcp ${name} 81`)).toEqual([toldInZone(index)]);
    }
  });

  test('each event of a connection is told to the provider’s topic once', async () => {
    const messages: Readonly<Record<string, string>>[] = [];
    const http = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      messages.push(JSON.parse(body));
      response.end();
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void http.close());
    const topics = new sns.SNSClient({ ...owner.connection, maxAttempts: 1 });
    const { TopicArn } = await topics.send(new sns.CreateTopicCommand({ Name: 'connections' }));
    const Endpoint = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`;
    await topics.send(new sns.SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint }));
    await expect.poll(() => messages.length, { timeout: 5000 }).toBe(1);
    await topics.send(new sns.ConfirmSubscriptionCommand({ TopicArn, Token: messages[0]?.Token }));
    await provider.client.send(
      new ec2.CreateVpcEndpointConnectionNotificationCommand({
        ServiceId: service.id,
        ConnectionNotificationArn: TopicArn,
        ConnectionEvents: ['Accept', 'Connect', 'Delete', 'Reject'],
      }),
    );
    const third = await endpointIn(consumer, service.name, place);
    await accept(provider, service, third);
    await reject(provider, service, third);
    await consumer.client.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: [third.id] }));
    await expect.poll(() => messages.length, { timeout: 5000 }).toBe(5);
    await pause(500);
    const events = messages.slice(1).map(({ Message = '' }) => JSON.parse(Message));
    expect(events.map((one) => one.ConnectionEvent).sort()).toEqual(['Accept', 'Connect', 'Delete', 'Reject']);
    for (const one of events) {
      expect(one).toMatchObject({ VpcEndpointId: third.id, VpcEndpointOwner: customer.id, ServiceId: service.id });
    }
  });

  describe.skipIf(lacksAws)(`metrics${because(lacksAws)}`, () => {
    const ofEndpoint = ({ id }: Endpoint): Wanted => {
      const whole = {
        'Endpoint Type': 'Interface',
        'Service Name': service.name,
        'VPC Endpoint Id': id,
        'VPC Id': place.vpc,
      };
      return {
        account: customer,
        namespace: 'AWS/PrivateLinkEndpoints',
        names: ['ActiveConnections', 'BytesProcessed', 'NewConnections', 'PacketsDropped', 'RstPacketsReceived'],
        sets: [whole, { ...whole, 'Subnet Id': place.subnets[0] }],
      };
    };
    const ofService = ({ id }: Endpoint): Wanted => {
      const Az = balancer.AvailabilityZones?.[0]?.ZoneName ?? '';
      const whole = { 'Service Id': service.id };
      const arn = { 'Load Balancer Arn': balancer.LoadBalancerArn ?? '' };
      return {
        account: owner,
        namespace: 'AWS/PrivateLinkServices',
        names: ['ActiveConnections', 'BytesProcessed', 'NewConnections', 'RstPacketsSent'],
        sets: [
          { ...whole, 'VPC Endpoint Id': id },
          whole,
          { ...whole, Az },
          { ...whole, ...arn },
          { ...whole, Az, ...arn },
        ],
      };
    };
    const sides = (of: Endpoint) => [ofEndpoint(of), ofService(of)];
    const sum = (list: readonly number[] = []) => list.reduce((all, one) => all + one, 0);

    test('tell what passed to both owners, in all sets of dimensions, once the minute is over', async () => {
      const isTold = async () => {
        const { ActiveConnections = [], BytesProcessed } = (await dataOf(postern, ofEndpoint(endpoint)))[0] ?? {};
        return Math.max(...ActiveConnections) >= 1 && sum(BytesProcessed) > 2 * size;
      };
      await expect.poll(isTold, { timeout: 80_000, interval: 1000 }).toBe(true);
      for (const wanted of sides(endpoint)) {
        for (const [index, found] of (await dataOf(postern, wanted)).entries()) {
          const what = `${wanted.namespace} ${JSON.stringify(wanted.sets[index])}`;
          expect(
            wanted.names.filter((name) => found[name]?.length === 0),
            what,
          ).toEqual([]);
          // Six attempts, the transfer, and the one that is held.
          expect(sum(found.NewConnections), what).toBeGreaterThanOrEqual(8);
          expect(sum(found.BytesProcessed), what).toBeGreaterThan(2 * size);
          expect(Math.max(...(found.ActiveConnections ?? [])), what).toBeGreaterThanOrEqual(1);
        }
        expect(sum(await statisticsOf(postern, wanted, 'BytesProcessed'))).toBeGreaterThan(2 * size);
      }
      const counted = { ...ofService(endpoint), names: ['EndpointsCount'], sets: [{ 'Service Id': service.id }] };
      const [counts] = await dataOf(postern, counted);
      expect(counts?.EndpointsCount?.at(-1)).toBeGreaterThanOrEqual(1);
      expect(await held.say('still')).toBe('still');
      held.end();
    }, 100_000);

    test('are listed, each by its dimensions', async () => {
      for (const { account, namespace, names, sets } of sides(endpoint)) {
        const [first = {}] = sets;
        const found = await listed(postern, account, namespace, { 'VPC Endpoint Id': endpoint.id });
        expect(found).toEqual(expect.arrayContaining(names.map((name) => seriesName(name, first))));
        const all = await listed(
          postern,
          account,
          namespace,
          namespace.endsWith('Services') ? { 'Service Id': service.id } : {},
        );
        const wanted = sets.flatMap((set) => names.map((name) => seriesName(name, set)));
        expect(all).toEqual(expect.arrayContaining(wanted));
      }
    });

    test('are not there for an endpoint that nobody uses, nor for the other owner', async () => {
      for (const { account, namespace } of sides(endpoint)) {
        expect(await listed(postern, account, namespace, { 'VPC Endpoint Id': idle.id })).toEqual([]);
        const other = account === owner ? customer : owner;
        expect(await listed(postern, other, namespace, {})).toEqual([]);
      }
      for (const { ActiveConnections, BytesProcessed } of await dataOf(postern, ofEndpoint(idle))) {
        expect([ActiveConnections, BytesProcessed]).toEqual([[], []]);
      }
    });
  });
});
