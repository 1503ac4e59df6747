import { expect, test } from 'vitest';
import { openAcl, port, router, subnet } from '../../blueprint/sample-plans.ts';
import { emptyLines, flowLogObjects, refuse, turnLines } from './flow-log-nft.ts';
import type { NftObject } from './nft-plan.ts';
import type { PeeringEnd } from './peering-ip.ts';
import { type Edges, routerNft } from './router-nft.ts';

const plain = router('vpc-1', '10.0.0.0/16', {
  subnets: [subnet('subnet-1', '10.0.1.0/24', { networkAcl: 'acl-shut' })],
  ports: [port('eni-1', 'subnet-1', '10.0.1.4'), port('eni-2', 'subnet-1', '10.0.1.5')],
  networkAcls: [{ ...openAcl, id: 'acl-shut', egress: [] }],
});
const noEdges: Edges = { gatewayEndpoints: [], peerings: [] };
const counted = { ...plain, countedPorts: ['eni-1'] };

const rulesOf = (objects: Iterable<NftObject>, name: string): readonly string[] => {
  const found = [...objects].find((one) => one.kind === 'chain' && one.name === name);
  return found?.kind === 'chain' ? found.rules : [];
};

test('a router whose flows nobody wants to know has nothing of it', () => {
  expect(flowLogObjects(plain, noEdges)).toEqual([]);
  expect(refuse(plain, 'route')).toBe('counter name route drop');
  const names = [...routerNft(plain).objects.values()].flatMap((one) => ('rules' in one ? one.rules : []));
  expect(names.filter((rule) => /counted|goto (lost|refused)/.test(rule))).toEqual([]);
});

test('what a stage refuses is counted by the stage, then as a flow, and dropped', () => {
  const objects = [...routerNft(counted).objects.values()];
  expect(rulesOf(objects, 'security-group-ingress')).toContain(
    'meta mark & 0x80000000 == 0 counter name security-group-ingress goto refused-received',
  );
  expect(rulesOf(objects, 'egress-acl-shut').at(-1)).toBe('counter name network-acl-egress goto refused-sent');
  expect(rulesOf(objects, 'leaving')).toContain('oif "lo" counter name route goto lost');
  for (const name of ['refused-sent', 'refused-received', 'lost']) expect(rulesOf(objects, name).at(-1)).toBe('drop');
  // What forges its source meets no group and no ACL.
  expect(rulesOf(objects, 'source-check').at(-1)).toBe('counter name source-check drop');
});

test('rules do not grow with interfaces', () => {
  const rules = (ports: readonly string[]) =>
    flowLogObjects({ ...plain, countedPorts: ports }, noEdges).flatMap((one) => ('rules' in one ? one.rules : []));
  expect(rules(['eni-1', 'eni-2'])).toEqual(rules(['eni-1']));
});

test('where a packet goes is told by the device', () => {
  const gateway = { id: 'igw-1', translations: [] };
  const peer = (device: string, region: string) => ({ device, link: { region } }) as PeeringEnd;
  const edges: Edges = {
    ...noEdges,
    gatewayEndpoints: ['vpce-1'],
    peerings: [peer('pcx-1', 'us-east-1'), peer('pcx-2', 'eu-west-1')],
  };
  const sent = rulesOf(flowLogObjects({ ...counted, internetGateway: gateway }, edges), 'sent');
  expect(sent).toEqual([
    'meta mark set 0x0',
    'oifname "igw" meta mark set 0x4000',
    'oifname "vpce-1" meta mark set 0x8000',
    'oifname "lo" meta mark set 0x10000',
    'oifname "pcx-1" meta mark set 0x20000',
    'oifname "pcx-2" meta mark set 0x40000',
    'goto count-sent',
  ]);
});

test('a turn makes the rules of the plan count in the other sets, and empties none', () => {
  const planned = rulesOf(flowLogObjects(counted, noEdges), 'count-sent');
  const added = (generation: 'a' | 'b') =>
    turnLines(generation)
      .filter((line) => line.startsWith('add rule ip postern count-sent '))
      .map((line) => line.slice('add rule ip postern count-sent '.length));
  expect(added('a')).toEqual(planned);
  expect(added('b')).toEqual(planned.map((rule) => rule.replace('flows-a', 'flows-b')));
  expect(turnLines('b').filter((line) => line.startsWith('flush set'))).toEqual([]);
  expect(emptyLines('a')).toEqual(['flush set ip postern flows-a', 'flush set ip postern other-flows-a']);
});
