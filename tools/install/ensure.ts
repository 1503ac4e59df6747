/**
 * What README's commands need besides Node: as root on Debian or Ubuntu it is installed, elsewhere the one command that
 * does it is printed. It never fails: a machine without these things still runs all that needs no packets.
 */

import { spawn } from 'node:child_process';
import { comforts, hasProgram, thisMachine } from '../../packages/cli/src/machine.ts';
import { installation, isTool, type Tool } from '../../packages/cli/src/mend.ts';

const programs: readonly Tool[] = ['nft', 'ip', 'nsenter', 'setpriv', 'unshare'];

export interface EnsureOptions {
  /** Say nothing unless something is to be done. */
  readonly quiet?: boolean;
  /** Programs that the caller needs besides. */
  readonly also?: readonly Tool[];
}

export async function ensureMachine({ quiet = false, also = [] }: EnsureOptions = {}): Promise<void> {
  if (process.platform !== 'linux') return say('Packets need Linux: here only what needs none is run.');
  const missing = missingTools(hasProgram, also);
  if (missing.length === 0) return;
  const { family } = thisMachine();
  const command = installation(family, missing);
  if (command === undefined) return say(`This machine lacks ${missing.join(', ')}: install what brings them.`);
  if (family !== 'debian') return say(`This machine lacks ${missing.join(', ')}; as root, run: ${command.join(' ')}`);
  if (process.getuid?.() !== 0) {
    return say(`This machine lacks ${missing.join(', ')}; run: sudo apt-get update && sudo ${command.join(' ')}`);
  }
  say(`Installing ${missing.join(', ')} ...`);
  // A fresh image has no package lists; where they can't be had, the ones that are there may do.
  await run(['apt-get', 'update', '-q'], quiet);
  await run(command, quiet);
  const still = missingTools(hasProgram, also);
  if (still.length > 0) say(`Still missing: ${still.join(', ')}.`);
}

/** Something is here or not, by its program or file. */
export function missingTools(
  has: (program: string) => boolean = hasProgram,
  also: readonly Tool[] = [],
): readonly Tool[] {
  const comfortable = comforts()
    .filter(({ present }) => !present)
    .map(({ name }) => name)
    .filter(isTool);
  return [...[...programs, ...also].filter((program) => !has(program)), ...comfortable];
}

/** Standard output belongs to the command that called. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function run(command: readonly string[], quiet: boolean): Promise<void> {
  const [program = '', ...words] = command;
  say(`> ${command.join(' ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: ['ignore', quiet ? 'ignore' : 2, 2], env: environment });
    child.on('error', (error) => resolve(say(error.message)));
    child.on('close', (code) => resolve(code === 0 ? undefined : say(`${program} ended with exit code ${code}`)));
  });
}
