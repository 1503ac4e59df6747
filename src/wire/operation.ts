/**
 * Bytes to an operation's input and an operation's output to bytes, for every operation that a generated schema
 * describes: look the operation up, decode, and after the handler's work encode. Nothing here is written for one
 * operation. Compiled codecs are kept for each service.
 */

import { Fault } from '../base/fault.ts';
import { type Codec, codecOf } from './codec.ts';
import { decodeCbor, NotCbor } from './decode-cbor.ts';
import { encodeCbor } from './encode-cbor.ts';
import { formText, parseForm } from './form.ts';
import type { Head } from './head.ts';
import type { Target } from './identify.ts';
import { type InputFaults, inputFaults } from './input-fault.ts';
import { quotedValueLimit } from './limits.ts';
import { contentTypeOf, type DecodedProtocol, familyOf, isRest, rpcHeader } from './protocol.ts';
import { readRest, routeOf, writeRest } from './rest.ts';
import { jsonBodyReader, jsonBodyWriter, parseJson } from './rest-json.ts';
import { xmlBodyReader, xmlBodyWriter } from './rest-xml.ts';
import { loadSchema, type OperationSchema } from './schema.ts';
import { isDecodedService, isKnownService, type ServiceName, services } from './services.ts';
import { xmlDeclaration } from './write-xml.ts';

/** An operation that this program has a schema for, as one request asked for it. */
export interface Operation {
  readonly service: ServiceName;
  readonly name: string;
  readonly protocol: DecodedProtocol;
  readonly schema: OperationSchema;
  readonly codec: Codec;
  /** Values of the path's labels, in the protocols that have them. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export interface EncodeOptions {
  /** For tests: refuse output members that the schema doesn't have, and values of the wrong type. */
  readonly strict?: boolean;
}

/** The operation that the request is for. A service answers in its own way for one that it hasn't. */
export async function findOperation(target: Target, head: Head): Promise<Operation> {
  const { service, protocol } = target;
  if (!isDecodedService(service) || protocol === 's3') throw unknownOperation(target);
  const codec = codecOf(await loadSchema(service));
  const { operations } = codec.schema;
  const route = isRest(protocol) ? routeOf(operations, head) : undefined;
  const name = route?.name ?? target.operation;
  if (name === undefined || !Object.hasOwn(operations, name)) throw unknownOperation(target);
  return { service, name, protocol, schema: operations[name]!, codec, labels: route?.labels ?? {} };
}

/** The request's input in the SDK's member names, checked against the schema. */
export function decode(operation: Operation, head: Head, body: Uint8Array): Record<string, unknown> {
  const faults = inputFaults(operation.protocol);
  const missing: string[] = [];
  const input = readInput(operation, head, body, faults, missing) as Record<string, unknown>;
  if (missing.length > 0) throw faults.missing(missing);
  return input;
}

function readInput(
  operation: Operation,
  head: Head,
  body: Uint8Array,
  faults: InputFaults,
  missing: string[],
): unknown {
  const { protocol, codec, schema } = operation;
  const context = { faults, missing };
  switch (protocol) {
    case 'ec2Query':
    case 'awsQuery': {
      const form = parseForm(formText(head, body), faults);
      return schema.input ? codec.queryReader(protocol, schema.input)(form, '', context) : {};
    }
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const parsed = parseJson(body, faults);
      return schema.input ? codec.jsonReader('awsJson', schema.input)(parsed, '', context, 0) : {};
    }
    case 'restJson1':
    case 'restXml': {
      const request = { head, body, labels: operation.labels };
      if (protocol === 'restJson1') {
        return readRest(codec.schema, schema, jsonBodyReader(codec, context), request, context);
      }
      return readRest(codec.schema, schema, xmlBodyReader(codec, schema.input ?? '', context), request, context);
    }
    case 'rpcV2Cbor': {
      const parsed = parseCbor(body, faults);
      return schema.input ? codec.jsonReader(protocol, schema.input)(parsed, '', context, 0) : {};
    }
  }
}

/** The answer to a request that succeeded. `output` is the operation's output, without metadata. */
export function encode(
  operation: Operation,
  output: unknown,
  requestId: string,
  options: EncodeOptions = {},
): WireResponse {
  const { protocol, codec, schema } = operation;
  const strict = options.strict ?? false;
  const headers = { 'content-type': contentTypeOf(protocol), 'x-amzn-requestid': requestId };
  switch (protocol) {
    case 'ec2Query':
    case 'awsQuery': {
      const content = schema.output ? codec.xmlWriter(protocol, schema.output, strict)(output ?? {}) : undefined;
      return { status: 200, headers, body: queryDocument(operation, content, requestId) };
    }
    case 'awsJson1_0':
    case 'awsJson1_1': {
      const written = schema.output ? codec.jsonWriter('awsJson', schema.output, strict)(output ?? {}) : {};
      return { status: 200, headers, body: JSON.stringify(written) };
    }
    case 'restJson1':
    case 'restXml': {
      const writer =
        protocol === 'restJson1'
          ? jsonBodyWriter(codec, strict)
          : xmlBodyWriter(codec, services[operation.service].namespace ?? '', strict);
      const written = writeRest(codec.schema, schema, writer, output ?? {});
      return { ...written, headers: { ...headers, ...written.headers } };
    }
    case 'rpcV2Cbor': {
      const written = schema.output ? codec.jsonWriter(protocol, schema.output, strict)(output ?? {}) : {};
      return { status: 200, headers: { ...headers, ...rpcHeader }, body: encodeCbor(written) };
    }
  }
}

function parseCbor(body: Uint8Array, faults: InputFaults): unknown {
  if (body.length === 0) return {};
  try {
    return decodeCbor(body);
  } catch (reason) {
    if (reason instanceof NotCbor) throw faults.malformed();
    throw reason;
  }
}

/** The envelope of both query protocols. EC2 says `true` where an operation has nothing else to answer. */
function queryDocument(operation: Operation, content: string | undefined, requestId: string): string {
  const { name, service, protocol } = operation;
  const open = `<${name}Response xmlns="${services[service].namespace ?? ''}">`;
  if (protocol === 'ec2Query') {
    const id = `<requestId>${requestId}</requestId>`;
    return `${xmlDeclaration}${open}${id}${content ?? '<return>true</return>'}</${name}Response>`;
  }
  const result = content === undefined ? '' : `<${name}Result>${content}</${name}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return `${open}${result}${metadata}</${name}Response>`;
}

/** What a service says to an operation that it doesn't have, or to none. */
export function unknownOperation({ protocol, service, operation }: Target): Fault {
  const missing = operation === undefined;
  switch (familyOf(protocol)) {
    case 'ec2':
      if (missing) return new Fault('MissingAction', 'The request is missing an action or operation parameter.');
      return new Fault('InvalidAction', `The action ${shown(operation)} is not valid for this web service.`);
    case 'query': {
      if (protocol === 'restXml') return new Fault('UnknownOperationException', '', 404);
      if (missing) return new Fault('MissingAction', 'The request must contain the parameter Action.');
      const version = (isKnownService(service) && services[service].version) || 'NO_VERSION_SPECIFIED';
      return new Fault('InvalidAction', `Could not find operation ${shown(operation)} for version ${version}`);
    }
    case 'json':
      return new Fault('UnknownOperationException', '', protocol === 'restJson1' ? 404 : 400);
    case 's3':
      return new Fault('NotImplemented', 'A header you provided implies functionality that is not implemented', 501);
  }
}

function shown(operation: string): string {
  return operation.slice(0, quotedValueLimit);
}
