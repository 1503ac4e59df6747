import { expect, test } from 'vitest';
import { port, router, subnet } from '../../blueprint/sample-plans.ts';
import { stageObjects } from './stages-nft.ts';

function rules(name: string, ports = [port('eni-1', 'subnet-1', '10.0.1.4')]): readonly string[] {
  const vpc = router('vpc-1', '10.0.0.0/16', { subnets: [subnet('subnet-1', '10.0.1.0/24')], ports });
  const found = stageObjects(vpc, { gatewayEndpoints: ['vpce-1'], peerings: [] }).find(
    (object) => object.kind === 'chain' && object.name === name,
  );
  return found?.kind === 'chain' ? found.rules : [];
}

test('a known connection passes the ACLs but not the groups', () => {
  expect(rules('forward')).toEqual(['ct state established,related goto known-connection', 'goto every-stage']);
  expect(rules('known-connection')).toEqual(['jump between-subnets', 'accept']);
  expect(rules('every-stage')).toEqual([
    'jump security-group-egress',
    'jump between-subnets',
    'jump security-group-ingress',
    'accept',
  ]);
});

test('what a forwarding instance sends on for others passes every stage again', () => {
  const [first] = rules('forward', [port('eni-1', 'subnet-1', '10.0.1.4', { sourceCheck: false })]);
  expect(first).toBe('meta mark & 0x40000000 == 0x40000000 ct direction original goto every-stage');
});

test('what comes through a gateway without groups does so until the receiver let it in', () => {
  const { groups: _, ...gateway } = port('eni-1', 'subnet-1', '10.0.1.4', { sourceCheck: false });
  expect(rules('forward', [gateway])).toEqual([
    'meta mark & 0x40000000 == 0x40000000 ct direction original ct mark & 0x80000000 == 0 goto every-stage',
    'ct state established,related goto known-connection',
    'goto every-stage',
  ]);
  expect(rules('every-stage', [gateway]).slice(-2)).toEqual([
    'oifname . ip daddr @port-addresses ct mark set ct mark or 0x80000000',
    'accept',
  ]);
});

test('whom no group allowed is dropped, by default too', () => {
  expect(rules('security-group-ingress')[1]).toBe(
    'meta mark & 0x80000000 == 0 counter name security-group-ingress drop',
  );
});

test('a gateway endpoint receives, and is not among the senders', () => {
  const vpc = router('vpc-1', '10.0.0.0/16');
  const maps = new Map(
    stageObjects(vpc, { gatewayEndpoints: ['vpce-1'], peerings: [] }).flatMap((object) =>
      object.kind === 'map' ? [[object.name, object.elements]] : [],
    ),
  );
  expect(maps.get('ingress-of-port')?.has('"vpce-1"')).toBe(true);
  expect(maps.get('egress-of-port')?.has('"vpce-1"')).toBe(false);
});
