import { expect, test } from 'vitest';
import { port, subnet, tcp } from '../../blueprint/sample-plans.ts';
import { type LoadBalancerNode, loadBalancerPlan } from './load-balancer-plan.ts';
import { nftChanges } from './nft-steps.ts';
import { slotsOf } from './slots.ts';

const plugged = {
  index: 0,
  port: port('eni-nlb', 'subnet-1', '10.0.1.20'),
  subnet: subnet('subnet-1', '10.0.1.0/24'),
};
const ids = Array.from({ length: 200 }, (_, index) => `eni-${(0xabcd0 + index).toString(16).padStart(17, '0')}`);

const node: LoadBalancerNode = {
  kind: 'load-balancer-node',
  id: 'eni-nlb',
  router: 'vpc-1',
  port: 'eni-nlb',
  address: '10.0.1.20',
  listeners: [
    {
      protocol: 6,
      port: 80,
      idleSeconds: 350,
      targets: [{ address: '10.0.1.10', port: 80 }],
      unfit: [],
      keepsClientAddress: true,
      proxyProtocol: false,
    },
  ],
  endpoints: ids,
};

function plan(more: Partial<LoadBalancerNode> = {}, wired = ids.slice(0, 2)) {
  return loadBalancerPlan('pn-eni-nlb', { ...node, ...more }, plugged, wired);
}

function rules(name: string, of = plan()): readonly string[] {
  const chain = of.nft?.objects.get(`chain ${name}`);
  return chain?.kind === 'chain' ? chain.rules : [];
}

test('no address is local', () => {
  const lines = plan().pieces.map(({ add }) => add);
  expect(lines.filter((line) => line.includes('route replace local') || line.startsWith('addr'))).toEqual([]);
});

test('what is local is asked for requests only: a reply leaves by its link, whatever address it goes to', () => {
  const about = plan().pieces.flatMap(({ add }) => (add.endsWith('lookup local') ? [add] : []));
  expect(about).toEqual(['rule add priority 0 fwmark 0/65535 lookup local', 'rule del priority 0 lookup local']);
});

test('each link has a table of its own for what goes out of it', () => {
  const slot = slotsOf(ids.slice(0, 1)).get(ids[0]!)!;
  const lines = plan({}, ids.slice(0, 1)).pieces.map(({ add }) => add);
  expect(lines).toContain(`rule add priority ${42 + (slot % 32)} fwmark ${slot} lookup ${65536 + slot}`);
  expect(lines).toContain(`route replace default via 169.254.254.1 dev far-000000abcd0 onlink table ${65536 + slot}`);
  expect(lines).toContain('route replace default via 169.254.254.1 dev prober onlink table 131071');
});

test('a reply meets few rules, however many endpoints there are, and a request one', () => {
  const rules = plan({}, ids).pieces.flatMap(({ add }) => /^rule add priority (\d+) (.*)/.exec(add)?.slice(1) ?? []);
  const at = (priority: number) => rules.filter((_, index) => index % 2 === 1 && Number(rules[index - 1]) === priority);
  expect(at(1)).toEqual(['fwmark 0/65535 lookup main']);
  for (const [id, slot] of slotsOf(ids)) {
    const bucket = slot % 32;
    expect(at(10 + bucket), id).toEqual([`fwmark ${bucket}/31 goto ${42 + bucket}`]);
    expect(at(42 + bucket), id).toContain(`fwmark ${slot} lookup ${65536 + slot}`);
    expect(at(42 + bucket).length).toBeLessThan(30);
  }
});

test('a reply whose link is gone goes nowhere', () => {
  const rules = plan().pieces.flatMap(({ add }) => (add.startsWith('rule add') ? [add] : []));
  expect(rules).toContain('rule add blackhole priority 74');
  const priorities = rules.map((rule) => Number(/priority (\d+)/.exec(rule)?.[1]));
  expect(Math.max(...priorities)).toBe(74);
});

test('an endpoint more is elements and counters, never a rule', () => {
  const changes = nftChanges(plan({}, ids.slice(0, 199)).nft, plan({}, ids).nft!);
  expect(changes.length).toBeLessThanOrEqual(10);
  for (const line of changes) expect(line).toMatch(/^add (element|counter) /);
  const back = nftChanges(plan({}, ids).nft, plan({}, ids.slice(0, 199)).nft!);
  for (const line of back) expect(line).toMatch(/^delete (element|counter) /);
});

test('other targets are another text of one chain', () => {
  const targets = [{ address: '10.0.1.11', port: 80 }];
  const changes = nftChanges(plan().nft, plan({ listeners: [{ ...node.listeners[0]!, targets }] }).nft!);
  expect(changes.every((line) => line.includes(' listener-tcp-80'))).toBe(true);
});

test('a packet of a known connection meets two rules of the filter at most', () => {
  expect(rules('forward')[0]).toBe('ct state established tcp flags & (syn | rst) == 0 accept');
  expect(rules('arrive')).toHaveLength(2);
});

test('what comes through an endpoint is never taken for a reply', () => {
  expect(rules('replies')[0]).toBe('iifname != "eth0" drop');
});

test('without rules everybody may come through endpoints; with an empty list nobody', () => {
  expect(rules('requests').at(-1)).toBe('goto admitted');
  const closed = plan({ endpointRules: [] });
  expect(rules('requests', closed).at(-1)).toBe('goto endpoint-rules');
  expect(rules('endpoint-rules', closed)).toEqual(['counter name iifname map @dropped', 'drop']);
});

test('rules for endpoints are asked in order, before anything is translated', () => {
  const judged = plan({ endpointRules: [tcp(80, '10.0.0.0/8')] });
  expect(rules('endpoint-rules', judged)[0]).toBe('ip saddr 10.0.0.0/8 tcp dport 80 goto admitted');
});

test('what no listener takes ends there; that something was translated is asked of the VPC’s own clients only', () => {
  expect(rules('choose').slice(-3)).toEqual([
    'ip protocol . th dport vmap @listeners',
    'counter name iifname map @dropped',
    'drop',
  ]);
  const translated = rules('forward').filter((rule) => rule.includes('dnat'));
  expect(translated).toEqual(['ct state new iifname "eth0" oifname "eth0" ct status & dnat == dnat accept']);
});

test('addresses of proxies are local only where there is a proxy', () => {
  const proxy = plan({ listeners: [{ ...node.listeners[0]!, proxyProtocol: true }] });
  const slots = [0, ...slotsOf(ids.slice(0, 2)).values()];
  const local = slots.map((slot) => `local 100.127.${slot >> 8}.${slot & 255}/32`);
  expect(proxy.pieces.flatMap(({ key }) => (key.startsWith('local 100.') ? [key] : []))).toEqual(local);
  expect(rules('input', proxy)).toEqual(['ip daddr 100.127.0.0/16 ct status & dnat == dnat accept']);
  expect(rules('input')).toEqual([]);
  expect(proxy.nft?.objects.get('map proxy-of-link')).toMatchObject({ kind: 'map' });
});

test('every chain that decides drops what it does not know', () => {
  for (const one of plan().nft!.objects.values()) {
    if (one.kind !== 'chain' || !/ hook (input|forward|output) /.test(one.header)) continue;
    expect(one.header, one.name).toContain('policy drop');
  }
});
