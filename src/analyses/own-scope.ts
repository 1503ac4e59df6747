/**
 * A scope as far as one account and region go: what it names must be there for the account to see, and what it leaves open or
 * names by type is what the account has and sees there. So a search through the whole Network finds nothing of anybody
 * else's. AWS leaves subnets that others share out of the search; here what a participant has in them is found.
 */

import { readEc2Arn } from '../model/ec2-arn.ts';
import type { EndPattern, PathPattern, ResourcePattern, Scope } from '../model/path-pattern.ts';
import type { Kind, Resource } from '../model/resource.ts';
import { othersSeen } from '../model/vpc-sharing.ts';
import { resourceOf } from '../verify/resource-of.ts';
import type { View } from './component.ts';

export interface Owner {
  readonly account: string;
  readonly region: string;
}

export type OwnScope =
  | { readonly kind: 'scope'; readonly scope: Scope }
  /** A resource that the account does not have. */
  | { readonly kind: 'missing'; readonly resource: string };

/** Interfaces are found by the VPCs that they are in. Other types that may be named have nothing here. */
const kinds: Readonly<Record<string, Kind>> = {
  'AWS::EC2::InternetGateway': 'internet-gateway',
  'AWS::EC2::NatGateway': 'nat-gateway',
  'AWS::EC2::NetworkInterface': 'vpc',
  'AWS::EC2::TransitGatewayAttachment': 'transit-gateway-attachment',
  'AWS::EC2::VPCEndpoint': 'vpc-endpoint',
  'AWS::EC2::VPCEndpointService': 'vpc-endpoint-service',
  'AWS::EC2::VPCPeeringConnection': 'vpc-peering-connection',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'load-balancer',
};

const anything = ['AWS::EC2::InternetGateway', 'AWS::EC2::NetworkInterface'];

export function ownScope(view: View, owner: Owner, { matches, excludes }: Scope): OwnScope {
  const resource = [...matches, ...excludes].flatMap(namedIn).find((text) => !isSeen(view, owner, text));
  if (resource !== undefined) return { kind: 'missing', resource };
  const own = (paths: readonly PathPattern[]): readonly PathPattern[] =>
    paths.flatMap((path) => ownPath(view, owner, path) ?? []);
  return { kind: 'scope', scope: { matches: own(matches), excludes: own(excludes) } };
}

function namedIn({ source, destination, through = [] }: PathPattern): readonly string[] {
  return [source?.resources, destination?.resources, ...through].flatMap((one) => one?.ids ?? []);
}

function isSeen(view: View, { region }: Owner, text: string): boolean {
  const found = resourceOf(view.network, readEc2Arn(text)?.id ?? text);
  // A peering connection that is seen is in both of its regions.
  const isHere = found?.region === region || found?.kind === 'vpc-peering-connection';
  return found !== undefined && isHere && view.sees(found);
}

/** Undefined where the account has nothing that it could speak of: a list without anything in it would mean everything. */
function ownPath(view: View, owner: Owner, path: PathPattern): PathPattern | undefined {
  const source = ownEnd(view, owner, path.source);
  const destination = ownEnd(view, owner, path.destination);
  const through = path.through?.map((one) => ownResources(view, owner, one));
  const parts = [source.resources, destination.resources, ...(through ?? [])];
  return parts.some((part) => part?.ids?.length === 0)
    ? undefined
    : { source, destination, ...(through && { through }) };
}

function ownEnd(view: View, owner: Owner, end: EndPattern = {}): EndPattern {
  const resources = ownResources(view, owner, end.resources ?? { types: anything });
  return { ...end, resources };
}

function ownResources({ network }: View, owner: Owner, { ids, types }: ResourcePattern): ResourcePattern {
  if (ids !== undefined) return { ids };
  const { account, region } = owner;
  const found = (kind: Kind): readonly Resource[] => [
    ...network.owned(kind, account, region),
    ...(kind === 'vpc-peering-connection' ? network.find(kind, `accepter:${account}/${region}`) : []),
    ...othersSeen(network, owner, kind),
  ];
  const named = (types ?? []).flatMap((type) => (Object.hasOwn(kinds, type) ? [kinds[type]!] : []));
  return { ids: named.flatMap((kind) => found(kind).map(({ id }) => id)) };
}
