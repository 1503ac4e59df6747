/**
 * A Fault as the caller's protocol writes it. What a Fault's `details` hold becomes further elements or members of the
 * document. IAM's and STS's modelled errors bring their status from the model, so that a Fault need not repeat it.
 */

import { Fault } from '../base/fault.ts';
import type { Target } from './identify.ts';
import type { WireResponse } from './operation.ts';
import { contentTypeOf, familyOf } from './protocol.ts';
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
      return { status, headers, body: queryDocument(target.service, fault, status, requestId) };
    case 'json':
      return { status, headers: { ...headers, 'x-amzn-errortype': fault.code }, body: jsonDocument(target, fault) };
    case 's3':
      return { status, headers: { ...headers, 'x-amz-request-id': requestId }, body: s3Document(fault, requestId) };
  }
}

function statusOf({ service, protocol }: Where, fault: Fault): number {
  if (fault.status !== unchosenStatus || protocol !== 'awsQuery' || !isDecodedService(service)) return fault.status;
  const errors = loadedSchema(service)?.errors;
  return errors && Object.hasOwn(errors, fault.code) ? errors[fault.code]! : fault.status;
}

function details(fault: Fault): string {
  return Object.entries(fault.details)
    .map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`)
    .join('');
}

function ec2Document(fault: Fault, requestId: string): string {
  const error = `<Code>${escapeXml(fault.code)}</Code><Message>${escapeXml(fault.message)}</Message>${details(fault)}`;
  return `${xmlDeclaration}<Response><Errors><Error>${error}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
}

function queryDocument(service: string, fault: Fault, status: number, requestId: string): string {
  const namespace = (isKnownService(service) && services[service].namespace) || '';
  const type = status >= 500 ? 'Receiver' : 'Sender';
  const message = `<Message>${escapeXml(fault.message)}</Message>`;
  const error = `<Type>${type}</Type><Code>${escapeXml(fault.code)}</Code>${message}${details(fault)}`;
  return `<ErrorResponse xmlns="${namespace}"><Error>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
}

function s3Document(fault: Fault, requestId: string): string {
  const error = `<Code>${escapeXml(fault.code)}</Code><Message>${escapeXml(fault.message)}</Message>${details(fault)}`;
  return `${xmlDeclaration}<Error>${error}<RequestId>${requestId}</RequestId><HostId>${requestId}</HostId></Error>`;
}

/** AWS's services write `message` or `Message`; clients read both. */
function jsonDocument({ protocol }: Where, fault: Fault): string {
  const type = protocol === 'restJson1' ? {} : { __type: fault.code };
  return JSON.stringify({ ...fault.details, ...type, message: fault.message });
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
