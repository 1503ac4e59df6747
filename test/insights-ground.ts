/** Analyses of a Network that was made by AWS calls: a path is made, its analysis started, answered and described. */

import { createAnalyses } from '../src/analyses/worker.ts';
import type { InputOf } from '../src/operations/ec2/handlers.ts';
import type { Harness } from '../src/operations/harness.ts';
import { ec2 } from './verify-ground.ts';

type PathInput = Omit<InputOf<'CreateNetworkInsightsPath'>, 'ClientToken' | 'Protocol'> & { readonly Protocol?: 'udp' };
type StartInput = Partial<Omit<InputOf<'StartNetworkInsightsAnalysis'>, 'NetworkInsightsPathId'>>;

export async function path(h: Harness, input: PathInput): Promise<string> {
  const made = await h.call(ec2, 'CreateNetworkInsightsPath', { Protocol: 'tcp', ClientToken: '', ...input });
  return made.NetworkInsightsPath!.NetworkInsightsPathId!;
}

export async function start(h: Harness, NetworkInsightsPathId: string, more: StartInput = {}): Promise<string> {
  const started = await h.call(ec2, 'StartNetworkInsightsAnalysis', {
    NetworkInsightsPathId,
    ClientToken: '',
    ...more,
  });
  return started.NetworkInsightsAnalysis!.NetworkInsightsAnalysisId!;
}

export async function described(h: Harness, id: string) {
  const found = await h.call(ec2, 'DescribeNetworkInsightsAnalyses', { NetworkInsightsAnalysisIds: [id] });
  return found.NetworkInsightsAnalyses![0]!;
}

/** Until nothing is running any more. @returns what was reported */
export async function answerAll(h: Harness): Promise<readonly unknown[]> {
  const reported: unknown[] = [];
  const analyses = createAnalyses({ store: h.store, clock: h.clock, report: (reason) => reported.push(reason) });
  while ([...h.network.all('network-insights-analysis')].some(({ outcome }) => outcome.status === 'running')) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await analyses.close();
  return reported;
}

export async function analyse(h: Harness, input: PathInput, more: StartInput = {}) {
  const id = await start(h, await path(h, input), more);
  const reported = await answerAll(h);
  if (reported.length > 0) throw reported[0];
  return described(h, id);
}

type Content = Pick<InputOf<'CreateNetworkInsightsAccessScope'>, 'MatchPaths' | 'ExcludePaths'>;

export async function analyseScope(h: Harness, content: Content) {
  const made = await h.call(ec2, 'CreateNetworkInsightsAccessScope', { ClientToken: '', ...content });
  const { NetworkInsightsAccessScopeId = '' } = made.NetworkInsightsAccessScope!;
  const asked = { NetworkInsightsAccessScopeId, ClientToken: '' };
  const started = await h.call(ec2, 'StartNetworkInsightsAccessScopeAnalysis', asked);
  const { NetworkInsightsAccessScopeAnalysisId = '' } = started.NetworkInsightsAccessScopeAnalysis!;
  const reported: unknown[] = [];
  const analyses = createAnalyses({ store: h.store, clock: h.clock, report: (reason) => reported.push(reason) });
  const kind = 'network-insights-access-scope-analysis';
  while (h.network.get(kind, NetworkInsightsAccessScopeAnalysisId)?.outcome.status === 'running') {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await analyses.close();
  if (reported.length > 0) throw reported[0];
  const id = { NetworkInsightsAccessScopeAnalysisId };
  const listed = await h.call(ec2, 'DescribeNetworkInsightsAccessScopeAnalyses', {
    NetworkInsightsAccessScopeAnalysisIds: [NetworkInsightsAccessScopeAnalysisId],
  });
  const { AnalysisFindings = [] } = await h.call(ec2, 'GetNetworkInsightsAccessScopeAnalysisFindings', id);
  return { analysis: listed.NetworkInsightsAccessScopeAnalyses![0]!, findings: AnalysisFindings };
}

type Analysis = Awaited<ReturnType<typeof described>>;

export const codesOf = ({ Explanations }: Analysis): readonly (string | undefined)[] =>
  Explanations?.map(({ ExplanationCode }) => ExplanationCode) ?? [];

export const idsOf = (components: Analysis['ForwardPathComponents']): readonly (string | undefined)[] =>
  components?.map(({ Component }) => Component?.Id) ?? [];
