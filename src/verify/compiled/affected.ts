/**
 * Which interfaces a change may treat differently, between two versions of a Network. Too many cost time, too few would be
 * wrong: what is not understood affects the whole VPC.
 */

import type { Network } from '../../model/network.ts';
import type { Resource } from '../../model/resource.ts';
import { gatewaysOf } from '../../model/transit-gateway.ts';
import { transitNeighbours } from '../joined.ts';
import type { Compiled } from './compiled.ts';
import type { CompiledInterface, CompiledVpc } from './compiled-vpc.ts';

export interface Affected {
  /** VPCs that were compiled anew, and those whose packets gateway load balancers inspect that something changed behind. */
  readonly vpcs: readonly string[];
  /** `rules`: by nothing but the rules of its groups. */
  affects(one: CompiledInterface): 'wholly' | 'rules' | undefined;
  /** Whether roads to the internet may differ for interfaces that are not affected themselves. */
  affectsRoads(vpc: CompiledVpc): boolean;
  /** Whether something behind an interface of a load balancer or an endpoint changed. */
  affectsBehind(one: CompiledInterface): boolean;
}

interface Found {
  readonly groups: Set<string>;
  readonly interfaces: Set<string>;
  readonly tables: Set<string>;
  readonly acls: Set<string>;
  readonly whole: Set<string>;
  readonly roads: Set<string>;
}

type Note = (found: Found, resource: Resource, network: Network) => void;

const whole: Note = (found, resource) => {
  if ('vpc' in resource && resource.vpc !== undefined) found.whole.add(resource.vpc);
};

/** All that gateways join: a table may lead any of them anywhere. */
const wholeIsland: Note = (found, resource, network) => {
  const gateways =
    resource.kind === 'transit-gateway-attachment'
      ? gatewaysOf(resource)
      : 'transitGateway' in resource
        ? [resource.transitGateway]
        : [resource.id];
  for (const vpc of gateways.flatMap((id) => transitNeighbours(network, id))) found.whole.add(vpc);
};

const notes: { readonly [K in Resource['kind']]?: Note } = {
  'elastic-address': (found, resource) => {
    if (resource.kind === 'elastic-address' && resource.association)
      found.interfaces.add(resource.association.networkInterface);
  },
  instance: (found, { id }, network) => {
    for (const one of network.find('network-interface', `instance:${id}`)) found.interfaces.add(one.id);
  },
  'internet-gateway': whole,
  'nat-gateway': whole,
  'network-acl': (found, resource) => {
    if (resource.kind !== 'network-acl') return;
    found.acls.add(resource.id);
    found.roads.add(resource.vpc);
  },
  'network-interface': (found, { id }) => void found.interfaces.add(id),
  'route-table': (found, resource) => {
    if (resource.kind !== 'route-table') return;
    found.tables.add(resource.id);
    found.roads.add(resource.vpc);
  },
  'security-group-rule': (found, resource) => {
    if (resource.kind === 'security-group-rule') found.groups.add(resource.group);
  },
  subnet: whole,
  'transit-gateway': wholeIsland,
  'transit-gateway-attachment': wholeIsland,
  'transit-gateway-route-table': wholeIsland,
  vpc: (found, { id }, network) => {
    found.whole.add(id);
    for (const other of transitNeighbours(network, id)) found.whole.add(other);
  },
  'vpc-endpoint': whole,
  'vpc-peering-connection': (found, resource) => {
    if (resource.kind !== 'vpc-peering-connection') return;
    found.whole.add(resource.requester.vpc).add(resource.accepter.vpc);
  },
  'vpn-gateway': whole,
};

export function affectedBetween(before: Compiled, after: Compiled): Affected {
  const found: Found = {
    groups: new Set(),
    interfaces: new Set(),
    tables: new Set(),
    acls: new Set(),
    whole: new Set(),
    roads: new Set(),
  };
  const changed = new Set<string>();
  const vpcs = [...new Set([...before.vpcs.keys(), ...after.vpcs.keys()])].filter(
    (id) => before.vpcs.get(id) !== after.vpcs.get(id),
  );
  for (const [old, now] of after.network.changesSince(before.network)) {
    const { kind, id } = (old ?? now)!;
    changed.add(id);
    const note = notes[kind];
    if (old) note?.(found, old, before.network);
    if (now) note?.(found, now, after.network);
    // Prefix lists and zones touch VPCs in more ways than are told apart here.
    if (kind === 'prefix-list' || kind === 'zone-fault') for (const vpc of vpcs) found.whole.add(vpc);
    if (kind === 'listener' || kind === 'target-group') changed.add('load-balancing');
  }
  for (const id of inspectedVpcs([before, after], changed, vpcs)) {
    found.whole.add(id);
    if (!vpcs.includes(id)) vpcs.push(id);
  }
  const affects: Affected['affects'] = ({ document, subnet, groups }) => {
    const isWhole =
      found.whole.has(document.vpc) ||
      found.interfaces.has(document.id) ||
      found.acls.has(subnet.acl.id) ||
      found.tables.has(subnet.routes.id);
    if (isWhole) return 'wholly';
    return groups.groups.some((group) => found.groups.has(group)) ? 'rules' : undefined;
  };
  return {
    vpcs,
    affects,
    affectsRoads: ({ document }) => found.whole.has(document.id) || found.roads.has(document.id),
    affectsBehind: (one) => isBehind(before, changed, vpcs, one) || isBehind(after, changed, vpcs, one),
  };
}

/** Whose endpoints of gateway load balancers lead to something that changed: any of their ways may pass there. */
function inspectedVpcs(
  sides: readonly Compiled[],
  changed: ReadonlySet<string>,
  vpcs: readonly string[],
): readonly string[] {
  return sides.flatMap((side) =>
    [...side.vpcs.values()]
      .filter(({ interfaces }) => interfaces.some((one) => isInspection(one) && isBehind(side, changed, vpcs, one)))
      .map(({ document }) => document.id),
  );
}

const isInspection = ({ document }: CompiledInterface): boolean =>
  document.interfaceType === 'gateway_load_balancer_endpoint';

function isBehind(
  { network, vpcs: compiled }: Compiled,
  changed: ReadonlySet<string>,
  vpcs: readonly string[],
  { document }: CompiledInterface,
): boolean {
  const { parent, interfaceType } = document;
  if (parent === undefined) return false;
  const isEndpoint = interfaceType === 'vpc_endpoint' || interfaceType === 'gateway_load_balancer_endpoint';
  const service = isEndpoint ? network.get('vpc-endpoint', parent)?.service : undefined;
  const arns =
    interfaceType === 'network_load_balancer'
      ? [parent]
      : service === undefined
        ? []
        : (network.get('vpc-endpoint-service', service)?.loadBalancers ?? []);
  if (service !== undefined && changed.has(service)) return true;
  return arns.some((arn) => {
    const vpc = network.get('load-balancer', arn)?.vpc;
    // Its targets may be in a peer.
    const around = vpc === undefined ? [] : [vpc, ...(compiled.get(vpc)?.peers ?? [])];
    return changed.has(arn) || changed.has('load-balancing') || around.some((id) => vpcs.includes(id));
  });
}
