/**
 * A Network for the tests of the verifier, made by AWS calls: a VPC with an internet gateway, two private subnets and a
 * public one in a zone, and short words for what stands in it.
 */

import { zoneNameOf } from '../src/model/region.ts';
import type { TargetHealthView } from '../src/model/target-health.ts';
import { ec2Operations as ec2 } from '../src/operations/ec2/table.ts';
import { elasticLoadBalancingOperations as elb } from '../src/operations/elasticloadbalancing/table.ts';
import { type Harness, harness } from '../src/operations/harness.ts';
import { type Question, type Trace, trace } from '../src/verify/trace.ts';

export const region = 'us-east-1';
export const zone = 'use1-az1';
export const everywhere = '0.0.0.0/0';

export interface Machine {
  readonly id: string;
  readonly eni: string;
  readonly address: string;
}

export interface Ground {
  readonly h: Harness;
  readonly vpc: string;
  readonly gateway: string;
  /** 10.0.1.0/24 and 10.0.2.0/24; main route table. */
  readonly left: string;
  readonly right: string;
  /** 10.0.9.0/24, with a route to the internet gateway. */
  readonly open: string;
  readonly openTable: string;
  readonly mainTable: string;
}

const account = '111122223333';

export async function ground(h = harness({ account }), block = '10.0'): Promise<Ground> {
  const vpc = (await h.call(ec2, 'CreateVpc', { CidrBlock: `${block}.0.0/16` })).Vpc!.VpcId!;
  const gateway = (await h.call(ec2, 'CreateInternetGateway', {})).InternetGateway!.InternetGatewayId!;
  await h.call(ec2, 'AttachInternetGateway', { VpcId: vpc, InternetGatewayId: gateway });
  const made = { h, vpc };
  const [left, right, open] = [
    await subnet(made, `${block}.1.0/24`),
    await subnet(made, `${block}.2.0/24`),
    await subnet(made, `${block}.9.0/24`),
  ];
  const openTable = await table(made, open);
  await route(h, openTable, everywhere, { GatewayId: gateway });
  const mainTable = h.network.find('route-table', `main:${vpc}`)[0]!.id;
  return { h, vpc, gateway, left, right, open, openTable, mainTable };
}

type Place = Pick<Ground, 'h' | 'vpc'>;

export async function subnet({ h, vpc }: Place, CidrBlock: string, zoneId = zone): Promise<string> {
  const AvailabilityZone = zoneNameOf(h.context.account, region, zoneId);
  return (await h.call(ec2, 'CreateSubnet', { VpcId: vpc, CidrBlock, AvailabilityZone })).Subnet!.SubnetId!;
}

export async function table({ h, vpc }: Place, SubnetId: string): Promise<string> {
  const RouteTableId = (await h.call(ec2, 'CreateRouteTable', { VpcId: vpc })).RouteTable!.RouteTableId!;
  await h.call(ec2, 'AssociateRouteTable', { RouteTableId, SubnetId });
  return RouteTableId;
}

export function route(h: Harness, RouteTableId: string, DestinationCidrBlock: string, target: object) {
  return h.call(ec2, 'CreateRoute', { RouteTableId, DestinationCidrBlock, ...target });
}

const ownerOf = (h: Harness, { account, region }: { readonly account: string; readonly region: string }) =>
  h.as({ account, region });

/** Two VPCs with an active peering connection between them, and no route over it. */
export async function peer(h: Harness, one: string, other: string): Promise<string> {
  const [requester, accepter] = [h.network.get('vpc', one)!, h.network.get('vpc', other)!];
  const asked = { VpcId: one, PeerVpcId: other, PeerOwnerId: accepter.account, PeerRegion: accepter.region };
  const made = await ownerOf(h, requester).call(ec2, 'CreateVpcPeeringConnection', asked);
  const id = made.VpcPeeringConnection!.VpcPeeringConnectionId!;
  await ownerOf(h, accepter).call(ec2, 'AcceptVpcPeeringConnection', { VpcPeeringConnectionId: id });
  return id;
}

export function routeAcross(h: Harness, tableId: string, cidr: string, VpcPeeringConnectionId: string) {
  return route(ownerOf(h, h.network.get('route-table', tableId)!), tableId, cidr, { VpcPeeringConnectionId });
}

/** A rule for everything from, or to, a group of a peer. */
export async function ruleNaming(h: Harness, GroupId: string, named: string, egress = false): Promise<void> {
  const UserIdGroupPairs = [{ GroupId: named, UserId: h.network.get('security-group', named)!.account }];
  const own = ownerOf(h, h.network.get('security-group', GroupId)!);
  const operation = egress ? 'AuthorizeSecurityGroupEgress' : 'AuthorizeSecurityGroupIngress';
  await own.call(ec2, operation, { GroupId, IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs }] });
}

/** `tcp 443 from 10.0.0.0/16`, `tcp 443-445 to sg-…`, `all to 0.0.0.0/0`. */
function permission(words: string): { readonly egress: boolean; readonly IpPermissions: object[] } {
  const [, protocol = '', ports, way, peer = ''] = /^(\S+)(?: (\S+))? (from|to) (\S+)$/.exec(words)!;
  const [from, to = from] = (ports ?? '').split('-').map(Number);
  const icmp = { FromPort: ports === undefined ? -1 : from, ToPort: -1 };
  const range = protocol === 'icmp' ? icmp : ports === undefined ? {} : { FromPort: from, ToPort: to };
  const side = peer.startsWith('sg-')
    ? { UserIdGroupPairs: [{ GroupId: peer }] }
    : peer.startsWith('pl-')
      ? { PrefixListIds: [{ PrefixListId: peer }] }
      : { IpRanges: [{ CidrIp: peer }] };
  const IpProtocol = protocol === 'all' ? '-1' : protocol;
  return { egress: way === 'to', IpPermissions: [{ IpProtocol, ...range, ...side }] };
}

export async function rule(h: Harness, GroupId: string, words: string): Promise<string> {
  const { egress, IpPermissions } = permission(words);
  const name = egress ? 'AuthorizeSecurityGroupEgress' : 'AuthorizeSecurityGroupIngress';
  return (await h.call(ec2, name, { GroupId, IpPermissions })).SecurityGroupRules![0]!.SecurityGroupRuleId!;
}

let made = 0;

/** A group with these rules and no others. */
export async function group({ h, vpc }: Place, ...rules: readonly string[]): Promise<string> {
  made += 1;
  const input = { VpcId: vpc, GroupName: `group ${made}`, Description: 'of a test' };
  const GroupId = (await h.call(ec2, 'CreateSecurityGroup', input)).GroupId!;
  const all = permission('all to 0.0.0.0/0').IpPermissions;
  await h.call(ec2, 'RevokeSecurityGroupEgress', { GroupId, IpPermissions: all });
  for (const words of rules) await rule(h, GroupId, words);
  return GroupId;
}

export async function machine(
  { h }: Place,
  SubnetId: string,
  groups: readonly string[],
  more: object = {},
): Promise<Machine> {
  const request = { ImageId: 'ami-12345678', InstanceType: 't3.small' as const, MinCount: 1, MaxCount: 1 };
  const input = { ...request, SubnetId, SecurityGroupIds: [...groups], ...more };
  const one = (await h.call(ec2, 'RunInstances', input)).Instances![0]!;
  const eni = h.network.find('network-interface', `instance:${one.InstanceId!}`)[0]!;
  return { id: one.InstanceId!, eni: eni.id, address: eni.privateAddresses[0]! };
}

/** Gives an interface a public address. */
export async function elastic(h: Harness, NetworkInterfaceId: string): Promise<string> {
  const { AllocationId, PublicIp } = await h.call(ec2, 'AllocateAddress', {});
  await h.call(ec2, 'AssociateAddress', { AllocationId, NetworkInterfaceId });
  return PublicIp!;
}

/** `100 allow in 6 0.0.0.0/0 443-443`: number, action, direction, protocol, block, ports. */
export async function acl({ h, vpc }: Place, subnetId: string, ...entries: readonly string[]): Promise<string> {
  const NetworkAclId = (await h.call(ec2, 'CreateNetworkAcl', { VpcId: vpc })).NetworkAcl!.NetworkAclId!;
  for (const words of entries) {
    const [number, RuleAction, way, Protocol = '-1', CidrBlock = everywhere, ports] = words.split(' ');
    const [From, To] = (ports ?? '').split('-').map(Number);
    const range = ports === undefined ? {} : { PortRange: { From, To } };
    const icmp = Protocol === '1' ? { IcmpTypeCode: { Type: -1, Code: -1 } } : {};
    const match = {
      RuleNumber: Number(number),
      RuleAction: RuleAction as 'allow',
      Protocol,
      CidrBlock,
      ...range,
      ...icmp,
    };
    await h.call(ec2, 'CreateNetworkAclEntry', { NetworkAclId, Egress: way === 'out', ...match });
  }
  const current = h.network.find('network-acl', `subnet:${subnetId}`)[0]!;
  const AssociationId = current.associations.find((one) => one.subnet === subnetId)!.id;
  await h.call(ec2, 'ReplaceNetworkAclAssociation', { AssociationId, NetworkAclId });
  return NetworkAclId;
}

export async function takeDown(h: Harness, zoneId: string): Promise<void> {
  const base = { account, region, created: 0, tags: {} };
  await h.store.transact((draft) => draft.put({ kind: 'zone-fault', id: `${region}/${zoneId}`, ...base, zoneId }));
}

export function ask(
  h: Harness,
  source: string,
  destination: string,
  more: Partial<Question> = {},
  health?: TargetHealthView,
): Trace {
  const port = more.protocol === undefined || more.protocol === 6 || more.protocol === 17 ? { port: 443 } : {};
  return trace(h.network, { source, destination, protocol: 6, ...port, ...more }, health);
}

export const codes = ({ blockers }: Trace): readonly string[] => blockers.map(({ code }) => code);

/** `stage verdict` of each hop. */
export const stagesOf = (hops: Trace['forward']): readonly string[] =>
  hops.map(({ stage, verdict }) => (verdict === 'pass' ? stage : `${stage}!`));

export { ec2, elb };
