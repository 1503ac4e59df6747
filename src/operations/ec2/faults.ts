/**
 * EC2's error codes and messages, each as AWS prints it; the table of those for ids that name nothing is naming.ts. Sources: the
 * error code list of the EC2 API Reference (errors-overview) and, for the sentences, replies of the real service that users
 * quoted in public issue threads; those without a source are marked.
 */

import { Fault } from '../../base/fault.ts';
import type { Network } from '../../model/network.ts';
import type { Kind, Resource, ResourceOf } from '../../model/resource.ts';
import type { Sharer } from '../../model/sharing.ts';
import { sees, uses } from '../../model/vpc-sharing.ts';
import type { Principal } from '../context.ts';
import { identityOf } from '../iam/arn.ts';
import { namings } from './naming.ts';

/** What EC2 answers where an id names nothing: malformed ids have a code of their own. */
export function notFound(kind: Kind, id: string): Fault {
  const row = namings[kind];
  if (row === undefined) return new Fault('InvalidParameterValue', `Value (${id}) is invalid.`);
  if (!new RegExp(`^${row.prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id)) {
    return new Fault(
      row.malformed,
      row.malformedMessage?.(id) ?? `Invalid id: "${id}" (expecting "${row.prefix}-...")`,
    );
  }
  return new Fault(row.notFound, row.message(id));
}

export interface Caller {
  readonly account: string;
  readonly region: string;
  readonly principal?: Principal;
}

/** A caller as shares may name it: by its account, or as a single user or role of it. */
export function sharerOf(network: Network, { account, region, principal }: Caller): Sharer {
  const identity = principal && identityOf(network, principal);
  return identity === undefined ? { account, region } : { account, region, identity };
}

function isOwn(resource: Resource | undefined, { account, region }: Caller): boolean {
  return resource?.account === account && resource.region === region;
}

/** AWS publishes no sentence for what a VPC's owner keeps from participants: the likeliest. */
export function notAuthorized(): Fault {
  return new Fault('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);
}

/** The Fault for a resource that isn't the caller's: what the caller can't see doesn't exist, and the rest it may not change. */
function refusal(network: Network, caller: Caller, kind: Kind, id: string): Fault {
  const resource = network.get(kind, id);
  return resource !== undefined && sees(network, sharerOf(network, caller), resource)
    ? notAuthorized()
    : notFound(kind, id);
}

type Reader = Network | { readonly network: Network };

function networkOf(reader: Reader): Network {
  return 'network' in reader ? reader.network : reader;
}

/** The caller's own resource, which it may change. @throws Fault the kind's NotFound, or UnauthorizedOperation for another's */
export function owned<K extends Kind>(reader: Reader, caller: Caller, kind: K, id: string): ResourceOf<K> {
  const network = networkOf(reader);
  const resource = network.get(kind, id);
  if (resource === undefined || !isOwn(resource, caller)) throw refusal(network, caller, kind, id);
  return resource;
}

/** A resource that the caller may name in what it makes, if it is there: its own, or one that is shared with it. */
export function findUsable<K extends Kind>(
  reader: Reader,
  caller: Caller,
  kind: K,
  id: string,
): ResourceOf<K> | undefined {
  const network = networkOf(reader);
  const resource = network.get(kind, id);
  if (resource === undefined || isOwn(resource, caller)) return resource;
  return uses(network, sharerOf(network, caller), resource) ? resource : undefined;
}

/** The same, with EC2's refusals. @throws Fault the kind's NotFound, or UnauthorizedOperation for what the caller only sees */
export function usable<K extends Kind>(reader: Reader, caller: Caller, kind: K, id: string): ResourceOf<K> {
  const found = findUsable(reader, caller, kind, id);
  if (found === undefined) throw refusal(networkOf(reader), caller, kind, id);
  return found;
}

/** A resource that the caller may look at. @throws Fault the kind's NotFound */
export function seen<K extends Kind>(reader: Reader, caller: Caller, kind: K, id: string): ResourceOf<K> {
  const network = networkOf(reader);
  const resource = network.get(kind, id);
  if (resource === undefined || !(isOwn(resource, caller) || sees(network, sharerOf(network, caller), resource)))
    throw notFound(kind, id);
  return resource;
}

export function missingParameter(name: string): Fault {
  return new Fault('MissingParameter', `The request must contain the parameter ${name}`);
}

/** The value, or EC2's MissingParameter. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw missingParameter(name);
  return value;
}

export function invalidParameterValue(message: string): Fault {
  return new Fault('InvalidParameterValue', message);
}

export function invalidCombination(message: string): Fault {
  return new Fault('InvalidParameterCombination', message);
}

export function dependencyViolation(noun: string, id: string): Fault {
  return new Fault('DependencyViolation', `The ${noun} '${id}' has dependencies and cannot be deleted.`);
}

/** For what AWS has and this server does not: refused by name, never half done. */
export function notOffered(what: string): Fault {
  return new Fault('UnsupportedOperation', `${what} is not supported.`);
}
