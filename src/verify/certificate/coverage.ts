/**
 * Whether the boxes of a certificate hold every packet of its claim: each sender, each receiver, all the traffic. Senders that
 * are in the same boxes are looked at once.
 */

import { formatAddress, parseAddress } from '../../base/address.ts';
import { present } from '../../base/assert.ts';
import type { Network } from '../../model/network.ts';
import type { Box, BoxEnd, Claim, Traffic } from '../reach-answer.ts';
import type { Side } from '../side.ts';
import { isOneMachine } from './machine.ts';
import { holdsAll } from './traffic-cover.ts';

const everything: readonly Traffic[] = [{ protocol: 0, lastProtocol: 255 }];

interface Sides {
  readonly from: Side;
  readonly to: Side;
}

export function uncovered(
  network: Network,
  claim: Claim,
  { from, to }: Sides,
  boxes: readonly Box[],
): readonly string[] {
  const wanted = claim.traffic ? [claim.traffic] : everything;
  const bySender = sendersOf(boxes);
  const groups = Map.groupBy(from.interfaces, (id) => (bySender.get(id) ?? []).join());
  const fromInterfaces = [...groups].flatMap(([key, senders]) => {
    const own = key === '' ? [] : key.split(',').map((index) => boxes[Number(index)]!);
    return [
      ...missingReceivers(network, senders, own, to, wanted),
      ...missingRanges(own, (box) => box.destinations, to.internet, wanted).map((range) => `${senders[0]} to ${range}`),
    ];
  });
  return [...fromInterfaces, ...fromInternet(boxes, from, to, wanted)];
}

function sendersOf(boxes: readonly Box[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [index, { sources }] of boxes.entries()) {
    for (const id of sources.kind === 'interfaces' ? sources.ids : []) {
      const known = found.get(id);
      if (known) known.push(index);
      else found.set(id, [index]);
    }
  }
  return found;
}

function trafficByReceiver(boxes: readonly Box[]): ReadonlyMap<string, readonly Traffic[]> {
  const found = new Map<string, Traffic[]>();
  for (const { destinations, traffic } of boxes) {
    for (const id of destinations.kind === 'interfaces' ? destinations.ids : []) {
      const known = found.get(id);
      if (known) known.push(...traffic);
      else found.set(id, [...traffic]);
    }
  }
  return found;
}

function missingReceivers(
  network: Network,
  senders: readonly string[],
  boxes: readonly Box[],
  { interfaces }: Side,
  wanted: readonly Traffic[],
): readonly string[] {
  if (interfaces.size === 0) return [];
  const held = trafficByReceiver(boxes);
  return [...interfaces]
    .filter((id) => !holdsAll(held.get(id) ?? [], wanted))
    .filter((id) => !senders.every((sender) => isOneMachine(network, sender, id)))
    .map((id) => `${senders[0]} to ${id}`);
}

interface Run {
  readonly from: number;
  readonly to: number;
  readonly traffic: readonly Traffic[];
}

/** Parts of ranges of the internet that boxes do not hold. */
function missingRanges(
  boxes: readonly Box[],
  endOf: (box: Box) => BoxEnd,
  ranges: Side['internet'],
  wanted: readonly Traffic[],
): readonly string[] {
  if (ranges.length === 0) return [];
  const runs = boxes.flatMap((box): readonly Run[] => {
    const end = endOf(box);
    return end.kind === 'internet' ? [{ from: number(end.from), to: number(end.to), traffic: box.traffic }] : [];
  });
  const cuts = [...new Set(runs.flatMap(({ from, to }) => [from, to + 1]))];
  return ranges.flatMap(({ from, to }) => {
    const starts = [from, ...cuts.filter((cut) => cut > from && cut <= to)];
    return starts
      .filter(
        (start) =>
          !holdsAll(
            runs.filter((run) => run.from <= start && run.to >= start).flatMap(({ traffic }) => traffic),
            wanted,
          ),
      )
      .map((start) => `${formatAddress(start)} and on`);
  });
}

function number(text: string): number {
  return present(parseAddress(text), text);
}

function fromInternet(
  boxes: readonly Box[],
  from: Side,
  { interfaces }: Side,
  wanted: readonly Traffic[],
): readonly string[] {
  if (from.internet.length === 0) return [];
  const outer = boxes.filter(({ sources }) => sources.kind === 'internet');
  const byReceiver = new Map<string, Box[]>();
  for (const box of outer) {
    for (const id of box.destinations.kind === 'interfaces' ? box.destinations.ids : []) {
      const known = byReceiver.get(id);
      if (known) known.push(box);
      else byReceiver.set(id, [box]);
    }
  }
  return [...interfaces].flatMap((id) =>
    missingRanges(byReceiver.get(id) ?? [], (box) => box.sources, from.internet, wanted).map(
      (range) => `${range} to ${id}`,
    ),
  );
}
