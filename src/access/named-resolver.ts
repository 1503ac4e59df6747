/**
 * Which endpoints and rules a request to Route 53 Resolver is about
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53resolver.html). It names them by id, and
 * for their tags and policies by ARN. A rule may be another account's, which its ARN then names.
 */

import type { Network } from '../model/network.ts';
import { resolverArn } from '../model/resolver-rule.ts';
import type { NamedResource, Request } from './request.ts';

const kinds = { ResolverEndpointId: 'resolver-endpoint', ResolverRuleId: 'resolver-rule' } as const;
type Member = keyof typeof kinds;

/** What an operation makes has no id yet. */
const made: Readonly<Record<string, string>> = {
  CreateResolverEndpoint: 'resolver-endpoint',
  CreateResolverRule: 'resolver-rule',
};

function named(
  network: Network,
  { account, region }: Request,
  kind: (typeof kinds)[Member],
  id: string,
): NamedResource {
  const document = network.get(kind, id);
  const tags = document?.account === account ? document.tags : {};
  return { arn: resolverArn({ kind, id, account: document?.account ?? account, region }), tags, document };
}

function atArn(network: Network, request: Request, arn: string): NamedResource {
  const [, kind, id = ''] = /:(resolver-endpoint|resolver-rule)\/(.+)$/.exec(arn) ?? [];
  const found = kind === undefined ? undefined : named(network, request, kind as (typeof kinds)[Member], id);
  return found?.arn === arn ? found : { arn, tags: {} };
}

/** A list is about everything; a rule is made for an endpoint, but it is the rule that a policy judges. */
export function resolverResources(network: Network, request: Request): readonly NamedResource[] {
  const { operation, input, account, region } = request;
  if (Object.hasOwn(made, operation)) {
    return [{ arn: resolverArn({ kind: made[operation]!, id: '*', account, region }), tags: {} }];
  }
  const arn = input.ResourceArn ?? input.Arn;
  if (typeof arn === 'string') return [atArn(network, request, arn)];
  const association = input.ResolverRuleAssociationId;
  const rule =
    typeof association === 'string' ? network.get('resolver-rule-association', association)?.rule : undefined;
  const ids = { ...input, ...(rule === undefined ? {} : { ResolverRuleId: rule }) } as Readonly<
    Record<string, unknown>
  >;
  return (Object.keys(kinds) as Member[]).flatMap((member) => {
    const id = ids[member];
    return typeof id === 'string' ? [named(network, request, kinds[member], id)] : [];
  });
}
