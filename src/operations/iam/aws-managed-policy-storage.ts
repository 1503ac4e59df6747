/**
 * Managed policies of AWS's: s3 and DynamoDB. What each allows is as AWS publishes it
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html).
 */

import { actions, allow, linked, type PolicyRow } from './aws-managed-policy-form.ts';

export const storagePolicies: readonly PolicyRow[] = [
  [
    'AmazonS3FullAccess',
    'v2',
    '2015-02-06T18:40:58Z',
    '2021-09-27T20:16:37Z',
    [
      allow(
        actions({
          s3: '*',
          's3-object-lambda': '*',
        }),
      ),
    ],
  ],
  [
    'AmazonS3ReadOnlyAccess',
    'v3',
    '2015-02-06T18:40:59Z',
    '2023-08-10T21:31:39Z',
    [
      allow(
        actions({
          s3: 'Get* List* Describe*',
          's3-object-lambda': 'Get* List*',
        }),
      ),
    ],
  ],
  [
    'AmazonS3OutpostsFullAccess',
    'v1',
    '2020-10-02T17:26:30Z',
    '2020-10-02T17:26:30Z',
    [
      allow('s3-outposts:*'),
      allow(actions({ datasync: 'ListTasks ListLocations DescribeTask DescribeLocation*' })),
      allow(actions({ ec2: 'DescribeVpcs DescribeSubnets DescribeSecurityGroups DescribeNetworkInterfaces' })),
      allow(actions({ outposts: 'ListOutposts GetOutpost' })),
    ],
  ],
  [
    'AmazonS3OutpostsReadOnlyAccess',
    'v1',
    '2020-10-02T18:55:58Z',
    '2020-10-02T18:55:58Z',
    [
      allow(actions({ 's3-outposts': 'Get* List*' })),
      allow(actions({ datasync: 'ListTasks ListLocations DescribeTask DescribeLocation*' })),
      allow(actions({ ec2: 'DescribeVpcs DescribeSubnets DescribeSecurityGroups DescribeNetworkInterfaces' })),
      allow(actions({ outposts: 'ListOutposts GetOutpost' })),
    ],
  ],
  [
    'AmazonDynamoDBFullAccess',
    'v15',
    '2015-02-06T18:40:11Z',
    '2021-01-29T17:38:30Z',
    [
      allow(
        actions({
          dynamodb: '*',
          dax: '*',
          'application-autoscaling': `DeleteScalingPolicy DeregisterScalableTarget DescribeScalableTargets DescribeScalingActivities
        DescribeScalingPolicies PutScalingPolicy RegisterScalableTarget`,
          cloudwatch: `DeleteAlarms DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric GetMetricStatistics
        ListMetrics PutMetricAlarm GetMetricData`,
          datapipeline: `ActivatePipeline CreatePipeline DeletePipeline DescribeObjects DescribePipelines
        GetPipelineDefinition ListPipelines PutPipelineDefinition QueryObjects`,
          ec2: 'DescribeVpcs DescribeSubnets DescribeSecurityGroups',
          iam: 'GetRole ListRoles',
          kms: 'DescribeKey ListAliases',
          sns: `CreateTopic DeleteTopic ListSubscriptions ListSubscriptionsByTopic ListTopics Subscribe Unsubscribe
        SetTopicAttributes`,
          lambda: `CreateFunction ListFunctions ListEventSourceMappings CreateEventSourceMapping
        DeleteEventSourceMapping GetFunctionConfiguration DeleteFunction`,
          'resource-groups': 'ListGroups ListGroupResources GetGroup GetGroupQuery DeleteGroup CreateGroup',
          tag: 'GetResources',
          kinesis: 'ListStreams DescribeStream DescribeStreamSummary',
        }),
      ),
      allow('cloudwatch:GetInsightRuleReport', {
        Resource: 'arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*',
      }),
      allow(['iam:PassRole'], {
        Condition: {
          StringLike: {
            'iam:PassedToService': [
              'application-autoscaling.amazonaws.com',
              'application-autoscaling.amazonaws.com.cn',
              'dax.amazonaws.com',
            ],
          },
        },
      }),
      linked(
        'replication.dynamodb dax dynamodb.application-autoscaling contributorinsights.dynamodb kinesisreplication.dynamodb',
      ),
    ],
  ],
  [
    'AmazonDynamoDBFullAccess_v2',
    'v3',
    '2025-05-22T14:52:06Z',
    '2026-02-12T18:02:57Z',
    [
      allow(
        actions({
          dynamodb: '*',
          dax: '*',
        }),
        { Sid: 'DDBAndDAXFullAccess' },
      ),
      allow(actions({ kms: 'DescribeKey ListAliases' }), { Sid: 'KMSIntegration' }),
      allow(actions({ lambda: 'ListEventSourceMappings ListFunctions' }), { Sid: 'LambdaIntegration' }),
      allow(['sns:ListTopics'], { Sid: 'DaxSNSIntegration' }),
      allow(
        actions({
          'application-autoscaling':
            'DeleteScalingPolicy DeregisterScalableTarget PutScalingPolicy RegisterScalableTarget',
        }),
        {
          Condition: { StringEquals: { 'application-autoscaling:service-namespace': 'dynamodb' } },
          Sid: 'ApplicationAutoscalingIntegration',
        },
      ),
      allow(
        actions({
          'application-autoscaling': 'DescribeScalableTargets DescribeScalingActivities DescribeScalingPolicies',
        }),
        { Sid: 'ApplicationAutoscalingDescribeActions' },
      ),
      allow(['tag:GetResources'], { Sid: 'TagManagement' }),
      allow(actions({ cloudwatch: 'DescribeAlarms GetMetricStatistics GetMetricData' }), {
        Sid: 'CloudwatchMonitoring',
      }),
      allow(actions({ kinesis: 'ListStreams DescribeStream DescribeStreamSummary' }), { Sid: 'ListKinesisResources' }),
      allow(actions({ ec2: 'DescribeVpcs DescribeSubnets DescribeSecurityGroups' }), {
        Sid: 'ListEC2ResourcesForDaxClusterCreation',
      }),
      allow('cloudwatch:GetInsightRuleReport', {
        Sid: 'CloudwatchInsightsRules',
        Resource: 'arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*',
      }),
      allow(['iam:CreateServiceLinkedRole'], {
        Condition: {
          StringEquals: {
            'iam:AWSServiceName': [
              'replication.dynamodb.amazonaws.com',
              'dax.amazonaws.com',
              'dynamodb.application-autoscaling.amazonaws.com',
              'contributorinsights.dynamodb.amazonaws.com',
              'kinesisreplication.dynamodb.amazonaws.com',
            ],
          },
        },
        Sid: 'ServiceRoleCreation',
      }),
      allow(['iam:ListRoles'], { Sid: 'IamIntegration' }),
    ],
  ],
  [
    'AmazonDynamoDBReadOnlyAccess',
    'v15',
    '2015-02-06T18:40:12Z',
    '2024-11-18T17:38:15Z',
    [
      allow(
        actions({
          'application-autoscaling': 'DescribeScalableTargets DescribeScalingActivities DescribeScalingPolicies',
          cloudwatch: `DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric GetMetricStatistics ListMetrics
        GetMetricData`,
          datapipeline: 'DescribeObjects DescribePipelines GetPipelineDefinition ListPipelines QueryObjects',
          dynamodb: 'BatchGetItem Describe* List* GetAbacStatus GetItem GetResourcePolicy Query Scan PartiQLSelect',
          dax: 'Describe* List* GetItem BatchGetItem Query Scan',
          ec2: 'DescribeVpcs DescribeSubnets DescribeSecurityGroups',
          iam: 'GetRole ListRoles',
          kms: 'DescribeKey ListAliases',
          sns: 'ListSubscriptionsByTopic ListTopics',
          lambda: 'ListFunctions ListEventSourceMappings GetFunctionConfiguration',
          'resource-groups': 'ListGroups ListGroupResources GetGroup GetGroupQuery',
          tag: 'GetResources',
          kinesis: 'ListStreams DescribeStream DescribeStreamSummary',
        }),
        { Sid: 'GeneralReadOnlyAccess' },
      ),
      allow('cloudwatch:GetInsightRuleReport', {
        Sid: 'CCIAccess',
        Resource: 'arn:aws:cloudwatch:*:*:insight-rule/DynamoDBContributorInsights*',
      }),
    ],
  ],
];
