/**
 * Whether a way that a trace found is one that the path asks for: it begins and ends where it should, its packet looks as it
 * should when it arrives, and it leads through all and none of the components that the analysis wants and doesn't want.
 * https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html#search-filter-codes
 */

import { readEc2Arn } from '../model/ec2-arn.ts';
import type { NetworkInsightsAnalysis } from '../model/network-insights-analysis.ts';
import type { PathFilter, PathQuestion } from '../model/network-insights-path.ts';
import type { AnalysisComponent, Explanation, PathComponent } from '../model/path-component.ts';
import type { Hop, HopPacket, Trace } from '../verify/answer.ts';
import { passageAt } from '../verify/passage.ts';
import { resourceOf } from '../verify/resource-of.ts';
import { componentOf, named, type View } from './component.ts';
import { conditionsOf } from './path-attempt.ts';

/** What is wrong with it; nothing where it is a path. */
export function flawsOf(
  view: View,
  { asked, filterIn, filterOut }: Pick<NetworkInsightsAnalysis, 'asked' | 'filterIn' | 'filterOut'>,
  found: Trace,
  components: readonly PathComponent[],
): readonly Explanation[] {
  const arrived = asked.destination && arrivalAt(view, found.forward, asked.destination.id);
  const { atDestination } = conditionsOf(asked);
  return [
    ...flawedEnds(view, asked, found.forward, arrived !== undefined),
    ...(arrived ? flawedArrival(view, asked, atDestination, arrived) : []),
    ...flawedWay(view, components, filterIn, filterOut),
  ];
}

function flawedEnds(
  view: View,
  asked: PathQuestion,
  hops: readonly Hop[],
  hasArrived: boolean,
): readonly Explanation[] {
  const { source, destination } = asked;
  const isGateway = view.network.get('internet-gateway', source.id) !== undefined;
  if (isGateway && !hops.some(({ component }) => component === source.id)) {
    return [{ ExplanationCode: 'NO_PATH', ...named(view, 'InternetGateway', source.id) }];
  }
  if (destination === undefined || hasArrived) return [];
  const { atSource } = conditionsOf(asked);
  const asAddressed = atSource.destinationAddress !== undefined;
  const code = asAddressed ? 'FILTER_AT_SOURCE_DESTINATION_ADDRESS' : 'NO_PATH';
  return [{ ExplanationCode: code, ...named(view, 'Destination', destination.id) }];
}

/** The packet as it comes to a destination; beyond an internet gateway, as that has made it. */
function arrivalAt(view: View, hops: readonly Hop[], id: string): HopPacket | undefined {
  const index = hops.findLastIndex((hop) => isAt(view, hop, id));
  const hop = hops[index];
  return hop?.stage === 'translate' ? (hops[index + 1] ?? hop).packet : hop?.packet;
}

/** Where a packet arrives, or what it enters: an interface of an instance, of an endpoint, of a load balancer. */
function isAt({ network }: View, { stage, component, packet, transit }: Hop, id: string): boolean {
  if (stage === 'route') {
    return transit?.route?.attachment === id || (component === id && passageAt(network, id) !== undefined);
  }
  if (stage === 'deliver' || stage === 'translate') {
    return component === id || network.get('network-interface', component)?.attachment?.instance === id;
  }
  if (stage === 'endpoint') {
    const endpoint = network.get('vpc-endpoint', component);
    return component === id || endpoint?.service === id || isInterfaceAt(id, packet, endpoint?.vpc);
  }
  return stage === 'load-balancer' && isInterfaceAt(id, packet, network.get('load-balancer', component)?.vpc);

  function isInterfaceAt(one: string, { destination }: HopPacket, vpc: string | undefined): boolean {
    return network.find('network-interface', `address:${vpc}/${destination}`)[0]?.id === one;
  }
}

const meets = (first: number, last: number, from: number, to: number): boolean => first <= to && from <= last;

/** Of a range of ports that the sender may pick, one that fits is enough. */
function flawedArrival(
  view: View,
  { destination }: PathQuestion,
  wanted: PathFilter,
  packet: HopPacket,
): readonly Explanation[] {
  const { sourceAddress, sourcePorts, destinationAddress, destinationPorts } = wanted;
  const { sourcePort = 0, lastSourcePort = sourcePort, port = 0, lastPort = port } = packet;
  const checks: readonly (readonly [field: string, isFulfilled: boolean])[] = [
    ['SOURCE_ADDRESS', sourceAddress === undefined || sourceAddress === packet.source],
    ['SOURCE_PORT_RANGE', !sourcePorts || meets(sourcePort, lastSourcePort, sourcePorts.from, sourcePorts.to)],
    ['DESTINATION_ADDRESS', destinationAddress === undefined || destinationAddress === packet.destination],
    ['DESTINATION_PORT_RANGE', !destinationPorts || meets(port, lastPort, destinationPorts.from, destinationPorts.to)],
  ];
  const failed = checks.filter(([, isFulfilled]) => !isFulfilled);
  return failed.map(([field]) => ({
    ExplanationCode: `FILTER_AT_DESTINATION_${field}`,
    ...named(view, 'Destination', destination?.id),
  }));
}

function flawedWay(
  view: View,
  components: readonly PathComponent[],
  through: readonly string[],
  around: readonly string[],
): readonly Explanation[] {
  const met = new Set(components.flatMap(namesOf));
  const wrong = [...through.filter((arn) => !met.has(arn)), ...around.filter((arn) => met.has(arn))];
  return wrong.map((arn) => ({ ExplanationCode: 'COMPONENT_FILTER_RESTRICTION', Component: given(view, arn) }));
}

function namesOf({
  Component,
  AttachedTo,
  Subnet,
  Vpc,
  ElasticLoadBalancerListener,
}: PathComponent): readonly string[] {
  const parts = [Component, AttachedTo, Subnet, Vpc, ElasticLoadBalancerListener];
  return parts.flatMap((part) => part?.Arn ?? []);
}

/** As the analysis named it; with a name of its own where it is there. */
function given(view: View, arn: string): AnalysisComponent {
  const id = readEc2Arn(arn)?.id ?? arn;
  const found = resourceOf(view.network, id);
  return found && view.sees(found) ? { ...componentOf(view, found), Arn: arn } : { Id: id, Arn: arn };
}
