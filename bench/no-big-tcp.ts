/**
 * The ways of the parts `packets`, `private-link` and `regions` once more, with a Postern that was started with `--no-big-tcp`: TCP's data
 * goes in pieces of up to 64 KB there, as on the bare pair.
 */

import { lacking } from './ground.ts';
import { makeVpcPath } from './packets.ts';
import { compare, makeBarePair, removeBarePair } from './paths.ts';
import { makeLinkPath } from './private-link.ts';
import { startPostern } from './process.ts';
import { comparePaths } from './regions.ts';

export async function benchNoBigTcp(): Promise<object> {
  const lack = await lacking('iperf3', 'qperf');
  if (lack) return { skipped: lack };
  const postern = await startPostern('--no-big-tcp', '--quota', 'vpcsPerRegion=10');
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
