/**
 * A Fault as the caller's protocol writes it. What a Fault's `details` hold becomes further elements or members of the
 * document, as the error's shape has them where there is one. Modelled errors of the query services and of those of
 * restXml bring their status from the model, so that a Fault need not repeat it.
 */

import { Fault } from '../base/fault.ts';
import { codecOf } from './codec.ts';
import { encodeCbor } from './encode-cbor.ts';
import type { Target } from './identify.ts';
import type { WireResponse } from './operation.ts';
import { contentTypeOf, familyOf, rpcHeader } from './protocol.ts';
import { loadedSchema } from './schema.ts';
import { isDecodedService, isKnownService, services } from './services.ts';
import { escapeXml, xmlDeclaration } from './write-xml.ts';

type Where = Pick<Target, 'service' | 'protocol'>;

/** The status that a Fault has where nobody chose one. */
const unchosenStatus = 400;

export function encodeFault(target: Where, fault: Fault, requestId: string): WireResponse {
  const { protocol } = target;
  const headers = { 'content-type': contentTypeOf(protocol), 'x-amzn-requestid': requestId };
  const status = statusOf(target, fault);
  switch (familyOf(protocol)) {
    case 'ec2':
      return { status, headers, body: ec2Document(fault, requestId) };
    case 'query':
      return { status, headers, body: queryDocument(target, fault, status, requestId) };
    case 'json':
      return { status, headers: { ...headers, ...errorHeaders(target, fault, status) }, body: jsonBody(target, fault) };
    case 's3':
      return { status, headers: { ...headers, 'x-amz-request-id': requestId }, body: s3Document(fault, requestId) };
  }
}

function statusOf({ service, protocol }: Where, fault: Fault): number {
  const isModelled = familyOf(protocol) === 'query' || isQueryCompatible(service);
  if (fault.status !== unchosenStatus || !isModelled || !isDecodedService(service)) return fault.status;
  const errors = loadedSchema(service)?.errors;
  return errors && Object.hasOwn(errors, fault.code) ? errors[fault.code]! : fault.status;
}

/** A service of the query protocols, which keeps their error codes whatever else it is spoken to in. */
function isQueryCompatible(service: string): boolean {
  return isKnownService(service) && services[service].protocol === 'awsQuery';
}

function details(service: string, fault: Fault): string {
  const entries = Object.entries(fault.details);
  if (entries.length === 0) return '';
  const schema = isDecodedService(service) ? loadedSchema(service) : undefined;
  const shape = schema?.errorShapes?.[fault.code]?.split('#')[1];
  if (schema && shape && schema.shapes[shape]) return codecOf(schema).xmlWriter('restXml', shape, false)(fault.details);
  return entries
    .flatMap(([name, value]) => [value].flat().map((text) => `<${name}>${escapeXml(text)}</${name}>`))
    .join('');
}

function ec2Document(fault: Fault, requestId: string): string {
  const error = `<Code>${escapeXml(fault.code)}</Code><Message>${escapeXml(fault.message)}</Message>${details('ec2', fault)}`;
  return `${xmlDeclaration}<Response><Errors><Error>${error}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
}

/** Also that of the services of restXml, which open it with a declaration. */
function queryDocument({ service, protocol }: Where, fault: Fault, status: number, requestId: string): string {
  const namespace = (isKnownService(service) && services[service].namespace) || '';
  const type = status >= 500 ? 'Receiver' : 'Sender';
  const message = `<Message>${escapeXml(fault.message)}</Message>`;
  const error = `<Type>${type}</Type><Code>${escapeXml(fault.code)}</Code>${message}${details(service, fault)}`;
  const opening = protocol === 'restXml' ? xmlDeclaration : '';
  return `${opening}<ErrorResponse xmlns="${namespace}"><Error>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

function s3Document(fault: Fault, requestId: string): string {
  const error = `<Code>${escapeXml(fault.code)}</Code><Message>${escapeXml(fault.message)}</Message>${details('s3', fault)}`;
  return `${xmlDeclaration}<Error>${error}<RequestId>${requestId}</RequestId><HostId>${requestId}</HostId></Error>`;
}

interface NamedError {
  /** The whole name of the error's shape, or the code where there is none. */
  readonly type: string;
  /** What the error is called in the query protocols. */
  readonly queryCode: string;
}

/** An error by its code, or by the name that the JSON protocols have for it. */
function namedError(service: string, code: string): NamedError {
  const shapes = (isDecodedService(service) && loadedSchema(service)?.errorShapes) || {};
  if (Object.hasOwn(shapes, code)) return { type: shapes[code]!, queryCode: code };
  const [queryCode, type] = Object.entries(shapes).find(([, shape]) => shape.split('#')[1] === code) ?? [];
  return { type: type ?? code, queryCode: queryCode ?? code };
}

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#x-amzn-query-error-header */
function errorHeaders({ service, protocol }: Where, fault: Fault, status: number): Record<string, string> {
  const { queryCode } = namedError(service, fault.code);
  const compatible = { 'x-amzn-query-error': `${queryCode};${status >= 500 ? 'Receiver' : 'Sender'}` };
  return {
    'x-amzn-errortype': fault.code,
    ...(isQueryCompatible(service) ? compatible : {}),
    ...(protocol === 'rpcV2Cbor' ? rpcHeader : {}),
  };
}

/** AWS's services write `message` or `Message`; clients read both. */
function jsonBody({ service, protocol }: Where, fault: Fault): string | Uint8Array {
  const { type } = isQueryCompatible(service) ? namedError(service, fault.code) : { type: fault.code };
  const named = protocol === 'restJson1' ? {} : { __type: type };
  const document = { ...fault.details, ...named, message: fault.message };
  return protocol === 'rpcV2Cbor' ? encodeCbor(document) : JSON.stringify(document);
}

const internal = {
  ec2: ['InternalError', 'An internal error has occurred'],
  query: ['InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.'],
  json: ['InternalFailure', 'The request processing has failed because of an unknown error, exception or failure.'],
  s3: ['InternalError', 'We encountered an internal error. Please try again.'],
} as const;

/** What the caller hears of a mistake of ours: nothing, but that there was one. */
export function internalFault({ protocol }: Where): Fault {
  const [code, message] = internal[familyOf(protocol)];
  return new Fault(code, message, 500);
}

const tooLarge = {
  ec2: ['RequestEntityTooLarge', 413],
  query: ['RequestEntityTooLarge', 413],
  json: ['RequestEntityTooLargeException', 413],
  s3: ['MaxMessageLengthExceeded', 400],
} as const;

/** The body is larger than is taken. Unpublished outside S3: code and text are the likeliest. */
export function bodyTooLargeFault({ protocol }: Where): Fault {
  const [code, status] = tooLarge[familyOf(protocol)];
  return new Fault(code, 'Your request was too big.', status);
}
