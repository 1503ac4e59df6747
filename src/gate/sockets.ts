/**
 * How the gate gets its sockets: in a place of the data plane, opened by whoever knows what a place is there. The gate
 * itself has never heard of namespaces.
 */

import type { Socket } from 'node:dgram';
import type { Server } from 'node:net';

export type Place =
  /** A VPC's own router, where resolver and metadata live. */
  | { readonly kind: 'router'; readonly vpc: string }
  /** A gateway endpoint, or one network interface of an interface or resolver endpoint. */
  | { readonly kind: 'endpoint'; readonly node: string }
  | { readonly kind: 'internet' };

export interface Listening {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

export type OpenSocket =
  | { readonly protocol: 'tcp'; readonly server: Server }
  | { readonly protocol: 'udp'; readonly socket: Socket };

export interface Sockets {
  /** Opens every socket of a place at once, in the order asked for. @throws Error where the place is gone */
  open(place: Place, wanted: readonly Listening[]): Promise<readonly OpenSocket[]>;
}
