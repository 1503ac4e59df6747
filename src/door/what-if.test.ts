import { expect, test } from 'vitest';
import { createAuthorizer } from '../access/authorize.ts';
import { manualClock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { seededRandom } from '../base/random.ts';
import { noKeyUses } from '../model/key-use.ts';
import { noMetrics } from '../model/metric.ts';
import type { Network } from '../model/network.ts';
import { nothingObserved } from '../model/target-health.ts';
import { ensureFirstAccount } from '../operations/organizations/first-account.ts';
import { memoryStore } from '../store/memory.ts';
import { type Call, playCalls, withAnswers } from './what-if.ts';

const random = seededRandom(1);
const clock = manualClock(Date.UTC(2026, 0, 1));
const management = '111122223333';

async function firstNetwork(): Promise<Network> {
  const store = memoryStore();
  await store.transact((draft) => ensureFirstAccount(draft, { now: 1, random, accountId: management }));
  return store.network;
}

function play(base: Network, calls: readonly Call[]): Promise<Network> {
  return playCalls(
    {
      store: memoryStore(base),
      authorizer: createAuthorizer(() => undefined, 'k'),
      random,
      sessionKey: 'k',
      quotas: {},
      targetHealth: nothingObserved,
      metrics: noMetrics,
      keyUses: noKeyUses,
      region: 'us-east-1',
      now: () => clock.now(),
    },
    calls,
  );
}

const ec2 = (operation: string, input: object, more: Partial<Call> = {}): Call => ({
  service: 'ec2',
  operation,
  input: input as Call['input'],
  ...more,
});

const newVpc = ec2('CreateVpc', { CidrBlock: '10.9.0.0/16' }, { as: 'vpc' });

test('calls are played on the copy, and what was copied stays as it was', async () => {
  const base = await firstNetwork();
  const resources = [...base.resources()];
  const after = await play(base, [
    newVpc,
    ec2('CreateSubnet', { VpcId: '$vpc.Vpc.VpcId', CidrBlock: '10.9.1.0/24' }, { as: 'subnet' }),
    ec2('CreateTags', { Resources: ['$subnet.Subnet.SubnetId'], Tags: [{ Key: 'price', Value: '$$5' }] }),
  ]);
  const [vpc] = after
    .owned('vpc', management, 'us-east-1')
    .filter((one) => JSON.stringify(one).includes('10.9.0.0/16'));
  expect(after.find('subnet', `vpc:${vpc?.id}`)).toEqual([expect.objectContaining({ tags: { price: '$5' } })]);
  expect([...base.resources()]).toEqual(resources);
  expect(after.revision).toBeGreaterThan(base.revision);
});

test('a call is another account’s, in another region, where it says so; also one that an earlier call made', async () => {
  const base = await firstNetwork();
  const after = await play(base, [
    { service: 'organizations', operation: 'CreateOrganization', input: {} },
    {
      service: 'organizations',
      operation: 'CreateAccount',
      input: { AccountName: 'team', Email: 'team@example.com' },
      as: 'team',
    },
    { ...newVpc, account: 'team', region: 'eu-west-1' },
  ]);
  const team = [...after.all('account')].find(({ name }) => name === 'team')!;
  const cidrs = (account: string, region: string) => JSON.stringify(after.owned('vpc', account, region));
  expect(cidrs(team.id, 'eu-west-1')).toContain('10.9.0.0/16');
  expect(cidrs(management, 'us-east-1')).not.toContain('10.9.0.0/16');
});

test('accounts of an organization share a subnet, and one of them launches in it, all in one what-if', async () => {
  const after = await shareAndLaunch([]);
  const [instance] = [...after.all('instance')];
  const owner = after.get('vpc', instance!.vpc)!.account;
  expect([instance!.account === owner, owner]).toEqual([false, management]);
});

test('what an earlier call of a what-if took away is refused to a later one', async () => {
  const stop: Call = {
    service: 'ram',
    operation: 'DisassociateResourceShare',
    input: {
      resourceShareArn: '$share.resourceShare.resourceShareArn',
      principals: ['$made.CreateAccountStatus.AccountId'],
    },
  };
  await expect(shareAndLaunch([stop])).rejects.toMatchObject({
    code: 'CallRefused',
    details: { operation: 'RunInstances', refusal: 'InvalidSubnetID.NotFound' },
  });
});

/** @param between calls after the share was made and before the launch */
async function shareAndLaunch(between: readonly Call[]): Promise<Network> {
  const input = { AccountName: 'team', Email: 'team@example.com' };
  const group = { GroupName: 'app', Description: 'of the team', VpcId: '$vpc.Vpc.VpcId' };
  const launch = { ImageId: 'ami-12345678', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 };
  return play(await firstNetwork(), [
    { service: 'organizations', operation: 'CreateOrganization', input: { FeatureSet: 'ALL' } },
    { service: 'organizations', operation: 'CreateAccount', input, as: 'team' },
    {
      service: 'organizations',
      operation: 'DescribeCreateAccountStatus',
      input: { CreateAccountRequestId: '$team.CreateAccountStatus.Id' },
      as: 'made',
    },
    { service: 'ram', operation: 'EnableSharingWithAwsOrganization', input: {} },
    newVpc,
    ec2('CreateSubnet', { VpcId: '$vpc.Vpc.VpcId', CidrBlock: '10.9.1.0/24' }, { as: 'subnet' }),
    {
      service: 'ram',
      operation: 'CreateResourceShare',
      input: {
        name: 'network',
        resourceArns: ['$subnet.Subnet.SubnetArn'],
        principals: ['$made.CreateAccountStatus.AccountId'],
      },
      as: 'share',
    },
    ec2('CreateSecurityGroup', group, { account: 'team', as: 'group' }),
    ...between,
    ec2(
      'RunInstances',
      { ...launch, SubnetId: '$subnet.Subnet.SubnetId', SecurityGroupIds: ['$group.GroupId'] },
      { account: 'team' },
    ),
  ]);
}

async function refusal(calls: readonly Call[]): Promise<unknown> {
  try {
    await play(await firstNetwork(), calls);
  } catch (reason) {
    if (reason instanceof Fault) return { code: reason.code, message: reason.message, ...reason.details };
    throw reason;
  }
  return undefined;
}

test('a refused call ends it, and is named with AWS’s code and message', async () => {
  expect(await refusal([newVpc, ec2('CreateVpc', { CidrBlock: '10.0.0.0/8' }), newVpc])).toEqual({
    code: 'CallRefused',
    message: "Call 2, ec2 CreateVpc, was refused: InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid.",
    call: '2',
    service: 'ec2',
    operation: 'CreateVpc',
    refusal: 'InvalidVpc.Range',
    refusalMessage: "The CIDR '10.0.0.0/8' is invalid.",
  });
});

test.each([
  [ec2('CreateVpcs', {}), 'InvalidAction'],
  [ec2('CreateVpc', { CidrBlok: '10.0.0.0/16' }), 'UnknownParameter'],
  [ec2('CreateVpc', { CidrBlock: '10.0.0.0/16', DryRun: true }), 'DryRunOperation'],
  [ec2('CreateVpc', { CidrBlock: '$vpc.Vpc.CidrBlock' }), 'UnknownReference'],
  [{ ...newVpc, account: 'nobody' }, 'UnknownAccount'],
  [{ ...newVpc, region: 'moon-1' }, 'UnknownRegion'],
  [{ ...newVpc, service: 's3' }, 'UnknownService'],
])('%j is refused with %s', async (call, code) => {
  expect(await refusal([call])).toMatchObject({ call: '1', refusal: code });
});

test('it is worked on in turns with others', async () => {
  let turns = 0;
  const count = (): void => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  await play(
    await firstNetwork(),
    [newVpc, newVpc, newVpc].map(({ as: _, ...call }) => call),
  );
  clearImmediate(timer);
  expect(turns).toBeGreaterThanOrEqual(3);
});

const answers = new Map<string, unknown>([['vpc', { Vpc: { VpcId: 'vpc-1', Tags: [{ Key: 'a' }] }, At: new Date(0) }]]);

test.each([
  ['$vpc.Vpc.VpcId', 'vpc-1'],
  ['$vpc.Vpc.Tags.0.Key', 'a'],
  ['$vpc.Vpc.Tags', [{ Key: 'a' }]],
  ['$vpc.At', '1970-01-01T00:00:00.000Z'],
  [{ a: ['$vpc.Vpc.VpcId', 1, null] }, { a: ['vpc-1', 1, null] }],
  ['$$vpc.Vpc.VpcId', '$vpc.Vpc.VpcId'],
  ['$5.00', '$5.00'],
  ['costs $vpc.Vpc.VpcId', 'costs $vpc.Vpc.VpcId'],
])('%j becomes %j', (given, expected) => {
  expect(withAnswers(given, answers)).toEqual(expected);
});

test.each([
  ['$subnet.Subnet.SubnetId', 'no earlier call is called subnet.'],
  ['$vpc.Vpc.Nothing', 'the answer of vpc has no such member.'],
  ['$vpc.constructor.name', 'the answer of vpc has no such member.'],
  ['$vpc.Vpc.VpcId.length', 'the answer of vpc has no such member.'],
])('%s leads nowhere', (given, message) => {
  expect(() => withAnswers(given, answers)).toThrow(message);
});

test('an input of very many levels is refused', () => {
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  expect(() => withAnswers(deep, answers)).toThrow('The input has more than 32 levels.');
});
