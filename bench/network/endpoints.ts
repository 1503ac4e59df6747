/**
 * Endpoints for AWS services, and PrivateLink: a service behind a network load balancer with targets in its provider's VPC,
 * consumed from the VPCs of other accounts, in a few cases from another region or without its owner's leave.
 */

import type { HealthCheck, LoadBalancer, TargetGroup } from '../../src/model/load-balancer.ts';
import { servicePrefixLists } from '../../src/model/region.ts';
import type { VpcEndpoint } from '../../src/model/vpc-endpoint.ts';
import { endpointServiceName, type VpcEndpointService } from '../../src/model/vpc-endpoint-service.ts';
import type { Groups } from './groups.ts';
import type { Machine } from './machines.ts';
import {
  addManagedInterface,
  between,
  chance,
  id,
  type Maker,
  type Owner,
  owned,
  type Plot,
  put,
  suffix,
} from './maker.ts';
import { plotsOf, type Site } from './vpc.ts';

const policy = '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}';
const awsServices = ['sts', 'ec2', 'ssm', 'sqs', 'kms'] as const;

type Wanted = Pick<VpcEndpoint, 'endpointType' | 'serviceName'> & Partial<VpcEndpoint>;

function putEndpoint(maker: Maker, site: Site, own: string, wanted: Wanted): VpcEndpoint {
  return put(maker, {
    kind: 'vpc-endpoint',
    id: own,
    ...owned(site),
    vpc: site.vpc.id,
    policy,
    routeTables: [],
    subnets: [],
    groups: [],
    networkInterfaces: [],
    privateDnsEnabled: false,
    privateDnsOnlyForInboundResolver: false,
    dnsRecordIpType: 'ipv4',
    ipAddressType: 'ipv4',
    dnsSuffix: suffix(maker).slice(0, 8),
    desired: 'available',
    stateRevision: 0,
    ...wanted,
  });
}

function putInterfaceEndpoint(
  maker: Maker,
  site: Site,
  groups: readonly string[],
  plots: readonly Plot[],
  wanted: Pick<VpcEndpoint, 'serviceName'> & Partial<VpcEndpoint>,
): void {
  const own = id(maker, 'vpce');
  const managed = { interfaceType: 'vpc_endpoint', groups, parent: own, requester: '727180483921' } as const;
  const networkInterfaces = plots.map((plot) => addManagedInterface(maker, plot, managed).id);
  const subnets = plots.map(({ subnet }) => subnet.id);
  putEndpoint(maker, site, own, { endpointType: 'Interface', groups, subnets, networkInterfaces, ...wanted });
}

/** Interface endpoints for a few services, in most VPCs. */
export function makeServiceEndpoints(maker: Maker, site: Site, { endpoint }: Groups): void {
  const first = maker.random.below(awsServices.length);
  const wanted = between(maker, 0, 3);
  for (let count = 0; count < wanted; count += 1) {
    const service = awsServices[(first + count) % awsServices.length]!;
    const plots = plotsOf(site, 'private').slice(0, between(maker, 2, 3));
    const serviceName = `com.amazonaws.${site.region}.${service}`;
    putInterfaceEndpoint(maker, site, endpoint, plots, { serviceName, privateDnsEnabled: true });
  }
}

/** A gateway endpoint for S3 or DynamoDB, and the prefix list that leads to it. */
export function makeGatewayEndpoint(maker: Maker, site: Site, service: string, routeTables: readonly string[]) {
  const { id: prefixList, name } = servicePrefixLists(site.region).find((one) => one.service === service)!;
  const wanted = { endpointType: 'Gateway', serviceName: name, routeTables } as const;
  return { prefixList, endpoint: putEndpoint(maker, site, id(maker, 'vpce'), wanted).id };
}

export interface Offer extends Owner {
  readonly service: VpcEndpointService;
  readonly loadBalancer: LoadBalancer;
  readonly site: Site;
}

const arn = ({ account, region }: Owner, resource: string): string =>
  `arn:aws:elasticloadbalancing:${region}:${account}:${resource}`;

export function makeOffer(maker: Maker, site: Site, groups: Groups, regions: readonly string[]): Offer {
  const loadBalancer = makeLoadBalancer(maker, site, groups);
  const service = put(maker, {
    kind: 'vpc-endpoint-service',
    id: id(maker, 'vpce-svc'),
    ...owned(site, `${site.name}-service`),
    loadBalancers: [loadBalancer.id],
    zoneIds: loadBalancer.nodes.map(({ zoneId }) => zoneId),
    acceptanceRequired: true,
    supportedIpAddressTypes: ['ipv4'],
    supportedRegions: [site.region, ...(chance(maker, 20) ? regions.filter((one) => one !== site.region) : [])],
    payer: 'VpcEndpointOwner',
    principals: [{ arn: '*', permission: id(maker, 'vpce-svc-perm') }],
  });
  return { account: site.account, region: site.region, service, loadBalancer, site };
}

function makeLoadBalancer(maker: Maker, site: Site, { loadBalancer: groups }: Groups): LoadBalancer {
  const [name, end] = [`${site.name}-nlb`, suffix(maker)];
  const own = arn(site, `loadbalancer/net/${name}/${end}`);
  const hasGroups = chance(maker, 60);
  const given = hasGroups ? groups : [];
  const managed = {
    interfaceType: 'network_load_balancer',
    groups: given,
    parent: own,
    requester: 'amazon-elb',
  } as const;
  const nodes = plotsOf(site, 'private').map((plot) => {
    const { id: networkInterface, subnet, zoneId } = addManagedInterface(maker, plot, managed);
    return { subnet, zoneId, networkInterface };
  });
  return put(maker, {
    kind: 'load-balancer',
    id: own,
    ...owned(site),
    name,
    scheme: 'internal',
    vpc: site.vpc.id,
    suffix: end,
    nodes,
    ...(hasGroups ? { groups: given } : {}),
    enforceGroupsOnPrivateLink: chance(maker, 30),
    attributes: { 'load_balancing.cross_zone.enabled': String(chance(maker, 70)) },
    stateRevision: 0,
  });
}

const healthCheck: HealthCheck = {
  protocol: 'TCP',
  port: 'traffic-port',
  intervalSeconds: 30,
  timeoutSeconds: 10,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
};

/** Two listeners: one to instances, one to addresses. */
export function makeTargets(maker: Maker, { site, loadBalancer }: Offer, machines: readonly Machine[]): void {
  const application = machines.find(({ role }) => role.endsWith('app'))?.role;
  const running = machines.filter(({ role, instance }) => role === application && instance.desired === 'running');
  const chosen = running.slice(0, between(maker, 2, 5));
  const bound = { port: 8080, registered: 0 };
  const instances = chosen.map(({ instance }) => ({ id: instance.id, ...bound }));
  const addresses = chosen.map(({ primary }) => ({ id: primary.privateAddresses[0]!, ...bound }));
  const groups = [putTargets(maker, site, 'instance', instances), putTargets(maker, site, 'ip', addresses)];
  for (const [number, { id: targetGroup }] of groups.entries()) {
    put(maker, {
      kind: 'listener',
      id: arn(site, `listener/net/${loadBalancer.name}/${loadBalancer.suffix}/${suffix(maker)}`),
      ...owned(site),
      loadBalancer: loadBalancer.id,
      protocol: 'TCP',
      port: [443, 8443][number]!,
      targetGroup,
      attributes: {},
    });
  }
}

function putTargets(
  maker: Maker,
  site: Site,
  targetType: TargetGroup['targetType'],
  targets: TargetGroup['targets'],
): TargetGroup {
  const [name, end] = [`${site.name}-${targetType}`, suffix(maker)];
  return put(maker, {
    kind: 'target-group',
    id: arn(site, `targetgroup/${name}/${end}`),
    ...owned(site),
    name,
    suffix: end,
    vpc: site.vpc.id,
    protocol: 'TCP',
    port: 8080,
    targetType,
    healthCheck,
    attributes: {},
    targets,
  });
}

/** Those that a VPC may use: another account's, of its own region or offered to it. */
export function usable(offers: readonly Offer[], { account, region }: Site): readonly Offer[] {
  return offers.filter((one) => one.account !== account && one.service.supportedRegions.includes(region));
}

export function makeConsumer(maker: Maker, site: Site, { endpoint }: Groups, { service }: Offer): void {
  const state = chance(maker, 85) ? 'accepted' : 'pendingAcceptance';
  const connection = { id: id(maker, 'vpce-con'), state, since: 0 } as const;
  const plots = plotsOf(site, 'private').slice(0, between(maker, 1, 3));
  const serviceName = endpointServiceName(service);
  putInterfaceEndpoint(maker, site, endpoint, plots, { serviceName, service: service.id, connection });
}
