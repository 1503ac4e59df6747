/** Egress-only internet gateways, from describe-egress-only-internet-gateways. One that is attached nowhere is none. */

import type { EgressOnlyInternetGateway } from '../model/egress-only-internet-gateway.ts';
import { items, required, text } from './item.ts';
import type { Sourced } from './source.ts';
import { baseOf, found, type World } from './world.ts';

export function readEgressOnlyInternetGateway(world: World, from: Sourced): readonly EgressOnlyInternetGateway[] {
  const id = required(from.item, 'EgressOnlyInternetGatewayId');
  const [attached] = items(from.item, 'Attachments').filter((one) =>
    ['attached', 'attaching'].includes(text(one, 'State') ?? ''),
  );
  if (attached === undefined) return [];
  const { id: vpc, account } = found(world, 'vpc', required(attached, 'VpcId'));
  return [{ ...baseOf(from, id, { account }), kind: 'egress-only-internet-gateway', vpc }];
}
