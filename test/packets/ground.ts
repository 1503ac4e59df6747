/**
 * The AWS calls that these tests need again and again, through the stock SDK. What they answer are ids; what AWS decides by
 * itself is left to it.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import type { Postern } from './postern.ts';

export type Ground = ReturnType<typeof groundOf>;

export interface Machine {
  readonly id: string;
  readonly address: string;
  /** The primary interface. */
  readonly eni: string;
}

/** Every instance tells who it is and whom it sees on 80 and 8080, and repeats what it hears on port 7. */
export const teller = `#!${process.execPath}
const net = require('node:net'), host = require('node:os').hostname();
const tell = (socket) => socket.on('error', () => {}).end(host + ' ' + socket.remoteAddress);
for (const port of [80, 8080]) net.createServer(tell).listen(port, '0.0.0.0');
net.createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(7, '0.0.0.0');
const udp = require('node:dgram').createSocket('udp4');
udp.on('message', (_, from) => udp.send(host + ' ' + from.address, from.port, from.address)).bind(8080);
`;

/** What the teller at an address answers to a caller with another. */
export function told(by: string, sees: string): string {
  return `ip-${by.replaceAll('.', '-')} ${sees}`;
}

/** A group rule for a port, ICMP or everything, with a block or a group at the other side. */
export function rule(what: string, other: string): ec2.IpPermission {
  const [protocol = '-1', port] = what.split(' ');
  const ports =
    protocol === 'icmp' ? { FromPort: -1, ToPort: -1 } : port ? { FromPort: Number(port), ToPort: Number(port) } : {};
  const peer = other.startsWith('sg-') ? { UserIdGroupPairs: [{ GroupId: other }] } : { IpRanges: [{ CidrIp: other }] };
  return { IpProtocol: protocol === 'all' ? '-1' : protocol, ...ports, ...peer };
}

export interface MachineOptions {
  readonly groups?: readonly string[];
  readonly address?: string;
  readonly publicAddress?: boolean;
  readonly profile?: string;
  readonly userData?: string;
  readonly name?: string;
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('AWS answered without what was asked for');
  return value;
}

export function groundOf(postern: Postern) {
  const client = new ec2.EC2Client({ ...postern.connection, maxAttempts: 1 });
  let names = 0;

  return {
    client,

    async vpc(CidrBlock: string): Promise<string> {
      return must((await client.send(new ec2.CreateVpcCommand({ CidrBlock }))).Vpc?.VpcId);
    },

    async subnet(VpcId: string, CidrBlock: string, zone = 'a'): Promise<string> {
      const AvailabilityZone = `${postern.connection.region}${zone}`;
      const made = await client.send(new ec2.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }));
      return must(made.Subnet?.SubnetId);
    },

    /** A route table, and its association with each subnet. */
    async table(VpcId: string, ...subnets: string[]): Promise<string> {
      const made = await client.send(new ec2.CreateRouteTableCommand({ VpcId }));
      const RouteTableId = must(made.RouteTable?.RouteTableId);
      for (const SubnetId of subnets) {
        await client.send(new ec2.AssociateRouteTableCommand({ RouteTableId, SubnetId }));
      }
      return RouteTableId;
    },

    async group(VpcId: string, ...IpPermissions: ec2.IpPermission[]): Promise<string> {
      names += 1;
      const request = { GroupName: `group-${names}`, Description: 'of a packet test', VpcId };
      const GroupId = must((await client.send(new ec2.CreateSecurityGroupCommand(request))).GroupId);
      if (IpPermissions.length > 0) {
        await client.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      }
      return GroupId;
    },

    allow: (GroupId: string, ...IpPermissions: ec2.IpPermission[]) =>
      client.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions })),
    revoke: (GroupId: string, ...IpPermissions: ec2.IpPermission[]) =>
      client.send(new ec2.RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions })),
    allowOut: (GroupId: string, ...IpPermissions: ec2.IpPermission[]) =>
      client.send(new ec2.AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions })),
    revokeOut: (GroupId: string, ...IpPermissions: ec2.IpPermission[]) =>
      client.send(new ec2.RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions })),

    async machine(SubnetId: string, options: MachineOptions = {}): Promise<Machine> {
      const { groups, address, publicAddress, profile, userData = teller, name } = options;
      const made = await client.send(
        new ec2.RunInstancesCommand({
          ImageId: 'ami-0123456789abcdef0',
          InstanceType: 't3.micro',
          MinCount: 1,
          MaxCount: 1,
          NetworkInterfaces: [
            {
              DeviceIndex: 0,
              SubnetId,
              ...(groups ? { Groups: [...groups] } : {}),
              ...(address ? { PrivateIpAddress: address } : {}),
              ...(publicAddress === undefined ? {} : { AssociatePublicIpAddress: publicAddress }),
            },
          ],
          ...(profile ? { IamInstanceProfile: { Name: profile } } : {}),
          UserData: Buffer.from(userData).toString('base64'),
          ...(name ? { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: name }] }] } : {}),
        }),
      );
      const instance = must(made.Instances?.[0]);
      return {
        id: must(instance.InstanceId),
        address: must(instance.PrivateIpAddress),
        eni: must(instance.NetworkInterfaces?.[0]?.NetworkInterfaceId),
      };
    },

    /** All are up, and their tellers answer. */
    async ready(...machines: readonly Machine[]): Promise<void> {
      await postern.settled();
      await Promise.all(machines.map((one) => postern.try(one.id, 'wait 8080', 'wait 7')));
    },

    async publicAddressOf(InstanceId: string): Promise<string | undefined> {
      const found = await client.send(new ec2.DescribeInstancesCommand({ InstanceIds: [InstanceId] }));
      return found.Reservations?.[0]?.Instances?.[0]?.PublicIpAddress;
    },

    async internetGateway(VpcId: string): Promise<string> {
      const made = await client.send(new ec2.CreateInternetGatewayCommand({}));
      const InternetGatewayId = must(made.InternetGateway?.InternetGatewayId);
      await client.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
      return InternetGatewayId;
    },

    async elasticAddress(): Promise<{ readonly id: string; readonly address: string }> {
      const made = await client.send(new ec2.AllocateAddressCommand({ Domain: 'vpc' }));
      return { id: must(made.AllocationId), address: must(made.PublicIp) };
    },

    route: (RouteTableId: string, DestinationCidrBlock: string, target: Partial<ec2.CreateRouteCommandInput>) =>
      client.send(new ec2.CreateRouteCommand({ RouteTableId, DestinationCidrBlock, ...target })),

    /** A role that instances have, with one statement or several, behind a profile of the same name. */
    async profile(name: string, ...Statement: readonly object[]): Promise<string> {
      const roles = new iam.IAMClient({ ...postern.connection, maxAttempts: 1 });
      const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
      const document = (statements: readonly object[]) =>
        JSON.stringify({ Version: '2012-10-17', Statement: statements });
      await roles.send(new iam.CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document([trust]) }));
      await roles.send(
        new iam.PutRolePolicyCommand({ RoleName: name, PolicyName: name, PolicyDocument: document(Statement) }),
      );
      await roles.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: name }));
      await roles.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
      return name;
    },
  };
}

/** What may do everything, for tests where something else decides. */
export const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
