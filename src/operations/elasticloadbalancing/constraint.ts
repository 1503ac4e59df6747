/**
 * What every request to Elastic Load Balancing is held to before anything is looked up: bounds of numbers, choices of words,
 * names, lengths of lists. Each answers the value that passed.
 */

import { invalid } from './faults.ts';

export const portBounds = { least: 1, most: 65535 } as const;

/** @param member as the framework writes it: `healthCheckIntervalSeconds` */
export function within(
  value: number,
  member: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  // The schema knows numbers only. Likeliest words.
  if (!Number.isInteger(value)) throw invalid.constraint(member, value, 'that is an integer');
  if (value < least) throw invalid.constraint(member, value, `greater than or equal to ${least}`);
  if (value > most) throw invalid.constraint(member, value, `less than or equal to ${most}`);
  return value;
}

export function oneOf<T extends string>(value: string, what: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw invalid.choice(what, value, allowed);
  return found;
}

/** The value, or the refusal of a request without it. */
export function specified<T>(value: T | undefined, what: string): T {
  if (value === undefined || value === '') throw invalid.missing(what);
  return value;
}

const longestName = 32;

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
export function readName(noun: 'load balancer' | 'target group', name: string): string {
  specified(name, noun === 'load balancer' ? 'A load balancer name' : 'A target group name');
  if (name.length > longestName) throw invalid.nameLength(noun, name);
  if (!/^[A-Za-z0-9-]+$/.test(name)) throw invalid.nameCharacters(noun, name);
  if (name.startsWith('-') || name.endsWith('-')) throw invalid.nameHyphen(noun, name);
  if (noun === 'load balancer' && name.startsWith('internal-')) throw invalid.namePrefix(name);
  return name;
}

/** Describe operations take so many ARNs or names, and AddTags, in one call. */
export const mostNamed = 20;

export function atMost<T>(items: readonly T[] | undefined, member: string, most: number = mostNamed): readonly T[] {
  if (items !== undefined && items.length > most) throw invalid.tooManyItems(member, most);
  return items ?? [];
}
