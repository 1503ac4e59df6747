/** Follows a packet from position to position until it ends, one way; what each position does is in a file of its own. */

import { unreachable } from '../base/assert.ts';
import { enterGatewayEndpoint } from './endpoint.ts';
import { enter, leave } from './internet-gateway.ts';
import { balance } from './load-balancer.ts';
import { comeOut } from './passage.ts';
import { receive } from './receive.ts';
import { send } from './send.ts';
import { passGateway } from './transit-gateway.ts';
import type { End, Position, Walk } from './walk.ts';

export function follow(walk: Walk, start: Position): End {
  let position = start;
  while (position.kind !== 'ended') position = step(walk, position);
  return position.end;
}

function step(walk: Walk, position: Exclude<Position, { kind: 'ended' }>): Position {
  switch (position.kind) {
    case 'sent':
      return send(walk, position);
    case 'arriving':
      return receive(walk, position);
    case 'outbound':
      return leave(walk, position);
    case 'inbound':
      return enter(walk, position);
    case 'gateway-endpoint':
      return enterGatewayEndpoint(walk, position);
    case 'balancing':
      return balance(walk, position);
    case 'passage':
      return comeOut(walk, position.id, position.packet);
    case 'transit':
      return passGateway(walk, position);
    default:
      return unreachable(position);
  }
}
