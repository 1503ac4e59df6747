/** Internet gateways: one per VPC, attached and detached. A gateway stays while anything in its VPC has a public address. */

import type { InternetGateway as InternetGatewayShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { InternetGateway } from '../../model/internet-gateway.ts';
import type { Draft } from '../../store/store.ts';
import { describe, type FilterTable } from './describe.ts';
import { dependencyViolation, invalidParameterValue, owned, required } from './faults.ts';
import { checkNoGatewayTable } from './gateway-route-table.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { removeResource } from './resource-removal.ts';
import { specifiedTags, tagList } from './tags.ts';

/** EC2 prints an attachment as `available`, where the SDK's enumeration only knows `attached`. */
const attached = 'available' as 'attached';

function shapeOf(gateway: InternetGateway): InternetGatewayShape {
  return {
    Attachments: gateway.vpc === undefined ? [] : [{ State: attached, VpcId: gateway.vpc }],
    InternetGatewayId: gateway.id,
    OwnerId: gateway.account,
    Tags: tagList(gateway.tags),
  };
}

const filters: FilterTable<InternetGateway> = {
  'attachment.state': (gateway) => (gateway.vpc === undefined ? [] : attached),
  'attachment.vpc-id': (gateway) => gateway.vpc,
  'internet-gateway-id': (gateway) => gateway.id,
  'owner-id': (gateway) => gateway.account,
};

function hasMappedAddresses(draft: Draft, vpc: string): boolean {
  return draft
    .find('network-interface', `vpc:${vpc}`)
    .some(
      (one) => one.autoPublicAddress !== undefined || draft.network.count('elastic-address', `interface:${one.id}`) > 0,
    );
}

export const internetGatewayOperations = {
  CreateInternetGateway(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'internet-gateway');
    const { account, region, now } = context;
    return context.transact((draft) => {
      const count = draft.network.count('internet-gateway', `owner:${account}/${region}`);
      checkQuota(context, 'internetGatewaysPerRegion', count + 1);
      const id = resourceId(context.random, 'igw');
      const gateway: InternetGateway = { kind: 'internet-gateway', id, account, region, created: now, tags };
      draft.put(gateway);
      return { InternetGateway: shapeOf(gateway) };
    });
  },

  DeleteInternetGateway(context, input) {
    const id = required(input.InternetGatewayId, 'internetGatewayId');
    return context.transact((draft) => {
      const gateway = owned(draft, context, 'internet-gateway', id);
      if (gateway.vpc !== undefined) throw dependencyViolation('internetGateway', id);
      removeResource(draft, gateway);
      return {};
    });
  },

  DescribeInternetGateways(context, input) {
    const page = describe(context, 'internet-gateway', { ...input, ids: input.InternetGatewayIds }, filters);
    return { InternetGateways: page.items.map(shapeOf), NextToken: page.nextToken };
  },

  AttachInternetGateway(context, input) {
    const id = required(input.InternetGatewayId, 'internetGatewayId');
    return context.transact((draft) => {
      const gateway = owned(draft, context, 'internet-gateway', id);
      const vpc = owned(draft, context, 'vpc', required(input.VpcId, 'vpcId'));
      if (gateway.vpc !== undefined) {
        throw new Fault('Resource.AlreadyAssociated', `resource ${id} is already attached to network ${gateway.vpc}`);
      }
      if (draft.network.count('internet-gateway', `vpc:${vpc.id}`) > 0) {
        throw invalidParameterValue(`Network ${vpc.id} already has an internet gateway attached`);
      }
      draft.put({ ...gateway, vpc: vpc.id });
      return {};
    });
  },

  DetachInternetGateway(context, input) {
    const id = required(input.InternetGatewayId, 'internetGatewayId');
    return context.transact((draft) => {
      const gateway = owned(draft, context, 'internet-gateway', id);
      const vpc = owned(draft, context, 'vpc', required(input.VpcId, 'vpcId'));
      if (gateway.vpc !== vpc.id) {
        throw new Fault('Gateway.NotAttached', `resource ${id} is not attached to network ${vpc.id}`);
      }
      if (hasMappedAddresses(draft, vpc.id)) {
        throw new Fault(
          'DependencyViolation',
          `Network ${vpc.id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
        );
      }
      checkNoGatewayTable(draft, id);
      const { vpc: _, ...detached } = gateway;
      draft.put(detached);
      return {};
    });
  },
} satisfies Ec2Handlers;
