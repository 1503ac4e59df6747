/** Resource shares in requests and answers: the share that an ARN names, for its owner alone, and how shares are shown. */

import type { Network } from '../../model/network.ts';
import { type ResourceShare, resourceShareArn } from '../../model/resource-share.ts';
import { type Sharer, sharesReaching } from '../../model/sharing.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { identityId, roleArn, userArn } from '../iam/arn.ts';
import { readShareId } from './arn.ts';
import { invalidParameter, shareDeleted, shareNotFound } from './faults.ts';
import { isListed, type Now, shareStatus } from './state.ts';
import { tagList } from './tag-list.ts';

/** A share of the caller's own, deleted ones for a while. @throws Fault MalformedArnException, UnknownResourceException */
export function ownShare(network: Network, context: Context, arn: string): ResourceShare {
  const share = network.get('resource-share', readShareId(arn));
  const isOwn = share?.account === context.account && share.region === context.region;
  if (!isOwn || resourceShareArn(share) !== arn || !isListed(context, share)) throw shareNotFound(arn);
  return share;
}

/** One that can still be changed. @throws Fault InvalidStateTransitionException and those of `ownShare` */
export function changeableShare(draft: Draft, context: Context, arn: string): ResourceShare {
  const share = ownShare(draft.network, context, arn);
  if (share.desired === 'deleted') throw shareDeleted(arn);
  return share;
}

export function ownShares(context: Context): readonly ResourceShare[] {
  const { network, account, region } = context;
  return network.owned('resource-share', account, region).filter((share) => isListed(context, share));
}

/** Whoever calls, as somebody that may be shared with: a role's session is the role. */
export function sharerOf({ network, account, region, principal }: Context): Sharer {
  const id = 'name' in principal ? principal.name : 'role' in principal ? principal.role : '';
  const user = principal.kind === 'user' ? network.get('user', identityId(account, id)) : undefined;
  const role = principal.kind === 'session' ? network.get('role', identityId(account, id)) : undefined;
  return { account, region, identity: user ? userArn(user) : role && roleArn(role) };
}

export type Owner = 'SELF' | 'OTHER-ACCOUNTS';

/** The shares that the caller owns, or those of others that reach it. @throws Fault InvalidParameterException */
export function sharesOf(context: Context, owner: string): readonly ResourceShare[] {
  if (owner === 'SELF') return ownShares(context);
  if (owner === 'OTHER-ACCOUNTS') return sharesReaching(context.network, sharerOf(context));
  throw invalidParameter(
    `${owner} is not a valid resource owner. Specify either SELF or OTHER-ACCOUNTS and try again.`,
  );
}

/** Those of shares that a request names. @throws Fault MalformedArnException, UnknownResourceException */
export function narrowed(
  shares: readonly ResourceShare[],
  arns: readonly string[] | undefined,
): readonly ResourceShare[] {
  if (arns === undefined || arns.length === 0) return shares;
  return [...new Set(arns)].map((arn) => {
    const id = readShareId(arn);
    const found = shares.find((share) => share.id === id && resourceShareArn(share) === arn);
    if (found === undefined) throw shareNotFound(arn);
    return found;
  });
}

export function shareShape(context: Now & Pick<Context, 'account'>, share: ResourceShare) {
  const tags = share.account === context.account ? tagList(share.tags) : [];
  return {
    resourceShareArn: resourceShareArn(share),
    name: share.name,
    owningAccountId: share.account,
    allowExternalPrincipals: share.allowExternalPrincipals,
    status: shareStatus(context, share),
    ...(tags.length > 0 ? { tags } : {}),
    creationTime: new Date(share.created),
    lastUpdatedTime: new Date(share.updated),
    featureSet: 'STANDARD' as const,
    ...(share.retainsLeavers ? { resourceShareConfiguration: { retainSharingOnAccountLeaveOrganization: true } } : {}),
  };
}

/** The token that a request brought comes back with its answer. */
export function echoed({ clientToken }: { readonly clientToken?: string | undefined }) {
  return clientToken === undefined ? {} : { clientToken };
}
