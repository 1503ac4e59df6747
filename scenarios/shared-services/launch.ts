/** A security group with its rules, and an instance that wears it. */

import * as ec2 from '@aws-sdk/client-ec2';
import { named, present } from './account.ts';

export async function createGroup(client: ec2.EC2Client, vpc: string, name: string): Promise<string> {
  const made = await client.send(
    new ec2.CreateSecurityGroupCommand({ GroupName: name, Description: `the ${name} group`, VpcId: vpc }),
  );
  return present(made.GroupId, 'a group');
}

export async function allow(client: ec2.EC2Client, group: string, port: number, peer: Partial<ec2.IpPermission>) {
  const permission = { IpProtocol: 'tcp', FromPort: port, ToPort: port, ...peer };
  await client.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: [permission] }));
}

export interface Launch {
  readonly name: string;
  readonly subnet: string;
  readonly group: string;
  readonly address?: string | undefined;
  readonly userData?: string | undefined;
  readonly profile?: string | undefined;
}

export async function startInstance(client: ec2.EC2Client, launch: Launch) {
  const { name, subnet, group, address, userData, profile } = launch;
  const made = await client.send(
    new ec2.RunInstancesCommand({
      ImageId: 'ami-0123456789abcdef0',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: subnet,
      SecurityGroupIds: [group],
      PrivateIpAddress: address,
      IamInstanceProfile: profile === undefined ? undefined : { Name: profile },
      UserData: userData === undefined ? undefined : Buffer.from(userData).toString('base64'),
      TagSpecifications: named('instance', name),
    }),
  );
  const instance = present(made.Instances?.[0], 'an instance');
  return { id: present(instance.InstanceId, 'an id'), address: present(instance.PrivateIpAddress, 'an address') };
}

export async function untilRunning(client: ec2.EC2Client, ...ids: readonly string[]): Promise<void> {
  const limits = { maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  await ec2.waitUntilInstanceRunning({ client, ...limits }, { InstanceIds: [...ids] });
}
