/** What stands in the way of a deletion: every dependency that EC2 documents, what it answers, and that taking it away helps. */

import { afterAll, beforeAll, expect, test } from 'vitest';
import { ec2At, makeNetwork, type Network, type Reply } from './ec2-call.ts';
import { startServer } from './server.ts';

const server = await startServer(['--quota', 'vpcsPerRegion=50', '--quota', 'internetGatewaysPerRegion=50']);
afterAll(() => server.stop());
const { call, code } = ec2At(server);
const image = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1 };

let network: Network;
beforeAll(async () => {
  network = await makeNetwork({ call, code });
});

interface Case {
  readonly name: string;
  readonly operation: string;
  /** Makes what is to be deleted and what stands in the way; gives the input of the deletion and the way out. */
  readonly arrange: () => Promise<{ readonly input: object; readonly remove: () => Promise<unknown> }>;
  readonly expected: string;
}

const subnetOf = async (block: string): Promise<string> =>
  (await call('CreateSubnet', { VpcId: network.vpc, CidrBlock: block })).Subnet.SubnetId;
const interfaceIn = async (subnet: string, more: object = {}): Promise<string> =>
  (await call('CreateNetworkInterface', { SubnetId: subnet, ...more })).NetworkInterface.NetworkInterfaceId;
const groupNamed = async (name: string): Promise<string> =>
  (await call('CreateSecurityGroup', { VpcId: network.vpc, GroupName: name, Description: name })).GroupId;
const allow = (GroupId: string, from: string) => ({
  GroupId,
  IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: from }] }],
});

const cases: readonly Case[] = [
  {
    name: 'a VPC with a subnet',
    operation: 'DeleteVpc',
    arrange: async () => {
      const { vpc, subnet } = await makeNetwork({ call, code }, '10.1.0.0/16');
      return { input: { VpcId: vpc }, remove: () => call('DeleteSubnet', { SubnetId: subnet }) };
    },
    expected: 'DependencyViolation',
  },
  ...(['CreateSecurityGroup', 'CreateRouteTable', 'CreateNetworkAcl', 'AttachInternetGateway'] as const).map(
    (operation): Case => ({
      name: `a VPC after ${operation}`,
      operation: 'DeleteVpc',
      arrange: async () => {
        const VpcId: string = (await call('CreateVpc', { CidrBlock: '10.2.0.0/16' })).Vpc.VpcId;
        const { InternetGateway } = await call('CreateInternetGateway');
        const made: Reply = await call(operation, {
          VpcId,
          ...(operation === 'CreateSecurityGroup' ? { GroupName: 'g', Description: 'g' } : {}),
          ...(operation === 'AttachInternetGateway' ? { InternetGatewayId: InternetGateway.InternetGatewayId } : {}),
        });
        const remove: Readonly<Record<typeof operation, () => Promise<unknown>>> = {
          CreateSecurityGroup: () => call('DeleteSecurityGroup', { GroupId: made.GroupId }),
          CreateRouteTable: () => call('DeleteRouteTable', { RouteTableId: made.RouteTable.RouteTableId }),
          CreateNetworkAcl: () => call('DeleteNetworkAcl', { NetworkAclId: made.NetworkAcl.NetworkAclId }),
          AttachInternetGateway: () =>
            call('DetachInternetGateway', { VpcId, InternetGatewayId: InternetGateway.InternetGatewayId }),
        };
        return { input: { VpcId }, remove: remove[operation] };
      },
      expected: 'DependencyViolation',
    }),
  ),
  {
    name: 'a subnet with an interface',
    operation: 'DeleteSubnet',
    arrange: async () => {
      const SubnetId = await subnetOf('10.0.10.0/24');
      const NetworkInterfaceId = await interfaceIn(SubnetId);
      return { input: { SubnetId }, remove: () => call('DeleteNetworkInterface', { NetworkInterfaceId }) };
    },
    expected: 'DependencyViolation',
  },
  {
    name: 'a subnet with an instance',
    operation: 'DeleteSubnet',
    arrange: async () => {
      const SubnetId = await subnetOf('10.0.11.0/24');
      const { Instances } = await call('RunInstances', { ...image, SubnetId });
      return {
        input: { SubnetId },
        remove: () => call('TerminateInstances', { InstanceIds: [Instances[0].InstanceId] }),
      };
    },
    expected: 'DependencyViolation',
  },
  {
    name: 'a subnet with a NAT gateway',
    operation: 'DeleteSubnet',
    arrange: async () => {
      const SubnetId = await subnetOf('10.0.12.0/24');
      const { NatGateway } = await call('CreateNatGateway', { SubnetId, ConnectivityType: 'private' });
      return { input: { SubnetId }, remove: () => call('DeleteNatGateway', { NatGatewayId: NatGateway.NatGatewayId }) };
    },
    expected: 'DependencyViolation',
  },
  {
    name: 'a subnet with an interface endpoint',
    operation: 'DeleteSubnet',
    arrange: async () => {
      const SubnetId = await subnetOf('10.0.13.0/24');
      const { VpcEndpoint } = await call('CreateVpcEndpoint', {
        VpcId: network.vpc,
        ServiceName: 'com.amazonaws.us-east-1.sts',
        VpcEndpointType: 'Interface',
        SubnetIds: [SubnetId],
        PrivateDnsEnabled: false,
      });
      return {
        input: { SubnetId },
        remove: () => call('DeleteVpcEndpoints', { VpcEndpointIds: [VpcEndpoint.VpcEndpointId] }),
      };
    },
    expected: 'DependencyViolation',
  },
  {
    name: 'a route table with a subnet',
    operation: 'DeleteRouteTable',
    arrange: async () => {
      const { RouteTable } = await call('CreateRouteTable', { VpcId: network.vpc });
      const input = { RouteTableId: RouteTable.RouteTableId };
      const { AssociationId } = await call('AssociateRouteTable', { ...input, SubnetId: network.subnet });
      return { input, remove: () => call('DisassociateRouteTable', { AssociationId }) };
    },
    expected: 'DependencyViolation',
  },
  {
    name: 'an internet gateway that is attached',
    operation: 'DeleteInternetGateway',
    arrange: async () => {
      const { InternetGatewayId } = (await call('CreateInternetGateway')).InternetGateway;
      const { VpcId } = (await call('CreateVpc', { CidrBlock: '10.3.0.0/16' })).Vpc;
      await call('AttachInternetGateway', { InternetGatewayId, VpcId });
      return {
        input: { InternetGatewayId },
        remove: () => call('DetachInternetGateway', { InternetGatewayId, VpcId }),
      };
    },
    expected: 'DependencyViolation',
  },
  {
    name: 'a gateway whose VPC has public addresses',
    operation: 'DetachInternetGateway',
    arrange: async () => {
      const { vpc, subnet } = await makeNetwork({ call, code }, '10.4.0.0/16');
      const { InternetGatewayId } = (await call('CreateInternetGateway')).InternetGateway;
      await call('AttachInternetGateway', { InternetGatewayId, VpcId: vpc });
      const NetworkInterfaceId = await interfaceIn(subnet);
      const { AllocationId } = await call('AllocateAddress');
      const { AssociationId } = await call('AssociateAddress', { AllocationId, NetworkInterfaceId });
      return { input: { InternetGatewayId, VpcId: vpc }, remove: () => call('DisassociateAddress', { AssociationId }) };
    },
    expected: 'DependencyViolation',
  },
  {
    name: 'a security group that an interface has',
    operation: 'DeleteSecurityGroup',
    arrange: async () => {
      const GroupId = await groupNamed('worn');
      const NetworkInterfaceId = await interfaceIn(network.subnet, { Groups: [GroupId] });
      return { input: { GroupId }, remove: () => call('DeleteNetworkInterface', { NetworkInterfaceId }) };
    },
    expected: 'DependencyViolation',
  },
  {
    name: "a security group that another's rule names",
    operation: 'DeleteSecurityGroup',
    arrange: async () => {
      const [GroupId, other] = [await groupNamed('named'), await groupNamed('naming')];
      await call('AuthorizeSecurityGroupIngress', allow(other, GroupId));
      return { input: { GroupId }, remove: () => call('RevokeSecurityGroupIngress', allow(other, GroupId)) };
    },
    expected: 'DependencyViolation',
  },
  {
    name: 'an interface in use',
    operation: 'DeleteNetworkInterface',
    arrange: async () => {
      const NetworkInterfaceId = await interfaceIn(network.subnet);
      const InstanceId: string = (await call('RunInstances', { ...image, SubnetId: network.subnet })).Instances[0]
        .InstanceId;
      const { AttachmentId } = await call('AttachNetworkInterface', { NetworkInterfaceId, InstanceId, DeviceIndex: 1 });
      return { input: { NetworkInterfaceId }, remove: () => call('DetachNetworkInterface', { AttachmentId }) };
    },
    expected: 'InvalidParameterValue',
  },
  {
    name: 'an address in use',
    operation: 'ReleaseAddress',
    arrange: async () => {
      const { vpc, subnet } = await makeNetwork({ call, code }, '10.5.0.0/16');
      const { InternetGatewayId } = (await call('CreateInternetGateway')).InternetGateway;
      await call('AttachInternetGateway', { InternetGatewayId, VpcId: vpc });
      const { AllocationId } = await call('AllocateAddress');
      const { NatGatewayId } = (await call('CreateNatGateway', { SubnetId: subnet, AllocationId })).NatGateway;
      return { input: { AllocationId }, remove: () => call('DeleteNatGateway', { NatGatewayId }) };
    },
    expected: 'AuthFailure',
  },
  {
    name: 'DHCP options in use',
    operation: 'DeleteDhcpOptions',
    arrange: async () => {
      const options = { DhcpConfigurations: [{ Key: 'domain-name', Values: ['a.example'] }] };
      const { DhcpOptionsId } = (await call('CreateDhcpOptions', options)).DhcpOptions;
      await call('AssociateDhcpOptions', { DhcpOptionsId, VpcId: network.vpc });
      return {
        input: { DhcpOptionsId },
        remove: () => call('AssociateDhcpOptions', { DhcpOptionsId: 'default', VpcId: network.vpc }),
      };
    },
    expected: 'DependencyViolation',
  },
];

test.each(cases)('$name', async ({ operation, arrange, expected }) => {
  const { input, remove } = await arrange();
  expect(await code(operation, input)).toBe(expected);
  await remove();
  expect(await code(operation, input)).toBe('success');
  expect(await code(operation, input)).not.toBe('success');
});

test('what comes with a VPC goes with it only', async () => {
  const { mainTable, defaultAcl, defaultGroup } = network;
  expect([
    await code('DeleteRouteTable', { RouteTableId: mainTable }),
    await code('DeleteNetworkAcl', { NetworkAclId: defaultAcl }),
    await code('DeleteSecurityGroup', { GroupId: defaultGroup }),
  ]).toEqual(['DependencyViolation', 'InvalidParameterValue', 'CannotDelete']);
});
