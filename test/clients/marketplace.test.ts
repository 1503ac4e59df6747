/** The `postern marketplace` command beside stock clients: what it prints and refuses, and what buyers and sellers then see. */

import { CreateLoadBalancerCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import type { MarketplaceChange, ToldProduct } from '../../src/control/marketplace.ts';
import { type Ec2, ec2At, makeNetwork, type Reply, until } from './ec2-call.ts';
import { aws, hasAws, hasBoto3, postern, python, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const seller = ec2At(server);

let buyer: Account;
let stranger: Account;
let service: string;
let name: string;
let product: ToldProduct;

const by = ({ connection }: Account): Ec2 => ec2At(server, 'us-east-1', connection.credentials);
const owned = { Filters: [{ Name: 'owner', Values: ['aws-marketplace'] }] };

async function change(...words: string[]): Promise<MarketplaceChange> {
  const { code, stdout, stderr } = await postern(server, ['marketplace', ...words, '--json']);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as MarketplaceChange;
}

/** A network of an account's, with a subnet in the zone of the service. */
async function placeOf(network: Ec2): Promise<{ readonly VpcId: string; readonly SubnetIds: string[] }> {
  const { vpc } = await makeNetwork(network);
  const zone = { VpcId: vpc, CidrBlock: '10.0.2.0/24', AvailabilityZoneId: 'use1-az1' };
  return { VpcId: vpc, SubnetIds: [(await network.call('CreateSubnet', zone)).Subnet.SubnetId] };
}

const request = (place: Awaited<ReturnType<typeof placeOf>>) => ({
  ...place,
  ServiceName: name,
  VpcEndpointType: 'Interface',
});

beforeAll(async () => {
  const owner = { endpoint: server.endpoint, region: 'us-east-1', credentials: server.credentials };
  await createOrganization(owner);
  [buyer, stranger] = [await createAccount(owner, 'buyer'), await createAccount(owner, 'stranger')];
  const { SubnetIds } = await placeOf(seller);
  const balancing = new ElasticLoadBalancingV2Client(settings(server));
  const wanted = { Name: 'partner', Type: 'network', Scheme: 'internal', Subnets: SubnetIds } as const;
  const { LoadBalancers } = await balancing.send(new CreateLoadBalancerCommand(wanted));
  const made = await seller.call('CreateVpcEndpointServiceConfiguration', {
    NetworkLoadBalancerArns: [LoadBalancers![0]!.LoadBalancerArn!],
    AcceptanceRequired: false,
  });
  ({ ServiceId: service, ServiceName: name } = made.ServiceConfiguration);
  product = (await change('publish', service, '--title', 'Partner', '--dns-name', 'api.vpce.example.com')).product;
});

test('publishing tells the product, and which name servers the seller’s name wants', () => {
  expect(product).toEqual({
    id: expect.stringMatching(/^prod-[a-z0-9]{13}$/),
    title: 'Partner',
    seller: server.account,
    serviceId: service,
    serviceName: name,
    dnsName: 'api.vpce.example.com',
    nameServers: Array(4).fill(expect.stringMatching(/^ns-\d+\.awsdns-\d\d\./)),
    delegated: false,
    subscribers: [],
  });
});

test('subscriptions come and go, and are listed', async () => {
  const words = ['Partner', '--account', 'stranger'];
  expect(await change('subscribe', ...words)).toMatchObject({ changed: true });
  expect(await change('subscribe', ...words)).toMatchObject({ changed: false });
  const listed = await postern(server, ['marketplace', 'list']);
  expect(listed.stdout).toContain(`${product.id}  Partner, sold by ${server.account}: ${name}\n`);
  expect(listed.stdout).toContain(`subscribers: stranger (${stranger.id})\n`);
  expect(await change('unsubscribe', ...words)).toMatchObject({ changed: true, product: { subscribers: [] } });
});

test.each([
  [['publish', 'vpce-svc-1', '--title', 'x'], 'There is no endpoint service vpce-svc-1.'],
  [['subscribe', 'Nothing', '--account', 'buyer'], 'There is no product Nothing.'],
  [['subscribe', 'Partner', '--account', 'nobody'], 'There is no account nobody.'],
  [['unsubscribe', 'Nothing', '--account', 'buyer'], 'There is no product Nothing.'],
])('%j fails with one line', async (words, line) => {
  const { code, stdout, stderr } = await postern(server, ['marketplace', ...words]);
  expect([code, stdout, stderr]).toEqual([1, '', `postern: ${line}\n`]);
});

test('each command has help', async () => {
  for (const words of [[], ['publish'], ['subscribe'], ['unsubscribe'], ['list']]) {
    const { code, stdout } = await postern(server, ['marketplace', ...words, '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining(['Usage: postern marketplace', ...words].join(' '))]);
    expect(stdout).toContain('--json');
  }
});

test('nobody changes anything without the management account’s signature', async () => {
  const body = JSON.stringify({ product: 'Partner', account: stranger.id });
  const answer = await fetch(`${server.endpoint}/_postern/marketplace/subscribe`, { method: 'POST', body });
  expect(answer.status).toBe(403);
  expect((await by(stranger).call('DescribeVpcEndpointServices', owned)).ServiceNames).toEqual([]);
});

test('a subscriber connects; when it is none any more, both sides see the endpoint rejected', async () => {
  await change('subscribe', product.id, '--account', buyer.id);
  const { call, code } = by(buyer);
  expect((await call('DescribeVpcEndpointServices', owned)).ServiceNames).toEqual([name]);
  const place = await placeOf({ call, code });
  const made = (await call('CreateVpcEndpoint', request(place))).VpcEndpoint;
  expect(made.DnsEntries[0].DnsName).toBe(`${made.VpcEndpointId}.api.vpce.example.com`);
  const states = async (): Promise<readonly string[]> => {
    const { VpcEndpoints } = await call('DescribeVpcEndpoints', { VpcEndpointIds: [made.VpcEndpointId] });
    const { VpcEndpointConnections } = await seller.call('DescribeVpcEndpointConnections');
    return [
      ...VpcEndpoints.map((one: Reply) => one.State),
      ...VpcEndpointConnections.map((one: Reply) => one.VpcEndpointState),
    ];
  };
  await until(async () => (await states()).join() === 'available,available');
  await change('unsubscribe', service, '--account', buyer.id);
  expect(await states()).toEqual(['rejected', 'rejected']);
  expect(await code('CreateVpcEndpoint', request(place))).toBe('InvalidServiceName');
  const both = { ServiceId: service, VpcEndpointIds: [made.VpcEndpointId] };
  expect((await seller.call('AcceptVpcEndpointConnections', both)).Unsuccessful).toMatchObject([
    { Error: { Code: 'InvalidState', Message: expect.stringContaining('not subscribed') } },
  ]);
  await call('DeleteVpcEndpoints', { VpcEndpointIds: [made.VpcEndpointId] });
});

test.skipIf(!hasAws)('the command line shows the seller its product, and who doesn’t subscribe nothing', async () => {
  const find = ['ec2', 'describe-vpc-endpoint-services', '--service-names', name];
  const { ServiceDetails } = JSON.parse((await aws(server, find)).stdout);
  expect(ServiceDetails).toMatchObject([{ ServiceId: service, Owner: 'aws-marketplace' }]);
  const refused = await aws(server, find, stranger.connection.credentials);
  expect(refused.stderr).toContain('(InvalidServiceName)');
  expect(refused.stderr).toContain(`The Vpc Endpoint Service '${name}' does not exist`);
});

test.skipIf(!hasBoto3)('boto3 finds it by its owner, whichever way that is called', async () => {
  const answer = await python<Reply>(
    server,
    `
ec2 = boto3.client('ec2')
find = lambda owner: ec2.describe_vpc_endpoint_services(Filters=[{'Name': 'owner', 'Values': [owner]}])['ServiceNames']
show([find('aws-marketplace'), find('${server.account}'), '${name}' in find('amazon')])`,
  );
  expect(answer).toEqual([[name], [name], false]);
});
