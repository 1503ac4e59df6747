/**
 * The answer to an analysis of a path: a way, or everything that stands in the way that comes nearest to being one. Asks
 * the verifier, packet by packet, and stops between two packets, so that whoever runs it can do something else meanwhile.
 */

import { Fault } from '../base/fault.ts';
import type { Network } from '../model/network.ts';
import type { AnalysisEnd, NetworkInsightsAnalysis, PathResult } from '../model/network-insights-analysis.ts';
import type { PathEnd, PathQuestion } from '../model/network-insights-path.ts';
import type { Explanation } from '../model/path-component.ts';
import type { Resource } from '../model/resource.ts';
import { portBorders, searchBorders } from '../verify/border-search.ts';
import { isPublic } from '../verify/internet-space.ts';
import { type Trace, trace } from '../verify/trace.ts';
import { named, resourceOf, type View } from './component.ts';
import { explanationsOf } from './explanation.ts';
import { attempts, conditionsOf, wantedPorts } from './path-attempt.ts';
import { pathComponents } from './path-components.ts';
import { flawsOf } from './path-judge.ts';

type Asked = Pick<NetworkInsightsAnalysis, 'account' | 'asked' | 'filterIn' | 'filterOut'>;

/** Yields between two packets. */
export function* analysePath(network: Network, analysis: Asked): Generator<void, AnalysisEnd<PathResult>> {
  const view: View = { network, account: analysis.account };
  const gone = missingEnds(network, analysis.asked);
  if (gone !== undefined) return gone;
  const refused = impossible(view, analysis.asked);
  if (refused.length > 0) return { status: 'succeeded', result: notFound(refused) };
  try {
    return { status: 'succeeded', result: yield* search(view, analysis) };
  } catch (reason) {
    if (!(reason instanceof Fault)) throw reason;
    return { status: 'failed', message: reason.message };
  }
}

/** Who stands where an analysis says is known when it is asked, and may be gone when it is answered. */
function missingEnds(network: Network, { source, destination }: PathQuestion): AnalysisEnd<PathResult> | undefined {
  const ends: readonly (readonly [string, PathEnd | undefined])[] = [
    ['source', source],
    ['destination', destination],
  ];
  const missing = ends.find(([, end]) => end !== undefined && !isThere(resourceOf(network, end.id)));
  if (missing === undefined) return undefined;
  const [side, end] = missing as readonly [string, PathEnd];
  const Component = { Id: end.id, Arn: end.arn };
  // Likeliest sentence.
  const message = `The ${side} resource ${end.id} does not exist.`;
  return { status: 'failed', message, explanations: [{ ExplanationCode: 'NO_SOURCE_OR_DESTINATION', Component }] };
}

function isThere(end: Resource | undefined): boolean {
  if (end?.kind === 'instance') return end.desired !== 'terminated';
  return end !== undefined && (end.kind !== 'vpc-endpoint' || end.desired === 'available');
}

function notFound(explanations: readonly Explanation[]): PathResult {
  return { networkPathFound: false, forward: [], return: [], explanations };
}

/** What no packet can be tried for. */
function impossible(view: View, asked: PathQuestion): readonly Explanation[] {
  const { network } = view;
  const source = resourceOf(network, asked.source.id);
  const destination = asked.destination && resourceOf(network, asked.destination.id);
  const conditions = conditionsOf(asked);
  const explained: Explanation[] = [];
  const about = (code: string, id: string, more: Partial<Explanation> = {}): void => {
    explained.push({ ExplanationCode: code, ...named(view, 'Component', id), ...more });
  };
  if (wantedPorts(conditions) === undefined) about('FILTER_AT_SOURCE_DESTINATION_PORT_RANGE', asked.source.id);
  if (source?.kind === 'vpc-endpoint-service') about('UNSUPPORTED_COMPONENT', source.id);
  if (source?.kind === 'vpc-endpoint' && source.endpointType === 'Gateway') about('VPCE_INTRA_VPC_TRAFFIC', source.id);
  for (const end of [source, destination]) {
    if (end?.kind === 'internet-gateway' && end.vpc === undefined) {
      about('UNASSOCIATED_COMPONENT', end.id, { MissingComponent: 'AWS::EC2::VPC' });
    }
    if (end?.kind === 'instance' && network.count('network-interface', `instance:${end.id}`) === 0) {
      about('UNASSOCIATED_COMPONENT', end.id, { MissingComponent: 'AWS::EC2::NetworkInterface' });
    }
  }
  if (source?.kind === 'internet-gateway') {
    const { sourceAddress, destinationAddress } = conditions.atSource;
    for (const address of [sourceAddress, destinationAddress]) {
      if (address !== undefined && !isPublic(address)) {
        about('IGW_EXPECTS_PUBLIC_ADDRESS', source.id, { Address: `${address}/32` });
      }
    }
  }
  if (destination?.kind === 'vpc-endpoint-service' && !hasEndpoint(network, source, destination.id)) {
    explained.push({ ExplanationCode: 'NO_PATH', Destination: { Id: destination.id, Arn: asked.destination!.arn } });
  }
  return explained;
}

/** The internet has none. */
function hasEndpoint(network: Network, source: Resource | undefined, service: string): boolean {
  const vpc = source?.kind === 'instance' || source?.kind === 'network-interface' ? source.vpc : undefined;
  const endpoints = network.find('vpc-endpoint', `service:${service}`);
  return endpoints.some((one) => one.desired === 'available' && one.vpc === vpc);
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
