/**
 * The part of the scenario where one account owns a VPC and others run in it: a network team with a shared private subnet, a
 * NAT gateway, an S3 gateway endpoint and an STS interface endpoint; two teams of an organizational unit that the subnet is
 * shared with, each with a security group and an instance of its own; and a subnet that the network team keeps to itself.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as organizations from '@aws-sdk/client-organizations';
import * as ram from '@aws-sdk/client-ram';
import { type Account, type Connection, createAccount, named, present } from './account.ts';
import { bucketOf } from './bucket.ts';
import { allow, createGroup, startInstance, untilRunning } from './launch.ts';
import { createInstanceProfile, endpointPolicy } from './network.ts';

const cidr = '10.20.0.0/16';
const subnetCidrs = { public: '10.20.0.0/24', shared: '10.20.1.0/24', kept: '10.20.2.0/24' } as const;
const applicationPort = 8080;

type SubnetName = keyof typeof subnetCidrs;

export interface SharedVpc {
  readonly vpc: string;
  readonly subnets: Readonly<Record<SubnetName, string>>;
  readonly privateTable: string;
  readonly endpoints: { readonly s3: string; readonly sts: string };
  readonly network: Account;
  readonly orders: Participant;
  readonly payments: Participant;
  /** An address of the network team's own instance in the subnet that it keeps. */
  readonly keptAddress: string;
  readonly buckets: { readonly own: string; readonly foreign: string };
}

export interface Participant {
  readonly account: Account;
  readonly group: string;
  readonly instance: string;
  readonly address: string;
}

/** Both teams' accounts in one unit, which may not make VPCs of its own, and resources shared within the organization. */
async function createUnit(management: Connection, accounts: readonly Account[]): Promise<string> {
  const client = new organizations.OrganizationsClient(management);
  const { Roots } = await client.send(new organizations.ListRootsCommand({}));
  const root = present(Roots?.[0]?.Id, 'a root');
  const unit = await client.send(
    new organizations.CreateOrganizationalUnitCommand({ ParentId: root, Name: 'workloads' }),
  );
  const { Id, Arn } = present(unit.OrganizationalUnit, 'a unit');
  for (const { id } of accounts) {
    await client.send(
      new organizations.MoveAccountCommand({ AccountId: id, SourceParentId: root, DestinationParentId: Id! }),
    );
  }
  const PolicyType = 'SERVICE_CONTROL_POLICY';
  await client.send(new organizations.EnablePolicyTypeCommand({ RootId: root, PolicyType }));
  const statement = { Effect: 'Deny', Action: 'ec2:CreateVpc', Resource: '*' };
  const policy = await client.send(
    new organizations.CreatePolicyCommand({
      Name: 'no-own-networks',
      Description: 'Workloads run in shared subnets.',
      Type: PolicyType,
      Content: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    }),
  );
  const PolicyId = present(policy.Policy?.PolicySummary?.Id, 'a policy');
  await client.send(new organizations.AttachPolicyCommand({ PolicyId, TargetId: Id! }));
  await new ram.RAMClient(management).send(new ram.EnableSharingWithAwsOrganizationCommand({}));
  return present(Arn, 'the ARN of a unit');
}

async function createSubnets(client: ec2.EC2Client, vpc: string): Promise<SharedVpc['subnets']> {
  const subnets = { public: '', shared: '', kept: '' };
  for (const name of Object.keys(subnets) as SubnetName[]) {
    const made = await client.send(
      new ec2.CreateSubnetCommand({
        VpcId: vpc,
        CidrBlock: subnetCidrs[name],
        TagSpecifications: named('subnet', name),
      }),
    );
    subnets[name] = present(made.Subnet?.SubnetId, 'a subnet');
  }
  return subnets;
}

async function addRoute(client: ec2.EC2Client, table: string, target: Partial<ec2.CreateRouteRequest>): Promise<void> {
  await client.send(new ec2.CreateRouteCommand({ RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0', ...target }));
}

/** The main table leads to the internet; the private one, of both other subnets, to the NAT gateway in the public subnet. */
async function createRoutes(client: ec2.EC2Client, vpc: string, subnets: SharedVpc['subnets']): Promise<string> {
  const gateway = await client.send(new ec2.CreateInternetGatewayCommand({}));
  const InternetGatewayId = present(gateway.InternetGateway?.InternetGatewayId, 'a gateway');
  await client.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId, VpcId: vpc }));
  const tables = await client.send(
    new ec2.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }),
  );
  await addRoute(client, present(tables.RouteTables?.[0]?.RouteTableId, 'a main table'), {
    GatewayId: InternetGatewayId,
  });
  const address = await client.send(new ec2.AllocateAddressCommand({ Domain: 'vpc' }));
  const nat = await client.send(
    new ec2.CreateNatGatewayCommand({ SubnetId: subnets.public, AllocationId: present(address.AllocationId, 'an id') }),
  );
  const NatGatewayId = present(nat.NatGateway?.NatGatewayId, 'a NAT gateway');
  const limits = { maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  await ec2.waitUntilNatGatewayAvailable({ client, ...limits }, { NatGatewayIds: [NatGatewayId] });
  const table = await client.send(new ec2.CreateRouteTableCommand({ VpcId: vpc }));
  const privateTable = present(table.RouteTable?.RouteTableId, 'a route table');
  for (const SubnetId of [subnets.shared, subnets.kept]) {
    await client.send(new ec2.AssociateRouteTableCommand({ RouteTableId: privateTable, SubnetId }));
  }
  await addRoute(client, privateTable, { NatGatewayId });
  return privateTable;
}

/** S3 for whoever is in the organization, and one bucket alone; STS at an address of the shared subnet. */
async function createEndpoints(
  account: Account,
  at: Pick<SharedVpc, 'vpc' | 'subnets' | 'privateTable'>,
  bucket: string,
) {
  const client = new ec2.EC2Client(account.connection);
  const { vpc, subnets, privateTable } = at;
  const service = (name: string) => `com.amazonaws.${account.connection.region}.${name}`;
  const s3 = await client.send(
    new ec2.CreateVpcEndpointCommand({
      VpcId: vpc,
      ServiceName: service('s3'),
      RouteTableIds: [privateTable],
      PolicyDocument: endpointPolicy('s3:*', [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]),
    }),
  );
  const group = await createGroup(client, vpc, 'endpoints');
  await allow(client, group, 443, { IpRanges: [{ CidrIp: cidr }] });
  const sts = await client.send(
    new ec2.CreateVpcEndpointCommand({
      VpcId: vpc,
      VpcEndpointType: 'Interface',
      ServiceName: service('sts'),
      SubnetIds: [subnets.shared],
      SecurityGroupIds: [group],
      PrivateDnsEnabled: true,
    }),
  );
  return {
    s3: present(s3.VpcEndpoint?.VpcEndpointId, 'an endpoint'),
    sts: present(sts.VpcEndpoint?.VpcEndpointId, 'an endpoint'),
  };
}

async function shareSubnet(account: Account, subnet: string, unit: string): Promise<void> {
  const { region } = account.connection;
  await new ram.RAMClient(account.connection).send(
    new ram.CreateResourceShareCommand({
      name: 'workloads',
      resourceArns: [`arn:aws:ec2:${region}:${account.id}:subnet/${subnet}`],
      principals: [unit],
      allowExternalPrincipals: false,
    }),
  );
}

async function join(
  account: Account,
  name: string,
  vpc: string,
  subnet: string,
  userData: string,
): Promise<Participant> {
  const client = new ec2.EC2Client(account.connection);
  const group = await createGroup(client, vpc, name);
  const profile = await createInstanceProfile(account.connection);
  const { id, address } = await startInstance(client, { name, subnet, group, userData, profile });
  await untilRunning(client, id);
  return { account, group, instance: id, address };
}

/**
 * @param management the management account's connection
 * @param foreign a bucket that the shared endpoint's policy leaves out
 * @param userData what the instances run at their start
 */
export async function buildSharedVpc(management: Connection, foreign: string, userData: string): Promise<SharedVpc> {
  const network = await createAccount(management, 'network');
  const teams = [await createAccount(management, 'orders'), await createAccount(management, 'payments')] as const;
  const unit = await createUnit(management, teams);
  const client = new ec2.EC2Client(network.connection);
  const made = await client.send(
    new ec2.CreateVpcCommand({ CidrBlock: cidr, TagSpecifications: named('vpc', 'shared') }),
  );
  const vpc = present(made.Vpc?.VpcId, 'a VPC');
  await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpc, EnableDnsHostnames: { Value: true } }));
  const subnets = await createSubnets(client, vpc);
  const privateTable = await createRoutes(client, vpc, subnets);
  const own = await bucketOf(teams[0].connection, 'orders');
  const endpoints = await createEndpoints(network, { vpc, subnets, privateTable }, own);
  await shareSubnet(network, subnets.shared, unit);
  const orders = await join(teams[0], 'orders', vpc, subnets.shared, userData);
  const payments = await join(teams[1], 'payments', vpc, subnets.shared, userData);
  await allow(new ec2.EC2Client(teams[0].connection), orders.group, applicationPort, {
    UserIdGroupPairs: [{ UserId: payments.account.id, GroupId: payments.group }],
  });
  const group = await createGroup(client, vpc, 'ledger');
  const ledger = await startInstance(client, { name: 'ledger', subnet: subnets.kept, group, userData });
  await untilRunning(client, ledger.id);
  return {
    vpc,
    subnets,
    privateTable,
    endpoints,
    network,
    orders,
    payments,
    keptAddress: ledger.address,
    buckets: { own, foreign },
  };
}
