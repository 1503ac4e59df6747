/** The end of a test run in words. */

export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly name: string }
  | { readonly kind: 'skipped'; readonly name: string; readonly why: string };

/** Reasons stand in the name of a test or of its group, for a condition that does not hold leaves no other trace. */
export function skipped(name: string, note?: string): Outcome {
  const reason = / \(skipped: (.+?)\)(?= > |$)/.exec(name);
  const why = note ?? reason?.[1] ?? 'its condition does not hold on this machine';
  return { kind: 'skipped', name: reason ? name.replace(reason[0], '') : name, why };
}

/** What was not run, by name, under the reason; nothing where everything ran. */
export function skippedText(outcomes: readonly Outcome[]): string {
  const left = outcomes.filter((outcome) => outcome.kind === 'skipped');
  const lines: string[] = [];
  for (const why of new Set(left.map((one) => one.why))) {
    lines.push(`Skipped (${why}):`);
    for (const one of left) if (one.why === why) lines.push(`  ${one.name}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** `12 passed, 0 failed`, which other programs read. */
export function summaryLine(outcomes: readonly Outcome[]): string {
  const count = (kind: Outcome['kind']): number => outcomes.filter((one) => one.kind === kind).length;
  const left = count('skipped');
  return `${count('passed')} passed, ${count('failed')} failed${left > 0 ? `, ${left} skipped` : ''}`;
}
