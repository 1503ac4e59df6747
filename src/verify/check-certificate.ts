/**
 * Checks a certificate without knowing how it was found: the boxes hold every packet of the claim; of each box one packet is
 * traced and stopped where the box says; and what stops it stops the others of the box, by the documents read plainly. It
 * shares nothing with what finds proofs but the trace, which is about one packet, and the meaning of a claim's words.
 */

import { formatAddress, parseAddress } from '../base/address.ts';
import { present } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { nothingObserved, type TargetHealthView } from '../model/target-health.ts';
import type { Trace } from './answer.ts';
import { sampleOf, somebodyIn } from './box-packet.ts';
import { boundariesHold } from './certificate/boundary-argument.ts';
import { uncovered } from './certificate/coverage.ts';
import { isOneMachine } from './certificate/machine.ts';
import { type Ends, stageHolds } from './certificate/stage-argument.ts';
import type { Box, BoxEnd, Certificate, CertificateCheck } from './reach-answer.ts';
import { sideOf } from './side.ts';
import { trace } from './trace.ts';

/** A certificate with more flaws is not read on. */
const mostFlaws = 20;

/** The code of boxes whose packets get somewhere, but not to the internet. */
const notTheInternet = 'POSTERN_NOT_THE_INTERNET';

/** @throws Fault where the claim's words mean nothing in this Network */
export function checkCertificate(
  network: Network,
  { claim, boxes }: Certificate,
  health: TargetHealthView = nothingObserved,
): CertificateCheck {
  const sides = { from: sideOf(network, claim.from), to: sideOf(network, claim.to) };
  const flaws = uncovered(network, claim, sides, boxes)
    .slice(0, mostFlaws)
    .map((gap) => `No box holds ${gap}.`);
  let packets = 0;
  for (const [index, box] of boxes.entries()) {
    if (flaws.length >= mostFlaws) break;
    packets += 1;
    const flaw = flawOf(network, box, health);
    if (flaw !== undefined) flaws.push(`Box ${index}: ${flaw}`);
  }
  return { valid: flaws.length === 0, packets, flaws };
}

function flawOf(network: Network, box: Box, health: TargetHealthView): string | undefined {
  const [senders, receivers] = [documentsOf(network, box.sources), documentsOf(network, box.destinations)];
  if (!senders || !receivers) return 'it names an interface that is not there.';
  const packet = packetOf(network, box, senders, receivers);
  if (packet === undefined) return undefined;
  const found = traced(network, packet, health);
  if (typeof found === 'string') return found;
  if (!isStopped(found, box)) return `${packet.source} to ${packet.destination} is not stopped by ${box.component}.`;
  const ends: Ends = { network, box, senders, receivers };
  const holds = box.by === 'stage' ? stageHolds(ends) : boundariesHold(ends, found);
  return holds ? undefined : `what stops ${packet.source} to ${packet.destination} does not stop all of it.`;
}

function documentsOf(network: Network, end: BoxEnd): readonly NetworkInterface[] | undefined {
  if (end.kind === 'internet') return [];
  const found = end.ids.flatMap((id) => network.get('network-interface', id) ?? []);
  return found.length === end.ids.length ? found : undefined;
}

interface Packet {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly port?: number;
}

/** Undefined where all ends are of one machine: the box holds no packet. */
function packetOf(
  network: Network,
  box: Box,
  senders: readonly NetworkInterface[],
  receivers: readonly NetworkInterface[],
): Packet | undefined {
  const sources = box.sources.kind === 'internet' ? [addressIn(network, box.sources)] : senders.map(({ id }) => id);
  for (const source of sources) {
    const receiver = receivers.find(({ id }) => !isOneMachine(network, source, id))?.id;
    const destination = box.destinations.kind === 'internet' ? addressIn(network, box.destinations) : receiver;
    if (destination !== undefined) return { source, destination, ...sampleOf(box.traffic) };
  }
  return undefined;
}

function addressIn(network: Network, end: BoxEnd): string {
  if (end.kind !== 'internet') return '';
  const [from, to] = [present(parseAddress(end.from), end.from), present(parseAddress(end.to), end.to)];
  return formatAddress(somebodyIn(network, { from, to }));
}

function traced(network: Network, packet: Packet, health: TargetHealthView): Trace | string {
  try {
    return trace(network, packet, health);
  } catch (reason) {
    if (reason instanceof Fault) return `its packet can't be traced: ${reason.message}`;
    throw reason;
  }
}

function isStopped({ reachable, disposition, forward, return: back }: Trace, box: Box): boolean {
  if (box.code === notTheInternet) return disposition !== 'delivered-to-internet';
  const hops = box.direction === 'forward' ? forward : back;
  // Who opens no connection is named itself, whoever else the box is about.
  const isNamed = (component: string): boolean => component === box.component || box.stage === 'source';
  return !reachable && hops.some((hop) => hop.verdict === 'drop' && hop.stage === box.stage && isNamed(hop.component));
}
