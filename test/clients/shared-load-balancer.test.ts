/** Load balancers in shared subnets by AWS's own clients, each with a participant's credentials: the `aws` command and boto3. */

import { CreateResourceShareCommand, EnableSharingWithAwsOrganizationCommand, RAMClient } from '@aws-sdk/client-ram';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { type Ec2, ec2At, makeNetwork, type Network, type Reply } from './ec2-call.ts';
import { awsJson, hasAws, hasBoto3, python, type Server, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());

interface Party {
  readonly ec2: Ec2;
  /** The server as this account's clients reach it. */
  readonly server: Server;
  /** A group and an instance in the shared subnet. */
  readonly group: string;
  readonly instance: string;
}

let shared: Network;
let hidden: string;
let owner: Party;
let participant: Party;
/** A VPC that nobody shares. */
let far: Network;

async function partyIn({ connection: { credentials } }: Account, place: () => Promise<Network>): Promise<Party> {
  const ec2 = ec2At(server, 'us-east-1', credentials);
  const { vpc: VpcId, subnet: SubnetId } = await place();
  const group = (await ec2.call('CreateSecurityGroup', { VpcId, GroupName: 'app', Description: 'app' })).GroupId;
  const launch = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId, SecurityGroupIds: [group] };
  const instance = (await ec2.call('RunInstances', launch)).Instances[0].InstanceId;
  return { ec2, server: { ...server, credentials }, group, instance };
}

beforeAll(async () => {
  const management = settings(server);
  await createOrganization(management);
  await new RAMClient(management).send(new EnableSharingWithAwsOrganizationCommand({}));
  const [network, team] = [await createAccount(management, 'network'), await createAccount(management, 'team')];
  const owners = ec2At(server, 'us-east-1', network.connection.credentials);
  shared = await makeNetwork(owners);
  hidden = (await owners.call('CreateSubnet', { VpcId: shared.vpc, CidrBlock: '10.0.9.0/24' })).Subnet.SubnetId;
  const resourceArns = [`arn:aws:ec2:us-east-1:${network.id}:subnet/${shared.subnet}`];
  const sharing = { name: 'app', resourceArns, principals: [team.id], allowExternalPrincipals: false };
  await new RAMClient(network.connection).send(new CreateResourceShareCommand(sharing));
  owner = await partyIn(network, async () => shared);
  participant = await partyIn(team, async () => shared);
  far = await makeNetwork(owners, '10.9.0.0/16');
});

test.skipIf(!hasAws)('a participant makes, describes and deletes one by the aws command', async () => {
  const cli = (...words: string[]): Promise<Reply> => awsJson(participant.server, words);
  const create = ['elbv2', 'create-load-balancer', '--name', 'front', '--type', 'network', '--scheme', 'internal'];
  const made = await cli(...create, '--subnets', shared.subnet, '--security-groups', participant.group);
  const { LoadBalancerArn, VpcId, AvailabilityZones, SecurityGroups } = made.LoadBalancers[0];
  expect({ VpcId, SecurityGroups }).toEqual({ VpcId: shared.vpc, SecurityGroups: [participant.group] });
  const { Subnets } = await participant.ec2.call('DescribeSubnets', { SubnetIds: [shared.subnet] });
  const zones = await participant.ec2.call('DescribeAvailabilityZones', { ZoneIds: [Subnets[0].AvailabilityZoneId] });
  expect(AvailabilityZones).toMatchObject([
    { SubnetId: shared.subnet, ZoneName: zones.AvailabilityZones[0].ZoneName, LoadBalancerAddresses: [] },
  ]);
  // Nothing of it is to be seen for the VPC's owner but the node's interface.
  expect(await awsJson(owner.server, ['elbv2', 'describe-load-balancers'])).toEqual({ LoadBalancers: [] });
  const Filters = [{ Name: 'interface-type', Values: ['network_load_balancer'] }];
  const nodes = async ({ ec2 }: Party) =>
    (await ec2.call('DescribeNetworkInterfaces', { Filters })).NetworkInterfaces.map((one: Reply) => one.SubnetId);
  expect(await nodes(owner)).toEqual([shared.subnet]);
  expect(await owner.ec2.code('DeleteSubnet', { SubnetId: shared.subnet })).toBe('DependencyViolation');
  await cli('elbv2', 'delete-load-balancer', '--load-balancer-arn', LoadBalancerArn);
  expect(await nodes(participant)).toEqual([]);
});

test.skipIf(!hasBoto3)(
  "what isn't shared is refused to a participant in the service's own codes, by boto3",
  async () => {
    const codes = await python<Record<string, string>>(
      participant.server,
      `
elb = boto3.client('elbv2')
balancer = dict(Name='refused', Type='network', Scheme='internal')
group = dict(Name='app-by-boto3', Protocol='TCP', Port=80)
made = elb.create_target_group(VpcId='${shared.vpc}', **group)['TargetGroups'][0]['TargetGroupArn']
arn = elb.create_load_balancer(**{**balancer, 'Name': 'mine'}, Subnets=['${shared.subnet}'])['LoadBalancers'][0]['LoadBalancerArn']
show({
  'hidden subnet': code(elb.create_load_balancer, Subnets=['${hidden}'], **balancer),
  'subnet of another VPC': code(elb.create_load_balancer, Subnets=['${far.subnet}'], **balancer),
  'group of the owner': code(elb.create_load_balancer, Subnets=['${shared.subnet}'], SecurityGroups=['${owner.group}'], **balancer),
  'default group': code(elb.create_load_balancer, Subnets=['${shared.subnet}'], SecurityGroups=['${shared.defaultGroup}'], **balancer),
  'more subnets': code(elb.set_subnets, LoadBalancerArn=arn, Subnets=['${shared.subnet}', '${hidden}']),
  'target group elsewhere': code(elb.create_target_group, VpcId='${far.vpc}', **{**group, 'Name': 'far'}),
  'own instance': code(elb.register_targets, TargetGroupArn=made, Targets=[{'Id': '${participant.instance}'}]),
  "owner's instance": code(elb.register_targets, TargetGroupArn=made, Targets=[{'Id': '${owner.instance}'}]),
  "no gateway": code(elb.create_load_balancer, Subnets=['${shared.subnet}'], Name='facing', Type='network'),
})
`,
    );
    expect(codes).toEqual({
      'hidden subnet': 'SubnetNotFound',
      'subnet of another VPC': 'SubnetNotFound',
      'group of the owner': 'InvalidSecurityGroup',
      'default group': 'InvalidSecurityGroup',
      'more subnets': 'SubnetNotFound',
      'target group elsewhere': 'ValidationError',
      'own instance': 'success',
      "owner's instance": 'InvalidTarget',
      'no gateway': 'InvalidSubnet',
    });
  },
);
