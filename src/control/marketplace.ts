/**
 * `GET /_postern/marketplace` and `POST /_postern/marketplace/publish`, `subscribe` and `unsubscribe`: what AWS Marketplace sells of
 * endpoint services, and to whom. AWS has no API for the first and a web site for the others; here the management account
 * does them for sellers and buyers, and must have signed. What is done is handed in, as part of operations.
 */

import type { IncomingMessage } from 'node:http';
import { Fault } from '../base/fault.ts';
import type { Random } from '../base/random.ts';
import { every } from '../model/indexes.ts';
import { isSellerNameDelegated, type MarketplaceProduct } from '../model/marketplace-product.ts';
import type { Network } from '../model/network.ts';
import { endpointServiceName, type VpcEndpointService } from '../model/vpc-endpoint-service.ts';
import type { Draft } from '../store/store.ts';
import { managementAuthor } from './author.ts';
import { bodyOf } from './body.ts';
import { jsonOf } from './parameters.ts';
import type { ZoneOptions } from './zones.ts';

type Sold = VpcEndpointService & { readonly product: MarketplaceProduct };

interface Moment {
  readonly now: number;
  readonly random: Random;
}

interface Done {
  readonly service: Sold;
  readonly changed: boolean;
}

interface Publishing {
  readonly service: string;
  readonly title: string;
  readonly dnsName?: string;
}

interface Subscribing {
  readonly product: string;
  readonly account: string;
}

type Act<Wanted> = (draft: Draft, moment: Moment, wanted: Wanted) => Done;

/** Each throws a Fault, and changes nothing then. */
export interface Marketplace {
  readonly publish: Act<Publishing>;
  readonly subscribe: Act<Subscribing>;
  readonly unsubscribe: Act<Subscribing>;
}

export interface MarketplaceOptions extends ZoneOptions {
  readonly random: Random;
  /** Loaded when somebody asks for it. */
  readonly marketplace: () => Promise<Marketplace>;
}

export type MarketplaceAction = keyof Marketplace;

export interface ToldProduct {
  readonly id: string;
  readonly title: string;
  /** The seller's account. */
  readonly seller: string;
  readonly serviceId: string;
  readonly serviceName: string;
  /** The seller's own name, and whether the public DNS leads from it to the name servers. */
  readonly dnsName?: string;
  readonly nameServers?: readonly string[];
  readonly delegated?: boolean;
  readonly subscribers: readonly {
    readonly account: string;
    readonly name?: string;
    /** ISO 8601. */
    readonly since: string;
  }[];
}

export interface MarketplaceChange {
  readonly product: ToldProduct;
  /** False: it was so already. */
  readonly changed: boolean;
  /** In force once the data plane has applied this revision. */
  readonly revision: number;
}

export function productsSold(network: Network): { readonly products: readonly ToldProduct[] } {
  const sold = network.find('vpc-endpoint-service', every).flatMap((service) => {
    const { product } = service;
    return product === undefined ? [] : [toldProduct(network, { ...service, product })];
  });
  return { products: sold.sort((one, other) => (one.id < other.id ? -1 : 1)) };
}

function toldProduct(network: Network, { product, ...service }: Sold): ToldProduct {
  const { id, title, sellerDns, subscriptions } = product;
  return {
    id,
    title,
    seller: service.account,
    serviceId: service.id,
    serviceName: endpointServiceName(service),
    ...(sellerDns === undefined
      ? {}
      : {
          dnsName: sellerDns.name,
          nameServers: sellerDns.nameServers,
          delegated: isSellerNameDelegated(network, product),
        }),
    subscribers: subscriptions.map(({ account, since }) => {
      const name = network.get('account', account)?.name;
      return { account, ...(name === undefined ? {} : { name }), since: new Date(since).toISOString() };
    }),
  };
}

interface Page {
  /** In the change log. */
  readonly operation: string;
  /** What is wanted, read before anything is looked up. Throws a Fault. */
  readonly read: (words: Words) => (marketplace: Marketplace, draft: Draft, moment: Moment) => Done;
}

const pages: Readonly<Record<MarketplaceAction, Page>> = {
  publish: {
    operation: 'MarketplacePublish',
    read: (words) => {
      const dnsName = words.dnsName === undefined ? {} : { dnsName: text(words, 'dnsName') };
      const wanted = { service: text(words, 'service'), title: text(words, 'title'), ...dnsName };
      refuseOthers(words, ['service', 'title', 'dnsName']);
      return ({ publish }, draft, moment) => publish(draft, moment, wanted);
    },
  },
  subscribe: subscribing('MarketplaceSubscribe', 'subscribe'),
  unsubscribe: subscribing('MarketplaceUnsubscribe', 'unsubscribe'),
};

function subscribing(operation: string, action: 'subscribe' | 'unsubscribe'): Page {
  return {
    operation,
    read: (words) => {
      const wanted = { product: text(words, 'product'), account: text(words, 'account') };
      refuseOthers(words, ['product', 'account']);
      return (marketplace, draft, moment) => marketplace[action](draft, moment, wanted);
    },
  };
}

type Words = ReturnType<typeof jsonOf>;

function text(words: Words, name: string): string {
  const value = words[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Fault('ValidationException', `${name} must be a text that is not empty.`);
}

function refuseOthers(words: Words, known: readonly string[]): void {
  const other = Object.keys(words).find((word) => !known.includes(word));
  if (other !== undefined) throw new Fault('ValidationException', `There is no ${other.slice(0, 64)} here.`);
}

const longestBody = 4096;

/** @throws Fault */
export async function changeMarketplace(
  options: MarketplaceOptions,
  name: string,
  request: IncomingMessage,
): Promise<MarketplaceChange> {
  const body = await bodyOf(request, longestBody);
  options.admit(request, body);
  if (!Object.hasOwn(pages, name)) throw new Fault('UnknownAction', `There is no action ${name}.`, 404);
  const { operation, read } = pages[name as MarketplaceAction];
  const act = read(jsonOf(body));
  const marketplace = await options.marketplace();
  const author = managementAuthor(options.network(), operation);
  return options.transact((draft) => {
    const { service, changed } = act(marketplace, draft, { now: options.now(), random: options.random });
    const revision = changed ? draft.revision : draft.network.revision;
    return { product: toldProduct(draft.network, service), changed, revision };
  }, author);
}
