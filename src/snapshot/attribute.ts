/**
 * Attributes of load balancing: of those that are understood a document keeps what differs from what is usual. Others are
 * reported where they are not off.
 */

import type { Attributes } from '../model/load-balancer.ts';
import type { Sourced } from './source.ts';
import { note, type World } from './world.ts';

/** Names that say nothing about packets, whatever their values. */
const silent = /^(access_logs|connection_logs|health_check_logs)\./;
const off: readonly string[] = ['', '0', 'false', 'none', 'no_rebalance', 'any_availability_zone'];

export function knownAttributes(
  world: World,
  from: Sourced,
  id: string,
  { given, usual }: { readonly given: Attributes; readonly usual: Attributes },
): Attributes {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (Object.hasOwn(usual, name)) {
      if (usual[name] !== value && value !== '') kept[name] = value;
    } else if (!silent.test(name) && !off.includes(value)) note(world, from, `the attribute ${name}`, 'ignored', id);
  }
  return kept;
}
