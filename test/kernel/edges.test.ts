/**
 * A VPC's edges on real packets: internet gateway, NAT gateway, gateway endpoint, interface endpoint, and what the router itself
 * answers. Who sees which address is what the servers answer with.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Blueprint, Node, Port, Router } from '../../src/blueprint/blueprint.ts';
import {
  blueprint,
  everything,
  group,
  instances,
  local,
  openGroup,
  port,
  router,
  subnet,
  tcp,
} from '../../src/blueprint/sample-plans.ts';
import { missing, World } from './world.ts';

const cidr = '10.0.0.0/16';
const host = '198.51.100.10';
const service = '192.0.2.0/24';
const outward = { destination: '0.0.0.0/0', target: { kind: 'internet-gateway' } } as const;

function withoutGroups({ groups: _, ...rest }: Port): Port {
  return rest;
}

const vpc: Router = router('vpc-edge', cidr, {
  subnets: [
    subnet('subnet-public', '10.0.1.0/24', { routeTable: 'rtb-public' }),
    subnet('subnet-private', '10.0.2.0/24', { routeTable: 'rtb-private' }),
    subnet('subnet-closed', '10.0.3.0/24', { routeTable: 'rtb-closed' }),
  ],
  routeTables: [
    { id: 'rtb-public', routes: [local(cidr), outward] },
    {
      id: 'rtb-private',
      routes: [local(cidr), { destination: '0.0.0.0/0', target: { kind: 'port', port: 'eni-nat' } }],
    },
    {
      id: 'rtb-closed',
      routes: [local(cidr), { destination: service, target: { kind: 'node', node: 'vpce-gateway' } }],
    },
  ],
  groups: [openGroup, group('sg-mute', [everything], []), group('sg-endpoint', [tcp(443, '10.0.2.0/24')], [])],
  internetGateway: {
    id: 'igw-1',
    translations: [
      { publicAddress: '203.0.113.1', privateAddress: '10.0.1.10' },
      { publicAddress: '203.0.113.2', privateAddress: '10.0.1.20' },
      { publicAddress: '203.0.113.3', privateAddress: '10.0.1.30' },
    ],
  },
  ports: [
    port('eni-public', 'subnet-public', '10.0.1.10'),
    port('eni-bare', 'subnet-public', '10.0.1.11'),
    port('eni-also', 'subnet-public', '10.0.1.30'),
    port('eni-private', 'subnet-private', '10.0.2.10'),
    port('eni-closed', 'subnet-closed', '10.0.3.10'),
    port('eni-mute', 'subnet-closed', '10.0.3.11', { groups: ['sg-mute'] }),
    withoutGroups(port('eni-nat', 'subnet-public', '10.0.1.20', { node: 'nat-1', sourceCheck: false })),
    port('eni-endpoint', 'subnet-private', '10.0.2.50', { node: 'vpce-interface', groups: ['sg-endpoint'] }),
  ],
});

const other: Router = router('vpc-other', cidr, {
  subnets: [subnet('subnet-other', '10.0.1.0/24', { routeTable: 'rtb-other' })],
  routeTables: [{ id: 'rtb-other', routes: [local(cidr), outward] }],
  internetGateway: {
    id: 'igw-2',
    translations: [{ publicAddress: '203.0.113.9', privateAddress: '10.0.1.10' }],
  },
  ports: [port('eni-other', 'subnet-other', '10.0.1.10')],
});

const nodes: readonly Node[] = [
  ...instances(vpc),
  ...instances(other),
  { kind: 'nat-gateway', id: 'nat-1', router: 'vpc-edge', port: 'eni-nat', address: '10.0.1.20', sources: [cidr] },
  { kind: 'endpoint', id: 'vpce-interface', router: 'vpc-edge', endpoint: 'vpce-1', port: 'eni-endpoint' },
  { kind: 'gateway-endpoint', id: 'vpce-gateway', router: 'vpc-edge', prefixes: [service] },
];

const plan: Blueprint = blueprint([vpc, other], nodes, {
  internet: {
    hosts: [host],
    servicePrefixes: [service],
    attachments: [
      { router: 'vpc-edge', publicAddresses: ['203.0.113.1', '203.0.113.2', '203.0.113.3'] },
      { router: 'vpc-other', publicAddresses: ['203.0.113.9'] },
    ],
  },
});

describe.skipIf(missing)(`edges${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('edges');
    await world.apply(plan);
    await world.serveAll(['internet', 'i-public', 'i-also', 'i-private', 'i-other', 'vpce-gateway', 'nat-1']);
    await world.serve('vpce-interface', [
      { kind: 'tcp', address: '0.0.0.0', port: 443 },
      { kind: 'tcp', address: '0.0.0.0', port: 80 },
    ]);
    await world.serve('vpc-edge', [
      { kind: 'udp', address: '10.0.0.2', port: 53 },
      { kind: 'tcp', address: '10.0.0.2', port: 53 },
      { kind: 'udp', address: '169.254.169.253', port: 53 },
      { kind: 'tcp', address: '169.254.169.254', port: 80 },
      { kind: 'tcp', address: '10.0.0.2', port: 80 },
    ]);
  });
  afterAll(() => world.close());

  test.concurrent.each([
    ['out by its public address', 'i-public', host, 80, 'internet 203.0.113.1'],
    ['a service on the internet', 'i-public', '192.0.2.77', 80, 'internet 203.0.113.1'],
    ['in by its public address', 'internet', '203.0.113.1', 80, 'i-public 198.51.100.10'],
    ['no public address, no way out', 'i-bare', host, 80, 'silence'],
    ['another VPC over the internet', 'i-public', '203.0.113.9', 80, 'i-other 203.0.113.1'],
    ["a neighbour's public address", 'i-public', '203.0.113.3', 80, 'i-also 203.0.113.1'],
    ['private addresses do not exist on the internet', 'i-other', '172.16.0.1', 80, 'silence'],
    ['out through the NAT gateway', 'i-private', host, 80, 'internet 203.0.113.2'],
    ['nothing unasked comes in through it', 'internet', '203.0.113.2', 80, 'silence'],
    ['nobody reaches the NAT gateway itself', 'i-private', '10.0.1.20', 80, 'silence'],
    ['no route to the internet', 'i-closed', host, 80, 'silence'],
    ['the gateway endpoint sees the private address', 'i-closed', '192.0.2.77', 80, 'vpce-gateway 10.0.3.10'],
    ['groups apply to it', 'i-mute', '192.0.2.77', 80, 'silence'],
    ['the interface endpoint', 'i-private', '10.0.2.50', 443, 'vpce-interface 10.0.2.10'],
    ["the interface endpoint's groups", 'i-private', '10.0.2.50', 80, 'silence'],
    ['endpoint groups for others', 'i-closed', '10.0.2.50', 443, 'silence'],
    ['names, whatever the groups', 'i-mute', '10.0.0.2', 53, 'vpc-edge 10.0.3.11'],
    ['metadata, whatever the groups', 'i-mute', '169.254.169.254', 80, 'vpc-edge 10.0.3.11'],
    ['nothing else of the router', 'i-closed', '10.0.0.2', 80, 'silence'],
    ['metadata of nobody else', 'nat-1', '169.254.169.254', 80, 'silence'],
  ])('%s: %s to %s:%i', async (_, from, to, number, answer) => {
    const source = from === 'internet' ? { source: host } : {};
    expect(await world.try(from, [{ kind: 'tcp', to, port: number, ...source }])).toEqual([answer]);
  });

  test('names over UDP at both addresses', async () => {
    const tries = ['10.0.0.2', '169.254.169.253'].map((to) => ({ kind: 'udp', to, port: 53 }) as const);
    expect(await world.try('i-mute', tries)).toEqual(['vpc-edge 10.0.3.11', 'vpc-edge 10.0.3.11']);
  });

  test('ping: through gateways and to gateway endpoints, never to interface endpoints or the router', async () => {
    expect(await world.ping('i-public', host)).toBe(true);
    expect(await world.ping('i-private', host)).toBe(true);
    expect(await world.ping('i-closed', '192.0.2.77')).toBe(true);
    expect(await world.ping('i-private', '10.0.2.50')).toBe(false);
    expect(await world.ping('i-private', '10.0.2.1')).toBe(false);
  });

  test('endpoints never open a connection', async () => {
    expect(await world.tcp('vpce-interface', '10.0.2.10')).not.toContain('i-private');
    expect(await world.tcp('vpce-gateway', '10.0.2.10')).not.toContain('i-private');
  });

  test('a large transfer fits through every edge', async () => {
    const size = 2_000_000;
    const script = `const s=require('net').connect(9,process.argv[1]);let n=0;s.on('data',d=>{n+=d.length}).on('close',()=>{console.log(n);process.exit()});setTimeout(()=>process.exit(1),4000)`;
    const opened = await Promise.all(
      ['internet', 'vpce-gateway'].map((id) =>
        world.host.openSockets(world.namespace(id), [{ kind: 'tcp', address: '0.0.0.0', port: 9 }]),
      ),
    );
    for (const [one] of opened)
      if (one?.kind === 'tcp') one.server.on('connection', (socket) => socket.end(Buffer.alloc(size)));
    const read = async (id: string, to: string) =>
      (await world.host.run([process.execPath, '-e', script, to], { namespace: world.namespace(id) })).stdout.trim();
    expect(await read('i-private', host)).toBe(`${size}`);
    expect(await read('i-closed', '192.0.2.9')).toBe(`${size}`);
    for (const [one] of opened) if (one?.kind === 'tcp') one.server.close();
  });
});
