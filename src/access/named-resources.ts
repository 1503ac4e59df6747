/**
 * Which resources a request is about, as ARNs, for the `Resource` element of policies: read from the ids and names in its
 * input, by a reader for each service. IAM's is here; of single operations it knows only what the Service Authorization
 * Reference says otherwise
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html).
 * A request that names nothing is about everything: `*`.
 */

import type { Network } from '../model/network.ts';
import { ec2Resources } from './named-ec2.ts';
import { hostedZoneResources } from './named-hosted-zone.ts';
import { elasticLoadBalancingResources } from './named-load-balancer.ts';
import { organizationResources } from './named-organization.ts';
import { ramResources } from './named-resource-share.ts';
import { topicResources } from './named-topic.ts';
import type { NamedResource, Request } from './request.ts';

const everything: readonly NamedResource[] = [{ arn: '*', tags: {} }];

const readers: Readonly<Record<string, (network: Network, request: Request) => readonly NamedResource[]>> = {
  ec2: ec2Resources,
  elasticloadbalancing: elasticLoadBalancingResources,
  iam: iamResources,
  organizations: organizationResources,
  ram: ramResources,
  route53: hostedZoneResources,
  sns: topicResources,
};

/** Every one must be allowed. */
export function namedResources(network: Network, request: Request): readonly NamedResource[] {
  const read = Object.hasOwn(readers, request.service) ? readers[request.service]! : () => [];
  const named = read(network, request);
  return named.length === 0 ? everything : named;
}

/** Operations about all of a type take the ARN of its root path. */
const iamLists: Readonly<Record<string, string>> = {
  ListGroups: 'group/',
  ListInstanceProfiles: 'instance-profile/',
  ListPolicies: 'policy/',
  ListRoles: 'role/',
  ListUsers: 'user/',
};

/** In this order: who adds a user to a group changes the group. */
const nameMembers = [
  ['GroupName', 'group', 'group'],
  ['UserName', 'user', 'user'],
  ['RoleName', 'role', 'role'],
  ['InstanceProfileName', 'instance-profile', 'instance-profile'],
  ['PolicyName', 'managed-policy', 'policy'],
] as const;

function iamResources(network: Network, request: Request): readonly NamedResource[] {
  const { operation, input, account } = request;
  const arn = (rest: string): NamedResource => ({ arn: `arn:aws:iam::${account}:${rest}`, tags: {} });
  if (Object.hasOwn(iamLists, operation)) return [arn(iamLists[operation]!)];
  if (operation === 'SimulateCustomPolicy') return [];
  if (typeof input.PolicySourceArn === 'string') return [{ arn: input.PolicySourceArn, tags: {} }];
  for (const [member, kind, type] of nameMembers) {
    const name = input[member] ?? (member === 'UserName' && !hasOtherName(input) ? request.userName : undefined);
    if (typeof name !== 'string') continue;
    const found = network.get(kind, `${account}/${name}`);
    const path = found?.path ?? (typeof input.Path === 'string' ? input.Path : '/');
    return [{ ...arn(`${type}${path}${name}`), tags: found?.tags ?? {}, document: found }];
  }
  return typeof input.PolicyArn === 'string' ? [{ arn: input.PolicyArn, tags: {} }] : [];
}

function hasOtherName(input: Request['input']): boolean {
  return [...nameMembers.map(([member]) => member), 'PolicyArn'].some((member) => input[member] !== undefined);
}
