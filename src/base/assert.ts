/**
 * Assertions: what must hold if this program is right. A failed one is ours, not the caller's: the request that meets it
 * answers InternalError with an id, and the log keeps the chain.
 */

export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** The value, which the caller knows to be there. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new AssertionFailure(`missing: ${what}`);
  return value;
}

/** Ends an exhaustive switch: the compiler refuses the call while a case is left. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unreachable: ${JSON.stringify(value)}`);
}
