/**
 * A Network as a snapshot: what `describe-*` answers about one account in one region, in the files that an import reads. The
 * operations themselves answer, so that no second description of a resource exists. What no answer carries (user data,
 * hosted zones, identities, zone faults) is not in it.
 */

import { unreachable } from '../base/assert.ts';
import { Fault } from '../base/fault.ts';
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
import { type Answer, abouts, lists, type Operation } from './export-answers.ts';
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
  'transit-gateway',
  'transit-gateway-attachment',
  'transit-gateway-route-table',
  'vpc',
  'vpc-endpoint',
  'vpc-endpoint-service',
  'vpn-gateway',
  'vpc-peering-connection',
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

type Ask = (operation: Operation, input?: object) => Promise<Answer>;

/** The files of one account in one region. Files that would be empty lists are there all the same, as AWS prints them. */
export async function exportPlace(exporting: Exporting, place: ExportedPlace): Promise<readonly SnapshotFile[]> {
  const context = contextOf(exporting, place);
  const ask: Ask = async (operation, input = {}) => plain(await operation(context, input)) as Answer;
  const files = new Map<string, Answer>();
  for (const [key, operation, file = key, input] of lists) files.set(file, await whole(ask, key, operation, input));
  for (const { name, kind, input, label, operation, more } of abouts) {
    const own = exporting.network.owned(kind, place.account, place.region);
    const found: Answer[] = [];
    for (const id of own.flatMap(namesOf)) {
      found.push({ [label]: id, ...(await ask(operation, { [input]: id, ...more })) });
    }
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
  if (one.kind === 'transit-gateway-route-table') return one.desired === 'available' ? [one.id] : [];
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

/** @throws Fault where there is nothing of the account or in the region */
export function wantedPlaces(
  network: Network,
  { account, region }: { readonly account?: string | undefined; readonly region?: string | undefined },
): readonly ExportedPlace[] {
  const all = placesOf(network);
  const wanted = all.filter(
    (one) => (account === undefined || one.account === account) && (region === undefined || one.region === region),
  );
  if (wanted.length > 0) return wanted;
  const known = all.map((one) => `${one.account} in ${one.region}`).join(', ') || 'nothing';
  throw new Fault('NothingToExport', `There is nothing to export there; there is: ${known}.`, 404);
}
