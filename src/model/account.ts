/** Accounts and the organization that they form. How they come into it by invitation is handshake.ts's. */

import type { ResourceBase } from './resource.ts';

/** The region of resources that belong to none. */
export const globalRegion = 'aws-global';

export interface Account extends ResourceBase {
  readonly kind: 'account';
  readonly name: string;
  readonly email: string;
  readonly status: 'ACTIVE' | 'SUSPENDED';
  /** Present once the organization closed it. */
  readonly closed?: {
    /** Milliseconds since 1970. */
    readonly at: number;
    readonly stateRevision: number;
  };
  readonly joined: 'INVITED' | 'CREATED';
  /** When it joined its organization, if that was not when it was made: milliseconds since 1970. */
  readonly joinedAt?: number;
  /** What it is called instead of its number: no two accounts alike. */
  readonly alias?: string;
  /** True for the account that was made at first start. */
  readonly management: boolean;
  /** The organization that it belongs to. */
  readonly organization?: string;
  /** The unit that it is in; absent in the root. */
  readonly parent?: string;
  /** AWS services that it administers for its organization, and since when: milliseconds since 1970. */
  readonly delegations?: Readonly<Record<string, number>>;
}

export interface AccountCreation extends ResourceBase {
  readonly kind: 'account-creation';
  readonly accountName: string;
  readonly createdAccount?: string;
  readonly state: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly failureReason?: string;
}

export interface Organization extends ResourceBase {
  readonly kind: 'organization';
  readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING';
  readonly rootId: string;
  /** AWS services that may act in the organization, such as `ram.amazonaws.com`, and since when: milliseconds since 1970. */
  readonly serviceAccess?: Readonly<Record<string, number>>;
  /** Present while the root has service control policies enabled. */
  readonly serviceControl?: {
    /** The root, units and accounts that FullAWSAccess was detached from. */
    readonly withoutFullAccess: readonly string[];
  };
}

/** Whether an AWS service, such as `ram.amazonaws.com`, may act in the organization. */
export function trusts({ serviceAccess }: Organization, servicePrincipal: string): boolean {
  return serviceAccess !== undefined && Object.hasOwn(serviceAccess, servicePrincipal);
}

/** That an account has used a region or opted in to it, which is when its default VPC was made there. */
export interface AccountRegion extends ResourceBase {
  /** The id is `ACCOUNT/REGION`. */
  readonly kind: 'account-region';
  /** What it asked for last, of a region that it must opt in to. */
  readonly opted?: {
    readonly to: 'in' | 'out';
    /** Milliseconds since 1970. */
    readonly at: number;
  };
}
