/**
 * A shared VPC on a running server, made by stock clients with each account's own credentials: its owner with one of everything
 * in it, two participants with one of everything that participants make, and a stranger of the same organization.
 */

import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as organizations from '@aws-sdk/client-organizations';
import * as ram from '@aws-sdk/client-ram';
import * as resolver from '@aws-sdk/client-route53resolver';
import * as s3 from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { SharedVpcKind } from '../../src/model/vpc-sharing.ts';
import { type Ec2, ec2At, makeNetwork, type Network, type Reply, until } from './ec2-call.ts';
import { type Credentials, type Server, settings } from './server.ts';

export const parties = ['owner', 'participant', 'another', 'stranger'] as const;
export type PartyName = (typeof parties)[number];

/** The id of one resource of each kind. */
export type Holdings = Partial<Record<SharedVpcKind, string>>;

export interface Party {
  readonly name: PartyName;
  readonly account: string;
  readonly credentials: Credentials;
  readonly call: (operation: string, input?: object) => Promise<Reply>;
  /** A VPC of its own that nobody else has to do with. */
  readonly home: Network;
  /** Where it puts things: the shared subnet, or the one at home; and a group and an interface of its own there. */
  readonly place: { readonly vpc: string; readonly subnet: string; readonly group: string; readonly eni: string };
  readonly holds: Holdings;
}

export interface SharedGround {
  readonly parties: Readonly<Record<PartyName, Party>>;
  readonly vpc: string;
  readonly subnet: string;
  /** Of the VPC, and shared with nobody; its table and its ACL hold for nothing else. */
  readonly hidden: { readonly subnet: string; readonly table: string; readonly acl: string };
  readonly share: string;
  readonly ram: ram.RAMClient;
}

const launching = { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1 };

/** A session of the administrator of a new account of the organization. */
export async function newAccount(server: Server, AccountName: string): Promise<Pick<Party, 'account' | 'credentials'>> {
  const client = new organizations.OrganizationsClient(settings(server));
  const Email = `${AccountName}@example.com`;
  const asked = await client.send(new organizations.CreateAccountCommand({ AccountName, Email }));
  const CreateAccountRequestId = asked.CreateAccountStatus!.Id!;
  const made = await client.send(new organizations.DescribeCreateAccountStatusCommand({ CreateAccountRequestId }));
  const account = made.CreateAccountStatus!.AccountId!;
  const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
  const assumed = new AssumeRoleCommand({ RoleArn, RoleSessionName: AccountName });
  const { AccessKeyId, SecretAccessKey, SessionToken } = (await new STSClient(settings(server)).send(assumed))
    .Credentials!;
  return {
    account,
    credentials: { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! },
  };
}

export async function startOrganization(server: Server): Promise<void> {
  const client = new organizations.OrganizationsClient(settings(server));
  await client.send(new organizations.CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  await new ram.RAMClient(settings(server)).send(new ram.EnableSharingWithAwsOrganizationCommand({}));
}

/** The operations of the three services by name. */
function callsOf(server: Server, ec2: Ec2, credentials: Credentials): Party['call'] {
  const client = new elb.ElasticLoadBalancingV2Client(settings(server, 'us-east-1', credentials));
  const commands = elb as unknown as Record<string, new (input: object) => Parameters<typeof client.send>[0]>;
  const names = new resolver.Route53ResolverClient(settings(server, 'us-east-1', credentials));
  const questions = resolver as unknown as Record<string, new (input: object) => Parameters<typeof names.send>[0]>;
  return (operation, input = {}) => {
    const Question = operation.includes('Resolver') ? questions[`${operation}Command`] : undefined;
    if (Question) return names.send(new Question(input));
    const Command = operation === 'DescribeTags' ? undefined : commands[`${operation}Command`];
    return Command ? client.send(new Command(input)) : ec2.call(operation, input);
  };
}

/** What every party makes in the VPC that it places things in: groups, interfaces, instances, load balancers and so on. */
async function workload(call: Party['call'], vpc: string, subnet: string): Promise<Holdings> {
  const group: string = (await call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'app', Description: 'app' }))
    .GroupId;
  const opened = await call('AuthorizeSecurityGroupIngress', {
    GroupId: group,
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }],
  });
  const eni = (await call('CreateNetworkInterface', { SubnetId: subnet, Groups: [group] })).NetworkInterface;
  const launched = await call('RunInstances', { ...launching, SubnetId: subnet, SecurityGroupIds: [group] });
  const connect = await call('CreateInstanceConnectEndpoint', { SubnetId: subnet, SecurityGroupIds: [group] });
  const list = { PrefixListName: 'list', AddressFamily: 'IPv4', MaxEntries: 2 };
  return {
    'elastic-address': (await call('AllocateAddress')).AllocationId,
    'flow-log': (await call('CreateFlowLogs', flowLogOf('NetworkInterface', eni.NetworkInterfaceId))).FlowLogIds[0],
    instance: launched.Instances[0].InstanceId,
    'instance-connect-endpoint': connect.InstanceConnectEndpoint.InstanceConnectEndpointId,
    'network-interface': eni.NetworkInterfaceId,
    'prefix-list': (await call('CreateManagedPrefixList', list)).PrefixList.PrefixListId,
    'security-group': group,
    'security-group-rule': opened.SecurityGroupRules[0].SecurityGroupRuleId,
    'transit-gateway': (await call('CreateTransitGateway')).TransitGateway.TransitGatewayId,
    ...(await service(call, vpc, subnet, group)),
  };
}

async function service(call: Party['call'], VpcId: string, subnet: string, group: string): Promise<Holdings> {
  const balancer = { Name: 'app', Type: 'network', Scheme: 'internal', Subnets: [subnet], SecurityGroups: [group] };
  const LoadBalancerArn = (await call('CreateLoadBalancer', balancer)).LoadBalancers[0].LoadBalancerArn;
  const targets = { Name: 'app', Protocol: 'TCP', Port: 80, VpcId, TargetType: 'ip' };
  const TargetGroupArn = (await call('CreateTargetGroup', targets)).TargetGroups[0].TargetGroupArn;
  const DefaultActions = [{ Type: 'forward', TargetGroupArn }];
  const listener = { LoadBalancerArn, Protocol: 'TCP', Port: 80, DefaultActions };
  const offered = { NetworkLoadBalancerArns: [LoadBalancerArn], AcceptanceRequired: true };
  return {
    'load-balancer': LoadBalancerArn,
    'target-group': TargetGroupArn,
    listener: (await call('CreateListener', listener)).Listeners[0].ListenerArn,
    'vpc-endpoint-service': (await call('CreateVpcEndpointServiceConfiguration', offered)).ServiceConfiguration
      .ServiceId,
  };
}

/** What a VPC's owner alone makes. */
async function infrastructure(call: Party['call'], { vpc, subnet }: Network, home: Network): Promise<Holdings> {
  const gateway = (await call('CreateInternetGateway')).InternetGateway.InternetGatewayId;
  await call('AttachInternetGateway', { InternetGatewayId: gateway, VpcId: vpc });
  const egressOnly = await call('CreateEgressOnlyInternetGateway', { VpcId: vpc });
  const vpnGateway = (await call('CreateVpnGateway', { Type: 'ipsec.1' })).VpnGateway.VpnGatewayId;
  await call('AttachVpnGateway', { VpnGatewayId: vpnGateway, VpcId: vpc });
  const table = (await call('CreateRouteTable', { VpcId: vpc })).RouteTable.RouteTableId;
  await call('AssociateRouteTable', { RouteTableId: table, SubnetId: subnet });
  const acl = (await call('CreateNetworkAcl', { VpcId: vpc })).NetworkAcl.NetworkAclId;
  await call('CreateNetworkAclEntry', { NetworkAclId: acl, ...allowAll });
  const { NetworkAcls } = await call('DescribeNetworkAcls', {
    Filters: [{ Name: 'association.subnet-id', Values: [subnet] }],
  });
  const AssociationId = NetworkAcls[0].Associations.find(
    (one: Reply) => one.SubnetId === subnet,
  ).NetworkAclAssociationId;
  await call('ReplaceNetworkAclAssociation', { AssociationId, NetworkAclId: acl });
  const options = { DhcpConfigurations: [{ Key: 'domain-name', Values: ['shared.example'] }] };
  const dhcp = (await call('CreateDhcpOptions', options)).DhcpOptions.DhcpOptionsId;
  await call('AssociateDhcpOptions', { DhcpOptionsId: dhcp, VpcId: vpc });
  const nat = await call('CreateNatGateway', { SubnetId: subnet, ConnectivityType: 'private' });
  const endpoint = await call('CreateVpcEndpoint', { VpcId: vpc, ServiceName: 'com.amazonaws.us-east-1.s3' });
  const names = (await call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'names', Description: 'names' })).GroupId;
  const resolver = await call('CreateResolverEndpoint', {
    CreatorRequestId: 'shared',
    Direction: 'INBOUND',
    SecurityGroupIds: [names],
    IpAddresses: [{ SubnetId: subnet }, { SubnetId: subnet }],
  });
  const asked = await call('CreateVpcPeeringConnection', { VpcId: vpc, PeerVpcId: home.vpc });
  const { VpcPeeringConnectionId } = asked.VpcPeeringConnection;
  await call('AcceptVpcPeeringConnection', { VpcPeeringConnectionId });
  return {
    'dhcp-options': dhcp,
    'egress-only-internet-gateway': egressOnly.EgressOnlyInternetGateway.EgressOnlyInternetGatewayId,
    'internet-gateway': gateway,
    'nat-gateway': nat.NatGateway.NatGatewayId,
    'network-acl': acl,
    'resolver-endpoint': resolver.ResolverEndpoint.Id,
    'route-table': table,
    subnet,
    vpc,
    'vpc-endpoint': endpoint.VpcEndpoint.VpcEndpointId,
    'vpc-peering-connection': VpcPeeringConnectionId,
    'vpn-gateway': vpnGateway,
  };
}

const bucket = 'logs-of-a-shared-vpc';

/** A bucket that takes everybody's logs. */
async function openBucket(server: Server, credentials: Credentials): Promise<void> {
  const client = new s3.S3Client({ ...settings(server, 'us-east-1', credentials), forcePathStyle: true });
  await client.send(new s3.CreateBucketCommand({ Bucket: bucket }));
  const Principal = { Service: 'delivery.logs.amazonaws.com' };
  const Statement = {
    Effect: 'Allow',
    Principal,
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${bucket}/AWSLogs/*`,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await client.send(new s3.PutBucketPolicyCommand({ Bucket: bucket, Policy }));
}

/** What asks for a flow log. */
export function flowLogOf(ResourceType: string, id: string): object {
  const LogDestination = `arn:aws:s3:::${bucket}`;
  return { ResourceType, ResourceIds: [id], TrafficType: 'ALL', LogDestinationType: 's3', LogDestination };
}

export const allowAll = { RuleNumber: 100, Protocol: '-1', RuleAction: 'allow', Egress: false, CidrBlock: '0.0.0.0/0' };

async function hiddenPart(call: Party['call'], VpcId: string): Promise<SharedGround['hidden']> {
  const subnet = (await call('CreateSubnet', { VpcId, CidrBlock: '10.0.9.0/24' })).Subnet.SubnetId;
  const table = (await call('CreateRouteTable', { VpcId })).RouteTable.RouteTableId;
  await call('AssociateRouteTable', { RouteTableId: table, SubnetId: subnet });
  const { NetworkAcls } = await call('DescribeNetworkAcls', {
    Filters: [{ Name: 'association.subnet-id', Values: [subnet] }],
  });
  return { subnet, table, acl: NetworkAcls[0].NetworkAclId };
}

async function placeOf(call: Party['call'], vpc: string, subnet: string): Promise<Party['place']> {
  const group = (await call('CreateSecurityGroup', { VpcId: vpc, GroupName: 'place', Description: 'place' })).GroupId;
  const eni = (await call('CreateNetworkInterface', { SubnetId: subnet, Groups: [group] })).NetworkInterface;
  return { vpc, subnet, group, eni: eni.NetworkInterfaceId };
}

/** The VPC's owner attaches it to its own gateway, once that is there. */
async function attached(
  call: Party['call'],
  vpc: string,
  subnet: string,
  gateway: string | undefined,
): Promise<string> {
  const TransitGatewayIds = [gateway];
  await until(
    async () => (await call('DescribeTransitGateways', { TransitGatewayIds })).TransitGateways[0].State === 'available',
  );
  const asked = { TransitGatewayId: gateway, VpcId: vpc, SubnetIds: [subnet] };
  const { TransitGatewayVpcAttachment } = await call('CreateTransitGatewayVpcAttachment', asked);
  return TransitGatewayVpcAttachment.TransitGatewayAttachmentId;
}

export async function sharedGround(server: Server): Promise<SharedGround> {
  await startOrganization(server);
  const [owning, ...others] = await Promise.all(
    parties.map(async (name) => {
      const one = await newAccount(server, name);
      const call = callsOf(server, ec2At(server, 'us-east-1', one.credentials), one.credentials);
      return { ...one, name, call, home: await makeNetwork({ call } as Ec2, '10.200.0.0/16') };
    }),
  );
  const { call, account, credentials } = owning!;
  const shared = await makeNetwork({ call } as Ec2);
  const { vpc, subnet } = shared;
  await openBucket(server, credentials);
  const built = await infrastructure(call, shared, owning!.home);
  const hidden = await hiddenPart(call, vpc);
  const ownersWork = await workload(call, vpc, subnet);
  const attachment = await attached(call, vpc, subnet, ownersWork['transit-gateway']);
  const holds = { ...built, ...ownersWork, 'transit-gateway-attachment': attachment };
  const owner: Party = { ...owning!, place: await placeOf(call, vpc, subnet), holds };
  const client = new ram.RAMClient(settings(server, 'us-east-1', credentials));
  const arn = (type: string, id: string | undefined) => `arn:aws:ec2:us-east-1:${account}:${type}/${id}`;
  const { resourceShare } = await client.send(
    new ram.CreateResourceShareCommand({
      name: 'shared',
      principals: others.slice(0, 2).map((one) => one.account),
      resourceArns: [
        arn('subnet', subnet),
        arn('security-group', ownersWork['security-group']),
        arn('prefix-list', ownersWork['prefix-list']),
        arn('transit-gateway', ownersWork['transit-gateway']),
      ],
    }),
  );
  const made = await Promise.all(
    others.map(async (one): Promise<Party> => {
      const isIn = one.name !== 'stranger';
      const at = isIn ? shared : one.home;
      const holds = isIn ? await workload(one.call, vpc, subnet) : {};
      return { ...one, holds, place: await placeOf(one.call, at.vpc, at.subnet) };
    }),
  );
  const [participant, another, stranger] = made as [Party, Party, Party];
  const share = resourceShare!.resourceShareArn!;
  return { parties: { owner, participant, another, stranger }, vpc, subnet, hidden, share, ram: client };
}
