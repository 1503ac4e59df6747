import { expect, test } from 'vitest';
import { everything, fromSet, group, port, router, tcp } from '../../blueprint/sample-plans.ts';
import { groupObjects, portVerdicts } from './group-nft.ts';
import { groupSetChain } from './names.ts';

const { groups: _, ...free } = port('eni-free', 'subnet-1', '10.0.1.9');
const vpc = router('vpc-1', '10.0.0.0/16', {
  groups: [group('sg-1', [tcp(80)]), group('sg-2', [{ peer: { kind: 'cidr', cidr: '::/0' } }, everything], [])],
  ports: [
    port('eni-1', 'subnet-1', '10.0.1.4', { groups: ['sg-2', 'sg-1'] }),
    port('eni-2', 'subnet-1', '10.0.1.5', { groups: ['sg-1', 'sg-2'] }),
    port('eni-3', 'subnet-1', '10.0.1.6', { groups: [] }),
    free,
  ],
});

function rulesOf(name: string): readonly string[] | undefined {
  const found = groupObjects(vpc).find((object) => object.name === name);
  return found?.kind === 'chain' ? found.rules : undefined;
}

test('a group is one chain per direction, its rules counted and named', () => {
  expect(rulesOf('ingress-sg-1')).toEqual([
    'tcp dport 80 counter meta mark set meta mark or 0x80000000 return comment "sgr-sg-1-in-0"',
  ]);
  expect(rulesOf('egress-sg-2')).toEqual([]);
});

test('IPv6 rules are left out', () => {
  expect(rulesOf('ingress-sg-2')).toHaveLength(1);
});

test('ports with the same groups in any order share a chain, however many they are', () => {
  const sets = groupObjects(vpc).filter(({ name }) => name.startsWith('ingress-set-'));
  expect(sets).toHaveLength(2);
  const verdicts = new Map(portVerdicts(vpc, 'ingress'));
  expect(verdicts.get('"eni-1"')).toBe(verdicts.get('"eni-2"'));
  expect(verdicts.get('"eni-1"')).toBe(`jump ${groupSetChain('ingress', ['sg-1', 'sg-2'])}`);
  expect(rulesOf(groupSetChain('ingress', ['sg-1', 'sg-2']))).toEqual([
    'jump ingress-sg-1',
    'meta mark & 0x80000000 == 0x80000000 return',
    'jump ingress-sg-2',
  ]);
});

test('no groups at all pass; an empty list has a chain that allows nothing', () => {
  expect(new Map(portVerdicts(vpc, 'egress')).get('"eni-free"')).toBe('jump without-groups');
  expect(rulesOf(groupSetChain('egress', []))).toEqual([]);
});

test('a rule that names a group asks who sends, as soon as somebody may send for others', () => {
  const named = { peer: { kind: 'set', set: 'sg-1', sentByOwner: true } } as const;
  const words = (sourceCheck: boolean) => {
    const of = router('vpc-1', '10.0.0.0/16', {
      groups: [group('sg-1', [named, fromSet('pl-1')], [named])],
      ports: [port('eni-1', 'subnet-1', '10.0.1.4', { groups: ['sg-1'], sourceCheck })],
    });
    return groupObjects(of).flatMap((one) =>
      one.kind === 'chain' && /^(in|e)gress-sg-1$/.test(one.name)
        ? one.rules.map((rule) => rule.replace(/ counter .*/, ''))
        : [],
    );
  };
  expect(words(true)).toEqual(['ip saddr @addresses-sg-1', 'ip saddr @addresses-pl-1', 'ip daddr @addresses-sg-1']);
  expect(words(false)).toEqual([
    'iifname . ip saddr @port-addresses ip saddr @addresses-sg-1',
    'ip saddr @addresses-pl-1',
    'ip daddr @addresses-sg-1',
  ]);
});
