/**
 * What EC2 answers to requests about endpoint services that it refuses. Sentences that users quoted in public issues say so
 * by having no mark; those marked are the likeliest, because no reply of AWS's could be found.
 */

import { Fault } from '../../base/fault.ts';
import { invalidParameter } from './vpc-endpoint-fault.ts';

/** A service that a bulk operation names; as the subject of a request it is `InvalidVpcEndpointServiceId.NotFound`. */
export const serviceNotFound = (id: string): Fault =>
  new Fault('InvalidVpcEndpointService.NotFound', `The VpcEndpointService Id '${id}' does not exist`);

export const existingConnections = (): Fault =>
  new Fault('ExistingVpcEndpointConnections', 'Service has existing active VPC Endpoint connections!');

export const invalidPrincipal = (arn: string): Fault => new Fault('InvalidPrincipal', `Invalid Principal: '${arn}'`);

export const unsupportedZone = (service: string, subnet: string): Fault =>
  invalidParameter(
    `The VPC endpoint service ${service} does not support the availability zone of the subnet: ${subnet}.`,
  );

export const unverifiedName = (service: string): Fault =>
  invalidParameter(
    `Private DNS can't be enabled because the service ${service} has not verified the private DNS name.`,
  );

export const privateNameTooEarly = (service: string): Fault =>
  invalidParameter(
    `Private DNS can only be enabled after the endpoint connection is accepted by the owner of ${service}.`,
  );

/** Likeliest; AWS says only that it denies new connection requests. */
export const lostName = (service: string): Fault =>
  invalidParameter(`The VPC endpoint service ${service} has not verified the private DNS name.`);

export const oneLoadBalancerType = (): Fault =>
  invalidParameter('exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member');

/** Likeliest. */
export const otherLoadBalancerType = (service: string): Fault =>
  invalidParameter(`The VPC endpoint service ${service} has load balancers of another type.`);

/** Likeliest. */
export const wrongLoadBalancerType = (arn: string, type: 'network' | 'gateway'): Fault =>
  invalidParameter(`The load balancer '${arn}' is not of the type '${type}'.`);

/** Likeliest. */
export const privateNameOfGateway = (): Fault =>
  invalidParameter('Private DNS names are not supported for VPC endpoint services with Gateway Load Balancers.');

/** Likeliest. */
export const regionsOfGateway = (): Fault =>
  invalidParameter('Supported regions are not supported for VPC endpoint services with Gateway Load Balancers.');

/** Likeliest. */
export const noLoadBalancer = (): Fault =>
  invalidParameter('A VPC endpoint service must have at least one load balancer.');

/** Likeliest. */
export const loadBalancerNotFound = (arn: string): Fault =>
  invalidParameter(`The load balancer '${arn}' does not exist`);

/** Likeliest. */
export const loadBalancerTaken = (arn: string, service: string): Fault =>
  invalidParameter(`The load balancer '${arn}' is already associated with the VPC endpoint service ${service}.`);

/** Likeliest. */
export const loadBalancerNotAssociated = (arn: string, service: string): Fault =>
  invalidParameter(`The load balancer '${arn}' is not associated with the VPC endpoint service ${service}.`);

/** Likeliest. */
export const invalidPrivateName = (name: string): Fault =>
  invalidParameter(`The private DNS name '${name}' is not valid.`);

/** Likeliest. */
export const noPrivateNameToVerify = (service: string): Fault =>
  invalidParameter(`The VPC endpoint service ${service} does not have a private DNS name.`);

/** Likeliest. */
export const unsupportedRegion = (region: string): Fault =>
  invalidParameter(`The region '${region}' is not supported for the VPC endpoint service.`);

/** Likeliest. */
export const hostRegionStays = (region: string): Fault =>
  invalidParameter(`The region '${region}' hosts the VPC endpoint service and cannot be removed.`);

export const remoteZonesOnly = (zones: readonly string[]): Fault =>
  invalidParameter(`Only the following availability zones are supported for remote access: ${zones.join(', ')}`);

/** Likeliest. */
export const customIdleTimeout = (arn: string): Fault =>
  invalidParameter(
    `The load balancer '${arn}' has a custom TCP idle timeout, which is not supported for a VPC endpoint service with multiple supported regions.`,
  );

/** Likeliest. */
export const payerStays = (service: string): Fault =>
  invalidParameter(`The payer responsibility of the VPC endpoint service ${service} cannot be changed back.`);

/** Likeliest. */
export const invalidConnectionState = (endpoint: string, state: string): Fault =>
  new Fault('InvalidState', `The VPC endpoint connection of ${endpoint} is in the state ${state}.`);

/** Likeliest: AWS says only that accounts must subscribe first. */
export const notSubscribed = (endpoint: string, account: string): Fault =>
  new Fault(
    'InvalidState',
    `The VPC endpoint connection of ${endpoint} cannot be accepted: the account ${account} is not subscribed to the product.`,
  );

export const invalidNotification = (id: string): Fault =>
  new Fault('InvalidConnectionNotification', `The connection notification ID '${id}' does not exist`);
