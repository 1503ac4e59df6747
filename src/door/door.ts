/**
 * The door: one request from bytes to bytes, whichever socket it came through. It finds out what is wanted, who signs and
 * whether the signature holds, and hands it to the service; what fails on the way is answered as that service answers.
 * It opens no socket and keeps nothing between requests.
 */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authorizer } from '../access/authorize.ts';
import { type Caller, findCaller, trustedCaller } from '../access/caller.ts';
import type { Clock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { uuid } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import type { LogDestinations } from '../model/flow-log.ts';
import type { KeyUses } from '../model/key-use.ts';
import type { MetricsView } from '../model/metric.ts';
import type { Origin } from '../model/origin.ts';
import { regionOf } from '../model/region.ts';
import { isRegionEnabled } from '../model/region-opt.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import type { Quotas } from '../operations/ec2/quotas.ts';
import type { DynamoDbService } from '../services/dynamodb/service.ts';
import type { Store } from '../store/store.ts';
import { authFault } from '../wire/auth-fault.ts';
import { bodyTooLargeFault, encodeFault, internalFault } from '../wire/fault-document.ts';
import { type Head, headerOf, headOf } from '../wire/head.ts';
import { readBody, writeResponse } from '../wire/http.ts';
import { identify, identifyWithBody, type Target } from '../wire/identify.ts';
import { bodyLimit, dynamodbBodyLimit } from '../wire/limits.ts';
import { parseSignature, type Signature } from '../wire/signature.ts';
import { sha256 } from '../wire/signing-key.ts';
import { verifySignature } from '../wire/verify-signature.ts';
import { serveDecoded } from './decoded.ts';
import { serveDynamoDb } from './dynamodb.ts';
import type { Exchange } from './exchange.ts';
import { stateOfDestination } from './log-delivery.ts';
import { type S3Backend, serveS3 } from './s3.ts';

export interface DoorOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly authorizer: Authorizer;
  readonly authentication: 'sigv4' | 'trust';
  /** Seals session tokens. */
  readonly sessionKey: string;
  readonly quotas: Quotas;
  readonly s3: S3Backend;
  readonly dynamodb: DynamoDbService;
  readonly appliedRevision: () => number;
  readonly targetHealth: TargetHealthView;
  readonly metrics: MetricsView;
  readonly keyUses: KeyUses;
  /** Told of every answer, for metrics. */
  readonly observe: (answer: Answered) => void;
  /** Told of our own mistakes, with the id that the caller was given. */
  readonly report: (requestId: string, reason: unknown) => void;
}

export interface Answered {
  readonly service: string;
  readonly operation: string;
  readonly status: number;
  readonly origin: Origin;
  readonly seconds: number;
}

/** What the listener serves, where it serves one service only: a VPC endpoint. */
export interface Expected {
  readonly region: string;
  readonly service: string;
}

export type Serve = (
  request: IncomingMessage,
  response: ServerResponse,
  origin: Origin,
  expected?: Expected,
) => Promise<void>;

export function openDoor(options: DoorOptions): Serve {
  return async (request, response, origin, expected) => {
    const started = performance.now();
    const requestId = uuid(options.random);
    const head = headOf(request);
    let target = identify(head);
    try {
      const body = isStreamed(target, head) ? undefined : await wholeBody(request, target);
      if (body) target = identifyWithBody(target, head, body);
      checkScope(target, expected);
      const exchange = admit(options, { head, target, requestId, origin, secure: isSecure(request) }, body);
      recordUse(options, exchange);
      if (body === undefined) await serveS3(options, exchange, request, response);
      else writeResponse(request, response, await serveWhole(options, exchange, body));
    } catch (reason) {
      refuse(options, { request, response, target, requestId }, reason);
    }
    const seconds = (performance.now() - started) / 1000;
    const { service, operation = 'unknown' } = target;
    options.observe({ service, operation, status: response.statusCode, origin, seconds });
  };
}

/** S3's bodies are streamed. A form that is posted to the root and says nothing of a service is some query protocol's. */
function isStreamed(target: Target, head: Head): boolean {
  const isForm = (headerOf(head, 'content-type') ?? '').startsWith('application/x-www-form-urlencoded');
  return target.service === 's3' && !(isForm && head.method === 'POST' && head.path === '/');
}

async function wholeBody(request: IncomingMessage, target: Target): Promise<Uint8Array> {
  const body = await readBody(request, target.service === 'dynamodb' ? dynamodbBodyLimit : bodyLimit);
  if (body === undefined) throw bodyTooLargeFault(target);
  return body;
}

/** The scope of the signature must be the service and region that the request was sent to. */
export function checkScope(target: Target, expected?: Pick<Expected, 'service'> & Partial<Expected>): void {
  if (expected && expected.service !== target.service) {
    throw authFault(
      target.protocol,
      'mismatch',
      `Credential should be scoped to correct service: '${expected.service}'.`,
    );
  }
  const isRegion = regionOf(target.region) !== undefined;
  if (!isRegion || (expected?.region !== undefined && expected.region !== target.region)) {
    throw authFault(target.protocol, 'mismatch', 'Credential should be scoped to a valid region.');
  }
}

export interface Arrival {
  readonly head: Head;
  readonly target: Target;
  readonly requestId: string;
  readonly origin: Origin;
  readonly secure: boolean;
}

/** What it takes to tell who signs. */
export type Admission = Pick<DoorOptions, 'store' | 'clock' | 'sessionKey' | 'authentication'>;

/** Who signs, once the signature holds. */
export function admit(options: Admission, arrival: Arrival, body: Uint8Array | undefined): Exchange {
  const { head, target, requestId, origin, secure } = arrival;
  const now = options.clock.now();
  const signature = parseSignature(head, target.protocol);
  const circumstances = {
    origin,
    region: target.region,
    now,
    secureTransport: secure,
    userAgent: headerOf(head, 'user-agent'),
  };
  if (signature === undefined && target.service !== 's3') throw authFault(target.protocol, 'missing');
  const caller = signature && callerOf(options, target, signature, now);
  if (signature && caller && options.authentication === 'sigv4') {
    const bodyHash = body && sha256(body);
    verifySignature({ head, signature, target, secret: caller.secret, bodyHash, now });
  }
  const trusted = options.authentication === 'trust';
  return { head, target, requestId, circumstances, caller, signature, trusted };
}

/** Of long-term keys, whether or not the request is then allowed. */
function recordUse({ keyUses }: DoorOptions, { signature, caller, target, circumstances }: Exchange): void {
  if (signature === undefined || caller === undefined || caller.session !== undefined) return;
  keyUses.record(signature.accessKeyId, { at: circumstances.now, service: target.service, region: target.region });
}

function callerOf(options: Admission, target: Target, signature: Signature, now: number): Caller {
  const { network } = options.store;
  const found = findCaller(network, options.sessionKey, signature, now);
  const caller =
    typeof found === 'string' && options.authentication === 'trust'
      ? trustedCaller(network, signature.accessKeyId)
      : found;
  if (typeof caller === 'string') throw authFault(target.protocol, caller);
  // Nobody's keys are known in a region that their account has not opted in to.
  if (!isRegionEnabled(network, caller.account, target.region, now)) {
    throw authFault(target.protocol, caller.session === undefined ? 'unknownKey' : 'badToken');
  }
  return caller;
}

function serveWhole(options: DoorOptions, exchange: Exchange, body: Uint8Array) {
  if (exchange.target.service === 'dynamodb') return serveDynamoDb(options, exchange, body);
  const logDestinations: LogDestinations = (destination) => stateOfDestination(options.s3, destination);
  return serveDecoded({ ...options, logDestinations }, exchange, body);
}

interface Refused {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  readonly requestId: string;
}

function refuse(options: DoorOptions, refused: Refused, reason: unknown): void {
  const { request, response, target, requestId } = refused;
  const fault = reason instanceof Fault ? reason : internalFault(target);
  if (!(reason instanceof Fault)) options.report(requestId, reason);
  // A stream that broke half-way can't be taken back: the client sees it end early.
  if (response.headersSent) response.destroy();
  else writeResponse(request, response, encodeFault(target, fault, requestId));
}

function isSecure(request: IncomingMessage): boolean {
  return 'encrypted' in request.socket;
}
