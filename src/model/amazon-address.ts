/**
 * The addresses behind the names that Amazon gives to load balancers and endpoints: which of them DNS answers with while
 * some are not healthy or their zone is down. Public records, the same for everybody who asks; resolver and Route 53's
 * aliases share them. Names themselves are made in load-balancer.ts and endpoint-name.ts.
 */

import { isConnected, wireOf } from './endpoint-connection.ts';
import { type EndpointNameParts, readEndpointName, readSellerName, serviceOf } from './endpoint-name.ts';
import { type LoadBalancer, type LoadBalancerNode, loadBalancerDnsName } from './load-balancer.ts';
import { isSellerNameDelegated } from './marketplace-product.ts';
import type { Network } from './network.ts';
import type { NetworkInterface } from './network-interface.ts';
import { zoneIdOf } from './region.ts';
import { answeringNodes, isNodeHealthy, nothingObserved, type TargetHealthView } from './target-health.ts';
import type { VpcEndpoint } from './vpc-endpoint.ts';
import { serviceRegionOf } from './vpc-endpoint-service.ts';
import { isZoneDown } from './zone-fault.ts';

export interface HealthView {
  /** Whether an interface of an endpoint for an AWS service answers; all do where it is absent. */
  readonly healthy?: (networkInterface: string) => boolean;
  /** What the load balancers' checks have seen; nothing where it is absent. */
  readonly targetHealth?: TargetHealthView;
}

export interface NamedLoadBalancer {
  readonly loadBalancer: LoadBalancer;
  /** Of a zonal name. */
  readonly zoneId?: string;
}

const loadBalancerName =
  /^(?:dualstack\.)?(?:([a-z]{2}(?:-[a-z]+)+-\d[a-z])\.)?([a-z0-9-]+-([0-9a-f]{16})\.elb\.[a-z0-9-]+\.amazonaws\.com)$/;

/** Reads `my-nlb-0123456789abcdef.elb.us-east-1.amazonaws.com`, alone or after a zone; in lower case, without a dot at the end. */
export function loadBalancerOfName(network: Network, name: string): NamedLoadBalancer | undefined {
  const [, zoneName, regional, suffix] = loadBalancerName.exec(name) ?? [];
  const loadBalancer = network
    .find('load-balancer', `suffix:${suffix}`)
    .find((one) => one.type !== 'gateway' && loadBalancerDnsName(one).toLowerCase() === regional);
  if (loadBalancer === undefined || zoneName === undefined) return loadBalancer && { loadBalancer };
  const zoneId = zoneIdOf(loadBalancer.account, loadBalancer.region, zoneName);
  const isEnabled = loadBalancer.nodes.some((node) => node.zoneId === zoneId);
  return zoneId !== undefined && isEnabled ? { loadBalancer, zoneId } : undefined;
}

function nodeAddress(network: Network, scheme: LoadBalancer['scheme'], node: LoadBalancerNode): string | undefined {
  const own = network.get('network-interface', node.networkInterface);
  if (scheme === 'internal') return own?.privateAddresses[0];
  return own?.autoPublicAddress ?? network.find('elastic-address', `interface:${own?.id}`)[0]?.publicAddress;
}

/** A zonal name answers its one address always; the regional one the nodes that are healthy. */
export function loadBalancerAddresses(
  network: Network,
  { loadBalancer, zoneId }: NamedLoadBalancer,
  { targetHealth = nothingObserved }: HealthView,
): readonly string[] {
  const nodes =
    zoneId === undefined
      ? answeringNodes(network, targetHealth, loadBalancer)
      : loadBalancer.nodes.filter((node) => node.zoneId === zoneId);
  return nodes.flatMap((node) => nodeAddress(network, loadBalancer.scheme, node) ?? []);
}

export interface NamedEndpoint {
  readonly endpoint: VpcEndpoint;
  /** Of a zonal name. */
  readonly zoneId?: string;
}

/** Whether a name that was read is of the endpoint's service: its form, and what it ends in. */
function isOfService(network: Network, endpoint: VpcEndpoint, parts: EndpointNameParts, name: string): boolean {
  const service = endpoint.endpointType === 'Interface' ? serviceOf(network, endpoint) : undefined;
  if (service?.baseName !== parts.baseName) return false;
  if (service.ofSeller) return parts.dnsSuffix === undefined && hasSellerName(network, endpoint);
  // Only S3's records are wildcards: a label must come before them, and none before the others'.
  const led = !name.startsWith(parts.endpoint);
  return parts.dnsSuffix === endpoint.dnsSuffix && led === (service.short === 's3');
}

function hasSellerName(network: Network, { service: id }: VpcEndpoint): boolean {
  const product = id === undefined ? undefined : network.get('vpc-endpoint-service', id)?.product;
  return product !== undefined && isSellerNameDelegated(network, product);
}

/** Reads a regional or zonal name that an endpoint has; in lower case, without a dot at the end. */
export function endpointOfName(network: Network, name: string): NamedEndpoint | undefined {
  const parts = readEndpointName(name) ?? readSellerName(name);
  const endpoint = parts && network.get('vpc-endpoint', parts.endpoint);
  if (!parts || endpoint?.desired !== 'available' || !isOfService(network, endpoint, parts, name)) return undefined;
  if (parts.zoneName === undefined) return { endpoint };
  if (serviceRegionOf(endpoint) !== endpoint.region) return undefined;
  const zoneId = zoneIdOf(endpoint.account, endpoint.region, parts.zoneName);
  const inZone = interfacesOf(network, endpoint).some((one) => one.zoneId === zoneId);
  return zoneId !== undefined && inZone ? { endpoint, zoneId } : undefined;
}

function interfacesOf(network: Network, endpoint: VpcEndpoint): readonly NetworkInterface[] {
  return endpoint.networkInterfaces.flatMap((id) => network.get('network-interface', id) ?? []);
}

function isHealthy(network: Network, view: HealthView, endpoint: VpcEndpoint, one: NetworkInterface): boolean {
  if (endpoint.service === undefined) return view.healthy?.(one.id) ?? true;
  const wire = wireOf(network, endpoint, one);
  return !!wire && isNodeHealthy(network, view.targetHealth ?? nothingObserved, wire.loadBalancer, wire.node);
}

/**
 * A zonal name answers its one address always. The regional one leaves out what is unhealthy or in a zone that is down, as
 * long as something else is left. An endpoint that its service's owner hasn't let has no address.
 */
export function endpointAddresses(
  network: Network,
  { endpoint, zoneId }: NamedEndpoint,
  view: HealthView,
): readonly string[] {
  if (!isConnected(endpoint)) return [];
  const all = interfacesOf(network, endpoint);
  const up = all.filter((one) => !isZoneDown(network, endpoint.region, one.zoneId));
  const healthy = up.filter((one) => isHealthy(network, view, endpoint, one));
  const inZone = all.filter((one) => one.zoneId === zoneId);
  const [chosen = []] = zoneId === undefined ? [healthy, up, all].filter((list) => list.length > 0) : [inZone];
  return chosen.flatMap((one) => one.privateAddresses.slice(0, 1));
}

/** What an alias record may stand for outside of its own zone; undefined where nothing has the name. */
export function amazonAddresses(network: Network, name: string, view: HealthView): readonly string[] | undefined {
  const bare = name.toLowerCase().replace(/\.$/, '');
  const endpoint = endpointOfName(network, bare);
  if (endpoint) return endpointAddresses(network, endpoint, view);
  const loadBalancer = loadBalancerOfName(network, bare);
  return loadBalancer && loadBalancerAddresses(network, loadBalancer, view);
}
