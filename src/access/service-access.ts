/**
 * Whether a bucket lets an AWS service in that acts for a customer: by the bucket's policy alone, since services have no policies
 * of their own. Into its own account's buckets a service that delivers logs is let where the policy doesn't deny it: on AWS it
 * adds the statement that allows it by itself, with the permissions of whoever asked for the logs.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 */

import { Fault } from '../base/fault.ts';
import type { ContextValue } from '../policy/context.ts';
import { evaluate } from '../policy/evaluate.ts';
import { parsePolicy } from '../policy/parse.ts';

export interface ServiceQuestion {
  /** `delivery.logs.amazonaws.com` */
  readonly service: string;
  /** The account that it acts for. */
  readonly account: string;
  readonly bucket: { readonly account: string; readonly policy?: string } | undefined;
  readonly action: string;
  readonly resource: string;
  readonly keys: Readonly<Record<string, ContextValue>>;
}

/** A policy that cannot be read lets nobody in. */
export function letsService({ service, account, bucket, action, resource, keys }: ServiceQuestion): boolean {
  if (bucket === undefined) return false;
  const isOwn = bucket.account === account;
  if (bucket.policy === undefined) return isOwn;
  try {
    const request = { principal: { kind: 'service', service }, action, resource, context: keys } as const;
    const policy = parsePolicy(bucket.policy, 'resource');
    const decision = evaluate(request, { sameAccount: false, identity: [], resource: policy });
    return decision.allowed || (isOwn && decision.reason.kind === 'implicitDeny');
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}
