/**
 * Managed policies of AWS's: route 53, its resolver and its profiles. What each allows is as AWS publishes it
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html).
 */

import { actions, allow, type PolicyRow } from './aws-managed-policy-form.ts';

export const nameServicePolicies: readonly PolicyRow[] = [
  [
    'AmazonRoute53FullAccess',
    'v7',
    '2015-02-06T18:40:54Z',
    '2026-02-12T18:00:40Z',
    [
      allow(
        actions({
          route53: '*',
          route53domains: '*',
          cloudfront: 'ListDistributions GetDistributionTenantByDomain GetConnectionGroup',
          cloudwatch: 'DescribeAlarms GetMetricStatistics GetMetricData',
          ec2: 'DescribeVpcs DescribeVpcEndpoints DescribeRegions',
          elasticloadbalancing: 'DescribeLoadBalancers',
          elasticbeanstalk: 'DescribeEnvironments',
          es: 'ListDomainNames DescribeDomains',
          lightsail: 'GetContainerServices',
          s3: 'ListBucket GetBucketLocation GetBucketWebsite',
          sns: 'ListTopics ListSubscriptionsByTopic',
          tag: 'GetResources',
        }),
      ),
      allow('apigateway:GET', { Resource: 'arn:aws:apigateway:*::/domainnames' }),
    ],
  ],
  [
    'AmazonRoute53ReadOnlyAccess',
    'v2',
    '2015-02-06T18:40:55Z',
    '2016-11-15T21:15:16Z',
    [allow(actions({ route53: 'Get* List* TestDNSAnswer' }))],
  ],
  [
    'AmazonRoute53DomainsFullAccess',
    'v1',
    '2015-02-06T18:40:56Z',
    '2015-02-06T18:40:56Z',
    [
      allow(
        actions({
          route53: 'CreateHostedZone',
          route53domains: '*',
        }),
      ),
    ],
  ],
  [
    'AmazonRoute53DomainsReadOnlyAccess',
    'v1',
    '2015-02-06T18:40:57Z',
    '2015-02-06T18:40:57Z',
    [allow(actions({ route53domains: 'Get* List*' }))],
  ],
  [
    'AmazonRoute53ProfilesFullAccess',
    'v2',
    '2024-04-30T18:30:29Z',
    '2024-08-27T19:18:18Z',
    [
      allow(
        actions({
          route53profiles: `AssociateProfile AssociateResourceToProfile CreateProfile DeleteProfile DisassociateProfile
        DisassociateResourceFromProfile GetProfile GetProfileAssociation GetProfilePolicy
        GetProfileResourceAssociation ListProfileAssociations ListProfileResourceAssociations ListProfiles
        ListTagsForResource PutProfilePolicy TagResource UntagResource UpdateProfileResourceAssociation`,
          route53resolver: `GetFirewallConfig GetFirewallRuleGroup GetResolverConfig GetResolverDnssecConfig
        GetResolverQueryLogConfig GetResolverRule`,
          ec2: 'DescribeVpcs',
          route53: 'GetHostedZone',
        }),
        { Sid: 'AmazonRoute53ProfilesFullAccess' },
      ),
    ],
  ],
  [
    'AmazonRoute53ProfilesReadOnlyAccess',
    'v2',
    '2024-04-30T18:29:25Z',
    '2024-08-27T18:59:57Z',
    [
      allow(
        actions({
          route53profiles: `GetProfile GetProfileAssociation GetProfilePolicy GetProfileResourceAssociation
        ListProfileAssociations ListProfileResourceAssociations ListProfiles ListTagsForResource`,
          route53resolver: 'GetFirewallConfig GetResolverConfig GetResolverDnssecConfig GetResolverQueryLogConfig',
        }),
        { Sid: 'AmazonRoute53ProfilesReadOnlyAccess' },
      ),
    ],
  ],
  [
    'AmazonRoute53ResolverFullAccess',
    'v3',
    '2019-05-30T18:10:50Z',
    '2024-08-05T20:06:08Z',
    [
      allow(
        actions({
          route53resolver: '*',
          ec2: `DescribeSubnets CreateNetworkInterface DeleteNetworkInterface ModifyNetworkInterfaceAttribute
        DescribeNetworkInterfaces CreateNetworkInterfacePermission DescribeSecurityGroups DescribeVpcs
        DescribeAvailabilityZones`,
        }),
        { Sid: 'AmazonRoute53ResolverFullAccess' },
      ),
    ],
  ],
  [
    'AmazonRoute53ResolverReadOnlyAccess',
    'v3',
    '2019-05-30T18:11:31Z',
    '2024-08-05T18:54:11Z',
    [
      allow(
        actions({
          route53resolver: 'Get* List*',
          ec2: 'DescribeNetworkInterfaces DescribeSecurityGroups DescribeVpcs DescribeSubnets',
        }),
        { Sid: 'AmazonRoute53ResolverReadOnlyAccess' },
      ),
    ],
  ],
];
