import { expect, test } from 'vitest';
import { everything, router, tcp } from '../../blueprint/sample-plans.ts';
import { aclObjects } from './acl-nft.ts';

test('rules in order with their numbers, then a drop', () => {
  const acl = {
    id: 'acl-1',
    ingress: [
      { number: 90, action: 'deny', match: tcp(22) },
      { number: 100, action: 'allow', match: everything },
    ],
    egress: [],
  } as const;
  expect(aclObjects(router('vpc-1', '10.0.0.0/16', { networkAcls: [acl] }))).toEqual([
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
