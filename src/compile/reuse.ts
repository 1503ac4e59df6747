/**
 * What did not change keeps being the same object from one plan to the next, so that a backend need not look at it again:
 * of 500 ports and nodes, a new rule leaves 500 as they were.
 */

import type { VpcPlan } from './router.ts';

/** Plain values, deeply. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) && one.length === other.length && one.every((item, index) => sameValue(item, other[index]))
    );
  }
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return names.every((name) => sameValue(left[name], right[name]));
}

function kept<T extends { readonly id: string }>(before: readonly T[], after: readonly T[]): readonly T[] {
  const known = new Map(before.map((one) => [one.id, one]));
  return after.map((one) => {
    const old = known.get(one.id);
    return old !== undefined && sameValue(old, one) ? old : one;
  });
}

/** The next plan, with the previous one's objects wherever they are equal. */
export function reuse(previous: VpcPlan | undefined, next: VpcPlan): VpcPlan {
  if (previous === undefined) return next;
  const router = {
    ...next.router,
    subnets: kept(previous.router.subnets, next.router.subnets),
    ports: kept(previous.router.ports, next.router.ports),
  };
  return {
    router: sameValue(previous.router, router) ? previous.router : router,
    nodes: kept(previous.nodes, next.nodes),
  };
}

/** The previous one where the next is equal. */
export function same<T>(previous: T | undefined, next: T): T {
  return previous !== undefined && sameValue(previous, next) ? previous : next;
}
