/** The calls that Terraform's AWS provider makes to create, read back and delete the usual resources: none may be unknown. */

import { GetUserCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ec2At, makeNetwork } from './ec2-call.ts';
import { filter, type Made, reads } from './provider-calls.ts';
import { codeOf, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const { call, code } = ec2At(server);

let made: Made;

beforeAll(async () => {
  const network = await makeNetwork({ call, code });
  const { vpc: VpcId, subnet: SubnetId } = network;
  const igw: string = (await call('CreateInternetGateway')).InternetGateway.InternetGatewayId;
  await call('AttachInternetGateway', { InternetGatewayId: igw, VpcId });
  const launched = await call('RunInstances', { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId });
  const eip: string = (await call('AllocateAddress', { Domain: 'vpc' })).AllocationId;
  const table: string = (await call('CreateRouteTable', { VpcId })).RouteTable.RouteTableId;
  await call('CreateRoute', { RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0', GatewayId: igw });
  made = {
    ...network,
    igw,
    eip,
    table,
    instance: launched.Instances[0].InstanceId,
    eni: launched.Instances[0].NetworkInterfaces[0].NetworkInterfaceId,
    nat: (await call('CreateNatGateway', { SubnetId, AllocationId: eip })).NatGateway.NatGatewayId,
    endpoint: (
      await call('CreateVpcEndpoint', { VpcId, ServiceName: 'com.amazonaws.us-east-1.s3', RouteTableIds: [table] })
    ).VpcEndpoint.VpcEndpointId,
    group: (await call('CreateSecurityGroup', { VpcId, GroupName: 'tf', Description: 'Managed by Terraform' })).GroupId,
    list: (await call('CreateManagedPrefixList', { PrefixListName: 'tf', AddressFamily: 'IPv4', MaxEntries: 5 }))
      .PrefixList.PrefixListId,
  };
});

test.each(reads)('%s', async (_, calls) => {
  for (const [operation, input] of calls) {
    expect([operation, await code(operation, input(made))]).toEqual([operation, 'success']);
  }
});

test('what the provider asks to know whose credentials it has', async () => {
  const iam = new IAMClient(settings(server));
  expect([
    await codeOf(new STSClient(settings(server)).send(new GetCallerIdentityCommand())),
    await codeOf(iam.send(new GetUserCommand({}))),
    await codeOf(iam.send(new ListRolesCommand({ MaxItems: 1 }))),
  ]).toEqual(['success', 'success', 'success']);
});

test('what it takes the answers of', async () => {
  const main = await call('DescribeRouteTables', filter('association.main', 'true'));
  expect(main.RouteTables.filter((table: { VpcId: string }) => table.VpcId === made.vpc)).toHaveLength(1);
  const { Volumes } = await call('DescribeVolumes', filter('attachment.instance-id', made.instance));
  const { Reservations } = await call('DescribeInstances', { InstanceIds: [made.instance] });
  const mapped: readonly unknown[] = Reservations[0].Instances[0].BlockDeviceMappings ?? [];
  // The provider looks up the root volume wherever the instance lists one.
  expect(Volumes).toHaveLength(mapped.length);
});
