/**
 * Internet gateways, from describe-internet-gateways. One whose way in or out is steered by something that is not understood
 * (VPC Block Public Access) is taken for detached: what is not known to pass does not.
 */

import type { InternetGateway } from '../model/internet-gateway.ts';
import { items, required, text } from './item.ts';
import { isPublicAccessBlocked } from './members.ts';
import type { Sourced } from './source.ts';
import { baseOf, note, type World } from './world.ts';

const detached = 'the internet gateway is treated as detached';

export function readInternetGateway(world: World, from: Sourced): readonly InternetGateway[] {
  const id = required(from.item, 'InternetGatewayId');
  const vpc = attachedTo(world, from, id);
  return [{ ...baseOf(from, id), kind: 'internet-gateway', ...(vpc === undefined ? {} : { vpc }) }];
}

function attachedTo(world: World, from: Sourced, id: string): string | undefined {
  const attachments = items(from.item, 'Attachments').filter((one) =>
    ['available', 'attached'].includes(text(one, 'State') ?? ''),
  );
  const vpc = text(attachments[0], 'VpcId');
  if (vpc === undefined || world.network.get('vpc', vpc) === undefined) return undefined;
  if (world.about('Vpcs', vpc).some(isPublicAccessBlocked)) {
    note(world, from, 'VPC Block Public Access', detached, id);
    return undefined;
  }
  return vpc;
}
