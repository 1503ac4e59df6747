/**
 * The answer to an analysis of a path: a way, or everything that stands in the way that comes nearest to being one. Asks
 * the verifier, packet by packet, and stops between two packets, so that whoever runs it can do something else meanwhile.
 */

import { Fault } from '../base/fault.ts';
import type { Network } from '../model/network.ts';
import type { AnalysisEnd, NetworkInsightsAnalysis, PathResult } from '../model/network-insights-analysis.ts';
import type { Explanation } from '../model/path-component.ts';
import { portBorders, searchBorders } from '../verify/border-search.ts';
import { type Trace, trace } from '../verify/trace.ts';
import { type View, viewOf } from './component.ts';
import { explanationsOf } from './explanation.ts';
import { impossible, missingEnd } from './impossible-path.ts';
import { attempts, conditionsOf, wantedPorts } from './path-attempt.ts';
import { pathComponents } from './path-components.ts';
import { flawsOf } from './path-judge.ts';

type Asked = Pick<NetworkInsightsAnalysis, 'account' | 'region' | 'asked' | 'filterIn' | 'filterOut'>;

/** Yields between two packets. */
export function* analysePath(network: Network, analysis: Asked): Generator<void, AnalysisEnd<PathResult>> {
  const view = viewOf(network, analysis);
  const gone = missingEnd(network, analysis.asked);
  if (gone !== undefined) return { status: 'failed', ...gone };
  const refused = impossible(view, analysis.asked);
  if (refused.length > 0) return { status: 'succeeded', result: notFound(refused) };
  try {
    return { status: 'succeeded', result: yield* search(view, analysis) };
  } catch (reason) {
    if (!(reason instanceof Fault)) throw reason;
    return { status: 'failed', message: reason.message };
  }
}

function notFound(explanations: readonly Explanation[]): PathResult {
  return { networkPathFound: false, forward: [], return: [], explanations };
}

/** More packets than any rules that an account may have make different. */
const mostPackets = 5000;

interface Candidate {
  readonly found: Trace;
  readonly explanations: readonly Explanation[];
}

/** The first way through; else the one with the fewest things in it, of several the first. */
function* search(view: View, analysis: Asked): Generator<void, PathResult> {
  let nearest: Candidate | undefined;
  let packets = 0;
  for (const question of attempts(view.network, analysis.asked)) {
    const ports = searchBorders(wantedPorts(conditionsOf(analysis.asked))!);
    for (let port = ports.next(); port !== undefined && packets < mostPackets; port = ports.next()) {
      const found = trace(view.network, { ...question, port });
      packets += 1;
      const explanations = whatIsWrong(view, analysis, found);
      if (explanations.length === 0) return resultOf(view, found, []);
      if (nearest === undefined || explanations.length < nearest.explanations.length) nearest = { found, explanations };
      ports.learn(portBorders(view.network, found));
      yield;
    }
  }
  return nearest === undefined
    ? notFound([{ ExplanationCode: 'NO_PATH' }])
    : resultOf(view, nearest.found, nearest.explanations);
}

function whatIsWrong(view: View, analysis: Asked, found: Trace): readonly Explanation[] {
  if (!found.reachable) return explanationsOf(view, found);
  return flawsOf(view, analysis, found, pathComponents(view, found.forward));
}

function resultOf(view: View, found: Trace, explanations: readonly Explanation[]): PathResult {
  const isBlocked = found.forward.some(({ verdict }) => verdict === 'drop');
  return {
    networkPathFound: explanations.length === 0,
    forward: pathComponents(view, found.forward),
    return: isBlocked ? [] : pathComponents(view, found.return),
    explanations,
  };
}
