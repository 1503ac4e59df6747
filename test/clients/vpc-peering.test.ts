/**
 * Peering connections as stock clients live through them: the `aws` command asks, boto3 accepts in another account, the SDK's waiters
 * see them come and go; and what is refused between two accounts and two regions, with AWS's codes and sentences.
 */

import {
  EC2Client,
  waitUntilVpcPeeringConnectionDeleted,
  waitUntilVpcPeeringConnectionExists,
} from '@aws-sdk/client-ec2';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, describe, expect, test } from 'vitest';
import { type Ec2, ec2At, makeNetwork } from './ec2-call.ts';
import { awsJson, type Credentials, hasAws, hasBoto3, python, refusalOf, settings, startServer } from './server.ts';
import { newAccount, startOrganization } from './vpc-sharing-ground.ts';

const server = await startServer(['--quota', 'vpcsPerRegion=30']);
afterAll(() => server.stop());
await startOrganization(server);
const [requester, accepter] = await Promise.all(['requester', 'accepter'].map((name) => newAccount(server, name)));
const near = ec2At(server, 'us-east-1', requester!.credentials);
const far = ec2At(server, 'us-east-1', accepter!.credentials);
const abroad = ec2At(server, 'eu-west-1', accepter!.credentials);

let count = 0;
/** A VPC whose blocks are nobody else's here. */
async function vpcOf(ec2: Ec2): Promise<string> {
  count += 1;
  return (await ec2.call('CreateVpc', { CidrBlock: `10.${count}.0.0/16` })).Vpc.VpcId;
}

/** From a new VPC of the requester's to a new one of the accepter's. */
async function asked(to: Ec2 = far, PeerRegion = 'us-east-1') {
  const [vpc, peerVpc] = [await vpcOf(near), await vpcOf(to)];
  const request = { VpcId: vpc, PeerVpcId: peerVpc, PeerOwnerId: accepter!.account, PeerRegion };
  const { VpcPeeringConnection } = await near.call('CreateVpcPeeringConnection', request);
  return {
    vpc,
    peerVpc,
    request,
    named: { VpcPeeringConnectionId: VpcPeeringConnection.VpcPeeringConnectionId as string },
  };
}

async function statusIn(ec2: Ec2, { VpcPeeringConnectionId }: { readonly VpcPeeringConnectionId: string }) {
  const ids = { VpcPeeringConnectionIds: [VpcPeeringConnectionId] };
  return (await ec2.call('DescribeVpcPeeringConnections', ids)).VpcPeeringConnections[0].Status;
}

const refused = (ec2: Ec2, operation: string, input: object) => refusalOf(ec2.call(operation, input));

describe.skipIf(!hasAws || !hasBoto3)('with the aws command and boto3', () => {
  const asRequester = { ...server, credentials: requester!.credentials };
  const asAccepter = { ...server, credentials: accepter!.credentials };
  const peering = (...words: readonly string[]) => awsJson<Record<string, never>>(asRequester, ['ec2', ...words]);

  test('two accounts peer their VPCs, let names through, route, and part', async () => {
    const [home, there] = await Promise.all([makeNetwork(near, '10.201.0.0/16'), makeNetwork(far, '10.202.0.0/16')]);
    const made = await awsJson<{ VpcPeeringConnection: { VpcPeeringConnectionId: string; Status: object } }>(
      asRequester,
      [
        'ec2',
        'create-vpc-peering-connection',
        '--vpc-id',
        home.vpc,
        '--peer-vpc-id',
        there.vpc,
        '--peer-owner-id',
        accepter!.account,
        '--tag-specifications',
        'ResourceType=vpc-peering-connection,Tags=[{Key=Name,Value=theirs}]',
      ],
    );
    const { VpcPeeringConnectionId: id, Status } = made.VpcPeeringConnection;
    expect(Status).toEqual({ Code: 'initiating-request', Message: `Initiating Request to ${accepter!.account}` });
    const accepted = await python(
      asAccepter,
      `
ec2 = boto3.client('ec2')
ec2.get_waiter('vpc_peering_connection_exists').wait(VpcPeeringConnectionIds=['${id}'])
[found] = ec2.describe_vpc_peering_connections(Filters=[
  {'Name': 'status-code', 'Values': ['pending-acceptance']},
  {'Name': 'requester-vpc-info.owner-id', 'Values': ['${requester!.account}']},
])['VpcPeeringConnections']
ec2.create_tags(Resources=['${id}'], Tags=[{'Key': 'side', 'Value': 'accepter'}])
peering = boto3.resource('ec2').VpcPeeringConnection('${id}')
peering.accept()
ec2.modify_vpc_attribute(VpcId='${there.vpc}', EnableDnsHostnames={'Value': True})
table = boto3.resource('ec2').RouteTable('${there.mainTable}')
table.create_route(DestinationCidrBlock='10.201.0.0/16', VpcPeeringConnectionId='${id}')
peering.reload()
show([found['Tags'], found['RequesterVpcInfo']['CidrBlock'], 'CidrBlock' in found['AccepterVpcInfo'], peering.status,
  peering.tags, peering.accepter_vpc_info['CidrBlock']])
`,
    );
    const active = { Code: 'active', Message: 'Active' };
    const tags = [{ Key: 'side', Value: 'accepter' }];
    expect(accepted).toEqual([[], '10.201.0.0/16', false, active, tags, '10.202.0.0/16']);
    await peering('modify-vpc-attribute', '--vpc-id', home.vpc, '--enable-dns-hostnames');
    expect(
      await peering(
        'modify-vpc-peering-connection-options',
        '--vpc-peering-connection-id',
        id,
        '--requester-peering-connection-options',
        'AllowDnsResolutionFromRemoteVpc=true',
      ),
    ).toEqual({ RequesterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true } });
    const allow = [
      'ec2',
      'authorize-security-group-ingress',
      '--group-id',
      home.defaultGroup,
      '--ip-permissions',
      JSON.stringify([
        { IpProtocol: '-1', UserIdGroupPairs: [{ UserId: accepter!.account, GroupId: there.defaultGroup }] },
      ]),
    ];
    expect(await awsJson(asRequester, allow)).toMatchObject({
      SecurityGroupRules: [
        { ReferencedGroupInfo: { GroupId: there.defaultGroup, PeeringStatus: 'active', VpcPeeringConnectionId: id } },
      ],
    });
    expect(await far.call('DescribeSecurityGroupReferences', { GroupId: [there.defaultGroup] })).toMatchObject({
      SecurityGroupReferenceSet: [{ ReferencingVpcId: home.vpc, VpcPeeringConnectionId: id }],
    });
    expect(await peering('delete-vpc-peering-connection', '--vpc-peering-connection-id', id)).toEqual({ Return: true });
    await peering('wait', 'vpc-peering-connection-deleted', '--vpc-peering-connection-ids', id);
    expect(await statusIn(far, { VpcPeeringConnectionId: id })).toEqual({
      Code: 'deleted',
      Message: `Deleted by ${requester!.account}`,
    });
    const routes = await far.call('DescribeRouteTables', {
      Filters: [{ Name: 'route.vpc-peering-connection-id', Values: [id] }],
    });
    expect(routes.RouteTables[0].Routes.at(-1)).toMatchObject({ State: 'blackhole', VpcPeeringConnectionId: id });
    const stale = await near.call('DescribeStaleSecurityGroups', { VpcId: home.vpc });
    expect(stale.StaleSecurityGroupSet[0].StaleIpPermissions[0].UserIdGroupPairs).toMatchObject([
      { PeeringStatus: 'deleted', VpcPeeringConnectionId: id, VpcId: there.vpc },
    ]);
  });
});

test("the SDK's waiters see a connection between regions come, be accepted where its VPC is, and go", async () => {
  const { named } = await asked(abroad, 'eu-west-1');
  const wait = { client: new EC2Client(settings(server, 'eu-west-1', accepter!.credentials)), maxWaitTime: 10 };
  const ids = { VpcPeeringConnectionIds: [named.VpcPeeringConnectionId] };
  await waitUntilVpcPeeringConnectionExists({ ...wait, minDelay: 1 }, ids);
  expect(await refused(far, 'AcceptVpcPeeringConnection', named)).toMatch(/^InvalidVpcPeeringConnectionID.NotFound: /);
  await abroad.call('AcceptVpcPeeringConnection', named);
  expect((await statusIn(near, named)).Code).toBe('active');
  await abroad.call('DeleteVpcPeeringConnection', named);
  await waitUntilVpcPeeringConnectionDeleted({ ...wait, minDelay: 1 }, ids);
});

describe('is refused', () => {
  test('what only the other side, or the other region, may do', async () => {
    const own = ec2At(server, 'eu-west-1', requester!.credentials);
    const [vpc, peerVpc] = [await vpcOf(near), await vpcOf(own)];
    const request = { VpcId: vpc, PeerVpcId: peerVpc, PeerRegion: 'eu-west-1' };
    const id: string = (await near.call('CreateVpcPeeringConnection', request)).VpcPeeringConnection
      .VpcPeeringConnectionId;
    const named = { VpcPeeringConnectionId: id };
    expect(await refused(near, 'AcceptVpcPeeringConnection', named)).toBe(
      `OperationNotPermitted: Incorrect region (us-east-1) specified for this request. VPC peering connection ${id} must be accepted in region eu-west-1`,
    );
    await own.call('AcceptVpcPeeringConnection', named);
    const between = await asked();
    const { VpcPeeringConnectionId } = between.named;
    expect(await refused(near, 'AcceptVpcPeeringConnection', between.named)).toBe(
      `OperationNotPermitted: User ${requester!.account} cannot accept peering ${VpcPeeringConnectionId}`,
    );
    const options = { ...between.named, RequesterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true } };
    expect(await refused(near, 'ModifyVpcPeeringConnectionOptions', options)).toBe(
      `OperationNotPermitted: Peering ${VpcPeeringConnectionId} is not active. Peering options can be added only to active peerings.`,
    );
    await far.call('AcceptVpcPeeringConnection', between.named);
    expect(await refused(far, 'ModifyVpcPeeringConnectionOptions', options)).toBe(
      `OperationNotPermitted: User ${accepter!.account} does not have permission to modify the requester side peering options`,
    );
    expect(await refused(near, 'ModifyVpcPeeringConnectionOptions', options)).toMatch(
      /^InvalidVpcPeeringConnectionState.DnsHostnamesDisabled: /,
    );
  });

  test('what comes too late, twice, or back', async () => {
    const { vpc, peerVpc, request, named } = await asked();
    const again = await near.call('CreateVpcPeeringConnection', request);
    expect(again.VpcPeeringConnection).toMatchObject(named);
    await far.call('AcceptVpcPeeringConnection', named);
    const back = { VpcId: peerVpc, PeerVpcId: vpc, PeerOwnerId: requester!.account };
    const id: string = (await far.call('CreateVpcPeeringConnection', back)).VpcPeeringConnection.VpcPeeringConnectionId;
    expect(await refused(near, 'AcceptVpcPeeringConnection', { VpcPeeringConnectionId: id })).toBe(
      `VpcPeeringConnectionAlreadyExists: The vpc peering connection identified by ${id} already exists.`,
    );
    await near.call('RejectVpcPeeringConnection', { VpcPeeringConnectionId: id });
    expect(await refused(far, 'DeleteVpcPeeringConnection', { VpcPeeringConnectionId: id })).toBe(
      `InvalidStateTransition: Invalid state transition for ${id}, attempted to transition from rejected to deleting`,
    );
  });

  test('nothing of a request that fails', async () => {
    const { vpc, peerVpc } = await asked();
    const { VpcPeeringConnection } = await near.call('CreateVpcPeeringConnection', { VpcId: vpc, PeerVpcId: peerVpc });
    expect(VpcPeeringConnection.Status.Code).toBe('initiating-request');
    expect(await statusIn(near, VpcPeeringConnection)).toEqual({
      Code: 'failed',
      Message: 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range',
    });
  });
});

test('policies tell both sides of a connection', async () => {
  const [good, bad] = [await asked(), await asked()];
  const iam = new IAMClient(settings(server, 'us-east-1', accepter!.credentials));
  const UserName = 'accepting';
  await iam.send(new CreateUserCommand({ UserName }));
  const arn = (account: string, rest: string) => `arn:aws:ec2:us-east-1:${account}:${rest}`;
  const Action = 'ec2:AcceptVpcPeeringConnection';
  const Condition = { ArnEquals: { 'ec2:RequesterVpc': arn(requester!.account, `vpc/${good.vpc}`) } };
  const Statement = [
    { Effect: 'Allow', Action, Resource: arn(accepter!.account, 'vpc-peering-connection/*'), Condition },
    { Effect: 'Allow', Action, Resource: arn(accepter!.account, 'vpc/*') },
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'accept', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials: Credentials = {
    accessKeyId: AccessKey!.AccessKeyId!,
    secretAccessKey: AccessKey!.SecretAccessKey!,
  };
  const user = ec2At(server, 'us-east-1', credentials);
  expect(await user.code('AcceptVpcPeeringConnection', bad.named)).toBe('UnauthorizedOperation');
  expect(await user.code('AcceptVpcPeeringConnection', { ...good.named, DryRun: true })).toBe('DryRunOperation');
  expect(await user.code('AcceptVpcPeeringConnection', good.named)).toBe('success');
});
