/**
 * The managed policies of AWS's that accounts here can attach, with AWS's documents
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html). Of ReadOnlyAccess, whose document
 * names hundreds of services, only the statements about services that exist here are kept.
 */

import { present } from '../../base/assert.ts';
import { derivedText } from '../../model/endpoint-service.ts';

export interface AwsManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly uniqueId: string;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly description?: string;
  readonly document: string;
}

type Statement = Readonly<Record<string, unknown>>;

const allow = (Action: string | readonly string[], more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** `service` and the actions of it. */
const actions = (service: string, text: string): readonly string[] => words(text).map((word) => `${service}:${word}`);

const readOnly = [
  ...actions('dynamodb', 'BatchGet* Describe* Get* List* PartiQLSelect Query Scan'),
  ...actions('ec2', 'Describe* Get* List* SearchLocalGatewayRoutes SearchTransitGatewayRoutes'),
  ...actions('iam', 'Generate* Get* List* SimulateCustomPolicy SimulatePrincipalPolicy'),
  ...actions('organizations', 'Describe* List*'),
  ...actions('ram', 'Get* List*'),
  ...actions('s3', 'DescribeJob Get* List*'),
  ...actions('sts', 'GetAccessKeyInfo GetCallerIdentity GetSessionToken'),
];

const dynamodb = [
  ...actions('dynamodb', '*'),
  ...actions('dax', '*'),
  ...actions(
    'application-autoscaling',
    `DeleteScalingPolicy DeregisterScalableTarget DescribeScalableTargets DescribeScalingActivities DescribeScalingPolicies
     PutScalingPolicy RegisterScalableTarget`,
  ),
  ...actions(
    'cloudwatch',
    `DeleteAlarms DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric GetMetricStatistics ListMetrics PutMetricAlarm
     GetMetricData`,
  ),
  ...actions(
    'datapipeline',
    `ActivatePipeline CreatePipeline DeletePipeline DescribeObjects DescribePipelines GetPipelineDefinition ListPipelines
     PutPipelineDefinition QueryObjects`,
  ),
  ...actions('ec2', 'DescribeVpcs DescribeSubnets DescribeSecurityGroups'),
  ...actions('iam', 'GetRole ListRoles'),
  ...actions('kms', 'DescribeKey ListAliases'),
  ...actions(
    'sns',
    'CreateTopic DeleteTopic ListSubscriptions ListSubscriptionsByTopic ListTopics Subscribe Unsubscribe SetTopicAttributes',
  ),
  ...actions(
    'lambda',
    `CreateFunction ListFunctions ListEventSourceMappings CreateEventSourceMapping DeleteEventSourceMapping
     GetFunctionConfiguration DeleteFunction`,
  ),
  ...actions('resource-groups', 'ListGroups ListGroupResources GetGroup GetGroupQuery DeleteGroup CreateGroup'),
  ...actions('tag', 'GetResources'),
  ...actions('kinesis', 'ListStreams DescribeStream DescribeStreamSummary'),
];

const vpc = actions(
  'ec2',
  `AcceptVpcPeeringConnection AcceptVpcEndpointConnections AllocateAddress AssignIpv6Addresses AssignPrivateIpAddresses
   AssociateAddress AssociateDhcpOptions AssociateRouteTable AssociateSecurityGroupVpc AssociateSubnetCidrBlock
   AssociateVpcCidrBlock AttachClassicLinkVpc AttachInternetGateway AttachNetworkInterface AttachVpnGateway
   AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateCarrierGateway CreateCustomerGateway CreateDefaultSubnet
   CreateDefaultVpc CreateDhcpOptions CreateEgressOnlyInternetGateway CreateFlowLogs CreateInternetGateway
   CreateLocalGatewayRouteTableVpcAssociation CreateNatGateway CreateNetworkAcl CreateNetworkAclEntry CreateNetworkInterface
   CreateNetworkInterfacePermission CreateRoute CreateRouteTable CreateSecurityGroup CreateSubnet CreateTags CreateVpc
   CreateVpcEndpoint CreateVpcEndpointConnectionNotification CreateVpcEndpointServiceConfiguration
   CreateVpcPeeringConnection CreateVpnConnection CreateVpnConnectionRoute CreateVpnGateway DeleteCarrierGateway
   DeleteCustomerGateway DeleteDhcpOptions DeleteEgressOnlyInternetGateway DeleteFlowLogs DeleteInternetGateway
   DeleteLocalGatewayRouteTableVpcAssociation DeleteNatGateway DeleteNetworkAcl DeleteNetworkAclEntry DeleteNetworkInterface
   DeleteNetworkInterfacePermission DeleteRoute DeleteRouteTable DeleteSecurityGroup DeleteSubnet DeleteTags DeleteVpc
   DeleteVpcEndpoints DeleteVpcEndpointConnectionNotifications DeleteVpcEndpointServiceConfigurations
   DeleteVpcPeeringConnection DeleteVpnConnection DeleteVpnConnectionRoute DeleteVpnGateway DescribeAccountAttributes
   DescribeAddresses DescribeAvailabilityZones DescribeCarrierGateways DescribeClassicLinkInstances DescribeCustomerGateways
   DescribeDhcpOptions DescribeEgressOnlyInternetGateways DescribeFlowLogs DescribeInstances DescribeInternetGateways
   DescribeIpv6Pools DescribeLocalGatewayRouteTables DescribeLocalGatewayRouteTableVpcAssociations DescribeKeyPairs
   DescribeMovingAddresses DescribeNatGateways DescribeNetworkAcls DescribeNetworkInterfaceAttribute
   DescribeNetworkInterfacePermissions DescribeNetworkInterfaces DescribePrefixLists DescribeRouteTables
   DescribeSecurityGroupReferences DescribeSecurityGroupRules DescribeSecurityGroups DescribeSecurityGroupVpcAssociations
   DescribeStaleSecurityGroups DescribeSubnets DescribeTags DescribeVpcAttribute DescribeVpcClassicLink
   DescribeVpcClassicLinkDnsSupport DescribeVpcEndpointConnectionNotifications DescribeVpcEndpointConnections
   DescribeVpcEndpoints DescribeVpcEndpointServiceConfigurations DescribeVpcEndpointServicePermissions
   DescribeVpcEndpointServices DescribeVpcPeeringConnections DescribeVpcs DescribeVpnConnections DescribeVpnGateways
   DetachClassicLinkVpc DetachInternetGateway DetachNetworkInterface DetachVpnGateway DisableVgwRoutePropagation
   DisableVpcClassicLink DisableVpcClassicLinkDnsSupport DisassociateAddress DisassociateRouteTable
   DisassociateSecurityGroupVpc DisassociateSubnetCidrBlock DisassociateVpcCidrBlock EnableVgwRoutePropagation
   EnableVpcClassicLink EnableVpcClassicLinkDnsSupport GetSecurityGroupsForVpc ModifyNetworkInterfaceAttribute
   ModifySecurityGroupRules ModifySubnetAttribute ModifyVpcAttribute ModifyVpcEndpoint
   ModifyVpcEndpointConnectionNotification ModifyVpcEndpointServiceConfiguration ModifyVpcEndpointServicePermissions
   ModifyVpcPeeringConnectionOptions ModifyVpcTenancy MoveAddressToVpc RejectVpcEndpointConnections
   RejectVpcPeeringConnection ReleaseAddress ReplaceNetworkAclAssociation ReplaceNetworkAclEntry ReplaceRoute
   ReplaceRouteTableAssociation ResetNetworkInterfaceAttribute RestoreAddressToClassic RevokeSecurityGroupEgress
   RevokeSecurityGroupIngress UnassignIpv6Addresses UnassignPrivateIpAddresses UpdateSecurityGroupRuleDescriptionsEgress
   UpdateSecurityGroupRuleDescriptionsIngress`,
);

const linked = (services: string): Statement =>
  allow('iam:CreateServiceLinkedRole', {
    Condition: { StringEquals: { 'iam:AWSServiceName': words(services).map((name) => `${name}.amazonaws.com`) } },
  });

type Row = readonly [name: string, version: string, created: string, statements: readonly Statement[]];

const rows: readonly Row[] = [
  ['AdministratorAccess', 'v1', '2015-02-06T18:39:46Z', [allow('*')]],
  ['ReadOnlyAccess', 'v182', '2015-02-06T18:39:48Z', [allow(readOnly)]],
  ['AmazonS3FullAccess', 'v2', '2015-02-06T18:40:58Z', [allow(['s3:*', 's3-object-lambda:*'])]],
  [
    'AmazonS3ReadOnlyAccess',
    'v3',
    '2015-02-06T18:40:59Z',
    [allow([...actions('s3', 'Get* List* Describe*'), ...actions('s3-object-lambda', 'Get* List*')])],
  ],
  [
    'AmazonDynamoDBFullAccess',
    'v15',
    '2015-02-06T18:40:11Z',
    [
      allow(dynamodb),
      allow('cloudwatch:GetInsightRuleReport', {
        Resource: 'arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*',
      }),
      allow(['iam:PassRole'], {
        Condition: {
          StringLike: {
            'iam:PassedToService': words(
              'application-autoscaling.amazonaws.com application-autoscaling.amazonaws.com.cn dax.amazonaws.com',
            ),
          },
        },
      }),
      linked(
        'replication.dynamodb dax dynamodb.application-autoscaling contributorinsights.dynamodb kinesisreplication.dynamodb',
      ),
    ],
  ],
  [
    'AmazonEC2FullAccess',
    'v5',
    '2015-02-06T18:40:15Z',
    [
      ...['ec2:*', 'elasticloadbalancing:*', 'cloudwatch:*', 'autoscaling:*'].map((action) => allow(action)),
      linked('autoscaling ec2scheduled elasticloadbalancing spot spotfleet transitgateway'),
    ],
  ],
  ['AmazonVPCFullAccess', 'v13', '2015-02-06T18:41:16Z', [allow(vpc, { Sid: 'AmazonVPCFullAccess' })]],
];

export const awsManagedPolicies: readonly AwsManagedPolicy[] = rows.map(([name, version, created, statements]) => ({
  arn: `arn:aws:iam::aws:policy/${name}`,
  name,
  path: '/',
  uniqueId: `ANPA${derivedText(name, 17, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
  version,
  created: Date.parse(created),
  document: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
}));

const byArn = new Map(awsManagedPolicies.map((policy) => [policy.arn, policy]));

export function awsManagedPolicy(arn: string): AwsManagedPolicy | undefined {
  return byArn.get(arn);
}

export const administratorAccess: string = present(awsManagedPolicies[0], 'AdministratorAccess').arn;
