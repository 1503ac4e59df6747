/** Hand-written Blueprints for tests: a VPC with everything allowed, of which each test states what differs. */

import type {
  Blueprint,
  GroupPlan,
  Match,
  NetworkAclPlan,
  Node,
  Port,
  RoutePlan,
  Router,
  SubnetPlan,
} from './blueprint.ts';

export const anywhere: Match['peer'] = { kind: 'cidr', cidr: '0.0.0.0/0' };
export const everything: Match = { peer: anywhere };

export function tcp(port: number, cidr = '0.0.0.0/0'): Match {
  return { protocol: 6, ports: { from: port, to: port }, peer: { kind: 'cidr', cidr } };
}

export function fromSet(set: string): Match {
  return { peer: { kind: 'set', set } };
}

export function group(id: string, ingress: readonly Match[], egress: readonly Match[] = [everything]): GroupPlan {
  const rules = (kind: string, matches: readonly Match[]) =>
    matches.map((match, index) => ({ id: `sgr-${id}-${kind}-${index}`, match }));
  return { id, ingress: rules('in', ingress), egress: rules('out', egress) };
}

export const openGroup = group('sg-open', [everything]);

export const openAcl: NetworkAclPlan = {
  id: 'acl-open',
  ingress: [{ number: 100, action: 'allow', match: everything }],
  egress: [{ number: 100, action: 'allow', match: everything }],
};

export function subnet(id: string, cidr: string, more: Partial<SubnetPlan> = {}): SubnetPlan {
  const gateway = cidr.replace(/\.0\/\d+$/, '.1');
  return { id, cidr, gateway, routeTable: 'rtb-main', networkAcl: 'acl-open', ...more };
}

let macs = 0;

export function port(id: string, subnetId: string, address: string, more: Partial<Port> = {}): Port {
  macs += 1;
  const mac = `02:00:00:01:${Math.floor(macs / 256)
    .toString(16)
    .padStart(2, '0')}:${(macs % 256).toString(16).padStart(2, '0')}`;
  return {
    id,
    subnet: subnetId,
    addresses: [address],
    mac,
    sourceCheck: true,
    groups: ['sg-open'],
    node: id.replace('eni-', 'i-'),
    ...more,
  };
}

export const local = (cidr: string): RoutePlan => ({ destination: cidr, target: { kind: 'local' } });

export function router(id: string, cidr: string, more: Partial<Router> = {}): Router {
  return {
    id,
    region: 'us-east-1',
    cidrs: [cidr],
    subnets: [],
    ports: [],
    routeTables: [{ id: 'rtb-main', routes: [local(cidr)] }],
    networkAcls: [openAcl],
    groups: [openGroup],
    addressSets: [],
    peerings: [],
    services: {
      resolver: [cidr.replace(/\.0\/\d+$/, '.2'), '169.254.169.253'],
      metadata: ['169.254.169.254'],
    },
    ...more,
  };
}

/** One instance per port, named after it, that has only that interface. */
export function instances(of: Router, forwarding: readonly string[] = []): readonly Node[] {
  return of.ports
    .filter(({ node }) => node.startsWith('i-'))
    .map((plugged) => ({
      kind: 'instance',
      id: plugged.node,
      router: of.id,
      hostname: plugged.node,
      devices: [{ index: 0, port: plugged.id }],
      forwards: forwarding.includes(plugged.node),
    }));
}

export function blueprint(
  routers: readonly Router[],
  nodes: readonly Node[],
  more: Partial<Blueprint> = {},
): Blueprint {
  return {
    revision: 1,
    routers,
    nodes,
    transitGateways: [],
    internet: { hosts: [], servicePrefixes: [], attachments: [] },
    ...more,
  };
}
