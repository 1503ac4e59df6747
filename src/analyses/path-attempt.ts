/**
 * What a path asks, as questions for a trace. A path may leave open which of an instance's interfaces, which port and which
 * address; a trace is of one packet. So each choice is an attempt, and there is a path where one attempt gets through.
 */

import { everyPort, type PortRange } from '../base/port-range.ts';
import type { Network } from '../model/network.ts';
import type { PathFilter, PathQuestion } from '../model/network-insights-path.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { leadsAcross } from '../verify/destination.ts';
import { addressesBeyond, passageAt } from '../verify/passage.ts';
import type { Question } from '../verify/trace.ts';

/** The conditions at both ends, whichever way they were given. */
export interface Conditions {
  readonly atSource: PathFilter;
  readonly atDestination: PathFilter;
}

export function conditionsOf(asked: PathQuestion): Conditions {
  const { sourceIp, destinationIp, destinationPort, filterAtSource, filterAtDestination } = asked;
  return {
    atSource: filterAtSource ?? {
      ...(sourceIp === undefined ? {} : { sourceAddress: sourceIp }),
      ...(destinationPort === undefined ? {} : { destinationPorts: { from: destinationPort, to: destinationPort } }),
    },
    atDestination: filterAtDestination ?? (destinationIp === undefined ? {} : { destinationAddress: destinationIp }),
  };
}

/** Ports that a packet can be sent to; undefined where the conditions leave none. */
export function wantedPorts({ atSource }: Conditions): PortRange | undefined {
  const { from, to } = atSource.destinationPorts ?? everyPort;
  return to === 0 ? undefined : { from: Math.max(from, 1), to };
}

const protocolNumbers = { tcp: 6, udp: 17 } as const;

type Attempt = Omit<Question, 'port'>;

/** One question for each interface that could send and each that could receive; the port is the caller's to choose. */
export function attempts(network: Network, asked: PathQuestion): readonly Attempt[] {
  const { atSource } = conditionsOf(asked);
  const more = {
    protocol: protocolNumbers[asked.protocol],
    ...(atSource.sourceAddress === undefined ? {} : { sourceAddress: atSource.sourceAddress }),
    ...(atSource.sourcePorts === undefined ? {} : { sourcePorts: atSource.sourcePorts }),
  };
  return sourcesOf(network, asked)
    .flatMap((source) =>
      destinationsOf(network, asked, source).map((destination) => ({ source, destination, ...more })),
    )
    .flatMap((question) => throughPassages(network, asked, question));
}

/** Who may be behind a passage at one of the ends, where the path does not say. */
function throughPassages(network: Network, asked: PathQuestion, question: Attempt): readonly Attempt[] {
  const { source, destination } = asked;
  const [out, into] = [passageAt(network, source.id), destination && passageAt(network, destination.id)];
  const near = (id: string | undefined) => {
    const one = id === undefined ? undefined : network.get('network-interface', id);
    return one ?? (id === undefined ? undefined : interfacesOf(network, id)[0]);
  };
  const { atSource, atDestination } = conditionsOf(asked);
  const wanted = atSource.destinationAddress ?? atDestination.destinationAddress;
  const to = into && (wanted === undefined ? addressesBeyond(network, into, near(question.source)) : [wanted]);
  const from = out && !question.sourceAddress ? addressesBeyond(network, out, near(destination?.id)) : undefined;
  const questions = to?.map((address) => ({ ...question, destination: into!.id, destinationAddress: address })) ?? [
    question,
  ];
  return questions.flatMap((one) => from?.map((sourceAddress) => ({ ...one, sourceAddress })) ?? [one]);
}

function interfacesOf(network: Network, instance: string): readonly NetworkInterface[] {
  const order = ({ attachment }: NetworkInterface): number => attachment?.deviceIndex ?? 0;
  return network.find('network-interface', `instance:${instance}`).sort((one, other) => order(one) - order(other));
}

const having = (own: readonly NetworkInterface[], address: string | undefined): readonly NetworkInterface[] =>
  own.filter(({ privateAddresses }) => address !== undefined && privateAddresses.includes(address));

/** An address that none of an instance's interfaces has is sent by the first, for its check to judge. */
function sourcesOf(network: Network, { source, ...asked }: PathQuestion): readonly string[] {
  const own = interfacesOf(network, source.id);
  if (own.length === 0) return [source.id];
  const { sourceAddress } = conditionsOf({ source, ...asked }).atSource;
  if (sourceAddress === undefined) return own.map(({ id }) => id);
  const [first] = [...having(own, sourceAddress), ...own];
  return [first!.id];
}

function destinationsOf(network: Network, asked: PathQuestion, source: string): readonly string[] {
  const { atSource, atDestination } = conditionsOf(asked);
  if (atSource.destinationAddress !== undefined) return [atSource.destinationAddress];
  const wanted = atDestination.destinationAddress;
  if (asked.destination === undefined) return [meantBy(network, source, wanted!)];
  const { id } = asked.destination;
  const one = network.get('network-interface', id);
  const own = one ? [one] : interfacesOf(network, id);
  const [holder] = having(own, wanted);
  if (holder && wanted !== undefined) return [isNeighbour(network, source, holder, wanted) ? wanted : holder.id];
  // What has no interface of its own to be named by is addressed as its clients address it.
  return own.length === 0 ? [wanted ?? id] : own.map((each) => each.id);
}

/** From an internet gateway, a private address is one of the gateway's own VPC. */
function meantBy(network: Network, source: string, address: string): string {
  const gateway = network.get('internet-gateway', source);
  if (gateway?.vpc === undefined) return address;
  return network.find('network-interface', `address:${gateway.vpc}/${address}`)[0]?.id ?? address;
}

/** Whether the address means the holder to the source, too. */
function isNeighbour(network: Network, source: string, holder: NetworkInterface, address: string): boolean {
  const from = network.get('network-interface', source);
  return from !== undefined && (from.vpc === holder.vpc || leadsAcross(network, from, holder, address));
}
