import { expect, test } from 'vitest';
import { port, subnet } from '../../blueprint/sample-plans.ts';
import { nodePlan, type PlainNode, portsOf } from './node-plan.ts';

const one = { index: 0, port: port('eni-1', 'subnet-1', '10.0.1.4'), subnet: subnet('subnet-1', '10.0.1.0/24') };
const two = { index: 1, port: port('eni-2', 'subnet-2', '10.0.2.4'), subnet: subnet('subnet-2', '10.0.2.0/24') };

const instance: PlainNode = {
  kind: 'instance',
  id: 'i-1',
  router: 'vpc-1',
  hostname: 'ip-10-0-1-4',
  devices: [
    { index: 0, port: 'eni-1' },
    { index: 1, port: 'eni-2' },
  ],
  forwards: false,
};

function lines(node: PlainNode, plugged: Parameters<typeof nodePlan>[2]): readonly string[] {
  return nodePlan('pn-x', node, plugged).pieces.map(({ add }) => add);
}

test('an instance: its address, its gateway, no filter that it could reach', () => {
  const plan = nodePlan('pn-i-1', instance, [one]);
  expect(plan.nft).toBe(undefined);
  expect(plan.settings).toEqual([]);
  expect(lines(instance, [one])).toEqual([
    'link set dev lo up',
    'link set dev eth0 addrgenmode none up',
    'addr replace 10.0.1.4/24 dev eth0 noprefixroute',
    'neigh replace 10.0.1.1 lladdr 02:00:00:00:00:01 nud permanent dev eth0',
    'route replace default via 10.0.1.1 dev eth0 onlink src 10.0.1.4',
  ]);
});

test('a second interface answers from its own address by its own table', () => {
  expect(lines(instance, [one, two])).toContain('rule add from 10.0.2.4 lookup 1001');
  expect(lines(instance, [one, two])).toContain(
    'route replace default via 10.0.2.1 dev eth1 onlink src 10.0.2.4 table 1001',
  );
});

test('a second address is a host of its own', () => {
  const more = { ...one, port: { ...one.port, addresses: ['10.0.1.4', '10.0.1.9'] } };
  expect(lines(instance, [more])).toContain('addr replace 10.0.1.9/32 dev eth0 noprefixroute');
});

test('only forwarding instances forward', () => {
  expect(nodePlan('pn-i-1', { ...instance, forwards: true }, [one]).settings).toContain('net/ipv4/ip_forward 1');
});

test("what it forwards leaves by the interface in the destination's subnet, else by the first", () => {
  const forwards = { ...instance, forwards: true };
  const again = { ...two, index: 2, port: port('eni-3', 'subnet-2', '10.0.2.5') };
  const said = lines(forwards, [one, two, again]).filter((line) => line.includes(' 999'));
  expect(said).toEqual([
    'route replace 10.0.1.0/24 via 10.0.1.1 dev eth0 onlink table 999',
    'route replace 10.0.2.0/24 via 10.0.2.1 dev eth1 onlink table 999',
    'rule add iif eth0 lookup 999',
    'rule add iif eth1 lookup 999',
    'rule add iif eth2 lookup 999',
  ]);
  expect(lines(forwards, [one]).filter((line) => line.includes(' 999'))).toEqual([]);
});

test.each<[PlainNode, string, string]>([
  [
    { kind: 'endpoint', id: 'e', router: 'vpc-1', endpoint: 'vpce-1', port: 'eni-1' },
    'chain answers',
    'ct direction reply ct state established accept',
  ],
  [
    { kind: 'nat-gateway', id: 'n', router: 'vpc-1', port: 'eni-1', address: '10.0.1.4', sources: ['10.0.0.0/16'] },
    'chain forward',
    'ip saddr @sources ct state new accept',
  ],
  [
    { kind: 'gateway-endpoint', id: 'g', router: 'vpc-1', prefixes: ['192.0.2.0/24'] },
    'chain requests',
    'icmp type echo-request accept',
  ],
])('%o has its filter', (node, key, rule) => {
  const chain = nodePlan('pn-x', node, [one]).nft?.objects.get(key);
  expect(chain?.kind === 'chain' && chain.rules).toContain(rule);
});

test('an interface endpoint answers no ping', () => {
  const node: PlainNode = { kind: 'endpoint', id: 'e', router: 'vpc-1', endpoint: 'vpce-1', port: 'eni-1' };
  const chain = nodePlan('pn-x', node, [one]).nft?.objects.get('chain requests');
  expect(chain?.kind === 'chain' && chain.rules.join()).not.toContain('icmp');
});

test('which ports a node has', () => {
  expect(portsOf(instance).map(({ port: id }) => id)).toEqual(['eni-1', 'eni-2']);
  expect(portsOf({ kind: 'gateway-endpoint', id: 'g', router: 'vpc-1', prefixes: [] })).toEqual([]);
});

test('an inbound resolver endpoint takes names alone and begins nothing; an outbound one asks and takes answers alone', () => {
  const rulesOf = (direction: 'inbound' | 'outbound', hook: string): readonly string[] => {
    const node = { kind: 'resolver-endpoint', id: 'eni-1', router: 'vpc-1', port: 'eni-1', direction } as const;
    const chains = nodePlan('pn-eni-1', node, [one]).nft?.objects.values() ?? [];
    const found = [...chains].find((object) => object.kind === 'chain' && object.header.includes(`hook ${hook} `));
    return found?.kind === 'chain' ? found.rules : [];
  };
  const answers = 'ct direction reply ct state established accept';
  expect(rulesOf('inbound', 'input').slice(1)).toEqual(['meta l4proto { tcp, udp } th dport 53 accept']);
  expect(rulesOf('inbound', 'output').slice(1)).toEqual([answers]);
  expect(rulesOf('outbound', 'input').slice(1)).toEqual([answers]);
  expect(rulesOf('outbound', 'output').slice(1)).toEqual(['meta l4proto { tcp, udp } ct direction original accept']);
});
