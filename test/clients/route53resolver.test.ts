/** Route 53 Resolver as AWS's clients use it: the `aws` command, boto3 and the SDK; a rule across accounts, and policies. */

import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateResourceShareCommand, EnableSharingWithAwsOrganizationCommand, RAMClient } from '@aws-sdk/client-ram';
import * as resolver from '@aws-sdk/client-route53resolver';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import { aws, awsJson, codeOf, hasAws, hasBoto3, python, refusalOf, settings, startServer } from './server.ts';

const server = await startServer();
afterAll(() => server.stop());
const connection = settings(server);
const names = new resolver.Route53ResolverClient(connection);
const ec2 = new EC2Client(connection);

let vpc = '';
let subnets: readonly string[] = [];
let group = '';

async function networkOf(client: EC2Client, block: string) {
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: `${block}.0.0/16` }));
  const VpcId = Vpc?.VpcId ?? '';
  const made = await Promise.all(
    ['a', 'b'].map((zone, index) =>
      client.send(
        new CreateSubnetCommand({
          VpcId,
          CidrBlock: `${block}.${index}.0/24`,
          AvailabilityZone: `us-east-1${zone}`,
        }),
      ),
    ),
  );
  return { vpc: VpcId, subnets: made.map(({ Subnet }) => Subnet?.SubnetId ?? '') };
}

beforeAll(async () => {
  ({ vpc, subnets } = await networkOf(ec2, '10.0'));
  const request = { VpcId: vpc, GroupName: 'names', Description: 'names' };
  group = (await ec2.send(new CreateSecurityGroupCommand(request))).GroupId ?? '';
  const IpPermissions = [{ IpProtocol: 'udp', FromPort: 53, ToPort: 53, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }];
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions }));
});

async function outbound(name: string): Promise<string> {
  const made = await names.send(
    new resolver.CreateResolverEndpointCommand({
      CreatorRequestId: name,
      Direction: 'OUTBOUND',
      SecurityGroupIds: [group],
      IpAddresses: subnets.map((SubnetId) => ({ SubnetId })),
    }),
  );
  return made.ResolverEndpoint?.Id ?? '';
}

describe.skipIf(!hasAws)('the aws command', () => {
  interface Answer {
    readonly ResolverEndpoint: { readonly Id: string; readonly Status: string; readonly IpAddressCount: number };
  }

  test('makes an inbound endpoint, waits for it, gives it another address and takes it away', async () => {
    const addresses = subnets.map((id) => `SubnetId=${id}`);
    const words = ['--creator-request-id', 'cli', '--direction', 'INBOUND', '--security-group-ids', group];
    const { ResolverEndpoint: made } = await awsJson<Answer>(server, [
      ...['route53resolver', 'create-resolver-endpoint', ...words, '--ip-addresses', ...addresses],
    ]);
    expect(made).toMatchObject({ Status: 'CREATING', IpAddressCount: 2 });
    const ask = (operation: string, ...more: string[]) =>
      awsJson<Answer>(server, ['route53resolver', operation, '--resolver-endpoint-id', made.Id, ...more]);
    expect((await ask('get-resolver-endpoint')).ResolverEndpoint.Status).toBe('OPERATIONAL');
    const added = await ask('associate-resolver-endpoint-ip-address', '--ip-address', `SubnetId=${subnets[0]}`);
    expect(added.ResolverEndpoint.IpAddressCount).toBe(3);
    expect((await ask('delete-resolver-endpoint')).ResolverEndpoint.Status).toBe('DELETING');
    const gone = await aws(server, ['route53resolver', 'get-resolver-endpoint', '--resolver-endpoint-id', made.Id]);
    expect(gone.stderr).toContain(
      `An error occurred (ResourceNotFoundException) when calling the GetResolverEndpoint operation: Resolver endpoint with ID '${made.Id}' does not exist`,
    );
  });
});

describe.skipIf(!hasBoto3)('boto3', () => {
  test('makes rules, associates them, pages and filters', async () => {
    const endpoint = await outbound('boto3');
    const lines = `
client = boto3.client('route53resolver')
made = [client.create_resolver_rule(CreatorRequestId=name, RuleType='FORWARD', DomainName=name, ResolverEndpointId='${endpoint}', TargetIps=[{'Ip': '10.9.0.53', 'Port': 53}])['ResolverRule'] for name in ['a.example', 'b.example']]
system = client.create_resolver_rule(CreatorRequestId='s', RuleType='SYSTEM', DomainName='own.a.example')['ResolverRule']
association = client.associate_resolver_rule(ResolverRuleId=made[0]['Id'], VPCId='${vpc}', Name='a')['ResolverRuleAssociation']
pages = client.get_paginator('list_resolver_rules').paginate(PaginationConfig={'PageSize': 1})
names = sorted(rule['DomainName'] for page in pages for rule in page['ResolverRules'])
filtered = client.list_resolver_rules(Filters=[{'Name': 'ResolverEndpointId', 'Values': ['${endpoint}']}])['ResolverRules']
listed = client.list_resolver_rule_associations(Filters=[{'Name': 'ResolverRuleId', 'Values': [made[0]['Id']]}])['ResolverRuleAssociations']
refusals = [
  code(client.delete_resolver_rule, ResolverRuleId=made[0]['Id']),
  code(client.associate_resolver_rule, ResolverRuleId='rslvr-rr-9', VPCId='${vpc}'),
  code(client.list_resolver_rules, NextToken='x'),
  code(client.delete_resolver_endpoint, ResolverEndpointId='${endpoint}'),
]
client.disassociate_resolver_rule(ResolverRuleId=made[0]['Id'], VPCId='${vpc}')
for rule in made + [system]: client.delete_resolver_rule(ResolverRuleId=rule['Id'])
client.delete_resolver_endpoint(ResolverEndpointId='${endpoint}')
show([names, len(filtered), [(one['Name'], one['Status']) for one in listed], association['Status'], refusals, system['RuleType']])
`;
    expect(await python(server, lines)).toEqual([
      ['.', 'a.example.', 'b.example.', 'own.a.example.'],
      2,
      [['a', 'COMPLETE']],
      'CREATING',
      ['ResourceInUseException', 'ResourceNotFoundException', 'InvalidNextTokenException', 'InvalidRequestException'],
      'SYSTEM',
    ]);
  });
});

describe('the SDK', () => {
  test('tells errors with their details', async () => {
    const request = { ResolverRuleId: 'rslvr-rr-9' };
    const error = await names.send(new resolver.GetResolverRuleCommand(request)).catch((one) => one);
    expect(error).toBeInstanceOf(resolver.ResourceNotFoundException);
    expect(error).toMatchObject({
      message: "Resolver rule with ID 'rslvr-rr-9' does not exist",
      ResourceType: 'resolver-rule',
    });
    const nothing = { DomainName: 'x.example' } as resolver.CreateResolverRuleCommandInput;
    expect(await refusalOf(names.send(new resolver.CreateResolverRuleCommand(nothing)))).toMatch(
      'ValidationException: 2 validation errors detected',
    );
  });

  test('shares a rule by RAM with an account, which associates it and no more', async () => {
    await createOrganization(connection);
    const other = await createAccount(connection, 'other');
    const ram = new RAMClient(connection);
    await ram.send(new EnableSharingWithAwsOrganizationCommand({}));
    const ResolverEndpointId = await outbound('shared');
    const made = await names.send(
      new resolver.CreateResolverRuleCommand({
        CreatorRequestId: 'shared',
        RuleType: 'FORWARD',
        DomainName: 'corp.example',
        ResolverEndpointId,
        TargetIps: [{ Ip: '10.9.0.53' }],
        Tags: [{ Key: 'team', Value: 'network' }],
      }),
    );
    const { Id: ResolverRuleId, Arn = '' } = made.ResolverRule ?? {};
    const theirs = new resolver.Route53ResolverClient({ ...other.connection, maxAttempts: 1 });
    const get = () => codeOf(theirs.send(new resolver.GetResolverRuleCommand({ ResolverRuleId })));
    expect(await get()).toBe('ResourceNotFoundException');
    await ram.send(new CreateResourceShareCommand({ name: 'rules', principals: [other.id], resourceArns: [Arn] }));
    expect(await get()).toBe('success');
    const { vpc: VPCId } = await networkOf(new EC2Client({ ...other.connection, maxAttempts: 1 }), '10.7');
    const associated = await theirs.send(new resolver.AssociateResolverRuleCommand({ ResolverRuleId, VPCId }));
    expect(associated.ResolverRuleAssociation).toMatchObject({ ResolverRuleId, VPCId, Status: 'CREATING' });
    expect(await codeOf(theirs.send(new resolver.DeleteResolverRuleCommand({ ResolverRuleId })))).toBe(
      'ResourceNotFoundException',
    );
    const tags = theirs.send(new resolver.ListTagsForResourceCommand({ ResourceArn: Arn }));
    expect(await codeOf(tags)).toBe('ResourceNotFoundException');
    const elsewhere = new resolver.Route53ResolverClient(settings(server, 'eu-west-1'));
    expect(await codeOf(elsewhere.send(new resolver.GetResolverRuleCommand({ ResolverRuleId })))).toBe(
      'ResourceNotFoundException',
    );
  });

  test('is held to policies by the names of rules and endpoints, and by tags', async () => {
    const rule = async (name: string, team: string) => {
      const request = { CreatorRequestId: name, RuleType: 'SYSTEM', DomainName: name } as const;
      const Tags = [{ Key: 'team', Value: team }];
      return (await names.send(new resolver.CreateResolverRuleCommand({ ...request, Tags }))).ResolverRule?.Id ?? '';
    };
    const [own, foreign] = [await rule('own.example', 'app'), await rule('foreign.example', 'db')];
    const Statement = [
      { Effect: 'Allow', Action: 'route53resolver:List*', Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['route53resolver:GetResolverRule', 'route53resolver:DeleteResolverRule'],
        Resource: `arn:aws:route53resolver:us-east-1:${server.account}:resolver-rule/*`,
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'app' } },
      },
    ];
    const trust = { Effect: 'Allow', Principal: { AWS: server.account }, Action: 'sts:AssumeRole' };
    const text = (statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
    const iam = new IAMClient(connection);
    await iam.send(new CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: text([trust]) }));
    await iam.send(new PutRolePolicyCommand({ RoleName: 'app', PolicyName: 'p', PolicyDocument: text(Statement) }));
    const RoleArn = `arn:aws:iam::${server.account}:role/app`;
    const assumed = await new STSClient(connection).send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'limited' }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = assumed.Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const limited = new resolver.Route53ResolverClient(settings(server, 'us-east-1', credentials));
    const get = (ResolverRuleId: string) =>
      codeOf(limited.send(new resolver.GetResolverRuleCommand({ ResolverRuleId })));
    expect([await get(own), await get(foreign)]).toEqual(['success', 'AccessDeniedException']);
    expect(await codeOf(limited.send(new resolver.ListResolverRulesCommand({})))).toBe('success');
    expect(await codeOf(limited.send(new resolver.ListResolverEndpointsCommand({})))).toBe('success');
    const refused = await refusalOf(limited.send(new resolver.DeleteResolverRuleCommand({ ResolverRuleId: foreign })));
    expect(refused).toContain(
      `not authorized to perform: route53resolver:DeleteResolverRule on resource: arn:aws:route53resolver:us-east-1:${server.account}:resolver-rule/${foreign}`,
    );
  });
});
