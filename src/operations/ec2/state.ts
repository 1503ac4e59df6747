/**
 * States that AWS shows while it is at work: derived from what was asked for and from what the data plane has applied, so
 * that nothing has to be written when the data plane catches up. Relies on `stateRevision` of the documents.
 */

import { connectionState } from '../../model/endpoint-connection.ts';
import type { Instance } from '../../model/instance.ts';
import type { NatGateway } from '../../model/nat-gateway.ts';
import type { VpcAssociation } from '../../model/security-group.ts';
import type { TransitGateway, TransitGatewayAttachment, TransitGatewayTie } from '../../model/transit-gateway.ts';
import type { VpcEndpoint } from '../../model/vpc-endpoint.ts';
import { isInterRegion, type PeeringState, type VpcPeeringConnection } from '../../model/vpc-peering-connection.ts';

/** The part of a Context that states depend on. */
export interface Applied {
  /** The revision that the data plane has applied. */
  readonly appliedRevision: number;
}

/** Whether a change made at that revision is in force. */
export function settled(context: Applied, stateRevision: number): boolean {
  return stateRevision <= context.appliedRevision;
}

export interface InstanceState {
  readonly Name: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  readonly Code: number;
}

const instanceStates: Readonly<
  Record<Instance['desired'], { readonly under: InstanceState; readonly done: InstanceState }>
> = {
  running: { under: { Name: 'pending', Code: 0 }, done: { Name: 'running', Code: 16 } },
  stopped: { under: { Name: 'stopping', Code: 64 }, done: { Name: 'stopped', Code: 80 } },
  terminated: { under: { Name: 'shutting-down', Code: 32 }, done: { Name: 'terminated', Code: 48 } },
};

export function instanceState(context: Applied, instance: Pick<Instance, 'desired' | 'stateRevision'>): InstanceState {
  const row = instanceStates[instance.desired];
  return settled(context, instance.stateRevision) ? row.done : row.under;
}

export function natGatewayState(
  context: Applied,
  gateway: Pick<NatGateway, 'desired' | 'stateRevision' | 'failure'>,
): 'pending' | 'failed' | 'available' | 'deleting' | 'deleted' {
  if (gateway.failure) return 'failed';
  if (gateway.desired === 'available') return settled(context, gateway.stateRevision) ? 'available' : 'pending';
  return settled(context, gateway.stateRevision) ? 'deleted' : 'deleting';
}

/** Of gateways, of their route tables, and of attachments that the other side accepted. */
export function transitGatewayState(
  context: Applied,
  { desired, stateRevision, modified }: Pick<TransitGateway, 'desired' | 'stateRevision' | 'modified'>,
): 'pending' | 'available' | 'modifying' | 'deleting' | 'deleted' {
  const done = settled(context, stateRevision);
  if (desired === 'deleted') return done ? 'deleted' : 'deleting';
  if (done) return 'available';
  return modified ? 'modifying' : 'pending';
}

export function transitGatewayAttachmentState(context: Applied, attachment: TransitGatewayAttachment) {
  const { desired, answer, stateRevision } = attachment;
  if (desired === 'deleted' || answer === 'accepted') return transitGatewayState(context, attachment);
  if (answer === 'pending') return 'pendingAcceptance';
  if (answer === 'failed') return 'failed';
  return settled(context, stateRevision) ? 'rejected' : 'rejecting';
}

/** Nothing is `disassociated` for long: it is not listed any more. */
export function transitGatewayAssociationState(
  context: Applied,
  { desired, stateRevision }: TransitGatewayTie,
): 'associating' | 'associated' | 'disassociating' | 'disassociated' {
  const done = settled(context, stateRevision);
  if (desired === 'there') return done ? 'associated' : 'associating';
  return done ? 'disassociated' : 'disassociating';
}

export function vpcAssociationState(
  context: Applied,
  { desired, stateRevision }: VpcAssociation,
): 'associating' | 'associated' | 'disassociating' | 'disassociated' {
  const done = settled(context, stateRevision);
  if (desired === 'associated') return done ? 'associated' : 'associating';
  return done ? 'disassociated' : 'disassociating';
}

/** Requests for a customer's service expire, so that the time counts as well. */
export interface AppliedNow extends Applied {
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** `initiating-request` is in the answer to the request alone. Within a region nothing is `deleting`. */
export function peeringState(context: AppliedNow, connection: VpcPeeringConnection): PeeringState {
  const { outcome, expires, stateRevision } = connection;
  if (outcome === undefined) return context.now < expires ? 'pending-acceptance' : 'expired';
  const done = settled(context, stateRevision);
  if (outcome.kind === 'accepted') return done ? 'active' : 'provisioning';
  if (outcome.kind === 'deleted') return done || !isInterRegion(connection) ? 'deleted' : 'deleting';
  return outcome.kind;
}

export type EndpointState =
  | 'pendingAcceptance'
  | 'pending'
  | 'available'
  | 'rejected'
  | 'expired'
  | 'deleting'
  | 'deleted';

/** The service prints these in camel case, whatever the SDK's enumeration says. */
export function endpointState(
  context: AppliedNow,
  endpoint: Pick<VpcEndpoint, 'desired' | 'stateRevision' | 'connection'>,
): EndpointState {
  const done = settled(context, endpoint.stateRevision);
  if (endpoint.desired === 'deleted') return done ? 'deleted' : 'deleting';
  const connection = endpoint.connection && connectionState(endpoint.connection, context.now);
  if (connection !== undefined && connection !== 'accepted') return connection;
  return done ? 'available' : 'pending';
}
