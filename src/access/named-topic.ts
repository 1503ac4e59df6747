/**
 * The topic that an SNS request is about, with its owner and policy: accounts other than the owner's get in by it alone
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html). Operations on subscriptions name
 * no resource there. A topic that isn't there has no policy, and so nobody else's request for it is allowed.
 */

import type { Network } from '../model/network.ts';
import type { NamedResource, Request } from './request.ts';

const members = ['TopicArn', 'TargetArn', 'ResourceArn'] as const;

export function topicResources(
  network: Network,
  { operation, input, account, region }: Request,
): readonly NamedResource[] {
  if (operation === 'CreateTopic') return [{ arn: `arn:aws:sns:${region}:${account}:${input.Name}`, tags: {} }];
  const arn = members.map((member) => input[member]).find((value) => typeof value === 'string');
  if (arn === undefined) return [];
  // The token is what confirms, whoever brings it.
  if (operation === 'ConfirmSubscription') return [{ arn, tags: {} }];
  const topic = network.get('topic', arn);
  const owner = topic?.account ?? /^arn:aws:sns:[^:]*:(\d{12}):/.exec(arn)?.[1];
  return [
    {
      arn,
      tags: topic?.tags ?? {},
      ...(owner === undefined ? {} : { account: owner }),
      ...(topic?.attributes.Policy === undefined ? {} : { policy: topic.attributes.Policy }),
    },
  ];
}
