/** A network's whole life through the command line and boto3, as a user builds it up, looks at it, and takes it down. */

import { afterAll, describe, expect, test } from 'vitest';
import { ec2At, type Reply } from './ec2-call.ts';
import { awsJson, hasAws, hasBoto3, python, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());

describe.skipIf(!hasAws)('by the aws command', () => {
  const ec2 = (...words: readonly string[]) => awsJson<Reply>(server, ['ec2', ...words]);

  test('a public subnet with an instance that has rules by id, up and down', async () => {
    const vpc: string = (
      await ec2(
        'create-vpc',
        '--cidr-block',
        '10.0.0.0/16',
        '--tag-specifications',
        'ResourceType=vpc,Tags=[{Key=Name,Value=walk}]',
      )
    ).Vpc.VpcId;
    const subnet: string = (await ec2('create-subnet', '--vpc-id', vpc, '--cidr-block', '10.0.1.0/24')).Subnet.SubnetId;
    const group: string = (
      await ec2('create-security-group', '--vpc-id', vpc, '--group-name', 'web', '--description', 'web')
    ).GroupId;
    const allowed = await ec2(
      'authorize-security-group-ingress',
      '--group-id',
      group,
      '--protocol',
      'tcp',
      '--port',
      '443',
      '--cidr',
      '0.0.0.0/0',
    );
    const [{ SecurityGroupRuleId: rule, ...shown }] = allowed.SecurityGroupRules;
    expect(shown).toMatchObject({
      GroupId: group,
      GroupOwnerId: server.account,
      IsEgress: false,
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      CidrIpv4: '0.0.0.0/0',
    });
    const changed = `SecurityGroupRuleId=${rule},SecurityGroupRule={IpProtocol=tcp,FromPort=80,ToPort=80,CidrIpv4=10.0.0.0/8,Description=inside}`;
    await ec2('modify-security-group-rules', '--group-id', group, '--security-group-rules', changed);
    const { SecurityGroups } = await ec2(
      'describe-security-groups',
      '--filters',
      'Name=ip-permission.cidr,Values=10.0.0.0/8',
    );
    expect(SecurityGroups.map(({ GroupId }: Reply) => GroupId)).toEqual([group]);
    const launched = await ec2(
      'run-instances',
      '--image-id',
      'ami-12345678',
      '--instance-type',
      't3.micro',
      '--subnet-id',
      subnet,
      '--security-group-ids',
      group,
      '--private-ip-address',
      '10.0.1.10',
      '--user-data',
      '#!/bin/sh\necho hi',
    );
    const [{ InstanceId: instance, PrivateDnsName }] = launched.Instances;
    expect(PrivateDnsName).toBe('ip-10-0-1-10.ec2.internal');
    await ec2('revoke-security-group-ingress', '--group-id', group, '--security-group-rule-ids', rule);
    await ec2('terminate-instances', '--instance-ids', instance);
    await ec2('delete-security-group', '--group-id', group);
    await ec2('delete-subnet', '--subnet-id', subnet);
    await ec2('delete-vpc', '--vpc-id', vpc);
    expect((await ec2('describe-vpcs', '--filters', 'Name=tag:Name,Values=walk')).Vpcs).toEqual([]);
  });
});

describe.skipIf(!hasBoto3)('by boto3', () => {
  test('everything between two subnets and the internet, up, asked about, and down', async () => {
    const answer = await python<Record<string, unknown>>(
      server,
      `
ec2 = boto3.client('ec2')
vpc = ec2.create_vpc(CidrBlock='10.1.0.0/16')['Vpc']['VpcId']
ec2.get_waiter('vpc_available').wait(VpcIds=[vpc])
public, private = [ec2.create_subnet(VpcId=vpc, CidrBlock=b)['Subnet']['SubnetId'] for b in ['10.1.1.0/24', '10.1.2.0/24']]
igw = ec2.create_internet_gateway()['InternetGateway']['InternetGatewayId']
ec2.attach_internet_gateway(InternetGatewayId=igw, VpcId=vpc)
table = ec2.create_route_table(VpcId=vpc)['RouteTable']['RouteTableId']
ec2.create_route(RouteTableId=table, DestinationCidrBlock='0.0.0.0/0', GatewayId=igw)
link = ec2.associate_route_table(RouteTableId=table, SubnetId=public)['AssociationId']
eip = ec2.allocate_address(Domain='vpc')
nat = ec2.create_nat_gateway(SubnetId=public, AllocationId=eip['AllocationId'])['NatGateway']['NatGatewayId']
ec2.get_waiter('nat_gateway_available').wait(NatGatewayIds=[nat])
main = [t for t in ec2.describe_route_tables(Filters=[{'Name': 'vpc-id', 'Values': [vpc]}, {'Name': 'association.main', 'Values': ['true']}])['RouteTables']][0]['RouteTableId']
ec2.create_route(RouteTableId=main, DestinationCidrBlock='0.0.0.0/0', NatGatewayId=nat)
acl = ec2.create_network_acl(VpcId=vpc)['NetworkAcl']
ec2.create_network_acl_entry(NetworkAclId=acl['NetworkAclId'], RuleNumber=100, Protocol='6', RuleAction='allow', Egress=False, CidrBlock='0.0.0.0/0', PortRange={'From': 22, 'To': 22})
twice = code(ec2.create_network_acl_entry, NetworkAclId=acl['NetworkAclId'], RuleNumber=100, Protocol='6', RuleAction='deny', Egress=False, CidrBlock='0.0.0.0/0', PortRange={'From': 22, 'To': 22})
old = [a for n in ec2.describe_network_acls(Filters=[{'Name': 'association.subnet-id', 'Values': [private]}])['NetworkAcls'] for a in n['Associations'] if a['SubnetId'] == private][0]['NetworkAclAssociationId']
new = ec2.replace_network_acl_association(AssociationId=old, NetworkAclId=acl['NetworkAclId'])['NewAssociationId']
eni = ec2.create_network_interface(SubnetId=private, SecondaryPrivateIpAddressCount=2)['NetworkInterface']
instance = ec2.run_instances(ImageId='ami-12345678', MinCount=1, MaxCount=1, SubnetId=private)['Instances'][0]['InstanceId']
ec2.get_waiter('instance_running').wait(InstanceIds=[instance])
held = ec2.attach_network_interface(NetworkInterfaceId=eni['NetworkInterfaceId'], InstanceId=instance, DeviceIndex=1)['AttachmentId']
busy = code(ec2.attach_network_interface, NetworkInterfaceId=eni['NetworkInterfaceId'], InstanceId=instance, DeviceIndex=2)
detail = ec2.describe_instances(InstanceIds=[instance])['Reservations'][0]['Instances'][0]
ec2.stop_instances(InstanceIds=[instance]); ec2.get_waiter('instance_stopped').wait(InstanceIds=[instance])
ec2.modify_instance_attribute(InstanceId=instance, DisableApiTermination={'Value': True})
guarded = code(ec2.terminate_instances, InstanceIds=[instance])
ec2.modify_instance_attribute(InstanceId=instance, DisableApiTermination={'Value': False})
ec2.detach_network_interface(AttachmentId=held)
ec2.terminate_instances(InstanceIds=[instance]); ec2.get_waiter('instance_terminated').wait(InstanceIds=[instance])
ec2.delete_network_interface(NetworkInterfaceId=eni['NetworkInterfaceId'])
ec2.delete_nat_gateway(NatGatewayId=nat); ec2.get_waiter('nat_gateway_deleted').wait(NatGatewayIds=[nat])
hole = [r['State'] for r in ec2.describe_route_tables(RouteTableIds=[main])['RouteTables'][0]['Routes'] if r['DestinationCidrBlock'] == '0.0.0.0/0']
ec2.release_address(AllocationId=eip['AllocationId'])
ec2.disassociate_route_table(AssociationId=link); ec2.delete_route_table(RouteTableId=table)
ec2.detach_internet_gateway(InternetGatewayId=igw, VpcId=vpc); ec2.delete_internet_gateway(InternetGatewayId=igw)
for s in [public, private]: ec2.delete_subnet(SubnetId=s)
ec2.delete_network_acl(NetworkAclId=acl['NetworkAclId'])
ec2.delete_vpc(VpcId=vpc)
show({'twice': twice, 'busy': busy, 'guarded': guarded, 'hole': hole, 'moved': old != new,
      'addresses': len(eni['PrivateIpAddresses']), 'acl': [e['RuleNumber'] for e in acl['Entries']],
      'interfaces': sorted(i['Attachment']['DeviceIndex'] for i in detail['NetworkInterfaces']),
      'left': [len(x) for x in [ec2.describe_network_interfaces()['NetworkInterfaces'], ec2.describe_addresses()['Addresses'], ec2.describe_vpcs()['Vpcs']]]})`,
    );
    expect(answer).toEqual({
      twice: 'NetworkAclEntryAlreadyExists',
      busy: 'InvalidNetworkInterface.InUse',
      guarded: 'OperationNotPermitted',
      hole: ['blackhole'],
      moved: true,
      addresses: 3,
      acl: [32767, 32767],
      interfaces: [0, 1],
      left: [0, 0, 1],
    });
  });
});

test('filters: all must hold, any value will do, and wildcards stand for what they should', async () => {
  const { call } = ec2At(server);
  const { VpcId } = (await call('CreateVpc', { CidrBlock: '10.8.0.0/16' })).Vpc;
  const make = async (octet: number, tags: Readonly<Record<string, string>>): Promise<string> => {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const TagSpecifications = [{ ResourceType: 'subnet', Tags }];
    return (await call('CreateSubnet', { VpcId, CidrBlock: `10.8.${octet}.0/24`, TagSpecifications })).Subnet.SubnetId;
  };
  const a = await make(1, { Name: 'web-1', env: 'prod' });
  const b = await make(2, { Name: 'web-2', env: 'test' });
  const c = await make(3, { Name: 'db*1', 'a:b': '' });
  type Filters = readonly (readonly [name: string, ...values: string[]])[];
  const found = async (filters: Filters): Promise<readonly string[]> => {
    const Filters = [['vpc-id', VpcId], ...filters].map(([Name, ...Values]) => ({ Name, Values }));
    return (await call('DescribeSubnets', { Filters })).Subnets.map(({ SubnetId }: Reply) => SubnetId).sort();
  };
  const table: readonly (readonly [filters: Filters, expected: readonly string[]])[] = [
    [[['tag:Name', 'web-*']], [a, b]],
    [
      [
        ['tag:Name', 'web-?'],
        ['tag:env', 'prod'],
      ],
      [a],
    ],
    [[['tag:Name', 'web-1', 'db*']], [a, c]],
    [[['tag:Name', 'db\\*1']], [c]],
    [[['tag:Name', 'WEB-1']], []],
    [[['tag-key', 'env']], [a, b]],
    [[['tag:a:b', '']], [c]],
    [[['tag:absent', '*']], []],
    [[['cidr-block', '10.8.?.0/24']], [a, b, c]],
    [[['subnet-id', a, c]], [a, c]],
    [[['state', 'available']], [a, b, c]],
    [[['default-for-az', 'true']], []],
    [[['owner-id', server.account]], [a, b, c]],
  ];
  for (const [filters, expected] of table)
    expect([filters, await found(filters)]).toEqual([filters, [...expected].sort()]);
});
