/**
 * The answer to an analysis of a Network Access Scope: the paths that it speaks of, each as the components of one packet's
 * way with all the addresses and ports that go the same way in its header, and one finding for each protocol.
 */

import { Fault } from '../base/fault.ts';
import { everyPort } from '../base/port-range.ts';
import type { Network } from '../model/network.ts';
import {
  type AccessScopeResult,
  mostFindings,
  type NetworkInsightsAccessScopeAnalysis,
} from '../model/network-insights-access-scope.ts';
import type { AnalysisEnd } from '../model/network-insights-analysis.ts';
import type { AnalysisPacketHeader, PathComponent } from '../model/path-component.ts';
import type { Resource } from '../model/resource.ts';
import { othersSeen } from '../model/vpc-sharing.ts';
import { type Finding, searchPaths } from '../verify/find-paths.ts';
import type { End, Traffic } from '../verify/reach-answer.ts';
import { type Trace, trace } from '../verify/trace.ts';
import { type View, viewOf } from './component.ts';
import { ownScope } from './own-scope.ts';
import { pathComponents } from './path-components.ts';

export interface AnsweredScope {
  readonly end: AnalysisEnd<AccessScopeResult>;
  readonly findings: readonly (readonly PathComponent[])[];
}

type Asked = Pick<NetworkInsightsAccessScopeAnalysis, 'account' | 'region' | 'asked'>;

/** Yields wherever something else may be done meanwhile. */
export function* analyseScope(network: Network, analysis: Asked): Generator<void, AnsweredScope> {
  const view = viewOf(network, analysis);
  const own = ownScope(view, analysis, analysis.asked);
  // AWS's sentence: https://docs.aws.amazon.com/vpc/latest/network-access-analyzer/troubleshooting.html
  if (own.kind === 'missing') return failed(`The request failed due to missing component ${own.resource}`);
  try {
    return succeeded(network, analysis, yield* shown(view, searchPaths(network, own.scope)));
  } catch (reason) {
    if (!(reason instanceof Fault)) throw reason;
    return failed(reason.message);
  }
}

function failed(message: string): AnsweredScope {
  return { end: { status: 'failed', message }, findings: [] };
}

function succeeded(network: Network, asked: Asked, found: AnsweredScope['findings']): AnsweredScope {
  const findings = found.slice(0, mostFindings);
  const own = network.count('network-interface', `owner:${asked.account}/${asked.region}`);
  const analyzedInterfaces = own + othersSeen(network, asked, 'network-interface').length;
  const warning = `Only the first ${mostFindings} findings are shown.`;
  const more = found.length > mostFindings ? { warning } : {};
  return { end: { status: 'succeeded', result: { findings: findings.length, analyzedInterfaces, ...more } }, findings };
}

/** Paths into and out of what the account does not see are not reported. */
function isSeen(view: View, { from, to }: Finding): boolean {
  const ends = [from, to].filter((end) => end.kind !== 'internet').map((end) => resourceAt(view.network, end));
  return ends.every((one) => one !== undefined && view.sees(one));
}

function resourceAt(network: Network, end: Exclude<End, { kind: 'internet' }>): Resource | undefined {
  return end.kind === 'interfaces'
    ? network.get('network-interface', end.interfaces[0] ?? '')
    : network.get('vpc-endpoint', end.endpoint);
}

/** A finding is about TCP or UDP, as all of the Network Access Analyzer is. */
const protocols: readonly number[] = [6, 17];

function isOf({ protocol, lastProtocol = protocol }: Traffic, wanted: number): boolean {
  return protocol <= wanted && wanted <= lastProtocol;
}

function* shown(view: View, paths: Iterable<Finding | undefined>) {
  const findings: (readonly PathComponent[])[] = [];
  for (const path of paths) {
    if (path === undefined || !isSeen(view, path)) {
      yield;
      continue;
    }
    for (const protocol of protocols.filter((one) => path.traffic.some((each) => isOf(each, one)))) {
      if (findings.length > mostFindings) return findings;
      findings.push(componentsOf(view, path, protocol));
      yield;
    }
  }
  return findings;
}

function componentsOf(view: View, path: Finding, protocol: number): readonly PathComponent[] {
  const found = withoutHosts(view, pathComponents(view, exampleOf(view.network, path, protocol).forward));
  const wide = headerOf(path, protocol);
  return found.map(({ AdditionalDetails: _, Explanations: __, ...one }, index) => ({
    ...one,
    SequenceNumber: index + 1,
    ...widened(one, 'InboundHeader', wide),
    ...widened(one, 'OutboundHeader', wide),
  }));
}

/** Findings begin and end at interfaces, whatever these are attached to. */
function withoutHosts({ network }: View, components: readonly PathComponent[]): readonly PathComponent[] {
  const isHost = (one: PathComponent | undefined): boolean =>
    network.get('instance', one?.Component.Id ?? '') !== undefined;
  const [first, second, ...others] = components;
  const { OutboundHeader: header } = first ?? {};
  const begun = isHost(first) && second && header ? [{ ...second, OutboundHeader: header }, ...others] : components;
  return isHost(begun.at(-1)) ? begun.slice(0, -1) : begun;
}

/** The trace is of one protocol's packet; for another the same packet is sent with that. */
function exampleOf(network: Network, { trace: found, traffic }: Finding, protocol: number): Trace {
  const [first] = found.forward;
  if (first === undefined || first.packet.protocol === protocol) return found;
  const { source: sourceAddress, destination } = first.packet;
  const port = traffic.find((one) => isOf(one, protocol))?.ports?.from ?? 1;
  return trace(network, { source: first.component, destination, sourceAddress, protocol, port });
}

/** What of a header stands for more than the example. */
function headerOf({ from, to, traffic }: Finding, protocol: number): AnalysisPacketHeader {
  const ports = traffic.filter((one) => isOf(one, protocol)).map((one) => one.ports ?? everyPort);
  return {
    ...('blocks' in from ? { SourceAddresses: from.blocks } : {}),
    ...('blocks' in to ? { DestinationAddresses: to.blocks } : {}),
    DestinationPortRanges: ports.map((range) => ({ From: range.from, To: range.to })),
  };
}

/** A whole header says where it comes from, where it goes and by which ports; one of changes only what it changes. */
function widened(
  component: PathComponent,
  name: 'InboundHeader' | 'OutboundHeader',
  wide: AnalysisPacketHeader,
): Partial<PathComponent> {
  const header = component[name];
  return header?.Protocol === undefined ? {} : { [name]: { ...header, ...wide } };
}
