/**
 * An operation's input as plain JSON in the SDK's member names, without a request around it: held to the operation's schema
 * as the wire holds its own, and refused in the service's own words. Unlike the JSON services, which ignore what they don't
 * know, it refuses unknown members: who writes calls by hand misspells.
 */

import { Fault } from '../base/fault.ts';
import { codecOf } from './codec.ts';
import { inputFaults } from './input-fault.ts';
import { quotedValueLimit } from './limits.ts';
import { type Operation, unknownOperation } from './operation.ts';
import { loadSchema } from './schema.ts';
import { isDecodedService, services } from './services.ts';

/** @throws Fault for what this program has no operation of */
export async function operationNamed(service: string, name: string): Promise<Operation> {
  if (!isDecodedService(service)) {
    throw new Fault('UnknownService', `There are no operations of ${service.slice(0, quotedValueLimit)} to call.`);
  }
  const { protocol } = services[service];
  const codec = codecOf(await loadSchema(service));
  const { operations } = codec.schema;
  if (protocol === 's3' || !Object.hasOwn(operations, name)) {
    throw unknownOperation({ service, region: '', operation: name, protocol });
  }
  return { service, name, protocol, schema: operations[name]!, codec, labels: {} };
}

/** @throws Fault */
export function plainInput({ codec, schema, protocol }: Operation, given: unknown): Record<string, unknown> {
  const faults = inputFaults(protocol);
  const missing: string[] = [];
  const unknown = (path: string): Fault =>
    new Fault('UnknownParameter', `The parameter ${path.slice(0, quotedValueLimit)} is not recognized`);
  if (schema.input === undefined) {
    const [stranger] = Object.keys(given as object);
    if (stranger !== undefined) throw unknown(stranger);
    return {};
  }
  const input = codec.jsonReader('awsJson', schema.input)(given, '', { faults, missing, unknown }, 0);
  if (missing.length > 0) throw faults.missing(missing);
  return input as Record<string, unknown>;
}
