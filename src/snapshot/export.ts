/**
 * A Network as a snapshot: what `describe-*` answers about one account in one region, in the files that an import reads. The
 * operations themselves answer, so that no second description of a resource exists. What no answer carries (user data,
 * hosted zones, identities, zone faults) is not in it.
 */

import { unreachable } from '../base/assert.ts';
import { seededRandom } from '../base/random.ts';
import { every } from '../model/indexes.ts';
import { noKeyUses } from '../model/key-use.ts';
import { noMetrics } from '../model/metric.ts';
import type { Network } from '../model/network.ts';
import type { Kind, Resource } from '../model/resource.ts';
import { resourceShareArn } from '../model/resource-share.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import type { Context } from '../operations/context.ts';
import { ec2Operations as ec2 } from '../operations/ec2/table.ts';
import { elasticLoadBalancingOperations as elb } from '../operations/elasticloadbalancing/table.ts';
import { ramOperations as ram } from '../operations/ram/table.ts';
import { plain } from './plain.ts';
import type { SnapshotFile } from './source.ts';

export interface Exporting {
  readonly network: Network;
  readonly targetHealth: TargetHealthView;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface ExportedPlace {
  readonly account: string;
  readonly region: string;
}

/** What the files carry; everything else of a Network is left behind. */
const carried: ReadonlySet<Kind> = new Set<Kind>([
  'dhcp-options',
  'egress-only-internet-gateway',
  'elastic-address',
  'instance',
  'instance-connect-endpoint',
  'internet-gateway',
  'listener',
  'load-balancer',
  'nat-gateway',
  'network-acl',
  'network-interface',
  'prefix-list',
  'resource-share',
  'route-table',
  'security-group',
  'security-group-rule',
  'subnet',
  'target-group',
  'vpc',
  'vpc-endpoint',
  'vpc-endpoint-service',
  'vpc-peering-connection',
  'vpn-gateway',
]);

/** Kinds that say nothing about the Network itself. */
const bookkeeping: ReadonlySet<Kind> = new Set<Kind>(['account-creation', 'account-region', 'client-token']);

/** Accounts and regions that have anything to export, in order. */
export function placesOf(network: Network): readonly ExportedPlace[] {
  const places = new Map<string, ExportedPlace>();
  for (const { kind, account, region } of network.resources()) {
    if (carried.has(kind) && account !== 'AWS') places.set(`${account}/${region}`, { account, region });
  }
  return [...places].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, place]) => place);
}

/** How many resources of each kind no file carries, and products of AWS Marketplace, with whom they are sold to. */
export function leftBehind(network: Network): Readonly<Partial<Record<Kind | 'marketplace-product', number>>> {
  const counts = new Map<Kind | 'marketplace-product', number>();
  const count = (what: Kind | 'marketplace-product') => counts.set(what, (counts.get(what) ?? 0) + 1);
  for (const { kind } of network.resources()) if (!carried.has(kind) && !bookkeeping.has(kind)) count(kind);
  for (const { product } of network.find('vpc-endpoint-service', every)) if (product) count('marketplace-product');
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function contextOf({ network, targetHealth, now }: Exporting, { account, region }: ExportedPlace): Context {
  const refuse = (): never => unreachable('an export that changes something' as never);
  return {
    account,
    region,
    principal: { kind: 'root', account },
    requestId: '',
    network,
    now,
    random: seededRandom(0),
    // A snapshot shows what was asked for, whether or not it is in force yet.
    appliedRevision: Number.POSITIVE_INFINITY,
    origin: { kind: 'local', sourceAddress: '127.0.0.1' },
    targetHealth,
    metrics: noMetrics,
    keyUses: noKeyUses,
    transact: refuse,
    guardrails: () => undefined,
    decodedDenial: () => undefined,
    issueSession: refuse,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: operations of two services with types of their own, called by name.
type Operation = (context: Context, input: any) => unknown;
type Answer = Readonly<Record<string, unknown>>;
type Ask = (operation: Operation, input?: object) => Promise<Answer>;

const shareParts = 'resourceShareAssociations';

/** Member of the answer → the operation that gives it. The file is called like the member, but for its third column. */
const lists: readonly (readonly [key: string, operation: Operation, file?: string, input?: object])[] = [
  ['Addresses', ec2.DescribeAddresses],
  ['AvailabilityZones', ec2.DescribeAvailabilityZones],
  ['DhcpOptions', ec2.DescribeDhcpOptions],
  ['EgressOnlyInternetGateways', ec2.DescribeEgressOnlyInternetGateways],
  ['InstanceConnectEndpoints', ec2.DescribeInstanceConnectEndpoints],
  ['InternetGateways', ec2.DescribeInternetGateways],
  ['LoadBalancers', elb.DescribeLoadBalancers],
  ['NatGateways', ec2.DescribeNatGateways],
  ['NetworkAcls', ec2.DescribeNetworkAcls],
  ['NetworkInterfaces', ec2.DescribeNetworkInterfaces],
  ['PrefixLists', ec2.DescribePrefixLists],
  ['PrefixLists', ec2.DescribeManagedPrefixLists, 'ManagedPrefixLists'],
  ['Reservations', ec2.DescribeInstances],
  ['RouteTables', ec2.DescribeRouteTables],
  ['SecurityGroupRules', ec2.DescribeSecurityGroupRules],
  ['SecurityGroupVpcAssociations', ec2.DescribeSecurityGroupVpcAssociations],
  ['SecurityGroups', ec2.DescribeSecurityGroups],
  ['ServiceConfigurations', ec2.DescribeVpcEndpointServiceConfigurations, 'VpcEndpointServiceConfigurations'],
  ['Subnets', ec2.DescribeSubnets],
  ['TargetGroups', elb.DescribeTargetGroups],
  ['VpcEndpointConnections', ec2.DescribeVpcEndpointConnections],
  ['VpcEndpoints', ec2.DescribeVpcEndpoints],
  ['VpcPeeringConnections', ec2.DescribeVpcPeeringConnections],
  ['Vpcs', ec2.DescribeVpcs],
  ['VpnGateways', ec2.DescribeVpnGateways],
  ['resourceShares', ram.GetResourceShares, 'ResourceShares', { resourceOwner: 'SELF' }],
  [shareParts, ram.GetResourceShareAssociations, 'ResourceSharePrincipals', { associationType: 'PRINCIPAL' }],
  [shareParts, ram.GetResourceShareAssociations, 'ResourceShareResources', { associationType: 'RESOURCE' }],
];

interface About {
  /** The file and its only member. */
  readonly name: string;
  readonly kind: Kind;
  /** How the request names what it is about, and how the file does. */
  readonly input: string;
  readonly label: string;
  readonly operation: Operation;
}

/** Answers about one resource each; the file has a list of them, each with what it is about, as Batfish's files have. */
const abouts: readonly About[] = [
  about('ListenerAttributes', 'listener', 'ListenerArn', elb.DescribeListenerAttributes),
  about('LoadBalancerAttributes', 'load-balancer', 'LoadBalancerArn', elb.DescribeLoadBalancerAttributes),
  about('LoadBalancerListeners', 'load-balancer', 'LoadBalancerArn', elb.DescribeListeners),
  about('LoadBalancerTargetHealth', 'target-group', 'TargetGroupArn', elb.DescribeTargetHealth),
  about('ManagedPrefixListEntries', 'prefix-list', 'PrefixListId', ec2.GetManagedPrefixListEntries),
  about('ResourceSharePermissions', 'resource-share', 'resourceShareArn', ram.ListResourceSharePermissions),
  about('TargetGroupAttributes', 'target-group', 'TargetGroupArn', elb.DescribeTargetGroupAttributes),
  about(
    'VpcEndpointServicePermissions',
    'vpc-endpoint-service',
    'ServiceId',
    ec2.DescribeVpcEndpointServicePermissions,
  ),
];

function about(name: string, kind: Kind, label: string, operation: Operation): About {
  return { name, kind, input: label, label, operation };
}

/** The files of one account in one region. Files that would be empty lists are there all the same, as AWS prints them. */
export async function exportPlace(exporting: Exporting, place: ExportedPlace): Promise<readonly SnapshotFile[]> {
  const context = contextOf(exporting, place);
  const ask: Ask = async (operation, input = {}) => plain(await operation(context, input)) as Answer;
  const files = new Map<string, Answer>();
  for (const [key, operation, file = key, input] of lists) files.set(file, await whole(ask, key, operation, input));
  for (const { name, kind, input, label, operation } of abouts) {
    const own = exporting.network.owned(kind, place.account, place.region);
    const found: Answer[] = [];
    for (const id of own.flatMap(namesOf)) found.push({ [label]: id, ...(await ask(operation, { [input]: id })) });
    files.set(name, { [name]: found });
  }
  files.set('VpcAttributes', { VpcAttributes: await vpcAttributes(exporting.network, place, ask) });
  files.set('TagDescriptions', { TagDescriptions: await tagDescriptions(exporting.network, place, ask) });
  const folder = `aws_configs/accounts/${place.account}/${place.region}`;
  return [...files].map(([name, json]) => ({
    path: `${folder}/${name}.json`,
    text: `${JSON.stringify(json, null, 4)}\n`,
  }));
}

/** What a request calls a resource; nothing of one that is gone. */
function namesOf(one: Resource): readonly string[] {
  if (one.kind !== 'resource-share') return [one.id];
  return one.desired === 'active' ? [resourceShareArn(one)] : [];
}

/** Every page of a list, as the `aws` command prints it. */
async function whole(ask: Ask, key: string, operation: Operation, input: object = {}): Promise<Answer> {
  const all: unknown[] = [];
  let page = input;
  for (;;) {
    const answer = await ask(operation, page);
    all.push(...((answer[key] as readonly unknown[] | undefined) ?? []));
    const { NextToken, NextMarker, nextToken } = answer;
    if ((NextToken ?? NextMarker ?? nextToken) === undefined) return { [key]: all };
    const next = { NextToken, Marker: NextMarker, nextToken };
    page = { ...input, ...Object.fromEntries(Object.entries(next).filter(([, token]) => token !== undefined)) };
  }
}

const attributes = ['enableDnsSupport', 'enableDnsHostnames', 'enableNetworkAddressUsageMetrics'] as const;

async function vpcAttributes(network: Network, place: ExportedPlace, ask: Ask): Promise<readonly Answer[]> {
  const found: Answer[] = [];
  for (const { id: VpcId } of network.owned('vpc', place.account, place.region)) {
    const answers: Answer[] = [];
    for (const Attribute of attributes) answers.push(await ask(ec2.DescribeVpcAttribute, { VpcId, Attribute }));
    found.push(Object.assign({}, ...answers) as Answer);
  }
  return found;
}

/** Load balancing prints tags apart from what has them. */
async function tagDescriptions(network: Network, place: ExportedPlace, ask: Ask): Promise<readonly unknown[]> {
  const kinds = ['load-balancer', 'target-group', 'listener'] as const;
  const tagged = kinds.flatMap((kind) => network.owned(kind, place.account, place.region));
  const found: unknown[] = [];
  for (const { id, tags } of tagged) {
    if (Object.keys(tags).length === 0) continue;
    const { TagDescriptions } = await ask(elb.DescribeTags, { ResourceArns: [id] });
    found.push(...(TagDescriptions as readonly unknown[]));
  }
  return found;
}
