/**
 * `GET /_postern/trace?source=…&destination=…&protocol=6&port=443&sourceAddress=…&destinationAddress=…&action=…&resource=…&principal=…`:
 * the verifier's answer for one flow and, if wanted, one request in it, from the newest durable Network and what is known of
 * targets' health. It reads, and changes nothing.
 */

import type { Network } from '../model/network.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import { withOwners } from '../verify/owners.ts';
import { type Question, type Trace, trace } from '../verify/trace.ts';
import { number, refuseUnknown, required } from './parameters.ts';
import { readRequest, requestMembers } from './service-request.ts';

export interface TraceOptions {
  readonly network: () => Network;
  readonly targetHealth: TargetHealthView;
}

/** @throws Fault */
export function answerTrace({ network, targetHealth }: TraceOptions, query: URLSearchParams): Trace {
  const current = network();
  return withOwners(current, trace(current, readQuestion(query), targetHealth));
}

const known: readonly string[] = [
  'source',
  'destination',
  'protocol',
  'port',
  'sourceAddress',
  'destinationAddress',
  ...requestMembers,
];

/** @throws Fault */
export function readQuestion(query: URLSearchParams): Question {
  refuseUnknown(query, known);
  const port = query.get('port');
  const sourceAddress = query.get('sourceAddress');
  const destinationAddress = query.get('destinationAddress');
  return {
    source: required(query, 'source'),
    destination: required(query, 'destination'),
    protocol: number('protocol', required(query, 'protocol')),
    ...(port === null ? {} : { port: number('port', port) }),
    ...(sourceAddress === null ? {} : { sourceAddress }),
    ...(destinationAddress === null ? {} : { destinationAddress }),
    ...readRequest(query),
  };
}
