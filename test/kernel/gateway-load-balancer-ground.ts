/**
 * A consumer's VPC whose clients reach servers and the internet through an endpoint of a gateway load balancer, and the provider's
 * VPC with the very same addresses, where two appliances are.
 */

import type { Blueprint, Node, RoutePlan, Router } from '../../src/blueprint/blueprint.ts';
import type { GatewayLoadBalancerNode } from '../../src/blueprint/load-balancer.ts';
import { blueprint, group, instances, local, port, router, subnet, tcp } from '../../src/blueprint/sample-plans.ts';
import type { World } from './world.ts';

const cidr = '10.0.0.0/16';

export const internetHost = '198.51.100.10';
export const clientPublic = '203.0.113.10';
export const serverPublic = '203.0.113.20';
export const nodeAddress = '10.0.1.20';
export const appliances = ['10.0.2.10', '10.0.2.11'] as const;
export const endpointPort = 'eni-0000000000000e0d1';

const toEndpoint = (destination: string): RoutePlan => ({
  destination,
  target: { kind: 'port', port: endpointPort },
});
const toInternet: RoutePlan = { destination: '0.0.0.0/0', target: { kind: 'internet-gateway' } };

export const consumer: Router = router('vpc-consumer', cidr, {
  subnets: [
    subnet('subnet-clients', '10.0.1.0/24', { routeTable: 'rtb-clients' }),
    subnet('subnet-servers', '10.0.2.0/24', { routeTable: 'rtb-servers' }),
    subnet('subnet-endpoint', '10.0.3.0/24', { routeTable: 'rtb-endpoint' }),
    subnet('subnet-plain', '10.0.4.0/24'),
  ],
  routeTables: [
    { id: 'rtb-clients', routes: [local(cidr), toEndpoint('0.0.0.0/0'), toEndpoint('10.0.2.0/24')] },
    { id: 'rtb-edge', routes: [local(cidr), toEndpoint('10.0.1.0/24'), toEndpoint('10.0.2.0/24')] },
    { id: 'rtb-endpoint', routes: [local(cidr), toInternet] },
    { id: 'rtb-main', routes: [local(cidr)] },
    { id: 'rtb-servers', routes: [local(cidr), toEndpoint('0.0.0.0/0'), toEndpoint('10.0.1.0/24')] },
  ],
  groups: [
    group('sg-open', [{ peer: { kind: 'cidr', cidr: '0.0.0.0/0' } }]),
    // Answers belong to what they answer, through the endpoint too.
    group('sg-client', [tcp(22)], [{ peer: { kind: 'cidr', cidr: '0.0.0.0/0' } }]),
    group('sg-server', [tcp(80), tcp(81)], [tcp(443)]),
  ],
  ports: [
    port('eni-client', 'subnet-clients', '10.0.1.10', { groups: ['sg-client'] }),
    port('eni-server', 'subnet-servers', '10.0.2.10', { groups: ['sg-server'] }),
    port('eni-plain', 'subnet-plain', '10.0.4.10'),
    port(endpointPort, 'subnet-endpoint', '10.0.3.20', {
      node: endpointPort,
      sourceCheck: false,
      passage: 'gateway-load-balancer',
    }),
  ].map((one) => (one.passage ? withoutGroups(one) : one)),
  internetGateway: {
    id: 'igw-1',
    edge: {
      routeTable: 'rtb-edge',
      redirected: [
        { port: 'eni-client', address: '10.0.1.10' },
        { port: 'eni-server', address: '10.0.2.10' },
      ],
    },
    translations: [
      { publicAddress: clientPublic, privateAddress: '10.0.1.10' },
      { publicAddress: serverPublic, privateAddress: '10.0.2.10' },
    ],
  },
});

function withoutGroups({ groups: _, ...port }: Router['ports'][number]): Router['ports'][number] {
  return port;
}

export const provider: Router = router('vpc-provider', cidr, {
  subnets: [subnet('subnet-a', '10.0.1.0/24'), subnet('subnet-b', '10.0.2.0/24')],
  groups: [group('sg-open', [{ protocol: 17, peer: { kind: 'cidr', cidr: `${nodeAddress}/32` } }, tcp(8080)])],
  ports: [
    withoutGroups(port('eni-gwlb', 'subnet-a', nodeAddress, { node: 'eni-gwlb' })),
    ...appliances.map((address, place) => port(`eni-appliance-${place}`, 'subnet-b', address)),
  ],
});

export const end: Node = {
  kind: 'service-endpoint',
  id: endpointPort,
  router: consumer.id,
  endpoint: 'vpce-0123456789abcdef0',
  port: endpointPort,
  loadBalancerNode: 'eni-gwlb',
};

export function gatewayNode(more: Partial<GatewayLoadBalancerNode> = {}): GatewayLoadBalancerNode {
  return {
    kind: 'gateway-load-balancer-node',
    id: 'eni-gwlb',
    router: provider.id,
    port: 'eni-gwlb',
    address: nodeAddress,
    endpoints: [endpointPort],
    appliances: appliances.map((address) => ({ address, takesFlows: true })),
    stickiness: '5-tuple',
    tcpIdleSeconds: 350,
    otherIdleSeconds: 120,
    ...more,
  };
}

export interface Differs {
  readonly consumer?: Partial<Router>;
  readonly node?: Partial<GatewayLoadBalancerNode>;
}

export function ground(differs: Differs = {}): Blueprint {
  const routers = [{ ...consumer, ...differs.consumer }, provider];
  const nodes = [...routers.flatMap((one) => instances(one)), gatewayNode(differs.node), end];
  return blueprint(routers, nodes, {
    internet: {
      hosts: ['198.51.100.0/24'],
      servicePrefixes: [],
      attachments: [{ router: consumer.id, publicAddresses: [clientPublic, serverPublic] }],
    },
  });
}

/** What clients send to the internet passes the endpoint, then a NAT gateway, and so do its answers. */
export function withNat(): Blueprint {
  const nat = { node: 'nat-1', sourceCheck: false } as const;
  const toNat: RoutePlan = { destination: '0.0.0.0/0', target: { kind: 'port', port: 'eni-nat' } };
  const { edge: _, ...gateway } = consumer.internetGateway!;
  const plan = ground({
    consumer: {
      subnets: [...consumer.subnets, subnet('subnet-nat', '10.0.5.0/24', { routeTable: 'rtb-nat' })],
      ports: [...consumer.ports, withoutGroups(port('eni-nat', 'subnet-nat', '10.0.5.20', nat))],
      routeTables: [
        ...consumer.routeTables.map((one) =>
          one.id === 'rtb-endpoint' ? { ...one, routes: [local(cidr), toNat] } : one,
        ),
        { id: 'rtb-nat', routes: [local(cidr), toInternet, toEndpoint('10.0.1.0/24')] },
      ],
      internetGateway: {
        ...gateway,
        translations: [{ publicAddress: '203.0.113.30', privateAddress: '10.0.5.20' }],
      },
    },
  });
  const node: Node = {
    kind: 'nat-gateway',
    id: 'nat-1',
    router: consumer.id,
    port: 'eni-nat',
    address: '10.0.5.20',
    sources: [cidr],
  };
  const attachments = [{ router: consumer.id, publicAddresses: ['203.0.113.30'] }];
  return { ...plan, nodes: [...plan.nodes, node], internet: { ...plan.internet, attachments } };
}

/** A packet of IPv4 as an appliance saw it. */
export interface SeenPacket {
  readonly from: string;
  readonly to: string;
  /** Of TCP and UDP: the destination's. */
  readonly port?: number;
  readonly syn: boolean;
  /** What a connection's first packet announces as its largest segment. */
  readonly segment?: number;
}

/** An instance that sends every packet back, unless it is for a blocked port. */
export interface Appliance {
  readonly seen: SeenPacket[];
  readonly blocked: Set<number>;
  reset(): void;
  close(): void;
}

const geneveHeader = 8;
const genevePort = 6081;

function readPacket(packet: Buffer): SeenPacket {
  const from = [...packet.subarray(12, 16)].join('.');
  const to = [...packet.subarray(16, 20)].join('.');
  const header = (packet[0]! & 0x0f) * 4;
  const protocol = packet[9];
  if (protocol !== 6 && protocol !== 17) return { from, to, syn: false };
  const port = packet.readUInt16BE(header + 2);
  const syn = protocol === 6 && (packet[header + 13]! & 0x02) !== 0;
  // Linux writes this option first.
  return { from, to, port, syn, ...(syn ? { segment: packet.readUInt16BE(header + 22) } : {}) };
}

export async function openAppliance(world: World, instance: string, address: string): Promise<Appliance> {
  const spec = { kind: 'udp', address, port: genevePort } as const;
  const [opened] = await world.host.openSockets(world.namespace(instance), [spec]);
  if (opened?.kind !== 'udp') throw new Error(`no socket in ${instance}`);
  const { socket } = opened;
  const seen: SeenPacket[] = [];
  const blocked = new Set<number>();
  socket.on('message', (message, from) => {
    const packet = readPacket(message.subarray(geneveHeader + (message[0]! & 0x3f) * 4));
    seen.push(packet);
    if (packet.port === undefined || !blocked.has(packet.port)) socket.send(message, genevePort, from.address);
  });
  return {
    seen,
    blocked,
    reset() {
      seen.length = 0;
      blocked.clear();
    },
    close: () => socket.close(),
  };
}
