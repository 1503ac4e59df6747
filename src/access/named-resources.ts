/**
 * Which resources a request is about, as ARNs, for the `Resource` element of policies: read from the ids and names in its
 * input, by a reader for each service. A request that names nothing is about everything: `*`.
 */

import type { Network } from '../model/network.ts';
import { accountResources } from './named-account.ts';
import { ec2Resources } from './named-ec2.ts';
import { hostedZoneResources } from './named-hosted-zone.ts';
import { federatedUsers, iamResources } from './named-identity.ts';
import { elasticLoadBalancingResources } from './named-load-balancer.ts';
import { organizationResources } from './named-organization.ts';
import { resolverResources } from './named-resolver.ts';
import { ramResources } from './named-resource-share.ts';
import { topicResources } from './named-topic.ts';
import type { NamedResource, Request } from './request.ts';

const everything: readonly NamedResource[] = [{ arn: '*', tags: {} }];

const readers: Readonly<Record<string, (network: Network, request: Request) => readonly NamedResource[]>> = {
  account: accountResources,
  ec2: ec2Resources,
  elasticloadbalancing: elasticLoadBalancingResources,
  iam: iamResources,
  organizations: organizationResources,
  ram: ramResources,
  route53: hostedZoneResources,
  route53resolver: resolverResources,
  sns: topicResources,
  sts: federatedUsers,
};

/** Every one must be allowed. */
export function namedResources(network: Network, request: Request): readonly NamedResource[] {
  const read = Object.hasOwn(readers, request.service) ? readers[request.service]! : () => [];
  const named = read(network, request);
  return named.length === 0 ? everything : named;
}
