/**
 * Managed policies of AWS's: whole accounts, identities, organizations and sharing. What each allows is as AWS publishes it
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html). Of documents that name hundreds of services,
 * only what concerns services that exist here is kept.
 */

import { actions, allow, allowAllBut, type PolicyRow } from './aws-managed-policy-form.ts';

export const administrationPolicies: readonly PolicyRow[] = [
  ['AdministratorAccess', 'v1', '2015-02-06T18:39:46Z', '2015-02-06T18:39:46Z', [allow('*')]],
  [
    'PowerUserAccess',
    'v12',
    '2015-02-06T18:39:47Z',
    '2026-02-12T17:59:14Z',
    [
      allowAllBut(
        actions({
          iam: '*',
          organizations: '*',
          account: '*',
        }),
      ),
      allow(
        actions({
          account: 'GetAccountInformation GetGovCloudAccountInformation GetPrimaryEmail ListRegions',
          iam: 'CreateServiceLinkedRole DeleteServiceLinkedRole ListRoles',
          organizations: 'DescribeEffectivePolicy DescribeOrganization',
        }),
      ),
    ],
  ],
  [
    'ReadOnlyAccess',
    'v182',
    '2015-02-06T18:39:48Z',
    '2026-04-03T15:27:12Z',
    [
      allow(
        actions({
          cloudwatch: 'Describe* GenerateQuery GenerateQueryResultsSummary Get* List*',
          dynamodb: 'BatchGet* Describe* Get* List* PartiQLSelect Query Scan',
          ec2: `Describe* DescribeInstanceImageMetadata Get* ListImagesInRecycleBin ListSnapshotsInRecycleBin
        SearchLocalGatewayRoutes SearchTransitGatewayRoutes`,
          elasticloadbalancing: 'Describe*',
          iam: 'Generate* Get* List* Simulate*',
        }),
        { Sid: 'ReadOnlyActionsGroup1' },
      ),
      allow(
        actions({
          organizations: 'Describe* List*',
          ram: 'Get* List*',
          route53: 'Get* List* Test*',
          route53resolver: 'Get* List*',
          s3: 'DescribeJob Get* List*',
          sns: 'Check* Get* List*',
          sts: 'GetAccessKeyInfo GetCallerIdentity GetSessionToken',
        }),
        { Sid: 'ReadOnlyActionsGroup2' },
      ),
    ],
  ],
  [
    'SecurityAudit',
    'v86',
    '2015-02-06T18:41:01Z',
    '2026-05-01T03:12:13Z',
    [
      allow(
        actions({
          cloudwatch: 'Describe* GetDashboard ListDashboards ListTagsForResource',
          dynamodb: `DescribeContinuousBackups DescribeExport DescribeGlobalTable DescribeKinesisStreamingDestination
        DescribeTable DescribeTimeToLive GetResourcePolicy ListBackups ListExports ListGlobalTables
        ListStreams ListTables ListTagsOfResource`,
          ec2: `Describe* GetAllowedImagesSettings GetEbsDefaultKmsKeyId GetEbsEncryptionByDefault
        GetImageBlockPublicAccessState GetInstanceMetadataDefaults GetManagedPrefixListAssociations
        GetManagedPrefixListEntries GetNetworkInsightsAccessScopeAnalysisFindings
        GetNetworkInsightsAccessScopeContent GetSerialConsoleAccessStatus GetSnapshotBlockPublicAccessState
        GetTransitGatewayAttachmentPropagations GetTransitGatewayMulticastDomainAssociations
        GetTransitGatewayPrefixListReferences GetTransitGatewayPrefixListReferences
        GetTransitGatewayRouteTableAssociations GetTransitGatewayRouteTablePropagations
        SearchTransitGatewayRoutes SearchTransitGatewayRoutes`,
          elasticloadbalancing: 'Describe*',
          iam: `GenerateCredentialReport GenerateServiceLastAccessedDetails Get* List* SimulateCustomPolicy
        SimulatePrincipalPolicy`,
          organizations: 'Describe* List*',
          ram: 'GetResourceShares List*',
          route53: 'Get* List*',
          route53resolver: 'Get* List*',
          s3: `DescribeJob GetAccelerateConfiguration GetAccessGrantsInstanceResourcePolicy GetAccessPoint
        GetAccessPointConfigurationForObjectLambda GetAccessPointForObjectLambda GetAccessPointPolicy
        GetAccessPointPolicyForObjectLambda GetAccessPointPolicyStatus
        GetAccessPointPolicyStatusForObjectLambda GetAccountPublicAccessBlock GetAnalyticsConfiguration
        GetBucket* GetEncryptionConfiguration GetInventoryConfiguration GetLifecycleConfiguration
        GetMetricsConfiguration GetMultiRegionAccessPoint GetMultiRegionAccessPointPolicy
        GetMultiRegionAccessPointPolicyStatus GetObjectAcl GetObjectTagging GetObjectVersionAcl
        GetReplicationConfiguration GetStorageLensConfiguration GetStorageLensGroup ListAccessGrants
        ListAccessGrantsInstances ListAccessPoints ListAccessPointsForObjectLambda ListAllMyBuckets
        ListBucket ListCallerAccessGrants ListJobs ListMultiRegionAccessPoints ListStorageLensConfigurations
        ListStorageLensGroups`,
          sns: `GetPlatformApplicationAttributes GetTopicAttributes ListSubscriptions ListSubscriptionsByTopic
        ListTagsForResource ListTopics`,
          sts: 'GetAccessKeyInfo',
        }),
        { Sid: 'BaseSecurityAuditStatement' },
      ),
    ],
  ],
  [
    'IAMFullAccess',
    'v2',
    '2015-02-06T18:40:38Z',
    '2019-06-21T19:40:00Z',
    [
      allow(
        actions({
          iam: '*',
          organizations: `DescribeAccount DescribeOrganization DescribeOrganizationalUnit DescribePolicy ListChildren
        ListParents ListPoliciesForTarget ListRoots ListPolicies ListTargetsForPolicy`,
        }),
      ),
    ],
  ],
  [
    'IAMReadOnlyAccess',
    'v4',
    '2015-02-06T18:40:39Z',
    '2018-01-25T19:11:27Z',
    [
      allow(
        actions({
          iam: `GenerateCredentialReport GenerateServiceLastAccessedDetails Get* List* SimulateCustomPolicy
      SimulatePrincipalPolicy`,
        }),
      ),
    ],
  ],
  [
    'IAMUserChangePassword',
    'v5',
    '2016-11-15T00:25:16Z',
    '2026-02-12T17:58:57Z',
    [
      allow(['iam:ChangePassword'], {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: policy variables look like it
        Resource: ['arn:aws:iam::*:user/${aws:username}', 'arn:aws:iam::*:user/*/${aws:username}'],
      }),
      allow(['iam:GetAccountPasswordPolicy']),
    ],
  ],
  [
    'AWSOrganizationsFullAccess',
    'v9',
    '2018-11-06T20:31:57Z',
    '2026-02-12T17:59:07Z',
    [
      allow('organizations:*', { Sid: 'AWSOrganizationsFullAccess' }),
      allow(
        actions({
          account: `PutAlternateContact DeleteAlternateContact GetAlternateContact GetContactInformation
      PutContactInformation ListRegions EnableRegion DisableRegion PutAccountName GetAccountInformation`,
        }),
        { Sid: 'AWSOrganizationsFullAccessAccount' },
      ),
      allow('iam:CreateServiceLinkedRole', {
        Condition: { StringEquals: { 'iam:AWSServiceName': 'organizations.amazonaws.com' } },
        Sid: 'AWSOrganizationsFullAccessCreateSLR',
      }),
    ],
  ],
  [
    'AWSOrganizationsReadOnlyAccess',
    'v6',
    '2018-11-06T20:32:38Z',
    '2024-06-07T21:32:16Z',
    [
      allow(actions({ organizations: 'Describe* List*' }), { Sid: 'AWSOrganizationsReadOnly' }),
      allow(
        actions({
          account: 'GetAlternateContact GetContactInformation ListRegions GetRegionOptStatus GetPrimaryEmail',
        }),
        { Sid: 'AWSOrganizationsReadOnlyAccount' },
      ),
    ],
  ],
  ['AWSResourceAccessManagerFullAccess', 'v1', '2019-06-04T17:28:22Z', '2019-06-04T17:28:22Z', [allow(['ram:*'])]],
  [
    'AWSResourceAccessManagerReadOnlyAccess',
    'v1',
    '2019-12-09T20:58:37Z',
    '2019-12-09T20:58:37Z',
    [allow(actions({ ram: 'Get* List*' }))],
  ],
  [
    'AWSResourceAccessManagerResourceShareParticipantAccess',
    'v1',
    '2019-12-09T20:41:37Z',
    '2019-12-09T20:41:37Z',
    [
      allow(
        actions({
          ram: `AcceptResourceShareInvitation GetResourcePolicies GetResourceShareInvitations GetResourceShares
      ListPendingInvitationResources ListPrincipals ListResources RejectResourceShareInvitation`,
        }),
      ),
    ],
  ],
];
