/**
 * Who signs a request, and the `Principal` and `NotPrincipal` elements that name them. A resource policy may name a
 * principal directly, by its role, or by its whole account; the difference decides whether it alone can grant access, so
 * a match answers how it matched. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */

import { parseArn } from './arn.ts';

export type RequestPrincipal =
  | { readonly kind: 'root'; readonly arn: string; readonly account: string; readonly canonicalUser?: string }
  | { readonly kind: 'user'; readonly arn: string; readonly account: string; readonly canonicalUser?: string }
  /** `arn` is the session's: `arn:aws:sts::111122223333:assumed-role/NAME/SESSION`. */
  | {
      readonly kind: 'assumedRole';
      readonly arn: string;
      readonly roleArn: string;
      readonly account: string;
      readonly canonicalUser?: string;
    }
  /** A GetFederationToken session; `userArn` is the user's who asked for it. */
  | {
      readonly kind: 'federatedUser';
      readonly arn: string;
      readonly userArn: string;
      readonly account: string;
      readonly canonicalUser?: string;
    }
  | { readonly kind: 'service'; readonly service: string }
  /** Calls AssumeRoleWithSAML or AssumeRoleWithWebIdentity. */
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'anonymous' };

export type NamedPrincipal =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'arn'; readonly arn: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'canonicalUser'; readonly id: string };

export interface PrincipalElement {
  /** True for NotPrincipal. */
  readonly negated: boolean;
  readonly named: readonly NamedPrincipal[];
  /** Endpoint policies: an account names its root user only, not all its principals. */
  readonly accountMeansRoot: boolean;
}

/** Later ones reach further past implicit denies. */
export const matchLevels = ['none', 'account', 'role', 'direct'] as const;
export type MatchLevel = (typeof matchLevels)[number];

/** The ARN that denials print and CloudTrail shows. */
export function principalName(principal: RequestPrincipal): string {
  switch (principal.kind) {
    case 'service':
      return principal.service;
    case 'federated':
      return principal.provider;
    case 'anonymous':
      return 'anonymous';
    default:
      return principal.arn;
  }
}

/** From what GetCallerIdentity answers. A role's path isn't in a session's ARN: give `roleArn` where it has one. */
export function principalFromArn(text: string, roleArn?: string): RequestPrincipal | undefined {
  const arn = parseArn(text);
  if (!arn || (arn.service !== 'iam' && arn.service !== 'sts')) return undefined;
  const { account, partition } = arn;
  const [type, name] = arn.resource.split('/');
  if (arn.resource === 'root') return { kind: 'root', arn: text, account };
  if (type === 'user') return { kind: 'user', arn: text, account };
  if (type === 'assumed-role') {
    return {
      kind: 'assumedRole',
      arn: text,
      roleArn: roleArn ?? `arn:${partition}:iam::${account}:role/${name}`,
      account,
    };
  }
  if (type !== 'federated-user') return undefined;
  return { kind: 'federatedUser', arn: text, userArn: `arn:${partition}:iam::${account}:user/${name}`, account };
}

/** How the element covers the principal; for NotPrincipal, whether what it leaves out covers it. */
export function matchPrincipal(
  element: PrincipalElement,
  principal: RequestPrincipal,
  effect: 'Allow' | 'Deny',
): MatchLevel {
  if (!element.negated) return bestLevel(element, principal);
  return isExempt(element, principal, effect) ? 'none' : 'direct';
}

function bestLevel(element: PrincipalElement, principal: RequestPrincipal): MatchLevel {
  let best = 0;
  for (const named of element.named) {
    const level = matchLevels.indexOf(levelOf(named, principal, element.accountMeansRoot));
    if (level > best) best = level;
  }
  return matchLevels[best] ?? 'none';
}

function levelOf(named: NamedPrincipal, principal: RequestPrincipal, accountMeansRoot: boolean): MatchLevel {
  switch (named.kind) {
    case 'everyone':
      return 'direct';
    case 'service':
      return principal.kind === 'service' && principal.service === named.service ? 'direct' : 'none';
    case 'federated':
      return principal.kind === 'federated' && principal.provider === named.provider ? 'direct' : 'none';
    case 'canonicalUser':
      return accountLevel(
        'canonicalUser' in principal && principal.canonicalUser === named.id,
        principal,
        accountMeansRoot,
      );
    case 'account':
      return accountLevel('account' in principal && principal.account === named.account, principal, accountMeansRoot);
    case 'arn':
      return arnLevel(named.arn, principal);
  }
}

function accountLevel(same: boolean, principal: RequestPrincipal, accountMeansRoot: boolean): MatchLevel {
  if (!same) return 'none';
  if (principal.kind === 'root') return 'direct';
  return accountMeansRoot ? 'none' : 'account';
}

function arnLevel(arn: string, principal: RequestPrincipal): MatchLevel {
  if ('arn' in principal && principal.arn === arn) return 'direct';
  if (principal.kind === 'assumedRole' && principal.roleArn === arn) return 'role';
  // AWS: what a policy grants to the user who federated stays limited by the session's boundary and session policy.
  return principal.kind === 'federatedUser' && principal.userArn === arn ? 'role' : 'none';
}

/**
 * AWS: a Deny with NotPrincipal must list the account, the role and the session to leave a session out, so each of them
 * has to be there. An Allow with NotPrincipal grants to nobody of whom any part is listed.
 */
function isExempt(element: PrincipalElement, principal: RequestPrincipal, effect: 'Allow' | 'Deny'): boolean {
  if (effect === 'Allow') return bestLevel({ ...element, accountMeansRoot: false }, principal) !== 'none';
  if (element.named.some((named) => named.kind === 'everyone')) return true;
  return chainOf(principal).every((link) => element.named.some((named) => sameName(named, link)));
}

function chainOf(principal: RequestPrincipal): readonly NamedPrincipal[] {
  switch (principal.kind) {
    case 'root':
      return [{ kind: 'account', account: principal.account }];
    case 'user':
      return [
        { kind: 'account', account: principal.account },
        { kind: 'arn', arn: principal.arn },
      ];
    case 'assumedRole':
    case 'federatedUser':
      return [
        { kind: 'account', account: principal.account },
        { kind: 'arn', arn: principal.kind === 'assumedRole' ? principal.roleArn : principal.userArn },
        { kind: 'arn', arn: principal.arn },
      ];
    case 'service':
      return [{ kind: 'service', service: principal.service }];
    case 'federated':
      return [{ kind: 'federated', provider: principal.provider }];
    case 'anonymous':
      return [{ kind: 'everyone' }];
  }
}

function sameName(one: NamedPrincipal, other: NamedPrincipal): boolean {
  if (one.kind === 'account') return other.kind === 'account' && one.account === other.account;
  return one.kind === 'arn' && other.kind === 'arn'
    ? one.arn === other.arn
    : one.kind === 'service' && other.kind === 'service'
      ? one.service === other.service
      : one.kind === 'federated' && other.kind === 'federated' && one.provider === other.provider;
}
