/** Reads the calls of a what-if: a JSON array, or a JSON object on each line. Their content is the server's to judge. */

import { readFileSync } from 'node:fs';
import { answers } from './ask.ts';
import { Failure, oneLine } from './failure.ts';

/** What the server takes. */
const longestFile = 1024 * 1024 - 1024;

/** @throws Failure */
export function readCallsFile(path: string): readonly unknown[] {
  return parseCalls(path === '-' ? 'standard input' : path, contentOf(path));
}

function contentOf(path: string): string {
  try {
    const bytes = readFileSync(path === '-' ? 0 : path);
    if (bytes.length > longestFile) throw new Error(`${path} has more than ${longestFile} bytes`);
    return bytes.toString();
  } catch (reason) {
    throw new Failure(`the calls can't be read: ${oneLine(reason)}`, answers.none);
  }
}

/** @throws Failure */
export function parseCalls(name: string, text: string): readonly unknown[] {
  const whole = parsed(text);
  if (Array.isArray(whole)) return whole;
  if (whole !== undefined) return [whole];
  if (text.trimStart().startsWith('[')) throw new Failure(`${name} is no JSON array`, answers.none);
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const call = parsed(line);
    if (call === undefined) throw new Failure(`${name}, line ${index + 1}: no JSON object`, answers.none);
    return [call];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
