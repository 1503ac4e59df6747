/** EC2 by the names of its operations, so that a test can be a table of names, inputs and codes. */

import * as ec2 from '@aws-sdk/client-ec2';
import { type Credentials, codeOf, type Server, settings } from './server.ts';

/** Just enough of a reply's shape to walk through it; a wrong step ends in undefined, and its test fails. */
// biome-ignore lint/suspicious/noExplicitAny: the replies of a hundred operations
export type Reply = any;

export interface Ec2 {
  readonly call: (operation: string, input?: object) => Promise<Reply>;
  readonly code: (operation: string, input?: object) => Promise<string>;
}

export function ec2At(server: Server, region = 'us-east-1', credentials?: Credentials): Ec2 {
  const client = new ec2.EC2Client(settings(server, region, credentials ?? server.credentials));
  const commands = ec2 as unknown as Record<string, new (input: object) => Parameters<typeof client.send>[0]>;
  const call = (operation: string, input: object = {}): Promise<Reply> =>
    client.send(new commands[`${operation}Command`]!(input));
  return { call, code: (operation, input) => codeOf(call(operation, input)) };
}

export interface Network {
  readonly vpc: string;
  readonly subnet: string;
  readonly mainTable: string;
  readonly defaultAcl: string;
  readonly defaultGroup: string;
}

/** A VPC with one subnet, and the ids of what came with it. */
export async function makeNetwork({ call }: Ec2, cidr = '10.0.0.0/16'): Promise<Network> {
  const vpc: string = (await call('CreateVpc', { CidrBlock: cidr })).Vpc.VpcId;
  const block = cidr.replace('.0.0/16', '.1.0/24');
  const subnet: string = (await call('CreateSubnet', { VpcId: vpc, CidrBlock: block })).Subnet.SubnetId;
  const inVpc = { Filters: [{ Name: 'vpc-id', Values: [vpc] }] };
  const [tables, acls, groups] = await Promise.all([
    call('DescribeRouteTables', inVpc),
    call('DescribeNetworkAcls', inVpc),
    call('DescribeSecurityGroups', inVpc),
  ]);
  return {
    vpc,
    subnet,
    mainTable: tables.RouteTables[0].RouteTableId,
    defaultAcl: acls.NetworkAcls[0].NetworkAclId,
    defaultGroup: groups.SecurityGroups[0].GroupId,
  };
}

/** Asks until the answer is wanted, or long enough. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it never came to be');
}
