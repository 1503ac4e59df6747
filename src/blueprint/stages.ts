/**
 * The stages that a packet passes, in order. Their names are those of nftables chains, trace hops, drop counters and doc
 * headings alike, so that a verdict anywhere in the house points at one row here. Each says what happens to a packet that
 * no rule decides, and the threat that it stops.
 */

export type StageName =
  | 'zone'
  | 'source-check'
  | 'security-group-egress'
  | 'network-acl-egress'
  | 'route'
  | 'translate'
  | 'network-acl-ingress'
  | 'security-group-ingress'
  | 'deliver';

export interface Stage {
  readonly name: StageName;
  readonly undecided: 'drop' | 'pass';
  readonly stops: string;
}

export const stages: readonly Stage[] = [
  { name: 'zone', undecided: 'pass', stops: 'what leaves or enters an availability zone that is down' },
  { name: 'source-check', undecided: 'drop', stops: "an instance that sends from another's address" },
  { name: 'security-group-egress', undecided: 'drop', stops: 'an instance that sends what its groups do not allow' },
  { name: 'network-acl-egress', undecided: 'drop', stops: 'traffic that may not leave its subnet' },
  { name: 'route', undecided: 'drop', stops: 'traffic to where the subnet has no route' },
  { name: 'translate', undecided: 'drop', stops: 'private addresses on the internet, and unasked traffic from it' },
  { name: 'network-acl-ingress', undecided: 'drop', stops: 'traffic that may not enter a subnet' },
  { name: 'security-group-ingress', undecided: 'drop', stops: 'traffic that the receiver does not allow' },
  { name: 'deliver', undecided: 'drop', stops: 'traffic to an address that nobody has' },
];
