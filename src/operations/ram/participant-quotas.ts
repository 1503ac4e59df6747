/**
 * How far subnets may be shared: with so many accounts for one VPC, and so many with one account, wherever they come from.
 * Likeliest, as AWS says neither: an organization or unit counts as the accounts that are in it now, and what goes beyond is
 * refused. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-share-limits
 */

import { isAccountId } from '../../base/ids.ts';
import { readEc2Arn } from '../../model/ec2-arn.ts';
import type { Network } from '../../model/network.ts';
import type { ResourceShare } from '../../model/resource-share.ts';
import { idsSharedWith, isGrounded, principalsOf, shareableTypeOf } from '../../model/sharing.ts';
import type { Context } from '../context.ts';
import { checkQuota } from '../ec2/quotas.ts';

/** @throws Fault ResourceShareLimitExceededException */
export function checkParticipantQuotas(network: Network, context: Context, share: ResourceShare): void {
  const subnets = subnetsOf(share);
  if (subnets.length === 0) return;
  const { region } = context;
  for (const account of accountsReached(network, share)) {
    checkQuota(context, 'sharedSubnetsPerAccount', idsSharedWith(network, { account, region }, 'subnet').size, account);
  }
  const vpcs = new Set(subnets.map((id) => network.get('subnet', id)?.vpc));
  for (const vpc of vpcs) {
    if (vpc !== undefined) checkQuota(context, 'participantsPerVpc', participantsOf(network, share, vpc).size, vpc);
  }
}

const held = ({ desired, failure }: { readonly desired: string; readonly failure?: string }): boolean =>
  desired === 'associated' && failure === undefined;

function subnetsOf({ desired, resources }: ResourceShare): readonly string[] {
  if (desired !== 'active') return [];
  return resources
    .filter((one) => held(one) && shareableTypeOf(one.id)?.kind === 'subnet')
    .map(({ id }) => readEc2Arn(id)!.id);
}

function accountsReached(network: Network, share: ResourceShare): ReadonlySet<string> {
  const live = share.principals.filter((one) => held(one) && isGrounded(network, share, one)).map(({ id }) => id);
  const named = live.filter((id) => isAccountId(id) && network.get('account', id) !== undefined);
  const nodes = new Set(live.filter((id) => !isAccountId(id)));
  const organization = network.get('account', share.account)?.organization;
  const members = nodes.size === 0 ? [] : network.find('account', `organization:${organization}`);
  const below = members.filter(({ id }) => principalsOf(network, id).some((principal) => nodes.has(principal)));
  return new Set([...named, ...below.map(({ id }) => id)].filter((id) => id !== share.account));
}

/** The accounts that any share of the owner's gives a subnet of the VPC. */
function participantsOf(network: Network, { account, region }: ResourceShare, vpc: string): ReadonlySet<string> {
  const shares = network
    .owned('resource-share', account, region)
    .filter((share) => subnetsOf(share).some((id) => network.get('subnet', id)?.vpc === vpc));
  return new Set(shares.flatMap((share) => [...accountsReached(network, share)]));
}
