import { expect, test } from 'vitest';
import { Network } from '../../model/network.ts';
import type { RulePeer, SecurityGroupRule } from '../../model/security-group.ts';
import { revokedShape, ruleShape } from './security-group-rule-shape.ts';

const ruleWith = (peer: RulePeer): SecurityGroupRule => ({
  kind: 'security-group-rule',
  id: 'sgr-1',
  account: '111122223333',
  region: 'us-east-1',
  created: 0,
  tags: {},
  vpc: 'vpc-1',
  group: 'sg-1',
  egress: true,
  protocol: '50',
  peer,
});

test.each([
  [{ kind: 'cidr', cidr: '10.0.0.0/8' }, { CidrIpv4: '10.0.0.0/8' }, { CidrIpv4: '10.0.0.0/8' }],
  [{ kind: 'ipv6', cidr: '::/0' }, { CidrIpv6: '::/0' }, { CidrIpv6: '::/0' }],
  [{ kind: 'prefix-list', prefixList: 'pl-1' }, { PrefixListId: 'pl-1' }, { PrefixListId: 'pl-1' }],
  [
    { kind: 'group', group: 'sg-2', account: '444455556666' },
    { ReferencedGroupInfo: { GroupId: 'sg-2', UserId: '444455556666' } },
    { ReferencedGroupId: 'sg-2' },
  ],
] as const)('%j', (peer, shown, revoked) => {
  const common = {
    SecurityGroupRuleId: 'sgr-1',
    GroupId: 'sg-1',
    IsEgress: true,
    IpProtocol: '50',
    FromPort: -1,
    ToPort: -1,
  };
  expect(ruleShape(Network.empty(), ruleWith(peer))).toEqual({
    ...common,
    ...shown,
    GroupOwnerId: '111122223333',
    SecurityGroupRuleArn: 'arn:aws:ec2:us-east-1:111122223333:security-group-rule/sgr-1',
    Tags: [],
  });
  expect(revokedShape(ruleWith(peer))).toEqual({ ...common, ...revoked });
});
