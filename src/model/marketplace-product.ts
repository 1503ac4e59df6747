/**
 * An endpoint service as AWS Marketplace sells it: who subscribes to it, and the seller's own DNS name for it. It is part of
 * the service's document and goes with it. Subscribers take the place of allowed principals; that a seller's name may be
 * used is told by the public zones, where the seller hands it over to the product's name servers
 * (https://docs.aws.amazon.com/marketplace/latest/userguide/privatelink.html).
 */

import type { Network } from './network.ts';
import { isDelegated } from './public-dns.ts';

export interface Subscription {
  readonly account: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

export interface MarketplaceProduct {
  /** `prod-` and thirteen letters or digits. */
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly published: number;
  readonly sellerDns?: {
    /** `api.vpce.example.com`: what the DNS names of its endpoints end in. */
    readonly name: string;
    /** To which the seller delegates the name. */
    readonly nameServers: readonly string[];
  };
  readonly subscriptions: readonly Subscription[];
}

/** Who owns a product's service, as others are told: https://docs.aws.amazon.com/vpc/latest/privatelink/security_iam_id-based-policy-examples.html */
export const marketplaceOwner = 'aws-marketplace';

interface Sold {
  readonly account: string;
  readonly product?: MarketplaceProduct;
}

/** What EC2 calls the owner of a customer's service. */
export function endpointServiceOwner({ account, product }: Sold): string {
  return product === undefined ? account : marketplaceOwner;
}

/** The seller itself needs no subscription. */
export function isSubscribed({ account, product }: Sold, subscriber: string): boolean {
  return account === subscriber || product?.subscriptions.some((one) => one.account === subscriber) === true;
}

/** Whether a product that AWS Marketplace sells keeps an account out. */
export function wantsSubscription(service: Sold, account: string): boolean {
  return service.product !== undefined && !isSubscribed(service, account);
}

/** Whether everybody's DNS finds what ends in the seller's name. */
export function isSellerNameDelegated(network: Network, { sellerDns }: MarketplaceProduct): boolean {
  return sellerDns !== undefined && isDelegated(network, sellerDns.name, sellerDns.nameServers);
}
