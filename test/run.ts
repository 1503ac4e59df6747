/**
 * `npm test`: every test that this machine can run. Says by name what was skipped and why, and ends with one line that
 * counts. Words after `--` are vitest's file filters.
 */

import { startVitest, type TestCase, type TestModule, type Vitest } from 'vitest/node';
import { ensureMachine } from '../tools/install/ensure.ts';
import { type Outcome, skipped, skippedText, summaryLine } from './summary.ts';

/** A test by its project, file and names, as people look for it. */
function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

function outcomeOf(test: TestCase): Outcome {
  const result = test.result();
  switch (result.state) {
    case 'passed':
      return { kind: 'passed' };
    case 'skipped':
      return skipped(nameOf(test), result.note);
    default:
      return { kind: 'failed', name: nameOf(test) };
  }
}

/** A file that could not be read has no tests, and is a failure all the same. */
function outcomesOf(module: TestModule): readonly Outcome[] {
  const broken = module.errors().map((): Outcome => ({ kind: 'failed', name: module.relativeModuleId }));
  return [...module.children.allTests()].map(outcomeOf).concat(broken);
}

function allOutcomes(vitest: Vitest): readonly Outcome[] {
  const unhandled = vitest.state
    .getUnhandledErrors()
    .map((): Outcome => ({ kind: 'failed', name: 'an unhandled error' }));
  return [...vitest.state.getTestModules().flatMap(outcomesOf), ...unhandled];
}

// The packet tests look names up inside instances.
await ensureMachine({ also: ['dig'] });
const vitest = await startVitest('test', process.argv.slice(2), { watch: false, run: true });
const outcomes = allOutcomes(vitest);
await vitest.close();
process.stdout.write(`\n${skippedText(outcomes)}${summaryLine(outcomes)}\n`);
const passed = outcomes.some(({ kind }) => kind === 'passed');
process.exit(passed && !outcomes.some(({ kind }) => kind === 'failed') ? 0 : 1);
