/**
 * Virtual private gateways: made, attached to one VPC and detached, deleted, described. VPN connections and virtual interfaces
 * are not offered, so that nothing is behind a gateway; what leads to one is in route-target.ts, and which tables it may
 * propagate routes to in vgw-route-propagation.ts.
 */

import type { VpcAttachment, VpnGateway as VpnGatewayShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import { zoneIdOf, zoneNameOf } from '../../model/region.ts';
import type { VpnGateway } from '../../model/vpn-gateway.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe, type FilterTable } from './describe.ts';
import { invalidParameterValue, notFound, owned, required } from './faults.ts';
import { checkNoGatewayTable } from './gateway-route-table.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { settled } from './state.ts';
import { specifiedTags, tagList } from './tags.ts';
import { forgetPropagation } from './vgw-route-propagation.ts';

const gatewayType = 'ipsec.1';

/** Private numbers of 16 and of 32 bits: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpnGateway.html */
const privateNumbers = [
  [64_512, 65_534],
  [4_200_000_000, 4_294_967_294],
] as const;
const usualNumber = 64_512;

/** Likeliest: as long as NAT gateways. */
const shownAfterEnd = 60 * 60 * 1000;

function purgeDeleted(draft: Draft, { account, region, now }: Context): void {
  for (const { kind, id, deleted } of draft.find('vpn-gateway', `owner:${account}/${region}`)) {
    if (deleted !== undefined && deleted <= now - shownAfterEnd) draft.remove(kind, id);
  }
}

function attachmentsOf(context: Context, { vpc, detachedFrom, stateRevision }: VpnGateway): VpcAttachment[] {
  const done = settled(context, stateRevision);
  if (vpc !== undefined) return [{ State: done ? 'attached' : 'attaching', VpcId: vpc }];
  return detachedFrom === undefined ? [] : [{ State: done ? 'detached' : 'detaching', VpcId: detachedFrom }];
}

const stateOf = ({ deleted }: VpnGateway) => (deleted === undefined ? 'available' : 'deleted');

function zoneOf(context: Context, { zoneId }: VpnGateway): string | undefined {
  return zoneId === undefined ? undefined : zoneNameOf(context.account, context.region, zoneId);
}

function shapeOf(context: Context, gateway: VpnGateway): VpnGatewayShape {
  const AvailabilityZone = zoneOf(context, gateway);
  return {
    AmazonSideAsn: gateway.amazonSideAsn,
    ...(AvailabilityZone === undefined ? {} : { AvailabilityZone }),
    State: stateOf(gateway),
    Tags: tagList(gateway.tags),
    Type: gatewayType,
    VpcAttachments: attachmentsOf(context, gateway),
    VpnGatewayId: gateway.id,
  };
}

function filtersOf(context: Context): FilterTable<VpnGateway> {
  return {
    'amazon-side-asn': (gateway) => gateway.amazonSideAsn,
    'attachment.state': (gateway) => attachmentsOf(context, gateway).map(({ State }) => State),
    'attachment.vpc-id': (gateway) => attachmentsOf(context, gateway).map(({ VpcId }) => VpcId),
    'availability-zone': (gateway) => zoneOf(context, gateway),
    state: stateOf,
    type: () => gatewayType,
    'vpn-gateway-id': (gateway) => gateway.id,
  };
}

/** The sentences of these three are the likeliest. */
function readWanted(context: Context, type: string, number: number, zone: string | undefined) {
  if (type !== gatewayType) throw invalidParameterValue(`Value (${type}) for parameter type is invalid.`);
  if (!privateNumbers.some(([least, most]) => number >= least && number <= most)) {
    throw invalidParameterValue(`Value (${number}) for parameter amazonSideAsn is invalid. It is no private ASN.`);
  }
  if (zone === undefined) return { amazonSideAsn: number };
  const zoneId = zoneIdOf(context.account, context.region, zone);
  if (zoneId === undefined) throw invalidParameterValue(`Value (${zone}) for parameter availabilityZone is invalid.`);
  return { amazonSideAsn: number, zoneId };
}

/** The caller's own that is not deleted. @throws Fault InvalidVpnGatewayID.NotFound */
function standing(draft: Draft, context: Context, id: string): VpnGateway {
  const gateway = owned(draft, context, 'vpn-gateway', id);
  if (gateway.deleted !== undefined) throw notFound('vpn-gateway', id);
  return gateway;
}

/** Until it is detached for good it is neither anybody else's nor to be deleted (DetachVpnGateway). */
function isHeld(context: Context, { vpc, stateRevision }: VpnGateway): boolean {
  return vpc !== undefined || !settled(context, stateRevision);
}

export const vpnGatewayOperations = {
  CreateVpnGateway(context, input) {
    const type = required(input.Type, 'type');
    const wanted = readWanted(context, type, Number(input.AmazonSideAsn ?? usualNumber), input.AvailabilityZone);
    const tags = specifiedTags(input.TagSpecifications, 'vpn-gateway');
    const { account, region, now: created } = context;
    return context.transact((draft) => {
      purgeDeleted(draft, context);
      const all = draft.find('vpn-gateway', `owner:${account}/${region}`);
      checkQuota(context, 'vpnGatewaysPerRegion', all.filter(({ deleted }) => deleted === undefined).length + 1);
      const id = resourceId(context.random, 'vgw');
      const base = { kind: 'vpn-gateway', id, account, region, created, tags } as const;
      // What is attached nowhere waits for nothing.
      const gateway: VpnGateway = { ...base, ...wanted, stateRevision: 0 };
      draft.put(gateway);
      return { VpnGateway: shapeOf(context, gateway) };
    });
  },

  DeleteVpnGateway(context, input) {
    const id = required(input.VpnGatewayId, 'vpnGatewayId');
    return context.transact((draft) => {
      purgeDeleted(draft, context);
      const gateway = standing(draft, context, id);
      if (isHeld(context, gateway)) throw new Fault('IncorrectState', 'The VPN gateway is in use.');
      draft.put({ ...gateway, deleted: context.now });
      return {};
    });
  },

  DescribeVpnGateways(context, input) {
    const page = describe(context, 'vpn-gateway', { ...input, ids: input.VpnGatewayIds }, filtersOf(context));
    return { VpnGateways: page.items.map((gateway) => shapeOf(context, gateway)) };
  },

  AttachVpnGateway(context, input) {
    const id = required(input.VpnGatewayId, 'vpnGatewayId');
    return context.transact((draft) => {
      const gateway = standing(draft, context, id);
      const vpc = owned(draft, context, 'vpc', required(input.VpcId, 'vpcId')).id;
      // Likeliest: what is attached there already is answered as it is.
      if (gateway.vpc === vpc) return { VpcAttachment: attachmentsOf(context, gateway)[0] };
      if (isHeld(context, gateway)) {
        // The code is documented; the sentence is the likeliest.
        throw new Fault(
          'VpnGatewayAttachmentLimitExceeded',
          'The maximum number of virtual private gateway attachments has been reached.',
        );
      }
      if (draft.network.count('vpn-gateway', `vpc:${vpc}`) > 0) {
        throw new Fault('InvalidVpcState', `VPC ${vpc} is currently attached to the Virtual Private Gateway.`);
      }
      const { detachedFrom: _, ...free } = gateway;
      draft.put({ ...free, vpc, stateRevision: draft.revision });
      return { VpcAttachment: { State: 'attaching', VpcId: vpc } };
    });
  },

  DetachVpnGateway(context, input) {
    const id = required(input.VpnGatewayId, 'vpnGatewayId');
    const vpc = required(input.VpcId, 'vpcId');
    return context.transact((draft) => {
      const { vpc: attached, ...free } = standing(draft, context, id);
      if (attached !== vpc) {
        throw new Fault(
          'InvalidVpnGatewayAttachment.NotFound',
          `The attachment with vpn gateway ID '${id}' and vpc ID '${vpc}' does not exist`,
        );
      }
      checkNoGatewayTable(draft, id);
      draft.put({ ...free, detachedFrom: vpc, stateRevision: draft.revision });
      forgetPropagation(draft, vpc, id);
      return {};
    });
  },
} satisfies Ec2Handlers;
