/** An organization and its accounts; regions, zones and default VPCs as each account finds them. */

import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, test } from 'vitest';
import { ec2At, type Reply } from './ec2-call.ts';
import { type Credentials, codeOf, hasBoto3, python, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const client = new organizations.OrganizationsClient(settings(server));

async function create(AccountName: string): Promise<string> {
  const Email = `${AccountName}@example.com`;
  const { CreateAccountStatus: asked } = await client.send(
    new organizations.CreateAccountCommand({ AccountName, Email }),
  );
  const status = new organizations.DescribeCreateAccountStatusCommand({ CreateAccountRequestId: asked!.Id! });
  const { CreateAccountStatus: made } = await client.send(status);
  expect([asked!.State, made!.State]).toEqual(['IN_PROGRESS', 'SUCCEEDED']);
  return made!.AccountId!;
}

async function administrator(account: string): Promise<Credentials> {
  const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
  const sts = new STSClient(settings(server));
  const { Credentials: issued } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'admin' }));
  return {
    accessKeyId: issued!.AccessKeyId!,
    secretAccessKey: issued!.SecretAccessKey!,
    sessionToken: issued!.SessionToken!,
  };
}

test('there is no organization before one is created, and then no second', async () => {
  const list = () => codeOf(client.send(new organizations.ListAccountsCommand()));
  const create = () => codeOf(client.send(new organizations.CreateOrganizationCommand({ FeatureSet: 'ALL' })));
  expect([await list(), await create(), await create(), await list()]).toEqual([
    'AWSOrganizationsNotInUseException',
    'success',
    'AlreadyInOrganizationException',
    'success',
  ]);
});

test('accounts are created, listed, and entered by their role', async () => {
  const [one, two] = [await create('one'), await create('two')];
  const { Accounts } = await client.send(new organizations.ListAccountsCommand());
  expect(Accounts!.map(({ Id, Status }) => [Id, Status]).sort()).toEqual(
    [server.account, one, two].map((id) => [id, 'ACTIVE']).sort(),
  );
  const credentials = await administrator(one);
  const options = { ...settings(server), credentials };
  const identity = await new STSClient(options).send(new GetCallerIdentityCommand());
  expect(identity).toMatchObject({
    Account: one,
    Arn: `arn:aws:sts::${one}:assumed-role/OrganizationAccountAccessRole/admin`,
  });
  const { Role } = await new IAMClient(options).send(new GetRoleCommand({ RoleName: 'OrganizationAccountAccessRole' }));
  expect(Role!.Arn).toBe(`arn:aws:iam::${one}:role/OrganizationAccountAccessRole`);
  const sts = new STSClient(options);
  const RoleArn = `arn:aws:iam::${two}:role/OrganizationAccountAccessRole`;
  expect(await codeOf(sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'xx' })))).toBe('AccessDenied');
  const member = new organizations.OrganizationsClient(options);
  const table = [
    new organizations.ListAccountsCommand(),
    new organizations.CreateAccountCommand({ AccountName: 'x', Email: 'x@example.com' }),
  ];
  expect(await Promise.all(table.map((command) => codeOf(member.send(command as Reply))))).toEqual(
    Array(2).fill('AccessDeniedException'),
  );
});

test('every region has a default VPC with a subnet in each zone, the same from the first look on', async () => {
  const ec2 = ec2At(server);
  const { Regions } = await ec2.call('DescribeRegions');
  expect(Regions.length).toBeGreaterThan(15);
  for (const { RegionName } of Regions) {
    const there = ec2At(server, RegionName);
    const [{ Vpcs }, { Subnets }, { AvailabilityZones }, { InternetGateways }] = await Promise.all(
      ['DescribeVpcs', 'DescribeSubnets', 'DescribeAvailabilityZones', 'DescribeInternetGateways'].map((name) =>
        there.call(name),
      ),
    );
    expect(Vpcs).toMatchObject([{ CidrBlock: '172.31.0.0/16', IsDefault: true, OwnerId: server.account }]);
    const zones = AvailabilityZones.map(({ ZoneName }: Reply) => ZoneName).sort();
    expect(Subnets.map(({ AvailabilityZone }: Reply) => AvailabilityZone).sort()).toEqual(zones);
    expect(Subnets.every((subnet: Reply) => subnet.DefaultForAz && subnet.MapPublicIpOnLaunch)).toBe(true);
    expect(InternetGateways).toHaveLength(1);
    const again = await there.call('DescribeVpcs');
    expect(again.Vpcs).toEqual(Vpcs);
  }
});

test('zone names stand for the same zones whenever an account asks, and may differ between accounts', async () => {
  const zonesOf = async (credentials: Credentials): Promise<ReadonlyMap<string, string>> => {
    const { AvailabilityZones } = await ec2At(server, 'us-east-1', credentials).call('DescribeAvailabilityZones');
    return new Map(AvailabilityZones.map(({ ZoneName, ZoneId }: Reply) => [ZoneName, ZoneId]));
  };
  const mine = await zonesOf(server.credentials);
  expect(await zonesOf(server.credentials)).toEqual(mine);
  const others = await zonesOf(await administrator(await create('three')));
  expect([...others.keys()].sort()).toEqual([...mine.keys()].sort());
  expect([...others.values()].sort()).toEqual([...mine.values()].sort());
  const { Subnets } = await ec2At(server).call('DescribeSubnets');
  for (const { AvailabilityZone, AvailabilityZoneId } of Subnets)
    expect(mine.get(AvailabilityZone)).toBe(AvailabilityZoneId);
});

test.skipIf(!hasBoto3)('boto3 knows the errors of Organizations by their classes', async () => {
  const answer = await python<readonly string[]>(
    server,
    `
client = boto3.client('organizations')
try: client.describe_account(AccountId='999999999999')
except client.exceptions.AccountNotFoundException as error: first = error.response['Error']['Code']
try: client.describe_create_account_status(CreateAccountRequestId='car-' + '0' * 32)
except client.exceptions.CreateAccountStatusNotFoundException as error: second = error.response['Error']['Code']
iam = boto3.client('iam')
try: iam.get_user(UserName='ghost')
except iam.exceptions.NoSuchEntityException as error: third = error.response['Error']['Message']
show([first, second, third])`,
  );
  expect(answer).toEqual([
    'AccountNotFoundException',
    'CreateAccountStatusNotFoundException',
    'The user with name ghost cannot be found.',
  ]);
});
