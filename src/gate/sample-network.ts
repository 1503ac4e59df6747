/**
 * A small Network for the gate's tests: two VPCs with the same block, one instance with a profile and a public address,
 * an interface endpoint in two zones and a gateway endpoint. Written out by hand, so that a test can count on every value.
 */

import { Network } from '../model/network.ts';
import { zonesOf } from '../model/region.ts';
import type { Resource, ResourceOf } from '../model/resource.ts';

export const account = '111122223333';
export const region = 'us-east-1';
export const zones = zonesOf(account, region);

export const ids = {
  vpc: 'vpc-00000000000000001',
  other: 'vpc-00000000000000002',
  empty: 'vpc-00000000000000003',
  subnet: 'subnet-00000000000000001',
  subnetB: 'subnet-00000000000000002',
  otherSubnet: 'subnet-00000000000000003',
  instance: 'i-00000000000000001',
  interface: 'eni-00000000000000001',
  otherInstance: 'i-00000000000000002',
  otherInterface: 'eni-00000000000000002',
  sts: 'vpce-00000000000000001',
  stsA: 'eni-0000000000000000a',
  stsB: 'eni-0000000000000000b',
  s3: 'vpce-00000000000000002',
  s3A: 'eni-0000000000000000c',
  gateway: 'vpce-00000000000000003',
} as const;

/** 2026-01-01T00:00:00Z */
export const start = Date.UTC(2026, 0, 1);
export const publicAddress = '3.128.0.5';
export const automaticAddress = '3.128.0.6';

const base = { account, region, created: start, tags: {} };
const identity = { ...base, region: 'aws-global' };

export const vpc: ResourceOf<'vpc'> = {
  ...base,
  kind: 'vpc',
  id: ids.vpc,
  cidrs: [{ id: 'vpc-cidr-assoc-1', cidr: '10.0.0.0/16' }],
  isDefault: false,
  dhcpOptions: 'dopt-00000000000000001',
  enableDnsSupport: true,
  enableDnsHostnames: true,
  enableNetworkAddressUsageMetrics: false,
  instanceTenancy: 'default',
};

export const subnet: ResourceOf<'subnet'> = {
  ...base,
  kind: 'subnet',
  id: ids.subnet,
  vpc: ids.vpc,
  cidr: '10.0.1.0/24',
  zoneId: zones[0]!.id,
  defaultForAz: false,
  mapPublicIpOnLaunch: false,
  privateDns: { hostnameType: 'ip-name', resourceNameA: false, resourceNameAaaa: false },
};

export const networkInterface: ResourceOf<'network-interface'> = {
  ...base,
  kind: 'network-interface',
  id: ids.interface,
  vpc: ids.vpc,
  subnet: ids.subnet,
  zoneId: zones[0]!.id,
  interfaceType: 'interface',
  description: '',
  mac: '02:00:00:00:00:01',
  privateAddresses: ['10.0.1.5', '127.0.0.1'],
  groups: ['sg-00000000000000001'],
  sourceDestCheck: true,
  requesterManaged: false,
  attachment: {
    id: 'eni-attach-00000000000000001',
    instance: ids.instance,
    instanceOwner: account,
    deviceIndex: 0,
    deleteOnTermination: true,
    attached: start,
  },
};

export const instance: ResourceOf<'instance'> = {
  ...base,
  kind: 'instance',
  id: ids.instance,
  tags: { Name: 'web' },
  vpc: ids.vpc,
  subnet: ids.subnet,
  zoneId: zones[0]!.id,
  image: 'ami-00000000000000001',
  instanceType: 't3.micro',
  reservation: 'r-00000000000000001',
  launchIndex: 0,
  launched: start,
  desired: 'running',
  stateRevision: 1,
  stateChanged: start,
  userData: Buffer.from('#!/bin/sh\n').toString('base64'),
  instanceProfile: `arn:aws:iam::${account}:instance-profile/team/web-profile`,
  metadata: { httpEndpoint: 'enabled', httpTokens: 'required', hopLimit: 1, instanceTags: 'enabled' },
  disableApiTermination: false,
  shutdownBehavior: 'stop',
  sourceDestCheck: true,
};

export const role: ResourceOf<'role'> = {
  ...identity,
  kind: 'role',
  id: `${account}/web-role`,
  name: 'web-role',
  path: '/',
  uniqueId: 'AROAEXAMPLEEXAMPLE00',
  trustPolicy: '{}',
  maxSessionDuration: 3600,
  inlinePolicies: {},
  attachedPolicies: [],
};

const profile: ResourceOf<'instance-profile'> = {
  ...identity,
  kind: 'instance-profile',
  id: `${account}/web-profile`,
  name: 'web-profile',
  path: '/team/',
  uniqueId: 'AIPAEXAMPLEEXAMPLE00',
  roleName: 'web-role',
};

export const stsEndpoint: ResourceOf<'vpc-endpoint'> = {
  ...base,
  kind: 'vpc-endpoint',
  id: ids.sts,
  endpointType: 'Interface',
  vpc: ids.vpc,
  serviceName: 'com.amazonaws.us-east-1.sts',
  policy: '{}',
  routeTables: [],
  subnets: [ids.subnet, ids.subnetB],
  groups: [],
  networkInterfaces: [ids.stsA, ids.stsB],
  privateDnsEnabled: true,
  privateDnsOnlyForInboundResolver: false,
  dnsRecordIpType: 'ipv4',
  ipAddressType: 'ipv4',
  dnsSuffix: 'abcd1234',
  desired: 'available',
  stateRevision: 1,
};

export const s3Endpoint: ResourceOf<'vpc-endpoint'> = {
  ...stsEndpoint,
  id: ids.s3,
  serviceName: 'com.amazonaws.us-east-1.s3',
  subnets: [ids.subnet],
  networkInterfaces: [ids.s3A],
  dnsSuffix: 'efgh5678',
};

export const gatewayEndpoint: ResourceOf<'vpc-endpoint'> = {
  ...s3Endpoint,
  id: ids.gateway,
  endpointType: 'Gateway',
  subnets: [],
  networkInterfaces: [],
  privateDnsEnabled: false,
};

function endpointInterface(id: string, parent: string, address: string, zone: number): Resource {
  const { attachment: _, ...rest } = networkInterface;
  const placed = { subnet: zone === 0 ? ids.subnet : ids.subnetB, zoneId: zones[zone]!.id };
  return { ...rest, ...placed, id, parent, privateAddresses: [address], interfaceType: 'vpc_endpoint' };
}

const elasticAddress: ResourceOf<'elastic-address'> = {
  ...base,
  kind: 'elastic-address',
  id: 'eipalloc-00000000000000001',
  publicAddress,
  association: { id: 'eipassoc-1', networkInterface: ids.interface, privateAddress: '10.0.1.5' },
};

const securityGroup: ResourceOf<'security-group'> = {
  ...base,
  kind: 'security-group',
  id: 'sg-00000000000000001',
  vpc: ids.vpc,
  name: 'web',
  description: 'web',
};

export const resources: readonly Resource[] = [
  vpc,
  { ...vpc, id: ids.other },
  { ...vpc, id: ids.empty },
  subnet,
  { ...subnet, id: ids.subnetB, cidr: '10.0.2.0/24', zoneId: zones[1]!.id },
  { ...subnet, id: ids.otherSubnet, vpc: ids.other },
  networkInterface,
  instance,
  {
    ...networkInterface,
    id: ids.otherInterface,
    vpc: ids.other,
    subnet: ids.otherSubnet,
    autoPublicAddress: automaticAddress,
    attachment: { ...networkInterface.attachment!, instance: ids.otherInstance },
  },
  { ...instance, id: ids.otherInstance, vpc: ids.other, subnet: ids.otherSubnet },
  role,
  profile,
  securityGroup,
  elasticAddress,
  stsEndpoint,
  endpointInterface(ids.stsA, ids.sts, '10.0.1.10', 0),
  endpointInterface(ids.stsB, ids.sts, '10.0.2.10', 1),
  s3Endpoint,
  endpointInterface(ids.s3A, ids.s3, '10.0.1.11', 0),
  gatewayEndpoint,
];

/** The Network, with some resources in place of others of the same id. */
export function sampleNetwork(...changes: readonly Resource[]): Network {
  return [...resources, ...changes].reduce((network, one) => network.with(one), Network.empty()).atRevision(1);
}
