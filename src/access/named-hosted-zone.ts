/**
 * Which hosted zone a request to Route 53 is about
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html). Ids come bare, or behind
 * `/hostedzone/` or `/change/`.
 */

import type { Network } from '../model/network.ts';
import type { NamedResource, Request } from './request.ts';

const members = ['HostedZoneId', 'Id', 'ResourceId'] as const;

export function hostedZoneResources(network: Network, { operation, input }: Request): readonly NamedResource[] {
  // The zone where its list begins is not what it is about.
  if (operation === 'ListHostedZonesByName') return [];
  const text = members.map((member) => input[member]).find((value) => typeof value === 'string');
  if (text === undefined) return [];
  const id = text.slice(text.lastIndexOf('/') + 1);
  if (operation === 'GetChange') return [{ arn: `arn:aws:route53:::change/${id}`, tags: {} }];
  return [{ arn: `arn:aws:route53:::hostedzone/${id}`, tags: network.get('hosted-zone', id)?.tags ?? {} }];
}
