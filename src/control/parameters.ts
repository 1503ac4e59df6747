/** What a control page is asked with: parameters of the query and JSON, each read or refused with a Fault that says how. */

import { Fault } from '../base/fault.ts';

/** @throws Fault for a parameter that the page doesn't have */
export function refuseUnknown(query: URLSearchParams, known: readonly string[]): void {
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Fault('UnknownParameter', `There is no parameter ${unknown}.`);
}

/** @throws Fault */
export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === '') throw new Fault('MissingParameter', `The parameter ${name} is missing.`);
  return value;
}

/** @throws Fault */
export function number(name: string, text: string, digits = 5): number {
  if (!/^\d+$/.test(text) || text.length > digits) {
    throw new Fault('InvalidParameterValue', `The parameter ${name} must be a number.`);
  }
  return Number(text);
}

/** @throws Fault */
export function jsonOf(body: Uint8Array): Readonly<Record<string, unknown>> {
  const value = parsed(body);
  if (isObject(value)) return value;
  throw new Fault('InvalidBody', 'The body must be a JSON object.');
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
