import { expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import { furtherPermissions } from './further-permissions.ts';
import { namedResources } from './named-resources.ts';

const ec2 = 'arn:aws:ec2:us-east-1:111122223333';

const account = '111122223333';
const region = 'us-east-1';
const base = { account, region: 'aws-global', created: 0, tags: {} } as const;
const identities: readonly Resource[] = [
  {
    ...base,
    kind: 'role',
    id: `${account}/app`,
    name: 'app',
    path: '/team/',
    uniqueId: 'AROA',
    trustPolicy: '{}',
    maxSessionDuration: 3600,
    inlinePolicies: {},
    attachedPolicies: [],
  },
  {
    ...base,
    kind: 'instance-profile',
    id: `${account}/app`,
    name: 'app',
    path: '/',
    uniqueId: 'AIPA',
    roleName: 'app',
  },
];
const network = identities.reduce((all, one) => all.with(one), Network.empty());

function asked(operation: string, input: Record<string, unknown>, service = 'ec2') {
  const request = { service, operation, input, account, region };
  const further = furtherPermissions(network, request, namedResources(network, request));
  return further.map(({ action, resource, keys }) => [`${action} ${resource.arn}`, keys]);
}

test.each([
  ['CreateVpcEndpoint', { VpcId: 'vpc-1', ServiceRegion: 'eu-west-1' }, [`${ec2}:vpc-endpoint/*`]],
  ['CreateVpcEndpoint', { VpcId: 'vpc-1', ServiceRegion: 'us-east-1' }, []],
  ['CreateVpcEndpoint', { VpcId: 'vpc-1' }, []],
  ['CreateVpcEndpointServiceConfiguration', { SupportedRegions: ['eu-west-1'] }, [`${ec2}:vpc-endpoint-service/*`]],
  ['CreateVpcEndpointServiceConfiguration', { SupportedRegions: ['us-east-1'] }, []],
  ['CreateVpcEndpointServiceConfiguration', {}, []],
  [
    'ModifyVpcEndpointServiceConfiguration',
    { ServiceId: 'vpce-svc-1', AddSupportedRegions: ['us-east-1', 'eu-west-1'] },
    [`${ec2}:vpc-endpoint-service/vpce-svc-1`],
  ],
  ['ModifyVpcEndpointServiceConfiguration', { ServiceId: 'vpce-svc-1', RemoveSupportedRegions: ['eu-west-1'] }, []],
  ['DescribeVpcEndpoints', { ServiceRegion: 'eu-west-1' }, []],
])('%s %j needs to reach across regions on %j', (operation, input, arns) => {
  expect(asked(operation, input)).toEqual(arns.map((arn) => [`vpce:AllowMultiRegion ${arn}`, {}]));
});

const role = 'arn:aws:iam::111122223333:role/team/app';
const passed = [[`iam:PassRole ${role}`, { 'iam:PassedToService': 'ec2.amazonaws.com' }]];
const Tags = [{ Key: 'a', Value: 'b' }];
const balancer = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/web/1';
const elb = 'arn:aws:elasticloadbalancing:us-east-1:111122223333';

test.each<[string, string, Record<string, unknown>, readonly unknown[]]>([
  ['ec2', 'RunInstances', { ImageId: 'ami-1', IamInstanceProfile: { Name: 'app' } }, passed],
  ['ec2', 'RunInstances', { ImageId: 'ami-1', IamInstanceProfile: { Name: 'gone' } }, []],
  [
    'ec2',
    'CreateInstanceConnectEndpoint',
    { SubnetId: 'subnet-1', SecurityGroupIds: ['sg-1'] },
    [
      ...['network-interface/*', 'subnet/subnet-1', 'security-group/sg-1'].map((one) => [
        `ec2:CreateNetworkInterface ${ec2}:${one}`,
        {},
      ]),
      [
        `ec2:CreateTags ${ec2}:network-interface/*`,
        { 'ec2:CreateAction': 'CreateNetworkInterface', 'aws:TagKeys': ['InstanceConnectEndpointId'] },
      ],
      [
        `iam:CreateServiceLinkedRole arn:aws:iam::${account}:role/aws-service-role/ec2-instance-connect.amazonaws.com/AWSServiceRoleForEC2InstanceConnect`,
        { 'iam:AWSServiceName': 'ec2-instance-connect.amazonaws.com' },
      ],
    ],
  ],
  [
    'ec2',
    'AssociateIamInstanceProfile',
    { InstanceId: 'i-1', IamInstanceProfile: { Arn: `arn:aws:iam::${account}:instance-profile/app` } },
    passed,
  ],
  ['ec2', 'CreateFlowLogs', { ResourceIds: ['vpc-1'] }, [['logs:CreateLogDelivery *', {}]]],
  ['ec2', 'DeleteFlowLogs', { FlowLogIds: ['fl-1'] }, [['logs:DeleteLogDelivery *', {}]]],
  ['iam', 'AddRoleToInstanceProfile', { InstanceProfileName: 'p', RoleName: 'app' }, passed],
  [
    'ec2',
    'CreateVpc',
    { CidrBlock: '10.0.0.0/16', TagSpecifications: [{ ResourceType: 'vpc', Tags }] },
    [[`ec2:CreateTags ${ec2}:vpc/*`, { 'ec2:CreateAction': 'CreateVpc' }]],
  ],
  ['ec2', 'CreateVpc', { TagSpecifications: [{ ResourceType: 'vpc', Tags: [] }] }, []],
  [
    'ec2',
    'RunInstances',
    {
      TagSpecifications: [
        { ResourceType: 'instance', Tags },
        { ResourceType: 'volume', Tags },
      ],
    },
    ['instance', 'volume'].map((type) => [`ec2:CreateTags ${ec2}:${type}/*`, { 'ec2:CreateAction': 'RunInstances' }]),
  ],
  [
    'elasticloadbalancing',
    'CreateTargetGroup',
    { Name: 'g', Tags },
    [
      [
        `elasticloadbalancing:AddTags ${elb}:targetgroup/g/*`,
        { 'elasticloadbalancing:CreateAction': 'CreateTargetGroup' },
      ],
    ],
  ],
  [
    'elasticloadbalancing',
    'CreateListener',
    { LoadBalancerArn: balancer, Tags },
    [
      [
        `elasticloadbalancing:AddTags ${elb}:listener/net/web/1/*`,
        { 'elasticloadbalancing:CreateAction': 'CreateListener' },
      ],
    ],
  ],
  ['iam', 'CreateRole', { RoleName: 'r', Tags }, [[`iam:TagRole arn:aws:iam::${account}:role/r`, {}]]],
  ['sns', 'CreateTopic', { Name: 't', Tags }, [[`sns:TagResource arn:aws:sns:us-east-1:${account}:t`, {}]]],
])('%s %s of %j also needs %j', (service, operation, input, further) => {
  expect(asked(operation, input, service)).toEqual(further);
});
