/**
 * REST bindings: which members travel in path, query, headers and body, for the protocols where an operation is a method
 * and a path. What differs between restJson1 and restXml is the form of the body, which is handed in.
 */

import { decodeComponent, type Head, headerOf, parsePairs } from './head.ts';
import type { InputFaults } from './input-fault.ts';
import { listLimit } from './limits.ts';
import type { JsonContext } from './read-json.ts';
import { describeType, parseScalar } from './scalar.ts';
import type { Member, OperationSchema, ServiceSchema, Structure } from './schema.ts';
import { formatTimestamp, type TimestampFormat, timestampFormatOf } from './timestamp.ts';

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
  const { names, pattern, query } = pathOf(uri);
  const match = pattern.exec(head.path);
  if (!match || (query && !hasPairs(head, query))) return undefined;
  return Object.fromEntries(
    names.map((name, index) => [name, decodeComponent(match[index + 1]!.replaceAll('+', '%2B'))]),
  );
}

interface Path {
  readonly names: readonly string[];
  readonly pattern: RegExp;
  readonly query: string | undefined;
}

/** One for each operation of the schemas. */
const paths = new Map<string, Path>();

function pathOf(uri: string): Path {
  const known = paths.get(uri);
  if (known) return known;
  const [path, query] = uri.split('?') as [string, string?];
  const names: string[] = [];
  const source = path.replace(/\{([^}+]+)(\+?)\}|[.*^$()|[\]\\+]/g, (text, name?: string, greedy?: string) => {
    if (name === undefined) return `\\${text}`;
    names.push(name);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const made = { names, pattern: new RegExp(`^${source}/?$`), query };
  paths.set(uri, made);
  return made;
}

function hasPairs(head: Head, wanted: string): boolean {
  const given = parsePairs(head.query);
  return parsePairs(wanted).every(([name, value]) => given.some((pair) => pair[0] === name && pair[1] === value));
}

export interface RestRequest {
  readonly head: Head;
  readonly body: Uint8Array;
  readonly labels: Readonly<Record<string, string>>;
}

/** How one protocol reads a body. A document is what the members that are bound nowhere else are found in. */
export interface BodyReader<Document> {
  readonly document: (body: Uint8Array, members: readonly Member[]) => Document;
  readonly member: (document: Document, member: Member) => unknown;
  /** The body is this one member, a structure. */
  readonly payload: (body: Uint8Array, member: Member) => unknown;
}

export function readRest<Document>(
  schema: ServiceSchema,
  operation: OperationSchema,
  reader: BodyReader<Document>,
  request: RestRequest,
  context: JsonContext,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  if (operation.input === undefined) return value;
  const shape = schema.shapes[operation.input] as Structure;
  const inBody = shape.members.filter((member) => !isBound(member));
  const hasDocument = inBody.length > 0 && !inBody.some(([, , traits]) => traits?.httpPayload);
  const document = hasDocument ? reader.document(request.body, inBody) : undefined;
  for (const member of shape.members) {
    const read = isBound(member)
      ? readBound(schema, member, request, context.faults)
      : document === undefined
        ? readPayload(member, reader.payload, request.body)
        : reader.member(document, member);
    if (read !== undefined) value[member[0]] = read;
  }
  for (const [name] of shape.members.slice(0, shape.required ?? 0)) {
    if (value[name] === undefined) context.missing.push(name);
  }
  return value;
}

function isBound([, , traits]: Member): boolean {
  if (!traits) return false;
  const { httpLabel, httpQuery, httpQueryParams, httpHeader, httpPrefixHeaders } = traits;
  return Boolean(httpLabel || httpQuery || httpQueryParams || httpHeader || httpPrefixHeaders !== undefined);
}

function readPayload(member: Member, read: BodyReader<unknown>['payload'], body: Uint8Array): unknown {
  const [, type, traits] = member;
  if (!traits?.httpPayload) return undefined;
  if (type.endsWith('blob')) return body;
  return type === 'string' ? new TextDecoder().decode(body) : read(body, member);
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

/** How one protocol writes a body: the members that go nowhere else, or the one that is the whole of it. */
export interface BodyWriter {
  readonly document: (type: string, value: Readonly<Record<string, unknown>>) => string;
  readonly payload: (member: Member, value: unknown) => string;
}

export function writeRest(
  schema: ServiceSchema,
  operation: OperationSchema,
  writer: BodyWriter,
  output: unknown,
): RestResponse {
  const status = operation.http?.[2] ?? 200;
  if (operation.output === undefined) return { status, headers: {}, body: '' };
  const inBody: Record<string, unknown> = { ...(output as object) };
  const headers: Record<string, string> = {};
  const { members } = schema.shapes[operation.output] as Structure;
  let chosen = status;
  for (const [name, type, traits] of members) {
    const value = inBody[name];
    if (!traits?.httpHeader && !traits?.httpResponseCode) continue;
    delete inBody[name];
    if (value === undefined || value === null) continue;
    if (traits.httpHeader) headers[traits.httpHeader.toLowerCase()] = headerText(type, value);
    else chosen = value as number;
  }
  const payload = members.find(([, , traits]) => traits?.httpPayload);
  if (!payload) return { status: chosen, headers, body: writer.document(operation.output, inBody) };
  return { status: chosen, headers, body: payloadBody(writer, payload, inBody[payload[0]]) };
}

function payloadBody(writer: BodyWriter, member: Member, value: unknown): string | Uint8Array {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' || value instanceof Uint8Array ? value : writer.payload(member, value);
}

function headerText(type: string, value: unknown): string {
  return value instanceof Date ? formatTimestamp(value, timestampFormatOf(type, 'http-date')) : String(value);
}
