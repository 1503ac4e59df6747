/**
 * Packets between two instances of a VPC against a bare pair of veth devices, in turns; then the same with 500 instances in
 * the VPC.
 */

import { applied, type Ground, lacking, makeGround, namespaceOf, runInstances } from './ground.ts';
import { compare, makeBarePair, type Path, removeBarePair } from './paths.ts';
import { type Started, startPostern } from './process.ts';

const crowd = 500;

export async function makeVpcPath(postern: Started): Promise<{ readonly ground: Ground; readonly path: Path }> {
  const ground = await makeGround(postern);
  const [first, second] = await runInstances(ground, 2);
  await applied(postern);
  const path = {
    client: await namespaceOf(postern, first?.id ?? ''),
    server: await namespaceOf(postern, second?.id ?? ''),
    address: second?.address ?? '',
  };
  return { ground, path };
}

export async function benchPackets(): Promise<object> {
  const lack = await lacking('iperf3', 'qperf');
  if (lack) return { skipped: lack };
  const postern = await startPostern();
  try {
    const bare = await makeBarePair();
    const { ground, path } = await makeVpcPath(postern);
    const two = await compare(bare, path);
    await runInstances(ground, crowd - 2);
    await applied(postern);
    return { instances2: two, [`instances${crowd}`]: await compare(bare, path) };
  } finally {
    await removeBarePair();
    await postern.stop();
  }
}
