/**
 * Operations on transit gateways themselves. A gateway is made with a default route table, which attachments are associated with
 * and propagate to, unless the request asks for neither. Attachments, route tables and routes have files of their own.
 * https://docs.aws.amazon.com/vpc/latest/tgw/tgw-transit-gateways.html
 */

import type { TransitGateway as GatewayShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import { arnOf } from '../../model/ec2-arn.ts';
import type { Tags } from '../../model/resource.ts';
import { isOpen, type TransitGateway, type TransitGatewayAttachment } from '../../model/transit-gateway.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe, type FilterTable } from './describe.ts';
import { notFound, required } from './faults.ts';
import type { Ec2Handlers, InputOf } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { transitGatewayState } from './state.ts';
import { specifiedTags, tagList } from './tags.ts';
import { checkAvailable, incorrectState, ownGateway, ownTable, purgeEnded } from './transit-gateway-find.ts';
import {
  changedOptions,
  checkDefaultTable,
  type GatewayOptions,
  newOptions,
  switchOf,
} from './transit-gateway-option.ts';
import { makeTable, removeTable } from './transit-gateway-route-table.ts';

function optionsShape(gateway: TransitGateway): GatewayShape['Options'] {
  const { cidrBlocks, associationDefaultRouteTable: association, propagationDefaultRouteTable: propagation } = gateway;
  return {
    AmazonSideAsn: gateway.amazonSideAsn,
    ...(cidrBlocks.length > 0 ? { TransitGatewayCidrBlocks: [...cidrBlocks] } : {}),
    AutoAcceptSharedAttachments: switchOf(gateway.autoAcceptSharedAttachments),
    DefaultRouteTableAssociation: switchOf(gateway.defaultRouteTableAssociation),
    ...(association === undefined ? {} : { AssociationDefaultRouteTableId: association }),
    DefaultRouteTablePropagation: switchOf(gateway.defaultRouteTablePropagation),
    ...(propagation === undefined ? {} : { PropagationDefaultRouteTableId: propagation }),
    VpnEcmpSupport: switchOf(gateway.vpnEcmpSupport),
    DnsSupport: switchOf(gateway.dnsSupport),
    SecurityGroupReferencingSupport: switchOf(gateway.securityGroupReferencingSupport),
    MulticastSupport: switchOf(gateway.multicastSupport),
  };
}

/** Without tags: answers to ModifyTransitGateway and DeleteTransitGateway have none. */
function gatewayShape(context: Context, gateway: TransitGateway): GatewayShape {
  return {
    TransitGatewayId: gateway.id,
    TransitGatewayArn: arnOf(gateway),
    State: transitGatewayState(context, gateway),
    OwnerId: gateway.account,
    Description: gateway.description,
    CreationTime: new Date(gateway.created),
    Options: optionsShape(gateway),
  };
}

function filtersOf(context: Context): FilterTable<TransitGateway> {
  return {
    'options.propagation-default-route-table-id': (one) => one.propagationDefaultRouteTable,
    'options.amazon-side-asn': (one) => one.amazonSideAsn,
    'options.association-default-route-table-id': (one) => one.associationDefaultRouteTable,
    'options.auto-accept-shared-attachments': (one) => switchOf(one.autoAcceptSharedAttachments),
    'options.default-route-table-association': (one) => switchOf(one.defaultRouteTableAssociation),
    'options.default-route-table-propagation': (one) => switchOf(one.defaultRouteTablePropagation),
    'options.dns-support': (one) => switchOf(one.dnsSupport),
    'options.vpn-ecmp-support': (one) => switchOf(one.vpnEcmpSupport),
    'owner-id': (one) => one.account,
    state: (one) => transitGatewayState(context, one),
    'transit-gateway-id': (one) => one.id,
  };
}

/** The default table is made where either option is on (how-transit-gateways-work.html). */
function createGateway(
  draft: Draft,
  context: Context,
  wanted: GatewayOptions & { readonly description: string; readonly tags: Tags },
): TransitGateway {
  const { account, region, now: created, random } = context;
  const id = resourceId(random, 'tgw');
  const { defaultRouteTableAssociation: associates, defaultRouteTablePropagation: propagates } = wanted;
  const table = associates || propagates ? makeTable(draft, context, id, {}).id : undefined;
  const gateway: TransitGateway = {
    kind: 'transit-gateway',
    id,
    account,
    region,
    created,
    ...wanted,
    ...(associates && table ? { associationDefaultRouteTable: table } : {}),
    ...(propagates && table ? { propagationDefaultRouteTable: table } : {}),
    desired: 'available',
    stateRevision: draft.revision,
  };
  draft.put(gateway);
  return gateway;
}

function modifyGateway(
  draft: Draft,
  context: Context,
  gateway: TransitGateway,
  input: InputOf<'ModifyTransitGateway'>,
): TransitGateway {
  const asked = input.Options ?? {};
  const options = changedOptions(asked, gateway);
  checkDefaultTable({
    option: 'DefaultRouteTableAssociation',
    parameter: 'AssociationDefaultRouteTableId',
    asked: asked.DefaultRouteTableAssociation,
    on: options.defaultRouteTableAssociation,
    table: asked.AssociationDefaultRouteTableId,
    old: gateway.associationDefaultRouteTable,
  });
  checkDefaultTable({
    option: 'DefaultRouteTablePropagation',
    parameter: 'PropagationDefaultRouteTableId',
    asked: asked.DefaultRouteTablePropagation,
    on: options.defaultRouteTablePropagation,
    table: asked.PropagationDefaultRouteTableId,
    old: gateway.propagationDefaultRouteTable,
  });
  const association = defaultTable(draft, context, gateway, asked.AssociationDefaultRouteTableId);
  const propagation = defaultTable(draft, context, gateway, asked.PropagationDefaultRouteTableId);
  const changed: TransitGateway = {
    ...gateway,
    ...options,
    description: input.Description ?? gateway.description,
    ...(association === undefined ? {} : { associationDefaultRouteTable: association }),
    ...(propagation === undefined ? {} : { propagationDefaultRouteTable: propagation }),
    stateRevision: draft.revision,
    modified: true,
  };
  draft.put(changed);
  return changed;
}

/** A table of another gateway's doesn't exist for this one. */
function defaultTable(draft: Draft, context: Context, { id }: TransitGateway, table: string | undefined) {
  if (table === undefined) return undefined;
  if (ownTable(draft, context, table).transitGateway === id) return table;
  const { code, message } = notFound('transit-gateway-route-table', table);
  throw new Fault(code, message.replace(/\.$/, ` in Transit Gateway ${id}.`));
}

const nouns: Readonly<Record<TransitGatewayAttachment['attached']['kind'], string>> = {
  vpc: 'VPC',
  peering: 'Transit Gateway Cross Region Peering',
};

function checkUnattached(draft: Draft, { id }: TransitGateway): void {
  const open = draft.find('transit-gateway-attachment', `transit-gateway:${id}`).filter(isOpen);
  for (const kind of ['vpc', 'peering'] as const) {
    const ids = open.filter(({ attached }) => attached.kind === kind).map((one) => one.id);
    if (ids.length > 0) throw incorrectState(`${id} has non-deleted ${nouns[kind]} Attachments: ${ids.join(', ')}.`);
  }
}

export const transitGatewayOperations = {
  CreateTransitGateway(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'transit-gateway');
    const options = newOptions(input.Options);
    return context.transact((draft) => {
      purgeEnded(draft, context);
      const own = draft.find('transit-gateway', `owner:${context.account}/${context.region}`);
      const open = own.filter(({ desired }) => desired === 'available');
      checkQuota(context, 'transitGatewaysPerRegion', open.length + 1);
      const gateway = createGateway(draft, context, { ...options, description: input.Description ?? '', tags });
      return { TransitGateway: { ...gatewayShape(context, gateway), Tags: tagList(tags) } };
    });
  },

  ModifyTransitGateway(context, input) {
    const id = required(input.TransitGatewayId, 'TransitGatewayId');
    return context.transact((draft) => {
      const gateway = ownGateway(draft, context, id);
      checkAvailable(context, gateway);
      return { TransitGateway: gatewayShape(context, modifyGateway(draft, context, gateway, input)) };
    });
  },

  /** Its route tables go with it. */
  DeleteTransitGateway(context, input) {
    const id = required(input.TransitGatewayId, 'TransitGatewayId');
    return context.transact((draft) => {
      purgeEnded(draft, context);
      const gateway = ownGateway(draft, context, id);
      checkUnattached(draft, gateway);
      for (const table of draft.find('transit-gateway-route-table', `transit-gateway:${id}`)) {
        if (table.desired === 'available') removeTable(draft, context, table);
      }
      const deleted: TransitGateway = {
        ...gateway,
        desired: 'deleted',
        stateRevision: draft.revision,
        deleted: context.now,
      };
      draft.put(deleted);
      return { TransitGateway: gatewayShape(context, deleted) };
    });
  },

  DescribeTransitGateways(context, input) {
    const request = { ...input, ids: input.TransitGatewayIds };
    const { items, nextToken } = describe(context, 'transit-gateway', request, filtersOf(context));
    const shapes = items.map((one) => ({ ...gatewayShape(context, one), Tags: tagList(one.tags) }));
    return { TransitGateways: shapes, NextToken: nextToken };
  },
} satisfies Ec2Handlers;
