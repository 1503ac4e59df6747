/**
 * Operations on analyses of paths. Starting one writes down what is asked, as the path has it now; src/analyses answers it
 * soon after. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartNetworkInsightsAnalysis.html
 */

import { isAccountId, resourceId } from '../../base/ids.ts';
import { arnOf } from '../../model/ec2-arn.ts';
import { running } from '../../model/indexes.ts';
import { analysisLifetime, type NetworkInsightsAnalysis } from '../../model/network-insights-analysis.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, type FilterTable, page } from './describe.ts';
import { invalidCombination, invalidParameterValue, owned } from './faults.ts';
import type { Ec2Handlers, InputOf, OutputOf } from './handlers.ts';
import { insightsPages } from './network-insights-path.ts';
import { checkQuota } from './quotas.ts';
import { specifiedTags, tagList } from './tags.ts';

type Input = InputOf<'StartNetworkInsightsAnalysis'>;

/** More than any way has components. */
const mostFilterArns = 200;

function readArns(given: readonly string[] | undefined, name: string): readonly string[] {
  const arns = given ?? [];
  if (arns.length > mostFilterArns) {
    throw invalidParameterValue(`The maximum number of ARNs for parameter ${name} is ${mostFilterArns}.`);
  }
  const flawed = arns.find((arn) => !/^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:\d*:\S+$/.test(arn));
  if (flawed !== undefined) {
    throw invalidParameterValue(`Value (${flawed}) for parameter ${name} is invalid. Expecting an ARN.`);
  }
  return arns;
}

/** They are kept and shown; without an organization's trusted access they bring nothing else into view. */
function readAccounts(given: readonly string[] | undefined): readonly string[] {
  const flawed = given?.find((account) => !isAccountId(account));
  if (flawed === undefined) return given ?? [];
  throw invalidParameterValue(
    `Value (${flawed}) for parameter additionalAccounts is invalid. Expecting an account ID.`,
  );
}

function isExpired({ created }: NetworkInsightsAnalysis, now: number): boolean {
  return created + analysisLifetime <= now;
}

/** Removes the caller's analyses that are too old to be shown. */
function purgeExpired(draft: Draft, { account, region, now }: Context): void {
  for (const analysis of draft.find('network-insights-analysis', `owner:${account}/${region}`)) {
    if (isExpired(analysis, now)) draft.remove(analysis.kind, analysis.id);
  }
}

function checkQuotas(draft: Draft, context: Context): void {
  const own = draft.network.count('network-insights-analysis', `owner:${context.account}/${context.region}`);
  checkQuota(context, 'networkInsightsAnalysesPerRegion', own + 1);
  const underWay = draft
    .find('network-insights-analysis', running)
    .filter(({ account, region }) => account === context.account && region === context.region);
  checkQuota(context, 'runningNetworkInsightsAnalyses', underWay.length + 1);
}

function start(draft: Draft, context: Context, input: Input): NetworkInsightsAnalysis {
  const path = owned(draft, context, 'network-insights-path', input.NetworkInsightsPathId);
  checkQuotas(draft, context);
  const analysis: NetworkInsightsAnalysis = {
    kind: 'network-insights-analysis',
    id: resourceId(context.random, 'nia'),
    account: context.account,
    region: context.region,
    created: context.now,
    tags: specifiedTags(input.TagSpecifications, 'network-insights-analysis'),
    path: path.id,
    asked: path.asked,
    additionalAccounts: readAccounts(input.AdditionalAccounts),
    filterIn: readArns(input.FilterInArns, 'filterInArns'),
    filterOut: readArns(input.FilterOutArns, 'filterOutArns'),
    outcome: { status: 'running' },
  };
  draft.put(analysis);
  return analysis;
}

type Described = NonNullable<OutputOf<'DescribeNetworkInsightsAnalyses'>['NetworkInsightsAnalyses']>[number];

function outcomeShape({ outcome }: NetworkInsightsAnalysis): Described {
  if (outcome.status === 'running') return { Status: outcome.status };
  if (outcome.status === 'failed') {
    const { status, message, explanations } = outcome;
    return { Status: status, StatusMessage: message, ...(explanations ? { Explanations: explanations } : {}) };
  }
  const { result } = outcome;
  return {
    Status: outcome.status,
    NetworkPathFound: result.networkPathFound,
    ForwardPathComponents: result.forward,
    ReturnPathComponents: result.return,
    ...(result.networkPathFound ? {} : { Explanations: result.explanations }),
  };
}

function analysisShape(analysis: NetworkInsightsAnalysis): Described {
  const { additionalAccounts, filterIn, filterOut } = analysis;
  return {
    NetworkInsightsAnalysisId: analysis.id,
    NetworkInsightsAnalysisArn: arnOf(analysis),
    NetworkInsightsPathId: analysis.path,
    StartDate: new Date(analysis.created),
    ...(additionalAccounts.length > 0 ? { AdditionalAccounts: additionalAccounts } : {}),
    ...(filterIn.length > 0 ? { FilterInArns: filterIn } : {}),
    ...(filterOut.length > 0 ? { FilterOutArns: filterOut } : {}),
    ...outcomeShape(analysis),
    Tags: tagList(analysis.tags),
  };
}

const filters: FilterTable<NetworkInsightsAnalysis> = {
  'path-found': ({ outcome }) => (outcome.status === 'succeeded' ? outcome.result.networkPathFound : undefined),
  status: ({ outcome }) => outcome.status,
};

/** AWS documents that ids or a path must be given, and lists everything without. */
function asked(context: Context, input: InputOf<'DescribeNetworkInsightsAnalyses'>) {
  const { network, account, region } = context;
  const { NetworkInsightsAnalysisIds: ids = [], NetworkInsightsPathId: path } = input;
  if (ids.length > 0 && path !== undefined) {
    throw invalidCombination('NetworkInsightsAnalysisIds and NetworkInsightsPathId cannot be specified together.');
  }
  if (ids.length > 0 && input.MaxResults !== undefined) {
    throw invalidCombination('The parameter MaxResults cannot be used with the parameter ids.');
  }
  if (ids.length > 0) {
    return [...new Set(ids)].sort().map((id) => owned(network, context, 'network-insights-analysis', id));
  }
  if (path === undefined) return network.find('network-insights-analysis', `owner:${account}/${region}`);
  return network.find('network-insights-analysis', `path:${owned(network, context, 'network-insights-path', path).id}`);
}

function isWithinTimes(
  { created, outcome }: NetworkInsightsAnalysis,
  { AnalysisStartTime, AnalysisEndTime }: InputOf<'DescribeNetworkInsightsAnalyses'>,
): boolean {
  if (AnalysisStartTime !== undefined && created < AnalysisStartTime.getTime()) return false;
  if (AnalysisEndTime === undefined) return true;
  return outcome.status !== 'running' && outcome.ended <= AnalysisEndTime.getTime();
}

export const networkInsightsAnalysisOperations = {
  StartNetworkInsightsAnalysis(context, input) {
    return context.transact((draft) => {
      purgeExpired(draft, context);
      return { NetworkInsightsAnalysis: analysisShape(start(draft, context, input)) };
    });
  },

  DeleteNetworkInsightsAnalysis(context, input) {
    return context.transact((draft) => {
      const { kind, id } = owned(draft, context, 'network-insights-analysis', input.NetworkInsightsAnalysisId);
      draft.remove(kind, id);
      return { NetworkInsightsAnalysisId: id };
    });
  },

  DescribeNetworkInsightsAnalyses(context, input) {
    const shown = asked(context, input).filter((one) => !isExpired(one, context.now) && isWithinTimes(one, input));
    const { items, nextToken } = page(applyFilters(shown, input.Filters, filters), input, insightsPages);
    return { NetworkInsightsAnalyses: items.map(analysisShape), NextToken: nextToken };
  },
} satisfies Ec2Handlers;
