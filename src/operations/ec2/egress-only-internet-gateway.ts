/**
 * Egress-only internet gateways: made attached to a VPC, one for each, and gone without asking what leads to them. IPv6 routes
 * name them (route-target.ts); no IPv6 packet passes here, so that none passes them either.
 */

import type { EgressOnlyInternetGateway as EgressOnlyInternetGatewayShape } from '@aws-sdk/client-ec2';
import { resourceId } from '../../base/ids.ts';
import type { EgressOnlyInternetGateway } from '../../model/egress-only-internet-gateway.ts';
import { describe, type FilterTable } from './describe.ts';
import { invalidParameterValue, owned, required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { removeResource } from './resource-removal.ts';
import { specifiedTags, tagList } from './tags.ts';

function shapeOf(gateway: EgressOnlyInternetGateway): EgressOnlyInternetGatewayShape {
  return {
    Attachments: [{ State: 'attached', VpcId: gateway.vpc }],
    EgressOnlyInternetGatewayId: gateway.id,
    Tags: tagList(gateway.tags),
  };
}

/** The page of the operation has those of tags alone; Cluster API's AWS provider relies on the one of the VPC. */
const filters: FilterTable<EgressOnlyInternetGateway> = {
  'attachment.vpc-id': (gateway) => gateway.vpc,
};

const mostResults = 255;

export const egressOnlyInternetGatewayOperations = {
  CreateEgressOnlyInternetGateway(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'egress-only-internet-gateway');
    const { account, region, now } = context;
    return context.transact((draft) => {
      const vpc = owned(draft, context, 'vpc', required(input.VpcId, 'vpcId')).id;
      // The rule is documented (Amazon VPC quotas); the sentence is the likeliest.
      if (draft.network.count('egress-only-internet-gateway', `vpc:${vpc}`) > 0) {
        throw invalidParameterValue(`Network ${vpc} already has an egress-only internet gateway attached`);
      }
      const count = draft.network.count('egress-only-internet-gateway', `owner:${account}/${region}`);
      checkQuota(context, 'egressOnlyInternetGatewaysPerRegion', count + 1);
      const id = resourceId(context.random, 'eigw');
      const kind = 'egress-only-internet-gateway';
      const gateway: EgressOnlyInternetGateway = { kind, id, account, region, created: now, tags, vpc };
      draft.put(gateway);
      return { ClientToken: input.ClientToken, EgressOnlyInternetGateway: shapeOf(gateway) };
    });
  },

  DeleteEgressOnlyInternetGateway(context, input) {
    const id = required(input.EgressOnlyInternetGatewayId, 'egressOnlyInternetGatewayId');
    return context.transact((draft) => {
      removeResource(draft, owned(draft, context, 'egress-only-internet-gateway', id));
      return { ReturnCode: true };
    });
  },

  DescribeEgressOnlyInternetGateways(context, input) {
    const request = { ...input, ids: input.EgressOnlyInternetGatewayIds };
    const page = describe(context, 'egress-only-internet-gateway', request, filters, { most: mostResults });
    return { EgressOnlyInternetGateways: page.items.map(shapeOf), NextToken: page.nextToken };
  },
} satisfies Ec2Handlers;
