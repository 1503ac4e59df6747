/**
 * REST bindings: which members travel in path, query, headers and body, for the protocols where an operation is a method
 * and a path. Written for restJson1; what differs in restXml is the codec of the body, which is handed in.
 */

import { decodeComponent, type Head, headerOf, parsePairs } from './head.ts';
import type { InputFaults } from './input-fault.ts';
import { listLimit } from './limits.ts';
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
  return Object.fromEntries(
    names.map((name, index) => [name, decodeComponent(match[index + 1]!.replaceAll('+', '%2B'))]),
  );
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
  const value: Record<string, unknown> = {};
  if (operation.input === undefined) return value;
  const shape = schema.shapes[operation.input] as Structure;
  const bodyIsDocument = !shape.members.some(([, , traits]) => traits?.httpPayload);
  const document = bodyIsDocument ? asObject(parseJson(request.body, context.faults), context) : {};
  for (const member of shape.members) {
    const read = isBound(member)
      ? readBound(schema, member, request, context.faults)
      : readBodyMember(member, reader, request.body, document, context);
    if (read !== undefined) value[member[0]] = read;
  }
  for (const [name] of shape.members.slice(0, shape.required ?? 0)) {
    if (value[name] === undefined) context.missing.push(name);
  }
  return value;
}

function asObject(parsed: unknown, context: JsonContext): Record<string, unknown> {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw context.faults.malformed();
  return parsed as Record<string, unknown>;
}

function isBound([, , traits]: Member): boolean {
  if (!traits) return false;
  const { httpLabel, httpQuery, httpQueryParams, httpHeader, httpPrefixHeaders } = traits;
  return Boolean(httpLabel || httpQuery || httpQueryParams || httpHeader || httpPrefixHeaders !== undefined);
}

function readBodyMember(
  [name, type, traits]: Member,
  reader: (type: string) => JsonReader,
  body: Uint8Array,
  document: Record<string, unknown>,
  context: JsonContext,
): unknown {
  if (traits?.httpPayload) {
    if (type.endsWith('blob')) return body;
    if (type === 'string') return new TextDecoder().decode(body);
    return reader(type)(parseJson(body, context.faults), name, context, 1);
  }
  const key = traits?.jsonName ?? name;
  const given = Object.hasOwn(document, key) ? document[key] : undefined;
  return given === undefined || given === null ? undefined : reader(type)(given, name, context, 1);
}

function readBound(schema: ServiceSchema, member: Member, request: RestRequest, faults: InputFaults): unknown {
  const [name, type, traits = {}] = member;
  const { head } = request;
  if (traits.httpLabel) return scalar(name, type, request.labels[name], 'date-time', faults);
  if (traits.httpHeader)
    return scalar(name, type, headerOf(head, traits.httpHeader.toLowerCase()), 'http-date', faults);
  if (traits.httpPrefixHeaders !== undefined) return prefixedHeaders(head, traits.httpPrefixHeaders.toLowerCase());
  const pairs = parsePairs(head.query);
  if (traits.httpQueryParams) return Object.fromEntries(pairs);
  const texts = pairs.filter(([given]) => given === traits.httpQuery).map(([, value]) => value);
  const shape = schema.shapes[type];
  if (shape?.kind !== 'list') return scalar(name, type, texts[0], 'date-time', faults);
  if (texts.length > listLimit) throw faults.tooMany(name);
  return texts.length === 0 ? undefined : texts.map((text) => scalar(name, shape.member[0], text, 'date-time', faults));
}

function scalar(
  name: string,
  type: string,
  text: string | undefined,
  format: TimestampFormat,
  faults: InputFaults,
): unknown {
  if (text === undefined) return undefined;
  const value = parseScalar(type, text, format);
  if (value === undefined) throw faults.invalid(name, 'STRING_VALUE', describeType(type));
  return value;
}

function prefixedHeaders(head: Head, prefix: string): Record<string, string> | undefined {
  const found = Object.entries(head.headers).filter(([name]) => name.startsWith(prefix));
  return found.length === 0
    ? undefined
    : Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

export interface RestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export function writeRest(
  schema: ServiceSchema,
  operation: OperationSchema,
  writer: (type: string) => JsonWriter,
  output: unknown,
): RestResponse {
  const members = operation.output === undefined ? [] : (schema.shapes[operation.output] as Structure).members;
  const written = (operation.output === undefined ? {} : writer(operation.output)(output)) as Record<string, unknown>;
  const headers: Record<string, string> = {};
  let status = operation.http?.[2] ?? 200;
  let payload: unknown;
  for (const [name, type, traits = {}] of members) {
    const value = (output as Record<string, unknown>)[name];
    if (!traits.httpHeader && !traits.httpResponseCode && !traits.httpPayload) continue;
    const key = traits.jsonName ?? name;
    if (traits.httpPayload) payload = type.endsWith('blob') || type === 'string' ? value : written[key];
    delete written[key];
    if (value === undefined || value === null) continue;
    if (traits.httpHeader) headers[traits.httpHeader.toLowerCase()] = headerText(type, value);
    if (traits.httpResponseCode) status = value as number;
  }
  if (!members.some(([, , traits]) => traits?.httpPayload)) return { status, headers, body: JSON.stringify(written) };
  return { status, headers, body: payloadText(payload) };
}

function payloadText(payload: unknown): string | Uint8Array {
  if (payload === undefined) return '';
  return typeof payload === 'string' || payload instanceof Uint8Array ? payload : JSON.stringify(payload);
}

function headerText(type: string, value: unknown): string {
  return value instanceof Date ? formatTimestamp(value, timestampFormatOf(type, 'http-date')) : String(value);
}
