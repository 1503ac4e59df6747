/**
 * Network and gateway load balancers: create, describe, delete. Changes are in load-balancer-modify.ts, attributes in
 * load-balancer-attribute.ts. Application load balancers are refused by name.
 */

import type { LoadBalancer } from '../../model/load-balancer.ts';
import type { Network } from '../../model/network.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { notOffered } from '../ec2/faults.ts';
import { checkQuota } from '../ec2/quotas.ts';
import { atMost, oneOf, readName } from './constraint.ts';
import { conflict, invalid } from './faults.ts';
import { gatewayFault } from './gateway-fault.ts';
import type { ElasticLoadBalancingHandlers, InputOf } from './handlers.ts';
import { isDeletionProtected } from './load-balancer-attribute.ts';
import { readGroups } from './load-balancer-group.ts';
import { addNode, checkInternetGateway, removeNode, type WantedNode, wantedNodes } from './load-balancer-node.ts';
import { loadBalancerShape } from './load-balancer-shape.ts';
import { findOwned, loadBalancerArn, namedByArn, namedByName, newSuffix, owned } from './lookup.ts';
import { page } from './page.ts';
import { readTags } from './tags.ts';

type CreateInput = InputOf<'CreateLoadBalancer'>;

/** `application` is what this service makes where a request doesn't say. */
function readType(type: string = 'application'): LoadBalancer['type'] {
  const known = oneOf(type, 'Load balancer type', ['application', 'network', 'gateway']);
  if (known === 'application') throw notOffered(`A load balancer of type ${known}`);
  return known === 'gateway' ? known : undefined;
}

export function checkAddressType(type: string = 'ipv4'): void {
  const known = oneOf(type, 'IP address type', ['ipv4', 'dualstack', 'dualstack-without-public-ipv4']);
  if (known !== 'ipv4') throw notOffered(`The IP address type ${known}`);
}

/** A gateway load balancer has no scheme that anybody sees; its nodes have no public addresses. */
function readScheme({ Scheme: scheme = 'internet-facing' }: CreateInput, type: LoadBalancer['type']) {
  return type === 'gateway' ? 'internal' : oneOf(scheme, 'Load balancer scheme', ['internet-facing', 'internal']);
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
function checkGateway(input: CreateInput): void {
  if (input.Scheme !== undefined) throw gatewayFault.scheme();
  if (input.SecurityGroups?.length) throw gatewayFault.groups();
}

function checkUnoffered(input: CreateInput): void {
  if (readType(input.Type) === 'gateway') checkGateway(input);
  checkAddressType(input.IpAddressType);
  if (input.CustomerOwnedIpv4Pool) throw notOffered('A customer-owned address pool');
  if (input.EnablePrefixForIpv6SourceNat === 'on') throw notOffered('An IPv6 prefix for source NAT');
  if (input.IpamPools?.Ipv4IpamPoolId) throw notOffered('An IPAM pool for a load balancer');
}

function byName(draft: Draft, context: Context, name: string): LoadBalancer | undefined {
  return draft.network.owned('load-balancer', context.account, context.region).find((one) => one.name === name);
}

/** What a second request of the same name must repeat. */
function settingsOf(
  type: LoadBalancer['type'],
  scheme: string,
  groups: readonly string[] | undefined,
  nodes: readonly { readonly subnet: string; readonly allocation?: string; readonly privateAddress?: string }[],
): string {
  const places = nodes.map(({ subnet, allocation = '', privateAddress = '' }) =>
    [subnet, allocation, privateAddress].join(),
  );
  return JSON.stringify([type ?? 'network', scheme, [...(groups ?? [])].sort(), places.sort()]);
}

interface Wanted {
  readonly type: LoadBalancer['type'];
  readonly scheme: LoadBalancer['scheme'];
  readonly nodes: readonly [WantedNode, ...WantedNode[]];
  readonly groups: readonly string[] | undefined;
}

function isSame(existing: LoadBalancer, { type, scheme, groups, nodes }: Wanted): boolean {
  const asked = nodes.map((node) => ({ ...node, subnet: node.subnet.id }));
  return (
    settingsOf(existing.type, existing.scheme, existing.groups, existing.nodes) ===
      settingsOf(type, scheme, groups, asked) && (existing.groups === undefined) === (groups === undefined)
  );
}

/** Each type is counted for itself. */
function checkLoadBalancerQuotas(network: Network, context: Context, type: LoadBalancer['type'], vpc: string): void {
  const others = network.owned('load-balancer', context.account, context.region).filter((one) => one.type === type);
  checkQuota(context, type ? 'gatewayLoadBalancersPerRegion' : 'networkLoadBalancersPerRegion', others.length + 1);
  if (type === undefined) return;
  checkQuota(context, 'gatewayLoadBalancersPerVpc', others.filter((one) => one.vpc === vpc).length + 1, vpc);
}

function createLoadBalancer(draft: Draft, context: Context, input: CreateInput): LoadBalancer {
  const name = readName('load balancer', input.Name);
  const tags = readTags(input.Tags);
  const type = readType(input.Type);
  const kind = type === undefined ? {} : { type };
  const scheme = readScheme(input, type);
  const nodes = wantedNodes(draft, context, { ...kind, scheme, nodes: [] }, input);
  const { vpc } = nodes[0].subnet;
  const groups = input.SecurityGroups?.length ? readGroups(draft, context, { vpc }, input.SecurityGroups) : undefined;
  const existing = byName(draft, context, name);
  if (existing) {
    if (isSame(existing, { type, scheme, nodes, groups })) return existing;
    throw conflict.loadBalancerName(name);
  }
  checkLoadBalancerQuotas(draft.network, context, type, vpc);
  checkInternetGateway(draft, scheme, vpc);
  const suffix = newSuffix(context);
  const { account, region } = context;
  const id = loadBalancerArn(context, { ...kind, name, suffix });
  const made: LoadBalancer = {
    kind: 'load-balancer',
    id,
    account,
    region,
    created: context.now,
    tags,
    name,
    ...kind,
    scheme,
    vpc,
    suffix,
    nodes: nodes.map((node) =>
      addNode(draft, context, { id, ...kind, name, suffix, scheme, ...(groups && { groups }) }, node),
    ),
    ...(groups && { groups }),
    enforceGroupsOnPrivateLink: true,
    attributes: {},
    stateRevision: draft.revision,
  };
  draft.put(made);
  return made;
}

function deleteLoadBalancer(draft: Draft, one: LoadBalancer): void {
  if (isDeletionProtected(one)) throw conflict.protectedFromDeletion(one.id);
  if (draft.network.count('vpc-endpoint-service', `load-balancer:${one.id}`) > 0) throw conflict.otherService(one.id);
  for (const listener of draft.find('listener', `load-balancer:${one.id}`)) draft.remove('listener', listener.id);
  for (const node of one.nodes) removeNode(draft, node);
  draft.remove('load-balancer', one.id);
}

function listed(context: Context, input: InputOf<'DescribeLoadBalancers'>): readonly LoadBalancer[] {
  const arns = atMost(input.LoadBalancerArns, 'loadBalancerArns');
  const names = atMost(input.Names, 'names');
  if (arns.length > 0 && names.length > 0) throw invalid.together('Load balancer names', 'load balancer ARNs');
  const all = context.network.owned('load-balancer', context.account, context.region);
  return arns.length > 0 ? namedByArn(context, 'load-balancer', all, arns) : namedByName('load-balancer', all, names);
}

export const loadBalancerOperations = {
  CreateLoadBalancer(context, input) {
    checkUnoffered(input);
    return context.transact((draft) => {
      const one = createLoadBalancer(draft, context, input);
      return { LoadBalancers: [loadBalancerShape(context, draft.network, one)] };
    });
  },

  DescribeLoadBalancers(context, input) {
    const { items, next } = page(listed(context, input), input, ({ id }) => id);
    return { LoadBalancers: items.map((one) => loadBalancerShape(context, context.network, one)), ...next };
  },

  /** What is gone already is deleted as well. */
  DeleteLoadBalancer(context, input) {
    return context.transact((draft) => {
      const one = findOwned(draft, context, 'load-balancer', input.LoadBalancerArn);
      if (one) deleteLoadBalancer(draft, one);
      return {};
    });
  },

  SetIpAddressType(context, input) {
    checkAddressType(input.IpAddressType);
    owned(context.network, context, 'load-balancer', input.LoadBalancerArn);
    return { IpAddressType: 'ipv4' };
  },
} satisfies ElasticLoadBalancingHandlers;
