import { describe, expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import { zonesOf } from '../model/region.ts';
import type { Resource } from '../model/resource.ts';
import { namedResources } from './named-resources.ts';
import { member, organization, owner, subnetShare } from './sample-network.ts';

const base = { account: '111122223333', region: 'us-east-1', created: 0 };
const subnet: Resource = {
  ...base,
  kind: 'subnet',
  id: 'subnet-9',
  vpc: 'vpc-9',
  cidr: '172.31.0.0/20',
  zoneId: zonesOf('111122223333', 'us-east-1')[0]!.id,
  defaultForAz: true,
  mapPublicIpOnLaunch: true,
  privateDns: { hostnameType: 'ip-name', resourceNameA: false, resourceNameAaaa: false },
  tags: {},
};
const resources: readonly Resource[] = [
  {
    ...base,
    kind: 'route-table',
    id: 'rtb-9',
    vpc: 'vpc-9',
    routes: [],
    associations: [
      { id: 'rtbassoc-9', main: true },
      { id: 'rtbassoc-8', main: false, subnet: 'subnet-9' },
      { id: 'rtbassoc-7', main: false, gateway: 'igw-9' },
    ],
    tags: {},
  },
  subnet,
  {
    ...base,
    kind: 'vpc',
    id: 'vpc-9',
    cidrs: [{ id: 'vpc-cidr-assoc-9', cidr: '172.31.0.0/16' }],
    isDefault: true,
    dhcpOptions: 'default',
    enableDnsSupport: true,
    enableDnsHostnames: true,
    enableNetworkAddressUsageMetrics: false,
    instanceTenancy: 'default',
    tags: {},
  },
  { ...base, kind: 'security-group', id: 'sg-9', vpc: 'vpc-9', name: 'default', description: 'g', tags: { a: 'b' } },
  { ...base, kind: 'security-group', id: 'sg-7', vpc: 'vpc-9', name: 'web', description: 'g', tags: {} },
  { ...base, kind: 'elastic-address', id: 'eipalloc-9', publicAddress: '3.128.0.9', tags: {} },
  {
    ...base,
    kind: 'listener',
    id: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/net/web/1/2',
    loadBalancer: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/web/1',
    protocol: 'TCP',
    port: 80,
    targetGroup: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/3',
    attributes: {},
    tags: { c: 'd' },
  },
];
const network = resources.reduce((all, one) => all.with(one), Network.empty());

function arnsOf(service: string, operation: string, input: Record<string, unknown>, userName?: string) {
  const request = { service, operation, input, ...base, userName };
  return namedResources(network, request).map(({ arn }) => arn);
}

const ec2 = 'arn:aws:ec2:us-east-1:111122223333';
const iam = 'arn:aws:iam::111122223333';

test.each([
  ['DescribeVpcs', { VpcIds: ['vpc-1'] }, ['*']],
  [
    'CreateVpcPeeringConnection',
    { VpcId: 'vpc-9', PeerVpcId: 'vpc-8', PeerOwnerId: '444455556666' },
    [`${ec2}:vpc/vpc-9`, `${ec2}:vpc-peering-connection/*`],
  ],
  [
    'AcceptVpcPeeringConnection',
    { VpcPeeringConnectionId: 'pcx-9' },
    [`${ec2}:vpc-peering-connection/pcx-9`, `${ec2}:vpc/*`],
  ],
  ['DeleteVpcPeeringConnection', { VpcPeeringConnectionId: 'pcx-9' }, [`${ec2}:vpc-peering-connection/pcx-9`]],
  ['CreateVpcEndpointServiceConfiguration', { NetworkLoadBalancerArns: ['arn:x'] }, [`${ec2}:vpc-endpoint-service/*`]],
  [
    'DeleteVpcEndpointServiceConfigurations',
    { ServiceIds: ['vpce-svc-1', 'vpce-svc-2'] },
    [`${ec2}:vpc-endpoint-service/vpce-svc-1`, `${ec2}:vpc-endpoint-service/vpce-svc-2`],
  ],
  [
    'AcceptVpcEndpointConnections',
    { ServiceId: 'vpce-svc-1', VpcEndpointIds: ['vpce-1'] },
    [`${ec2}:vpc-endpoint-service/vpce-svc-1`],
  ],
  ['DescribeVpcAttribute', { VpcId: 'vpc-1' }, [`${ec2}:vpc/vpc-1`]],
  ['CreateVpc', { CidrBlock: '10.0.0.0/16' }, [`${ec2}:vpc/*`]],
  ['CreateSubnet', { VpcId: 'vpc-1' }, [`${ec2}:vpc/vpc-1`, `${ec2}:subnet/*`]],
  ['CreateTags', { Resources: ['vpc-1', 'eni-2'] }, [`${ec2}:vpc/vpc-1`, `${ec2}:network-interface/eni-2`]],
  ['CreateRoute', { RouteTableId: 'rtb-1', GatewayId: 'igw-1' }, [`${ec2}:route-table/rtb-1`]],
  ['CreateTags', { Resources: ['vpce-svc-1'] }, [`${ec2}:vpc-endpoint-service/vpce-svc-1`]],
  ['CreateVpcEndpointServiceConfiguration', {}, [`${ec2}:vpc-endpoint-service/*`]],
  [
    'AcceptVpcEndpointConnections',
    { ServiceId: 'vpce-svc-1', VpcEndpointIds: ['vpce-1'] },
    [`${ec2}:vpc-endpoint-service/vpce-svc-1`],
  ],
  [
    'CreateNetworkInsightsPath',
    { Source: 'i-1', Destination: `${ec2}:network-interface/eni-2`, Protocol: 'tcp' },
    [`${ec2}:instance/i-1`, `${ec2}:network-interface/eni-2`, `${ec2}:network-insights-path/*`],
  ],
  [
    'StartNetworkInsightsAnalysis',
    { NetworkInsightsPathId: 'nip-1', FilterInArns: [`${ec2}:vpc/vpc-1`] },
    [`${ec2}:network-insights-path/nip-1`, `${ec2}:network-insights-analysis/*`],
  ],
  ['DeleteNetworkInsightsAnalysis', { NetworkInsightsAnalysisId: 'nia-1' }, [`${ec2}:network-insights-analysis/nia-1`]],
  [
    'StartNetworkInsightsAccessScopeAnalysis',
    { NetworkInsightsAccessScopeId: 'nis-1' },
    [`${ec2}:network-insights-access-scope/nis-1`, `${ec2}:network-insights-access-scope-analysis/*`],
  ],
  [
    'GetNetworkInsightsAccessScopeAnalysisFindings',
    { NetworkInsightsAccessScopeAnalysisId: 'nisa-1' },
    [`${ec2}:network-insights-access-scope-analysis/nisa-1`],
  ],
  ['CreateFlowLogs', { ResourceIds: ['vpc-1'] }, [`${ec2}:vpc/vpc-1`, `${ec2}:vpc-flow-log/*`]],
  ['DeleteFlowLogs', { FlowLogIds: ['fl-1'] }, [`${ec2}:vpc-flow-log/fl-1`]],
  ['DeleteNatGateway', { NatGatewayId: 'nat-1' }, [`${ec2}:natgateway/nat-1`]],
  [
    'CreateTransitGatewayVpcAttachment',
    { TransitGatewayId: 'tgw-1', VpcId: 'vpc-1', SubnetIds: ['subnet-1'] },
    [
      `${ec2}:transit-gateway/tgw-1`,
      `${ec2}:vpc/vpc-1`,
      `${ec2}:subnet/subnet-1`,
      `${ec2}:transit-gateway-attachment/*`,
    ],
  ],
  [
    'AssociateTransitGatewayRouteTable',
    { TransitGatewayRouteTableId: 'tgw-rtb-1', TransitGatewayAttachmentId: 'tgw-attach-1' },
    [`${ec2}:transit-gateway-route-table/tgw-rtb-1`, `${ec2}:transit-gateway-attachment/tgw-attach-1`],
  ],
  // The other gateway is another's, and in another region.
  [
    'CreateTransitGatewayPeeringAttachment',
    {
      TransitGatewayId: 'tgw-1',
      PeerTransitGatewayId: 'tgw-2',
      PeerAccountId: '444455556666',
      PeerRegion: 'us-west-2',
    },
    [`${ec2}:transit-gateway/tgw-1`, `${ec2}:transit-gateway-attachment/*`],
  ],
  [
    'ModifyTransitGateway',
    { TransitGatewayId: 'tgw-1', Options: { AssociationDefaultRouteTableId: 'tgw-rtb-1' } },
    [`${ec2}:transit-gateway/tgw-1`, `${ec2}:transit-gateway-route-table/tgw-rtb-1`],
  ],
  ['ReleaseAddress', { AllocationId: 'eipalloc-1' }, [`${ec2}:elastic-ip/eipalloc-1`]],
  ['DisassociateRouteTable', { AssociationId: 'rtbassoc-1' }, ['*']],
  // What is not there is judged as what might be made.
  ['DeleteVpc', {}, [`${ec2}:vpc/*`]],
  ['DescribeVpcEndpointServicePermissions', { ServiceId: 'vpce-svc-1' }, [`${ec2}:vpc-endpoint-service/vpce-svc-1`]],
  ['DescribeNetworkInterfaceAttribute', { NetworkInterfaceId: 'eni-1' }, ['*']],
  [
    'CreateSecurityGroup',
    { Description: 'sg-1', GroupName: 'g', VpcId: 'vpc-1' },
    [`${ec2}:vpc/vpc-1`, `${ec2}:security-group/*`],
  ],
  [
    'AuthorizeSecurityGroupIngress',
    { GroupId: 'sg-1', IpPermissions: [{ UserIdGroupPairs: [{ GroupId: 'sg-2' }] }] },
    [`${ec2}:security-group/sg-1`],
  ],
  [
    'AuthorizeSecurityGroupIngress',
    { GroupId: 'sg-1', TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'a', Value: 'b' }] }] },
    [`${ec2}:security-group/sg-1`, `${ec2}:security-group-rule/*`],
  ],
  [
    'ModifySecurityGroupRules',
    {
      GroupId: 'sg-1',
      SecurityGroupRules: [
        { SecurityGroupRuleId: 'sgr-1', SecurityGroupRule: { ReferencedGroupId: 'sg-2', PrefixListId: 'pl-1' } },
      ],
    },
    [`${ec2}:security-group/sg-1`, `${ec2}:security-group-rule/sgr-1`, `${ec2}:prefix-list/pl-1`],
  ],
  [
    'DetachInternetGateway',
    { InternetGatewayId: 'igw-1', VpcId: 'vpc-1' },
    [`${ec2}:internet-gateway/igw-1`, `${ec2}:vpc/vpc-1`],
  ],
  [
    'CreateNatGateway',
    { SubnetId: 'subnet-1', AllocationId: 'eipalloc-1' },
    [`${ec2}:subnet/subnet-1`, `${ec2}:elastic-ip/eipalloc-1`, `${ec2}:natgateway/*`],
  ],
  [
    'RunInstances',
    {
      ImageId: 'ami-1',
      KeyName: 'mine',
      NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1' }],
      BlockDeviceMappings: [{ Ebs: { SnapshotId: 'snap-1' } }],
    },
    [
      'arn:aws:ec2:us-east-1::image/ami-1',
      'arn:aws:ec2:us-east-1::snapshot/snap-1',
      `${ec2}:network-interface/eni-1`,
      `${ec2}:key-pair/mine`,
      `${ec2}:instance/*`,
      `${ec2}:volume/*`,
      `${ec2}:security-group/*`,
      `${ec2}:subnet/*`,
    ],
  ],
  // An operation that the table doesn't know yet is about all that it names.
  ['DoSomethingNew', { VpcId: 'vpc-1' }, [`${ec2}:vpc/vpc-1`]],
  [
    'RunInstances',
    { ImageId: 'ami-1', NetworkInterfaces: [{ SubnetId: 'subnet-1', Groups: ['sg-1'] }] },
    [
      'arn:aws:ec2:us-east-1::image/ami-1',
      `${ec2}:subnet/subnet-1`,
      `${ec2}:security-group/sg-1`,
      `${ec2}:instance/*`,
      `${ec2}:network-interface/*`,
      `${ec2}:volume/*`,
    ],
  ],
])('EC2: %s of %o', (operation, input, arns) => {
  expect([...arnsOf('ec2', operation, input)].sort()).toEqual([...arns].sort());
});

test.each([
  ['ListUsers', {}, `${iam}:user/`],
  ['GetUser', {}, `${iam}:user/me`],
  ['SimulateCustomPolicy', { ActionNames: ['s3:GetObject'] }, '*'],
  ['SimulatePrincipalPolicy', { PolicySourceArn: `${iam}:role/r` }, `${iam}:role/r`],
  ['ListGroups', {}, `${iam}:group/`],
  ['CreateGroup', { GroupName: 'g', Path: '/a/' }, `${iam}:group/a/g`],
  ['AddUserToGroup', { GroupName: 'g', UserName: 'you' }, `${iam}:group/g`],
  ['PutGroupPolicy', { GroupName: 'g', PolicyName: 'p' }, `${iam}:group/g`],
  ['ListGroupsForUser', { UserName: 'you' }, `${iam}:user/you`],
  ['GetUser', { UserName: 'you' }, `${iam}:user/you`],
  ['CreateUser', { UserName: 'you', Path: '/a/' }, `${iam}:user/a/you`],
  ['PutRolePolicy', { RoleName: 'r', PolicyName: 'p' }, `${iam}:role/r`],
  ['AttachUserPolicy', { UserName: 'you', PolicyArn: `${iam}:policy/p` }, `${iam}:user/you`],
  ['DeletePolicy', { PolicyArn: `${iam}:policy/p` }, `${iam}:policy/p`],
  ['SetDefaultPolicyVersion', { PolicyArn: `${iam}:policy/p`, VersionId: 'v2' }, `${iam}:policy/p`],
  ['GetAccountSummary', {}, '*'],
  ['CreateAccountAlias', { AccountAlias: 'net' }, '*'],
  ['GetAccountAuthorizationDetails', {}, '*'],
  ['ListMFADevices', {}, `${iam}:user/me`],
  ['ListPoliciesGrantingServiceAccess', { Arn: `${iam}:user/x`, ServiceNamespaces: ['s3'] }, `${iam}:user/x`],
  [
    'CreateServiceLinkedRole',
    { AWSServiceName: 'autoscaling.amazonaws.com', CustomSuffix: 'a' },
    `${iam}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_a`,
  ],
  [
    'GetServiceLinkedRoleDeletionStatus',
    { DeletionTaskId: 'task/aws-service-role/ram.amazonaws.com/AWSServiceRoleForResourceAccessManager/1-2' },
    `${iam}:role/aws-service-role/ram.amazonaws.com/AWSServiceRoleForResourceAccessManager`,
  ],
])('IAM: %s of %o', (operation, input, arn) => {
  expect(arnsOf('iam', operation, input, 'me')).toEqual([arn]);
});

const elb = 'arn:aws:elasticloadbalancing:us-east-1:111122223333';
const [balancer, group, listener] = [
  `${elb}:loadbalancer/net/web/1`,
  `${elb}:targetgroup/web/3`,
  `${elb}:listener/net/web/1/2`,
];
const zone = 'arn:aws:route53:::hostedzone/Z1';

test.each([
  ['elasticloadbalancing', 'DescribeTags', { ResourceArns: [balancer] }, ['*']],
  ['elasticloadbalancing', 'CreateLoadBalancer', { Name: 'web' }, [`${elb}:loadbalancer/net/web/*`]],
  ['elasticloadbalancing', 'CreateLoadBalancer', { Name: 'web', Type: 'gateway' }, [`${elb}:loadbalancer/gwy/web/*`]],
  ['elasticloadbalancing', 'CreateTargetGroup', { Name: 'web' }, [`${elb}:targetgroup/web/*`]],
  ['elasticloadbalancing', 'CreateListener', { LoadBalancerArn: balancer, Port: 80 }, [balancer]],
  ['elasticloadbalancing', 'RegisterTargets', { TargetGroupArn: group, Targets: [{ Id: 'i-1' }] }, [group]],
  ['elasticloadbalancing', 'AddTags', { ResourceArns: [balancer, group] }, [balancer, group]],
  ['elasticloadbalancing', 'DeleteListener', { ListenerArn: listener }, [listener]],
  ['route53', 'ChangeResourceRecordSets', { HostedZoneId: '/hostedzone/Z1' }, [zone]],
  ['route53', 'GetHostedZone', { Id: 'Z1' }, [zone]],
  ['route53', 'ChangeTagsForResource', { ResourceType: 'hostedzone', ResourceId: 'Z1' }, [zone]],
  ['route53', 'GetChange', { Id: '/change/C1' }, ['arn:aws:route53:::change/C1']],
  ['route53', 'ListHostedZonesByName', { DNSName: 'a.com', HostedZoneId: 'Z1' }, ['*']],
  ['route53', 'CreateHostedZone', { Name: 'example.com' }, ['*']],
  ['sts', 'GetFederationToken', { Name: 'guest' }, ['arn:aws:sts::111122223333:federated-user/guest']],
  ['monitoring', 'GetMetricData', { MetricDataQueries: [] }, ['*']],
])('%s: %s of %o', (service, operation, input, arns) => {
  expect(arnsOf(service, operation, input)).toEqual(arns);
});

test('a resource named by its ARN brings its tags', () => {
  const request = {
    ...base,
    service: 'elasticloadbalancing',
    operation: 'DeleteListener',
    input: { ListenerArn: listener },
  };
  expect(namedResources(network, request)).toMatchObject([{ arn: listener, tags: { c: 'd' } }]);
});

test('an association or a public address stands for whose it is, and a resource brings its tags', () => {
  const arns = (operation: string, input: Record<string, unknown>) => arnsOf('ec2', operation, input);
  expect(arns('ReplaceRouteTableAssociation', { AssociationId: 'rtbassoc-9' })).toEqual([`${ec2}:route-table/rtb-9`]);
  expect(arns('DisassociateRouteTable', { AssociationId: 'rtbassoc-8' })).toEqual([
    `${ec2}:route-table/rtb-9`,
    `${ec2}:subnet/subnet-9`,
  ]);
  expect(arns('DisassociateRouteTable', { AssociationId: 'rtbassoc-7' })).toEqual([
    `${ec2}:route-table/rtb-9`,
    `${ec2}:internet-gateway/igw-9`,
  ]);
  expect(arns('DisassociateAddress', { PublicIp: '3.128.0.9' })).toEqual([`${ec2}:elastic-ip/eipalloc-9`]);
  const request = { ...base, service: 'ec2', operation: 'DeleteSecurityGroup', input: { GroupId: 'sg-9' } };
  expect(namedResources(network, request)).toMatchObject([{ arn: `${ec2}:security-group/sg-9`, tags: { a: 'b' } }]);
});

test("another account's subnet has its owner's ARN once it is shared, and no tags", () => {
  const theirs = { ...base, account: owner, region: 'us-east-1' };
  const other: Resource = { ...subnet, ...theirs, id: 'subnet-8', vpc: 'vpc-8', tags: { a: 'b' } };
  const share = subnetShare('subnet-8');
  const before = [other, organization, member(base.account), member(owner)].reduce(
    (all, one) => all.with(one),
    network,
  );
  const input = { SubnetId: 'subnet-8', Groups: ['sg-9'] };
  const request = { ...base, service: 'ec2', operation: 'CreateNetworkInterface', input };
  expect(namedResources(before, request)[0]).toEqual({ arn: `${ec2}:subnet/subnet-8`, tags: {}, document: undefined });
  expect(namedResources(before.with(share), request)[0]).toEqual({
    arn: `arn:aws:ec2:us-east-1:${owner}:subnet/subnet-8`,
    tags: {},
    document: other,
  });
});

test('a peering of gateways is the own one of each side, with tags of its own', () => {
  const peering: Resource = {
    ...base,
    kind: 'transit-gateway-attachment',
    id: 'tgw-attach-9',
    transitGateway: 'tgw-9',
    attached: {
      kind: 'peering',
      account: owner,
      region: 'us-west-2',
      transitGateway: 'tgw-8',
      accepterTags: { a: 'theirs' },
    },
    answer: 'pending',
    desired: 'available',
    stateRevision: 1,
    tags: { a: 'mine' },
  };
  const named = (account: string, region: string) => {
    const input = { TransitGatewayAttachmentId: 'tgw-attach-9' };
    const request = { account, region, service: 'ec2', operation: 'DeleteTransitGatewayPeeringAttachment', input };
    return namedResources(network.with(peering), request)[0];
  };
  expect(named(base.account, 'us-east-1')).toMatchObject({
    arn: `${ec2}:transit-gateway-attachment/tgw-attach-9`,
    tags: { a: 'mine' },
  });
  expect(named(owner, 'us-west-2')).toMatchObject({
    arn: `arn:aws:ec2:us-west-2:${owner}:transit-gateway-attachment/tgw-attach-9`,
    tags: { a: 'theirs' },
  });
});

describe('a launch that is silent', () => {
  const arns = (input: Record<string, unknown>) => arnsOf('ec2', 'RunInstances', { ImageId: 'ami-1', ...input });

  test('is about the default subnet and the default group of its VPC', () => {
    expect(arns({})).toEqual(expect.arrayContaining([`${ec2}:subnet/subnet-9`, `${ec2}:security-group/sg-9`]));
  });

  test('may name groups of the default VPC', () => {
    expect(arns({ SecurityGroups: ['web'] })).toEqual(
      expect.arrayContaining([`${ec2}:subnet/subnet-9`, `${ec2}:security-group/sg-7`]),
    );
    expect(arns({ SecurityGroups: ['web'] })).not.toContain(`${ec2}:security-group/sg-9`);
    expect(arnsOf('ec2', 'DeleteSecurityGroup', { GroupName: 'web' })).toEqual([`${ec2}:security-group/sg-7`]);
  });

  test('is about each interface that it makes', () => {
    const NetworkInterfaces = [
      { SubnetId: 'subnet-9', Groups: ['sg-9'] },
      { SubnetId: 'subnet-9', Groups: ['sg-9'] },
      { SubnetId: 'subnet-9', Groups: ['sg-9'], AssociatePublicIpAddress: true },
    ];
    const made = arns({ NetworkInterfaces }).filter((arn) => arn.includes('network-interface'));
    expect(made).toEqual([`${ec2}:network-interface/*`, `${ec2}:network-interface/*`]);
  });
});
