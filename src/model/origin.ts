/**
 * Where a request came from, which decides the condition keys that its policies see: Postern's own port on the host, the
 * simulated internet, or a VPC endpoint.
 */

export type Origin =
  | { readonly kind: 'local'; readonly sourceAddress: string }
  /** Through an internet or NAT gateway; the address is a public one. */
  | { readonly kind: 'internet'; readonly sourceAddress: string }
  /** Through an endpoint; the address is the caller's private one. */
  | { readonly kind: 'endpoint'; readonly endpoint: string; readonly vpc: string; readonly sourceAddress: string };
