/**
 * Virtual private gateways, from describe-vpn-gateways. What is behind one is not read, so that routes to it lead nowhere; one
 * that is gone is none.
 */

import type { VpnGateway } from '../model/vpn-gateway.ts';
import { items, optional, required, text } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, note, type World } from './world.ts';

const there: readonly string[] = ['available', 'pending'];
const attached: readonly string[] = ['attached', 'attaching'];

export function readVpnGateway(world: World, from: Sourced): readonly VpnGateway[] {
  const { item } = from;
  const id = required(item, 'VpnGatewayId');
  if (!there.includes(text(item, 'State') ?? '')) return [];
  const attachment = items(item, 'VpcAttachments').find((one) => attached.includes(text(one, 'State') ?? ''));
  const vpc = world.network.get('vpc', text(attachment, 'VpcId') ?? '')?.id;
  if (vpc !== undefined) note(world, from, 'what is behind a virtual private gateway', 'nothing passes it', id);
  return [
    {
      ...baseOf(from, id),
      kind: 'vpn-gateway',
      amazonSideAsn: Number(item.AmazonSideAsn ?? 64_512),
      ...optional('vpc', vpc),
      stateRevision: 0,
    },
  ];
}
