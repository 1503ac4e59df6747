/** A shared VPC's life as the parties' own clients tell it: boto3 in a participant's account, RAM's unsharing, and what is left. */

import { DisassociateResourceShareCommand, RAMClient } from '@aws-sdk/client-ram';
import { afterAll, describe, expect, test } from 'vitest';
import { hasBoto3, python, refusalOf, settings, startServer } from './server.ts';
import { sharedGround } from './vpc-sharing-ground.ts';

const server = await startServer();
afterAll(() => server.stop());
const { parties, vpc, subnet, hidden, share } = await sharedGround(server);
const { owner, participant, another } = parties;
const launch = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId: subnet };
const place = { SubnetId: subnet, SecurityGroupIds: [another.place.group] };

describe.skipIf(!hasBoto3)('boto3 with the credentials of a participant', () => {
  const asParticipant = { ...server, credentials: participant.credentials };

  test('finds the subnet and tags it for itself', async () => {
    await owner.call('CreateTags', { Resources: [subnet], Tags: [{ Key: 'Name', Value: 'of the owner' }] });
    const lines = `
ec2 = boto3.client('ec2')
ec2.create_tags(Resources=['${subnet}'], Tags=[{'Key': 'kubernetes.io/role/internal-elb', 'Value': '1'}])
tagged = [{'Name': 'tag:kubernetes.io/role/internal-elb', 'Values': ['1']}]
[subnet] = ec2.describe_subnets(Filters=tagged)['Subnets']
zones = {zone['ZoneId']: zone['ZoneName'] for zone in ec2.describe_availability_zones()['AvailabilityZones']}
show([subnet['SubnetId'], subnet['OwnerId'], subnet['Tags'], zones[subnet['AvailabilityZoneId']] == subnet['AvailabilityZone']])
`;
    expect(await python(asParticipant, lines)).toEqual([
      subnet,
      owner.account,
      [{ Key: 'kubernetes.io/role/internal-elb', Value: '1' }],
      true,
    ]);
    const { Subnets } = await owner.call('DescribeSubnets', { SubnetIds: [subnet] });
    expect(Subnets[0].Tags).toEqual([{ Key: 'Name', Value: 'of the owner' }]);
  });

  test('is told apart what it may not do and what it does not see', async () => {
    const lines = `
ec2 = boto3.client('ec2')
table = ec2.describe_route_tables(Filters=[{'Name': 'vpc-id', 'Values': ['${vpc}']}])['RouteTables'][0]
[association] = table['Associations']
show([
  code(ec2.disassociate_route_table, AssociationId=association['RouteTableAssociationId']),
  code(ec2.delete_route, RouteTableId=table['RouteTableId'], DestinationCidrBlock='0.0.0.0/0'),
  code(ec2.delete_subnet, SubnetId='${subnet}'),
  code(ec2.delete_subnet, SubnetId='${hidden.subnet}'),
  code(ec2.create_nat_gateway, SubnetId='${subnet}', ConnectivityType='private'),
  code(ec2.describe_nat_gateways, NatGatewayIds=['${owner.holds['nat-gateway']}']),
  code(ec2.run_instances, ImageId='ami-12345678', MinCount=1, MaxCount=1, SubnetId='${subnet}'),
])
`;
    expect(await python(asParticipant, lines)).toEqual([
      'UnauthorizedOperation',
      'UnauthorizedOperation',
      'UnauthorizedOperation',
      'InvalidSubnetID.NotFound',
      'UnauthorizedOperation',
      'NatGatewayNotFound',
      'InvalidGroup.NotFound',
    ]);
  });
});

test('who is not shared with any more keeps what runs, gets nothing new, and holds the subnet until it has left', async () => {
  const { Instances } = await another.call('RunInstances', { ...launch, ...place });
  const running: string = Instances[0].InstanceId;
  const client = new RAMClient(settings(server, 'us-east-1', owner.credentials));
  await client.send(new DisassociateResourceShareCommand({ resourceShareArn: share, principals: [another.account] }));
  const { Subnets } = await another.call('DescribeSubnets');
  expect(Subnets.map((one: { readonly OwnerId: string }) => one.OwnerId)).not.toContain(owner.account);
  expect(await refusalOf(another.call('RunInstances', { ...launch, ...place }))).toBe(
    `InvalidSubnetID.NotFound: The subnet ID '${subnet}' does not exist`,
  );
  await another.call('StopInstances', { InstanceIds: [running] });
  await another.call('StartInstances', { InstanceIds: [running] });
  const interfaces = { Filters: [{ Name: 'owner-id', Values: [another.account] }] };
  expect((await owner.call('DescribeNetworkInterfaces', interfaces)).NetworkInterfaces.length).toBeGreaterThan(1);
  expect(await refusalOf(owner.call('DeleteSubnet', { SubnetId: subnet }))).toBe(
    `DependencyViolation: The subnet '${subnet}' has dependencies and cannot be deleted.`,
  );
  await another.call('TerminateInstances', { InstanceIds: [running] });
  expect((await participant.call('DescribeSubnets', { SubnetIds: [subnet] })).Subnets).toHaveLength(1);
});
