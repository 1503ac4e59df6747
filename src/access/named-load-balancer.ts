/**
 * Which resources a request to Elastic Load Balancing is about: it names most of them by ARN, and what it makes by name. What
 * each operation needs is in the Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html).
 */

import type { Network } from '../model/network.ts';
import type { NamedResource, Request } from './request.ts';

const kinds = ['load-balancer', 'target-group', 'listener'] as const;

const members = [
  'LoadBalancerArn',
  'LoadBalancerArns',
  'TargetGroupArn',
  'TargetGroupArns',
  'ListenerArn',
  'ListenerArns',
  'ResourceArns',
] as const;

/** What an operation makes has no suffix yet, but its name. A listener is made in its load balancer. */
const made: Readonly<Record<string, (input: Request['input']) => string>> = {
  CreateLoadBalancer: ({ Type }) => (Type === 'gateway' ? 'loadbalancer/gwy' : 'loadbalancer/net'),
  CreateTargetGroup: () => 'targetgroup',
};

export function elasticLoadBalancingResources(network: Network, request: Request): readonly NamedResource[] {
  const { operation, input, account, region } = request;
  if (operation.startsWith('Describe')) return [];
  const typeOf = Object.hasOwn(made, operation) ? made[operation] : undefined;
  if (typeOf !== undefined) {
    const arn = `arn:aws:elasticloadbalancing:${region}:${account}:${typeOf(input)}/${input.Name}/*`;
    return [{ arn, tags: {} }];
  }
  return members
    .flatMap((member) => input[member])
    .filter((arn) => typeof arn === 'string')
    .map((arn) => ({ arn, tags: tagsOf(network, arn) }));
}

function tagsOf(network: Network, arn: string): NamedResource['tags'] {
  for (const kind of kinds) {
    const found = network.get(kind, arn);
    if (found) return found.tags;
  }
  return {};
}
