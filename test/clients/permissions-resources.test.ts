/**
 * What requests are judged on, through stock clients: each resource that they mean, what else they need, and the condition
 * keys of both; and what stands behind a refusal, for those who may decode it.
 */

import {
  AddRoleToInstanceProfileCommand,
  CreateAccessKeyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { DecodeAuthorizationMessageCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ec2, ec2At } from './ec2-call.ts';
import { type Credentials, refusalOf, settings, startServer } from './server.ts';

const server = await startServer(['--quota', 'vpcsPerRegion=20']);
afterAll(() => server.stop());
const iam = new IAMClient(settings(server));
const root = ec2At(server, 'us-east-1', server.credentials);
const { account } = server;
const arn = (rest: string) => `arn:aws:ec2:us-east-1:${account}:${rest}`;

const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const statement = (Effect: string, Action: unknown, Resource: unknown = '*', Condition?: object) => ({
  Effect,
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});
const allow = (action: unknown, resource?: unknown, condition?: object) =>
  statement('Allow', action, resource, condition);
const deny = (action: unknown, resource?: unknown, condition?: object) =>
  statement('Deny', action, resource, condition);

let names = 0;
async function user(...statements: readonly object[]): Promise<{ credentials: Credentials; ec2: Ec2; name: string }> {
  const UserName = `user-${names++}`;
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  if (statements.length > 0) await grant(UserName, ...statements);
  return { credentials, ec2: ec2At(server, 'us-east-1', credentials), name: UserName };
}

async function grant(UserName: string, ...statements: readonly object[]): Promise<void> {
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: policy(...statements) }));
}

const place = { vpc: '', subnet: '', group: '' };
beforeAll(async () => {
  place.vpc = (await root.call('CreateVpc', { CidrBlock: '10.20.0.0/16' })).Vpc.VpcId;
  place.subnet = (await root.call('CreateSubnet', { VpcId: place.vpc, CidrBlock: '10.20.0.0/24' })).Subnet.SubnetId;
  const Tags = [{ Key: 'team', Value: 'blue' }];
  await root.call('CreateTags', { Resources: [place.subnet], Tags });
  const made = { GroupName: 'web', Description: 'web', VpcId: place.vpc };
  place.group = (await root.call('CreateSecurityGroup', made)).GroupId;
});

const launch = (more: object = {}) => ({
  ImageId: 'ami-0123456789abcdef0',
  InstanceType: 't3.micro',
  MinCount: 1,
  MaxCount: 1,
  SubnetId: place.subnet,
  SecurityGroupIds: [place.group],
  DryRun: true,
  ...more,
});

test('a launch must be allowed on everything that it uses and makes, and is refused on what it is not', async () => {
  const parts = [
    'arn:aws:ec2:us-east-1::image/*',
    arn('instance/*'),
    arn('network-interface/*'),
    arn('volume/*'),
    arn(`subnet/${place.subnet}`),
    arn(`security-group/${place.group}`),
  ];
  const one = await user();
  await grant(one.name, allow('ec2:RunInstances', parts));
  expect(await one.ec2.code('RunInstances', launch())).toBe('DryRunOperation');
  for (const left of parts) {
    await grant(
      one.name,
      allow(
        'ec2:RunInstances',
        parts.filter((part) => part !== left),
      ),
    );
    const refusal = await refusalOf(one.ec2.call('RunInstances', launch()));
    expect(refusal).toMatch(/^UnauthorizedOperation: .* ec2:RunInstances on resource: arn:aws:ec2:us-east-1:/);
    expect(refusal).toContain(
      `resource: ${left.replace('::image/*', '::image/ami-0123456789abcdef0')} because no identity`,
    );
  }
});

test('what a launch may be is said by the type, the subnet, the tags and the address', async () => {
  const { ec2 } = await user(
    allow('ec2:*'),
    deny('ec2:RunInstances', arn('instance/*'), { StringNotEquals: { 'ec2:InstanceType': ['t3.micro', 't3.small'] } }),
    deny('ec2:RunInstances', arn('subnet/*'), { StringNotEquals: { 'ec2:ResourceTag/team': 'blue' } }),
    deny('ec2:RunInstances', arn('network-interface/*'), { Bool: { 'ec2:AssociatePublicIpAddress': 'true' } }),
  );
  const NetworkInterfaces = (AssociatePublicIpAddress: boolean) => [
    { DeviceIndex: 0, SubnetId: place.subnet, Groups: [place.group], AssociatePublicIpAddress },
  ];
  const inside = (publicly: boolean) => {
    const { SubnetId: _, SecurityGroupIds: __, ...rest } = launch();
    return { ...rest, NetworkInterfaces: NetworkInterfaces(publicly) };
  };
  const { SubnetId: _, SecurityGroupIds: __, ...anywhere } = launch();
  expect([
    await ec2.code('RunInstances', launch()),
    await ec2.code('RunInstances', launch({ InstanceType: 't3.large' })),
    await ec2.code('RunInstances', anywhere),
    await ec2.code('RunInstances', inside(false)),
    await ec2.code('RunInstances', inside(true)),
  ]).toEqual([
    'DryRunOperation',
    'UnauthorizedOperation',
    'UnauthorizedOperation',
    'DryRunOperation',
    'UnauthorizedOperation',
  ]);
});

test('tags on creation need CreateTags, which may be for creation only, and may demand a tag', async () => {
  const TagSpecifications = [{ ResourceType: 'vpc', Tags: [{ Key: 'cost', Value: '7' }] }];
  const make = { CidrBlock: '10.21.0.0/16', DryRun: true };
  const untagged = await user(allow('ec2:CreateVpc'));
  expect(await untagged.ec2.code('CreateVpc', make)).toBe('DryRunOperation');
  expect(await refusalOf(untagged.ec2.call('CreateVpc', { ...make, TagSpecifications }))).toContain(
    `is not authorized to perform: ec2:CreateTags on resource: ${arn('vpc/*')} because no identity-based policy allows the ec2:CreateTags action`,
  );
  const { ec2 } = await user(
    allow('ec2:CreateVpc', '*', {
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['cost'] },
      Null: { 'aws:RequestTag/cost': 'false' },
    }),
    allow('ec2:CreateTags', '*', { StringEquals: { 'ec2:CreateAction': 'CreateVpc' } }),
  );
  const tag = { Resources: [place.vpc], Tags: [{ Key: 'cost', Value: '7' }], DryRun: true };
  expect([
    await ec2.code('CreateVpc', make),
    await ec2.code('CreateVpc', { ...make, TagSpecifications }),
    await ec2.code('CreateTags', tag),
  ]).toEqual(['UnauthorizedOperation', 'DryRunOperation', 'UnauthorizedOperation']);
});

test('a policy may hold for the resources of a VPC, and for groups by name', async () => {
  const inVpc = { ArnEquals: { 'ec2:Vpc': arn(`vpc/${place.vpc}`) } };
  const { ec2 } = await user(allow('ec2:*SecurityGroup*', arn('security-group/*'), inVpc));
  const elsewhere = await root.call('CreateSecurityGroup', { GroupName: 'else', Description: 'else' });
  const rule = { IpPermissions: [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }] };
  const change = (which: object) => ec2.code('AuthorizeSecurityGroupIngress', { ...rule, ...which, DryRun: true });
  expect([
    await change({ GroupId: place.group }),
    await change({ GroupId: elsewhere.GroupId }),
    await change({ GroupName: 'else' }),
  ]).toEqual(['DryRunOperation', 'UnauthorizedOperation', 'UnauthorizedOperation']);
});

test('a role is passed only by who may pass it, and only to the service that the policy says', async () => {
  const trust = policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } });
  await iam.send(new CreateRoleCommand({ RoleName: 'machine', AssumeRolePolicyDocument: trust }));
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'machine' }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'machine', RoleName: 'machine' }));
  const role = `arn:aws:iam::${account}:role/machine`;
  const passes = (service: string) => allow('iam:PassRole', role, { StringEquals: { 'iam:PassedToService': service } });
  const input = launch({ IamInstanceProfile: { Name: 'machine' } });
  const one = await user(allow('ec2:*'));
  expect(await refusalOf(one.ec2.call('RunInstances', input))).toContain(
    `is not authorized to perform: iam:PassRole on resource: ${role} because no identity-based policy allows the iam:PassRole action. Encoded authorization failure message: `,
  );
  await grant(one.name, allow('ec2:*'), passes('lambda.amazonaws.com'));
  expect(await one.ec2.code('RunInstances', input)).toBe('UnauthorizedOperation');
  await grant(one.name, allow('ec2:*'), passes('ec2.amazonaws.com'));
  expect(await one.ec2.code('RunInstances', input)).toBe('DryRunOperation');
});

test('what is tagged as its caller may be changed by the caller', async () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable looks like it
  const own = { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } };
  const change = async (...tags: readonly string[]): Promise<string> => {
    const UserName = `tagged-${names++}`;
    await iam.send(new CreateUserCommand({ UserName, Tags: tags.map((Value) => ({ Key: 'team', Value })) }));
    await grant(UserName, allow('ec2:ModifySubnetAttribute', '*', own));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
    const input = { SubnetId: place.subnet, MapPublicIpOnLaunch: { Value: false } };
    return ec2At(server, 'us-east-1', credentials).code('ModifySubnetAttribute', input);
  };
  expect([await change('blue'), await change('red'), await change()]).toEqual([
    'success',
    'UnauthorizedOperation',
    'UnauthorizedOperation',
  ]);
});

test('what stands behind a refusal is told to who may decode it', async () => {
  const one = await user(allow('*'), { ...deny('ec2:DeleteVpc'), Sid: 'Keep' }, deny('sts:DecodeAuthorizationMessage'));
  const refusal = await refusalOf(one.ec2.call('DeleteVpc', { VpcId: place.vpc }));
  const EncodedMessage = /Encoded authorization failure message: ([\w-]+)$/.exec(refusal)?.[1] ?? '';
  const decode = (credentials: Credentials, message: string) =>
    new STSClient({ ...settings(server), credentials }).send(
      new DecodeAuthorizationMessageCommand({ EncodedMessage: message }),
    );
  const { DecodedMessage = '' } = await decode(server.credentials, EncodedMessage);
  expect(JSON.parse(DecodedMessage)).toMatchObject({
    allowed: false,
    explicitDeny: true,
    matchedStatements: { items: [{ statementId: 'Keep', effect: 'DENY' }] },
    context: {
      principal: { name: one.name, arn: `arn:aws:iam::${account}:user/${one.name}` },
      action: 'ec2:DeleteVpc',
      resource: arn(`vpc/${place.vpc}`),
    },
  });
  expect(await refusalOf(decode(one.credentials, EncodedMessage))).toMatch(
    /^AccessDenied: .* sts:DecodeAuthorizationMessage with an explicit deny in an identity-based policy$/,
  );
  expect(await refusalOf(decode(server.credentials, 'nonsense'))).toBe(
    'InvalidAuthorizationMessageException: Message is not valid',
  );
});
