/**
 * Public addresses of a region's pool: which is free. An address is taken by an elastic address or by an interface that was
 * given it at launch, whoever owns them: the pool is one for every account.
 */

import { formatAddress, parseAddress } from '../../base/address.ts';
import { containsAddress, sizeOf } from '../../base/cidr.ts';
import { Fault } from '../../base/fault.ts';
import type { Network } from '../../model/network.ts';
import { publicRanges } from '../../model/region.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';

/** A pool that answers this many draws with a taken address is as good as empty. */
const mostDraws = 1000;

export function isTaken(network: Network, address: string): boolean {
  return (
    network.count('elastic-address', `public:${address}`) > 0 ||
    network.count('network-interface', `public:${address}`) > 0
  );
}

/** Drawn at random, so that an address isn't used again at once. @throws Fault InsufficientAddressCapacity */
export function freePublicAddress(draft: Draft, context: Pick<Context, 'region' | 'random'>): string {
  const pool = publicRanges(context.region).elastic;
  for (let draw = 0; draw < mostDraws; draw += 1) {
    const address = formatAddress(pool.base + 1 + context.random.below(sizeOf(pool) - 2));
    if (!isTaken(draft.network, address)) return address;
  }
  throw new Fault('InsufficientAddressCapacity', 'Insufficient capacity to fulfill your Elastic IP address request.');
}

/** An address of the pool that a request names, such as one that was released by mistake. @throws Fault */
export function namedPublicAddress(draft: Draft, context: Pick<Context, 'region'>, text: string): string {
  const number = parseAddress(text);
  const inPool = number !== undefined && containsAddress(publicRanges(context.region).elastic, number);
  if (inPool && !isTaken(draft.network, text)) return text;
  throw new Fault('InvalidAddress.NotFound', `Address '${text}' not found.`);
}
