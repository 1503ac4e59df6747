/** A VPC with instances for the benchmarks of packets, made through the stock SDK against a Postern of their own. */

import * as ec2 from '@aws-sdk/client-ec2';
import { output, type Started } from './process.ts';

export interface Machine {
  readonly id: string;
  readonly address: string;
  readonly namespace: string;
}

export interface Ground {
  readonly client: ec2.EC2Client;
  readonly vpc: string;
  readonly subnet: string;
  /** The VPC's default group: everything from itself. */
  readonly group: string;
}

export async function makeGround(postern: Started): Promise<Ground> {
  const client = new ec2.EC2Client({
    endpoint: postern.endpoint,
    region: 'us-east-1',
    credentials: postern.credentials,
  });
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const vpc = Vpc?.VpcId ?? '';
  const { Subnet } = await client.send(new ec2.CreateSubnetCommand({ VpcId: vpc, CidrBlock: '10.0.0.0/20' }));
  const { SecurityGroups } = await client.send(
    new ec2.DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }),
  );
  return { client, vpc, subnet: Subnet?.SubnetId ?? '', group: SecurityGroups?.[0]?.GroupId ?? '' };
}

/** Asks for instances; they are not waited for. */
export async function runInstances(
  { client, subnet }: Pick<Ground, 'client' | 'subnet'>,
  count: number,
  group?: string,
) {
  const { Instances = [] } = await client.send(
    new ec2.RunInstancesCommand({
      ImageId: 'ami-0123456789abcdef0',
      InstanceType: 't3.micro',
      MinCount: count,
      MaxCount: count,
      SubnetId: subnet,
      ...(group ? { SecurityGroupIds: [group] } : {}),
    }),
  );
  return Instances.map((one) => ({ id: one.InstanceId ?? '', address: one.PrivateIpAddress ?? '' }));
}

/** Resolves when everything asked for is in force. */
export async function applied(postern: Started): Promise<void> {
  for (;;) {
    const health = (await (await fetch(`${postern.endpoint}/_postern/health`)).json()) as {
      revision: number;
      appliedRevision: number;
    };
    if (health.appliedRevision >= health.revision) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function namespaceOf(postern: Started, instance: string): Promise<string> {
  const answer = await fetch(`${postern.endpoint}/_postern/instances/${instance}`);
  const { view } = (await answer.json()) as { view: { namespace: string } };
  return view.namespace;
}

/** An argument list that runs in a namespace. */
export function inside(namespace: string, ...words: readonly string[]): readonly string[] {
  return ['ip', 'netns', 'exec', namespace, ...words];
}

export async function installed(program: string): Promise<boolean> {
  return (await output(['which', program]).catch(() => undefined)) !== undefined;
}

/** What stands in the way of benchmarks with packets, if anything. */
export async function lacking(...programs: readonly string[]): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return 'not root';
  for (const program of programs) if (!(await installed(program))) return `${program} is not installed`;
  return undefined;
}
