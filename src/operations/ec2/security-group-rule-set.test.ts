import { describe, expect, test } from 'vitest';
import type { SecurityGroupRule } from '../../model/security-group.ts';
import type { RuleTerms } from './ip-permission.ts';
import { matchRules, permissionsOf } from './security-group-rule-set.ts';

describe('permissionsOf', () => {
  const none = { IpRanges: [], UserIdGroupPairs: [], FromPort: undefined, ToPort: undefined };
  test.each([
    [
      { CidrIp: '10.0.0.0/8', IpProtocol: 'esp' },
      { ...none, IpProtocol: 'esp', IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    ],
    [
      { SourceSecurityGroupName: 'web', SourceSecurityGroupOwnerId: '444455556666' },
      { ...none, IpProtocol: '-1', UserIdGroupPairs: [{ GroupName: 'web', UserId: '444455556666' }] },
    ],
  ])('%j', (request, permission) => {
    expect(permissionsOf(request)).toEqual([permission]);
  });

  test('IpPermissions go before flat members', () => {
    expect(permissionsOf({ IpPermissions: [{ IpProtocol: '-1' }], CidrIp: '10.0.0.0/8' })).toEqual([
      { IpProtocol: '-1' },
    ]);
  });

  test('nothing at all is refused', () => {
    expect(() => permissionsOf({ IpPermissions: [] })).toThrow('The request must contain the parameter ipPermissions');
  });
});

test('matchRules tells known rules from unknown ones, whatever their descriptions', () => {
  const ssh: RuleTerms = { protocol: 'tcp', from: 22, to: 22, peer: { kind: 'cidr', cidr: '10.0.0.0/8' } };
  const rule: SecurityGroupRule = {
    ...ssh,
    kind: 'security-group-rule',
    id: 'sgr-1',
    account: '111122223333',
    region: 'us-east-1',
    created: 0,
    tags: {},
    vpc: 'vpc-1',
    group: 'sg-1',
    egress: false,
    description: 'ssh',
  };
  const other = { ...ssh, to: 23 };
  expect(matchRules([rule], [ssh, other])).toEqual({ found: [rule], unknown: [other] });
});
