/**
 * Which private address an elastic address stands for: making and ending associations, for requests and for the NAT gateways
 * that bring their own. The address that a launch assigned gives way to an elastic one, and comes back after it.
 */

import { resourceId } from '../../base/ids.ts';
import type { ElasticAddress } from '../../model/elastic-address.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { freePublicAddress } from './public-address.ts';

/** Ends the association, if there is one. */
export function setAddressFree(draft: Draft, elastic: ElasticAddress): void {
  const { association: _, ...free } = elastic;
  draft.put(free);
}

export function associate(
  draft: Draft,
  context: Context,
  elastic: ElasticAddress,
  one: NetworkInterface,
  privateAddress: string,
): string {
  const id = resourceId(context.random, 'eipassoc');
  draft.put({ ...elastic, association: { id, networkInterface: one.id, privateAddress } });
  if (one.autoPublicAddress !== undefined && privateAddress === one.privateAddresses[0]) {
    const { autoPublicAddress: _, ...without } = one;
    draft.put(without);
  }
  return id;
}

/** Gives a running instance's interface its own public address, where the launch asked for one and nothing stands for it. */
export function assignAutoAddress(draft: Draft, context: Context, id: string): void {
  const one = draft.get('network-interface', id);
  if (!one?.assignPublicAddress || one.autoPublicAddress !== undefined) return;
  const instance = one.attachment?.instance === undefined ? undefined : draft.get('instance', one.attachment.instance);
  if (instance?.desired !== 'running') return;
  const primary = one.privateAddresses[0];
  const replaced = draft.find('elastic-address', `interface:${id}`);
  if (replaced.some((elastic) => elastic.association?.privateAddress === primary)) return;
  draft.put({ ...one, autoPublicAddress: freePublicAddress(draft, context) });
}
