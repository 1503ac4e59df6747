/** Two accounts and two regions side by side: what one has, the other neither sees nor changes, whatever it knows the id of. */

import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ec2At } from './ec2-call.ts';
import { changes, everything, type Ids, listings, logs } from './isolation-tables.ts';
import { type Credentials, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());

/** An account of the organization, and a session of its administrator. */
async function newAccount(name: string): Promise<{ readonly id: string; readonly credentials: Credentials }> {
  const organizations = new OrganizationsClient(settings(server));
  const { CreateAccountStatus: asked } = await organizations.send(
    new CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }),
  );
  const { CreateAccountStatus: made } = await organizations.send(
    new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: asked!.Id! }),
  );
  expect(made).toMatchObject({ State: 'SUCCEEDED', AccountName: name });
  const RoleArn = `arn:aws:iam::${made!.AccountId}:role/OrganizationAccountAccessRole`;
  const answer = await new STSClient(settings(server)).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'isolation' }),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials!;
  return {
    id: made!.AccountId!,
    credentials: { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! },
  };
}

await new OrganizationsClient(settings(server)).send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
const other = await newAccount('other');
const mine = ec2At(server);
const others = ec2At(server, 'us-east-1', other.credentials);
const elsewhere = ec2At(server, 'eu-west-1');

let ids: Ids;
let kept: string;

/** Everything that the first account can list, as text. */
async function snapshot(): Promise<string> {
  const lists = await Promise.all(
    listings.map(async ([operation]) => {
      const { $metadata: _, ...reply } = await mine.call(operation);
      return reply;
    }),
  );
  return JSON.stringify(lists);
}

beforeAll(async () => {
  const s3 = new S3Client({ ...settings(server), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: logs }));
  ids = await everything(mine);
  kept = await snapshot();
});

test.each([
  ['another account', others],
  ['another region', elsewhere],
])('%s finds nothing by id', async (_, ec2) => {
  const seen = await Promise.all(
    listings.map(async ([operation, parameter, id]) => [
      operation,
      parameter,
      id,
      await ec2.code(operation, { [parameter]: [ids[id]] }),
    ]),
  );
  expect(seen).toEqual(listings);
});

test.each([
  ['another account', others],
  ['another region', elsewhere],
])('%s lists none of it', async (_, ec2) => {
  const replies = await Promise.all(listings.map(([operation]) => ec2.call(operation)));
  const text = JSON.stringify([...replies, await ec2.call('DescribeTags')]);
  expect(Object.entries(ids).filter(([, id]) => text.includes(id))).toEqual([]);
});

describe.each([
  ['another account', others],
  ['another region', elsewhere],
])('%s changes nothing by id', (_, ec2) => {
  test('every change is refused as if the thing were not there, and nothing has changed', async () => {
    const seen = await Promise.all(
      changes.map(async ([operation, input]) => [operation, await ec2.code(operation, input(ids))]),
    );
    expect(seen).toEqual(changes.map(([operation, , code]) => [operation, code]));
    const { Unsuccessful } = await ec2.call('DeleteVpcEndpoints', { VpcEndpointIds: [ids.endpoint] });
    expect(Unsuccessful).toMatchObject([
      { ResourceId: ids.endpoint, Error: { Code: 'InvalidVpcEndpointId.NotFound' } },
    ]);
    expect(await snapshot()).toBe(kept);
  });
});
