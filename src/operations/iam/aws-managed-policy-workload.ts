/**
 * Managed policies of AWS's: instances, messages and metrics. What each allows is as AWS publishes it
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html).
 */

import { actions, allow, linked, type PolicyRow } from './aws-managed-policy-form.ts';

export const workloadPolicies: readonly PolicyRow[] = [
  [
    'AmazonEC2FullAccess',
    'v5',
    '2015-02-06T18:40:15Z',
    '2018-11-27T02:16:56Z',
    [
      allow('ec2:*'),
      allow('elasticloadbalancing:*'),
      allow('cloudwatch:*'),
      allow('autoscaling:*'),
      linked('autoscaling ec2scheduled elasticloadbalancing spot spotfleet transitgateway'),
    ],
  ],
  [
    'AmazonEC2ReadOnlyAccess',
    'v5',
    '2015-02-06T18:40:17Z',
    '2026-02-12T18:03:17Z',
    [
      allow(actions({ ec2: 'Describe* GetSecurityGroupsForVpc' })),
      allow('elasticloadbalancing:Describe*'),
      allow(actions({ cloudwatch: 'ListMetrics GetMetricStatistics Describe*' })),
      allow('autoscaling:Describe*'),
    ],
  ],
  [
    'AmazonSSMManagedInstanceCore',
    'v2',
    '2019-03-15T17:22:12Z',
    '2019-05-23T16:54:21Z',
    [
      allow(
        actions({
          ssm: `DescribeAssociation GetDeployablePatchSnapshotForInstance GetDocument DescribeDocument GetManifest
      GetParameter GetParameters ListAssociations ListInstanceAssociations PutInventory PutComplianceItems
      PutConfigurePackageResult UpdateAssociationStatus UpdateInstanceAssociationStatus
      UpdateInstanceInformation`,
        }),
      ),
      allow(actions({ ssmmessages: 'CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel' })),
      allow(actions({ ec2messages: 'AcknowledgeMessage DeleteMessage FailMessage GetEndpoint GetMessages SendReply' })),
    ],
  ],
  [
    'AmazonSNSFullAccess',
    'v2',
    '2015-02-06T18:41:05Z',
    '2024-09-24T22:32:05Z',
    [
      allow('sns:*', { Sid: 'SNSFullAccess' }),
      allow(
        actions({
          'sms-voice': `DescribeVerifiedDestinationNumbers CreateVerifiedDestinationNumber
      SendDestinationNumberVerificationCode SendTextMessage DeleteVerifiedDestinationNumber
      VerifyDestinationNumber DescribeAccountAttributes DescribeSpendLimits DescribePhoneNumbers
      SetTextMessageSpendLimitOverride DescribeOptedOutNumbers DeleteOptedOutNumber`,
        }),
        { Condition: { StringEquals: { 'aws:CalledViaLast': 'sns.amazonaws.com' } }, Sid: 'SMSAccessViaSNS' },
      ),
    ],
  ],
  [
    'AmazonSNSReadOnlyAccess',
    'v2',
    '2015-02-06T18:41:06Z',
    '2024-09-24T22:13:12Z',
    [
      allow(
        actions({
          sns: `GetTopicAttributes List* CheckIfPhoneNumberIsOptedOut GetEndpointAttributes GetDataProtectionPolicy
      GetPlatformApplicationAttributes GetSMSAttributes GetSMSSandboxAccountStatus
      GetSubscriptionAttributes`,
        }),
        { Sid: 'SNSReadOnlyAccess' },
      ),
      allow(
        actions({
          'sms-voice': `DescribeVerifiedDestinationNumbers DescribeAccountAttributes DescribeSpendLimits
      DescribePhoneNumbers DescribeOptedOutNumbers`,
        }),
        { Condition: { StringEquals: { 'aws:CalledViaLast': 'sns.amazonaws.com' } }, Sid: 'SMSAccessViaSNS' },
      ),
    ],
  ],
  [
    'CloudWatchFullAccess',
    'v4',
    '2015-02-06T18:40:00Z',
    '2022-11-27T13:23:49Z',
    [
      allow(
        actions({
          autoscaling: 'Describe*',
          cloudwatch: '*',
          logs: '*',
          sns: '*',
          iam: 'GetPolicy GetPolicyVersion GetRole',
          oam: 'ListSinks',
        }),
      ),
      allow('iam:CreateServiceLinkedRole', {
        Condition: { StringLike: { 'iam:AWSServiceName': 'events.amazonaws.com' } },
        Resource: 'arn:aws:iam::*:role/aws-service-role/events.amazonaws.com/AWSServiceRoleForCloudWatchEvents*',
      }),
      allow(['oam:ListAttachedLinks'], { Resource: 'arn:aws:oam:*:*:sink/*' }),
    ],
  ],
  [
    'CloudWatchReadOnlyAccess',
    'v24',
    '2015-02-06T18:40:01Z',
    '2026-02-12T18:01:50Z',
    [
      allow(
        actions({
          'application-autoscaling': 'DescribeScalingPolicies',
          'application-signals': 'BatchGet* Get* List*',
          autoscaling: 'Describe*',
          cloudtrail: 'ListChannels',
          cloudwatch: 'BatchGet* Describe* GenerateQuery Get* List*',
          logs: `Get* List* StartQuery StopQuery Describe* TestMetricFilter FilterLogEvents StartLiveTail
        StopLiveTail`,
          oam: 'ListSinks',
          observabilityadmin: `GetCentralizationRuleForOrganization ListCentralizationRulesForOrganization
        GetTelemetryEvaluationStatus GetTelemetryEvaluationStatusForOrganization GetTelemetryRule
        GetTelemetryRuleForOrganization ListResourceTelemetry ListResourceTelemetryForOrganization
        ListTelemetryRules ListTelemetryRulesForOrganization GetTelemetryEnrichmentStatus
        ListTagsForResource GetTelemetryPipeline ListTelemetryPipelines TestTelemetryPipeline
        ValidateTelemetryPipelineConfiguration GetS3TableIntegration ListS3TableIntegrations`,
          sns: 'Get* List*',
          rum: 'BatchGet* Get* List*',
          synthetics: 'Describe* Get* List*',
          xray: 'BatchGet* Get* List* StartTraceRetrieval CancelTraceRetrieval',
        }),
        { Sid: 'CloudWatchReadOnlyAccessPermissions' },
      ),
      allow(['oam:ListAttachedLinks'], { Sid: 'OAMReadPermissions', Resource: 'arn:aws:oam:*:*:sink/*' }),
      allow('iam:GetRole', {
        Sid: 'CloudWatchReadOnlyGetRolePermissions',
        Resource:
          'arn:aws:iam::*:role/aws-service-role/application-signals.cloudwatch.amazonaws.com/AWSServiceRoleForCloudWatchApplicationSignals',
      }),
      allow(['cloudtrail:GetChannel'], {
        Sid: 'CloudWatchCloudTrailPermissions',
        Resource: 'arn:aws:cloudtrail:*:*:channel/aws-service-channel/application-signals/*',
      }),
      allow(['servicequotas:GetServiceQuota'], {
        Sid: 'CloudWatchServiceQuotaPermissions',
        Resource: [
          'arn:aws:servicequotas:*:*:s3/*',
          'arn:aws:servicequotas:*:*:dynamodb/*',
          'arn:aws:servicequotas:*:*:kinesis/*',
          'arn:aws:servicequotas:*:*:sns/*',
          'arn:aws:servicequotas:*:*:bedrock/*',
          'arn:aws:servicequotas:*:*:lambda/*',
          'arn:aws:servicequotas:*:*:fargate/*',
          'arn:aws:servicequotas:*:*:elasticloadbalancing/*',
          'arn:aws:servicequotas:*:*:ec2/*',
        ],
      }),
      allow(actions({ 'resource-explorer-2': 'ListIndexes Search' }), {
        Sid: 'CloudWatchResourceExplorerPermissions',
        Resource: [
          'arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignals/service-view',
          'arn:aws:resource-explorer-2:*::view/AWSServiceViewForApplicationSignalsOrgScopeProd/service-view',
        ],
      }),
    ],
  ],
];
