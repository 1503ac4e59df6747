/** Who asked for a change through one of Postern's own pages: the management account's root user, which signed for it. */

import { present } from '../base/assert.ts';
import { every } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import type { Author } from '../store/store.ts';

export function managementOf(network: Network): string {
  const owner = network.find('account', every).find((one) => one.management);
  return present(owner, 'the management account').id;
}

export function managementAuthor(network: Network, operation: string): Author {
  return { principal: `arn:aws:iam::${managementOf(network)}:root`, operation: `postern:${operation}` };
}
