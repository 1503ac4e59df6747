import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { defaultVpcOperations } from './default-vpc.ts';
import { prefixListOperations } from './prefix-list.ts';
import { sampleNetwork } from './sample-network.ts';
import { securityGroupOperations as groups } from './security-group.ts';
import { securityGroupRuleOperations as rules } from './security-group-rule.ts';

const tcp = (port: number, CidrIp: string) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp }],
});

async function ingress(h: Harness, GroupId: string) {
  const Filters = [{ Name: 'group-id', Values: [GroupId] }];
  const { SecurityGroupRules } = await h.call(rules, 'DescribeSecurityGroupRules', { Filters });
  return SecurityGroupRules!.filter((rule) => !rule.IsEgress);
}

describe('authorizing', () => {
  test('answers the rules with ids and tags', async () => {
    const { h, group } = await sampleNetwork();
    const { SecurityGroupRules } = await h.call(rules, 'AuthorizeSecurityGroupIngress', {
      GroupId: group,
      IpPermissions: [
        { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group, Description: 'ourselves' }] },
        tcp(22, '10.0.0.0/8'),
      ],
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'k', Value: 'v' }] }],
    });
    const common = { GroupId: group, GroupOwnerId: '111122223333', IsEgress: false, Tags: [{ Key: 'k', Value: 'v' }] };
    expect(SecurityGroupRules).toEqual([
      {
        ...common,
        SecurityGroupRuleId: expect.stringMatching(/^sgr-0[0-9a-f]{16}$/),
        SecurityGroupRuleArn: expect.stringContaining(':security-group-rule/sgr-'),
        IpProtocol: '-1',
        FromPort: -1,
        ToPort: -1,
        ReferencedGroupInfo: { GroupId: group, UserId: '111122223333' },
        Description: 'ourselves',
      },
      {
        ...common,
        SecurityGroupRuleId: expect.any(String),
        SecurityGroupRuleArn: expect.any(String),
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        CidrIpv4: '10.0.0.0/8',
      },
    ]);
  });

  test('understands the flat members of old clients', async () => {
    const { h, group } = await sampleNetwork();
    const flat = { GroupId: group, IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIp: '10.0.0.0/8' };
    await h.call(rules, 'AuthorizeSecurityGroupIngress', flat);
    expect(await ingress(h, group)).toMatchObject([{ IpProtocol: 'udp', FromPort: 53, CidrIpv4: '10.0.0.0/8' }]);
    await h.call(rules, 'RevokeSecurityGroupIngress', flat);
    expect(await ingress(h, group)).toEqual([]);
  });

  test.each([
    [
      { IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] },
      'InvalidPermission.Duplicate: the specified rule "peer: 0.0.0.0/0, ALL, ALLOW" already exists',
    ],
    [{}, 'MissingParameter: The request must contain the parameter ipPermissions'],
    [
      { IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-0000000000000000a' }] }] },
      "InvalidGroup.NotFound: The security group 'sg-0000000000000000a' does not exist",
    ],
  ])('egress refuses %j', async (request, message) => {
    const { h, group } = await sampleNetwork();
    expect(await h.refused(rules, 'AuthorizeSecurityGroupEgress', { GroupId: group, ...request })).toBe(message);
  });

  test('refuses a group of another VPC', async () => {
    const { h, group } = await sampleNetwork();
    await h.call(defaultVpcOperations, 'CreateDefaultVpc', undefined as never);
    const { SecurityGroups } = await h.call(groups, 'DescribeSecurityGroups', { GroupNames: ['default'] });
    const pair = { GroupId: SecurityGroups![0]!.GroupId! };
    const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs: [pair] }];
    expect(await h.refused(rules, 'AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions })).toBe(
      'InvalidGroup.NotFound: You have specified two resources that belong to different networks.',
    );
  });

  test('sixty rules fit in a direction, and a prefix list weighs what it may hold', async () => {
    const { h, group } = await sampleNetwork();
    const many = (count: number, first: number) => ({
      GroupId: group,
      IpPermissions: Array.from({ length: count }, (_, index) => tcp(first + index, '10.0.0.0/8')),
    });
    const full = 'RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached.';
    expect(await h.refused(rules, 'AuthorizeSecurityGroupIngress', many(61, 1))).toBe(full);
    await h.call(rules, 'AuthorizeSecurityGroupIngress', many(50, 1));
    const list = async (MaxEntries: number): Promise<string> => {
      const request = { PrefixListName: `n${MaxEntries}`, AddressFamily: 'IPv4', MaxEntries };
      const { PrefixList } = await h.call(prefixListOperations, 'CreateManagedPrefixList', request);
      return PrefixList!.PrefixListId!;
    };
    const naming = (PrefixListId: string) => ({
      GroupId: group,
      IpPermissions: [{ IpProtocol: '-1', PrefixListIds: [{ PrefixListId }] }],
    });
    const [eleven, ten] = [await list(11), await list(10)];
    expect(await h.refused(rules, 'AuthorizeSecurityGroupIngress', naming(eleven))).toBe(full);
    await h.call(rules, 'AuthorizeSecurityGroupIngress', naming(ten));
    expect(await h.refused(rules, 'AuthorizeSecurityGroupIngress', many(1, 100))).toBe(full);
    const IpPermissions = [{ IpProtocol: '-1', Ipv6Ranges: [{ CidrIpv6: '::/0' }] }];
    await h.call(rules, 'AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions });
    expect(await ingress(h, group)).toHaveLength(52);
  });
});

describe('revoking', () => {
  test('by terms, whatever the description, and by id', async () => {
    const { h, group } = await sampleNetwork();
    const described = { ...tcp(22, '10.0.0.0/8'), IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'old' }] };
    const IpPermissions = [described, tcp(80, '10.0.0.0/8')];
    const made = await h.call(rules, 'AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions });
    const [ssh, http] = made.SecurityGroupRules!.map((rule) => rule.SecurityGroupRuleId!);
    const gone = await h.call(rules, 'RevokeSecurityGroupIngress', {
      GroupId: group,
      IpPermissions: [tcp(22, '10.0.0.0/8')],
    });
    expect(gone.RevokedSecurityGroupRules).toMatchObject([{ SecurityGroupRuleId: ssh, CidrIpv4: '10.0.0.0/8' }]);
    const byId = { GroupId: group, SecurityGroupRuleIds: [http!] };
    expect(await h.refused(rules, 'RevokeSecurityGroupEgress', byId)).toBe(
      `InvalidSecurityGroupRuleId.NotFound: The security group rule ID '${http}' does not exist`,
    );
    await h.call(rules, 'RevokeSecurityGroupIngress', byId);
    expect(await ingress(h, group)).toEqual([]);
  });

  test('an unknown rule is an error outside the default VPC, and told inside it', async () => {
    const { h, group } = await sampleNetwork();
    const IpPermissions = [tcp(22, '10.0.0.0/8')];
    expect(await h.refused(rules, 'RevokeSecurityGroupIngress', { GroupId: group, IpPermissions })).toBe(
      'InvalidPermission.NotFound: The specified rule does not exist in this security group.',
    );
    await h.call(defaultVpcOperations, 'CreateDefaultVpc', undefined as never);
    const answer = await h.call(rules, 'RevokeSecurityGroupIngress', { GroupName: 'default', IpPermissions });
    expect(answer.UnknownIpPermissions).toMatchObject([{ IpProtocol: 'tcp', FromPort: 22 }]);
  });
});

describe('changing', () => {
  test('ModifySecurityGroupRules states a rule anew and keeps its id and tags', async () => {
    const { h, group } = await sampleNetwork();
    const made = await h.call(rules, 'AuthorizeSecurityGroupIngress', {
      GroupId: group,
      IpPermissions: [tcp(22, '10.0.0.0/8'), tcp(80, '10.0.0.0/8')],
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'k', Value: 'v' }] }],
    });
    const [SecurityGroupRuleId = '', other = ''] = made.SecurityGroupRules!.map((rule) => rule.SecurityGroupRuleId!);
    const SecurityGroupRule = { IpProtocol: '-1', CidrIpv6: '::/0', Description: 'all' };
    const change = { GroupId: group, SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }] };
    expect(await h.call(rules, 'ModifySecurityGroupRules', change)).toEqual({ Return: true });
    const [rule] = (await ingress(h, group)).filter((one) => one.SecurityGroupRuleId === SecurityGroupRuleId);
    expect(rule).toMatchObject({ IpProtocol: '-1', FromPort: -1, CidrIpv6: '::/0', Description: 'all' });
    expect(rule!.CidrIpv4).toBeUndefined();
    expect(rule!.Tags).toEqual([{ Key: 'k', Value: 'v' }]);
    const same = { GroupId: group, SecurityGroupRules: [{ SecurityGroupRuleId: other, SecurityGroupRule }] };
    expect(await h.refused(rules, 'ModifySecurityGroupRules', same)).toMatch(/^InvalidPermission.Duplicate/);
  });

  test('descriptions change by terms and by id, and go with an empty one', async () => {
    const { h, group } = await sampleNetwork();
    const terms = (Description?: string) => ({
      GroupId: group,
      IpPermissions: [{ ...tcp(22, '10.0.0.0/8'), IpRanges: [{ CidrIp: '10.0.0.0/8', Description }] }],
    });
    const made = await h.call(rules, 'AuthorizeSecurityGroupIngress', terms());
    const { SecurityGroupRuleId } = made.SecurityGroupRules![0]!;
    await h.call(rules, 'UpdateSecurityGroupRuleDescriptionsIngress', terms('new'));
    expect((await ingress(h, group))[0]!.Description).toBe('new');
    await h.call(rules, 'UpdateSecurityGroupRuleDescriptionsIngress', {
      GroupId: group,
      SecurityGroupRuleDescriptions: [{ SecurityGroupRuleId, Description: '' }],
    });
    expect((await ingress(h, group))[0]!.Description).toBeUndefined();
    expect(await h.refused(rules, 'UpdateSecurityGroupRuleDescriptionsEgress', terms('new'))).toMatch(
      /^InvalidPermission.NotFound/,
    );
  });
});
