import { expect, test } from 'vitest';
import { fromSet, group, port, router, subnet } from '../../blueprint/sample-plans.ts';
import { tableOf } from './names.ts';
import { routerPieces } from './router-ip.ts';
import { routerNft } from './router-nft.ts';

const balancer = port('eni-nlb', 'subnet-1', '10.0.1.20', { sourceCheck: false, symmetric: true, groups: ['sg-nlb'] });
const target = port('eni-1', 'subnet-1', '10.0.1.4', { groups: ['sg-target'] });
const vpc = router('vpc-1', '10.0.0.0/16', {
  subnets: [subnet('subnet-1', '10.0.1.0/24')],
  ports: [target, balancer],
  groups: [
    group('sg-nlb', []),
    group('sg-target', [{ protocol: 6, ports: { from: 80, to: 80 }, ...fromSet('sg-nlb') }]),
  ],
  addressSets: [{ id: 'sg-nlb', cidrs: ['10.0.1.20/32'] }],
});

function rules(name: string, of = vpc): readonly string[] {
  const chain = routerNft(of).objects.get(`chain ${name}`);
  return chain?.kind === 'chain' ? chain.rules : [];
}

test('replies to what it sent on for others go back to the load balancer', () => {
  const table = tableOf('eni-nlb');
  expect(rules('way-back')).toEqual([
    'ct direction reply ct mark & 0x3fffffff != 0 meta mark set ct mark & 0x3fffffff',
    'ct state new iifname . ip saddr != @port-addresses ct mark set iifname map @way-back-to',
  ]);
  const around = {
    peers: new Map([['eni-nlb', { namespace: 'pn-eni-nlb', device: 'eth0' }]]),
    endpointPorts: new Set<string>(),
    gatewayEndpoints: new Map(),
    internet: { namespace: 'pn-internet', device: 'vpc-1' },
    peerings: [],
  };
  expect(routerPieces(vpc, around).map(({ add }) => add)).toEqual(
    expect.arrayContaining([
      `rule add fwmark ${table}/0x3fffffff lookup ${table}`,
      `route replace default via 10.0.1.20 dev eni-nlb onlink table ${table}`,
    ]),
  );
});

test('its packets are judged once: it is no forwarding instance', () => {
  expect(routerNft(vpc).objects.get('map table-of-forwarder')).toMatchObject({ elements: new Map() });
  expect(rules('forward')[0]).toBe('ct state established,related goto known-connection');
  expect(routerNft(vpc).objects.get('map table-of-balancer')).toMatchObject({
    elements: new Map([['"eni-nlb"', `${tableOf(vpc.subnets[0]!.routeTable)}`]]),
  });
});

test('a group that names its group lets in what it sends on, whose address that may be', () => {
  expect(rules('ingress-sg-target').map((rule) => rule.replace(/ counter .*/, ''))).toEqual([
    'ip saddr @addresses-sg-nlb tcp dport 80',
    'iifname @senders-sg-nlb tcp dport 80',
  ]);
});

test('a router without load balancers has nothing of it', () => {
  const plain = { ...vpc, ports: [target] };
  const names = [...routerNft(plain).objects.keys()];
  expect(names.filter((name) => /symmetric|way-back|senders/.test(name))).toEqual([]);
  expect(rules('ingress-sg-target', plain)).toHaveLength(1);
});
