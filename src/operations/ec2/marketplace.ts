/**
 * AWS Marketplace for endpoint services, as far as networks can tell: a service is published as a product, accounts subscribe
 * to it and cease to. AWS does the first by hand and the others on its web site, so that no API of EC2 asks for this;
 * `src/control/marketplace.ts` does. What follows from it is where services are found and connections are answered
 * (https://docs.aws.amazon.com/marketplace/latest/userguide/privatelink.html).
 */

import { Fault } from '../../base/fault.ts';
import { randomText } from '../../base/random.ts';
import type { Account } from '../../model/account.ts';
import { isAttached } from '../../model/endpoint-connection.ts';
import { every } from '../../model/indexes.ts';
import { isSubscribed, type MarketplaceProduct } from '../../model/marketplace-product.ts';
import type { Network } from '../../model/network.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import { endpointServiceName, type VpcEndpointService } from '../../model/vpc-endpoint-service.ts';
import type { Draft } from '../../store/store.ts';
import { newNameServers } from '../route53/hosted-zone-parts.ts';
import type { Moment } from '../sns/publish.ts';
import { announce } from './vpc-endpoint-notification.ts';
import { existingConnections } from './vpc-endpoint-service-fault.ts';

/** A service that is sold. */
type SoldService = VpcEndpointService & { readonly product: MarketplaceProduct };

interface Changed {
  readonly service: SoldService;
  /** False: it was so already. */
  readonly changed: boolean;
}

interface Publishing {
  /** `vpce-svc-…`, its name or its Name tag. */
  readonly service: string;
  readonly title: string;
  /** The seller's own name, such as `api.vpce.example.com`. */
  readonly dnsName?: string;
}

interface Subscribing {
  /** A product by id or title, or a service. */
  readonly product: string;
  /** An account by id or name. */
  readonly account: string;
}

const longestTitle = 72;
const lettersAndDigits = 'abcdefghijklmnopqrstuvwxyz0123456789';
const dnsNameForm = /^(?=.{1,180}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
/** Below which no seller has a name to give. */
const amazonsDomains = /(?:^|\.)(?:amazonaws\.com|api\.aws|compute\.internal|ec2\.internal)$/;

/** Codes of AWS Marketplace's own APIs. */
const invalid = (message: string): Fault => new Fault('ValidationException', message);
const missing = (message: string): Fault => new Fault('ResourceNotFoundException', message, 404);

function onlyOne<T>(found: readonly T[], what: string, name: string): T {
  if (found.length > 1) throw invalid(`${found.length} ${what}s are called ${name}: name it by its id.`);
  const [one] = found;
  if (one === undefined) throw missing(`There is no ${what} ${name}.`);
  return one;
}

function serviceNamed(network: Network, name: string): VpcEndpointService {
  const own = network.get('vpc-endpoint-service', name);
  if (own) return own;
  const all = network.find('vpc-endpoint-service', every);
  const found = all.filter((one) => endpointServiceName(one) === name || one.tags.Name === name);
  return onlyOne(found, 'endpoint service', name);
}

function soldServices(network: Network): readonly SoldService[] {
  return network.find('vpc-endpoint-service', every).flatMap((one) => {
    const { product } = one;
    return product === undefined ? [] : [{ ...one, product }];
  });
}

function productNamed(network: Network, name: string): SoldService {
  const sold = soldServices(network);
  const byId = sold.find((one) => [one.product.id, one.id, endpointServiceName(one)].includes(name));
  const found = sold.filter((one) => one.product.title === name || one.tags.Name === name);
  return byId ?? onlyOne(found, 'product', name);
}

function accountNamed(network: Network, name: string): Account {
  const own = network.get('account', name);
  if (own) return own;
  const found = network.find('account', every).filter((one) => one.name === name);
  return onlyOne(found, 'account', name);
}

function checkPublishing({ title, dnsName }: Publishing): void {
  if (title.trim() === '' || title.length > longestTitle) throw invalid(`A title has 1 to ${longestTitle} characters.`);
  if (dnsName === undefined) return;
  if (!dnsNameForm.test(dnsName)) throw invalid(`${dnsName} is no DNS name in lower case.`);
  if (amazonsDomains.test(dnsName)) throw invalid(`${dnsName} is below a domain of Amazon's.`);
}

function attachedTo(network: Network, { id }: VpcEndpointService, now: number): readonly VpcEndpoint[] {
  return network.find('vpc-endpoint', `service:${id}`).filter((one) => isAttached(one, now));
}

/** The name servers stay as long as the name does: the seller has delegated to them. */
function sellerDnsOf(moment: Moment, before: MarketplaceProduct | undefined, name: string | undefined) {
  if (name === undefined) return {};
  const kept = before?.sellerDns?.name === name ? before.sellerDns : undefined;
  return { sellerDns: kept ?? { name, nameServers: newNameServers(moment) } };
}

/**
 * Publishing again changes the title. Likeliest: neither who may connect nor the names of endpoints change below those who
 * are connected, as with the service's load balancers.
 *
 * @throws Fault
 */
function publish(draft: Draft, moment: Moment, wanted: Publishing): Changed {
  checkPublishing(wanted);
  const service = serviceNamed(draft.network, wanted.service);
  const { product: before } = service;
  const renamed = before?.sellerDns?.name !== wanted.dnsName;
  if ((before === undefined || renamed) && attachedTo(draft.network, service, moment.now).length > 0) {
    throw existingConnections();
  }
  const product: MarketplaceProduct = {
    id: before?.id ?? `prod-${randomText(moment.random, 13, lettersAndDigits)}`,
    title: wanted.title,
    published: before?.published ?? moment.now,
    ...sellerDnsOf(moment, before, wanted.dnsName),
    subscriptions: before?.subscriptions ?? [],
  };
  const sold = { ...service, product };
  draft.put(sold);
  return { service: sold, changed: true };
}

function withSubscriptions(draft: Draft, service: SoldService, subscriptions: MarketplaceProduct['subscriptions']) {
  const after = { ...service, product: { ...service.product, subscriptions } };
  draft.put(after);
  return { service: after, changed: true };
}

/** @throws Fault */
function subscribe(draft: Draft, { now }: Moment, wanted: Subscribing): Changed {
  const service = productNamed(draft.network, wanted.product);
  const { id: account, status } = accountNamed(draft.network, wanted.account);
  if (account === service.account) throw invalid(`The seller ${account} needs no subscription to its own product.`);
  if (status !== 'ACTIVE') throw invalid(`The account ${account} is suspended.`);
  if (isSubscribed(service, account)) return { service, changed: false };
  return withSubscriptions(draft, service, [...service.product.subscriptions, { account, since: now }]);
}

/**
 * Likeliest, because AWS doesn't say what becomes of endpoints whose account no longer subscribes: they are rejected, as if
 * the seller had, and nothing passes them; the seller may accept them once the account subscribes again.
 *
 * @throws Fault
 */
function unsubscribe(draft: Draft, moment: Moment, wanted: Subscribing): Changed {
  const service = productNamed(draft.network, wanted.product);
  const { id: account } = accountNamed(draft.network, wanted.account);
  const { subscriptions } = service.product;
  const kept = subscriptions.filter((one) => one.account !== account);
  if (kept.length === subscriptions.length) return { service, changed: false };
  const theirs = attachedTo(draft.network, service, moment.now).filter((one) => one.account === account);
  for (const endpoint of theirs) reject(draft, moment, endpoint);
  return withSubscriptions(draft, service, kept);
}

function reject(draft: Draft, moment: Moment, { connection, ...endpoint }: VpcEndpoint): void {
  if (connection === undefined) return;
  const rejected: VpcEndpoint = {
    ...endpoint,
    connection: { ...connection, state: 'rejected', since: moment.now },
    stateRevision: draft.revision,
  };
  draft.put(rejected);
  announce(draft, moment, 'Reject', rejected);
}

export const marketplaceActions = { publish, subscribe, unsubscribe } as const;
