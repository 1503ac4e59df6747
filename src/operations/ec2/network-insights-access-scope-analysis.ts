/**
 * Operations on analyses of Network Access Scopes and on what they found. Starting one writes down what is asked, as the
 * scope has it; src/analyses answers it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartNetworkInsightsAccessScopeAnalysis.html
 */

import type { NetworkInsightsAccessScopeAnalysis as AnalysisShape } from '@aws-sdk/client-ec2';
import { resourceId } from '../../base/ids.ts';
import { arnOf } from '../../model/ec2-arn.ts';
import { running } from '../../model/indexes.ts';
import type { NetworkInsightsAccessScopeAnalysis } from '../../model/network-insights-access-scope.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, page } from './describe.ts';
import { invalidCombination, owned } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { insightsPages } from './network-insights-path.ts';
import { checkQuota } from './quotas.ts';
import { specifiedTags, tagList } from './tags.ts';

const kind = 'network-insights-access-scope-analysis';

function checkQuotas(draft: Draft, context: Context): void {
  const own = draft.network.count(kind, `owner:${context.account}/${context.region}`);
  checkQuota(context, 'networkInsightsAccessScopeAnalysesPerRegion', own + 1);
  const underWay = draft
    .find(kind, running)
    .filter(({ account, region }) => account === context.account && region === context.region);
  checkQuota(context, 'runningNetworkInsightsAccessScopeAnalyses', underWay.length + 1);
}

function outcomeShape({ outcome }: NetworkInsightsAccessScopeAnalysis): AnalysisShape {
  if (outcome.status === 'running') return { Status: outcome.status, FindingsFound: 'unknown' };
  const EndDate = new Date(outcome.ended);
  if (outcome.status === 'failed') {
    return { Status: outcome.status, StatusMessage: outcome.message, EndDate, FindingsFound: 'unknown' };
  }
  const { findings, analyzedInterfaces, warning } = outcome.result;
  return {
    Status: outcome.status,
    EndDate,
    FindingsFound: findings > 0 ? 'true' : 'false',
    AnalyzedEniCount: analyzedInterfaces,
    ...(warning === undefined ? {} : { WarningMessage: warning }),
  };
}

function analysisShape(analysis: NetworkInsightsAccessScopeAnalysis): AnalysisShape {
  return {
    NetworkInsightsAccessScopeAnalysisId: analysis.id,
    NetworkInsightsAccessScopeAnalysisArn: arnOf(analysis),
    NetworkInsightsAccessScopeId: analysis.scope,
    StartDate: new Date(analysis.created),
    ...outcomeShape(analysis),
    Tags: tagList(analysis.tags),
  };
}

function asked(context: Context, input: InputOf<'DescribeNetworkInsightsAccessScopeAnalyses'>) {
  const { network, account, region } = context;
  const { NetworkInsightsAccessScopeAnalysisIds: ids = [], NetworkInsightsAccessScopeId: scope } = input;
  if (ids.length > 0 && scope !== undefined) {
    const names = 'NetworkInsightsAccessScopeAnalysisIds and NetworkInsightsAccessScopeId';
    throw invalidCombination(`${names} cannot be specified together.`);
  }
  if (ids.length > 0 && input.MaxResults !== undefined) {
    throw invalidCombination('The parameter MaxResults cannot be used with the parameter ids.');
  }
  if (ids.length > 0) return [...new Set(ids)].sort().map((id) => owned(network, context, kind, id));
  if (scope === undefined) return network.find(kind, `owner:${account}/${region}`);
  return network.find(kind, `scope:${owned(network, context, 'network-insights-access-scope', scope).id}`);
}

function startedWithin(
  { created }: NetworkInsightsAccessScopeAnalysis,
  { AnalysisStartTimeBegin: from, AnalysisStartTimeEnd: to }: InputOf<'DescribeNetworkInsightsAccessScopeAnalyses'>,
): boolean {
  return (from === undefined || created >= from.getTime()) && (to === undefined || created <= to.getTime());
}

/** Of the findings of one analysis. */
const findingPages = { least: 1, most: 1000 };

export const networkInsightsAccessScopeAnalysisOperations = {
  StartNetworkInsightsAccessScopeAnalysis(context, input) {
    const tags = specifiedTags(input.TagSpecifications, kind);
    return context.transact((draft) => {
      const scope = owned(draft, context, 'network-insights-access-scope', input.NetworkInsightsAccessScopeId);
      checkQuotas(draft, context);
      const { account, region, now: created } = context;
      const analysis: NetworkInsightsAccessScopeAnalysis = {
        kind,
        id: resourceId(context.random, 'nisa'),
        account,
        region,
        created,
        tags,
        scope: scope.id,
        asked: scope.asked,
        outcome: { status: 'running' },
      };
      draft.put(analysis);
      return { NetworkInsightsAccessScopeAnalysis: analysisShape(analysis) };
    });
  },

  DeleteNetworkInsightsAccessScopeAnalysis(context, input) {
    return context.transact((draft) => {
      const { id } = owned(draft, context, kind, input.NetworkInsightsAccessScopeAnalysisId);
      for (const finding of draft.find('access-scope-finding', `analysis:${id}`))
        draft.remove(finding.kind, finding.id);
      draft.remove(kind, id);
      return { NetworkInsightsAccessScopeAnalysisId: id };
    });
  },

  DescribeNetworkInsightsAccessScopeAnalyses(context, input) {
    const shown = applyFilters(
      asked(context, input).filter((one) => startedWithin(one, input)),
      input.Filters,
      {},
    );
    const { items, nextToken } = page(shown, input, insightsPages);
    return { NetworkInsightsAccessScopeAnalyses: items.map(analysisShape), NextToken: nextToken };
  },

  GetNetworkInsightsAccessScopeAnalysisFindings(context, input) {
    const { id, scope, outcome } = owned(context.network, context, kind, input.NetworkInsightsAccessScopeAnalysisId);
    const found = context.network.find('access-scope-finding', `analysis:${id}`);
    const { items, nextToken } = page(found, input, findingPages);
    return {
      NetworkInsightsAccessScopeAnalysisId: id,
      AnalysisStatus: outcome.status,
      AnalysisFindings: items.map((finding) => ({
        NetworkInsightsAccessScopeAnalysisId: id,
        NetworkInsightsAccessScopeId: scope,
        FindingId: finding.id,
        FindingComponents: finding.components,
      })),
      NextToken: nextToken,
    };
  },
} satisfies Ec2Handlers;
