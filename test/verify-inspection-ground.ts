/** Gateway load balancers, their endpoints and route tables of gateways in a Network for the verifier's tests, as documents. */

import { resourceId } from '../src/base/ids.ts';
import { endpointServiceName } from '../src/model/vpc-endpoint-service.ts';
import type { Harness } from '../src/operations/harness.ts';
import { change } from './verify-transit-ground.ts';

export interface Inspection {
  readonly loadBalancer: string;
  readonly group: string;
  readonly listener: string;
  readonly service: string;
}

const asked = { desired: 'available', stateRevision: 1 } as const;

/** A load balancer with a node in each of these subnets, and a service in front of it. */
export async function gatewayLoadBalancer(
  { store, network, random, context }: Harness,
  vpc: string,
  subnets: readonly string[],
  targets: readonly string[],
  crossZone = false,
): Promise<Inspection> {
  const { account, region } = context;
  const base = { account, region, created: 0, tags: {} };
  const suffix = resourceId(random, 'x').slice(2);
  const arn = (rest: string): string => `arn:aws:elasticloadbalancing:${region}:${account}:${rest}/${suffix}`;
  const loadBalancer = arn('loadbalancer/gwy/box');
  const [group, listener] = [arn('targetgroup/boxes'), arn('listener/gwy/box')];
  const service = resourceId(random, 'vpce-svc');
  await store.transact((draft) => {
    const nodes = subnets.map((subnet) => ({
      subnet,
      ...placed(draft, subnet, loadBalancer, 'gateway_load_balancer'),
    }));
    draft.put({
      kind: 'load-balancer',
      id: loadBalancer,
      ...base,
      type: 'gateway',
      name: 'box',
      scheme: 'internal',
      vpc,
      suffix,
      nodes,
      enforceGroupsOnPrivateLink: false,
      attributes: { 'load_balancing.cross_zone.enabled': String(crossZone) },
      stateRevision: 1,
    });
    draft.put({
      kind: 'target-group',
      id: group,
      ...base,
      name: 'boxes',
      suffix,
      vpc,
      protocol: 'GENEVE',
      port: 6081,
      targetType: network.get('instance', targets[0] ?? 'i-0') ? 'instance' : 'ip',
      healthCheck: {
        protocol: 'TCP',
        port: '80',
        intervalSeconds: 10,
        timeoutSeconds: 5,
        healthyThreshold: 5,
        unhealthyThreshold: 2,
      },
      attributes: {},
      targets: targets.map((id) => ({ id, port: 6081, registered: 0 })),
    });
    const forwards = { loadBalancer, protocol: 'GENEVE', port: 6081, targetGroup: group, attributes: {} } as const;
    draft.put({ kind: 'listener', id: listener, ...base, ...forwards });
    draft.put({
      kind: 'vpc-endpoint-service',
      id: service,
      ...base,
      serviceType: 'GatewayLoadBalancer',
      loadBalancers: [loadBalancer],
      zoneIds: nodes.map(({ zoneId }) => zoneId),
      acceptanceRequired: false,
      supportedIpAddressTypes: ['ipv4'],
      supportedRegions: [region],
      payer: 'VpcEndpointOwner',
      principals: [],
    });
  });
  return { loadBalancer, group, listener, service };
}

type Draft = Parameters<Parameters<Harness['store']['transact']>[0]>[0];
type OwnType = 'gateway_load_balancer' | 'gateway_load_balancer_endpoint';

/** An interface of its own, at the end of a subnet. */
function placed(draft: Draft, subnet: string, parent: string, interfaceType: OwnType) {
  const { zoneId, cidr, vpc, account, region } = draft.get('subnet', subnet)!;
  const id = `eni-${Buffer.from(`${parent}${subnet}`).toString('hex').slice(-17)}`;
  const last = interfaceType === 'gateway_load_balancer' ? '251' : '252';
  draft.put({
    kind: 'network-interface',
    id,
    account,
    region,
    created: 0,
    tags: {},
    vpc,
    subnet,
    zoneId,
    interfaceType,
    description: '',
    groups: [],
    sourceDestCheck: false,
    privateAddresses: [cidr.replace('0/24', last)],
    mac: '02:00:00:00:00:fb',
    requesterManaged: true,
    parent,
    requester: 'amazon-aws',
  });
  return { zoneId, networkInterface: id };
}

/** The owner of the subnet's VPC has it, and it is accepted. */
export async function inspectionEndpoint(
  { store, network, random }: Harness,
  subnet: string,
  serviceId: string,
): Promise<string> {
  const { vpc, account, region } = network.get('subnet', subnet)!;
  const id = resourceId(random, 'vpce');
  await store.transact((draft) => {
    const { networkInterface } = placed(draft, subnet, id, 'gateway_load_balancer_endpoint');
    draft.put({
      kind: 'vpc-endpoint',
      id,
      account,
      region,
      created: 0,
      tags: {},
      ...asked,
      endpointType: 'GatewayLoadBalancer',
      vpc,
      serviceName: endpointServiceName({ id: serviceId, region }),
      service: serviceId,
      connection: { id: resourceId(random, 'vpce-con'), state: 'accepted', since: 0 },
      policy: '',
      routeTables: [],
      subnets: [subnet],
      groups: [],
      networkInterfaces: [networkInterface],
      privateDnsEnabled: false,
      privateDnsOnlyForInboundResolver: false,
      dnsRecordIpType: 'ipv4',
      ipAddressType: 'ipv4',
      dnsSuffix: 'abcdefgh',
    });
  });
  return id;
}

/** A route of a VPC's table that leads to an endpoint, or to an interface; it takes the place of one to the same block. */
export async function routeTo(h: Harness, table: string, cidr: string, id: string): Promise<void> {
  const made = {
    destination: { kind: 'cidr', cidr },
    target: { kind: id.startsWith('eni-') ? 'network-interface' : 'vpc-endpoint', id },
    origin: 'CreateRoute',
  } as const;
  await change(h, 'route-table', table, (old) => {
    const others = old.routes.filter(({ destination }) => destination.kind !== 'cidr' || destination.cidr !== cidr);
    return { ...old, routes: [...others, made] };
  });
}

/** A route table for what comes in by a gateway. */
export async function edgeTable({ store, network, random }: Harness, vpc: string, gateway: string): Promise<string> {
  const { account, region, cidrs } = network.get('vpc', vpc)!;
  const id = resourceId(random, 'rtb');
  await store.transact((draft) =>
    draft.put({
      kind: 'route-table',
      id,
      account,
      region,
      created: 0,
      tags: {},
      vpc,
      routes: cidrs.map(({ cidr }) => ({
        destination: { kind: 'cidr', cidr },
        target: { kind: 'local' },
        origin: 'CreateRouteTable',
      })),
      associations: [{ id: resourceId(random, 'rtbassoc'), main: false, gateway }],
    }),
  );
  return id;
}
