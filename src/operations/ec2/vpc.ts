/** VPCs: create, delete, describe, and the attributes that DNS depends on. Address blocks are in vpc-cidr.ts. */

import type { Vpc as VpcShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { stableShape } from '../../base/stable.ts';
import type { Vpc } from '../../model/vpc.ts';
import { describe, type FilterTable } from './describe.ts';
import {
  dependencyViolation,
  invalidCombination,
  invalidParameterValue,
  notOffered,
  owned,
  required,
  seen,
} from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { specifiedTags, tagList } from './tags.ts';
import { readVpcCidr } from './vpc-cidr.ts';
import { hasDependencies, makeVpc, removeVpc } from './vpc-parts.ts';
import { deletePeeringsOf, owesAnswer } from './vpc-peering-connection-end.ts';

/** A VPC without tags or IPv6 blocks is printed without either list, as EC2 does. */
export const vpcShape = stableShape((vpc: Vpc): VpcShape => {
  const tags = tagList(vpc.tags);
  return {
    OwnerId: vpc.account,
    InstanceTenancy: vpc.instanceTenancy,
    CidrBlockAssociationSet: vpc.cidrs.map(({ id, cidr }) => ({
      AssociationId: id,
      CidrBlock: cidr,
      CidrBlockState: { State: 'associated' },
    })),
    IsDefault: vpc.isDefault,
    ...(tags.length > 0 ? { Tags: tags } : {}),
    BlockPublicAccessStates: { InternetGatewayBlockMode: 'off' },
    VpcId: vpc.id,
    State: 'available',
    CidrBlock: vpc.cidrs[0]!.cidr,
    DhcpOptionsId: vpc.dhcpOptions,
  };
});

const filters: FilterTable<Vpc> = {
  cidr: (vpc) => vpc.cidrs[0]!.cidr,
  'cidr-block-association.cidr-block': (vpc) => vpc.cidrs.map(({ cidr }) => cidr),
  'cidr-block-association.association-id': (vpc) => vpc.cidrs.map(({ id }) => id),
  'cidr-block-association.state': () => 'associated',
  'dhcp-options-id': (vpc) => vpc.dhcpOptions,
  'ipv6-cidr-block-association.ipv6-cidr-block': () => [],
  'ipv6-cidr-block-association.ipv6-pool': () => [],
  'ipv6-cidr-block-association.association-id': () => [],
  'ipv6-cidr-block-association.state': () => [],
  'is-default': (vpc) => vpc.isDefault,
  isDefault: (vpc) => vpc.isDefault,
  'owner-id': (vpc) => vpc.account,
  state: () => 'available',
  'vpc-id': (vpc) => vpc.id,
};

/** Attribute as requests name it → member of answers and of the VPC. */
const attributes = {
  enableDnsSupport: 'EnableDnsSupport',
  enableDnsHostnames: 'EnableDnsHostnames',
  enableNetworkAddressUsageMetrics: 'EnableNetworkAddressUsageMetrics',
} as const;
type Attribute = keyof typeof attributes;
const attributeNames = Object.keys(attributes) as Attribute[];

/** `host` is a tenancy of instances only. The sentence is the likeliest. */
function readTenancy(tenancy: string | undefined): Vpc['instanceTenancy'] {
  if (tenancy === undefined || tenancy === 'default' || tenancy === 'dedicated') return tenancy ?? 'default';
  throw invalidParameterValue(
    `Value (${tenancy}) for parameter instanceTenancy is invalid. Tenancy must be 'default' or 'dedicated'.`,
  );
}

export const vpcOperations = {
  CreateVpc(context, input) {
    if (input.AmazonProvidedIpv6CidrBlock || input.Ipv6CidrBlock || input.Ipv6Pool || input.Ipv6IpamPoolId) {
      throw notOffered('An IPv6 CIDR block for a VPC');
    }
    if (input.Ipv4IpamPoolId) throw notOffered('IPAM');
    if (input.CidrBlock === undefined) {
      throw new Fault('MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
    }
    const cidr = readVpcCidr(input.CidrBlock);
    const tags = specifiedTags(input.TagSpecifications, 'vpc');
    const instanceTenancy = readTenancy(input.InstanceTenancy);
    return context.transact((draft) => {
      const count = draft.network.count('vpc', `owner:${context.account}/${context.region}`);
      checkQuota(context, 'vpcsPerRegion', count + 1);
      const vpc = makeVpc(draft, context, { cidr, isDefault: false, instanceTenancy, tags });
      const shape = vpcShape(vpc);
      return { Vpc: { ...shape, State: 'pending', Tags: shape.Tags ?? [], Ipv6CidrBlockAssociationSet: [] } };
    });
  },

  DeleteVpc(context, input) {
    const id = required(input.VpcId, 'vpcId');
    return context.transact((draft) => {
      const vpc = owned(draft, context, 'vpc', id);
      if (hasDependencies(draft, vpc) || owesAnswer(draft, vpc, context.now)) throw dependencyViolation('vpc', id);
      deletePeeringsOf(draft, context, vpc);
      removeVpc(draft, vpc);
      return {};
    });
  },

  DescribeVpcs(context, input) {
    const page = describe(context, 'vpc', { ...input, ids: input.VpcIds }, filters);
    return { Vpcs: page.items.map(vpcShape), NextToken: page.nextToken };
  },

  DescribeVpcAttribute(context, input) {
    const vpc = seen(context.network, context, 'vpc', required(input.VpcId, 'vpcId'));
    const attribute = required(input.Attribute, 'attribute');
    if (!Object.hasOwn(attributes, attribute)) {
      throw invalidParameterValue(`Value (${attribute}) for parameter attribute is invalid. Unknown attribute.`);
    }
    return { VpcId: vpc.id, [attributes[attribute]]: { Value: vpc[attribute] } };
  },

  ModifyVpcAttribute(context, input) {
    const given = attributeNames.filter((name) => input[attributes[name]] !== undefined);
    const [attribute] = given;
    if (attribute === undefined) throw invalidCombination('No attributes specified.');
    if (given.length > 1) {
      throw invalidCombination(`Fields for multiple attribute types specified: ${given.join(', ')}`);
    }
    const value = input[attributes[attribute]]?.Value ?? false;
    return context.transact((draft) => {
      const vpc = owned(draft, context, 'vpc', required(input.VpcId, 'vpcId'));
      // The rule is documented (ModifyVpcAttribute); the sentence is the likeliest.
      if (attribute === 'enableDnsHostnames' && value && !vpc.enableDnsSupport) {
        throw invalidCombination('enableDnsHostnames cannot be enabled while enableDnsSupport is disabled.');
      }
      draft.put({ ...vpc, [attribute]: value });
      return {};
    });
  },
} satisfies Ec2Handlers;
