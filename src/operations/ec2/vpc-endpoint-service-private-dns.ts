/**
 * The private name of an endpoint service: its form, the record that proves the right to it, and its changes. How the
 * verification stands follows from the public zones: see verificationState in src/model/vpc-endpoint-service.ts.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
 */

import { type Random, randomText } from '../../base/random.ts';
import {
  type PrivateDnsVerification,
  type VpcEndpointService,
  verificationState,
} from '../../model/vpc-endpoint-service.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { invalidCombination, owned, required } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { connectionsOf, hasAttached } from './vpc-endpoint-connection-view.ts';
import { existingConnections, invalidPrivateName, noPrivateNameToVerify } from './vpc-endpoint-service-fault.ts';

const lowerAlphanumeric = 'abcdefghijklmnopqrstuvwxyz0123456789';
const alphanumeric = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${lowerAlphanumeric}`;
const longestName = 255;

/** Lower case only, labels of up to 63 characters, `*` as the first one. */
const nameForm = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/** @throws Fault InvalidParameter */
export function newVerification(random: Random, domain: string): PrivateDnsVerification {
  if (domain.length > longestName || !nameForm.test(domain)) throw invalidPrivateName(domain);
  return {
    domain,
    name: `_${randomText(random, 20, lowerAlphanumeric)}`,
    value: `vpce:${randomText(random, 20, alphanumeric)}`,
    state: 'pendingVerification',
  };
}

type Change = Pick<InputOf<'ModifyVpcEndpointServiceConfiguration'>, 'PrivateDnsName' | 'RemovePrivateDnsName'>;

/** A name goes once nobody is connected: https://docs.aws.amazon.com/vpc/latest/userguide/remove-vpc-endpoint-service-dns-name.html */
function withoutName(draft: Draft, context: Context, service: VpcEndpointService): VpcEndpointService {
  const { privateDns, ...rest } = service;
  if (privateDns !== undefined && hasAttached(draft.network, context, service)) throw existingConnections();
  return rest;
}

/** Likeliest: a name that an endpoint answers to stays, or another would take its place there without its consent. */
function isInUse(draft: Draft, context: Context, service: VpcEndpointService): boolean {
  return connectionsOf(draft.network, context, service).some(
    (endpoint) => endpoint.desired === 'available' && endpoint.privateDnsEnabled,
  );
}

/** A name below a verified one needs no record of its own, so it keeps the one above; any other is verified anew. */
export function withPrivateName(
  draft: Draft,
  context: Context,
  service: VpcEndpointService,
  { PrivateDnsName: domain, RemovePrivateDnsName: remove }: Change,
): VpcEndpointService {
  if (remove && domain !== undefined) {
    throw invalidCombination('PrivateDnsName and RemovePrivateDnsName cannot be specified together.');
  }
  if (remove) return withoutName(draft, context, service);
  const before = service.privateDns;
  if (domain === undefined || domain === before?.domain) return service;
  const fresh = newVerification(context.random, domain);
  if (isInUse(draft, context, service)) throw existingConnections();
  const above = before?.domain.replace(/^\*\./, '');
  const covered = above !== undefined && domain.endsWith(`.${above}`);
  const isVerified = verificationState(draft.network, service) === 'verified';
  return { ...service, privateDns: covered && isVerified ? { ...before!, domain, state: 'verified' } : fresh };
}

/** Writes down that a name was verified, so that its record's end is told from its absence. */
export function rememberVerification(draft: Draft, service: VpcEndpointService): void {
  const { privateDns } = service;
  if (privateDns === undefined || privateDns.state === 'verified') return;
  if (verificationState(draft.network, service) !== 'verified') return;
  draft.put({ ...service, privateDns: { ...privateDns, state: 'verified' } });
}

export const vpcEndpointServicePrivateDnsOperations = {
  StartVpcEndpointServicePrivateDnsVerification(context, input) {
    const id = required(input.ServiceId, 'ServiceId');
    return context.transact((draft) => {
      const service = owned(draft, context, 'vpc-endpoint-service', id);
      if (service.privateDns === undefined) throw noPrivateNameToVerify(id);
      rememberVerification(draft, service);
      return { ReturnValue: true };
    });
  },
} satisfies Ec2Handlers;
