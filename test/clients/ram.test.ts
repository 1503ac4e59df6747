/**
 * Resource shares through stock clients: a central account shares a prefix list by invitation, and a subnet with its organization; the calls that Terraform makes; tokens and pages; and what IAM policies can say about sharing.
 */

import { CreateManagedPrefixListCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import * as ram from '@aws-sdk/client-ram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './ec2-call.ts';
import { aws, codeOf, hasAws, hasBoto3, python, refusalOf, type Server, settings, startServer } from './server.ts';

/** Any key is accepted, so that every account's root user can call: the key id names the account. */
let server: Server;
let owner: string;
let participant: string;
let unitArn: string;
let subnetArn: string;
let listArn: string;
const outsider = '999988887777';
/** Milliseconds: the command line takes seconds for each of its calls. */
const patience = 300_000;

const keyOf = (account: string) => ({ accessKeyId: account, secretAccessKey: 'any' });
const as = (account: string) => settings(server, 'us-east-1', keyOf(account));
const ramAs = (account: string) => new ram.RAMClient(as(account));

afterAll(() => server.stop());

async function member(client: organizations.OrganizationsClient, AccountName: string): Promise<string> {
  const input = { AccountName, Email: `${AccountName}@example.com` };
  const { CreateAccountStatus: asked } = await client.send(new organizations.CreateAccountCommand(input));
  const status = new organizations.DescribeCreateAccountStatusCommand({ CreateAccountRequestId: asked!.Id! });
  return (await client.send(status)).CreateAccountStatus!.AccountId!;
}

beforeAll(async () => {
  server = await startServer(['--auth', 'trust']);
  const client = new organizations.OrganizationsClient(settings(server));
  await client.send(new organizations.CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  [owner, participant] = [await member(client, 'network'), await member(client, 'team')];
  const root = (await client.send(new organizations.ListRootsCommand({}))).Roots![0]!.Id!;
  const unit = new organizations.CreateOrganizationalUnitCommand({ ParentId: root, Name: 'apps' });
  const { Id, Arn } = (await client.send(unit)).OrganizationalUnit!;
  unitArn = Arn!;
  const move = { AccountId: participant, SourceParentId: root, DestinationParentId: Id };
  await client.send(new organizations.MoveAccountCommand(move));
  const ec2 = new EC2Client(as(owner));
  const { VpcId } = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!;
  const subnet = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.1.0/24' }));
  subnetArn = subnet.Subnet!.SubnetArn!;
  const list = { PrefixListName: 'offices', AddressFamily: 'IPv4', MaxEntries: 1 } as const;
  listArn = (await ec2.send(new CreateManagedPrefixListCommand(list))).PrefixList!.PrefixListArn!;
});

test.skipIf(!hasBoto3)(
  'boto3: while the organization does not share within itself, a member is invited, accepts, and leaves',
  async () => {
    const lines = `
def ram(account): return boto3.client('ram', aws_access_key_id=account, aws_secret_access_key='any')
own, guest = ram('${owner}'), ram('${participant}')
share = own.create_resource_share(name='outside', resourceArns=['${listArn}'], principals=['${participant}'])
arn = share['resourceShare']['resourceShareArn']
pages = guest.get_paginator('get_resource_share_invitations').paginate()
invitation, = [one for page in pages for one in page['resourceShareInvitations']]
name = dict(resourceShareInvitationArn=invitation['resourceShareInvitationArn'])
pending = guest.list_pending_invitation_resources(**name)['resources']
before = guest.list_resources(resourceOwner='OTHER-ACCOUNTS')['resources']
accepted = guest.accept_resource_share_invitation(**name)['resourceShareInvitation']['status']
after = guest.list_resources(resourceOwner='OTHER-ACCOUNTS')['resources']
again = code(guest.reject_resource_share_invitation, **name)
owners = guest.list_principals(resourceOwner='OTHER-ACCOUNTS')['principals']
guest.disassociate_resource_share(resourceShareArn=arn, principals=['${participant}'])
left = guest.list_resources(resourceOwner='OTHER-ACCOUNTS')['resources']
first = own.list_resource_types(maxResults=2)
types = first['resourceTypes'] + own.list_resource_types(nextToken=first['nextToken'])['resourceTypes']
policy = own.get_permission(permissionArn='arn:aws:ram::aws:permission/AWSRAMDefaultPermissionPrefixList')['permission']
show(dict(
  invited=invitation['status'], pending=[one['arn'] for one in pending], before=before, accepted=accepted,
  after=[one['arn'] for one in after], again=again, owners=[(one['id'], one['external']) for one in owners], left=left,
  types=[one['resourceType'] for one in types], effect=json.loads(policy['permission'])['Effect'],
  malformed=code(own.get_resource_shares, resourceOwner='SELF', resourceShareArns=['x']),
  owner=code(own.get_resource_shares, resourceOwner='ME'),
  deleted=own.delete_resource_share(resourceShareArn=arn)['returnValue']))
`;
    expect(await python(server, lines)).toEqual({
      invited: 'PENDING',
      pending: [listArn],
      before: [],
      accepted: 'ACCEPTED',
      after: [listArn],
      again: 'ResourceShareInvitationAlreadyAcceptedException',
      owners: [[owner, false]],
      left: [],
      types: [
        'ec2:PrefixList',
        'ec2:SecurityGroup',
        'ec2:Subnet',
        'ec2:TransitGateway',
        'route53resolver:ResolverRule',
      ],
      effect: 'Allow',
      malformed: 'MalformedArnException',
      owner: 'InvalidParameterException',
      deleted: true,
    });
  },
);

test('a subnet is shared with a unit once the management account lets the organization share', async () => {
  const client = ramAs(owner);
  const input = { name: 'vpc', resourceArns: [subnetArn], principals: [unitArn], allowExternalPrincipals: false };
  expect(await codeOf(client.send(new ram.CreateResourceShareCommand(input)))).toBe('InvalidParameterException');
  const enable = (account: string) => codeOf(ramAs(account).send(new ram.EnableSharingWithAwsOrganizationCommand({})));
  expect([await enable(owner), await enable(server.account)]).toEqual(['OperationNotPermittedException', 'success']);

  const { resourceShare } = await client.send(new ram.CreateResourceShareCommand(input));
  expect(resourceShare).toMatchObject({ name: 'vpc', owningAccountId: owner, status: 'ACTIVE' });
  expect(resourceShare!.creationTime).toBeInstanceOf(Date);
  const reached = await ramAs(participant).send(new ram.ListResourcesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }));
  expect(reached.resources).toMatchObject([{ arn: subnetArn, type: 'ec2:Subnet', status: 'AVAILABLE' }]);
  const outside = await ramAs(server.account).send(new ram.ListResourcesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }));
  expect(outside.resources).toEqual([]);
  const { resourceShareArn } = resourceShare!;
  expect(await refusalOf(ramAs(participant).send(new ram.DeleteResourceShareCommand({ resourceShareArn })))).toBe(
    `UnknownResourceException: ResourceShare ${resourceShareArn} could not be found.`,
  );
  expect(await codeOf(client.send(new ram.DeleteResourceShareCommand({ resourceShareArn })))).toBe('success');
});

test('a request that is sent again with its token is done once, and another with the token is refused', async () => {
  const client = ramAs(owner);
  const create = (name: string) =>
    client.send(new ram.CreateResourceShareCommand({ name, clientToken: 'b7d6c1b0-once' }));
  const [one, again] = [await create('once'), await create('once')];
  expect(again).toMatchObject({ resourceShare: one.resourceShare, clientToken: 'b7d6c1b0-once' });
  expect(await codeOf(create('twice'))).toBe('IdempotentParameterMismatchException');
  const found = await client.send(new ram.GetResourceSharesCommand({ resourceOwner: 'SELF', name: 'once' }));
  expect(found.resourceShares).toHaveLength(1);
  const { resourceShareArn } = one.resourceShare!;
  const remove = () =>
    client.send(new ram.DeleteResourceShareCommand({ resourceShareArn, clientToken: 'b7d6c1b0-gone' }));
  expect([await remove(), await remove()]).toMatchObject([{ returnValue: true }, { returnValue: true }]);
});

test.skipIf(!hasAws)(
  'the command line, in the order of calls that Terraform makes',
  async () => {
    const as = async (account: string, words: string) => {
      const { code, stdout, stderr } = await aws(server, ['ram', ...words.trim().split(' ')], keyOf(account));
      return code === 0 ? JSON.parse(stdout || '{}') : stderr.trim();
    };
    const own = (words: string) => as(owner, words);
    const made = await own('create-resource-share --name tf --no-allow-external-principals --tags key=team,value=net');
    const arn = made.resourceShare.resourceShareArn;
    const found = await own(`get-resource-shares --resource-owner SELF --resource-share-arns ${arn}`);
    expect(found.resourceShares).toMatchObject([{ status: 'ACTIVE', tags: [{ key: 'team', value: 'net' }] }]);

    await own(`associate-resource-share --resource-share-arn ${arn} --resource-arns ${subnetArn}`);
    await own(`associate-resource-share --resource-share-arn ${arn} --principals ${participant}`);
    const associations = async (type: string, more: string) =>
      (await own(`get-resource-share-associations --association-type ${type} --resource-share-arns ${arn} ${more}`))
        .resourceShareAssociations[0];
    await until(async () => (await associations('RESOURCE', `--resource-arn ${subnetArn}`)).status === 'ASSOCIATED');
    await until(async () => (await associations('PRINCIPAL', `--principal ${participant}`)).status === 'ASSOCIATED');
    const { permissions } = await own(`list-resource-share-permissions --resource-share-arn ${arn}`);
    expect(permissions).toMatchObject([{ name: 'AWSRAMDefaultPermissionSubnet', permissionType: 'AWS_MANAGED' }]);
    const seen = await as(participant, 'get-resource-shares --resource-owner OTHER-ACCOUNTS --name tf');
    expect(seen.resourceShares).toHaveLength(1);

    expect(await own(`associate-resource-share --resource-share-arn ${arn} --principals ${outsider}`)).toContain(
      '(InvalidParameterException) when calling the AssociateResourceShare operation: Principal 999988887777 is not in',
    );
    await own(`tag-resource --resource-share-arn ${arn} --tags key=stage,value=test`);
    await own(`untag-resource --resource-share-arn ${arn} --tag-keys team`);
    const tagged = await own('get-resource-shares --resource-owner SELF --tag-filters tagKey=stage,tagValues=test');
    expect(tagged.resourceShares).toMatchObject([{ resourceShareArn: arn, tags: [{ key: 'stage', value: 'test' }] }]);

    await own(`disassociate-resource-share --resource-share-arn ${arn} --principals ${participant}`);
    await until(async () => (await associations('PRINCIPAL', '')).status === 'DISASSOCIATED');
    expect(await own(`delete-resource-share --resource-share-arn ${arn}`)).toEqual({ returnValue: true });
    await until(async () => {
      const left = await own(`get-resource-shares --resource-owner SELF --resource-share-arns ${arn}`);
      return left.resourceShares[0].status === 'DELETED';
    });
  },
  patience,
);

describe('permissions of an account’s own', () => {
  test('are made, given to a share, replaced by their next version, and deleted', async () => {
    const client = ramAs(owner);
    const policyTemplate = '{"Effect":"Allow","Action":["ec2:DescribeSubnets"]}';
    const created = new ram.CreatePermissionCommand({ name: 'see', resourceType: 'ec2:Subnet', policyTemplate });
    const permissionArn = (await client.send(created)).permission!.arn!;
    const input = { name: 'seen', resourceArns: [subnetArn], permissionArns: [permissionArn] };
    const { resourceShare } = await client.send(new ram.CreateResourceShareCommand(input));
    await client.send(new ram.CreatePermissionVersionCommand({ permissionArn, policyTemplate }));
    const replace = { fromPermissionArn: permissionArn, toPermissionArn: permissionArn };
    const work = await client.send(new ram.ReplacePermissionAssociationsCommand(replace));
    const ask = { workIds: [work.replacePermissionAssociationsWork!.id!] };
    await until(async () => {
      const works = await client.send(new ram.ListReplacePermissionAssociationsWorkCommand(ask));
      return works.replacePermissionAssociationsWorks![0]!.status === 'COMPLETED';
    });
    const { permissions } = await client.send(new ram.ListPermissionAssociationsCommand({ permissionArn }));
    expect(permissions).toMatchObject([{ permissionVersion: '2', resourceShareArn: resourceShare!.resourceShareArn }]);
    const version = { permissionArn, permissionVersion: 1 };
    expect(await client.send(new ram.DeletePermissionVersionCommand(version))).toMatchObject({ returnValue: true });
    const remove = () => client.send(new ram.DeletePermissionCommand({ permissionArn }));
    expect(await codeOf(remove())).toBe('OperationNotPermittedException');
    const { resourceShareArn } = resourceShare!;
    await client.send(new ram.DeleteResourceShareCommand({ resourceShareArn }));
    expect(await remove()).toMatchObject({ permissionStatus: 'DELETING' });
  });
});

test('policies say what a user may share, with whom, and which shares it may change', async () => {
  const iam = new IAMClient(as(owner));
  const allow = (Action: string, Condition?: object) => ({ Effect: 'Allow', Action, Resource: '*', Condition });
  const statements = [
    allow('ram:CreateResourceShare', {
      Bool: { 'ram:RequestedAllowsExternalPrincipals': 'false' },
      'ForAllValues:StringEquals': { 'ram:RequestedResourceType': 'ec2:Subnet', 'ram:Principal': participant },
    }),
    allow('ram:DeleteResourceShare', { StringLike: { 'ram:ResourceShareName': 'team-*' } }),
    allow('ram:GetResourceShares'),
  ];
  await iam.send(new CreateUserCommand({ UserName: 'sharer' }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'sharer', PolicyDocument }));
  await iam.send(new AttachUserPolicyCommand({ UserName: 'sharer', PolicyArn: Policy!.Arn! }));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: 'sharer' }));
  const credentials = { accessKeyId: key!.AccessKeyId!, secretAccessKey: key!.SecretAccessKey! };
  const user = new ram.RAMClient(settings(server, 'us-east-1', credentials));

  const create = (more: object) =>
    user.send(new ram.CreateResourceShareCommand({ name: 'team-a', allowExternalPrincipals: false, ...more }));
  const named = { resourceArns: [subnetArn], principals: [participant] };
  const denied = `AccessDeniedException: User: arn:aws:iam::${owner}:user/sharer is not authorized to perform: ram:CreateResourceShare on resource: arn:aws:ram:us-east-1:${owner}:resource-share/* because no identity-based policy allows the ram:CreateResourceShare action`;
  expect(await refusalOf(create({ ...named, allowExternalPrincipals: true }))).toBe(denied);
  expect(await refusalOf(create({ ...named, resourceArns: [listArn] }))).toBe(denied);
  expect(await refusalOf(create({ ...named, principals: [unitArn] }))).toBe(denied);
  const { resourceShareArn } = (await create(named)).resourceShare!;
  const other = { name: 'central', allowExternalPrincipals: false };
  const { resourceShare: central } = await ramAs(owner).send(new ram.CreateResourceShareCommand(other));
  const remove = (arn: string | undefined) =>
    codeOf(user.send(new ram.DeleteResourceShareCommand({ resourceShareArn: arn })));
  expect(await remove(central!.resourceShareArn)).toBe('AccessDeniedException');
  expect(await remove(resourceShareArn)).toBe('success');
});
