/**
 * The managed policies of AWS's that accounts here can attach, from the tables of rows beside this file, by ARN. Their unique
 * ids follow from their names: AWS's own are not published. Earlier versions of them are not kept.
 */

import { present } from '../../base/assert.ts';
import { derivedText } from '../../model/endpoint-service.ts';
import { administrationPolicies } from './aws-managed-policy-administration.ts';
import { analyzerPolicies } from './aws-managed-policy-analyzer.ts';
import type { PolicyRow } from './aws-managed-policy-form.ts';
import { jobFunctionPolicies } from './aws-managed-policy-job-function.ts';
import { nameServicePolicies } from './aws-managed-policy-name-service.ts';
import { networkPolicies } from './aws-managed-policy-network.ts';
import { serviceRolePolicies } from './aws-managed-policy-service-role.ts';
import { storagePolicies } from './aws-managed-policy-storage.ts';
import { workloadPolicies } from './aws-managed-policy-workload.ts';

export interface AwsManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly uniqueId: string;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly updated: number;
  readonly description?: string;
  readonly document: string;
}

/** Policies of this path can't be attached by anybody: the service whose role it is does. */
export const serviceRolePath = '/aws-service-role/';

const byPath: readonly (readonly [path: string, rows: readonly PolicyRow[]])[] = [
  [
    '/',
    [
      ...administrationPolicies,
      ...networkPolicies,
      ...analyzerPolicies,
      ...nameServicePolicies,
      ...storagePolicies,
      ...workloadPolicies,
    ],
  ],
  ['/job-function/', jobFunctionPolicies],
  [serviceRolePath, serviceRolePolicies],
];

function policyOf(path: string, [name, version, created, updated, statements]: PolicyRow): AwsManagedPolicy {
  return {
    arn: `arn:aws:iam::aws:policy${path}${name}`,
    name,
    path,
    uniqueId: `ANPA${derivedText(name, 17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
    version,
    created: Date.parse(created),
    updated: Date.parse(updated),
    document: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  };
}

export const awsManagedPolicies: readonly AwsManagedPolicy[] = byPath.flatMap(([path, rows]) =>
  rows.map((row) => policyOf(path, row)),
);

const byArn = new Map(awsManagedPolicies.map((policy) => [policy.arn, policy]));

export function awsManagedPolicy(arn: string): AwsManagedPolicy | undefined {
  return byArn.get(arn);
}

export const administratorAccess: string = present(awsManagedPolicies[0], 'AdministratorAccess').arn;
