/** Resolver rules by calls: made, associated, shared by RAM, and what is refused. */

import { beforeEach, describe, expect, test } from 'vitest';
import { ec2Operations as ec2 } from '../ec2/table.ts';
import type { Harness } from '../harness.ts';
import { type SampleSharedSubnet, sampleSharedSubnet } from '../ram/sample-shared-subnet.ts';
import { ramOperations as ram } from '../ram/table.ts';
import { defaultRuleId } from './resolver-rule-shape.ts';
import { route53ResolverOperations as operations } from './table.ts';

let s: SampleSharedSubnet;
let endpoint: string;
beforeEach(async () => {
  s = await sampleSharedSubnet();
  endpoint = await makeEndpoint('OUTBOUND');
});

async function makeEndpoint(Direction: 'INBOUND' | 'OUTBOUND'): Promise<string> {
  const IpAddresses = [{ SubnetId: s.subnet }, { SubnetId: s.subnet }];
  const request = { CreatorRequestId: Direction, Direction, SecurityGroupIds: [s.group], IpAddresses };
  return (await s.owner.call(operations, 'CreateResolverEndpoint', request)).ResolverEndpoint!.Id!;
}

const input = (more: object = {}) => ({
  CreatorRequestId: JSON.stringify(more),
  RuleType: 'FORWARD' as const,
  DomainName: 'Corp.Example',
  ResolverEndpointId: endpoint,
  TargetIps: [{ Ip: '10.9.0.53' }, { Ip: '10.9.1.53', Port: 5353 }],
  ...more,
});
const make = async (more: object = {}) =>
  (await s.owner.call(operations, 'CreateResolverRule', input(more))).ResolverRule!;
const refused = (more: object) => s.owner.refused(operations, 'CreateResolverRule', input(more));
const vpcOf = async (h: Harness) => (await h.call(ec2, 'CreateVpc', { CidrBlock: '10.8.0.0/16' })).Vpc!.VpcId!;
const associate = (h: Harness, ResolverRuleId: string, VPCId: string) =>
  h.call(operations, 'AssociateResolverRule', { ResolverRuleId, VPCId });
const rulesOf = async (h: Harness) =>
  (await h.call(operations, 'ListResolverRules', {})).ResolverRules!.map((one) => [one.Id, one.ShareStatus]);
const associationsOf = async (h: Harness, vpc: string) =>
  (
    await h.call(operations, 'ListResolverRuleAssociations', { Filters: [{ Name: 'VPCId', Values: [vpc] }] })
  ).ResolverRuleAssociations!.map((one) => one.ResolverRuleId);

describe('a rule', () => {
  test('is shown with its domain as the service writes it, beside the one that everybody has', async () => {
    const { Id = '', ...made } = await make({ Name: 'corp' });
    expect(made).toMatchObject({
      Arn: `arn:aws:route53resolver:us-east-1:${s.accounts.owner}:resolver-rule/${Id}`,
      DomainName: 'corp.example.',
      RuleType: 'FORWARD',
      Status: 'COMPLETE',
      OwnerId: s.accounts.owner,
      ShareStatus: 'NOT_SHARED',
      TargetIps: [
        { Ip: '10.9.0.53', Port: 53 },
        { Ip: '10.9.1.53', Port: 5353 },
      ],
    });
    expect(await rulesOf(s.owner)).toEqual([
      [defaultRuleId, 'NOT_SHARED'],
      [Id, 'NOT_SHARED'],
    ]);
    const { ResolverRule } = await s.owner.call(operations, 'GetResolverRule', { ResolverRuleId: defaultRuleId });
    expect(ResolverRule).toMatchObject({ DomainName: '.', RuleType: 'RECURSIVE', Name: 'Internet Resolver' });
    const filtered = await s.owner.call(operations, 'ListResolverRules', {
      Filters: [{ Name: 'TYPE', Values: ['FORWARD'] }],
    });
    expect(filtered.ResolverRules).toHaveLength(1);
  });

  test('changes its targets and endpoint, but keeps its endpoint from being deleted', async () => {
    const { Id = '' } = await make();
    const Config = { Name: 'new', TargetIps: [{ Ip: '10.9.0.1' }] };
    const { ResolverRule } = await s.owner.call(operations, 'UpdateResolverRule', { ResolverRuleId: Id, Config });
    expect(ResolverRule).toMatchObject({ Status: 'UPDATING', Name: 'new', TargetIps: [{ Ip: '10.9.0.1', Port: 53 }] });
    expect(await s.owner.refused(operations, 'DeleteResolverEndpoint', { ResolverEndpointId: endpoint })).toBe(
      `InvalidRequestException: [RSLVR-00600] Cannot delete resolver endpoint unless its related resolver rules are deleted. The following rules still exist for this resolver endpoint: "${Id}"`,
    );
    await s.owner.call(operations, 'DeleteResolverRule', { ResolverRuleId: Id });
    await s.owner.call(operations, 'DeleteResolverEndpoint', { ResolverEndpointId: endpoint });
  });

  test('holds in VPCs until it is disassociated, and one of a domain in each', async () => {
    const { Id = '' } = await make();
    s.owner.applied = s.owner.network.revision;
    const { ResolverRuleAssociation: made } = await associate(s.owner, Id, s.vpc);
    expect(made).toMatchObject({ Status: 'CREATING', VPCId: s.vpc, ResolverRuleId: Id });
    s.owner.applied = undefined;
    const ask = { ResolverRuleAssociationId: made!.Id! };
    const { ResolverRuleAssociation } = await s.owner.call(operations, 'GetResolverRuleAssociation', ask);
    expect(ResolverRuleAssociation!.Status).toBe('COMPLETE');
    expect(await associationsOf(s.owner, s.vpc)).toEqual([defaultRuleId, Id]);
    const other = await make({ DomainName: 'corp.example.' });
    const again = (ResolverRuleId: string) =>
      s.owner.refused(operations, 'AssociateResolverRule', { ResolverRuleId, VPCId: s.vpc });
    expect(await again(other.Id!)).toBe(
      `InvalidRequestException: Cannot associate rules with same domain name with same VPC. Conflict with resolver rule '${Id}'`,
    );
    expect(await again(Id)).toMatch('ResourceExistsException');
    expect(await s.owner.refused(operations, 'DeleteResolverRule', { ResolverRuleId: Id })).toBe(
      'ResourceInUseException: Please disassociate this resolver rule from VPC first before deleting',
    );
    const pair = { ResolverRuleId: Id, VPCId: s.vpc };
    await s.owner.call(operations, 'DisassociateResolverRule', pair);
    expect(await s.owner.refused(operations, 'DisassociateResolverRule', pair)).toMatch('ResourceNotFoundException');
    expect(await associationsOf(s.owner, s.vpc)).toEqual([defaultRuleId]);
  });

  test('goes on without a VPC that is deleted', async () => {
    const vpc = await vpcOf(s.owner);
    const { Id = '' } = await make();
    await associate(s.owner, Id, vpc);
    await s.owner.call(ec2, 'DeleteVpc', { VpcId: vpc });
    await s.owner.call(operations, 'DeleteResolverRule', { ResolverRuleId: Id });
    expect([...s.owner.network.all('resolver-rule-association')]).toEqual([]);
  });
});

test('a shared rule is seen and associated by those that it is shared with, until the share ends', async () => {
  const { Id = '', Arn = '' } = await make();
  const vpc = await vpcOf(s.participant);
  const early = { ResolverRuleId: Id, VPCId: vpc };
  expect(await s.participant.refused(operations, 'AssociateResolverRule', early)).toBe(
    `ResourceNotFoundException: Resolver rule with ID '${Id}' does not exist`,
  );
  const share = await s.shareOf({ resourceArns: [Arn], principals: [s.accounts.participant] });
  expect(await rulesOf(s.participant)).toContainEqual([Id, 'SHARED_WITH_ME']);
  expect(await rulesOf(s.owner)).toContainEqual([Id, 'SHARED_BY_ME']);
  expect(await rulesOf(s.bystander)).toEqual([[defaultRuleId, 'NOT_SHARED']]);
  const { ResolverRulePolicy = '' } = await s.owner.call(operations, 'GetResolverRulePolicy', { Arn });
  expect(JSON.parse(ResolverRulePolicy).Statement[0]).toMatchObject({
    Principal: { AWS: `arn:aws:iam::${s.accounts.participant}:root` },
    Action: expect.arrayContaining(['route53resolver:AssociateResolverRule']),
    Resource: Arn,
  });
  await associate(s.participant, Id, vpc);
  expect(await associationsOf(s.participant, vpc)).toContain(Id);
  for (const name of ['DeleteResolverRule', 'UpdateResolverRule'] as const) {
    const change = { ResolverRuleId: Id, Config: {} };
    expect(await s.participant.refused(operations, name, change)).toMatch('ResourceNotFoundException');
  }
  expect(await s.owner.refused(operations, 'DeleteResolverRule', { ResolverRuleId: Id })).toMatch('ResourceInUse');
  const end = { resourceShareArn: share, principals: [s.accounts.participant] };
  await s.owner.call(ram, 'DisassociateResourceShare', end);
  expect(await associationsOf(s.participant, vpc)).toEqual([defaultRuleId]);
  await s.owner.call(operations, 'DeleteResolverRule', { ResolverRuleId: Id });
  expect([...s.owner.network.all('resolver-rule-association')]).toEqual([]);
  expect(await s.owner.refused(operations, 'PutResolverRulePolicy', { Arn, ResolverRulePolicy: '{}' })).toMatch(
    'UnknownResourceException',
  );
});

test.each<[string, () => Promise<object> | object, string]>([
  [
    'RECURSIVE',
    () => ({ RuleType: 'RECURSIVE' }),
    'InvalidRequestException: [RSLVR-00718] Cannot create a rule with type',
  ],
  ['DELEGATE', () => ({ RuleType: 'DELEGATE' }), 'InvalidRequestException: A rule that delegates is not offered here.'],
  ['no domain', () => ({ DomainName: undefined }), 'InvalidParameterException'],
  ['an empty label', () => ({ DomainName: 'a..b' }), "InvalidParameterException: Invalid domain name: 'a..b'"],
  ['no target', () => ({ TargetIps: [] }), 'InvalidRequestException: At least one target'],
  ['seven targets', () => ({ TargetIps: Array(7).fill({ Ip: '10.9.0.1' }) }), 'LimitExceededException'],
  ['no address', () => ({ TargetIps: [{ Ip: 'ten' }] }), "InvalidParameterException: Invalid IP address: 'ten'"],
  ['half a port', () => ({ TargetIps: [{ Ip: '10.9.0.1', Port: 80.5 }] }), 'InvalidParameterException: Invalid port'],
  ['no endpoint', () => ({ ResolverEndpointId: undefined }), 'InvalidRequestException: Resolver endpoint ID must be'],
  ['another endpoint', () => ({ ResolverEndpointId: 'rslvr-out-9' }), 'ResourceNotFoundException: Resolver endpoint'],
  [
    'an inbound endpoint',
    async () => ({ ResolverEndpointId: await makeEndpoint('INBOUND') }),
    'InvalidRequestException: Resolver endpoint',
  ],
  [
    'SYSTEM with targets',
    () => ({ RuleType: 'SYSTEM' }),
    'InvalidRequestException: Cannot specify resolver endpoint ID',
  ],
])('a rule of %s is refused', async (_, more, refusal) => {
  expect(await refused(await more())).toContain(refusal);
});
