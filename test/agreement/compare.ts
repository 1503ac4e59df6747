/**
 * The comparison itself: for each flow the verdict, read from the Network that is in force, and the fate of a real packet. They
 * agree when what is called reachable was answered, by whom it should be, and nothing else was. A busy machine may lose
 * an answer, so a disagreement counts only if it is there again, with more patience.
 */

import type { Network } from '../../src/model/network.ts';
import type { TargetHealthView } from '../../src/model/target-health.ts';
import type { Question, Trace } from '../../src/verify/trace.ts';
import { addressOf, ownsAddress } from './addresses.ts';
import { type Attempt, silence } from './agent.ts';
import { expectedOf, hasChoice, narrowed } from './expected.ts';
import type { Ground } from './ground.ts';
import { type Flow, type Place, protocolNumbers, type Values } from './plan.ts';
import { setAside } from './set-aside.ts';

export type Judge = (network: Network, question: Question, health: TargetHealthView) => Trace;

export interface Verdict {
  readonly reachable: boolean;
  /** Absent where the verifier refused to answer. */
  readonly trace?: Trace;
  readonly refusal?: string;
}

export interface Compared {
  readonly flow: Flow;
  readonly verdict: Verdict;
  /** What the sender heard. */
  readonly fate: string;
  readonly agrees: boolean;
}

/** Milliseconds that a silence takes: at first, and to be believed against a verdict. */
const usualPatiences: readonly number[] = [400, 1200, 3000];

/** So many that, of three targets, each is chosen by one as good as always. */
const timesBalanced = 16;

/** A flow with its addresses, as they are now. */
interface Sent {
  readonly flow: Flow;
  /** An instance's id; undefined for a host of the internet. */
  readonly sender: string | undefined;
  readonly attempt: Attempt;
  /** How often it is tried: where a load balancer chooses, all that it may choose must answer. */
  readonly times: number;
  readonly question: Question;
  /** Names that may answer; undefined where no instance does. */
  readonly expected: readonly string[] | undefined;
}

/** Everything in force, and every running instance answering. */
export async function ready(ground: Ground, values: Values): Promise<void> {
  await ground.settled();
  const starting = [...values].map(async ([name, id]) => {
    if (ground.network.get('instance', id)?.desired === 'running') await ground.machines.start(id, name);
  });
  await Promise.all(starting);
}

/** Flows whose ends are not there now are left out. */
export async function compare(
  ground: Ground,
  judge: Judge,
  values: Values,
  flows: readonly Flow[],
  patiences: readonly number[] = usualPatiences,
): Promise<readonly Compared[]> {
  const settled: Compared[] = [];
  let open = flows;
  for (const patience of patiences) {
    await ready(ground, values);
    const found = await compareOnce(ground, judge, values, open, patience);
    settled.push(...found.filter(({ agrees }) => agrees));
    const against = found.filter(({ agrees }) => !agrees);
    if (against.length === 0) return settled;
    if (patience === patiences.at(-1)) return [...settled, ...against];
    open = against.map(({ flow }) => flow);
  }
  return settled;
}

async function compareOnce(
  ground: Ground,
  judge: Judge,
  values: Values,
  flows: readonly Flow[],
  patience: number,
): Promise<readonly Compared[]> {
  const { network, targetHealth } = ground;
  const asked = flows.flatMap((flow) => sentOf(network, values, flow) ?? []);
  const judged = asked.map((one) => {
    const verdict = verdictOf(judge, network, one.question, targetHealth);
    const hops = verdict.reachable ? (verdict.trace?.forward ?? []) : [];
    const expected = narrowed(network, values, one.expected, hops);
    const times = meetsChoice(network, one, verdict) ? timesBalanced : one.times;
    return [{ ...one, expected, times }, verdict] as const;
  });
  const heard = judged.filter(([one, verdict]) => isComparable(network, one, verdict));
  const [sent, verdicts] = [heard.map(([one]) => one), heard.map(([, verdict]) => verdict)];
  const bySender = Map.groupBy(sent, ({ sender }) => sender);
  const fates = new Map<Sent, string>();
  await Promise.all(
    [...bySender].map(async ([sender, group]) => {
      const attempts = group.flatMap(({ attempt, times }) => Array.from({ length: times }, () => attempt));
      const round = { patience, attempts };
      const said = [
        ...(await (sender === undefined ? ground.machines.tryOutside(round) : ground.machines.try(sender, round))),
      ];
      for (const one of group) fates.set(one, fateOf(one, said.splice(0, one.times)));
    }),
  );
  return sent.map((one, index) => {
    const verdict = verdicts[index]!;
    const fate = fates.get(one) ?? silence;
    return { flow: one.flow, verdict, fate, agrees: agrees(verdict, one, fate) };
  });
}

/**
 * Where a transit gateway chooses among zones or a load balancer, which a bare address may be, among targets, each attempt has a port
 * of its own, so that all are met.
 */
function meetsChoice(network: Network, { flow }: Sent, { trace }: Verdict): boolean {
  const isBalanced = trace?.forward.some(({ stage }) => stage === 'load-balancer') ?? false;
  return flow.transport !== 'ping' && (isBalanced || hasChoice(network, trace));
}

function isComparable(network: Network, { flow, question }: Sent, { reachable, trace }: Verdict): boolean {
  if (reachable && isMute(flow)) return false;
  // All pings of two ends meet the same zone.
  if (!reachable && flow.transport === 'ping' && hasChoice(network, trace)) return false;
  return trace === undefined || setAside(network, trace, question.protocol) === undefined;
}

function answersTo({ flow, expected }: Sent): readonly string[] {
  return flow.transport === 'ping' ? ['pong'] : (expected ?? ['connected', 'echo']);
}

/** Of several attempts the first that failed, or else what the first one heard. */
function fateOf(sent: Sent, said: readonly string[]): string {
  const failed = said.find((one) => !answersTo(sent).includes(one));
  return failed ?? said[0] ?? silence;
}

function agrees(verdict: Verdict, sent: Sent, fate: string): boolean {
  if (verdict.refusal !== undefined) return false;
  if (answersTo(sent).includes(fate)) return verdict.reachable;
  if (fate === 'ECONNREFUSED' && isAtClosedPort(verdict, sent)) return true;
  // A proxy takes a connection before it knows whether its target does.
  return !verdict.reachable && (fate === silence || fate === 'closed' || /^E[A-Z]+$/.test(fate));
}

/** An address of another VPC may be an AWS service's endpoint in the sender's: it answers at every port, but listens at its own alone. */
function isAtClosedPort({ reachable, trace }: Verdict, { flow }: Sent): boolean {
  const isAtEndpoint = trace?.forward.at(-1)?.stage.startsWith('endpoint') ?? false;
  return reachable && isAtEndpoint && flow.port !== servicePort;
}

const servicePort = 443;

/** The verdict alone: what shrinking asks first, for it costs no packet. */
export function judgeFlow(
  ground: Pick<Ground, 'network' | 'targetHealth'>,
  judge: Judge,
  values: Values,
  flow: Flow,
): Verdict | undefined {
  const sent = sentOf(ground.network, values, flow);
  return sent && verdictOf(judge, ground.network, sent.question, ground.targetHealth);
}

function verdictOf(judge: Judge, network: Network, question: Question, health: TargetHealthView): Verdict {
  try {
    const trace = judge(network, question, health);
    return { reachable: trace.reachable, trace };
  } catch (reason) {
    return { reachable: false, refusal: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason) };
  }
}

function sentOf(network: Network, values: Values, flow: Flow): Sent | undefined {
  const { source, transport, port, destination } = flow;
  const id = source.kind === 'instance' ? values.get(source.name) : undefined;
  const sender = id === undefined ? undefined : network.get('instance', id);
  if (source.kind === 'instance' && sender?.desired !== 'running') return undefined;
  if (!ownsAddress(network, id, source)) return undefined;
  const address = addressOf(network, values, destination);
  if (address === undefined) return undefined;
  const expected = expectedOf(network, values, flow, address, sender?.vpc);
  // Across VPCs an instance's name may mean its public address.
  const isNear =
    destination.kind === 'instance' && network.get('instance', values.get(destination.name) ?? '')?.vpc === sender?.vpc;
  const byId = isNear && destination.address === undefined;
  return {
    flow,
    sender: sender?.id,
    attempt: [transport, address, port, source.address ?? '', expected !== undefined],
    times: transport !== 'ping' && isBalanced(destination) ? timesBalanced : 1,
    question: {
      source: source.kind === 'address' ? source.address : sender!.id,
      destination: (byId && values.get(destination.name)) || address,
      protocol: protocolNumbers[transport],
      ...(transport === 'ping' ? {} : { port }),
      ...(source.kind === 'instance' && source.address !== undefined ? { sourceAddress: source.address } : {}),
    },
    expected,
  };
}

/** AWS's services on the internet take UDP and say nothing: that it doesn't get there can be tried, that it does can't. */
function isMute({ destination, transport, port }: Flow): boolean {
  return transport === 'udp' && destination.kind === 'address' && port === servicePort;
}

function isBalanced({ kind }: Place): boolean {
  return kind === 'endpoint' || kind === 'load-balancer';
}
