import { beforeEach, describe, expect, test } from 'vitest';
import { organizationArn, unitArn } from '../../model/organization-arn.ts';
import { sharedWith } from '../../model/sharing.ts';
import { ec2Operations as ec2 } from '../ec2/table.ts';
import type { Harness } from '../harness.ts';
import { harness } from '../harness.ts';
import { iamOperations as iam } from '../iam/table.ts';
import { type SampleSharedSubnet, sampleSharedSubnet } from './sample-shared-subnet.ts';
import { ramOperations as ram } from './table.ts';

const outsider = '999988887777';
let s: SampleSharedSubnet;
beforeEach(async () => {
  s = await sampleSharedSubnet();
});

const ec2Arn = (account: string, rest: string) => `arn:aws:ec2:us-east-1:${account}:${rest}`;
const organizationOf = () => {
  const id = s.owner.network.get('account', s.accounts.owner)!.organization!;
  return s.owner.network.get('organization', id)!;
};

async function prefixList(h: Harness): Promise<string> {
  const input = { PrefixListName: 'offices', AddressFamily: 'IPv4', MaxEntries: 1 } as const;
  return (await h.call(ec2, 'CreateManagedPrefixList', input)).PrefixList!.PrefixListArn!;
}

async function defaultSubnet(h: Harness): Promise<{ subnet: string; group: string; vpc: string }> {
  await h.call(ec2, 'CreateDefaultVpc', {});
  const subnets = (await h.call(ec2, 'DescribeSubnets', {})).Subnets!;
  const { SubnetId: subnet = '', VpcId: vpc = '' } = subnets.find((one) => one.DefaultForAz)!;
  const input = { GroupName: 'g', Description: 'g', VpcId: vpc };
  return { subnet, vpc, group: (await h.call(ec2, 'CreateSecurityGroup', input)).GroupId! };
}

const refusedResource = (arn: string, h = s.owner) =>
  h.refused(ram, 'CreateResourceShare', { name: 'r', resourceArns: [arn] });

describe('what cannot be shared', () => {
  test.each([
    ['no ARN', 'subnet-1', 'The specified resource ARN subnet-1 is not valid. Verify the ARN and try again.'],
    ['a VPC', 'vpc/vpc-0123456789abcdef0', 'You cannot share the selected resource type.'],
    ['a route table', 'route-table/rtb-0123456789abcdef0', 'You cannot share the selected resource type.'],
    ['a NAT gateway', 'natgateway/nat-0123456789abcdef0', 'You cannot share the selected resource type.'],
    ['an endpoint', 'vpc-endpoint/vpce-0123456789abcdef0', 'You cannot share the selected resource type.'],
  ])('%s', async (_, rest, message) => {
    const arn = rest.includes('/') ? ec2Arn(s.accounts.owner, rest) : rest;
    expect(await refusedResource(arn)).toBe(`MalformedArnException: ${message}`);
  });

  test('what is not there, or in another region', async () => {
    const missing = ec2Arn(s.accounts.owner, 'subnet/subnet-0123456789abcdef0');
    expect(await refusedResource(missing)).toBe(`UnknownResourceException: Resource ${missing} could not be found.`);
    expect(await refusedResource(s.subnetArn, s.owner.as({ region: 'eu-west-1' }))).toBe(
      `UnknownResourceException: Resource ${s.subnetArn} could not be found.`,
    );
  });

  test("another's, even where it is shared with the caller", async () => {
    expect(await refusedResource(s.subnetArn, s.participant)).toMatch(/^OperationNotPermittedException: .*not owned/);
    const own = ec2Arn(s.accounts.participant, `subnet/${s.subnet}`);
    expect(await refusedResource(own, s.participant)).toMatch(/^UnknownResourceException: /);
  });

  test('default subnets, default groups, groups in a default VPC', async () => {
    const { subnet, group } = await defaultSubnet(s.owner);
    const { SecurityGroups } = await s.owner.call(ec2, 'DescribeSecurityGroups', {
      Filters: [
        { Name: 'vpc-id', Values: [s.vpc] },
        { Name: 'group-name', Values: ['default'] },
      ],
    });
    const named = [`subnet/${subnet}`, `security-group/${group}`, `security-group/${SecurityGroups![0]!.GroupId}`];
    for (const rest of named) {
      expect(await refusedResource(ec2Arn(s.accounts.owner, rest)), rest).toMatch(/^OperationNotPermittedException: /);
    }
  });

  test("a group in another's VPC", async () => {
    await s.owner.store.transact((draft) =>
      draft.put({ ...draft.get('security-group', s.group)!, account: s.accounts.participant }),
    );
    const arn = ec2Arn(s.accounts.participant, `security-group/${s.group}`);
    expect(await refusedResource(arn, s.participant)).toMatch(/^OperationNotPermittedException: .*do not own its VPC/);
  });

  test('a subnet, where no organization shares within itself', async () => {
    const alone = harness();
    const { VpcId = '' } = (await alone.call(ec2, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!;
    const { Subnet } = await alone.call(ec2, 'CreateSubnet', { VpcId, CidrBlock: '10.0.0.0/24' });
    const input = { name: 'r', resourceArns: [Subnet!.SubnetArn!] };
    expect(await alone.refused(ram, 'CreateResourceShare', input)).toBe(
      'InvalidParameterException: The resource you are attempting to share can only be shared within your AWS Organization. This error may also occur if you have not enabled sharing with your AWS organization, or that onboarding process is still in progress.',
    );
  });

  test('more than a hundred at once', async () => {
    const resourceArns = Array.from({ length: 101 }, () => s.subnetArn);
    expect(await s.owner.refused(ram, 'CreateResourceShare', { name: 'r', resourceArns })).toMatch(
      /^ResourceShareLimitExceededException: /,
    );
  });
});

describe('principals', () => {
  const refusedPrincipal = (principal: string, h = s.owner) =>
    h.refused(ram, 'CreateResourceShare', { name: 'r', principals: [principal] });

  test('of the own organization: itself, its units, its accounts', async () => {
    const organization = organizationOf();
    const unit = unitArn(organization, await s.organization.unit('apps'));
    const principals = [organizationArn(organization), unit, s.accounts.bystander, s.management.context.account];
    await s.owner.call(ram, 'AssociateResourceShare', { resourceShareArn: s.share, principals });
    const found = await s.owner.call(ram, 'ListPrincipals', { resourceOwner: 'SELF' });
    expect(found.principals!.map(({ id, external }) => [id, external]).sort()).toEqual(
      [...principals, s.accounts.participant].map((id) => [id, false]).sort(),
    );
  });

  test('that are malformed, or of no organization that is known', async () => {
    const { account } = organizationOf();
    const malformed = (id: string) =>
      `InvalidParameterException: Principal ID ${id} is malformed. Verify the ID and try again.`;
    for (const id of ['12345', 'somebody', 'arn:aws:iam::1:role/r', `arn:aws:organizations::${account}:root/o-1/r-1`]) {
      expect(await refusedPrincipal(id)).toBe(malformed(id));
    }
    expect(await refusedPrincipal(`arn:aws:organizations::${account}:organization/o-abcdefghij`)).toBe(
      'UnknownResourceException: Organization o-abcdefghij could not be found.',
    );
    expect(await refusedPrincipal(`arn:aws:organizations::${account}:ou/o-abcdefghij/ou-abcd-abcdefgh`)).toBe(
      'UnknownResourceException: OrganizationalUnit ou-abcd-abcdefgh in unknown organization could not be found.',
    );
    expect(await refusedPrincipal(unitArn(organizationOf(), 'ou-abcd-abcdefgh'))).toBe(
      'UnknownResourceException: OrganizationalUnit ou-abcd-abcdefgh could not be found.',
    );
    expect(await refusedPrincipal('ec2.amazonaws.com')).toMatch(/^OperationNotPermittedException: /);
  });

  test('that are an organization or a unit, where sharing was enabled through Organizations alone', async () => {
    await s.management.store.transact((draft) =>
      draft.remove('role', `${s.management.context.account}/AWSServiceRoleForResourceAccessManager`),
    );
    const organization = organizationOf();
    const unit = await s.organization.unit('apps');
    expect(await refusedPrincipal(unitArn(organization, unit))).toBe(
      `UnknownResourceException: OrganizationalUnit ${unit} could not be found.`,
    );
    expect(await refusedPrincipal(organizationArn(organization))).toBe(
      `UnknownResourceException: Organization ${organization.id} could not be found.`,
    );
  });

  test('outside the organization are refused where the share allows none', async () => {
    const input = { name: 'r', principals: [outsider], allowExternalPrincipals: false };
    const refusal = `InvalidParameterException: Principal ${outsider} is not in your AWS organization. You do not have permission to add external AWS accounts to a resource share.`;
    expect(await s.owner.refused(ram, 'CreateResourceShare', input)).toBe(refusal);
    await s.owner.call(ram, 'UpdateResourceShare', { resourceShareArn: s.share, allowExternalPrincipals: false });
    const more = { resourceShareArn: s.share, principals: [outsider] };
    expect(await s.owner.refused(ram, 'AssociateResourceShare', more)).toBe(refusal);
  });

  test('outside the organization fail for what stays within it, whichever comes first', async () => {
    const statusMessage = 'You cannot share the resource outside your organization.';
    const added = await s.owner.call(ram, 'AssociateResourceShare', {
      resourceShareArn: s.share,
      principals: [outsider],
    });
    expect(added.resourceShareAssociations).toMatchObject([
      { associatedEntity: outsider, status: 'FAILED', statusMessage, external: true },
    ]);
    const resourceShareArn = await s.shareOf({ principals: [outsider] });
    const resourceArns = [s.subnetArn, await prefixList(s.owner)];
    const { resourceShareAssociations: both } = await s.owner.call(ram, 'AssociateResourceShare', {
      resourceShareArn,
      resourceArns,
    });
    expect(both!.map(({ status, statusMessage: why }) => [status, why])).toEqual([
      ['FAILED', statusMessage],
      ['ASSOCIATING', undefined],
    ]);
    const invited = s.owner.as({ account: outsider });
    expect((await invited.call(ram, 'GetResourceShareInvitations', {})).resourceShareInvitations).toHaveLength(1);
  });

  test('that are single roles have groups, not subnets', async () => {
    const RoleName = 'app';
    const AssumeRolePolicyDocument =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';
    await s.bystander.call(iam, 'CreateRole', { RoleName, AssumeRolePolicyDocument });
    const role = `arn:aws:iam::${s.accounts.bystander}:role/app`;
    const added = await s.owner.call(ram, 'AssociateResourceShare', { resourceShareArn: s.share, principals: [role] });
    expect(added.resourceShareAssociations).toMatchObject([{ status: 'FAILED' }]);
    await s.shareOf({ resourceArns: [s.groupArn], principals: [role] });
    const ids = (identity?: string) =>
      sharedWith(
        s.owner.network,
        { account: s.accounts.bystander, region: 'us-east-1', identity },
        'security-group',
      ).map(({ id }) => id);
    expect([ids(role), ids()]).toEqual([[s.group], []]);
  });
});

describe('associations', () => {
  const statuses = async (associationType: 'PRINCIPAL' | 'RESOURCE') => {
    const found = await s.owner.call(ram, 'GetResourceShareAssociations', { associationType });
    return found.resourceShareAssociations!.map(({ associatedEntity, status }) => [associatedEntity, status]);
  };

  test('are being made and ended until that is in force', async () => {
    s.owner.applied = 0;
    expect(await statuses('RESOURCE')).toEqual([[s.subnetArn, 'ASSOCIATING']]);
    s.owner.applied = undefined;
    expect(await statuses('RESOURCE')).toEqual([[s.subnetArn, 'ASSOCIATED']]);
    s.owner.applied = s.owner.network.revision;
    const input = { resourceShareArn: s.share, principals: [s.accounts.participant] };
    await s.owner.call(ram, 'DisassociateResourceShare', input);
    expect(await statuses('PRINCIPAL')).toEqual([[s.accounts.participant, 'DISASSOCIATING']]);
    s.owner.applied = undefined;
    expect(await statuses('PRINCIPAL')).toEqual([[s.accounts.participant, 'DISASSOCIATED']]);
    s.owner.clock.advance(2 * 60 * 60 * 1000);
    expect(await statuses('PRINCIPAL')).toEqual([]);
  });

  test('end what they gave', async () => {
    const shared = () =>
      sharedWith(s.owner.network, { account: s.accounts.participant, region: 'us-east-1' }, 'subnet').length;
    expect(shared()).toBe(1);
    const input = { resourceShareArn: s.share, resourceArns: [s.subnetArn] };
    await s.owner.call(ram, 'DisassociateResourceShare', input);
    expect(shared()).toBe(0);
    await s.owner.call(ram, 'AssociateResourceShare', input);
    expect(shared()).toBe(1);
  });

  test('are made once, and only what is there is ended', async () => {
    const input = { resourceShareArn: s.share, resourceArns: [s.subnetArn], principals: [s.accounts.participant] };
    await s.owner.call(ram, 'AssociateResourceShare', input);
    expect(await statuses('RESOURCE')).toHaveLength(1);
    expect(await statuses('PRINCIPAL')).toHaveLength(1);
    const other = { resourceShareArn: s.share, principals: [s.accounts.bystander] };
    expect(await s.owner.refused(ram, 'DisassociateResourceShare', other)).toMatch(/^UnknownResourceException: /);
    expect(await s.owner.refused(ram, 'AssociateResourceShare', { resourceShareArn: s.share })).toMatch(
      /^InvalidParameterException: /,
    );
  });

  test('are asked for by type, with what fits it', async () => {
    const ask = (input: object) => s.owner.refused(ram, 'GetResourceShareAssociations', input as never);
    expect(await ask({ associationType: 'PRINCIPAL', resourceArn: s.subnetArn })).toBe(
      'InvalidParameterException: You cannot specify a resource ARN when the association type is PRINCIPAL.',
    );
    expect(await ask({ associationType: 'RESOURCE', principal: '111122223333' })).toBe(
      'InvalidParameterException: You cannot specify a principal when the association type is RESOURCE.',
    );
    expect(await ask({ associationType: 'THING' })).toMatch(/^InvalidParameterException: THING is not a valid/);
    expect(await ask({ associationType: 'RESOURCE', associationStatus: 'DONE' })).toMatch(
      /^InvalidParameterException: DONE is not a valid/,
    );
  });
});

describe('lists', () => {
  test('of resources: what the caller shares, what is shared with it, and of which type', async () => {
    await s.shareOf({ resourceArns: [s.groupArn], principals: [s.accounts.bystander] });
    const arns = async (h: Harness, resourceOwner: 'SELF' | 'OTHER-ACCOUNTS', more = {}) =>
      (await h.call(ram, 'ListResources', { resourceOwner, ...more })).resources!.map(({ arn, type }) => [arn, type]);
    const [group, subnet] = [
      [s.groupArn, 'ec2:SecurityGroup'],
      [s.subnetArn, 'ec2:Subnet'],
    ];
    expect(await arns(s.owner, 'SELF')).toEqual([group, subnet]);
    expect(await arns(s.owner, 'SELF', { resourceType: 'ec2:subnet' })).toEqual([subnet]);
    expect(await arns(s.owner, 'SELF', { principal: s.accounts.bystander })).toEqual([group]);
    expect(await arns(s.owner, 'SELF', { resourceRegionScope: 'GLOBAL' })).toEqual([]);
    expect(await arns(s.owner, 'OTHER-ACCOUNTS')).toEqual([]);
    expect(await arns(s.participant, 'OTHER-ACCOUNTS')).toEqual([subnet]);
    expect(await arns(s.participant, 'SELF')).toEqual([]);
    expect(await arns(s.bystander, 'OTHER-ACCOUNTS')).toEqual([group]);
    const wrong = { resourceOwner: 'SELF', resourceType: 'ec2:Vpc' } as const;
    expect(await s.owner.refused(ram, 'ListResources', wrong)).toBe(
      'InvalidResourceTypeException: Invalid resource type: ec2:Vpc',
    );
  });

  test('of principals: for those who are shared with, the owners alone', async () => {
    await s.owner.call(ram, 'AssociateResourceShare', {
      resourceShareArn: s.share,
      principals: [s.accounts.bystander],
    });
    const ids = async (h: Harness) =>
      (await h.call(ram, 'ListPrincipals', { resourceOwner: 'OTHER-ACCOUNTS' })).principals!.map(({ id }) => id);
    expect(await ids(s.participant)).toEqual([s.accounts.owner]);
    const withBystander = { resourceOwner: 'OTHER-ACCOUNTS', principal: s.accounts.bystander } as const;
    expect((await s.participant.call(ram, 'ListResources', withBystander)).resources).toEqual([]);
    expect((await s.bystander.call(ram, 'ListResources', withBystander)).resources).toHaveLength(1);
    expect(await ids(s.owner)).toEqual([]);
  });

  test('come in pages', async () => {
    await s.shareOf({ resourceArns: [s.groupArn] });
    const first = await s.owner.call(ram, 'ListResources', { resourceOwner: 'SELF', maxResults: 1 });
    const input = { resourceOwner: 'SELF', nextToken: first.nextToken } as const;
    const second = await s.owner.call(ram, 'ListResources', input);
    expect([first, second].map(({ resources }) => resources!.map(({ arn }) => arn))).toEqual([
      [s.groupArn],
      [s.subnetArn],
    ]);
    expect(second.nextToken).toBeUndefined();
    expect(await s.owner.refused(ram, 'ListResources', { resourceOwner: 'SELF', nextToken: 'x' })).toMatch(
      /^InvalidNextTokenException: /,
    );
    expect(await s.owner.refused(ram, 'ListResources', { resourceOwner: 'SELF', maxResults: 501 })).toMatch(
      /^InvalidParameterException: /,
    );
  });

  test('of the types that can be shared', async () => {
    const { resourceTypes } = await s.owner.call(ram, 'ListResourceTypes', {});
    expect(resourceTypes!.map(({ resourceType }) => resourceType)).toEqual([
      'ec2:PrefixList',
      'ec2:SecurityGroup',
      'ec2:Subnet',
      'ec2:TransitGateway',
    ]);
  });
});

test('the policies of shared resources name whom they are for', async () => {
  const organization = organizationOf();
  const unit = await s.organization.unit('apps');
  const principals = [organizationArn(organization), unitArn(organization, unit)];
  await s.owner.call(ram, 'AssociateResourceShare', { resourceShareArn: s.share, principals });
  const { policies } = await s.owner.call(ram, 'GetResourcePolicies', { resourceArns: [s.subnetArn] });
  const statement = {
    Effect: 'Allow',
    Action: ['ec2:CreateNetworkInterface', 'ec2:DescribeSubnets', 'ec2:RunInstances'],
    Resource: s.subnetArn,
  };
  const path = `${organization.id}/${organization.rootId}/*${unit}/*`;
  expect(JSON.parse(policies![0]!).Statement).toEqual([
    { ...statement, Principal: { AWS: `arn:aws:iam::${s.accounts.participant}:root` } },
    { ...statement, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': organization.id } } },
    { ...statement, Principal: '*', Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': path } } },
  ]);
  const others = { resourceArns: [s.subnetArn] };
  expect(await s.participant.refused(ram, 'GetResourcePolicies', others)).toMatch(/^ResourceArnNotFoundException: /);
});

describe('how far subnets may be shared', () => {
  const refusedShare = (h: Harness, resourceArns: readonly string[], principals: readonly string[]) =>
    h.refused(ram, 'CreateResourceShare', { name: 'r', resourceArns: [...resourceArns], principals: [...principals] });
  const another = async (cidr: string) =>
    (await s.owner.call(ec2, 'CreateSubnet', { VpcId: s.vpc, CidrBlock: cidr })).Subnet!.SubnetArn!;

  test('with so many accounts for a VPC, by whatever share, and those of a unit or organization count', async () => {
    s.owner.quotas = { participantsPerVpc: 1 };
    const h = s.owner;
    const refusal = `ResourceShareLimitExceededException: Subnets of ${s.vpc} can be shared with at most 1 accounts.`;
    const arn = await another('10.0.2.0/24');
    expect(await refusedShare(h, [arn], [s.accounts.bystander])).toBe(refusal);
    expect(await refusedShare(h, [arn], [organizationArn(organizationOf())])).toBe(refusal);
    const again = { name: 'again', resourceArns: [arn], principals: [s.accounts.participant] };
    expect((await h.call(ram, 'CreateResourceShare', again)).resourceShare).toBeDefined();
  });

  test('so many with one account', async () => {
    s.owner.quotas = { sharedSubnetsPerAccount: 1 };
    const h = s.owner;
    const arn = await another('10.0.2.0/24');
    expect(await refusedShare(h, [arn], [s.accounts.participant])).toBe(
      `ResourceShareLimitExceededException: At most 1 subnets can be shared with account ${s.accounts.participant}.`,
    );
    expect(
      await h.call(ram, 'CreateResourceShare', { name: 'o', resourceArns: [arn], principals: [s.accounts.bystander] }),
    ).toBeDefined();
  });
});
