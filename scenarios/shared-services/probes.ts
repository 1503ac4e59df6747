/**
 * The packets and requests that matter in `shared-services`: what is tried, from where, what must come of it and which
 * component must have decided. The last column is compared with what the kernel counted and what AWS's refusal says.
 */

import type { Connection } from './account.ts';
import { objectKey } from './bucket.ts';
import type { SharedServices } from './network.ts';

export interface Probe {
  readonly name: string;
  /** An instance's name, or `outside`: a client on Postern's own port. */
  readonly from: string;
  readonly to: string;
  /** Whose counters say what decided. */
  readonly vpc: string;
  /** Whose credentials a client outside has; the management account's, where absent. */
  readonly connection?: Connection;
  /** Words for probe.ts. */
  readonly words: readonly string[];
  /** `allowed`, `no answer`, or AWS's error code. */
  readonly expected: string;
  readonly decidedBy: RegExp;
}

export function probesOf(built: SharedServices): readonly Probe[] {
  const { addresses, buckets, dynamodbUrl, endpoints, table, vpc } = built;
  const endpoint = (id: string): RegExp => new RegExp(id);
  return [
    {
      name: 'a group that is allowed',
      from: 'app-b',
      to: 'app-a:8080',
      vpc,
      words: ['connect', addresses['app-a'], '8080'],
      expected: 'allowed',
      decidedBy: /^security group rule sgr-/,
    },
    {
      name: 'wrong group',
      from: 'app-a',
      to: 'app-b:8080',
      vpc,
      words: ['connect', addresses['app-b'], '8080'],
      expected: 'no answer',
      decidedBy: /^security-group-ingress/,
    },
    {
      name: 'S3 through the gateway endpoint',
      from: 'app-a',
      to: `s3://${buckets.shared}`,
      vpc,
      words: ['s3-get', buckets.shared, objectKey],
      expected: 'allowed',
      decidedBy: endpoint(endpoints.s3),
    },
    {
      name: 'wrong endpoint policy',
      from: 'app-a',
      to: `s3://${buckets.other}`,
      vpc,
      words: ['s3-get', buckets.other, objectKey],
      expected: 'AccessDenied',
      decidedBy: /no VPC endpoint policy allows/,
    },
    {
      name: 'no route to S3',
      from: 'app-b',
      to: `s3://${buckets.shared}`,
      vpc,
      words: ['s3-get', buckets.shared, objectKey],
      expected: 'no answer',
      decidedBy: /^route/,
    },
    {
      name: 'bucket policy, not through the endpoint',
      from: 'outside',
      to: `s3://${buckets.shared}`,
      vpc,
      words: ['s3-get', buckets.shared, objectKey],
      expected: 'AccessDenied',
      decidedBy: /explicit deny in a resource-based policy/,
    },
    {
      name: 'STS through the interface endpoint',
      from: 'app-a',
      to: 'sts',
      vpc,
      words: ['sts-identity'],
      expected: 'allowed',
      decidedBy: endpoint(endpoints.sts),
    },
    {
      name: "wrong group for the endpoint's",
      from: 'app-b',
      to: 'sts',
      vpc,
      words: ['sts-identity'],
      expected: 'no answer',
      decidedBy: /^security-group-ingress/,
    },
    {
      name: 'DynamoDB through the interface endpoint',
      from: 'app-a',
      to: `dynamodb:${table}`,
      vpc,
      words: ['dynamodb-get', dynamodbUrl, table, '1'],
      expected: 'allowed',
      decidedBy: endpoint(endpoints.dynamodb),
    },
    {
      name: 'an action that the endpoint policy leaves out',
      from: 'app-a',
      to: `dynamodb:${table}`,
      vpc,
      words: ['dynamodb-delete-table', dynamodbUrl, table],
      expected: 'AccessDeniedException',
      decidedBy: /no VPC endpoint policy allows/,
    },
    {
      name: 'no endpoint for EC2',
      from: 'app-a',
      to: 'ec2',
      vpc,
      words: ['ec2', 'DescribeVpcs'],
      expected: 'no answer',
      decidedBy: /^route/,
    },
    {
      name: 'no route to the internet',
      from: 'app-a',
      to: '203.0.113.10:80',
      vpc,
      words: ['connect', '203.0.113.10', '80'],
      expected: 'no answer',
      decidedBy: /^route/,
    },
  ];
}
