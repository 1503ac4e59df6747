import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { seededRandom } from '../base/random.ts';
import { recordSetId } from '../model/hosted-zone.ts';
import type { MarketplaceProduct } from '../model/marketplace-product.ts';
import type { Resource } from '../model/resource.ts';
import type { VpcEndpointService } from '../model/vpc-endpoint-service.ts';
import { memoryStore } from '../store/memory.ts';
import { changeMarketplace, type Marketplace, type MarketplaceOptions, productsSold } from './marketplace.ts';

const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} } as const;
const account = (id: string, name: string, management = false) =>
  ({ ...base, kind: 'account', id, account: id, name, management }) as unknown as Resource;

const sellerDns = { name: 'api.vpce.example.com', nameServers: ['ns-1.awsdns-00.com'] };
const product: MarketplaceProduct = {
  ...{ id: 'prod-1', title: 'Partner', published: 0, sellerDns },
  subscriptions: [{ account: '444455556666', since: 0 }],
};
const service = {
  ...{ ...base, kind: 'vpc-endpoint-service', id: 'vpce-svc-00000000000000001', loadBalancers: [] },
  product,
} as unknown as VpcEndpointService & { readonly product: MarketplaceProduct };

const told = {
  id: 'prod-1',
  title: 'Partner',
  seller: '111122223333',
  serviceId: service.id,
  serviceName: `com.amazonaws.vpce.us-east-1.${service.id}`,
  dnsName: 'api.vpce.example.com',
  nameServers: ['ns-1.awsdns-00.com'],
  delegated: false,
  subscribers: [{ account: '444455556666', name: 'buyer', since: '1970-01-01T00:00:00.000Z' }],
};

/** Actions that write down what they were asked, and change the service unless its title is `same`. */
async function market(admit: MarketplaceOptions['admit'] = () => {}) {
  const store = memoryStore();
  await store.transact((draft) => {
    for (const one of [account(base.account, 'management', true), account('444455556666', 'buyer'), service]) {
      draft.put(one);
    }
  });
  const asked: unknown[] = [];
  const authors: unknown[] = [];
  const act =
    (action: string): Marketplace['publish'] & Marketplace['subscribe'] =>
    (draft, moment, wanted) => {
      asked.push([action, moment.now, wanted]);
      draft.put(service);
      return { service, changed: true };
    };
  const options: MarketplaceOptions = {
    network: () => store.network,
    transact: (work, author) => {
      authors.push(author);
      return store.transact(work, author);
    },
    now: () => 7,
    random: seededRandom(1),
    admit,
    marketplace: async () => ({
      publish: act('publish'),
      subscribe: act('subscribe'),
      unsubscribe: act('unsubscribe'),
    }),
  };
  const ask = (name: string, body: string) =>
    changeMarketplace(options, name, Readable.from([Buffer.from(body)]) as unknown as IncomingMessage);
  return { store, asked, authors, ask };
}

test('products are told with their subscribers, and whether their names are delegated', async () => {
  const { store } = await market();
  expect(productsSold(store.network)).toEqual({ products: [told] });
  const zone = {
    ...base,
    kind: 'hosted-zone',
    id: 'Z1',
    name: 'example.com.',
    private: false,
    vpcs: [],
    nameServers: [],
  };
  const name = 'api.vpce.example.com.';
  const record = { ...base, kind: 'record-set', id: recordSetId('Z1', name, 'NS'), zone: 'Z1', name, type: 'NS' };
  await store.transact((draft) => {
    draft.put(zone as unknown as Resource);
    draft.put({ ...record, values: ['ns-1.awsdns-00.com'] } as unknown as Resource);
  });
  expect(productsSold(store.network).products[0]).toMatchObject({ delegated: true });
});

test.each([
  ['publish', { service: 'a', title: 'b' }, 'postern:MarketplacePublish'],
  ['publish', { service: 'a', title: 'b', dnsName: 'c' }, 'postern:MarketplacePublish'],
  ['subscribe', { product: 'a', account: 'b' }, 'postern:MarketplaceSubscribe'],
  ['unsubscribe', { product: 'a', account: 'b' }, 'postern:MarketplaceUnsubscribe'],
])('%s is done with %j, in the management account’s name', async (action, wanted, operation) => {
  const { store, asked, authors, ask } = await market();
  const before = store.network.revision;
  expect(await ask(action, JSON.stringify(wanted))).toEqual({ product: told, changed: true, revision: before + 1 });
  expect(asked).toEqual([[action, 7, wanted]]);
  expect(authors).toEqual([{ principal: `arn:aws:iam::${base.account}:root`, operation }]);
});

test.each([
  ['buy', '{}', 'There is no action buy.'],
  ['toString', '{}', 'There is no action toString.'],
  ['publish', '{', 'The body must be a JSON object.'],
  ['publish', '{"service": "a"}', 'title must be a text that is not empty.'],
  ['publish', '{"service": "a", "title": "b", "dnsName": ""}', 'dnsName must be a text that is not empty.'],
  ['publish', '{"service": "a", "title": "b", "price": 1}', 'There is no price here.'],
  ['subscribe', '{"product": "a", "account": 1}', 'account must be a text that is not empty.'],
  ['unsubscribe', '{"product": "a", "account": "b", "title": "c"}', 'There is no title here.'],
  ['subscribe', ' '.repeat(5000), 'The body is too long.'],
])('%s with %s is refused', async (action, body, message) => {
  const { store, asked, ask } = await market();
  const before = store.network;
  await expect(ask(action, body)).rejects.toThrow(message);
  expect([asked, store.network]).toEqual([[], before]);
});

test('whom the server does not admit changes nothing', async () => {
  const { asked, ask } = await market(() => {
    throw new Fault('AccessDenied', 'Not you.', 403);
  });
  await expect(ask('subscribe', '{"product": "a", "account": "b"}')).rejects.toThrow('Not you.');
  expect(asked).toEqual([]);
});
