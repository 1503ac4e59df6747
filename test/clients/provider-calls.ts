/** The calls that Terraform's AWS provider makes after it has created the usual resources, by resource and in its order. */

import type { Network } from './ec2-call.ts';

/** What the calls are about. */
export interface Made extends Network {
  readonly instance: string;
  readonly eni: string;
  readonly eip: string;
  readonly nat: string;
  readonly igw: string;
  readonly endpoint: string;
  readonly group: string;
  readonly table: string;
  readonly list: string;
}

export const filter = (Name: string, ...Values: readonly string[]) => ({ Filters: [{ Name, Values }] });

type Row = readonly [operation: string, input: (made: Made) => object];
const attributes = (operation: string, id: (made: Made) => object, ...names: readonly string[]): readonly Row[] =>
  names.map((Attribute) => [operation, (made) => ({ ...id(made), Attribute })]);

/** By resource, in the provider's order. */
export const reads: readonly (readonly [resource: string, calls: readonly Row[]])[] = [
  [
    'the provider itself',
    [
      ['DescribeAccountAttributes', () => ({ AttributeNames: ['supported-platforms'] })],
      ['DescribeRegions', () => ({})],
      ['DescribeAvailabilityZones', () => filter('opt-in-status', 'opt-in-not-required')],
    ],
  ],
  [
    'aws_vpc',
    [
      ['DescribeVpcs', (made) => ({ VpcIds: [made.vpc] })],
      ...attributes(
        'DescribeVpcAttribute',
        (made) => ({ VpcId: made.vpc }),
        'enableDnsHostnames',
        'enableDnsSupport',
        'enableNetworkAddressUsageMetrics',
      ),
      [
        'DescribeNetworkAcls',
        (made) => ({
          Filters: [
            { Name: 'default', Values: ['true'] },
            { Name: 'vpc-id', Values: [made.vpc] },
          ],
        }),
      ],
      [
        'DescribeRouteTables',
        (made) => ({
          Filters: [
            { Name: 'association.main', Values: ['true'] },
            { Name: 'vpc-id', Values: [made.vpc] },
          ],
        }),
      ],
      [
        'DescribeSecurityGroups',
        (made) => ({
          Filters: [
            { Name: 'group-name', Values: ['default'] },
            { Name: 'vpc-id', Values: [made.vpc] },
          ],
        }),
      ],
    ],
  ],
  [
    'aws_subnet',
    [
      ['DescribeSubnets', (made) => ({ SubnetIds: [made.subnet] })],
      ['ModifySubnetAttribute', (made) => ({ SubnetId: made.subnet, MapPublicIpOnLaunch: { Value: true } })],
      [
        'ModifySubnetAttribute',
        (made) => ({ SubnetId: made.subnet, EnableResourceNameDnsARecordOnLaunch: { Value: false } }),
      ],
      ['DescribeNetworkInterfaces', (made) => filter('subnet-id', made.subnet)],
    ],
  ],
  [
    'aws_internet_gateway',
    [
      ['DescribeInternetGateways', (made) => ({ InternetGatewayIds: [made.igw] })],
      ['DescribeInternetGateways', (made) => filter('attachment.vpc-id', made.vpc)],
    ],
  ],
  [
    'aws_route_table',
    [
      ['DescribeRouteTables', (made) => ({ RouteTableIds: [made.table] })],
      ['DescribeRouteTables', (made) => filter('association.subnet-id', made.subnet)],
      [
        'ReplaceRoute',
        (made) => ({ RouteTableId: made.table, DestinationCidrBlock: '0.0.0.0/0', GatewayId: made.igw }),
      ],
    ],
  ],
  [
    'aws_security_group',
    [
      ['DescribeSecurityGroups', (made) => ({ GroupIds: [made.group] })],
      [
        'RevokeSecurityGroupEgress',
        (made) => ({
          GroupId: made.group,
          IpPermissions: [{ IpProtocol: '-1', FromPort: 0, ToPort: 0, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
        }),
      ],
      [
        'AuthorizeSecurityGroupIngress',
        (made) => ({
          GroupId: made.group,
          IpPermissions: [
            {
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              IpRanges: [{ CidrIp: '10.0.0.0/16', Description: 'web' }],
            },
          ],
        }),
      ],
      ['DescribeSecurityGroupRules', (made) => filter('group-id', made.group)],
      ['DescribeNetworkInterfaces', (made) => filter('group-id', made.group)],
    ],
  ],
  [
    'aws_network_acl',
    [
      ['DescribeNetworkAcls', (made) => ({ NetworkAclIds: [made.defaultAcl] })],
      ['DescribeNetworkAcls', (made) => filter('association.subnet-id', made.subnet)],
    ],
  ],
  [
    'aws_instance',
    [
      ['DescribeInstanceTypes', () => ({ InstanceTypes: ['t3.micro'] })],
      ['DescribeImages', () => ({ ImageIds: ['ami-12345678'] })],
      [
        'DescribeImages',
        () => ({
          Owners: ['amazon'],
          Filters: [
            { Name: 'name', Values: ['al2023-ami-*'] },
            { Name: 'architecture', Values: ['x86_64'] },
          ],
        }),
      ],
      ['DescribeInstances', (made) => ({ InstanceIds: [made.instance] })],
      ['DescribeInstanceStatus', (made) => ({ InstanceIds: [made.instance], IncludeAllInstances: true })],
      ['DescribeIamInstanceProfileAssociations', (made) => filter('instance-id', made.instance)],
      ['DescribeVolumes', (made) => filter('attachment.instance-id', made.instance)],
      ['DescribeVpcs', (made) => ({ VpcIds: [made.vpc] })],
      ['DescribeTags', (made) => filter('resource-id', made.instance)],
      ...attributes(
        'DescribeInstanceAttribute',
        (made) => ({ InstanceId: made.instance }),
        'disableApiTermination',
        'disableApiStop',
        'instanceInitiatedShutdownBehavior',
        'userData',
        'sourceDestCheck',
        'groupSet',
        'instanceType',
        'ebsOptimized',
        'blockDeviceMapping',
      ),
      ['DescribeInstanceCreditSpecifications', (made) => ({ InstanceIds: [made.instance] })],
      ['ModifyInstanceAttribute', (made) => ({ InstanceId: made.instance, DisableApiTermination: { Value: false } })],
      ['ModifyInstanceAttribute', (made) => ({ InstanceId: made.instance, SourceDestCheck: { Value: false } })],
      ['ModifyInstanceMetadataOptions', (made) => ({ InstanceId: made.instance, HttpTokens: 'required' })],
      ['DescribeKeyPairs', () => ({})],
    ],
  ],
  [
    'aws_network_interface',
    [
      ['DescribeNetworkInterfaces', (made) => ({ NetworkInterfaceIds: [made.eni] })],
      ...attributes(
        'DescribeNetworkInterfaceAttribute',
        (made) => ({ NetworkInterfaceId: made.eni }),
        'description',
        'groupSet',
        'sourceDestCheck',
        'attachment',
      ),
    ],
  ],
  [
    'aws_eip',
    [
      ['DescribeAddresses', (made) => ({ AllocationIds: [made.eip] })],
      ['DescribeAddressesAttribute', (made) => ({ AllocationIds: [made.eip], Attribute: 'domain-name' })],
    ],
  ],
  [
    'aws_nat_gateway',
    [
      ['DescribeNatGateways', (made) => ({ NatGatewayIds: [made.nat] })],
      ['DescribeNatGateways', (made) => ({ Filter: [{ Name: 'vpc-id', Values: [made.vpc] }] })],
    ],
  ],
  [
    'aws_vpc_endpoint',
    [
      ['DescribeVpcEndpoints', (made) => ({ VpcEndpointIds: [made.endpoint] })],
      ['DescribePrefixLists', () => filter('prefix-list-name', 'com.amazonaws.us-east-1.s3')],
      [
        'DescribeVpcEndpointServices',
        () => ({ Filters: [{ Name: 'service-name', Values: ['com.amazonaws.us-east-1.s3'] }] }),
      ],
    ],
  ],
  [
    'aws_ec2_managed_prefix_list',
    [
      ['DescribeManagedPrefixLists', (made) => ({ PrefixListIds: [made.list] })],
      ['GetManagedPrefixListEntries', (made) => ({ PrefixListId: made.list })],
    ],
  ],
  [
    'aws_default_vpc',
    [
      ['DescribeVpcs', () => filter('is-default', 'true')],
      ['DescribeSubnets', () => filter('default-for-az', 'true')],
      ['DescribeDhcpOptions', () => ({})],
    ],
  ],
  [
    'tags',
    [
      [
        'CreateTags',
        (made) => ({ Resources: [made.instance, made.eni, made.group], Tags: [{ Key: 'Name', Value: 'tf' }] }),
      ],
      ['DescribeTags', () => filter('key', 'Name')],
      ['DeleteTags', (made) => ({ Resources: [made.instance, made.eni, made.group], Tags: [{ Key: 'Name' }] })],
    ],
  ],
];
