/** From RunInstances to an answered ping of every instance: 200 at once, asked by one of them. */

import { applied, inside, lacking, makeGround, namespaceOf, runInstances } from './ground.ts';
import { output, startPostern } from './process.ts';

const instances = 200;
const parallel = 16;

async function pingAll(namespace: string, addresses: readonly string[]): Promise<void> {
  const queue = addresses.values();
  const worker = async (): Promise<void> => {
    for (const address of queue) {
      await output(inside(namespace, 'ping', '-q', '-c', '1', '-W', '5', address));
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

export async function benchLaunch(): Promise<object> {
  const lack = await lacking('ping');
  if (lack) return { skipped: lack };
  const postern = await startPostern();
  try {
    const ground = await makeGround(postern);
    const begun = performance.now();
    const made = await runInstances(ground, instances);
    const answered = performance.now();
    await applied(postern);
    const up = performance.now();
    const namespace = await namespaceOf(postern, made[0]?.id ?? '');
    await pingAll(
      namespace,
      made.slice(1).map((one) => one.address),
    );
    const pinged = performance.now();
    const seconds = (from: number, to: number): number => Math.round((to - from) / 10) / 100;
    return {
      instances,
      answerSeconds: seconds(begun, answered),
      appliedSeconds: seconds(begun, up),
      everyPingSeconds: seconds(begun, pinged),
    };
  } finally {
    await postern.stop();
  }
}
