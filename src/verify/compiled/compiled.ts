/**
 * A Network ready for questions about many packets: compiled VPC by VPC. The next revision's shares the VPCs that nothing
 * changed in; both then use the same table of traffic, so that what they answer can be compared by number.
 */

import { formatAddress, parseAddress } from '../../base/address.ts';
import { every } from '../../model/indexes.ts';
import type { Network } from '../../model/network.ts';
import { nothingObserved, type TargetHealthView } from '../../model/target-health.ts';
import { publicOwner } from '../lookup.ts';
import type { AddressMap } from './address-map.ts';
import { type CompiledInterface, type CompiledVpc, compileVpc, publicAddressOf } from './compiled-vpc.ts';
import type { InterfaceClass } from './interface-class.ts';
import type { InternetMemory, OutwardMemory } from './internet-reach.ts';
import type { RouteWays, Way } from './route-ways.ts';
import { touchedVpcs } from './touched-vpcs.ts';
import { type TrafficTable, trafficTable } from './traffic-set.ts';

export interface Compiled {
  readonly network: Network;
  readonly table: TrafficTable;
  readonly vpcs: ReadonlyMap<string, CompiledVpc>;
  readonly health: TargetHealthView;
  /** What was found of a VPC so far, by VPC; see interface-class.ts and internet-reach.ts. */
  readonly classes: WeakMap<CompiledVpc, readonly InterfaceClass[]>;
  readonly outward: WeakMap<CompiledVpc, OutwardMemory>;
  readonly outwardWays: WeakMap<RouteWays, readonly Way[]>;
  readonly publicOwners: Map<number, PublicAddress | undefined>;
  /** By route table of a transit gateway; see through-transit-gateway.ts. */
  readonly transitTables: Map<string, AddressMap<string | undefined>>;
  /** Endpoints of gateway load balancers that pass packets on, by interface; see through-gateway-load-balancer.ts. */
  readonly inspections: Map<string, boolean>;
  readonly publicInterfaces: { found?: readonly PublicAddress[] };
  /** What interfaces send to the internet and take from it; see internet-reach.ts. */
  readonly internet: InternetMemory;
}

/** An interface's public address, or the private one that a public one stands for. */
export interface PublicAddress {
  readonly one: CompiledInterface;
  readonly address: number;
}

/** Anything that was found of a VPC is found again: what hangs from load balancers may have changed without it. */
export function compile(network: Network, health: TargetHealthView = nothingObserved): Compiled {
  return compileWith(network, health, trafficTable(), () => undefined);
}

/** The same Network at another revision, with what did not change and the same table as the earlier one. */
export function recompile(earlier: Compiled, network: Network, health: TargetHealthView = earlier.health): Compiled {
  const touched = touchedVpcs(earlier.network, network);
  return compileWith(network, health, earlier.table, (id) => (touched.has(id) ? undefined : earlier.vpcs.get(id)));
}

function compileWith(
  network: Network,
  health: TargetHealthView,
  table: TrafficTable,
  known: (vpc: string) => CompiledVpc | undefined,
): Compiled {
  const vpcs = new Map(
    network.find('vpc', every).map((vpc) => [vpc.id, known(vpc.id) ?? compileVpc(network, table, vpc)] as const),
  );
  return { network, table, vpcs, health, ...nothingFound() };
}

function nothingFound(): Omit<Compiled, 'network' | 'table' | 'vpcs' | 'health'> {
  return {
    classes: new WeakMap(),
    outward: new WeakMap(),
    outwardWays: new WeakMap(),
    publicOwners: new Map(),
    transitTables: new Map(),
    inspections: new Map(),
    publicInterfaces: {},
    internet: { outward: new WeakMap(), inward: { ephemeral: new WeakMap(), translator: new WeakMap() } },
  };
}

export function interfaceOf({ network, vpcs }: Compiled, id: string): CompiledInterface | undefined {
  const document = network.get('network-interface', id);
  return document && vpcs.get(document.vpc)?.byId.get(id);
}

export function peersOf({ vpcs }: Compiled, { peers }: CompiledVpc): readonly CompiledVpc[] {
  return peers.flatMap((id) => vpcs.get(id) ?? []);
}

/** Whose a public address is. */
export function publicOwnerOf(compiled: Compiled, address: number): PublicAddress | undefined {
  const { publicOwners, network } = compiled;
  if (publicOwners.has(address)) return publicOwners.get(address);
  const found = publicOwner(network, formatAddress(address));
  const one = found && interfaceOf(compiled, found.networkInterface.id);
  const own = found && parseAddress(found.privateAddress);
  const owner = one && own !== undefined ? { one, address: own } : undefined;
  publicOwners.set(address, owner);
  return owner;
}

/** Every interface whose first address has a public one, with that. */
export function publicInterfaces({ vpcs, publicInterfaces: memory }: Compiled): readonly PublicAddress[] {
  memory.found ??= [...vpcs.values()].flatMap(({ interfaces }) =>
    interfaces.flatMap((one) => {
      const address = publicAddressOf(one);
      return address === undefined ? [] : [{ one, address }];
    }),
  );
  return memory.found;
}
