/**
 * The query protocols' parameters as a tree: `Filter.1.Name=x` is Filter → 1 → Name. Which of the branches mean anything
 * is for the schema to say; here only the amounts are limited.
 */

import { type Head, headerOf, parsePairs } from './head.ts';
import type { InputFaults } from './input-fault.ts';
import { depthLimit, parameterLimit } from './limits.ts';

export interface Parameter {
  value: string | undefined;
  children: Map<string, Parameter> | undefined;
}

/** The text that holds a query request's parameters: the form in its body, or its query string. */
export function formText(head: Head, body: Uint8Array | undefined): string {
  const isForm = headerOf(head, 'content-type')?.toLowerCase().startsWith('application/x-www-form-urlencoded');
  if (isForm && body && body.length > 0) return decoder.decode(body);
  return head.query;
}

const decoder = new TextDecoder();

/** Names that every query service knows and no schema holds, signatures of both versions among them. */
const envelope = new Set([
  'Action',
  'Version',
  'AWSAccessKeyId',
  'Expires',
  'Signature',
  'SignatureMethod',
  'SignatureVersion',
  'SecurityToken',
  'Timestamp',
]);

export function parseForm(text: string, faults: InputFaults): Parameter {
  const root: Parameter = { value: undefined, children: new Map() };
  const pairs = parsePairs(text);
  if (pairs.length > parameterLimit) throw faults.malformed();
  for (const [name, value] of pairs) {
    if (envelope.has(name) || name.startsWith('X-Amz-')) continue;
    const steps = name.split('.');
    if (steps.length > depthLimit) throw faults.tooDeep();
    let place = root;
    for (const step of steps) place = childOf(place, step);
    place.value = value;
  }
  return root;
}

function childOf(parent: Parameter, name: string): Parameter {
  parent.children ??= new Map();
  const known = parent.children.get(name);
  if (known) return known;
  const child: Parameter = { value: undefined, children: undefined };
  parent.children.set(name, child);
  return child;
}

/** One parameter of the envelope, such as Action. */
export function formParameter(text: string, name: string): string | undefined {
  if (!text.includes(`${name}=`)) return undefined;
  return parsePairs(text).find(([given]) => given === name)?.[1];
}
