/**
 * Whether an account may share a resource at all, whoever with: it is of a type that can be shared, the account's own, in the region, not
 * part of a default VPC, and the account's organization shares where the type stays within one. With whom is in association.ts.
 * https://docs.aws.amazon.com/ram/latest/userguide/shareable.html,
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-prerequisites.html
 */

import { readEc2Arn } from '../../model/ec2-arn.ts';
import type { Network } from '../../model/network.ts';
import type { Resource } from '../../model/resource.ts';
import type { SecurityGroup } from '../../model/security-group.ts';
import { type ShareableType, shareableTypeOf } from '../../model/sharing.ts';
import type { Context } from '../context.ts';
import { malformedArn, notPermitted, notShareable, onlyWithinOrganization, resourceNotFound } from './faults.ts';
import { sharingOrganization } from './organization-sharing.ts';

const arnForm = /^arn:aws:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:\S+$/;

export interface Shareable {
  readonly arn: string;
  readonly type: ShareableType;
}

type Caller = Pick<Context, 'account' | 'region'>;

/** @throws Fault with RAM's words for what cannot be shared */
export function checkShareable(network: Network, caller: Caller, arn: string): Shareable {
  if (!arnForm.test(arn)) throw malformedArn(arn);
  const type = shareableTypeOf(arn);
  const named = readEc2Arn(arn);
  if (type === undefined || named === undefined) throw notShareable();
  if (named.account !== caller.account) {
    throw notPermitted(`The resource ${arn} is not owned by your account. You can share only resources that you own.`);
  }
  const resource = network.get(type.kind, named.id);
  const isHere = resource?.account === caller.account && resource.region === caller.region;
  if (!isHere || named.region !== caller.region || isDeleted(resource)) throw resourceNotFound(arn);
  checkKind(network, resource);
  if (!type.outsideOrganization && sharingOrganization(network, caller.account) === undefined) {
    throw onlyWithinOrganization();
  }
  return { arn, type };
}

/** A gateway is shown for a while after it was deleted. */
function isDeleted(resource: Resource): boolean {
  return resource.kind === 'transit-gateway' && resource.desired === 'deleted';
}

function checkKind(network: Network, resource: Resource): void {
  if (resource.kind === 'subnet' && network.get('vpc', resource.vpc)?.isDefault !== false) {
    throw notPermitted(`You cannot share subnets that are in a default VPC: ${resource.id}.`);
  }
  if (resource.kind === 'security-group') checkGroup(network, resource);
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/security-group-sharing.html */
function checkGroup(network: Network, group: SecurityGroup): void {
  const vpc = network.get('vpc', group.vpc);
  if (group.name === 'default') throw notPermitted(`You cannot share the default security group ${group.id}.`);
  if (vpc?.isDefault !== false) {
    throw notPermitted(`You cannot share security groups that are in a default VPC: ${group.id}.`);
  }
  if (vpc.account !== group.account) {
    throw notPermitted(`You cannot share the security group ${group.id}, because you do not own its VPC.`);
  }
}
