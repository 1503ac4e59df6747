/**
 * REST bindings: which members travel in path, query, headers and body, for the protocols where an operation is a method
 * and a path. Written for restJson1; what differs in restXml is the codec of the body, which is handed in.
 */

import { decodeComponent, type Head, headerOf, parsePairs } from './head.ts';
import type { InputFaults } from './input-fault.ts';
import type { JsonContext, JsonReader } from './read-json.ts';
import { describeType, parseScalar } from './scalar.ts';
import type { Member, OperationSchema, ServiceSchema, Structure } from './schema.ts';
import { formatTimestamp, type TimestampFormat, timestampFormatOf } from './timestamp.ts';
import type { JsonWriter } from './write-json.ts';

export interface Route {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The operation whose method and path are the request's; of several, the one with the fewest labels. */
export function routeOf(operations: ServiceSchema['operations'], head: Head): Route | undefined {
  let best: Route | undefined;
  for (const [name, { http }] of Object.entries(operations)) {
    if (!http || http[0] !== head.method) continue;
    const labels = matchPath(http[1], head);
    if (labels && (!best || Object.keys(labels).length < Object.keys(best.labels).length)) best = { name, labels };
  }
  return best;
}

/** The values of the labels of `/a/{B}/{C+}?d=e`, or undefined where the request's path or query is another. */
function matchPath(uri: string, head: Head): Record<string, string> | undefined {
  const [path, query] = uri.split('?') as [string, string?];
  const names: string[] = [];
  const pattern = path.replace(/\{([^}+]+)(\+?)\}|[.*^$()|[\]\\+]/g, (text, name?: string, greedy?: string) => {
    if (name === undefined) return `\\${text}`;
    names.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const match = new RegExp(`^${pattern}/?$`).exec(head.path);
  if (!match || (query && !hasPairs(head, query))) return undefined;
  return Object.fromEntries(names.map((name, index) => [name, decodeComponent(match[index + 1]!.replaceAll('+', '%2B'))]));
}

function hasPairs(head: Head, wanted: string): boolean {
  const given = parsePairs(head.query);
  return parsePairs(wanted).every(([name, value]) => given.some((pair) => pair[0] === name && pair[1] === value));
}

/** JSON text, with nothing standing for an empty object. */
export function parseJson(body: Uint8Array, faults: InputFaults): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw faults.malformed();
  }
}

export interface RestRequest {
  readonly head: Head;
  readonly body: Uint8Array;
  readonly labels: Readonly<Record<string, string>>;
}

export function readRest(
  schema: ServiceSchema,
  operation: OperationSchema,
  reader: (type: string) => JsonReader,
  request: RestRequest,
  context: JsonContext,
): Record<string, unknown> {
  const shape = operation.input === undefined ? undefined : (schema.shapes[operation.input] as Structure);
  if (!shape) return {};
  const payload = shape.members.find(([, , traits]) => traits?.httpPayload);
  const value = payload ? {} : readBody(operation, reader, request, shape, context);
  if (payload) setPresent(value, payload[0], readPayload(payload, reader, request.body, context));
  for (const member of shape.members) {
    if (isBound(member)) setPresent(value, member[0], readBound(schema, member, request, context.faults));
  }
  for (const [name, , traits] of shape.members.slice(0, shape.required ?? 0)) {
    if (value[name] === undefined && (traits?.httpPayload || !context.missing.includes(name))) context.missing.push(name);
  }
  return value;
}
