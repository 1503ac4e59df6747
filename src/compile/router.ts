/** One VPC: its router and the nodes that hang from it. */

import { formatAddress } from '../base/address.ts';
import { present } from '../base/assert.ts';
import { parseCidr } from '../base/cidr.ts';
import type { Node, Port, Router, RouteTablePlan, SubnetPlan, Translation } from '../blueprint/blueprint.ts';
import type { InternetGateway } from '../model/internet-gateway.ts';
import type { Network } from '../model/network.ts';
import type { RouteTable } from '../model/route-table.ts';
import type { Subnet } from '../model/subnet.ts';
import type { TargetHealthView } from '../model/target-health.ts';
import type { Vpc } from '../model/vpc.ts';
import { isZoneDown } from '../model/zone-fault.ts';
import { compileEdge, type EdgePlan } from './edge-route.ts';
import { compileCountedPorts } from './flow-log.ts';
import { compileNetworkAcl } from './network-acl.ts';
import { compileNodes, gatewayEndpointNode } from './node.ts';
import { compilePeerings } from './peering.ts';
import { compilePort } from './port.ts';
import { compileRouteTable, planIdOf } from './route.ts';
import { compileAddressSets, compileGroups, compileMembers } from './security-group.ts';
import { compileTranslations } from './translation.ts';

export interface VpcPlan {
  readonly router: Router;
  readonly nodes: readonly Node[];
}

const linkLocalResolver = '169.254.169.253';
const metadataAddress = '169.254.169.254';

export function compileVpc(network: Network, vpc: Vpc, health: TargetHealthView): VpcPlan {
  const key = `vpc:${vpc.id}`;
  const ports = network.find('network-interface', key).flatMap((one) => compilePort(network, one) ?? []);
  const portById = new Map(ports.map((port): [string, Port] => [port.id, port]));
  const subnets = network.find('subnet', key).map((subnet) => compileSubnet(network, subnet));
  const acls = new Set(subnets.map((subnet) => subnet.networkAcl));
  const groups = compileGroups(network, ports);
  const members = compileMembers(network, vpc, groups);
  const gateway = network.find('internet-gateway', key)[0];
  const translations = gateway ? compileTranslations(network, ports) : [];
  const edgeTable = gateway && network.find('route-table', `gateway:${gateway.id}`)[0];
  const edge = edgeTable && compileEdge(network, edgeTable, vpc, portById, translations);
  const gatewayEndpoints = network
    .find('vpc-endpoint', key)
    .filter((endpoint) => endpoint.endpointType === 'Gateway' && endpoint.desired === 'available');
  const router: Router = {
    id: vpc.id,
    region: vpc.region,
    cidrs: vpc.cidrs.map((block) => block.cidr),
    subnets,
    ports,
    routeTables: compileRouteTables(network, vpc, portById, edge),
    networkAcls: network
      .find('network-acl', key)
      .filter((acl) => acls.has(acl.id))
      .map(compileNetworkAcl),
    groups,
    addressSets: compileAddressSets(network, vpc, groups, members),
    ...compileCountedPorts(network, vpc, ports),
    ...(gateway ? { internetGateway: internetGatewayPlan(gateway, translations, edge) } : {}),
    peerings: compilePeerings(network, vpc, members),
    services: {
      resolver: vpc.enableDnsSupport ? [formatAddress(baseOf(vpc) + 2), linkLocalResolver] : [],
      metadata: [metadataAddress],
    },
  };
  return {
    router,
    nodes: [...compileNodes(network, health, vpc, ports), ...gatewayEndpoints.map(gatewayEndpointNode)],
  };
}

/** Only the primary block's base + 2 answers (VPC:AmazonDNS-concepts). */
function baseOf(vpc: Vpc): number {
  return present(parseCidr(vpc.cidrs[0]!.cidr), `block of ${vpc.id}`).base;
}

function tableOf(network: Network, { id, vpc }: Subnet): RouteTable {
  const own = network.find('route-table', `subnet:${id}`)[0];
  return present(own ?? network.find('route-table', `main:${vpc}`)[0], `route table of ${id}`);
}

/** What comes in from the internet may have a route table of its own. */
function internetGatewayPlan(
  { id }: InternetGateway,
  translations: readonly Translation[],
  edge: EdgePlan | undefined,
): NonNullable<Router['internetGateway']> {
  const { table, redirected } = edge ?? {};
  return { id, translations, ...(table && redirected ? { edge: { routeTable: table.id, redirected } } : {}) };
}

/** Those that subnets and the internet gateway are with, ordered by id. */
function compileRouteTables(
  network: Network,
  vpc: Vpc,
  ports: ReadonlyMap<string, Port>,
  edge: EdgePlan | undefined,
): readonly RouteTablePlan[] {
  const plans = new Map<string, RouteTablePlan>(edge ? [[edge.table.id, edge.table]] : []);
  for (const subnet of network.find('subnet', `vpc:${vpc.id}`)) {
    const table = tableOf(network, subnet);
    const id = planIdOf(table, subnet.zoneId);
    if (!plans.has(id)) plans.set(id, compileRouteTable(network, table, { vpc, zoneId: subnet.zoneId, ports }));
  }
  return [...plans.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function compileSubnet(network: Network, subnet: Subnet): SubnetPlan {
  const key = `subnet:${subnet.id}`;
  const acl = network.find('network-acl', key)[0];
  const cidr = present(parseCidr(subnet.cidr), `block of ${subnet.id}`);
  return {
    id: subnet.id,
    cidr: subnet.cidr,
    gateway: formatAddress(cidr.base + 1),
    routeTable: planIdOf(tableOf(network, subnet), subnet.zoneId),
    networkAcl: present(acl, `network ACL of ${subnet.id}`).id,
    ...(isZoneDown(network, subnet.region, subnet.zoneId) ? { down: true } : {}),
  };
}
