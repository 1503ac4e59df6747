/**
 * Whether no packet gets from one side to another. Where one does, it is named: a question that a trace answers with
 * reachable, and a command that sends it. Where none does, the answer comes with a certificate: boxes of packets, each with
 * what stops it, that check-certificate.ts holds against the Network packet by packet without knowing how they were found.
 */

import { formatAddress } from '../base/address.ts';
import { assert } from '../base/assert.ts';
import type { Network } from '../model/network.ts';
import { nothingObserved, type TargetHealthView } from '../model/target-health.ts';
import { sampleOf, somebodyIn } from './box-packet.ts';
import { certify } from './compiled/certify.ts';
import type { Compiled } from './compiled/compiled.ts';
import { sizeOf } from './compiled/end-of.ts';
import { findPassing, type Passing } from './compiled/passing.ts';
import { compiledOf } from './compiled/remembered.ts';
import { everyFlow } from './compiled/traffic-set.ts';
import type { Claim, CounterExample, Proof } from './reach-answer.ts';
import { sideOf } from './side.ts';
import { trace } from './trace.ts';

/** One of each class is enough to act upon. */
const mostCounterExamples = 5;

/** @throws Fault for words that mean nothing, or several things */
export function prove(network: Network, claim: Claim, health: TargetHealthView = nothingObserved): Proof {
  const compiled = compiledOf(network, health);
  const [from, to] = [sideOf(network, claim.from), sideOf(network, claim.to)];
  const asked = claim.traffic ? compiled.table.ofTraffic([claim.traffic]) : everyFlow;
  const traffic = compiled.table.intersect(asked, everyFlow);
  const examples: CounterExample[] = [];
  for (const passing of findPassing(compiled, from, to, traffic)) {
    examples.push(exampleOf(compiled, passing));
    if (examples.length === mostCounterExamples) break;
  }
  const size = sizeOf(compiled, compiled.vpcs.values());
  if (examples.length > 0) return { claim, holds: false, size, counterExamples: examples };
  const boxes = certify(compiled, from, to, traffic);
  return { claim, holds: true, size, certificate: { claim, revision: network.revision, boxes }, counterExamples: [] };
}

/** What was found for a set of packets must be so for one of them by the other way of finding out. */
function exampleOf({ network, health, table }: Compiled, { from, to, traffic }: Passing): CounterExample {
  const told = table.traffic(traffic);
  const packet = sampleOf(told);
  const destination = to.kind === 'interface' ? to.one.document.id : formatAddress(somebodyIn(network, to.range));
  const source = from.kind === 'interface' ? from.one.document.id : formatAddress(somebodyIn(network, from.range));
  const question = { source, destination, ...packet };
  assert(trace(network, question, health).reachable, `${source} to ${destination} both passes and doesn't`);
  const address = to.kind === 'interface' ? formatAddress(to.address) : destination;
  const instance = from.kind === 'interface' ? from.one.document.attachment?.instance : undefined;
  const words = instance === undefined ? undefined : commandFor(address, packet);
  return {
    question,
    ...(words === undefined ? {} : { command: `postern exec ${instance} -- ${words}` }),
    traffic: told,
  };
}

const commands: Readonly<Record<number, (address: string, port: number | undefined) => string>> = {
  1: (address) => `ping -c 1 -W 3 ${address}`,
  6: (address, port) => `timeout 3 bash -c 'echo > /dev/tcp/${address}/${port}'`,
  17: (address, port) => `bash -c 'echo > /dev/udp/${address}/${port}'`,
};

function commandFor(
  address: string,
  { protocol, port }: { readonly protocol: number; readonly port?: number },
): string | undefined {
  return commands[protocol]?.(address, port);
}
