/** The end of a test run in words. */

export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly name: string }
  | { readonly kind: 'skipped'; readonly name: string; readonly why: string };

/** What was not run, by name, under the reason; nothing where everything ran. */
export function skippedText(outcomes: readonly Outcome[]): string {
  const skipped = outcomes.filter((outcome) => outcome.kind === 'skipped');
  const lines: string[] = [];
  for (const why of new Set(skipped.map((one) => one.why))) {
    lines.push(`Skipped, because ${why}:`);
    for (const one of skipped) if (one.why === why) lines.push(`  ${one.name}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** `12 passed, 0 failed`, which other programs read. */
export function summaryLine(outcomes: readonly Outcome[]): string {
  const count = (kind: Outcome['kind']): number => outcomes.filter((one) => one.kind === kind).length;
  const skipped = count('skipped');
  return `${count('passed')} passed, ${count('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
