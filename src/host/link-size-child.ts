/**
 * Started where the namespaces are, goes from one to the next and lets the named devices take TCP's data in large pieces
 * (link-size.ts). Which ones comes on standard input, as JSON of `readonly LinksOf[]`. What is gone by then is passed over; what is refused
 * is told when the others are done.
 */

import { existsSync, openSync, readFileSync } from 'node:fs';
import type { LinksOf } from './host.ts';
import { largestPiece, refusalOf, sizeOrder } from './link-size.ts';
import { close, enterNetwork, memory, noSuchDevice, openRoutes, read, write } from './linux-calls.ts';

const exchange = memory(4096);
/** Who is in a namespace that is taken away is ended. */
const home = `/proc/self/fd/${openSync('/proc/self/ns/net', 'r')}`;

function tell(routes: number, device: string): number {
  const order = sizeOrder(device, largestPiece);
  order.copy(exchange.bytes);
  write(routes, exchange.address, order.length);
  read(routes, exchange.address, exchange.bytes.length);
  return refusalOf(exchange.bytes);
}

/** What the kernel refused. */
function grow({ namespace, devices }: LinksOf): readonly string[] {
  const path = `/run/netns/${namespace}`;
  if (!existsSync(path)) return [];
  enterNetwork(path);
  const routes = openRoutes();
  const refused = devices.flatMap((device) => {
    const refusal = tell(routes, device);
    return refusal === 0 || refusal === noSuchDevice ? [] : [`${namespace} ${device}: error ${refusal}`];
  });
  close(routes);
  enterNetwork(home);
  return refused;
}

const refused = (JSON.parse(readFileSync(0, 'utf8')) as readonly LinksOf[]).flatMap(grow);
if (refused.length > 0) throw new Error(refused.join('; '));
