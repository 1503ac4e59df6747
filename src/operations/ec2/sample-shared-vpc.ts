/**
 * A VPC that is shared, for tests: its owner, two participants and a stranger, all of one organization. One of its two subnets is
 * shared; the other is nobody's business.
 */

import type { Resource } from '../../model/resource.ts';
import { type Harness, harness } from '../harness.ts';
import { ramOperations } from '../ram/table.ts';
import { ec2Operations } from './table.ts';

export const accounts = {
  owner: '111111111111',
  participant: '222222222222',
  another: '333333333333',
  stranger: '444444444444',
} as const;
export type Party = keyof typeof accounts;

const region = 'us-east-1';
const organization = 'o-exampleorg1';

export interface SharedVpc {
  readonly as: Readonly<Record<Party, Harness>>;
  readonly vpc: string;
  /** 10.0.1.0/24, in the zone use1-az1. */
  readonly shared: string;
  /** 10.0.2.0/24, likewise. */
  readonly hidden: string;
  /** The VPC's main one, which holds for the shared subnet. */
  readonly mainTable: string;
  /** Associated with the hidden subnet. */
  readonly hiddenTable: string;
  /** Shares subnets, groups, prefix lists or transit gateways of the owner's with parties, or users and roles by their ARNs. Answers the way to end it. */
  readonly share: (
    ids: readonly string[],
    ...parties: readonly (Party | `arn:${string}`)[]
  ) => Promise<() => Promise<unknown>>;
}

function members(): readonly Resource[] {
  const base = { created: 0, tags: {}, region: 'aws-global' };
  const account = (id: string): Resource => ({
    ...base,
    kind: 'account',
    id,
    account: id,
    name: id,
    email: `${id}@example.com`,
    status: 'ACTIVE',
    joined: 'CREATED',
    management: id === accounts.owner,
    organization,
  });
  const root: Resource = {
    ...base,
    kind: 'organization',
    id: organization,
    account: accounts.owner,
    featureSet: 'ALL',
    rootId: 'r-1',
  };
  return [root, ...Object.values(accounts).map(account)];
}

const types = { pl: 'prefix-list', sg: 'security-group', subnet: 'subnet', tgw: 'transit-gateway' } as const;

function arnOf(id: string): string {
  return `arn:aws:ec2:${region}:${accounts.owner}:${types[id.split('-')[0] as keyof typeof types]}/${id}`;
}

/** Nothing is shared yet. */
export async function sampleSharedVpc(): Promise<SharedVpc> {
  const owner = harness({ account: accounts.owner, region });
  await owner.store.transact((draft) => members().forEach((one) => void draft.put(one)));
  await owner.call(ramOperations, 'EnableSharingWithAwsOrganization', {});
  const vpc = (await owner.call(ec2Operations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const subnet = async (CidrBlock: string): Promise<string> => {
    const input = { VpcId: vpc, CidrBlock, AvailabilityZoneId: 'use1-az1' };
    return (await owner.call(ec2Operations, 'CreateSubnet', input)).Subnet!.SubnetId!;
  };
  const [shared, hidden] = [await subnet('10.0.1.0/24'), await subnet('10.0.2.0/24')];
  const table = await owner.call(ec2Operations, 'CreateRouteTable', { VpcId: vpc });
  const hiddenTable = table.RouteTable!.RouteTableId!;
  await owner.call(ec2Operations, 'AssociateRouteTable', { RouteTableId: hiddenTable, SubnetId: hidden });
  return {
    as: {
      owner,
      participant: owner.as({ account: accounts.participant }),
      another: owner.as({ account: accounts.another }),
      stranger: owner.as({ account: accounts.stranger }),
    },
    vpc,
    shared,
    hidden,
    mainTable: owner.network.find('route-table', `main:${vpc}`)[0]!.id,
    hiddenTable,
    async share(ids, ...parties) {
      const principals = parties.map((party) => accounts[party as Party] ?? party);
      const input = { name: 'shared', resourceArns: ids.map(arnOf), principals };
      const { resourceShare } = await owner.call(ramOperations, 'CreateResourceShare', input);
      const resourceShareArn = resourceShare!.resourceShareArn!;
      return () => owner.call(ramOperations, 'DeleteResourceShare', { resourceShareArn });
    },
  };
}
