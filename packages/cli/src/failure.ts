/** How a command fails: one line for a person, and an exit code for a program. */

export const exitCodes = {
  failed: 1,
  /** As sysexits.h and `docker run` have them. */
  usage: 64,
  notStarted: 125,
} as const;

export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What went wrong in one line, whatever was thrown. */
export function oneLine(reason: unknown): string {
  const text = reason instanceof Error ? reason.message : String(reason);
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}

/** Prints the line; `POSTERN_DEBUG=1` adds where an unforeseen failure came from. Answers the exit code. */
export function reportFailure(reason: unknown): number {
  process.stderr.write(`postern: ${oneLine(reason)}\n`);
  if (reason instanceof Failure) return reason.exitCode;
  if (process.env.POSTERN_DEBUG && reason instanceof Error) process.stderr.write(`${reason.stack}\n`);
  return exitCodes.failed;
}
