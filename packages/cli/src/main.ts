/**
 * The `postern` command: a table of commands, each read from its file only when it is the one that was asked for. Wrong
 * words end with exit code 64, everything else that fails with one line and a code of its own.
 */

import { Command, CommanderError } from 'commander';
import { version } from '../../../src/version.ts';
import { exitCodes, reportFailure } from './failure.ts';

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<{ readonly define: (command: Command) => void }>;
}

const entries: readonly Entry[] = [
  { name: 'up', summary: 'start the server', load: () => import('./up.ts') },
  { name: 'down', summary: 'stop it and remove its namespaces and rules', load: () => import('./down.ts') },
  { name: 'status', summary: 'tell how it is doing', load: () => import('./status.ts') },
  { name: 'reset', summary: 'empty it (only with --auth trust)', load: () => import('./reset.ts') },
  { name: 'env', summary: 'print what to export to use an account', load: () => import('./env.ts') },
  { name: 'exec', summary: "run a command inside an instance's network", load: () => import('./exec.ts') },
  { name: 'trace', summary: 'tell whether a packet gets there, and what stops it', load: () => import('./trace.ts') },
  { name: 'reach', summary: 'tell who can reach something, or whom it reaches', load: () => import('./reach.ts') },
  {
    name: 'prove',
    summary: 'prove that no path exists, or give a packet that passes',
    load: () => import('./prove.ts'),
  },
  { name: 'diff', summary: 'tell what a change made possible or impossible', load: () => import('./diff.ts') },
  { name: 'revisions', summary: 'list the latest changes', load: () => import('./revisions.ts') },
  { name: 'import', summary: 'read a snapshot of real accounts, or adopt it', load: () => import('./import.ts') },
  { name: 'export', summary: 'write the network as such a snapshot', load: () => import('./export.ts') },
  { name: 'fault', summary: 'take an availability zone down, and up again', load: () => import('./fault.ts') },
  {
    name: 'marketplace',
    summary: 'sell an endpoint service, and subscribe accounts to it',
    load: () => import('./marketplace.ts'),
  },
  { name: 'doctor', summary: 'tell what this machine has and lacks', load: () => import('./doctor.ts') },
];

export async function run(words: readonly string[]): Promise<void> {
  try {
    const program = await programFor(words);
    await program.parseAsync([...words], { from: 'user' });
  } catch (reason) {
    process.exitCode = reason instanceof CommanderError ? usageCode(reason) : reportFailure(reason);
    // A server that failed half-way must not linger because of what it had opened.
    process.exit();
  }
}

/** Every command by name and summary, and the options of the one that is named. */
export async function programFor(words: readonly string[]): Promise<Command> {
  const program = new Command('postern')
    .description('AWS private networking, for real, on your own Linux machine')
    .version(version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${usageLine(text)}\n`) });
  const wanted = words[0] === 'help' ? words[1] : words[0];
  for (const { name, summary, load } of entries) {
    const command = program.command(name).description(summary);
    if (name === wanted) (await load()).define(command);
  }
  return program;
}

function usageLine(text: string): string {
  return `postern: ${text
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')}`;
}

/** Help that was asked for is no failure. */
function usageCode(reason: CommanderError): number {
  return reason.exitCode === 0 ? 0 : exitCodes.usage;
}

if (import.meta.main) await run(process.argv.slice(2));
