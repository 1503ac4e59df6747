/**
 * A certificate that nothing passes between two sides: boxes that together hold every packet between them. A box is as
 * large as one reason reaches: a subnet without a route, a group that lets nothing out, an ACL. Where ways wind, one packet is
 * traced and the box reaches to the next boundary of any rule that it met.
 */

import type { Box, BoxEnd } from '../reach-answer.ts';
import { rangeText } from '../side.ts';
import { opensConnections } from './between.ts';
import { type Builder, idsOf, isPublic, newBuilder, windingBoxes } from './box-builder.ts';
import type { Compiled } from './compiled.ts';
import { type CompiledInterface, type CompiledVpc, publicAddressOf } from './compiled-vpc.ts';
import { meetInside } from './meeting.ts';
import { pairBoxes } from './pair-boxes.ts';
import { chosen, type Sides } from './passing.ts';
import { roadBoxes } from './road-boxes.ts';
import type { TrafficId } from './traffic-set.ts';

export function certify(compiled: Compiled, from: Sides, to: Sides, traffic: TrafficId): readonly Box[] {
  const builder = newBuilder(compiled);
  const withReceivers = to.interfaces.size === 0 ? [] : [...compiled.vpcs.values()];
  const receivers = withReceivers.flatMap((vpc) => {
    const those = among(vpc, to);
    return those.length > 0 ? [{ vpc, those }] : [];
  });
  for (const vpc of compiled.vpcs.values()) {
    const senders = among(vpc, from);
    if (senders.length > 0) fromVpc(builder, vpc, senders, receivers, from, to, traffic);
  }
  for (const { vpc, those } of receivers) fromInternet(builder, vpc, those, from, traffic);
  return builder.boxes;
}

function among(vpc: CompiledVpc, { interfaces, vpcs }: Sides): readonly CompiledInterface[] {
  if (vpcs.has(vpc.document.id)) return vpc.interfaces;
  return vpc.interfaces.filter(({ document }) => interfaces.has(document.id));
}

interface Receivers {
  readonly vpc: CompiledVpc;
  readonly those: readonly CompiledInterface[];
}

function fromVpc(
  builder: Builder,
  vpc: CompiledVpc,
  senders: readonly CompiledInterface[],
  receivers: readonly Receivers[],
  from: Sides,
  to: Sides,
  traffic: TrafficId,
): void {
  const { compiled } = builder;
  const open = senders.filter(opensConnections);
  const silent = senders.filter((one) => !opensConnections(one));
  const internet = to.internet.map((range): BoxEnd => ({ kind: 'internet', ...rangeText(range) }));
  for (const { vpc: other, those } of receivers) {
    const isJoined = other === vpc || vpc.peers.includes(other.document.id);
    if (isJoined) {
      addSilent(builder, silent, idsOf(those), traffic);
      for (const sender of chosen(compiled, vpc, from)) {
        if (!opensConnections(sender.sample)) continue;
        for (const receiver of chosen(compiled, other, to))
          if (meetInside(sender.sample, receiver.sample)) pairBoxes(builder, sender, receiver, traffic);
      }
    }
    if (other === vpc) continue;
    const hidden = those.filter((one) => !isPublic(one));
    if (hidden.length > 0 && !isJoined) addApart(builder, senders, hidden, traffic);
    for (const one of those.filter(isPublic)) {
      if (!isJoined) addSilent(builder, silent, idsOf([one]), traffic);
      const address = publicAddressOf(one)!;
      const outside = isJoined ? open.filter((sender) => !meetInside(sender, one)) : open;
      roadBoxes(builder, outside, { range: { from: address, to: address }, receiver: one }, traffic);
    }
  }
  for (const end of internet) addSilent(builder, silent, end, traffic);
  for (const range of to.internet) roadBoxes(builder, open, { range, receiver: undefined }, traffic);
}

/** What runs on no instance opens no connection; what is on none that runs, neither. */
function addSilent(
  builder: Builder,
  silent: readonly CompiledInterface[],
  destinations: BoxEnd,
  traffic: TrafficId,
): void {
  for (const [reason, some] of Map.groupBy(silent, silenceOf)) {
    const [first] = some;
    const { interfaceType, attachment } = first!.document;
    const component = interfaceType === 'interface' ? (attachment?.instance ?? first!.document.id) : first!.document.id;
    builder.add({ sources: idsOf(some), destinations, traffic, stage: 'source', component, code: reason });
  }
}

function silenceOf({ document: { interfaceType, attachment } }: CompiledInterface): string {
  if (interfaceType !== 'interface') return 'UNSUPPORTED_COMPONENT';
  return attachment === undefined ? 'UNASSOCIATED_COMPONENT' : 'BAD_STATE';
}

function addApart(
  builder: Builder,
  senders: readonly CompiledInterface[],
  hidden: readonly CompiledInterface[],
  traffic: TrafficId,
): void {
  builder.add({
    sources: idsOf(senders),
    destinations: idsOf(hidden),
    traffic,
    stage: 'route',
    component: hidden[0]!.document.id,
    code: 'DISCONNECTED_VPCS',
  });
}

function fromInternet(
  builder: Builder,
  vpc: CompiledVpc,
  those: readonly CompiledInterface[],
  from: Sides,
  traffic: TrafficId,
): void {
  const hidden = those.filter((one) => !isPublic(one));
  for (const range of from.internet) {
    const sources: BoxEnd = { kind: 'internet', ...rangeText(range) };
    if (hidden.length > 0) {
      builder.add({
        sources,
        destinations: idsOf(hidden),
        traffic,
        stage: 'translate',
        component: vpc.gateway ?? vpc.document.id,
        code: 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
      });
    }
    for (const one of those.filter(isPublic)) {
      windingBoxes(builder, {
        sources: { kind: 'internet', range },
        destinations: { kind: 'interfaces', some: [one] },
        traffic,
      });
    }
  }
}
