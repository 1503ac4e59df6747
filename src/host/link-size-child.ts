/**
 * Started where the namespaces are, goes from one to the next and lets the named devices take TCP's data in large pieces
 * (link-size.ts). Which ones comes on standard input, as JSON of `readonly LinksOf[]`.
 */

import { readFileSync } from 'node:fs';
import type { LinksOf } from './host.ts';
import { largestPiece, refusalOf, sizeOrder } from './link-size.ts';
import { close, enterNetwork, memory, openRoutes, read, write } from './linux-calls.ts';

const exchange = memory(4096);

function tell(routes: number, device: string): number {
  const order = sizeOrder(device, largestPiece);
  order.copy(exchange.bytes);
  write(routes, exchange.address, order.length);
  read(routes, exchange.address, exchange.bytes.length);
  return refusalOf(exchange.bytes);
}

for (const { namespace, devices } of JSON.parse(readFileSync(0, 'utf8')) as readonly LinksOf[]) {
  enterNetwork(`/run/netns/${namespace}`);
  const routes = openRoutes();
  for (const device of devices) {
    const refusal = tell(routes, device);
    if (refusal !== 0) throw new Error(`${namespace} ${device}: error ${refusal}`);
  }
  close(routes);
}
