/**
 * The ways of the parts `packets`, `private-link` and `regions` once more, with a Postern that was started with `--big-tcp`: TCP's data goes
 * in pieces of more than 64 KB there. The bare pair stays as the kernel makes it.
 */

import { lacking } from './ground.ts';
import { makeVpcPath } from './packets.ts';
import { compare, makeBarePair, removeBarePair } from './paths.ts';
import { makeLinkPath } from './private-link.ts';
import { startPostern } from './process.ts';
import { comparePaths } from './regions.ts';

export async function benchBigTcp(): Promise<object> {
  const lack = await lacking('iperf3', 'qperf');
  if (lack) return { skipped: lack };
  const postern = await startPostern('--big-tcp', '--quota', 'vpcsPerRegion=10');
  try {
    const bare = await makeBarePair();
    return {
      vpc: await compare(bare, (await makeVpcPath(postern)).path),
      ...(await comparePaths(postern, bare)),
      privateLink: await compare(bare, (await makeLinkPath(postern)).path),
    };
  } finally {
    await removeBarePair();
    await postern.stop();
  }
}
