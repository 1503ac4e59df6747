/**
 * Plays AWS calls on a copy of the Network, as the door would serve them: the same reading of input, the same authorization,
 * the same operations. What they would have done is in the copy; nothing else learns of it. Each call is an account's root
 * user's. A call may use what an earlier one gave: `"$vpc.Vpc.VpcId"` is read from the answer of the call with `"as": "vpc"`.
 */

import { type Caller, managementAccount, rootPrincipal } from '../access/caller.ts';
import { Fault } from '../base/fault.ts';
import { every } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import { regionOf } from '../model/region.ts';
import { isRegionEnabled } from '../model/region-opt.ts';
import { depthLimit } from '../wire/limits.ts';
import { operationNamed, plainInput } from '../wire/plain-input.ts';
import { type DecodedServices, handlerOf } from './decoded.ts';
import type { Exchange } from './exchange.ts';

export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Id or name; absent: the management account. */
  readonly account?: string;
  readonly region?: string;
  /** What later calls know its answer by. */
  readonly as?: string;
}

export interface WhatIfOptions extends Omit<DecodedServices, 'appliedRevision'> {
  /** Where a call doesn't say. */
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * @param options with a store of their own, which holds the copy and is changed
 * @throws Fault that says which call was refused, and why
 */
export async function playCalls(options: WhatIfOptions, calls: readonly Call[]): Promise<Network> {
  const answers = new Map<string, unknown>();
  for (const [index, call] of calls.entries()) {
    try {
      const answer = await playCall(options, call, answers);
      if (call.as !== undefined) answers.set(call.as, answer);
    } catch (reason) {
      throw reason instanceof Fault ? refused(index + 1, call, reason) : reason;
    }
    // Others have their turn between two calls.
    await new Promise((turn) => setImmediate(turn));
  }
  return options.store.network;
}

function refused(number: number, { service, operation }: Call, { code, message }: Fault): Fault {
  const text = `Call ${number}, ${service} ${operation}, was refused: ${code}: ${message}`;
  const details = { call: String(number), service, operation, refusal: code, refusalMessage: message };
  return new Fault('CallRefused', text, 400, details);
}

async function playCall(options: WhatIfOptions, call: Call, answers: ReadonlyMap<string, unknown>): Promise<unknown> {
  const operation = await operationNamed(call.service, call.operation);
  const exchange = exchangeOf(options, call, operation.protocol);
  const handle = await handlerOf(operation, exchange);
  const input = plainInput(operation, withAnswers(call.input, answers));
  return handle({ ...options, appliedRevision: () => Number.POSITIVE_INFINITY }, input);
}

function exchangeOf({ store, now, ...options }: WhatIfOptions, call: Call, protocol: Exchange['target']['protocol']) {
  const { service, operation, region = options.region } = call;
  if (regionOf(region) === undefined) throw new Fault('UnknownRegion', `There is no region ${region}.`);
  const caller = rootOf(store.network, call.account);
  if (!isRegionEnabled(store.network, caller.account, region, now())) {
    throw new Fault('RegionDisabled', `The account ${caller.account} has not opted in to the region ${region}.`);
  }
  const exchange: Exchange = {
    head: { method: 'POST', path: '/', query: '', headers: {} },
    target: { service, operation, region, protocol },
    requestId: 'what-if',
    circumstances: {
      origin: { kind: 'local', sourceAddress: '127.0.0.1' },
      region,
      now: now(),
      secureTransport: false,
    },
    caller,
    signature: undefined,
    trusted: false,
  };
  return exchange;
}

/** @throws Fault */
function rootOf(network: Network, name: string | undefined): Caller {
  const accounts = network.find('account', every);
  const wanted = name === undefined || name === 'management' ? managementAccount(network) : name;
  const byId = accounts.filter(({ id }) => id === wanted);
  const [found, ...others] = byId.length > 0 ? byId : accounts.filter((one) => one.name === wanted);
  if (found === undefined) throw new Fault('UnknownAccount', `There is no account ${wanted}.`);
  if (others.length > 0) throw new Fault('AmbiguousAccount', `Several accounts are called ${wanted}: give an id.`);
  if (found.status !== 'ACTIVE') throw new Fault('UnknownAccount', `The account ${wanted} is not active.`);
  return { account: found.id, principal: rootPrincipal(found.id), secret: '' };
}

const reference = /^\$([A-Za-z][\w-]*)((?:\.\w+)+)$/;

/** A copy of the input in which every text that refers to an answer is what it refers to. @throws Fault */
export function withAnswers(value: unknown, answers: ReadonlyMap<string, unknown>, depth = 0): unknown {
  if (typeof value === 'string') return resolved(value, answers);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > depthLimit) throw new Fault('InvalidCall', `The input has more than ${depthLimit} levels.`);
  const inner = (one: unknown): unknown => withAnswers(one, answers, depth + 1);
  if (Array.isArray(value)) return value.map(inner);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inner(one)]));
}

/** `$$` stands for a text that begins with a dollar sign. */
function resolved(text: string, answers: ReadonlyMap<string, unknown>): unknown {
  if (text.startsWith('$$')) return text.slice(1);
  const [, name = '', path = ''] = reference.exec(text) ?? [];
  if (name === '') return text;
  if (!answers.has(name)) throw new Fault('UnknownReference', `${text}: no earlier call is called ${name}.`);
  let found = answers.get(name);
  for (const part of path.slice(1).split('.')) {
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, part) ? Reflect.get(found, part) : undefined;
  }
  if (found === undefined) throw new Fault('UnknownReference', `${text}: the answer of ${name} has no such member.`);
  return JSON.parse(JSON.stringify(found));
}
