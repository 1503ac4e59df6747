/**
 * The subnets by which a VPC is attached to a transit gateway: one in each zone, with an interface of the gateway's that takes an
 * address there.
 * https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
 */

import { Fault } from '../../base/fault.ts';
import type { AttachedSubnet, AttachedVpc } from '../../model/transit-gateway.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import type { InputOf } from './handlers.ts';
import { createInterface, deleteInterface, serviceAttachment } from './network-interface.ts';

/** The gateway's interface: no groups, and it forwards what isn't addressed to it. */
function attachSubnet(draft: Draft, context: Context, attachment: string, vpc: string, id: string): AttachedSubnet {
  const subnet = draft.get('subnet', id);
  if (subnet?.vpc !== vpc) {
    throw new Fault('InvalidSubnetID.NotFound', `Subnet ${id} was deleted or does not exist.`);
  }
  const made = createInterface(draft, context, {
    subnet,
    groups: [],
    interfaceType: 'transit_gateway',
    description: `Network Interface for Transit Gateway Attachment ${attachment}`,
    sourceDestCheck: false,
    // The account that AWS shows here is one of its own.
    requester: 'amazon-aws',
    parent: attachment,
    attachment: serviceAttachment(context),
  });
  return { subnet: id, zoneId: subnet.zoneId, networkInterface: made.id };
}

export function attachSubnets(
  draft: Draft,
  context: Context,
  { id, vpc, old = [] }: { readonly id: string; readonly vpc: string; readonly old?: readonly AttachedSubnet[] },
  subnets: readonly string[],
): readonly AttachedSubnet[] {
  const attached = [...old];
  for (const subnet of subnets) {
    const zoneId = draft.get('subnet', subnet)?.zoneId;
    if (attached.some((one) => one.zoneId === zoneId)) {
      throw new Fault('DuplicateSubnetsInSameZone', 'Duplicate Subnets for same AZ');
    }
    attached.push(attachSubnet(draft, context, id, vpc, subnet));
  }
  return attached;
}

/** Subnets go before others come, so that a zone may have another one in the same request. */
export function modifySubnets(
  draft: Draft,
  context: Context,
  { id, attached }: { readonly id: string; readonly attached: AttachedVpc },
  input: InputOf<'ModifyTransitGatewayVpcAttachment'>,
): readonly AttachedSubnet[] {
  const removed = input.RemoveSubnetIds ?? [];
  const left = attached.subnets.filter(({ subnet }) => !removed.includes(subnet));
  const missing = removed.find((subnet) => !attached.subnets.some((one) => one.subnet === subnet));
  if (missing) {
    throw new Fault('InvalidSubnetID.NotFound', `${missing} is not attached but supplied in RemoveSubnets`);
  }
  for (const one of attached.subnets) if (!left.includes(one)) deleteInterface(draft, { id: one.networkInterface });
  const subnets = attachSubnets(draft, context, { id, vpc: attached.vpc, old: left }, input.AddSubnetIds ?? []);
  if (subnets.length === 0) throw new Fault('InsufficientSubnetsException', 'Insufficient Subnets');
  return subnets;
}
