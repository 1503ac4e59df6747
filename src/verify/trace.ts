/**
 * Whether a packet of one flow gets from here to there and its answer back, by which rules, and if not, what all would have
 * to change. Answered from the Network alone, by AWS's semantics as documented; nothing here knows how a data plane is made,
 * so that both can be held against each other.
 */

import { unreachable } from '../base/assert.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { nothingObserved, type TargetHealthView } from '../model/target-health.ts';
import type { Disposition, Question, Trace } from './answer.ts';
import { nextPlan } from './choice.ts';
import { leaveGatewayEndpoint } from './endpoint.ts';
import { checkRequest } from './endpoint-policy.ts';
import { type Beginning, beginning } from './ends.ts';
import { follow } from './follow.ts';
import { type Packet, replyTo } from './packet.ts';
import { judgeAttachment } from './receive.ts';
import { drop, type End, newMemory, newWalk, pass, type Walk } from './walk.ts';

export type { Blocker, Disposition, Hop, Question, Trace } from './answer.ts';

/** More than the targets of a group and the zones of a region. */
const mostWalks = 10_000;

/**
 * A load balancer may choose any of its targets, and so may others: each choice is tried, and all must be reachable.
 * @throws Fault for what doesn't exist or is ambiguous
 */
export function trace(network: Network, question: Question, health: TargetHealthView = nothingObserved): Trace {
  if (question.request) checkRequest(question.request);
  const start = beginning(network, question);
  let first: Trace | undefined;
  const usable: Walk['usable'] = new Map();
  let plan: readonly number[] | undefined = [];
  for (let walks = 0; plan !== undefined && walks < mostWalks; walks += 1) {
    const memory = newMemory();
    const world: World = {
      network,
      health,
      memory,
      plan,
      usable,
      ...(question.request && { request: question.request }),
    };
    const found = traceOnce(world, start);
    if (!found.reachable) return found;
    first ??= found;
    plan = nextPlan(memory.choices);
  }
  return first!;
}

type World = Pick<Walk, 'network' | 'health' | 'memory' | 'plan' | 'usable' | 'request'>;

function traceOnce(world: World, start: Beginning): Trace {
  const forward = newWalk({ ...world, direction: 'forward', ...(start.into !== undefined && { limit: start.into }) });
  const end = start.apart ? keepApart(forward, start, start.apart) : setOut(forward, start);
  const back = newWalk({ ...world, direction: 'return', ...(start.out !== undefined && { limit: start.out }) });
  const answered = answer(back, end);
  if (end.kind !== 'lost' && end.kind !== 'on-the-spot') judgeReturn(back, start, answered);
  const blockers = withoutRepeats([...forward.blockers, ...back.blockers]);
  return {
    reachable: blockers.length === 0,
    disposition: blockers[0]?.disposition ?? successOf(end),
    forward: forward.hops,
    return: back.hops,
    blockers: blockers.map(({ disposition: _, ...blocker }) => blocker),
  };
}

type Found = Walk['blockers'][number];

/** What stands in the way in both directions is one thing to mend. */
function withoutRepeats(found: readonly Found[]): readonly Found[] {
  const keyOf = ({ code, component, rule, mend }: Found): string => [code, component, rule, mend].join('\n');
  return [...new Map([...found].reverse().map((one) => [keyOf(one), one])).values()].reverse();
}

function setOut(walk: Walk, { source, packet, position }: Beginning): End {
  if (source === undefined) return follow(walk, position);
  if (source.interfaceType === 'interface') judgeAttachment(walk, source, packet, 'source');
  else {
    const mend = `Send from an instance: what ${source.id} belongs to opens no connections of its own.`;
    const denial = { stage: 'source', component: source.id, code: 'UNSUPPORTED_COMPONENT', mend };
    drop(walk, packet, { ...denial, disposition: 'denied-out' });
  }
  return isOwnAddress(walk.network, source, packet.destination)
    ? stayInside(walk, source, packet)
    : follow(walk, position);
}

/** An operating system keeps what goes to any of its own addresses to itself. */
function isOwnAddress(network: Network, source: NetworkInterface, address: string): boolean {
  const instance = source.attachment?.instance;
  const own = instance === undefined ? [] : network.find('network-interface', `instance:${instance}`);
  return own.some(({ privateAddresses }) => privateAddresses.includes(address));
}

function stayInside(walk: Walk, { id }: NetworkInterface, packet: Packet): End {
  const detail = "an address of the sender's own: the packet never leaves it, and no rule is asked";
  pass(walk, packet, { stage: 'deliver', component: id, detail });
  return { kind: 'on-the-spot', packet };
}

/** Another VPC's private address means nothing here, or something else. */
function keepApart(
  walk: Walk,
  { source, packet }: Beginning,
  { component, vpc }: NonNullable<Beginning['apart']>,
): End {
  const mend = `Offer ${component} through an endpoint service, or give it a public address: nothing joins ${source?.vpc} and ${vpc}.`;
  const from = source ? { networkInterface: source.id } : {};
  const denial = {
    stage: 'route',
    component,
    ...from,
    code: 'DISCONNECTED_VPCS',
    mend,
    disposition: 'no-route',
  } as const;
  drop(walk, packet, denial);
  return { kind: 'lost' };
}

function successOf(end: End): Disposition {
  return end.kind === 'internet' ? 'delivered-to-internet' : 'accepted';
}

/** Walks the answer from where the packet ended. */
function answer(walk: Walk, end: End): End {
  switch (end.kind) {
    case 'interface':
      return follow(walk, { kind: 'sent', from: end.at, packet: replyTo(end.packet) });
    case 'internet':
      return follow(walk, { kind: 'inbound', packet: replyTo(end.packet) });
    case 'passage':
      return follow(walk, { kind: 'passage', id: end.id, packet: replyTo(end.packet) });
    case 'gateway-endpoint':
      return follow(walk, leaveGatewayEndpoint(walk, end.endpoint, replyTo(end.packet)));
    case 'on-the-spot':
    case 'lost':
      return end;
    default:
      return unreachable(end);
  }
}

function isAtHome(source: NetworkInterface | undefined, out: string | undefined, end: End): boolean {
  if (out !== undefined) return end.kind === 'passage' && end.id === out;
  return source === undefined ? end.kind === 'internet' : end.kind === 'interface' && end.at.id === source.id;
}

/** The answer must come back to who asked, from whom was asked. */
function judgeReturn(walk: Walk, { source, packet, out }: Beginning, end: End): void {
  if (end.kind === 'lost' || walk.blockers.length > 0) return;
  const isHome = isAtHome(source, out, end);
  const isAnswer =
    'packet' in end && end.packet.source === packet.destination && end.packet.destination === packet.source;
  if (isHome && isAnswer) return;
  const wanted = replyTo(packet);
  drop(walk, 'packet' in end ? end.packet : wanted, {
    stage: 'deliver',
    component: source?.id ?? out ?? 'internet',
    detail: `the answer does not come back from ${packet.destination} to ${packet.source}`,
    code: 'POSTERN_ANSWER_ASTRAY',
    mend: `Make the routes of the answer lead back through what translated the request of ${packet.source}.`,
    disposition: 'denied-in',
  });
}
