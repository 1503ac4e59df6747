/**
 * A scope as far as one account and region go: what it names must be there, and what it leaves open or names by type is
 * what the account has. So a search through the whole Network finds nothing of anybody else's.
 */

import { readEc2Arn } from '../model/ec2-arn.ts';
import type { Network } from '../model/network.ts';
import type { EndPattern, PathPattern, ResourcePattern, Scope } from '../model/path-pattern.ts';
import type { Kind } from '../model/resource.ts';
import { resourceOf } from './component.ts';

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
  'AWS::EC2::VPCEndpoint': 'vpc-endpoint',
  'AWS::EC2::VPCEndpointService': 'vpc-endpoint-service',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'load-balancer',
};

const anything = ['AWS::EC2::InternetGateway', 'AWS::EC2::NetworkInterface'];

export function ownScope(network: Network, owner: Owner, { matches, excludes }: Scope): OwnScope {
  const resource = [...matches, ...excludes].flatMap(namedIn).find((text) => !isOwn(network, owner, text));
  if (resource !== undefined) return { kind: 'missing', resource };
  const own = (paths: readonly PathPattern[]): readonly PathPattern[] =>
    paths.flatMap((path) => ownPath(network, owner, path) ?? []);
  return { kind: 'scope', scope: { matches: own(matches), excludes: own(excludes) } };
}

function namedIn({ source, destination, through = [] }: PathPattern): readonly string[] {
  return [source?.resources, destination?.resources, ...through].flatMap((one) => one?.ids ?? []);
}

function isOwn(network: Network, { account, region }: Owner, text: string): boolean {
  const found = resourceOf(network, readEc2Arn(text)?.id ?? text);
  return found?.account === account && found.region === region;
}

/** Undefined where the account has nothing that it could speak of: a list without anything in it would mean everything. */
function ownPath(network: Network, owner: Owner, path: PathPattern): PathPattern | undefined {
  const source = ownEnd(network, owner, path.source);
  const destination = ownEnd(network, owner, path.destination);
  const through = path.through?.map((one) => ownResources(network, owner, one));
  const parts = [source.resources, destination.resources, ...(through ?? [])];
  return parts.some((part) => part?.ids?.length === 0)
    ? undefined
    : { source, destination, ...(through && { through }) };
}

function ownEnd(network: Network, owner: Owner, end: EndPattern = {}): EndPattern {
  const resources = ownResources(network, owner, end.resources ?? { types: anything });
  return { ...end, resources };
}

function ownResources(network: Network, { account, region }: Owner, { ids, types }: ResourcePattern): ResourcePattern {
  if (ids !== undefined) return { ids };
  const named = (types ?? []).flatMap((type) => (Object.hasOwn(kinds, type) ? [kinds[type]!] : []));
  return { ids: named.flatMap((kind) => network.owned(kind, account, region).map(({ id }) => id)) };
}
