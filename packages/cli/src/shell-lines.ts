/** Lines for a POSIX shell's `eval`: exports and unsets, with every value quoted that needs it. */

/** A value in single quotes means itself; only the quote needs help. */
export function shellQuote(value: string): string {
  return /^[\w@%+:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** Names whose value is undefined are unset. */
export function shellLines(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? `unset ${name}\n` : `export ${name}=${shellQuote(value)}\n`))
    .join('');
}
