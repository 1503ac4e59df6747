/**
 * Operations on Network Access Scopes. What they say is checked and kept; looking for such paths is src/analyses'.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInsightsAccessScope.html
 */

import type { NetworkInsightsAccessScope as ScopeShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import { arnOf } from '../../model/ec2-arn.ts';
import type { NetworkInsightsAccessScope } from '../../model/network-insights-access-scope.ts';
import type { Scope } from '../../model/path-pattern.ts';
import { pathShape, readPath } from './access-scope-path.ts';
import { describe } from './describe.ts';
import { invalidParameterValue, missingParameter, owned } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { insightsPages } from './network-insights-path.ts';
import { checkQuota } from './quotas.ts';
import { specifiedTags, tagList } from './tags.ts';

/** AWS names no number; this keeps an analysis within bounds. */
const mostPaths = 100;

function readScope({ MatchPaths = [], ExcludePaths = [] }: InputOf<'CreateNetworkInsightsAccessScope'>): Scope {
  if (MatchPaths.length === 0) throw missingParameter('MatchPaths');
  if (MatchPaths.length + ExcludePaths.length > mostPaths) {
    throw invalidParameterValue(`A network access scope may have at most ${mostPaths} paths.`);
  }
  return { matches: MatchPaths.map(readPath), excludes: ExcludePaths.map(readPath) };
}

function scopeShape(scope: NetworkInsightsAccessScope): ScopeShape {
  return {
    NetworkInsightsAccessScopeId: scope.id,
    NetworkInsightsAccessScopeArn: arnOf(scope),
    CreatedDate: new Date(scope.created),
    UpdatedDate: new Date(scope.created),
    Tags: tagList(scope.tags),
  };
}

function contentShape({ id, asked }: NetworkInsightsAccessScope) {
  return {
    NetworkInsightsAccessScopeId: id,
    MatchPaths: asked.matches.map(pathShape),
    ExcludePaths: asked.excludes.map(pathShape),
  };
}

export const networkInsightsAccessScopeOperations = {
  CreateNetworkInsightsAccessScope(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'network-insights-access-scope');
    const asked = readScope(input);
    return context.transact((draft) => {
      const { account, region, now: created } = context;
      const count = draft.network.count('network-insights-access-scope', `owner:${account}/${region}`);
      checkQuota(context, 'networkInsightsAccessScopesPerRegion', count + 1);
      const base = { id: resourceId(context.random, 'nis'), account, region, created, tags };
      const scope: NetworkInsightsAccessScope = { kind: 'network-insights-access-scope', ...base, asked };
      draft.put(scope);
      return {
        NetworkInsightsAccessScope: scopeShape(scope),
        NetworkInsightsAccessScopeContent: contentShape(scope),
      };
    });
  },

  DeleteNetworkInsightsAccessScope(context, input) {
    return context.transact((draft) => {
      const { NetworkInsightsAccessScopeId: id } = input;
      const { kind } = owned(draft, context, 'network-insights-access-scope', id);
      if (draft.network.count('network-insights-access-scope-analysis', `scope:${id}`) > 0) {
        // Likeliest, as it is with paths.
        const message = `The scope '${id}' has analyses and cannot be deleted. Delete its analyses first.`;
        throw new Fault('AnalysisExistsForNetworkInsightsAccessScope', message);
      }
      draft.remove(kind, id);
      return { NetworkInsightsAccessScopeId: id };
    });
  },

  DescribeNetworkInsightsAccessScopes(context, input) {
    const request = { ...input, ids: input.NetworkInsightsAccessScopeIds };
    const { items, nextToken } = describe(context, 'network-insights-access-scope', request, {}, insightsPages);
    return { NetworkInsightsAccessScopes: items.map(scopeShape), NextToken: nextToken };
  },

  GetNetworkInsightsAccessScopeContent(context, input) {
    const { NetworkInsightsAccessScopeId: id } = input;
    const scope = owned(context.network, context, 'network-insights-access-scope', id);
    return { NetworkInsightsAccessScopeContent: contentShape(scope) };
  },
} satisfies Ec2Handlers;
