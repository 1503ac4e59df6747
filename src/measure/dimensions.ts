/**
 * Under which dimensions the traffic of one endpoint interface is counted, for the endpoint's owner and for the service's.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-cloudwatch-metrics.html
 */

import { wireOf } from '../model/endpoint-connection.ts';
import type { MetricSeries } from '../model/metric.ts';
import type { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { zoneNameOf } from '../model/region.ts';
import type { VpcEndpoint } from '../model/vpc-endpoint.ts';
import { serviceRegionOf } from '../model/vpc-endpoint-service.ts';

export const endpointNamespace = 'AWS/PrivateLinkEndpoints';
export const serviceNamespace = 'AWS/PrivateLinkServices';

/** A series but for its metric. */
export type Subject = Pick<MetricSeries, 'account' | 'region' | 'namespace' | 'dimensions'>;

type Named = readonly [name: string, value: string];

function subject(owner: Pick<Subject, 'account' | 'region'>, namespace: string, named: readonly Named[]): Subject {
  const { account, region } = owner;
  return { account, region, namespace, dimensions: named.map(([name, value]) => ({ name, value })) };
}

/** None for gateway endpoints, nor for a service of another region. */
export function subjectsOf(network: Network, networkInterface: NetworkInterface): readonly Subject[] {
  const { parent } = networkInterface;
  const endpoint = parent === undefined ? undefined : network.get('vpc-endpoint', parent);
  const isMeasured = endpoint !== undefined && endpoint.endpointType !== 'Gateway';
  if (!isMeasured || serviceRegionOf(endpoint) !== endpoint.region) return [];
  const service = endpoint.service === undefined ? undefined : network.get('vpc-endpoint-service', endpoint.service);
  const own = endpointSubjects(endpoint, networkInterface);
  if (service === undefined) return own;
  return [
    ...own,
    ...serviceDimensions(network, endpoint, networkInterface).map((named) => serviceSubject(service, named)),
  ];
}

function endpointSubjects(endpoint: VpcEndpoint, { subnet }: NetworkInterface): readonly Subject[] {
  const whole: readonly Named[] = [
    ['Endpoint Type', endpoint.endpointType],
    ['Service Name', endpoint.serviceName],
    ['VPC Endpoint Id', endpoint.id],
    ['VPC Id', endpoint.vpc],
  ];
  return [whole, [...whole, ['Subnet Id', subnet] as const]].map((named) =>
    subject(endpoint, endpointNamespace, named),
  );
}

/** @param more after `Service Id` */
export function serviceSubject(
  service: Pick<Subject, 'account' | 'region'> & { readonly id: string },
  more: readonly Named[] = [],
): Subject {
  return subject(service, serviceNamespace, [['Service Id', service.id], ...more]);
}

/** Zones by the name that the service's owner has for them. */
function serviceDimensions(
  network: Network,
  endpoint: VpcEndpoint,
  networkInterface: NetworkInterface,
): readonly (readonly Named[])[] {
  const toEndpoint: readonly Named[] = [['VPC Endpoint Id', endpoint.id]];
  const wire = wireOf(network, endpoint, networkInterface);
  if (wire === undefined) return [[], toEndpoint];
  const { account, region, id } = wire.loadBalancer;
  const zone: Named = ['Az', zoneNameOf(account, region, networkInterface.zoneId)];
  const balancer: Named = ['Load Balancer Arn', id];
  return [[], [zone], [balancer], [zone, balancer], toEndpoint];
}
