/** `postern doctor`: tries what enforcement needs, says what is missing and the command that mends it, and runs it if told to. */

import { execFile } from 'node:child_process';
import type { Command } from 'commander';
import { type Check, probeMachine } from '../../../src/host/probe.ts';
import { Failure } from './failure.ts';
import { comforts, hasProgram, thisMachine } from './machine.ts';
import { type Mend, mendOf, mergeCommands } from './mend.ts';

interface Options {
  readonly install?: true;
  readonly json?: true;
}

interface Diagnosis {
  readonly ready: boolean;
  readonly access: string;
  readonly checks: readonly (Check & { readonly needed: boolean; readonly mend?: Mend })[];
  /** Everything that mends everything, in order. */
  readonly commands: readonly (readonly string[])[];
}

export function define(command: Command): void {
  command
    .option('--install', 'run the commands that mend what is missing')
    .option('--json', 'print one JSON object')
    .action(async (options: Options) => {
      const before = await diagnose();
      if (options.install) await mend(before.commands);
      const found = options.install && before.commands.length > 0 ? await diagnose() : before;
      process.stdout.write(options.json ? `${JSON.stringify(found)}\n` : diagnosisText(found));
      if (!found.ready) process.exitCode = 1;
    });
}

async function diagnose(): Promise<Diagnosis> {
  const machine = thisMachine();
  const { ready, access, checks } = await probeMachine();
  const asked = [
    ...checks.map((check) => ({ ...check, needed: check.limits === undefined })),
    ...(process.platform === 'linux' ? comforts().map((check) => ({ ...check, needed: false })) : []),
  ];
  const mended = asked.map((check) => (check.present ? check : { ...check, mend: mendOf(check, machine) }));
  const mends = mended.flatMap((check) => ('mend' in check ? [check.mend] : []));
  return { ready, access, checks: mended, commands: mergeCommands(mends, machine.family).map(privileged) };
}

function privileged(command: readonly string[]): readonly string[] {
  return process.getuid?.() === 0 ? command : ['sudo', ...command];
}

export function diagnosisText({ ready, access, checks, commands }: Diagnosis): string {
  const lines = checks.map(({ name, present, needed, reason, limits, mend }) => {
    const state = present ? 'ok     ' : needed ? 'MISSING' : 'absent ';
    const why = present
      ? ''
      : [reason, limits && `without it ${limits}`, mend?.advice]
          .filter(Boolean)
          .map((text) => `: ${text}`)
          .join('');
    return `  ${state}  ${name}${why.replaceAll(/\s+/g, ' ')}`;
  });
  const verdict = ready
    ? `Enforcement can be active here (${access === 'root' ? 'as root' : 'as an unprivileged user'}).`
    : 'Enforcement cannot be active here: APIs work, packets do not.';
  const ways = commands.map((command) => `  ${command.join(' ')}`);
  return [...lines, verdict, ...(ways.length > 0 ? ['What is missing comes by:', ...ways] : []), ''].join('\n');
}

async function mend(commands: readonly (readonly string[])[]): Promise<void> {
  for (const [program = '', ...words] of commands) {
    if (!hasProgram(program)) {
      const [, ...asRoot] = program === 'sudo' ? [program, ...words] : ['', program, ...words];
      throw new Failure(`there is no ${program} here; as root, run: ${asRoot.join(' ')}`);
    }
    process.stderr.write(`> ${[program, ...words].join(' ')}\n`);
    await runShown(program, words);
  }
}

const mostOutput = 64 * 1024 * 1024;

/** What it prints goes to standard error, so that standard output stays the diagnosis. */
function runShown(program: string, words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...words], { maxBuffer: mostOutput }, (error) => {
      if (error) reject(new Failure(`${program} failed with ${error.code ?? error.signal}`));
      else resolve();
    });
    child.stdout?.pipe(process.stderr);
    child.stderr?.pipe(process.stderr);
  });
}
