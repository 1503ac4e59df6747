import { describe, expect, test } from 'vitest';
import { operations as carried } from '../../tools/schemas/operations.ts';
import { encode, findOperation } from '../wire/operation.ts';
import type { ServiceName } from '../wire/services.ts';
import { accountOperations } from './account/table.ts';
import { ec2Operations } from './ec2/table.ts';
import { balancerInput, listenerInput, world } from './elasticloadbalancing/sample-load-balancer.ts';
import { elasticLoadBalancingOperations } from './elasticloadbalancing/table.ts';
import { type Harness, harness } from './harness.ts';
import { iamOperations } from './iam/table.ts';
import { monitoringOperations } from './monitoring/table.ts';
import { organizationsOperations } from './organizations/table.ts';
import { ramOperations } from './ram/table.ts';
import { route53Operations } from './route53/table.ts';
import { route53ResolverOperations } from './route53resolver/table.ts';
import { snsOperations } from './sns/table.ts';
import { stsOperations } from './sts/table.ts';

const tables = {
  account: accountOperations,
  ec2: ec2Operations,
  elasticloadbalancing: elasticLoadBalancingOperations,
  iam: iamOperations,
  monitoring: monitoringOperations,
  organizations: organizationsOperations,
  ram: ramOperations,
  route53: route53Operations,
  route53resolver: route53ResolverOperations,
  sns: snsOperations,
  sts: stsOperations,
} as const;

describe('each table has what the wire carries', () => {
  const complete = Object.keys(tables).filter((service) => service !== 'ec2') as (keyof typeof tables)[];
  test.each(complete)('%s', (service) => {
    expect(Object.keys(tables[service]).sort()).toEqual([...carried[service]].sort());
  });
});

const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';
const PolicyDocument = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

type Call = readonly [service: ServiceName, name: string, input: object];

/** Makes one of everything and asks for it. */
const calls: readonly Call[] = [
  ['sts', 'GetCallerIdentity', {}],
  ['sts', 'GetSessionToken', {}],
  ['iam', 'GetUser', {}],
  ['iam', 'CreateUser', { UserName: 'ann', Tags: [{ Key: 'a', Value: 'b' }], PermissionsBoundary: PolicyArn }],
  ['iam', 'CreateAccessKey', {}],
  ['iam', 'ListAccessKeys', {}],
  ['iam', 'ListUsers', {}],
  ['iam', 'CreateGroup', { GroupName: 'team' }],
  ['iam', 'AddUserToGroup', { GroupName: 'team', UserName: 'ann' }],
  ['iam', 'GetGroup', { GroupName: 'team' }],
  ['iam', 'ListGroups', {}],
  ['iam', 'ListGroupsForUser', { UserName: 'ann' }],
  ['iam', 'PutGroupPolicy', { GroupName: 'team', PolicyName: 'p', PolicyDocument }],
  ['iam', 'GetGroupPolicy', { GroupName: 'team', PolicyName: 'p' }],
  ['iam', 'ListGroupPolicies', { GroupName: 'team' }],
  ['iam', 'AttachGroupPolicy', { GroupName: 'team', PolicyArn }],
  ['iam', 'ListAttachedGroupPolicies', { GroupName: 'team' }],
  [
    'iam',
    'SimulatePrincipalPolicy',
    { PolicySourceArn: 'arn:aws:iam::111122223333:user/ann', ActionNames: ['s3:GetObject'] },
  ],
  [
    'iam',
    'SimulateCustomPolicy',
    {
      PolicyInputList: [PolicyDocument],
      ActionNames: ['s3:GetObject'],
      ResourceArns: ['arn:aws:s3:::b', 'arn:aws:s3:::c'],
    },
  ],
  ['iam', 'CreateRole', { RoleName: 'app', AssumeRolePolicyDocument: trust }],
  ['iam', 'ListRoles', {}],
  ['iam', 'PutRolePolicy', { RoleName: 'app', PolicyName: 'p', PolicyDocument }],
  ['iam', 'GetRolePolicy', { RoleName: 'app', PolicyName: 'p' }],
  ['iam', 'ListRolePolicies', { RoleName: 'app' }],
  ['iam', 'AttachRolePolicy', { RoleName: 'app', PolicyArn }],
  ['iam', 'ListAttachedRolePolicies', { RoleName: 'app' }],
  ['iam', 'CreatePolicy', { PolicyName: 'p', PolicyDocument }],
  ['iam', 'GetPolicy', { PolicyArn }],
  ['iam', 'GetPolicyVersion', { PolicyArn, VersionId: 'v182' }],
  ['iam', 'ListPolicyVersions', { PolicyArn }],
  ['iam', 'ListPolicies', {}],
  ['iam', 'CreateInstanceProfile', { InstanceProfileName: 'web' }],
  ['iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'web', RoleName: 'app' }],
  ['iam', 'ListInstanceProfiles', {}],
  ['organizations', 'CreateOrganization', {}],
  ['organizations', 'ListRoots', {}],
  ['organizations', 'CreateAccount', { AccountName: 'dev', Email: 'dev@example.com' }],
  ['organizations', 'ListCreateAccountStatus', {}],
  ['organizations', 'ListAccounts', {}],
  ['ec2', 'DescribeVpcEndpointServices', { MaxResults: 3 }],
  ['ec2', 'DescribeVpcEndpointAssociations', {}],
];

async function written(service: ServiceName, name: string, output: unknown): Promise<string> {
  const protocol = service === 'ec2' ? 'ec2Query' : service === 'organizations' ? 'awsJson1_1' : 'awsQuery';
  const target = { service, protocol, operation: name, region: 'us-east-1' } as const;
  const head = { method: 'POST', path: '/', query: '', headers: {} };
  const operation = await findOperation(target as never, head as never);
  return String(encode(operation, output, 'id', { strict: true }).body);
}

async function answer(h: Harness, [service, name, input]: Call): Promise<string> {
  const output = await h.call(tables[service] as never, name as never, input as never);
  return written(service, name, output);
}

test('every answer is one that the schema knows', async () => {
  const h = harness();
  for (const call of calls) expect(await answer(h, call), call[1]).not.toBe('');
});

test('a load balancer with its target group and listener is answered as its service writes them', async () => {
  const w = await world();
  const arn = (xml: string, member: string): string => new RegExp(`<${member}>(.*?)</${member}>`).exec(xml)![1]!;
  const ask = (name: string, input: object) => answer(w.h, ['elasticloadbalancing', name, input]);
  const made = await ask('CreateLoadBalancer', balancerInput(w, { SecurityGroups: [w.group] }));
  expect(made).toContain('<State><Code>provisioning</Code></State>');
  expect(made).toContain(`<SecurityGroups><member>${w.group}</member></SecurityGroups>`);
  const LoadBalancerArn = arn(made, 'LoadBalancerArn');
  const target = {
    Name: 'web',
    Protocol: 'TCP',
    Port: 80,
    VpcId: w.vpc,
    TargetType: 'ip',
    HealthCheckProtocol: 'HTTP',
  };
  const group = await ask('CreateTargetGroup', target);
  expect(group).toContain('<Matcher><HttpCode>200-399</HttpCode></Matcher>');
  const TargetGroupArn = arn(group, 'TargetGroupArn');
  const listener = await ask('CreateListener', listenerInput(LoadBalancerArn, TargetGroupArn));
  expect(listener).toContain('<DefaultActions><member><Type>forward</Type>');
  const ListenerArn = arn(listener, 'ListenerArn');
  await ask('RegisterTargets', { TargetGroupArn, Targets: [{ Id: '10.0.0.9' }] });
  expect(await ask('DescribeTargetHealth', { TargetGroupArn })).toContain('<State>initial</State>');
  await ask('AddTags', { ResourceArns: [ListenerArn], Tags: [{ Key: 'a', Value: 'b' }] });
  expect(await ask('DescribeTags', { ResourceArns: [ListenerArn] })).toContain('<Key>a</Key><Value>b</Value>');
  for (const [name, input] of [
    ['DescribeAccountLimits', {}],
    ['DescribeListenerAttributes', { ListenerArn }],
    ['DescribeListeners', { LoadBalancerArn }],
    ['DescribeLoadBalancerAttributes', { LoadBalancerArn }],
    ['DescribeLoadBalancers', { PageSize: 1 }],
    ['DescribeTargetGroupAttributes', { TargetGroupArn }],
    ['DescribeTargetGroups', { LoadBalancerArn }],
    ['ModifyListener', { ListenerArn, Port: 81 }],
    ['ModifyTargetGroup', { TargetGroupArn, HealthCheckPath: '/up' }],
    ['SetIpAddressType', { LoadBalancerArn, IpAddressType: 'ipv4' }],
    ['SetSecurityGroups', { LoadBalancerArn, SecurityGroups: [w.group] }],
    ['SetSubnets', { LoadBalancerArn, Subnets: [...w.subnets] }],
    ['DeregisterTargets', { TargetGroupArn, Targets: [{ Id: '10.0.0.9' }] }],
    ['RemoveTags', { ResourceArns: [ListenerArn], TagKeys: ['a'] }],
    ['DeleteListener', { ListenerArn }],
    ['DeleteTargetGroup', { TargetGroupArn }],
    ['DeleteLoadBalancer', { LoadBalancerArn }],
  ] as const) {
    expect(await ask(name, input), name).toContain(`<${name}Response`);
  }
});

test('endpoints are answered as EC2 writes them', async () => {
  const h = harness();
  const vpc = (await h.call(ec2Operations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const input = { VpcId: vpc, ServiceName: 'com.amazonaws.us-east-1.s3' };
  expect(await answer(h, ['ec2', 'CreateVpcEndpoint', input])).toContain('<state>pending</state>');
  const shown = await answer(h, ['ec2', 'DescribeVpcEndpoints', {}]);
  expect(shown).toContain('<state>available</state>');
  expect(shown).toContain('<networkInterfaceIdSet/>');
  expect(shown).toMatch(/<dnsRecordIpType>service-defined<\/dnsRecordIpType>/);
  const ids = h.network.owned('vpc-endpoint', '111122223333', 'us-east-1').map((endpoint) => endpoint.id);
  expect(await answer(h, ['ec2', 'ModifyVpcEndpoint', { VpcEndpointId: ids[0], ResetPolicy: true }])).toContain(
    '<return>true</return>',
  );
  expect(await answer(h, ['ec2', 'DeleteVpcEndpoints', { VpcEndpointIds: [...ids, 'vpce-x'] }])).toContain(
    '<code>InvalidVpcEndpointId.Malformed</code>',
  );
});
