/** Tags of endpoints and rules: https://docs.aws.amazon.com/Route53/latest/APIReference/API_route53resolver_TagResource.html */

import { Fault } from '../../base/fault.ts';
import type { Network } from '../../model/network.ts';
import type { ResolverEndpoint } from '../../model/resolver-endpoint.ts';
import type { ResolverRule } from '../../model/resolver-rule.ts';
import { resolverArn } from '../../model/resolver-rule.ts';
import type { Tags } from '../../model/resource.ts';
import type { Context } from '../context.ts';
import { tagList } from '../ec2/tags.ts';
import { constraint, limitExceeded, notFound } from './faults.ts';
import type { Route53ResolverHandlers } from './handlers.ts';
import { mostTags } from './limits.ts';
import { listed } from './page.ts';

const longestKey = 128;
const longestValue = 256;

interface TagInput {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** @throws Fault InvalidTagException, LimitExceededException, ValidationException */
export function withTags(before: Tags, added: readonly TagInput[] | undefined, removed: readonly string[] = []): Tags {
  const tags = new Map(Object.entries(before).filter(([key]) => !removed.includes(key)));
  for (const { Key: key = '', Value: value = '' } of added ?? []) {
    if (key === '' || key.length > longestKey) {
      throw constraint(key, 'tags.member.key', `have length between 1 and ${longestKey}`);
    }
    if (value.length > longestValue) {
      throw constraint(value, 'tags.member.value', `have length less than or equal to ${longestValue}`);
    }
    if (key.toLowerCase().startsWith('aws:')) {
      throw new Fault('InvalidTagException', `The tag key '${key}' is reserved`);
    }
    tags.set(key, value);
  }
  if (tags.size > mostTags) throw limitExceeded('tag', `A resource can have at most ${mostTags} tags`);
  return Object.fromEntries(tags);
}

const arnForm = /^arn:aws:route53resolver:[a-z0-9-]+:\d{12}:(resolver-endpoint|resolver-rule)\/([^/\s]+)$/;

/** Others' rules have no tags that the caller could see. @throws Fault ResourceNotFoundException */
function tagged(
  reader: { get: Network['get'] },
  { account, region }: Context,
  arn: string,
): ResolverEndpoint | ResolverRule {
  const [, kind, id = ''] = arnForm.exec(arn) ?? [];
  const found = kind === 'resolver-rule' ? reader.get('resolver-rule', id) : reader.get('resolver-endpoint', id);
  if (found?.account !== account || found.region !== region || resolverArn(found) !== arn) {
    throw notFound('resource', `Resource '${arn}' does not exist`);
  }
  return found;
}

export const tagOperations: Route53ResolverHandlers<'TagResource' | 'UntagResource' | 'ListTagsForResource'> = {
  TagResource(context, { ResourceArn, Tags: added }) {
    return context.transact((draft) => {
      const one = tagged(draft, context, ResourceArn);
      draft.put({ ...one, tags: withTags(one.tags, added) });
      return {};
    });
  },

  UntagResource(context, { ResourceArn, TagKeys }) {
    return context.transact((draft) => {
      const one = tagged(draft, context, ResourceArn);
      draft.put({ ...one, tags: withTags(one.tags, [], TagKeys) });
      return {};
    });
  },

  ListTagsForResource(context, input) {
    const tags = tagList(tagged(context.network, context, input.ResourceArn).tags);
    const { items, next } = listed(
      tags.map((tag) => ({ id: tag.Key, tag })),
      input,
    );
    return { Tags: items.map(({ tag }) => tag), ...next };
  },
};
