/** An organization with service control policies enabled, for tests: its root, and ways to add units, accounts and policies. */

import { type Harness, harness } from '../harness.ts';
import { ensureFirstAccount } from './first-account.ts';
import { organizationsOperations as organizations } from './table.ts';

export const management = '111122223333';

export const policyText = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

export const denying = (Action: string): string => policyText({ Effect: 'Deny', Action, Resource: '*' });

export interface SampleOrganization {
  readonly h: Harness;
  readonly root: string;
  readonly unit: (name: string, parent?: string) => Promise<string>;
  readonly account: (name: string) => Promise<string>;
  readonly policy: (name: string, content?: string) => Promise<string>;
  readonly attach: (policy: string, target: string) => Promise<unknown>;
  readonly move: (account: string, from: string, to: string) => Promise<unknown>;
}

export async function sampleOrganization(): Promise<SampleOrganization> {
  const h = harness({ account: management });
  const { random } = h;
  await h.store.transact((draft) => ensureFirstAccount(draft, { now: h.clock.now(), random, accountId: management }));
  await h.call(organizations, 'CreateOrganization', {});
  const root = (await h.call(organizations, 'ListRoots', {})).Roots![0]!.Id!;
  await h.call(organizations, 'EnablePolicyType', { RootId: root, PolicyType: 'SERVICE_CONTROL_POLICY' });
  return {
    h,
    root,
    unit: async (Name, ParentId = root) =>
      (await h.call(organizations, 'CreateOrganizationalUnit', { ParentId, Name })).OrganizationalUnit!.Id!,
    account: async (AccountName) => {
      const made = await h.call(organizations, 'CreateAccount', { AccountName, Email: `${AccountName}@example.com` });
      const id = { CreateAccountRequestId: made.CreateAccountStatus!.Id! };
      return (await h.call(organizations, 'DescribeCreateAccountStatus', id)).CreateAccountStatus!.AccountId!;
    },
    policy: async (Name, Content = denying('s3:*')) => {
      const input = { Name, Content, Description: '', Type: 'SERVICE_CONTROL_POLICY' as const };
      return (await h.call(organizations, 'CreatePolicy', input)).Policy!.PolicySummary!.Id!;
    },
    attach: (PolicyId, TargetId) => h.call(organizations, 'AttachPolicy', { PolicyId, TargetId }),
    move: (AccountId, SourceParentId, DestinationParentId) =>
      h.call(organizations, 'MoveAccount', { AccountId, SourceParentId, DestinationParentId }),
  };
}
