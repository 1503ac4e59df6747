/**
 * What matters in the shared VPC: that the teams reach each other by a rule that names the other account's group, that both
 * use what the network team owns, and nothing else; and the requests by which one party would do the other's work.
 */

import type { Account } from './account.ts';
import { objectKey } from './bucket.ts';
import type { Probe } from './probes.ts';
import type { SharedVpc } from './shared-vpc.ts';

export function sharedVpcProbes(built: SharedVpc): readonly Probe[] {
  const { buckets, endpoints, keptAddress, orders, payments, vpc } = built;
  return [
    {
      name: "a rule that names another account's group",
      from: 'payments',
      to: 'orders:8080',
      vpc,
      words: ['connect', orders.address, '8080'],
      expected: 'allowed',
      decidedBy: /^security group rule sgr-/,
    },
    {
      name: 'no rule the other way',
      from: 'orders',
      to: 'payments:8080',
      vpc,
      words: ['connect', payments.address, '8080'],
      expected: 'no answer',
      decidedBy: /^security-group-ingress/,
    },
    {
      name: "S3 through the owner's gateway endpoint",
      from: 'orders',
      to: `s3://${buckets.own}`,
      vpc,
      words: ['s3-get', buckets.own, objectKey],
      expected: 'allowed',
      decidedBy: new RegExp(endpoints.s3),
    },
    {
      name: "the owner's endpoint policy",
      from: 'orders',
      to: `s3://${buckets.foreign}`,
      vpc,
      words: ['s3-get', buckets.foreign, objectKey],
      expected: 'AccessDenied',
      decidedBy: /no VPC endpoint policy allows/,
    },
    {
      name: "STS through the owner's interface endpoint",
      from: 'payments',
      to: 'sts',
      vpc,
      words: ['sts-identity'],
      expected: 'allowed',
      decidedBy: new RegExp(endpoints.sts),
    },
    {
      name: "the internet through the owner's NAT gateway",
      from: 'payments',
      to: '203.0.113.10:80',
      vpc,
      words: ['connect', '203.0.113.10', '80'],
      expected: 'allowed',
      decidedBy: /^security group rule sgr-/,
    },
    {
      name: 'an instance in the subnet that the owner keeps',
      from: 'orders',
      to: 'ledger:8080',
      vpc,
      words: ['connect', keptAddress, '8080'],
      expected: 'no answer',
      decidedBy: /^security-group-ingress/,
    },
    ...refusals(built),
  ];
}

interface Refusal {
  readonly name: string;
  readonly who: string;
  readonly account: Account;
  readonly operation: string;
  readonly input: object;
  readonly code: string;
  readonly sentence: RegExp;
}

const notAuthorized = { code: 'UnauthorizedOperation', sentence: /not authorized to perform this operation/ };

function refusals({ network, orders, payments, privateTable, subnets, vpc, endpoints }: SharedVpc): readonly Probe[] {
  const participant = { who: 'the orders team', account: orders.account };
  const owner = { who: 'the network team', account: network };
  const destination = { DestinationCidrBlock: '198.51.100.0/24' };
  const launch = { ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 };
  const rows: readonly Refusal[] = [
    {
      ...participant,
      name: 'a participant adds a route',
      operation: 'CreateRoute',
      input: { RouteTableId: privateTable, NetworkInterfaceId: 'eni-0123456789abcdef0', ...destination },
      ...notAuthorized,
    },
    {
      ...participant,
      name: 'a participant makes an endpoint',
      operation: 'CreateVpcEndpoint',
      input: { VpcId: vpc, ServiceName: `com.amazonaws.${network.connection.region}.s3` },
      ...notAuthorized,
    },
    {
      ...participant,
      name: "a participant looks at the owner's endpoint",
      operation: 'DescribeVpcEndpoints',
      input: { VpcEndpointIds: [endpoints.sts] },
      code: 'InvalidVpcEndpointId.NotFound',
      sentence: /does not exist/,
    },
    {
      ...participant,
      name: 'a participant launches where nothing is shared',
      operation: 'RunInstances',
      input: { ...launch, SubnetId: subnets.kept, SecurityGroupIds: [orders.group] },
      code: 'InvalidSubnetID.NotFound',
      sentence: /does not exist/,
    },
    {
      ...participant,
      name: 'a participant makes a network of its own',
      operation: 'CreateVpc',
      input: { CidrBlock: '10.30.0.0/16' },
      code: 'UnauthorizedOperation',
      sentence: /explicit deny in a service control policy/,
    },
    {
      ...owner,
      name: "the owner stops a participant's instance",
      operation: 'StopInstances',
      input: { InstanceIds: [payments.instance] },
      code: 'InvalidInstanceID.NotFound',
      sentence: /does not exist/,
    },
    {
      ...owner,
      name: "the owner changes a participant's group",
      operation: 'AuthorizeSecurityGroupIngress',
      input: {
        GroupId: payments.group,
        IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      },
      ...notAuthorized,
    },
    {
      ...owner,
      name: 'the owner deletes a subnet that participants run in',
      operation: 'DeleteSubnet',
      input: { SubnetId: subnets.shared },
      code: 'DependencyViolation',
      sentence: /has dependencies/,
    },
  ];
  return rows.map(({ name, who, account, operation, input, code, sentence }) => ({
    name,
    from: 'outside',
    to: `ec2:${operation} by ${who}`,
    vpc,
    connection: account.connection,
    words: ['ec2', operation, JSON.stringify(input)],
    expected: code,
    decidedBy: sentence,
  }));
}
