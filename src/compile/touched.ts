/** Which VPCs a list of changes can have touched, so that the others keep the plan they have. */

import type { LoadBalancer } from '../model/load-balancer.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import type { Kind, Resource } from '../model/resource.ts';
import type { SecurityGroup } from '../model/security-group.ts';
import { gatewaysOf, type TransitGatewayAttachment } from '../model/transit-gateway.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import type { VpcEndpointService } from '../model/vpc-endpoint-service.ts';
import { sidesFrom } from '../model/vpc-peering-connection.ts';

/** Kinds that no data plane sees. */
const unseen: ReadonlySet<Kind> = new Set<Kind>([
  'access-key',
  'access-scope-finding',
  'account',
  'account-creation',
  'account-region',
  'client-token',
  'connection-notification',
  'dhcp-options',
  // No IPv6 packet passes a router, and nothing else goes there.
  'egress-only-internet-gateway',
  'group',
  'handshake',
  'hosted-zone',
  // What packets meet of it is its interface.
  'instance-connect-endpoint',
  'instance-profile',
  'managed-policy',
  'network-insights-access-scope',
  'network-insights-access-scope-analysis',
  'network-insights-analysis',
  'network-insights-path',
  'organization',
  'organizational-unit',
  'permission-replacement',
  'record-set',
  'resolver-rule',
  'resolver-rule-association',
  'role',
  'resource-policy',
  'resource-share',
  'resource-share-invitation',
  'resource-share-permission',
  'service-control-policy',
  'service-linked-role-deletion',
  'shared-resource-tags',
  'topic',
  'topic-delivery',
  'topic-subscription',
  'user',
  'vpc-association-authorization',
]);

/** Ids of VPCs, and of transit gateways. */
type Vpcs = readonly (string | undefined)[] | 'all';

/** A link between two VPCs has an end in each. */
function consumersOf(network: Network, service: VpcEndpointService): readonly string[] {
  return network.find('vpc-endpoint', `service:${service.id}`).map(({ vpc }) => vpc);
}

function providersOf(network: Network, service: VpcEndpointService | undefined): readonly (string | undefined)[] {
  return service?.loadBalancers.map((arn) => network.get('load-balancer', arn)?.vpc) ?? [];
}

function vpcsOfEndpoint(network: Network, endpoint: VpcEndpoint | undefined): readonly (string | undefined)[] {
  if (endpoint?.service === undefined) return [endpoint?.vpc];
  return [endpoint.vpc, ...providersOf(network, network.get('vpc-endpoint-service', endpoint.service))];
}

function vpcsOfLoadBalancer(network: Network, loadBalancer: LoadBalancer | undefined): readonly (string | undefined)[] {
  if (!loadBalancer) return [];
  const services = network.find('vpc-endpoint-service', `load-balancer:${loadBalancer.id}`);
  return [loadBalancer.vpc, ...services.flatMap((service) => consumersOf(network, service))];
}

/** Of what an interface is one end of a link for. */
function vpcsOfOwner(network: Network, { interfaceType, parent }: NetworkInterface): readonly (string | undefined)[] {
  if (parent === undefined) return [];
  switch (interfaceType) {
    case 'gateway_load_balancer_endpoint':
    case 'vpc_endpoint':
      return vpcsOfEndpoint(network, network.get('vpc-endpoint', parent));
    case 'gateway_load_balancer':
    case 'network_load_balancer':
      return vpcsOfLoadBalancer(network, network.get('load-balancer', parent));
    default:
      return [];
  }
}

/** Every one in which interfaces may wear it, or may have until now. */
function vpcsOfGroup(group: SecurityGroup | undefined): readonly string[] {
  return group === undefined ? [] : [group.vpc, ...(group.associations ?? []).map(({ vpc }) => vpc)];
}

/** In which VPCs rules name a group that an interface wears: a peer's may, too. */
function vpcsNaming(network: Network, { groups }: NetworkInterface): readonly string[] {
  const rules = groups.flatMap((group) => network.find('security-group-rule', `peer:${group}`));
  return [...new Set(rules.map(({ group }) => group))].flatMap((id) => vpcsOfGroup(network.get('security-group', id)));
}

/** What a VPC's blocks are is known to its peers, and to transit gateways. */
function withNeighbours(network: Network, vpc: string): readonly string[] {
  const connections = network.find('vpc-peering-connection', `vpc:${vpc}`);
  const attachments = network.find('transit-gateway-attachment', `vpc:${vpc}`);
  return [vpc, ...connections.map((one) => sidesFrom(one, vpc).far.vpc), ...attachments.flatMap(gatewaysOf)];
}

function endsOf(attachment: TransitGatewayAttachment): readonly string[] {
  const { attached } = attachment;
  return [...gatewaysOf(attachment), ...(attached.kind === 'vpc' ? [attached.vpc] : [])];
}

/** A gateway's tables also lead to the gateways that it is attached to no more. */
function aroundGateway(network: Network, id: string): readonly string[] {
  return [id, ...network.find('transit-gateway-attachment', `transit-gateway:${id}`).flatMap(endsOf)];
}

function vpcsOf(network: Network, resource: Resource): Vpcs {
  switch (resource.kind) {
    case 'vpc':
      return withNeighbours(network, resource.id);
    case 'transit-gateway':
      return aroundGateway(network, resource.id);
    case 'transit-gateway-attachment':
      return endsOf(resource);
    case 'transit-gateway-route-table':
      return [resource.transitGateway];
    case 'vpc-peering-connection':
      return [resource.requester.vpc, resource.accepter.vpc];
    case 'elastic-address': {
      const target = resource.association?.networkInterface;
      return [target && network.get('network-interface', target)?.vpc];
    }
    case 'prefix-list':
    // A zone's subnets may be anybody's, in any VPC of the region.
    case 'zone-fault':
      return 'all';
    case 'load-balancer':
      return vpcsOfLoadBalancer(network, resource);
    case 'listener':
      return [network.get('load-balancer', resource.loadBalancer)?.vpc];
    case 'vpc-endpoint-service':
      return [...providersOf(network, resource), ...consumersOf(network, resource)];
    case 'vpc-endpoint':
      return vpcsOfEndpoint(network, resource);
    case 'security-group':
      return vpcsOfGroup(resource);
    case 'security-group-rule':
      return [resource.vpc, ...vpcsOfGroup(network.get('security-group', resource.group))];
    case 'network-interface':
      return [resource.vpc, ...vpcsOfOwner(network, resource), ...vpcsNaming(network, resource)];
    default:
      return 'vpc' in resource ? [resource.vpc] : [];
  }
}

/** Ids of the VPCs and transit gateways to compile again, or `all`. */
export function touchedVpcs(
  before: Network,
  after: Network,
  changes: readonly { readonly kind: Kind; readonly id: string }[],
): ReadonlySet<string> | 'all' {
  const touched = new Set<string>();
  for (const { kind, id } of changes) {
    if (unseen.has(kind)) continue;
    for (const network of [before, after]) {
      const resource = network.get(kind, id);
      const vpcs = resource === undefined ? [] : vpcsOf(network, resource);
      if (vpcs === 'all') return 'all';
      for (const vpc of vpcs) if (vpc !== undefined) touched.add(vpc);
    }
  }
  return touched;
}

/**
 * Ids of the VPCs to compile again when load balancers' nodes see their targets differently.
 *
 * @param nodes ids of the nodes' network interfaces
 */
export function vpcsOfHealth(network: Network, nodes: Iterable<string>): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const id of nodes) {
    const vpc = network.find('load-balancer', `interface:${id}`)[0]?.vpc;
    if (vpc !== undefined) touched.add(vpc);
  }
  return touched;
}
