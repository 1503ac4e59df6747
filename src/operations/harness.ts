/**
 * A store in memory and a caller, for tests of operations: seeded randomness, a clock that stands still, and calls that go
 * to a handler directly, whose answers are held to their service's schema. It relies on the store's interface and on wire's strict
 * encoder; it does not check signatures, required members, DryRun or client tokens, which happens before a handler runs.
 */

import { type ManualClock, manualClock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { type Random, seededRandom } from '../base/random.ts';
import { type LogDestinations, openLogDestinations } from '../model/flow-log.ts';
import { type KeyUses, rememberedKeyUses } from '../model/key-use.ts';
import { type MetricsView, noMetrics } from '../model/metric.ts';
import type { Network } from '../model/network.ts';
import { nothingObserved, type TargetHealthView } from '../model/target-health.ts';
import { memoryStore } from '../store/memory.ts';
import type { Store } from '../store/store.ts';
import { codecOf } from '../wire/codec.ts';
import { loadSchema } from '../wire/schema.ts';
import type { Context } from './context.ts';
import type { Quotas } from './ec2/quotas.ts';

/** 2026-01-01T00:00:00Z */
const start = Date.UTC(2026, 0, 1);

// biome-ignore lint/suspicious/noExplicitAny: a handler's own types are what the caller sees; here any handler will do.
type AnyHandler = (context: Context, input: any) => unknown;
type HandlerOf<T> = Extract<T, AnyHandler>;

export interface Harness {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly random: Random;
  readonly keyUses: KeyUses;
  /** The durable Network as it is now. */
  readonly network: Network;
  /** A fresh context: the newest Network and time. */
  readonly context: Context;
  /** What the data plane has applied; everything, while undefined. */
  applied: number | undefined;
  /** Where they differ from AWS's. */
  quotas: Quotas;
  targetHealth: TargetHealthView;
  metrics: MetricsView;
  logDestinations: LogDestinations;
  call<O extends object, N extends keyof O & string>(
    operations: O,
    name: N,
    input: Parameters<HandlerOf<O[N]>>[1],
  ): Promise<Awaited<ReturnType<HandlerOf<O[N]>>>>;
  /** `Code: message` of the Fault that a call ends in; throws where it succeeds or leaves anything changed. */
  refused<O extends object, N extends keyof O & string>(
    operations: O,
    name: N,
    input: Parameters<HandlerOf<O[N]>>[1],
  ): Promise<string>;
  /** The same store, clock and randomness for another caller. */
  as(caller: { readonly account?: string; readonly region?: string }): Harness;
}

interface World {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly random: Random;
  applied: number | undefined;
  quotas: Quotas;
  targetHealth: TargetHealthView;
  metrics: MetricsView;
  logDestinations: LogDestinations;
  readonly keyUses: KeyUses;
}

export function harness(caller: { readonly account?: string; readonly region?: string } = {}): Harness {
  const world: World = {
    store: memoryStore(),
    clock: manualClock(start),
    random: seededRandom(1),
    applied: undefined,
    quotas: {},
    targetHealth: nothingObserved,
    metrics: noMetrics,
    logDestinations: openLogDestinations,
    keyUses: rememberedKeyUses(),
  };
  return harnessIn(world, caller.account ?? '111122223333', caller.region ?? 'us-east-1');
}

/** Services whose answers are held to their schemas, and the form that each is written in. */
const checkedServices = [
  ['account', 'restJson1'],
  ['ec2', 'ec2Query'],
  ['elasticloadbalancing', 'awsQuery'],
  ['iam', 'awsQuery'],
  ['monitoring', 'awsQuery'],
  ['organizations', 'awsJson'],
  ['ram', 'restJson1'],
  ['route53', 'restXml'],
  ['route53resolver', 'awsJson'],
  ['sns', 'awsQuery'],
  ['sts', 'awsQuery'],
] as const;

/**
 * Answers must be what the schema says, to the last member: types alone let unknown ones pass. Where two services have an
 * operation of the same name, one of them must know the answer.
 */
async function checkOutput(name: string, output: unknown): Promise<void> {
  const flaws: unknown[] = [];
  for (const [service, dialect] of checkedServices) {
    const codec = codecOf(await loadSchema(service));
    const schema = Object.hasOwn(codec.schema.operations, name) ? codec.schema.operations[name] : undefined;
    if (!schema?.output) continue;
    try {
      const write =
        dialect === 'awsJson' || dialect === 'restJson1'
          ? codec.jsonWriter(dialect, schema.output, true)
          : codec.xmlWriter(dialect, schema.output, true);
      write(output ?? {});
      return;
    } catch (flaw) {
      flaws.push(flaw);
    }
  }
  if (flaws.length > 0) throw flaws[0];
}

function contextIn(world: World, account: string, region: string): Context {
  const { store, random, clock } = world;
  return {
    account,
    region,
    principal: { kind: 'root', account },
    requestId: '00000000-0000-4000-8000-000000000000',
    network: store.network,
    now: clock.now(),
    random,
    appliedRevision: world.applied ?? store.network.revision,
    quotas: world.quotas,
    origin: { kind: 'local', sourceAddress: '127.0.0.1' },
    targetHealth: world.targetHealth,
    metrics: world.metrics,
    logDestinations: world.logDestinations,
    keyUses: world.keyUses,
    guardrails: () => undefined,
    decodedDenial: () => undefined,
    transact: (work) => store.transact(work),
    issueSession: (session) => ({
      accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
      secretAccessKey: 'secret',
      sessionToken: `${session.account}/${session.role}/${session.session}`,
      expiration: clock.now() + session.seconds * 1000,
    }),
  };
}

function harnessIn(world: World, account: string, region: string): Harness {
  const call: Harness['call'] = async (operations, name, input) => {
    const handler = operations[name] as AnyHandler;
    const output = await handler(contextIn(world, account, region), input);
    await checkOutput(name, output);
    // The handlers' own type says what comes back.
    return output as never;
  };
  return {
    store: world.store,
    clock: world.clock,
    random: world.random,
    keyUses: world.keyUses,
    get network() {
      return world.store.network;
    },
    get context() {
      return contextIn(world, account, region);
    },
    get applied() {
      return world.applied;
    },
    set applied(revision) {
      world.applied = revision;
    },
    get quotas() {
      return world.quotas;
    },
    set quotas(quotas) {
      world.quotas = quotas;
    },
    get targetHealth() {
      return world.targetHealth;
    },
    set targetHealth(targetHealth) {
      world.targetHealth = targetHealth;
    },
    get metrics() {
      return world.metrics;
    },
    set metrics(metrics) {
      world.metrics = metrics;
    },
    get logDestinations() {
      return world.logDestinations;
    },
    set logDestinations(logDestinations) {
      world.logDestinations = logDestinations;
    },
    call,
    async refused(operations, name, input) {
      const before = world.store.network;
      try {
        await call(operations, name, input);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        if (world.store.network !== before) throw new Error(`${name} was refused and still changed the Network`);
        return `${error.code}: ${error.message}`;
      }
      throw new Error(`${name} was not refused`);
    },
    as: (other) => harnessIn(world, other.account ?? account, other.region ?? region),
  };
}
