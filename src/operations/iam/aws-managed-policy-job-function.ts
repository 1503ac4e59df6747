/**
 * Managed policies of AWS's: jobs of people. What each allows is as AWS publishes it
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html). Of documents that name hundreds of services,
 * only what concerns services that exist here is kept.
 */

import { actions, allow, type PolicyRow } from './aws-managed-policy-form.ts';

export const jobFunctionPolicies: readonly PolicyRow[] = [
  [
    'NetworkAdministrator',
    'v15',
    '2016-11-10T17:31:35Z',
    '2026-02-12T17:59:36Z',
    [
      allow(
        actions({
          autoscaling: 'Describe*',
          cloudfront: 'ListDistributions',
          cloudwatch: 'DeleteAlarms DescribeAlarms GetMetricStatistics PutMetricAlarm',
          directconnect: '*',
          ec2: `AcceptVpcEndpointConnections AllocateAddress AssignIpv6Addresses AssignPrivateIpAddresses
        AssociateAddress AssociateDhcpOptions AssociateRouteTable AssociateSubnetCidrBlock
        AssociateVpcCidrBlock AttachInternetGateway AttachNetworkInterface AttachVpnGateway
        CreateCarrierGateway CreateCustomerGateway CreateDefaultSubnet CreateDefaultVpc CreateDhcpOptions
        CreateEgressOnlyInternetGateway CreateFlowLogs CreateInternetGateway CreateNatGateway
        CreateNetworkAcl CreateNetworkAclEntry CreateNetworkInterface CreateNetworkInterfacePermission
        CreatePlacementGroup CreateRoute CreateRouteTable CreateSecurityGroup CreateSubnet CreateTags
        CreateVpc CreateVpcEndpoint CreateVpcEndpointConnectionNotification
        CreateVpcEndpointServiceConfiguration CreateVpnConnection CreateVpnConnectionRoute CreateVpnGateway
        DeleteCarrierGateway DeleteEgressOnlyInternetGateway DeleteFlowLogs DeleteNatGateway
        DeleteNetworkInterface DeleteNetworkInterfacePermission DeletePlacementGroup DeleteSubnet DeleteTags
        DeleteVpc DeleteVpcEndpointConnectionNotifications DeleteVpcEndpointServiceConfigurations
        DeleteVpcEndpoints DeleteVpnConnection DeleteVpnConnectionRoute DeleteVpnGateway
        DescribeAccountAttributes DescribeAddresses DescribeAvailabilityZones DescribeCarrierGateways
        DescribeClassicLinkInstances DescribeCustomerGateways DescribeDhcpOptions
        DescribeEgressOnlyInternetGateways DescribeFlowLogs DescribeInstances DescribeInternetGateways
        DescribeIpv6Pools DescribeKeyPairs DescribeMovingAddresses DescribeNatGateways DescribeNetworkAcls
        DescribeNetworkInterfaceAttribute DescribeNetworkInterfacePermissions DescribeNetworkInterfaces
        DescribePlacementGroups DescribePrefixLists DescribePublicIpv4Pools DescribeRouteTables
        DescribeSecurityGroupReferences DescribeSecurityGroupRules DescribeSecurityGroups
        DescribeStaleSecurityGroups DescribeSubnets DescribeTags DescribeVpcAttribute DescribeVpcClassicLink
        DescribeVpcClassicLinkDnsSupport DescribeVpcEndpointConnectionNotifications
        DescribeVpcEndpointConnections DescribeVpcEndpointServiceConfigurations
        DescribeVpcEndpointServicePermissions DescribeVpcEndpointServices DescribeVpcEndpoints
        DescribeVpcPeeringConnections DescribeVpcs DescribeVpnConnections DescribeVpnGateways
        DetachInternetGateway DetachNetworkInterface DetachVpnGateway DisableVgwRoutePropagation
        DisableVpcClassicLinkDnsSupport DisassociateAddress DisassociateRouteTable
        DisassociateSubnetCidrBlock DisassociateVpcCidrBlock EnableVgwRoutePropagation
        EnableVpcClassicLinkDnsSupport GetVpnConnectionDeviceSampleConfiguration GetVpnConnectionDeviceTypes
        GetVpnTunnelReplacementStatus ModifyNetworkInterfaceAttribute ModifySecurityGroupRules
        ModifySubnetAttribute ModifyVpcAttribute ModifyVpcEndpoint ModifyVpcEndpointConnectionNotification
        ModifyVpcEndpointServiceConfiguration ModifyVpcEndpointServicePermissions
        ModifyVpcPeeringConnectionOptions ModifyVpcTenancy ModifyVpnConnection ModifyVpnConnectionOptions
        ModifyVpnTunnelCertificate ModifyVpnTunnelOptions MoveAddressToVpc RejectVpcEndpointConnections
        ReleaseAddress ReplaceNetworkAclAssociation ReplaceNetworkAclEntry ReplaceRoute
        ReplaceRouteTableAssociation ReplaceVpnTunnel ResetNetworkInterfaceAttribute RestoreAddressToClassic
        UnassignIpv6Addresses UnassignPrivateIpAddresses UpdateSecurityGroupRuleDescriptionsEgress
        UpdateSecurityGroupRuleDescriptionsIngress`,
          elasticbeanstalk: 'Describe* List* RequestEnvironmentInfo RetrieveEnvironmentInfo',
          elasticloadbalancing: '*',
          logs: 'DescribeLogGroups DescribeLogStreams GetLogEvents',
          route53: '*',
          route53domains: '*',
          sns: 'CreateTopic ListSubscriptionsByTopic ListTopics',
        }),
        { Sid: 'AllowDefaultNetworkAdminActions' },
      ),
      allow(
        actions({
          ec2: `AcceptVpcPeeringConnection AssociateSecurityGroupVpc AttachClassicLinkVpc
      AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress CreateVpcPeeringConnection
      DeleteCustomerGateway DeleteDhcpOptions DeleteInternetGateway DeleteNetworkAcl DeleteNetworkAclEntry
      DeleteRoute DeleteRouteTable DeleteSecurityGroup DeleteVolume DeleteVpcPeeringConnection
      DescribeSecurityGroupVpcAssociations DetachClassicLinkVpc DisableVpcClassicLink
      DisassociateSecurityGroupVpc EnableVpcClassicLink GetConsoleScreenshot GetSecurityGroupsForVpc
      RejectVpcPeeringConnection RevokeSecurityGroupEgress RevokeSecurityGroupIngress`,
        }),
        { Sid: 'AllowVPCPermissions' },
      ),
      allow(
        actions({
          ec2: `CreateLocalGatewayRoute CreateLocalGatewayRouteTableVpcAssociation DeleteLocalGatewayRoute
      DeleteLocalGatewayRouteTableVpcAssociation
      DescribeLocalGatewayRouteTableVirtualInterfaceGroupAssociations
      DescribeLocalGatewayRouteTableVpcAssociations DescribeLocalGatewayRouteTables
      DescribeLocalGatewayVirtualInterfaceGroups DescribeLocalGatewayVirtualInterfaces
      DescribeLocalGateways SearchLocalGatewayRoutes`,
        }),
        { Sid: 'AllowLocalGatewayPermissions' },
      ),
      allow(actions({ s3: 'GetBucketLocation GetBucketWebsite ListBucket' }), { Sid: 'DiscoverBuckets' }),
      allow(actions({ iam: 'GetRole ListRoles PassRole' }), {
        Sid: 'DiscoverFlowLogRoles',
        Resource: 'arn:aws:iam::*:role/flow-logs-*',
      }),
      allow(['networkmanager:*'], { Sid: 'NetworkmanagerPermissions' }),
      allow(
        actions({
          ec2: `AcceptTransitGatewayVpcAttachment AssociateTransitGatewayRouteTable CreateTransitGateway
      CreateTransitGatewayRoute CreateTransitGatewayRouteTable CreateTransitGatewayVpcAttachment
      DeleteTransitGateway DeleteTransitGatewayRoute DeleteTransitGatewayRouteTable
      DeleteTransitGatewayVpcAttachment DescribeTransitGatewayAttachments
      DescribeTransitGatewayRouteTables DescribeTransitGateways DescribeTransitGatewayVpcAttachments
      DisableTransitGatewayRouteTablePropagation DisassociateTransitGatewayRouteTable
      EnableTransitGatewayRouteTablePropagation ExportTransitGatewayRoutes
      GetTransitGatewayAttachmentPropagations GetTransitGatewayRouteTableAssociations
      GetTransitGatewayRouteTablePropagations ModifyTransitGateway ModifyTransitGatewayVpcAttachment
      RejectTransitGatewayVpcAttachment ReplaceTransitGatewayRoute SearchTransitGatewayRoutes`,
        }),
        { Sid: 'TransitGatewayPermissions' },
      ),
      allow(['iam:CreateServiceLinkedRole'], {
        Condition: { StringLike: { 'iam:AWSServiceName': ['transitgateway.amazonaws.com'] } },
        Sid: 'AllowTransitGatewaySLRCreation',
      }),
    ],
  ],
  [
    'SystemAdministrator',
    'v12',
    '2016-11-10T17:23:56Z',
    '2026-02-12T18:02:37Z',
    [
      allow(
        actions({
          acm: 'Describe* Get* List* Request* Resend*',
          autoscaling: '*',
          cloudtrail: 'DescribeTrails GetTrailStatus ListPublicKeys ListTags LookupEvents StartLogging StopLogging',
          cloudwatch: '*',
          codecommit:
            'BatchGetRepositories CreateBranch CreateRepository Get* GitPull GitPush List* Put* Test* Update*',
          codedeploy: '*',
          codepipeline: '*',
          config: '*',
          ds: '*',
          ec2: `Allocate* AssignPrivateIpAddresses* Associate* Allocate* AttachInternetGateway
        AttachNetworkInterface AttachVpnGateway Bundle* Cancel* Copy* CreateCustomerGateway
        CreateDhcpOptions CreateFlowLogs CreateImage CreateInstanceExportTask CreateInternetGateway
        CreateKeyPair CreateLaunchTemplate CreateLaunchTemplateVersion CreateNatGateway
        CreateNetworkInterface CreatePlacementGroup CreateReservedInstancesListing CreateRoute
        CreateRouteTable CreateSecurityGroup CreateSnapshot CreateSpotDatafeedSubscription CreateSubnet
        CreateTags CreateVolume CreateVpc CreateVpcEndpoint CreateVpnConnection CreateVpnConnectionRoute
        CreateVpnGateway DeleteFlowLogs DeleteKeyPair DeleteLaunchTemplate DeleteLaunchTemplateVersions
        DeleteNatGateway DeleteNetworkInterface DeletePlacementGroup DeleteSnapshot
        DeleteSpotDatafeedSubscription DeleteSubnet DeleteTags DeleteVpc DeleteVpcEndpoints
        DeleteVpnConnection DeleteVpnConnectionRoute DeleteVpnGateway DeregisterImage Describe*
        DetachInternetGateway DetachNetworkInterface DetachVpnGateway DisableVgwRoutePropagation
        DisableVpcClassicLinkDnsSupport DisassociateAddress DisassociateRouteTable EnableVgwRoutePropagation
        EnableVolumeIO EnableVpcClassicLinkDnsSupport GetConsoleOutput GetHostReservationPurchasePreview
        GetLaunchTemplateData GetPasswordData GetSecurityGroupsForVpc Import* Modify* MonitorInstances
        MoveAddressToVpc Purchase* RegisterImage Release* Replace* ReportInstanceStatus Request* Reset*
        RestoreAddressToClassic RunScheduledInstances UnassignPrivateIpAddresses UnmonitorInstances
        UpdateSecurityGroupRuleDescriptionsEgress UpdateSecurityGroupRuleDescriptionsIngress`,
          elasticloadbalancing: '*',
          events: '*',
          iam: `GetAccount* GetContextKeys* GetCredentialReport ListAccountAliases ListGroups
        ListOpenIDConnectProviders ListPolicies ListPoliciesGrantingServiceAccess ListRoles
        ListSAMLProviders ListServerCertificates Simulate* UpdateServerCertificate UpdateSigningCertificate`,
          kinesis: 'ListStreams PutRecord',
          kms: 'CreateAlias CreateKey DeleteAlias Describe* GenerateRandom Get* List* Encrypt ReEncrypt*',
          lambda: 'Create* Delete* Get* InvokeFunction List* PublishVersion Update*',
          logs: '*',
          rds: 'Describe* ListTagsForResource',
          rolesanywhere: `GetCrl GetProfile GetSubject GetTrustAnchor ListCrls ListProfiles ListSubjects ListTagsForResource
        ListTrustAnchors PutNotificationSettings ResetNotificationSettings`,
          route53: '*',
          route53domains: '*',
          ses: '*',
          sns: '*',
          sqs: '*',
          trustedadvisor: '*',
        }),
      ),
      allow(
        actions({
          ec2: `AcceptVpcPeeringConnection AttachClassicLinkVpc AttachVolume AuthorizeSecurityGroupEgress
      AuthorizeSecurityGroupIngress CreateVpcPeeringConnection DeleteCustomerGateway DeleteDhcpOptions
      DeleteInternetGateway DeleteNetworkAcl* DeleteRoute DeleteRouteTable DeleteSecurityGroup
      DeleteVolume DeleteVpcPeeringConnection DetachClassicLinkVpc DetachVolume DisableVpcClassicLink
      EnableVpcClassicLink GetConsoleScreenshot RebootInstances RejectVpcPeeringConnection
      RevokeSecurityGroupEgress RevokeSecurityGroupIngress RunInstances StartInstances StopInstances
      TerminateInstances`,
        }),
      ),
      allow('s3:*'),
      allow(
        actions({
          iam: `GetAccessKeyLastUsed GetGroup* GetInstanceProfile GetLoginProfile GetOpenIDConnectProvider
      GetPolicy* GetRole* GetSAMLProvider GetSSHPublicKey GetServerCertificate GetServiceLastAccessed*
      GetUser* ListAccessKeys ListAttached* ListEntitiesForPolicy ListGroupPolicies ListGroupsForUser
      ListInstanceProfiles* ListMFADevices ListPolicyVersions ListRolePolicies ListSSHPublicKeys
      ListSigningCertificates ListUserPolicies Upload*`,
        }),
      ),
      allow(actions({ iam: 'GetRole ListRoles PassRole' }), {
        Resource: [
          'arn:aws:iam::*:role/rds-monitoring-role',
          'arn:aws:iam::*:role/ec2-sysadmin-*',
          'arn:aws:iam::*:role/ecr-sysadmin-*',
          'arn:aws:iam::*:role/lambda-sysadmin-*',
        ],
      }),
    ],
  ],
  [
    'ViewOnlyAccess',
    'v45',
    '2016-11-10T17:20:15Z',
    '2026-04-22T18:12:21Z',
    [
      allow(
        actions({
          cloudwatch: 'Get* List*',
          dynamodb: `DescribeBackup DescribeContinuousBackups DescribeGlobalTable DescribeGlobalTableSettings
        DescribeLimits DescribeReservedCapacity DescribeReservedCapacityOfferings DescribeStream
        DescribeTable DescribeTimeToLive ListBackups ListExports ListGlobalTables ListStreams ListTables
        ListTagsOfResource`,
          ec2: `DescribeAccountAttributes DescribeAddresses DescribeAvailabilityZones DescribeBundleTasks
        DescribeCarrierGateways DescribeClassicLinkInstances DescribeConversionTasks
        DescribeCustomerGateways DescribeDhcpOptions DescribeExportTasks DescribeFlowLogs DescribeHost*
        DescribeIdentityIdFormat DescribeIdFormat DescribeImage* DescribeImport* DescribeInstance*
        DescribeInternetGateways DescribeKeyPairs DescribeLocalGatewayRouteTables
        DescribeLocalGatewayRouteTableVirtualInterfaceGroupAssociations
        DescribeLocalGatewayRouteTableVpcAssociations DescribeLocalGateways
        DescribeLocalGatewayVirtualInterfaceGroups DescribeLocalGatewayVirtualInterfaces
        DescribeMovingAddresses DescribeNatGateways DescribeNetwork* DescribePlacementGroups
        DescribePrefixLists DescribeRegions DescribeReserved* DescribeRouteTables DescribeSecurityGroupRules
        DescribeSecurityGroups DescribeSnapshot* DescribeSpot* DescribeSubnets DescribeTags DescribeVolume*
        DescribeVpc* DescribeVpnGateways SearchLocalGatewayRoutes`,
          elasticloadbalancing: `DescribeInstanceHealth DescribeListeners DescribeLoadBalancerAttributes DescribeLoadBalancers
        DescribeTargetGroups DescribeTargetHealth`,
          iam: 'GetAccountSummary GetLoginProfile List*',
          organizations: 'List*',
          route53: 'Get* List*',
          route53resolver: 'Get* List*',
          s3: 'ListAllMyBuckets ListBucket ListMultiRegionAccessPoints',
          sns: 'List*',
        }),
        { Sid: 'GeneralViewOnlyAccessStatement' },
      ),
    ],
  ],
];
