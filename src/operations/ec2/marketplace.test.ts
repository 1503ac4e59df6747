import { describe, expect, test } from 'vitest';
import { Fault } from '../../base/fault.ts';
import type { Harness } from '../harness.ts';
import { route53Operations } from '../route53/table.ts';
import { marketplaceActions } from './marketplace.ts';
import { ec2Operations as operations } from './table.ts';
import { allow, type Consumer, connect, consumerOf, type Offer, offer } from './vpc-endpoint-fixture.ts';

const buyer = '444455556666';
const other = '777788889999';
const dnsName = 'api.vpce.example.com';

type Action = keyof typeof marketplaceActions;
type Wanted = Parameters<(typeof marketplaceActions)['publish']>[2] &
  Parameters<(typeof marketplaceActions)['subscribe']>[2];

const act = ({ store, clock, random }: Harness, action: Action, wanted: Partial<Wanted>) =>
  store.transact((draft) => marketplaceActions[action](draft, { now: clock.now(), random }, wanted as Wanted));

async function refusal(h: Harness, action: Action, wanted: Partial<Wanted>): Promise<string> {
  const before = h.network;
  const reason = await act(h, action, wanted).catch((error: unknown) => error);
  expect(h.network).toBe(before);
  return reason instanceof Fault ? `${reason.code}: ${reason.message}` : `${reason}`;
}

interface Sale {
  readonly made: Offer;
  readonly subscriber: Consumer;
  readonly stranger: Consumer;
}

/** A published service that takes every request, its subscriber and an account that is none. */
async function sale(wanted: Partial<Wanted> = {}, more: object = {}): Promise<Sale> {
  const made = await offer({ AcceptanceRequired: false, ...more });
  await made.h.store.transact((draft) => {
    for (const [id, name] of [
      ['111122223333', 'seller'],
      [buyer, 'buyer'],
      [other, 'other'],
    ] as const) {
      const common = { account: id, region: 'aws-global', created: 0, tags: {}, email: '', management: false } as const;
      draft.put({ kind: 'account', id, name, ...common, status: 'ACTIVE', joined: 'CREATED' });
    }
  });
  await act(made.h, 'publish', { service: made.service, title: 'Partner', ...wanted });
  await act(made.h, 'subscribe', { product: 'Partner', account: 'buyer' });
  return { made, subscriber: await consumerOf(made.h), stranger: await consumerOf(made.h, other) };
}

const services = async ({ h }: Pick<Consumer, 'h'>, ...Values: string[]) =>
  (await h.call(operations, 'DescribeVpcEndpointServices', { Filters: [{ Name: 'owner', Values }] })).ServiceDetails!;

async function stateOf({ h }: Consumer, id: string): Promise<string | undefined> {
  return (await h.call(operations, 'DescribeVpcEndpoints', { VpcEndpointIds: [id] })).VpcEndpoints![0]!.State;
}

async function seen({ made }: Sale): Promise<string | undefined> {
  const { VpcEndpointConnections } = await made.h.call(operations, 'DescribeVpcEndpointConnections', {});
  return VpcEndpointConnections![0]?.VpcEndpointState;
}

const doesNotExist = (name: string) => `InvalidServiceName: The Vpc Endpoint Service '${name}' does not exist`;

describe('a product', () => {
  test('is found by its seller and its subscribers, as a service of AWS Marketplace’s, and by nobody else', async () => {
    const { made, subscriber, stranger } = await sale();
    const shown = { ServiceName: made.name, ServiceType: [{ ServiceType: 'Interface' }], Owner: 'aws-marketplace' };
    expect(await services(subscriber, 'aws-marketplace')).toMatchObject([shown]);
    expect(await services(made, 'aws-marketplace')).toMatchObject([shown]);
    expect(await services(subscriber, '111122223333')).toMatchObject([shown]);
    expect(await services(subscriber, 'amazon')).not.toContainEqual(expect.objectContaining(shown));
    expect(await services(stranger, 'aws-marketplace', '111122223333')).toEqual([]);
    const named = { ServiceNames: [made.name] };
    expect(await stranger.h.refused(operations, 'DescribeVpcEndpointServices', named)).toBe(doesNotExist(made.name));
  });

  test('is connected to by its subscribers alone, whatever principals its seller allows', async () => {
    const { made, subscriber, stranger } = await sale();
    await allow(made, '*', `arn:aws:iam::${other}:root`);
    expect(await connect(subscriber, made)).toMatchObject({ State: 'pending' });
    await expect(connect(stranger, made)).rejects.toThrow(`The Vpc Endpoint Service '${made.name}' does not exist`);
  });

  test('still asks its seller’s leave, where that is wanted', async () => {
    const it = await sale({}, { AcceptanceRequired: true });
    const { VpcEndpointId: id = '' } = await connect(it.subscriber, it.made);
    expect(await stateOf(it.subscriber, id)).toBe('pendingAcceptance');
    const both = { ServiceId: it.made.service, VpcEndpointIds: [id] };
    await it.made.h.call(operations, 'AcceptVpcEndpointConnections', both);
    expect(await stateOf(it.subscriber, id)).toBe('available');
  });

  test('goes with its service', async () => {
    const { made } = await sale();
    await made.h.call(operations, 'DeleteVpcEndpointServiceConfigurations', { ServiceIds: [made.service] });
    expect(await refusal(made.h, 'subscribe', { product: 'Partner', account: other })).toBe(
      'ResourceNotFoundException: There is no product Partner.',
    );
  });

  test.each(['id', 'title', 'service', 'service name'] as const)('is named by its %s', async (what) => {
    const { made } = await sale();
    const { id } = made.h.network.get('vpc-endpoint-service', made.service)!.product!;
    const name = { id, title: 'Partner', service: made.service, 'service name': made.name }[what];
    expect(await act(made.h, 'subscribe', { product: name, account: other })).toMatchObject({ changed: true });
    expect(await act(made.h, 'subscribe', { product: name, account: other })).toMatchObject({ changed: false });
  });
});

describe('who ceases to subscribe', () => {
  test.each([
    [true, 'pendingAcceptance'],
    [false, 'available'],
  ])(
    'with acceptance %s: its endpoint that was %s is rejected, and the service gone',
    async (AcceptanceRequired, was) => {
      const it = await sale({}, { AcceptanceRequired });
      const { VpcEndpointId: id = '' } = await connect(it.subscriber, it.made);
      expect(await stateOf(it.subscriber, id)).toBe(was);
      const wanted = { product: 'Partner', account: buyer };
      expect(await act(it.made.h, 'unsubscribe', wanted)).toMatchObject({ changed: true });
      expect([await stateOf(it.subscriber, id), await seen(it)]).toEqual(['rejected', 'rejected']);
      expect(await services(it.subscriber, 'aws-marketplace')).toEqual([]);
      await expect(connect(it.subscriber, it.made)).rejects.toThrow('does not exist');
      expect(await act(it.made.h, 'unsubscribe', wanted)).toMatchObject({ changed: false });
    },
  );

  test('is not accepted before it subscribes again', async () => {
    const it = await sale();
    const { VpcEndpointId: id = '' } = await connect(it.subscriber, it.made);
    await act(it.made.h, 'unsubscribe', { product: 'Partner', account: buyer });
    const both = { ServiceId: it.made.service, VpcEndpointIds: [id] };
    const accept = async () => (await it.made.h.call(operations, 'AcceptVpcEndpointConnections', both)).Unsuccessful!;
    expect(await accept()).toMatchObject([
      {
        ResourceId: id,
        Error: { Code: 'InvalidState', Message: expect.stringContaining(`${buyer} is not subscribed`) },
      },
    ]);
    await act(it.made.h, 'subscribe', { product: 'Partner', account: buyer });
    expect(await stateOf(it.subscriber, id)).toBe('rejected');
    expect(await accept()).toEqual([]);
    expect(await stateOf(it.subscriber, id)).toBe('available');
  });

  test('loses nothing of what others have', async () => {
    const { made, subscriber, stranger } = await sale();
    await act(made.h, 'subscribe', { product: 'Partner', account: other });
    const { VpcEndpointId: id = '' } = await connect(stranger, made);
    await connect(subscriber, made);
    await act(made.h, 'unsubscribe', { product: 'Partner', account: buyer });
    expect(await stateOf(stranger, id)).toBe('available');
  });

  test('is told of to the topic of the service', async () => {
    const { made, subscriber } = await sale();
    const { account, region } = made.h.context;
    const topic = `arn:aws:sns:${region}:${account}:news`;
    await made.h.store.transact((draft) => {
      const base = { account, region, created: 0, tags: {} };
      draft.put({ ...base, kind: 'topic', id: topic, name: 'news', attributes: {} });
      const http = { protocol: 'http', endpoint: 'http://127.0.0.1:1/', confirmed: true, token: 't' } as const;
      const attributes = { RawMessageDelivery: 'true' };
      draft.put({ ...base, ...http, kind: 'topic-subscription', id: `${topic}:1`, topic, attributes });
    });
    await made.h.call(operations, 'CreateVpcEndpointConnectionNotification', {
      ServiceId: made.service,
      ConnectionNotificationArn: topic,
      ConnectionEvents: ['Reject'],
    });
    const { VpcEndpointId } = await connect(subscriber, made);
    await act(made.h, 'unsubscribe', { product: 'Partner', account: buyer });
    const sent = [...made.h.network.all('topic-delivery')].map((one) => JSON.parse(one.body));
    expect(sent).toMatchObject([{ ConnectionEvent: 'Reject', VpcEndpointId, VpcEndpointState: 'rejected' }]);
  });
});

describe('a seller’s DNS name', () => {
  test('takes the place of Amazon’s in the names of endpoints, zones first', async () => {
    const { made, subscriber } = await sale({ dnsName });
    const { VpcEndpointId: id, DnsEntries } = await connect(subscriber, made, {
      SubnetIds: subscriber.subnets.slice(0, 2),
    });
    const [regional, ...zonal] = DnsEntries!.map((one) => one.DnsName);
    expect(regional).toBe(`${id}.${dnsName}`);
    expect(zonal).toHaveLength(2);
    for (const name of zonal) expect(name).toMatch(new RegExp(`^us-east-1[a-f]-${id}\\.api\\.vpce\\.example\\.com$`));
    expect(new Set(DnsEntries!.map((one) => one.HostedZoneId)).size).toBe(1);
    expect(DnsEntries![0]!.HostedZoneId).not.toBe('Z7HUB22UULQXV');
    expect(await services(subscriber, 'aws-marketplace')).toMatchObject([{ BaseEndpointDnsNames: [dnsName] }]);
  });

  test('is what an alias may stand for, once it is delegated', async () => {
    const { made, subscriber } = await sale({ dnsName });
    const { DnsName: DNSName, HostedZoneId } = (await connect(subscriber, made)).DnsEntries![0]!;
    const named = { Name: 'example.com', CallerReference: 'example.com' };
    const { HostedZone } = await made.h.call(route53Operations, 'CreateHostedZone', named);
    const changing = (ResourceRecordSet: object) => ({
      HostedZoneId: HostedZone!.Id!.replace('/hostedzone/', ''),
      ChangeBatch: { Changes: [{ Action: 'CREATE' as const, ResourceRecordSet: ResourceRecordSet as never }] },
    });
    const AliasTarget = { HostedZoneId, DNSName, EvaluateTargetHealth: true };
    const alias = changing({ Name: 'a.example.com', Type: 'A', AliasTarget });
    expect(await made.h.refused(route53Operations, 'ChangeResourceRecordSets', alias)).toContain('was not found');
    const [Value] = made.h.network.get('vpc-endpoint-service', made.service)!.product!.sellerDns!.nameServers;
    const delegation = changing({ Name: dnsName, Type: 'NS', TTL: 60, ResourceRecords: [{ Value }] });
    await made.h.call(route53Operations, 'ChangeResourceRecordSets', delegation);
    await made.h.call(route53Operations, 'ChangeResourceRecordSets', alias);
  });

  test('stays as it is while somebody is connected; the title may change', async () => {
    const { made, subscriber } = await sale({ dnsName });
    await connect(subscriber, made);
    const { service } = made;
    const refused = 'ExistingVpcEndpointConnections: Service has existing active VPC Endpoint connections!';
    expect(await refusal(made.h, 'publish', { service, title: 'Partner' })).toBe(refused);
    expect(await refusal(made.h, 'publish', { service, title: 'Partner', dnsName: 'b.example.com' })).toBe(refused);
    const product = made.h.network.get('vpc-endpoint-service', service)!.product!;
    await act(made.h, 'publish', { service, title: 'Renamed', dnsName });
    expect(made.h.network.get('vpc-endpoint-service', service)!.product).toEqual({ ...product, title: 'Renamed' });
  });
});

test('a service that somebody is connected to is not published', async () => {
  const made = await offer({ AcceptanceRequired: false });
  await allow(made, '*');
  await connect(await consumerOf(made.h), made);
  expect(await refusal(made.h, 'publish', { service: made.service, title: 'Partner' })).toMatch(/^ExistingVpcEndpoint/);
});

test.each<[action: Action, wanted: Partial<Wanted>, refused: string]>([
  [
    'publish',
    { service: 'vpce-svc-1', title: 'x' },
    'ResourceNotFoundException: There is no endpoint service vpce-svc-1.',
  ],
  ['publish', { title: ' ' }, 'ValidationException: A title has 1 to 72 characters.'],
  ['publish', { title: 'x'.repeat(73) }, 'ValidationException: A title has 1 to 72 characters.'],
  [
    'publish',
    { title: 'x', dnsName: 'Api.example.com' },
    'ValidationException: Api.example.com is no DNS name in lower case.',
  ],
  ['publish', { title: 'x', dnsName: 'example' }, 'ValidationException: example is no DNS name in lower case.'],
  [
    'publish',
    { title: 'x', dnsName: 'x.amazonaws.com' },
    "ValidationException: x.amazonaws.com is below a domain of Amazon's.",
  ],
  ['subscribe', { product: 'Nothing', account: buyer }, 'ResourceNotFoundException: There is no product Nothing.'],
  ['subscribe', { product: 'Partner', account: 'nobody' }, 'ResourceNotFoundException: There is no account nobody.'],
  [
    'subscribe',
    { product: 'Partner', account: 'seller' },
    'ValidationException: The seller 111122223333 needs no subscription to its own product.',
  ],
  ['unsubscribe', { product: 'Partner', account: 'nobody' }, 'ResourceNotFoundException: There is no account nobody.'],
])('%s with %j is refused', async (action, wanted, refused) => {
  const { made } = await sale();
  expect(await refusal(made.h, action, { ...(action === 'publish' ? { service: made.service } : {}), ...wanted })).toBe(
    refused,
  );
});

test('of two products with one title neither is meant', async () => {
  const { made } = await sale();
  const second = await offer({}, made.h);
  await act(made.h, 'publish', { service: second.service, title: 'Partner' });
  expect(await refusal(made.h, 'subscribe', { product: 'Partner', account: other })).toBe(
    'ValidationException: 2 products are called Partner: name it by its id.',
  );
});
