/**
 * Who can reach something, and whom it reaches: every class of interfaces of its own VPC and of those that it is peered with,
 * the internet, and interfaces of other VPCs by their public addresses, each with the traffic that a trace would call
 * reachable. What a subject's private address is to its own VPC, its public one is to everybody else. A load balancer's target is also reached through that.
 */

import { Fault } from '../base/fault.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { nothingObserved, type TargetHealthView } from '../model/target-health.ts';
import { receiversFrom, sendersTo } from './compiled/across-vpcs.ts';
import { valueAt } from './compiled/address-map.ts';
import { trafficOutward } from './compiled/between.ts';
import { type Compiled, interfaceOf, peersOf } from './compiled/compiled.ts';
import type { CompiledInterface } from './compiled/compiled-vpc.ts';
import { Gathered, internetReaches, sizeOf } from './compiled/end-of.ts';
import { classesOf, type InterfaceClass } from './compiled/interface-class.ts';
import { inwardOf, outwardOf } from './compiled/internet-reach.ts';
import { meetInside } from './compiled/meeting.ts';
import { pairTraffic } from './compiled/pair.ts';
import { compiledOf } from './compiled/remembered.ts';
import { nothing } from './compiled/traffic-set.ts';
import { blocksOf, internetRanges } from './internet-space.ts';
import { publicOwner } from './lookup.ts';
import { interfacesOf, named } from './names.ts';
import type { Reach, ReachAnswer, ReachQuestion } from './reach-answer.ts';
import { reachesThrough } from './reach-through.ts';

/** @throws Fault for what doesn't exist, is ambiguous, or has no interface */
export function whoCanReach(
  network: Network,
  question: ReachQuestion,
  health: TargetHealthView = nothingObserved,
): ReachAnswer {
  const compiled = compiledOf(network, health);
  const subjects = subjectsOf(network, question.subject).flatMap(({ id }) => interfaceOf(compiled, id) ?? []);
  const find = question.direction === 'to' ? reachesTo : reachesFrom;
  const reaches = subjects.flatMap((subject) => find(compiled, subject));
  const size = sizeOf(compiled, new Set(subjects.map(({ vpc }) => vpc)));
  return { ...question, reaches: subjects.length > 1 ? withoutRepeats(reaches) : reaches, size };
}

/** The interfaces that a word means. */
function subjectsOf(network: Network, text: string): readonly NetworkInterface[] {
  const found = named(network, text);
  switch (found.kind) {
    case 'network-interface':
      return [found];
    case 'instance':
      return interfacesOf(network, found);
    case 'vpc-endpoint':
    case 'load-balancer':
    case 'nat-gateway':
      return some(text, network.find('network-interface', `parent:${found.id}`));
    case 'vpc-endpoint-service':
      return some(
        text,
        network
          .find('vpc-endpoint', `service:${found.id}`)
          .filter(({ desired }) => desired === 'available')
          .flatMap(({ id }) => network.find('network-interface', `parent:${id}`)),
      );
    case 'address':
      return [ownerOf(network, found.address)];
    case 'internet-gateway':
      throw new Fault('InvalidParameterValue', `${text} is no one's address: ask postern prove about the internet.`);
    case 'transit-gateway':
    case 'transit-gateway-attachment':
    case 'vpc-peering-connection':
    case 'vpn-gateway':
      throw new Fault(
        'InvalidParameterValue',
        `${text} is nobody's address: ask about a VPC or an interface behind it.`,
      );
  }
}

function some(text: string, found: readonly NetworkInterface[]): readonly NetworkInterface[] {
  if (found.length > 0) return found;
  throw new Fault('InvalidParameterValue', `${text} has no interface.`);
}

function ownerOf(network: Network, address: string): NetworkInterface {
  const owner = publicOwner(network, address)?.networkInterface;
  if (owner) return owner;
  const [first, ...others] = [...network.all('network-interface')].filter((one) => one.privateAddresses[0] === address);
  if (first === undefined) throw new Fault('UnknownName', `${address} is no interface's first address.`);
  if (others.length === 0) return first;
  const ids = [first, ...others].map(({ id }) => id).sort();
  throw new Fault('AmbiguousName', `Several interfaces have ${address}: ${ids.join(', ')}. Give an id.`);
}

/** Its VPC's, and those of peers that it meets without the internet. */
function classesAround(
  compiled: Compiled,
  { vpc }: CompiledInterface,
  isInside: (one: CompiledInterface) => boolean,
): readonly InterfaceClass[] {
  const across = peersOf(compiled, vpc).flatMap((peer) => classesOf(compiled, peer));
  return [...classesOf(compiled, vpc), ...across.filter(({ sample }) => isInside(sample))];
}

function reachesTo(compiled: Compiled, subject: CompiledInterface): readonly Reach[] {
  const gathered = new Gathered();
  for (const { members, sample } of classesAround(compiled, subject, (one) => meetInside(one, subject))) {
    const others = members.filter((one) => one !== subject);
    const from = sample === subject ? others[0] : sample;
    const traffic = from ? pairTraffic(compiled, from, subject) : nothing;
    gathered.add(others, traffic);
  }
  const inward = internetReaches(compiled, inwardOf(compiled, subject));
  const direct = [...inward, ...gathered.reaches(compiled), ...sendersTo(compiled, subject)];
  return [...direct, ...reachesThrough(compiled, subject)];
}

function reachesFrom(compiled: Compiled, subject: CompiledInterface): readonly Reach[] {
  const gathered = new Gathered();
  for (const { members, sample } of classesAround(compiled, subject, (one) => meetInside(subject, one))) {
    const others = members.filter((one) => one !== subject);
    const to = sample === subject ? others[0] : sample;
    const traffic = to ? pairTraffic(compiled, subject, to) : nothing;
    gathered.add(others, traffic);
  }
  const outward = internetReaches(compiled, outwardOf(compiled, subject));
  return [
    ...outward,
    ...gatewayReaches(compiled, subject),
    ...gathered.reaches(compiled),
    ...receiversFrom(compiled, subject),
  ];
}

/** Services behind the gateway endpoints that the subject's route table names. */
function gatewayReaches(compiled: Compiled, subject: CompiledInterface): readonly Reach[] {
  const { ways } = subject.subnet.routes;
  const ids = new Set(ways.values.flatMap((way) => (way.kind === 'gateway-endpoint' ? [way.id] : [])));
  if (ids.size === 0) return [];
  return internetRanges
    .flatMap((range) => trafficOutward(compiled, subject, range))
    .filter(({ reached }) => reached === 'gateway-endpoint')
    .map(({ from, to, traffic }) => {
      const way = valueAt(ways, from);
      const endpoint = way.kind === 'gateway-endpoint' ? way.id : '';
      return {
        end: { kind: 'gateway-endpoint', endpoint, blocks: blocksOf({ from, to }) },
        traffic: compiled.table.traffic(traffic),
      };
    });
}

function withoutRepeats(reaches: readonly Reach[]): readonly Reach[] {
  return [...new Map(reaches.map((one) => [JSON.stringify(one), one])).values()];
}
