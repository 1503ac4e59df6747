/** What is wrong with a name or a value, in the words that Route 53 has for it. */

import type { NameProblem } from '../../model/domain-name.ts';
import { nameProblems } from '../../model/record-value.ts';

export function nameProblem(problem: NameProblem, text: string): string {
  return fatal(nameProblems[problem], text);
}

export function fatal(problem: string, text: string): string {
  return `FATAL problem: ${problem} encountered with '${text}'`;
}
