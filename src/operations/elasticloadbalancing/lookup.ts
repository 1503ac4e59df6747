/**
 * From an ARN to the caller's own load balancer, target group or listener, and the ARNs that new ones get. What belongs to
 * others does not exist for the caller.
 */

import type { Fault } from '../../base/fault.ts';
import { randomText } from '../../base/random.ts';
import type { Listener, LoadBalancer, TargetGroup } from '../../model/load-balancer.ts';
import { loadBalancerPath } from '../../model/load-balancer.ts';
import type { ResourceOf } from '../../model/resource.ts';
import type { Context } from '../context.ts';
import { invalid, notFound } from './faults.ts';

export type ElbKind = 'load-balancer' | 'target-group' | 'listener';

interface Reader {
  get<K extends ElbKind>(kind: K, id: string): ResourceOf<K> | undefined;
}

type Caller = Pick<Context, 'account' | 'region'>;

interface Row {
  readonly noun: string;
  readonly resource: RegExp;
  readonly missing: (arn: string) => Fault;
  /** What a list says of ARNs or names. */
  readonly missingFrom: (named: readonly string[]) => Fault;
}

const rows: Readonly<Record<ElbKind, Row>> = {
  'load-balancer': {
    noun: 'load balancer',
    resource: /^loadbalancer\/(app|gwy|net)\/[A-Za-z0-9-]+\/[0-9a-f]{16}$/,
    missing: notFound.loadBalancer,
    missingFrom: notFound.loadBalancers,
  },
  'target-group': {
    noun: 'target group',
    resource: /^targetgroup\/[A-Za-z0-9-]+\/[0-9a-f]{16}$/,
    missing: notFound.targetGroup,
    missingFrom: notFound.targetGroups,
  },
  listener: {
    noun: 'listener',
    resource: /^listener\/(app|gwy|net)\/[A-Za-z0-9-]+\/[0-9a-f]{16}\/[0-9a-f]{16}$/,
    missing: notFound.listener,
    missingFrom: notFound.listeners,
  },
};

function isArnOf(kind: ElbKind, text: string): boolean {
  const [, resource] = /^arn:aws:elasticloadbalancing:[a-z0-9-]+:\d{12}:(.+)$/.exec(text) ?? [];
  return resource !== undefined && rows[kind].resource.test(resource);
}

/** The caller's own, if it is there. @throws Fault where the text is no ARN of the kind */
export function findOwned<K extends ElbKind>(
  reader: Reader,
  caller: Caller,
  kind: K,
  arn: string,
): ResourceOf<K> | undefined {
  if (!isArnOf(kind, arn)) throw invalid.arn(rows[kind].noun, arn);
  const found = reader.get(kind, arn);
  return found !== undefined && isOwn(found, caller) ? found : undefined;
}

function isOwn(resource: Caller, caller: Caller): boolean {
  return resource.account === caller.account && resource.region === caller.region;
}

/** @throws Fault ValidationError, …NotFound */
export function owned<K extends ElbKind>(reader: Reader, caller: Caller, kind: K, arn: string): ResourceOf<K> {
  const found = findOwned(reader, caller, kind, arn);
  if (found === undefined) throw rows[kind].missing(arn);
  return found;
}

/** Of all that the caller has of a kind, those that a list names by ARN. @throws Fault …NotFound with what isn't there */
export function namedByArn<T extends { readonly id: string }>(
  context: Context,
  kind: ElbKind,
  all: readonly T[],
  arns: readonly string[],
): readonly T[] {
  const missing = arns.filter((arn) => findOwned(context.network, context, kind, arn) === undefined);
  if (missing.length > 0) throw rows[kind].missingFrom(missing);
  return all.filter(({ id }) => arns.includes(id));
}

/** Those that a list names, or all where it names none. @throws Fault …NotFound with what isn't there */
export function namedByName<T extends { readonly name: string }>(
  kind: ElbKind,
  all: readonly T[],
  names: readonly string[],
): readonly T[] {
  const missing = names.filter((name) => !all.some((one) => one.name === name));
  if (missing.length > 0) throw rows[kind].missingFrom(missing);
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

/** Whichever of the three an ARN names: tags are put on all of them. */
export function ownedTaggable(reader: Reader, caller: Caller, arn: string): LoadBalancer | TargetGroup | Listener {
  const kinds: readonly ElbKind[] = ['load-balancer', 'target-group', 'listener'];
  const kind = kinds.find((one) => isArnOf(one, arn));
  if (kind === undefined) throw invalid.arn('resource', arn);
  return owned(reader, caller, kind, arn);
}

function arnIn({ account, region }: Caller, resource: string): string {
  return `arn:aws:elasticloadbalancing:${region}:${account}:${resource}`;
}

export function newSuffix(context: Pick<Context, 'random'>): string {
  return randomText(context.random, 16);
}

export function loadBalancerArn(caller: Caller, one: Pick<LoadBalancer, 'type' | 'name' | 'suffix'>): string {
  return arnIn(caller, `loadbalancer/${loadBalancerPath(one)}`);
}

export function targetGroupArn(caller: Caller, one: Pick<TargetGroup, 'name' | 'suffix'>): string {
  return arnIn(caller, `targetgroup/${one.name}/${one.suffix}`);
}

export function listenerArn(
  caller: Caller,
  loadBalancer: Pick<LoadBalancer, 'type' | 'name' | 'suffix'>,
  suffix: string,
): string {
  return arnIn(caller, `listener/${loadBalancerPath(loadBalancer)}/${suffix}`);
}

/** The load balancer whose listeners use a target group: there is one at most. */
export function loadBalancerOf(
  network: { find(kind: 'listener', key: string): Listener[] },
  group: Pick<TargetGroup, 'id'>,
): string | undefined {
  return network.find('listener', `target-group:${group.id}`)[0]?.loadBalancer;
}
