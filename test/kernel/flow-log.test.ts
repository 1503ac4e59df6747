/** Flows as the kernel counts them for flow logs: what passes, what groups and ACLs refuse and at whose interface, and no packet twice. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FlowCount, flowsQuestions, parseFlows } from '../../src/backends/netns/flow-counters.ts';
import { emptyLines, type Generation, turnLines } from '../../src/backends/netns/flow-log-nft.ts';
import type { NetworkAclPlan, PeeringLink, Router } from '../../src/blueprint/blueprint.ts';
import {
  blueprint,
  everything,
  group,
  instances,
  local,
  openAcl,
  openGroup,
  port,
  router,
  subnet,
  tcp,
} from '../../src/blueprint/sample-plans.ts';
import { missing, World } from './world.ts';

const host = '198.51.100.10';
const outward = { destination: '198.51.100.0/24', target: { kind: 'internet-gateway' } } as const;
const cidr = '192.168.0.0/16';

const notEightyOne: NetworkAclPlan = {
  id: 'acl-81',
  ingress: [
    { number: 10, action: 'deny', match: tcp(81) },
    { number: 20, action: 'allow', match: everything },
  ],
  egress: [
    { number: 10, action: 'deny', match: tcp(82) },
    { number: 20, action: 'allow', match: everything },
  ],
};

const peerCidr = '10.50.0.0/16';
const across = (destination: string) => ({ destination, target: { kind: 'peering', peering: 'pcx-1' } }) as const;
const link = (other: string, cidrs: readonly string[]): PeeringLink => ({
  id: 'pcx-1',
  router: other,
  region: 'us-east-1',
  cidrs,
  members: [],
});
/** Nobody asks for its flows. */
const peer: Router = router('vpc-peer', peerCidr, {
  subnets: [subnet('subnet-peer', '10.50.1.0/24')],
  routeTables: [{ id: 'rtb-main', routes: [local(peerCidr), across(cidr)] }],
  ports: [port('eni-peer', 'subnet-peer', '10.50.1.10')],
  peerings: [link('vpc-flows', [cidr])],
});

const counted = ['eni-a', 'eni-b', 'eni-c', 'eni-mute'];
const vpc: Router = router('vpc-flows', cidr, {
  subnets: [
    subnet('subnet-1', '192.168.1.0/24', { routeTable: 'rtb-out' }),
    subnet('subnet-2', '192.168.2.0/24', { networkAcl: 'acl-81' }),
  ],
  routeTables: [
    { id: 'rtb-main', routes: [local(cidr)] },
    { id: 'rtb-out', routes: [local(cidr), outward, across(peerCidr)] },
  ],
  networkAcls: [openAcl, notEightyOne],
  groups: [openGroup, group('sg-web', [tcp(80)]), group('sg-mute', [everything], [])],
  internetGateway: {
    id: 'igw-1',
    translations: [{ publicAddress: '203.0.113.1', privateAddress: '192.168.1.10' }],
  },
  ports: [
    port('eni-a', 'subnet-1', '192.168.1.10'),
    port('eni-b', 'subnet-1', '192.168.1.11', { groups: ['sg-web'] }),
    port('eni-c', 'subnet-2', '192.168.2.10'),
    port('eni-mute', 'subnet-1', '192.168.1.12', { groups: ['sg-mute'] }),
    port('eni-unseen', 'subnet-1', '192.168.1.13'),
  ],
  peerings: [link('vpc-peer', [peerCidr])],
  countedPorts: counted,
});

const line = ({ device, direction, action, way, protocol, source, destination, ...rest }: FlowCount): string => {
  const ends = `${source}:${rest.sourcePort > 1024 ? '*' : rest.sourcePort} ${destination}:${rest.destinationPort > 1024 ? '*' : rest.destinationPort}`;
  return `${device} ${direction} ${action} ${way ?? '-'} ${protocol} ${ends} ${rest.tcpFlags}`;
};

describe.skipIf(missing)(`flows${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  let generation: Generation = 'a';

  async function turn(): Promise<readonly FlowCount[]> {
    const before = generation;
    generation = before === 'a' ? 'b' : 'a';
    const namespace = world.namespace('vpc-flows');
    await world.host.nft(namespace, `${turnLines(generation).join('\n')}\n`);
    const answers: string[] = [];
    for (const question of flowsQuestions(before)) answers.push((await world.host.run(question, { namespace })).stdout);
    await world.host.nft(namespace, `${emptyLines(before).join('\n')}\n`);
    const { flows, complete } = parseFlows(answers);
    expect(complete).toBe(true);
    return flows;
  }

  /** The flows of what is done, each line once, whatever their packets' flags. */
  async function during(work: () => Promise<unknown>): Promise<readonly string[]> {
    await turn();
    await work();
    return [...new Set((await turn()).map((flow) => line({ ...flow, tcpFlags: 0 }).slice(0, -2)))].sort();
  }

  beforeAll(async () => {
    world = await World.open('flow-log');
    const attachments = [{ router: vpc.id, publicAddresses: ['203.0.113.1'] }];
    await world.apply(
      blueprint([vpc, peer], [...instances(vpc), ...instances(peer)], {
        internet: { hosts: ['198.51.100.0/24'], servicePrefixes: [], attachments },
      }),
    );
    await world.serveAll(['i-a', 'i-b', 'i-c', 'i-unseen', 'i-peer']);
    await world.serveAll(['i-b', 'i-c'], 81);
  });
  afterAll(() => world.close());

  test('what passes is counted at both interfaces, both ways', async () => {
    expect(await during(() => world.tcp('i-a', '192.168.1.11'))).toEqual([
      'eni-a egress ACCEPT vpc 6 192.168.1.10:* 192.168.1.11:80',
      'eni-a ingress ACCEPT - 6 192.168.1.11:80 192.168.1.10:*',
      'eni-b egress ACCEPT vpc 6 192.168.1.11:80 192.168.1.10:*',
      'eni-b ingress ACCEPT - 6 192.168.1.10:* 192.168.1.11:80',
    ]);
  });

  test('the flags of TCP are those that flow logs print', async () => {
    await turn();
    await world.tcp('i-a', '192.168.1.11');
    const flags = (flows: readonly FlowCount[], device: string, direction: string) =>
      flows
        .filter((one) => one.device === device && one.direction === direction)
        .reduce((sum, { tcpFlags }) => sum | tcpFlags, 0);
    const flows = await turn();
    // SYN and FIN of the client; SYN-ACK and FIN of the server.
    expect([flags(flows, 'eni-b', 'ingress'), flags(flows, 'eni-b', 'egress')]).toEqual([3, 19]);
  });

  test.each([
    [
      'the receiver’s group refuses',
      'i-a',
      '192.168.1.11',
      81,
      [
        'eni-a egress ACCEPT vpc 6 192.168.1.10:* 192.168.1.11:81',
        'eni-b ingress REJECT - 6 192.168.1.10:* 192.168.1.11:81',
      ],
    ],
    [
      'the sender’s group refuses',
      'i-mute',
      '192.168.1.10',
      80,
      ['eni-mute egress REJECT - 6 192.168.1.12:* 192.168.1.10:80'],
    ],
    [
      'the receiver’s ACL refuses',
      'i-a',
      '192.168.2.10',
      81,
      [
        'eni-a egress ACCEPT vpc 6 192.168.1.10:* 192.168.2.10:81',
        'eni-c ingress REJECT - 6 192.168.1.10:* 192.168.2.10:81',
      ],
    ],
    ['the sender’s ACL refuses', 'i-c', '192.168.1.10', 82, ['eni-c egress REJECT - 6 192.168.2.10:* 192.168.1.10:82']],
    [
      'it goes to the internet, where nobody answers',
      'i-a',
      host,
      80,
      ['eni-a egress ACCEPT internet-gateway 6 192.168.1.10:* 198.51.100.10:80'],
    ],
    [
      'it goes to a peer, and its answer comes from there',
      'i-a',
      '10.50.1.10',
      80,
      [
        'eni-a egress ACCEPT peering 6 192.168.1.10:* 10.50.1.10:80',
        'eni-a ingress ACCEPT - 6 10.50.1.10:80 192.168.1.10:*',
      ],
    ],
    [
      'it goes where nobody is',
      'i-a',
      '192.168.1.99',
      80,
      ['eni-a egress ACCEPT nowhere 6 192.168.1.10:* 192.168.1.99:80'],
    ],
    [
      'the other side is not counted',
      'i-unseen',
      '192.168.1.11',
      81,
      ['eni-b ingress REJECT - 6 192.168.1.13:* 192.168.1.11:81'],
    ],
  ])('where %s', async (_, from, to, number, expected) => {
    const lines = await during(() => world.tcp(from, to, number));
    expect(lines).toEqual(expect.arrayContaining([...expected]));
    const refused = lines.filter((one) => one.includes('REJECT'));
    expect(refused).toEqual(expected.filter((one) => one.includes('REJECT')));
  });

  test('UDP and pings', async () => {
    const lines = await during(async () => {
      await world.try('i-a', [{ kind: 'udp', to: '192.168.2.10', port: 80 }]);
      await world.ping('i-a', '192.168.2.10');
    });
    expect(lines).toEqual([
      'eni-a egress ACCEPT vpc 1 192.168.1.10:0 192.168.2.10:0',
      'eni-a egress ACCEPT vpc 17 192.168.1.10:* 192.168.2.10:80',
      'eni-a ingress ACCEPT - 1 192.168.2.10:0 192.168.1.10:0',
      'eni-a ingress ACCEPT - 17 192.168.2.10:80 192.168.1.10:*',
      'eni-c egress ACCEPT vpc 1 192.168.2.10:0 192.168.1.10:0',
      'eni-c egress ACCEPT vpc 17 192.168.2.10:80 192.168.1.10:*',
      'eni-c ingress ACCEPT - 1 192.168.1.10:0 192.168.2.10:0',
      'eni-c ingress ACCEPT - 17 192.168.1.10:* 192.168.2.10:80',
    ]);
  });

  test('no packet is lost or counted twice while somebody reads', async () => {
    await turn();
    const argv = ['ping', '-q', '-c', '200', '-i', '0.002', '192.168.1.10'];
    const sending = world.host.run(argv, { namespace: world.namespace('i-c') });
    let packets = 0;
    const add = (flows: readonly FlowCount[]) => {
      for (const one of flows) if (one.device === 'eni-a' && one.direction === 'ingress') packets += one.packets;
    };
    let ended = false;
    const end = sending.finally(() => {
      ended = true;
    });
    while (!ended) add(await turn());
    await end;
    add(await turn());
    add(await turn());
    expect(packets).toBe(200);
  });

  test('a flow log that ends leaves no rule of it', async () => {
    const { countedPorts: _, ...without } = vpc;
    await world.apply(blueprint([without, peer], [...instances(without), ...instances(peer)]));
    const { stdout } = await world.host.run(['nft', 'list', 'ruleset'], { namespace: world.namespace('vpc-flows') });
    expect(stdout).not.toMatch(/flows|counted-ports|count-sent|refused-/);
    expect(await world.tcp('i-a', '192.168.1.11')).toBe('i-b 192.168.1.10');
  });
});
