/** DescribeAccountAttributes: what an account may have in a region, and its default VPC. */

import type { Context } from '../context.ts';
import { invalidParameterValue } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { quotaOf } from './quotas.ts';

/** The figure that EC2 gives accounts of before virtual CPU quotas. */
const mostInstances = '20';

const attributes: Readonly<Record<string, (context: Context) => string>> = {
  'supported-platforms': () => 'VPC',
  'default-vpc': ({ network, account, region }) =>
    network.owned('vpc', account, region).find((vpc) => vpc.isDefault)?.id ?? 'none',
  'max-instances': () => mostInstances,
  'vpc-max-security-groups-per-interface': (context) => String(quotaOf(context, 'securityGroupsPerInterface')),
  'max-elastic-ips': (context) => String(quotaOf(context, 'elasticAddressesPerRegion')),
  'vpc-max-elastic-ips': (context) => String(quotaOf(context, 'elasticAddressesPerRegion')),
};

export const accountAttributeOperations = {
  DescribeAccountAttributes(context, input) {
    const wanted = input.AttributeNames ?? [];
    for (const name of wanted) {
      if (Object.hasOwn(attributes, name)) continue;
      throw invalidParameterValue(`Value (${name}) for parameter attributeName is invalid. Unknown attribute.`);
    }
    const names = wanted.length > 0 ? wanted : Object.keys(attributes);
    return {
      AccountAttributes: names.map((name) => ({
        AttributeName: name,
        AttributeValues: [{ AttributeValue: attributes[name]!(context) }],
      })),
    };
  },
} satisfies Ec2Handlers;
