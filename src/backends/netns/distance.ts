/**
 * Distances between regions: how much their trunk carries each way, and how long a packet takes there and back. What asks for
 * them is the machine's user, no AWS call. Bandwidth alone is a token bucket; latency needs the kernel's network emulator,
 * which keeps to a rate as well.
 */

export interface Distance {
  /** In the order of their names. */
  readonly regions: readonly [string, string];
  /** Bits per second, each way. */
  readonly bandwidth?: number;
  /** Milliseconds, there and back. */
  readonly latency?: number;
}

/** Milliseconds' worth of packets that may leave at once, and that may wait. */
const burst = 10;
const wait = 100;
/** Bytes: the largest packet that the kernel hands down in one piece, and some more. */
const smallestBurst = 131_072;
/** Packets under way: what 10 Gbit/s of small ones come to in a tenth of a second. */
const mostUnderWay = 100_000;

function queueOf({ bandwidth, latency }: Distance): string {
  if (latency !== undefined) {
    const rate = bandwidth === undefined ? '' : ` rate ${bandwidth}bit`;
    return `netem delay ${(latency / 2) * 1000}us limit ${mostUnderWay}${rate}`;
  }
  const bytes = Math.max(smallestBurst, Math.ceil(((bandwidth ?? 0) / 8 / 1000) * burst));
  return `tbf rate ${bandwidth}bit burst ${bytes} latency ${wait}ms`;
}

/** A line for `tc -batch`, or none where nothing limits the pair; what a trunk had before is replaced. */
export function queueLines(
  distances: readonly Distance[],
  trunk: { readonly device: string; readonly regions: readonly [string, string] },
): readonly string[] {
  const [one, other] = [...trunk.regions].sort();
  const found = distances.find(({ regions }) => regions[0] === one && regions[1] === other);
  if (found?.bandwidth === undefined && found?.latency === undefined) return [];
  return [`qdisc replace dev ${trunk.device} root ${queueOf(found)}`];
}
