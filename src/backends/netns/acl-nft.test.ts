import { expect, test } from 'vitest';
import { everything, openAcl, router, subnet, tcp } from '../../blueprint/sample-plans.ts';
import { aclObjects, aclQuestion } from './acl-nft.ts';
import { groupOf } from './names.ts';

const ordered = {
  id: 'acl-1',
  ingress: [
    { number: 90, action: 'deny', match: tcp(22) },
    { number: 100, action: 'allow', match: everything },
  ],
  egress: [],
} as const;
const chainsOf = (...networkAcls: Parameters<typeof aclObjects>[0]['networkAcls']) =>
  aclObjects(router('vpc-1', '10.0.0.0/16', { networkAcls })).filter(({ kind }) => kind === 'chain');

test('rules in order with their numbers, then a drop', () => {
  expect(chainsOf(ordered)).toEqual([
    {
      kind: 'chain',
      name: 'ingress-acl-1',
      header: '',
      rules: [
        'tcp dport 22 counter name network-acl-ingress drop comment "90"',
        'counter return comment "100"',
        'counter name network-acl-ingress drop',
      ],
    },
    { kind: 'chain', name: 'egress-acl-1', header: '', rules: ['counter name network-acl-egress drop'] },
  ]);
});

test('an ACL that first allows everything is not asked, whatever follows', () => {
  const late = {
    ...openAcl,
    ingress: [...openAcl.ingress, { number: 200, action: 'deny', match: everything } as const],
  };
  expect(chainsOf(openAcl)).toEqual([]);
  expect(chainsOf(late)).toEqual([]);
});

test.each([
  ['a refusal of everything', [{ number: 1, action: 'deny', match: everything }]],
  ['an allowance of IPv6 alone', [{ number: 1, action: 'allow', match: { peer: { kind: 'cidr', cidr: '::/0' } } }]],
  ['an allowance of one port', [{ number: 1, action: 'allow', match: tcp(80) }]],
  ['no rule', []],
] as const)('%s is asked', (_, ingress) => {
  expect(chainsOf({ ...openAcl, ingress }).map(({ name }) => name)).toEqual(['ingress-acl-open']);
});

test('a router asks in the directions in which an ACL of its subnets may refuse, and about a subnet of whose ACL it does not know', () => {
  const asks = (networkAcl: string, networkAcls: readonly (typeof openAcl)[]) => {
    const vpc = router('vpc-1', '10.0.0.0/16', {
      subnets: [subnet('subnet-1', '10.0.1.0/24', { networkAcl })],
      networkAcls,
    });
    return [...aclQuestion(vpc, 'egress'), ...aclQuestion(vpc, 'ingress')];
  };
  const both = ['iifgroup vmap @egress-of-subnet', 'oifgroup vmap @ingress-of-subnet'];
  expect(asks('acl-open', [openAcl, ordered])).toEqual([]);
  expect(asks('acl-1', [openAcl, ordered])).toEqual(both);
  expect(asks('acl-1', [{ ...ordered, egress: openAcl.egress }])).toEqual([both[1]]);
  expect(asks('acl-2', [openAcl])).toEqual(both);
});

test('the ACL of a subnet is found by its device group', () => {
  const subnets = [subnet('subnet-1', '10.0.1.0/24'), subnet('subnet-2', '10.0.2.0/24', { networkAcl: 'acl-1' })];
  const objects = aclObjects(router('vpc-1', '10.0.0.0/16', { subnets, networkAcls: [openAcl, ordered] }));
  expect(objects.find(({ name }) => name === 'ingress-of-subnet')).toMatchObject({
    elements: new Map([[`${groupOf('subnet-2')}`, 'jump ingress-acl-1']]),
  });
});
