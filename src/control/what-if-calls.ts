/** The calls of a what-if as somebody sent them: their outside only. What is in them is the wire's and the operations' matter. */

import { Fault } from '../base/fault.ts';
import type { Call } from '../door/what-if.ts';
import { isObject } from './parameters.ts';

export const mostCalls = 1000;
const longestName = 128;

type Member = keyof Call;

const texts: readonly Member[] = ['service', 'operation', 'account', 'region', 'as'];
const needed: readonly Member[] = ['service', 'operation'];

/** @throws Fault */
export function readCalls(value: unknown): readonly Call[] {
  if (!Array.isArray(value) || value.length === 0) throw new Fault('InvalidCalls', 'The calls must be a list.');
  if (value.length > mostCalls) throw new Fault('TooManyCalls', `There may be ${mostCalls} calls at most.`);
  const names = new Set<string>();
  return value.map((one, index) => {
    const call = readCall(one, index + 1);
    if (call.as !== undefined && names.has(call.as))
      throw invalid(index + 1, `another call is called ${call.as} already.`);
    if (call.as !== undefined) names.add(call.as);
    return call;
  });
}

function readCall(value: unknown, number: number): Call {
  if (!isObject(value)) throw invalid(number, 'it must be an object.');
  const unknown = Object.keys(value).find((name) => name !== 'input' && !(texts as readonly string[]).includes(name));
  if (unknown !== undefined) throw invalid(number, `there is no ${unknown.slice(0, longestName)} in a call.`);
  const missing = needed.find((name) => value[name] === undefined);
  if (missing !== undefined) throw invalid(number, `${missing} is missing.`);
  const wrong = texts.find((name) => value[name] !== undefined && !isName(value[name]));
  if (wrong !== undefined) throw invalid(number, `${wrong} must be a text of 1 to ${longestName} characters.`);
  const { input = {}, as: name } = value;
  if (!isObject(input)) throw invalid(number, 'input must be an object.');
  if (name !== undefined && !/^[A-Za-z][\w-]*$/.test(name as string)) {
    throw invalid(number, 'as must be a letter, and then letters, digits, _ and -.');
  }
  return { ...(value as unknown as Call), input };
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= longestName;
}

function invalid(number: number, what: string): Fault {
  return new Fault('InvalidCall', `Call ${number}: ${what}`);
}
