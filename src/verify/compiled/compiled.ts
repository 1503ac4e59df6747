/**
 * A Network ready for questions about many packets: compiled VPC by VPC. The next revision's shares the VPCs that nothing
 * changed in; both then use the same table of traffic, so that what they answer can be compared by number.
 */

import { formatAddress, parseAddress } from '../../base/address.ts';
import { every } from '../../model/indexes.ts';
import type { Network } from '../../model/network.ts';
import { nothingObserved, type TargetHealthView } from '../../model/target-health.ts';
import { publicOwner } from '../lookup.ts';
import { type CompiledInterface, type CompiledVpc, compileVpc } from './compiled-vpc.ts';
import type { InterfaceClass } from './interface-class.ts';
import type { OutwardMap } from './internet-reach.ts';
import { touchedVpcs } from './touched-vpcs.ts';
import { mostSets, type TrafficTable, trafficTable } from './traffic-set.ts';

export interface Compiled {
  readonly network: Network;
  readonly table: TrafficTable;
  readonly vpcs: ReadonlyMap<string, CompiledVpc>;
  readonly health: TargetHealthView;
  /** What was found of a VPC so far, by VPC; see interface-class.ts and internet-reach.ts. */
  readonly classes: WeakMap<CompiledVpc, readonly InterfaceClass[]>;
  readonly outward: WeakMap<CompiledVpc, Map<string, OutwardMap>>;
}

/** @param earlier what was compiled of the same Network at another revision */
export function compile(network: Network, health: TargetHealthView = nothingObserved, earlier?: Compiled): Compiled {
  const usable = earlier && earlier.table.size < mostSets ? earlier : undefined;
  const table = usable?.table ?? trafficTable();
  const touched = usable && touchedVpcs(usable.network, network);
  const vpcs = new Map<string, CompiledVpc>();
  for (const vpc of network.find('vpc', every)) {
    const known = touched?.has(vpc.id) ? undefined : usable?.vpcs.get(vpc.id);
    vpcs.set(vpc.id, known ?? compileVpc(network, table, vpc));
  }
  // What hangs from load balancers may have changed without the VPC; classes follow from it, and are found again.
  return { network, table, vpcs, health, classes: new WeakMap(), outward: new WeakMap() };
}

export function interfaceOf({ network, vpcs }: Compiled, id: string): CompiledInterface | undefined {
  const document = network.get('network-interface', id);
  return document && vpcs.get(document.vpc)?.byId.get(id);
}

/** Whose a public address is, and the private address that it stands for. */
export function publicOwnerOf(
  compiled: Compiled,
  address: number,
): { readonly one: CompiledInterface; readonly address: number } | undefined {
  const found = publicOwner(compiled.network, formatAddress(address));
  const one = found && interfaceOf(compiled, found.networkInterface.id);
  const own = found && parseAddress(found.privateAddress);
  return one && own !== undefined ? { one, address: own } : undefined;
}
