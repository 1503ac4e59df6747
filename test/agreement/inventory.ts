/**
 * What a generated network has, by the names that its calls give: what rules may speak of, what changes may change and where
 * flows may begin and end. Filled by the generators, read by them and by flows.ts.
 */

import type { Call, Owner } from './plan.ts';

export interface GeneratedSubnet {
  readonly name: string;
  readonly vpc: string;
  readonly cidr: string;
  readonly zone: string;
}

export interface GeneratedVpc {
  readonly name: string;
  readonly owner: Owner;
  readonly region: string;
  readonly cidr: string;
  readonly subnets: GeneratedSubnet[];
  readonly groups: string[];
  readonly acls: string[];
  readonly tables: string[];
  /** What a route may lead to, as the members of CreateRoute. */
  readonly targets: Readonly<Record<string, string>>[];
  gateway: string | undefined;
  /** Short names of AWS services that it has a gateway endpoint for. */
  readonly gatewayEndpoints: string[];
  /** A list of one's own, of a few blocks. */
  prefixList: string | undefined;
}

export interface GeneratedInstance {
  readonly name: string;
  readonly vpc: string;
  readonly subnet: string;
  readonly address: string;
  readonly mayBePublic: boolean;
  /** Further private addresses, of the first interface or of further ones. */
  readonly further: string[];
  /** Those that an elastic address is asked for. */
  readonly elastic: string[];
  /** Of its first interface, then of further ones: names of what identifies them. */
  readonly interfaces: string[];
}

export interface Inventory {
  readonly calls: Call[];
  readonly vpcs: GeneratedVpc[];
  readonly instances: GeneratedInstance[];
  /** Interface endpoints, with how many interfaces, and the port that they answer at. */
  readonly endpoints: { readonly name: string; readonly vpc: string; readonly zones: number; readonly port: number }[];
  readonly loadBalancers: {
    readonly name: string;
    readonly vpc: string;
    readonly zones: number;
    readonly port: number;
    readonly facing: boolean;
  }[];
}

export function emptyInventory(): Inventory {
  return { calls: [], vpcs: [], instances: [], endpoints: [], loadBalancers: [] };
}

/** Adds a call for one owner. */
export type Ask = (
  service: Call['service'],
  operation: string,
  input: Call['input'],
  gives?: Readonly<Record<string, string>>,
) => void;

export function asking(calls: Call[], owner: Owner): Ask {
  return (service, operation, input, gives) => {
    calls.push({ owner, service, operation, input, ...(gives === undefined ? {} : { gives }) });
  };
}
