/**
 * What a way leaves open: which target a load balancer chooses, in which zone a transit gateway enters a VPC of appliances. A flow
 * is reachable where it is with every choice, so the same packet walks again and again, each time with another one.
 */

export interface Choice {
  readonly taken: number;
  readonly among: number;
}

/**
 * The next choice of a walk.
 * @param plan what the first ones are to be; later ones are 0
 * @param made those before, in the order in which the walk met them
 */
export function choose(plan: readonly number[], made: Choice[], among: number): number {
  const taken = plan[made.length] ?? 0;
  made.push({ taken, among });
  return taken;
}

/** The plan of the next walk; undefined after the last. A walk that begins with the same choices meets the same next one. */
export function nextPlan(made: readonly Choice[]): readonly number[] | undefined {
  const last = made.findLastIndex(({ taken, among }) => taken + 1 < among);
  if (last < 0) return undefined;
  return made.slice(0, last + 1).map(({ taken }, index) => (index === last ? taken + 1 : taken));
}
