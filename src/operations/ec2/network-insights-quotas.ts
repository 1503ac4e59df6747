/** How many paths, scopes and analyses an account may have; quotas.ts has them among all others. */

import { type Quota, quota, sentence } from './quota.ts';

export const networkInsightsQuotas = {
  /** https://docs.aws.amazon.com/vpc/latest/reachability/reachability-analyzer-limits.html, as are the next two. */
  networkInsightsPathsPerRegion: quota(
    1000,
    'NetworkInsightsPath.LimitExceeded',
    sentence('The maximum number of network insights paths has been reached.'),
  ),
  networkInsightsAnalysesPerRegion: quota(
    10_000,
    'NetworkInsightsAnalysis.LimitExceeded',
    sentence('The maximum number of network insights analyses has been reached.'),
  ),
  runningNetworkInsightsAnalyses: quota(
    100,
    'NetworkInsightsAnalysis.LimitExceeded',
    sentence('The maximum number of concurrent network insights analyses has been reached.'),
  ),
  /** https://docs.aws.amazon.com/vpc/latest/network-access-analyzer/network-access-analyzer-limits.html, as are the next two. */
  networkInsightsAccessScopesPerRegion: quota(
    1000,
    'NetworkInsightsAccessScope.LimitExceeded',
    sentence('The maximum number of network insights access scopes has been reached.'),
  ),
  networkInsightsAccessScopeAnalysesPerRegion: quota(
    10_000,
    'NetworkInsightsAccessScopeAnalysis.LimitExceeded',
    sentence('The maximum number of network insights access scope analyses has been reached.'),
  ),
  runningNetworkInsightsAccessScopeAnalyses: quota(
    25,
    'NetworkInsightsAccessScopeAnalysis.LimitExceeded',
    sentence('The maximum number of concurrent network insights access scope analyses has been reached.'),
  ),
} as const satisfies Readonly<Record<string, Quota>>;
