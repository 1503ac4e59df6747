/**
 * RAM's own permissions, one for each type that can be shared, which a share gets where the request names none. Names and dates of
 * the first two are those of public copies of ListPermissions' answers; their actions those that the user guides name for
 * the types. Of security groups' and transit gateways' no copy was found: names, dates and actions are the likeliest.
 * https://docs.aws.amazon.com/ram/latest/userguide/security-ram-permissions.html,
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-sharing.html
 */

export interface ManagedPermission {
  readonly arn: string;
  readonly name: string;
  readonly resourceType: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly policyTemplate: string;
}

function managed(resourceType: string, created: string, actions: readonly string[]): ManagedPermission {
  const name = `AWSRAMDefaultPermission${resourceType.split(':')[1]}`;
  return {
    arn: `arn:aws:ram::aws:permission/${name}`,
    name,
    resourceType,
    version: 1,
    created: Date.parse(created),
    policyTemplate: JSON.stringify({ Effect: 'Allow', Action: actions.map((action) => `ec2:${action}`) }),
  };
}

/** Ordered by ARN. */
export const managedPermissions: readonly ManagedPermission[] = [
  managed('ec2:PrefixList', '2022-06-30T17:04:20.594Z', [
    'CreateRoute',
    'DescribeManagedPrefixLists',
    'GetManagedPrefixListEntries',
  ]),
  managed('ec2:SecurityGroup', '2024-10-30T15:11:41.358Z', [
    'CreateNetworkInterface',
    'DescribeSecurityGroupRules',
    'DescribeSecurityGroups',
    'GetSecurityGroupsForVpc',
    'ModifyInstanceAttribute',
    'ModifyNetworkInterfaceAttribute',
    'RunInstances',
  ]),
  managed('ec2:Subnet', '2024-10-30T15:11:41.358Z', ['CreateNetworkInterface', 'DescribeSubnets', 'RunInstances']),
  managed('ec2:TransitGateway', '2022-06-30T17:04:20.594Z', [
    'CreateTransitGatewayVpcAttachment',
    'DeleteTransitGatewayVpcAttachment',
    'DescribeTransitGateways',
    'ModifyTransitGatewayVpcAttachment',
  ]),
];
