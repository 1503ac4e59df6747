/**
 * What it costs to see others' subnets: DescribeSubnets by a participant with 100 shared subnets among 10,000 of the region, against
 * an account with 100 of its own, in turns on one server. Both have the subnets of their default VPCs as well.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as organizations from '@aws-sdk/client-organizations';
import * as ram from '@aws-sdk/client-ram';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Target } from './api.ts';
import { median, type Started, startPostern } from './process.ts';
import { load, signedBytes } from './signed-load.ts';

const rounds = 3;
const vpcs = 50;
const subnetsPerVpc = 200;
const shown = 100;
const inFlight = 32;

/** Does something for each, some at a time. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}

const settings = ({ endpoint, credentials }: Started) => ({ endpoint, region: 'us-east-1', credentials }) as const;

interface Member extends Target {
  readonly account: string;
  readonly ram: ram.RAMClient;
}

async function memberOf(server: Started, name: string): Promise<Member> {
  const client = new organizations.OrganizationsClient(settings(server));
  const asked = await client.send(
    new organizations.CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }),
  );
  const CreateAccountRequestId = asked.CreateAccountStatus?.Id;
  const made = await client.send(new organizations.DescribeCreateAccountStatusCommand({ CreateAccountRequestId }));
  const account = made.CreateAccountStatus?.AccountId ?? '';
  const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
  const { Credentials: keys } = await new STSClient(settings(server)).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: name }),
  );
  const credentials = {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  };
  const options = { ...settings(server), credentials };
  return { name, account, port: server.port, client: new ec2.EC2Client(options), ram: new ram.RAMClient(options) };
}

/** VPCs full of subnets. Answers the subnets' ARNs. */
async function fill({ client }: Member, count: number): Promise<readonly string[]> {
  const arns: string[] = [];
  for (let vpc = 0; vpc * subnetsPerVpc < count; vpc += 1) {
    const made = await client.send(new ec2.CreateVpcCommand({ CidrBlock: `10.${vpc}.0.0/16` }));
    const blocks = Array.from({ length: Math.min(subnetsPerVpc, count) }, (_, index) => `10.${vpc}.${index}.0/24`);
    await forEach(blocks, async (CidrBlock) => {
      const { Subnet } = await client.send(new ec2.CreateSubnetCommand({ VpcId: made.Vpc?.VpcId, CidrBlock }));
      arns.push(Subnet?.SubnetArn ?? '');
    });
  }
  return arns;
}

async function shownTo(target: Target): Promise<number> {
  return (await target.client.send(new ec2.DescribeSubnetsCommand({}))).Subnets?.length ?? 0;
}

export async function benchSharedVpc(): Promise<object> {
  const server = await startPostern('--fabric', 'none', '--quota', `vpcsPerRegion=${vpcs + 1}`);
  try {
    const client = new organizations.OrganizationsClient(settings(server));
    await client.send(new organizations.CreateOrganizationCommand({ FeatureSet: 'ALL' }));
    await new ram.RAMClient(settings(server)).send(new ram.EnableSharingWithAwsOrganizationCommand({}));
    const owner = await memberOf(server, 'owner');
    const participant = await memberOf(server, 'participant');
    const alone = await memberOf(server, 'alone');
    const all = await fill(owner, vpcs * subnetsPerVpc);
    await fill(alone, shown);
    const resourceArns = all.filter((_, index) => index % (all.length / shown) === 0);
    await owner.ram.send(
      new ram.CreateResourceShareCommand({ name: 'shared', resourceArns, principals: [participant.account] }),
    );
    const seen = { own: await shownTo(alone), shared: await shownTo(participant) };
    if (seen.own !== seen.shared) throw new Error(`they see ${seen.own} and ${seen.shared} subnets`);
    const measured = new Map<string, number[]>([alone, participant].map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const target of [alone, participant]) {
        const request = await signedBytes(target.client, new ec2.DescribeSubnetsCommand({}) as never);
        const { perSecond, refusals } = await load(target.port, [request]);
        if (refusals > 0) throw new Error(`${target.name} was refused ${refusals} times`);
        measured.get(target.name)?.push(perSecond);
      }
    }
    const [own, shared] = [median(measured.get('alone') ?? []), median(measured.get('participant') ?? [])];
    return {
      subnets: all.length,
      DescribeSubnets: {
        subnetsSeen: seen.own,
        ownPerSecond: Math.round(own),
        sharedPerSecond: Math.round(shared),
        timesAsLong: Math.round((own / shared) * 100) / 100,
      },
    };
  } finally {
    await server.stop();
  }
}
