/** The text of a managed policy by its ARN, whoever it belongs to: what an authorizer evaluates. */

import type { Network } from '../../model/network.ts';
import { identityId, readIdentityArn } from './arn.ts';
import { awsManagedPolicy } from './aws-managed-policy.ts';

/** Undefined where there is no such policy, which an authorizer must take as a policy that allows nothing. */
export function managedPolicyText(network: Network, arn: string): string | undefined {
  const named = readIdentityArn(arn, 'policy');
  if (named === undefined) return undefined;
  if (named.account === 'aws') return awsManagedPolicy(arn)?.document;
  const policy = network.get('managed-policy', identityId(named.account, named.name));
  return policy?.path === named.path ? policy.document : undefined;
}
