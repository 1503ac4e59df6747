/**
 * Started inside the namespace of a gateway load balancer's node, and is that node: carries its packets (tunnel.ts) and checks its targets'
 * health. Asked over the channel to the server, and ends with it.
 */

import type { FromChild, Question } from './child-messages.ts';
import { probeQueue } from './probe-queue.ts';
import { Tunnel } from './tunnel.ts';
import type { ToTunneller } from './tunnel-messages.ts';

const tunnel = new Tunnel();
const probe = probeQueue();
/** The node's own. */
let address: string | undefined;

function send(message: FromChild): void {
  if (process.connected) process.send?.(message);
}

async function answer(asked: ToTunneller): Promise<unknown> {
  switch (asked.kind) {
    case 'probe':
      return probe({ ...(address === undefined ? {} : { localAddress: address }), ...asked.request });
    case 'follow':
      address = asked.plan.address;
      return tunnel.follow(asked.plan);
    case 'count':
      return tunnel.counts();
  }
}

process.on('message', ({ id, asked }: Question<ToTunneller>) => {
  void answer(asked).then((answered) => send({ kind: 'answer', id, answer: answered }));
});
// An orderly end would wait for the thread that waits for packets.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// The terminal's interrupt is the server's to answer: it ends the node when it has ended what needs it.
process.on('SIGINT', () => {});
tunnel.start();
send({ kind: 'ready' });
