/**
 * What authorization costs: DescribeVpcs and CreateTags of an account's root user, for whom no policy counts, of a user and of
 * a role's session with an identity policy under two service control policies, in turns on one server; and, in this process,
 * one decision over policies that are compiled. Beside requests per second stands the server's processor time for each, which
 * other processes on the machine hardly change.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { evaluate } from '../src/policy/evaluate.ts';
import { parsePolicy } from '../src/policy/parse.ts';
import type { PolicyKind } from '../src/policy/policy.ts';
import { median, processorSeconds, type Started, startPostern } from './process.ts';
import { fillWithVpcs, load, signedBytes, variants, variantTags } from './signed-load.ts';

/** Many and short, every other one in reverse, since what else the machine does comes and goes. */
const rounds = 30;
/** Before them, until the engine has compiled what every caller's requests go through: some ten thousand of each. */
const warmingRounds = 12;
const seconds = 0.5;
const vpcs = 100;
const region = 'us-east-1';
const decisions = 20_000;

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
const document = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** As a network engineer's might be. */
const identityPolicy = document(
  { Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' },
  {
    Effect: 'Allow',
    Action: ['ec2:Create*', 'ec2:Modify*', 'ec2:Associate*', 'ec2:Attach*'],
    Resource: ['arn:aws:ec2:*:*:vpc/*', 'arn:aws:ec2:*:*:subnet/*', 'arn:aws:ec2:*:*:route-table/*'],
    Condition: { StringEquals: { 'aws:RequestedRegion': [region, 'eu-west-1'] } },
  },
  {
    Effect: 'Deny',
    Action: 'ec2:Delete*',
    Resource: '*',
    Condition: { StringEquals: { 'aws:ResourceTag/protected': 'true' } },
  },
);
const otherRegions = document({
  Effect: 'Deny',
  NotAction: ['iam:*', 'organizations:*', 'route53:*', 'sts:*'],
  Resource: '*',
  Condition: { StringNotEquals: { 'aws:RequestedRegion': [region, 'eu-west-1', 'eu-central-1'] } },
});
const protectedTags = document({
  Effect: 'Deny',
  Action: ['ec2:CreateTags', 'ec2:DeleteTags'],
  Resource: '*',
  Condition: {
    'ForAnyValue:StringEquals': { 'aws:TagKeys': ['owner', 'cost'] },
    ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin*' },
  },
});

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const settings = ({ endpoint }: Started, credentials: Credentials) => ({ endpoint, region, credentials });

async function assume(postern: Started, credentials: Credentials, RoleArn: string): Promise<Credentials> {
  const sts = new STSClient(settings(postern, credentials));
  const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'bench' }));
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
}

/** An account under two service control policies: its id. */
async function makeMember(postern: Started): Promise<string> {
  const client = new organizations.OrganizationsClient(settings(postern, postern.credentials));
  await client.send(new organizations.CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  const { Roots = [] } = await client.send(new organizations.ListRootsCommand({}));
  const RootId = Roots[0]?.Id ?? '';
  const Type = 'SERVICE_CONTROL_POLICY';
  await client.send(new organizations.EnablePolicyTypeCommand({ RootId, PolicyType: Type }));
  const made = await client.send(new organizations.CreateAccountCommand({ AccountName: 'm', Email: 'm@example.com' }));
  const status = await client.send(
    new organizations.DescribeCreateAccountStatusCommand({ CreateAccountRequestId: made.CreateAccountStatus?.Id }),
  );
  for (const [index, Content] of [otherRegions, protectedTags].entries()) {
    const policy = { Name: `p${index}`, Description: 'd', Type, Content } as const;
    const { Policy } = await client.send(new organizations.CreatePolicyCommand(policy));
    await client.send(new organizations.AttachPolicyCommand({ PolicyId: Policy?.PolicySummary?.Id, TargetId: RootId }));
  }
  return status.CreateAccountStatus?.AccountId ?? '';
}

/** The credentials of a user and of a role with the identity policy. */
async function makeIdentities(postern: Started, admin: Credentials, account: string) {
  const client = new iam.IAMClient(settings(postern, admin));
  await client.send(new iam.CreateUserCommand({ UserName: 'engineer' }));
  const named = { PolicyName: 'p', PolicyDocument: identityPolicy };
  await client.send(new iam.PutUserPolicyCommand({ UserName: 'engineer', ...named }));
  const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName: 'engineer' }));
  const trust = { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = document(trust);
  await client.send(new iam.CreateRoleCommand({ RoleName: 'engineer', AssumeRolePolicyDocument }));
  await client.send(new iam.PutRolePolicyCommand({ RoleName: 'engineer', ...named }));
  const user = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  return { user, role: await assume(postern, admin, `arn:aws:iam::${account}:role/engineer`) };
}

const rounded = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits;

async function requestsPerSecond(): Promise<object> {
  const postern = await startPostern('--fabric', 'none', '--quota', 'vpcsPerRegion=200');
  try {
    const account = await makeMember(postern);
    const admin = await assume(
      postern,
      postern.credentials,
      `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`,
    );
    const { user, role } = await makeIdentities(postern, admin, account);
    const clientOf = (credentials: Credentials) => new ec2.EC2Client(settings(postern, credentials));
    const own = await fillWithVpcs(clientOf(postern.credentials), vpcs);
    const members = await fillWithVpcs(clientOf(admin), vpcs);
    const callers = [
      { name: 'root', client: clientOf(postern.credentials), ids: own },
      { name: 'user', client: clientOf(user), ids: members },
      { name: 'role', client: clientOf(role), ids: members },
    ];
    const operations = {
      CreateTags: (ids: readonly string[], variant: number) =>
        new ec2.CreateTagsCommand({ Resources: ids.slice(0, 2), Tags: variantTags(variant) }),
      DescribeVpcs: () => new ec2.DescribeVpcsCommand({}),
    };
    const result: Record<string, object> = {};
    for (const [operation, command] of Object.entries(operations)) {
      const measured = callers.map((caller) => ({ ...caller, rates: [] as number[], costs: [] as number[] }));
      for (let round = -warmingRounds; round < rounds; round += 1) {
        for (const { name, client, ids, rates, costs } of round % 2 === 0 ? measured : measured.toReversed()) {
          const signed = Array.from({ length: variants }, (_, index) =>
            signedBytes(client, command(ids, index) as never),
          );
          const requests = await Promise.all(signed);
          const before = processorSeconds(postern.pid);
          const { perSecond, refusals, all } = await load(postern.port, requests, seconds);
          if (refusals > 0) throw new Error(`${refusals} ${operation} requests of ${name} were refused`);
          if (round < 0) continue;
          rates.push(perSecond);
          costs.push(((processorSeconds(postern.pid) - before) * 1e6) / all);
        }
      }
      const [root] = measured;
      const ofRoot = (values: readonly number[], roots: readonly number[]): number =>
        rounded(median(values.map((value, round) => value / (roots[round] ?? Number.NaN))));
      result[operation] = Object.fromEntries(
        measured.map(({ name, rates, costs }) => [
          name,
          {
            perSecond: Math.round(median(rates)),
            processorMicroseconds: Math.round(median(costs)),
            rateOfRoots: ofRoot(rates, root!.rates),
            costOfRoots: ofRoot(costs, root!.costs),
          },
        ]),
      );
    }
    return result;
  } finally {
    await postern.stop();
  }
}

/** One identity policy, two service control policies and one endpoint policy, all of which have to be read to the end. */
function microsecondsPerDecision(): object {
  const compile = (kind: PolicyKind, ...texts: readonly string[]) => texts.map((text) => parsePolicy(text, kind));
  const account = '111122223333';
  const [endpoint] = compile('endpoint', document({ ...everything, Principal: '*' }));
  const open = parsePolicy(document(everything), 'serviceControl');
  const policies = {
    sameAccount: true,
    identity: compile('identity', identityPolicy),
    serviceControl: [[open, ...compile('serviceControl', otherRegions, protectedTags)]],
    endpoint,
  };
  const request = {
    principal: { kind: 'user', account, arn: `arn:aws:iam::${account}:user/engineer` },
    action: 'ec2:CreateTags',
    resource: `arn:aws:ec2:${region}:${account}:vpc/vpc-0123456789abcdef0`,
    context: { 'aws:RequestedRegion': region, 'aws:TagKeys': ['a', 'b'], 'aws:SourceVpce': 'vpce-1' },
  } as const;
  const measured = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    for (let index = 0; index < decisions; index += 1) {
      if (!evaluate(request, policies).allowed) throw new Error('the decision is wrong');
    }
    return ((performance.now() - begun) * 1000) / decisions;
  });
  return {
    policies: 4,
    medianMicroseconds: rounded(median(measured)),
    leastMicroseconds: rounded(Math.min(...measured)),
  };
}

export async function benchAuthorization(): Promise<object> {
  return { decision: microsecondsPerDecision(), requests: await requestsPerSecond() };
}
