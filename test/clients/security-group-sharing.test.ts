/** Security groups of several accounts in one VPC, and one group in several VPCs, through the command line and boto3. */

import { CreateResourceShareCommand, EnableSharingWithAwsOrganizationCommand, RAMClient } from '@aws-sdk/client-ram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { ec2At, type Reply } from './ec2-call.ts';
import { awsJson, hasAws, hasBoto3, python, type Server, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());

const region = 'us-east-1';
const owner = ec2At(server);
const connection = { endpoint: server.endpoint, region, credentials: server.credentials };
let account: Account;
/** The same server, as the participant reaches it. */
let participant: Server;
let vpc: string;
let subnet: string;
let baseline: string;
let ops: string;

async function groupOf(where: Server, VpcId: string, GroupName: string): Promise<string> {
  const made = await ec2At(where).call('CreateSecurityGroup', { VpcId, GroupName, Description: 'd' });
  return made.GroupId;
}

beforeAll(async () => {
  const sharing = new RAMClient(connection);
  await createOrganization(connection);
  await sharing.send(new EnableSharingWithAwsOrganizationCommand({}));
  account = await createAccount(connection, 'participant');
  participant = { ...server, account: account.id, credentials: account.connection.credentials };
  vpc = (await owner.call('CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc.VpcId;
  subnet = (await owner.call('CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.1.0/24' })).Subnet.SubnetId;
  [baseline, ops] = [await groupOf(server, vpc, 'baseline'), await groupOf(server, vpc, 'ops')];
  const resourceArns = [`subnet/${subnet}`, `security-group/${baseline}`].map(
    (resource) => `arn:aws:ec2:${region}:${server.account}:${resource}`,
  );
  await sharing.send(new CreateResourceShareCommand({ name: 's', resourceArns, principals: [account.id] }));
});

describe.skipIf(!hasAws)('by the aws command', () => {
  const ec2 = (...words: readonly string[]) => awsJson<Reply>(participant, ['ec2', ...words]);

  test("a participant names the owner's group with its account, and wears the one that is shared", async () => {
    const own = await groupOf(participant, vpc, 'app');
    const named = ['--source-group', ops, '--group-owner', server.account];
    const allowed = await ec2(
      'authorize-security-group-ingress',
      '--group-id',
      own,
      '--protocol',
      'tcp',
      '--port',
      '443',
      ...named,
    );
    const pair = { GroupId: ops, UserId: server.account };
    expect(allowed.SecurityGroupRules).toMatchObject([{ FromPort: 443, ReferencedGroupInfo: pair }]);
    const shown = await ec2At(participant).call('DescribeSecurityGroups', { GroupIds: [own] });
    expect(shown.SecurityGroups[0].IpPermissions).toMatchObject([{ UserIdGroupPairs: [pair] }]);
    const wearing = ['create-network-interface', '--subnet-id', subnet, '--groups'];
    const { NetworkInterface } = await ec2(...wearing, baseline, own);
    expect(NetworkInterface.Groups.map(({ GroupId }: Reply) => GroupId)).toEqual([baseline, own]);
    const { code } = ec2At(participant);
    const wrong = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: ops, UserId: account.id }] }];
    const refused = await Promise.all([
      code('AuthorizeSecurityGroupIngress', { GroupId: own, IpPermissions: wrong }),
      code('CreateNetworkInterface', { SubnetId: subnet, Groups: [ops] }),
    ]);
    expect(refused).toEqual(['InvalidGroup.NotFound', 'InvalidGroup.NotFound']);
  });
});

describe.skipIf(!hasBoto3)('by boto3', () => {
  test('a group is associated with a second VPC, worn there, and taken back', async () => {
    const told = await python<Reply>(
      server,
      `
ec2 = boto3.client('ec2')
vpc = ec2.create_vpc(CidrBlock='10.1.0.0/16')['Vpc']['VpcId']
subnet = ec2.create_subnet(VpcId=vpc, CidrBlock='10.1.1.0/24')['Subnet']['SubnetId']
both = dict(GroupId='${ops}', VpcId=vpc)
first = ec2.associate_security_group_vpc(**both)['State']
shown = ec2.describe_security_group_vpc_associations(Filters=[dict(Name='vpc-id', Values=[vpc])])['SecurityGroupVpcAssociations']
pages = ec2.get_paginator('get_security_groups_for_vpc').paginate(VpcId=vpc, PaginationConfig=dict(PageSize=5))
usable = [(one['GroupName'], one['PrimaryVpcId'] == vpc) for page in pages for one in page['SecurityGroupForVpcs']]
eni = ec2.create_network_interface(SubnetId=subnet, Groups=['${ops}'])['NetworkInterface']['NetworkInterfaceId']
held = [code(ec2.disassociate_security_group_vpc, **both), code(ec2.delete_security_group, GroupId='${ops}')]
ec2.delete_network_interface(NetworkInterfaceId=eni)
ec2.disassociate_security_group_vpc(**both)
left = ec2.describe_security_group_vpc_associations()['SecurityGroupVpcAssociations']
show(dict(first=first, shown=shown, usable=sorted(usable), held=held, left=[one['State'] for one in left], vpc=vpc))
`,
    );
    const { first, shown, usable, held, left, vpc: second } = told;
    expect(['associating', 'associated']).toContain(first);
    const owners = { GroupOwnerId: server.account, VpcOwnerId: server.account };
    expect(shown).toMatchObject([{ GroupId: ops, VpcId: second, ...owners }]);
    expect(usable).toEqual([
      ['default', true],
      ['ops', false],
    ]);
    expect(held).toEqual(['DependencyViolation', 'DependencyViolation']);
    expect(left.filter((state: string) => state !== 'disassociating')).toEqual([]);
  });

  test('a participant sees and may use the groups of its own and those shared with it', async () => {
    const told = await python<Reply>(
      participant,
      `
ec2 = boto3.client('ec2')
own = ec2.create_security_group(GroupName='baseline', Description='d', VpcId='${vpc}')['GroupId']
named = [dict(Name='group-name', Values=['baseline', 'ops', 'default'])]
usable = ec2.get_security_groups_for_vpc(VpcId='${vpc}', Filters=named)['SecurityGroupForVpcs']
seen = [one['GroupId'] for one in ec2.describe_security_groups(Filters=[dict(Name='owner-id', Values=['${server.account}'])])['SecurityGroups']]
refused = [code(ec2.delete_security_group, GroupId=one) for one in ['${baseline}', '${ops}']]
refused += [code(ec2.create_network_interface, SubnetId='${subnet}')]
ec2.delete_security_group(GroupId=own)
show(dict(own=own, usable={one['GroupId']: one['OwnerId'] for one in usable}, seen=seen, refused=refused))
`,
    );
    expect(told.usable).toEqual({ [told.own]: account.id, [baseline]: server.account });
    expect(told.seen).toEqual([baseline]);
    expect(told.refused).toEqual(['UnauthorizedOperation', 'InvalidGroup.NotFound', 'InvalidGroup.NotFound']);
  });
});
