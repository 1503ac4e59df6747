/** Denials: the sentences of "Troubleshoot access denied error messages", word for word. */
import { expect, test } from 'vitest';
import { type Decision, denialMessage, type PolicyType } from './decision.ts';
import { principalFromArn, type RequestPrincipal } from './principal.ts';

const user = 'arn:aws:iam::123456789012:user/JohnDoe';
const group = 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:*';
const start = `User: ${user} is not authorized to perform:`;
const statement = { policy: 0, index: 0, sid: undefined };

test.each([
  [
    'codecommit:ListRepositories',
    '*',
    'service control',
    'implicitDeny',
    `${start} codecommit:ListRepositories because no service control policy allows the codecommit:ListRepositories action`,
  ],
  [
    'codecommit:ListRepositories',
    '*',
    'VPC endpoint',
    'implicitDeny',
    `${start} codecommit:ListRepositories because no VPC endpoint policy allows the codecommit:ListRepositories action`,
  ],
  [
    'codedeploy:ListDeployments',
    group,
    'VPC endpoint',
    'explicitDeny',
    `${start} codedeploy:ListDeployments on resource: ${group} with an explicit deny in a VPC endpoint policy`,
  ],
  [
    'codedeploy:ListDeployments',
    group,
    'permissions boundary',
    'implicitDeny',
    `${start} codedeploy:ListDeployments on resource: ${group} because no permissions boundary allows the codedeploy:ListDeployments action`,
  ],
  [
    'codedeploy:ListDeployments',
    group,
    'identity-based',
    'explicitDeny',
    `${start} codedeploy:ListDeployments on resource: ${group} with an explicit deny in an identity-based policy`,
  ],
  [
    'sts:AssumeRole',
    '*',
    'role trust',
    'explicitDeny',
    `${start} sts:AssumeRole with an explicit deny in the role trust policy`,
  ],
  ['sns:Publish', '*', 'session', 'explicitDeny', `${start} sns:Publish with an explicit deny in a session policy`],
  [
    's3:GetObject',
    'arn:aws:s3:::bucket/key',
    'VPC endpoint',
    'implicitDeny',
    `${start} s3:GetObject on resource: "arn:aws:s3:::bucket/key" because no VPC endpoint policy allows the s3:GetObject action`,
  ],
  [
    's3:GetObject',
    'arn:aws:s3:::bucket/key',
    'resource-based',
    'explicitDeny',
    `${start} s3:GetObject on resource: "arn:aws:s3:::bucket/key" with an explicit deny in a resource-based policy`,
  ],
] as [string, string, PolicyType, 'implicitDeny' | 'explicitDeny', string][])(
  '%s on %s, %s %s',
  (action, resource, policyType, kind, sentence) => {
    const principal = principalFromArn(user) as RequestPrincipal;
    const decision = { allowed: false, reason: { kind, policyType, statement } } as Extract<
      Decision,
      { allowed: false }
    >;
    expect(denialMessage({ principal, action, resource }, decision)).toBe(sentence);
  },
);
