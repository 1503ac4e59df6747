/**
 * A partner's service that AWS Marketplace sells: its subscriber finds it and connects with the stock command, and packets
 * arrive under the seller's own names; an account that doesn't subscribe finds nothing; and what is left when a subscription
 * ends. Everybody's VPC has the same addresses.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as route53 from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import type { MarketplaceChange } from '../../src/control/marketplace.ts';
import { aws } from '../clients/server.ts';
import { type Ground, type Machine, rule } from './ground.ts';
import { lacksAws } from './inside.ts';
import { because, postern as command, type Ended, missing, type Postern, startPostern } from './postern.ts';
import {
  accept,
  balance,
  balancingOf,
  type Endpoint,
  groundIn,
  listen,
  offer,
  type Pair,
  type Place,
  type Service,
  stateOf,
  subnetsIn,
  zonesOf,
} from './private-link-ground.ts';

const lacks = missing ?? lacksAws;
const cidr = '10.0.0.0/16';
const nodes: Pair = ['10.0.1.60', '10.0.2.60'];
const privateName = 'api.partner.example';
const sellerName = 'api.vpce.partner.example';

describe.skipIf(lacks)(`a partner's service${because(lacks)}`, () => {
  let postern: Postern;
  let provider: Ground;
  let service: Service;
  let buyer: Account;
  let stranger: Account;
  let consumer: Ground;
  let place: Place;
  let client: Machine;
  let endpoint: Endpoint;

  async function vpcIn(ground: Ground): Promise<Place> {
    const vpc = await ground.vpc(cidr);
    await ground.client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpc, EnableDnsHostnames: { Value: true } }));
    const subnets = await subnetsIn(ground, vpc, await zonesOf(ground));
    return { vpc, subnets, group: await ground.group(vpc, rule('all', cidr)) };
  }

  const marketplace = (...words: string[]): Promise<Ended> =>
    command(['marketplace', ...words, '--json', '--endpoint', postern.connection.endpoint]);

  const ask = ({ connection }: Account, ...words: string[]): Promise<Ended> =>
    aws({ ...connection, state: postern.state }, ['ec2', ...words]);

  const create = (account: Account, at: Place) =>
    ask(
      account,
      ...['create-vpc-endpoint', '--vpc-endpoint-type', 'Interface', '--service-name', service.name],
      ...['--vpc-id', at.vpc, '--subnet-ids', ...at.subnets, '--security-group-ids', at.group],
    );

  /** What the target says to who calls it by this name. */
  const reach = async (name: string) => (await postern.try(client.id, `tcp ${name} 80`))[0];

  /** A record that proves the private name, and one that hands the seller's to AWS. */
  async function delegate({ connection }: Account, nameServers: readonly string[]): Promise<void> {
    const client = new route53.Route53Client({ ...connection, maxAttempts: 1 });
    const made = await client.send(
      new route53.CreateHostedZoneCommand({ Name: 'partner.example', CallerReference: 'partner' }),
    );
    const record = (Name: string, Type: route53.RRType, ...values: string[]): route53.Change => ({
      Action: 'CREATE',
      ResourceRecordSet: { Name, Type, TTL: 1800, ResourceRecords: values.map((Value) => ({ Value })) },
    });
    const Changes = [
      record(`${service.proof?.Name}.${privateName}`, 'TXT', `"${service.proof?.Value}"`),
      record(sellerName, 'NS', ...nameServers),
    ];
    const request = { HostedZoneId: made.HostedZone?.Id, ChangeBatch: { Changes } };
    await client.send(new route53.ChangeResourceRecordSetsCommand(request));
  }

  beforeAll(async () => {
    postern = await startPostern();
    const { connection } = postern;
    await createOrganization(connection);
    const seller = await createAccount(connection, 'seller');
    buyer = await createAccount(connection, 'buyer');
    stranger = await createAccount(connection, 'stranger');
    provider = groundIn(postern, seller);
    consumer = groundIn(postern, buyer);
    const theirs = await vpcIn(provider);
    const target = await provider.machine(theirs.subnets[0], { groups: [theirs.group] });
    place = await vpcIn(consumer);
    client = await consumer.machine(place.subnets[0], { groups: [place.group] });
    await Promise.all([provider.ready(target), consumer.ready(client)]);
    const balancing = balancingOf(seller);
    const balancer = await balance(balancing, { subnets: theirs.subnets, nodes });
    const { LoadBalancerArn } = balancer;
    const Attributes = [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }];
    await balancing.send(new elb.ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes }));
    await listen(balancing, balancer, [{ port: 80, targetPort: 8080, targets: [target.id] }]);
    service = await offer(provider, balancer, [stranger.id], privateName);
    const words = ['publish', service.id, '--title', 'Partner', '--dns-name', sellerName];
    const { product } = JSON.parse((await marketplace(...words)).stdout) as MarketplaceChange;
    await delegate(seller, product.nameServers ?? []);
    await marketplace('subscribe', 'Partner', '--account', 'buyer');
  }, 120_000);
  afterAll(() => postern?.down());

  test('is found by its subscriber, and by nobody else, also whom its owner allows', async () => {
    const find = ['describe-vpc-endpoint-services', '--filters', 'Name=owner,Values=aws-marketplace'];
    const found = JSON.parse((await ask(buyer, ...find)).stdout);
    expect(found.ServiceDetails).toMatchObject([
      {
        ServiceName: service.name,
        Owner: 'aws-marketplace',
        PrivateDnsName: privateName,
        PrivateDnsNameVerificationState: 'verified',
        BaseEndpointDnsNames: [sellerName],
      },
    ]);
    expect(JSON.parse((await ask(stranger, ...find)).stdout).ServiceDetails).toEqual([]);
    const refused = await create(stranger, await vpcIn(groundIn(postern, stranger)));
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('(InvalidServiceName)');
    expect(refused.stderr).toContain(`The Vpc Endpoint Service '${service.name}' does not exist`);
  });

  test('is reached by its subscriber once the seller has accepted, under the seller’s names', async () => {
    const { VpcEndpoint } = JSON.parse((await create(buyer, place)).stdout);
    const { VpcEndpointId: id, DnsEntries } = VpcEndpoint;
    const names: readonly string[] = DnsEntries.map((one: { readonly DnsName: string }) => one.DnsName);
    endpoint = { ground: consumer, id, names, addresses: [] };
    expect(names[0]).toBe(`${id}.${sellerName}`);
    expect(names[1]).toMatch(new RegExp(`^us-east-1[a-f]-${id}\\.api\\.vpce\\.partner\\.example$`));
    expect(await stateOf(endpoint)).toBe('pendingAcceptance');
    expect(await reach(names[0] ?? '')).not.toMatch(/^ip-/);
    await accept(provider, service, endpoint);
    const words = ['modify-vpc-endpoint', '--vpc-endpoint-id', id, '--private-dns-enabled'];
    expect((await ask(buyer, ...words)).code).toBe(0);
    await postern.settled();
    for (const name of [...names.slice(0, 3), privateName]) expect(await reach(name), name).toMatch(/^ip-10-0-/);
  });

  test('is lost to whom its subscription ends, who is told so', async () => {
    const trace = async () => {
      const words = ['trace', client.id, endpoint.id, '--port', '80', '--json'];
      return JSON.parse((await command([...words, '--endpoint', postern.connection.endpoint])).stdout);
    };
    const [address = ''] = await addresses();
    expect(await reach(address)).toMatch(/^ip-10-0-/);
    expect(await trace()).toMatchObject({ reachable: true });
    expect((await marketplace('unsubscribe', 'Partner', '--account', 'buyer')).code).toBe(0);
    expect(await stateOf(endpoint)).toBe('rejected');
    expect(await reach(address)).toBe('no answer');
    expect(await reach(endpoint.names[0] ?? '')).not.toMatch(/^ip-/);
    const mend = `Subscribe ${buyer.id} to Partner`;
    expect(await trace()).toMatchObject({
      reachable: false,
      blockers: [{ code: 'BAD_STATE', component: endpoint.id, mend: expect.stringContaining(mend) }],
    });
    expect((await create(buyer, place)).stderr).toContain('(InvalidServiceName)');
  });

  async function addresses(): Promise<readonly string[]> {
    const Filters = [{ Name: 'description', Values: [`VPC Endpoint Interface ${endpoint.id}`] }];
    const found = await consumer.client.send(new ec2.DescribeNetworkInterfacesCommand({ Filters }));
    return (found.NetworkInterfaces ?? []).map(({ PrivateIpAddress = '' }) => PrivateIpAddress).sort();
  }
});
