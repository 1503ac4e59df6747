/**
 * A small Network for tests of access: an organization whose owner shares a subnet with an account, and a user and a role of the
 * account that ask.
 */

import type { User } from '../model/identity.ts';
import { Network } from '../model/network.ts';
import { zonesOf } from '../model/region.ts';
import type { Resource } from '../model/resource.ts';
import type { Caller } from './caller.ts';

export const account = '111122223333';
export const owner = '444455556666';
export const region = 'us-east-1';
export const base = { account, region, created: 0, tags: {} } as const;
export const zone = zonesOf(account, region)[0]!;
/** An account of the organization. */
export const member = (id: string, parent?: string): Resource => ({
  ...base,
  kind: 'account',
  id,
  name: id,
  email: 'a@example.com',
  status: 'ACTIVE',
  joined: 'CREATED',
  management: false,
  organization: 'o-aaaaaaaaaa',
  ...(parent === undefined ? {} : { parent }),
});
const associated = { desired: 'associated', stateRevision: 0, created: 0, updated: 0 } as const;

export const organization: Resource = {
  ...base,
  account: owner,
  kind: 'organization',
  id: 'o-aaaaaaaaaa',
  featureSet: 'ALL',
  rootId: 'r-bbbb',
  serviceAccess: { 'ram.amazonaws.com': 0 },
};

/** That a subnet of the owner's is shared with the account. */
export const subnetShare = (subnet: string): Resource => ({
  ...base,
  kind: 'resource-share',
  id: 'share-1',
  account: owner,
  name: 'network',
  allowExternalPrincipals: false,
  desired: 'active',
  stateRevision: 0,
  updated: 0,
  permissions: [],
  resources: [{ ...associated, id: `arn:aws:ec2:us-east-1:${owner}:subnet/${subnet}` }],
  principals: [{ ...associated, id: account, external: false }],
});

export const annsDocument = (more: Partial<User> = {}): User => ({
  ...base,
  kind: 'user',
  id: `${account}/ann`,
  name: 'ann',
  path: '/',
  uniqueId: 'AIDAEXAMPLE',
  inlinePolicies: {},
  attachedPolicies: [],
  ...more,
});

const resources: readonly Resource[] = [
  member(account, 'ou-bbbb-22222222'),
  member(owner),
  organization,
  {
    ...base,
    kind: 'organizational-unit',
    id: 'ou-bbbb-22222222',
    organization: 'o-aaaaaaaaaa',
    name: 'inner',
    parent: 'ou-bbbb-11111111',
  },
  {
    ...base,
    kind: 'organizational-unit',
    id: 'ou-bbbb-11111111',
    organization: 'o-aaaaaaaaaa',
    name: 'outer',
    parent: 'r-bbbb',
  },
  {
    ...base,
    kind: 'vpc',
    id: 'vpc-1',
    account: owner,
    cidrs: [],
    isDefault: false,
    dhcpOptions: 'default',
    enableDnsSupport: true,
    enableDnsHostnames: true,
    enableNetworkAddressUsageMetrics: false,
    instanceTenancy: 'dedicated',
  },
  {
    ...base,
    kind: 'subnet',
    id: 'subnet-1',
    account: owner,
    vpc: 'vpc-1',
    cidr: '10.0.0.0/24',
    zoneId: zone.id,
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    privateDns: { hostnameType: 'ip-name', resourceNameA: false, resourceNameAaaa: false },
    tags: { Team: 'net' },
  },
  subnetShare('subnet-1'),
  { ...base, kind: 'security-group', id: 'sg-1', vpc: 'vpc-1', name: 'g', description: 'g', tags: { Team: 'app' } },
  {
    ...base,
    kind: 'vpc-endpoint',
    id: 'vpce-1',
    account: owner,
    endpointType: 'Interface',
    vpc: 'vpc-1',
    serviceName: 'com.amazonaws.us-east-1.s3',
    policy: '{}',
    routeTables: [],
    subnets: [],
    groups: [],
    networkInterfaces: [],
    privateDnsEnabled: false,
    privateDnsOnlyForInboundResolver: false,
    dnsRecordIpType: 'ipv4',
    ipAddressType: 'ipv4',
    dnsSuffix: 'abcdefgh',
    desired: 'available',
    stateRevision: 1,
  },
  annsDocument({ tags: { team: 'blue' }, permissionsBoundary: `arn:aws:iam::${account}:policy/edge` }),
  {
    ...base,
    kind: 'role',
    id: `${account}/app`,
    name: 'app',
    path: '/',
    uniqueId: 'AROAEXAMPLE',
    trustPolicy: '{}',
    maxSessionDuration: 3600,
    inlinePolicies: {},
    attachedPolicies: [],
    tags: { team: 'red', cost: '7' },
  },
  {
    ...base,
    kind: 'instance-profile',
    id: `${account}/app`,
    name: 'app',
    path: '/',
    uniqueId: 'AIPAEXAMPLE',
    roleName: 'app',
  },
];
export const network = resources.reduce((all, one) => all.with(one), Network.empty());

export const ann: Caller = {
  account,
  secret: 's',
  userName: 'ann',
  principal: { kind: 'user', account, arn: `arn:aws:iam::${account}:user/ann` },
};
export const app: Caller = {
  account,
  secret: 's',
  principal: {
    kind: 'assumedRole',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/app/work`,
    roleArn: `arn:aws:iam::${account}:role/app`,
  },
  session: { account, role: 'app', session: 'work', issued: 0, expires: 1, tags: { team: 'green' } },
};
