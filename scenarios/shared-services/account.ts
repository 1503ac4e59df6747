/** Accounts of the scenario: the management account's connection, and its organization's others, entered as an administrator enters them. */

import type * as ec2 from '@aws-sdk/client-ec2';
import * as organizations from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

export interface Account {
  readonly id: string;
  readonly connection: Connection;
}

export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`AWS answered without ${what}`);
  return value;
}

export function named(type: ec2.ResourceType, name: string): ec2.TagSpecification[] {
  return [{ ResourceType: type, Tags: [{ Key: 'Name', Value: name }] }];
}

export async function createOrganization(owner: Connection): Promise<void> {
  const client = new organizations.OrganizationsClient(owner);
  await client.send(new organizations.CreateOrganizationCommand({ FeatureSet: 'ALL' }));
}

export async function createAccount(owner: Connection, name: string): Promise<Account> {
  const client = new organizations.OrganizationsClient(owner);
  const request = { AccountName: name, Email: `${name}@example.com` };
  const created = await client.send(new organizations.CreateAccountCommand(request));
  const creation = present(created.CreateAccountStatus?.Id, 'a creation id');
  const status = await client.send(
    new organizations.DescribeCreateAccountStatusCommand({ CreateAccountRequestId: creation }),
  );
  const id = present(status.CreateAccountStatus?.AccountId, 'an account');
  const assumed = await new STSClient(owner).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'shared-services',
    }),
  );
  const credentials = present(assumed.Credentials, 'credentials');
  return {
    id,
    connection: {
      ...owner,
      credentials: {
        accessKeyId: present(credentials.AccessKeyId, 'a key'),
        secretAccessKey: present(credentials.SecretAccessKey, 'a secret'),
        sessionToken: present(credentials.SessionToken, 'a token'),
      },
    },
  };
}
