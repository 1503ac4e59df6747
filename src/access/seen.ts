/**
 * What of another account's a request may be judged by: only what is shared with the caller, so that no policy of one's own
 * tells anything of what is not. Users and roles that something is shared with singly are not told apart here.
 */

import type { Network } from '../model/network.ts';
import type { Kind, ResourceOf } from '../model/resource.ts';
import { sees } from '../model/vpc-sharing.ts';

interface Viewer {
  readonly account: string;
  readonly region: string;
}

/** The resource, where it is the viewer's own or shared with the viewer. */
export function seenBy<K extends Kind>(
  network: Network,
  { account, region }: Viewer,
  kind: K,
  id: string,
): ResourceOf<K> | undefined {
  const found = network.get(kind, id);
  if (found === undefined || found.account === account) return found;
  return sees(network, { account, region }, found) ? found : undefined;
}
