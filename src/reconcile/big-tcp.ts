/**
 * Lets links take large pieces of TCP's data after everything else of a change is in force, which need not wait for it: until then, and
 * should it fail, pieces are as the kernel makes them. What comes meanwhile is done together next.
 */

import type { Host, LinksOf } from '../host/host.ts';

export interface BigTcp {
  grow(links: readonly LinksOf[]): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

interface Options {
  readonly host: Pick<Host, 'allowBigTcp'>;
  readonly report: (reason: unknown) => void;
}

export function keepBigTcp({ host, report }: Options): BigTcp {
  let waiting: LinksOf[] = [];
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const links = waiting;
      waiting = [];
      await host.allowBigTcp(links).catch(report);
    }
    working = undefined;
  }

  return {
    grow(links) {
      waiting.push(...links);
      if (waiting.length > 0) working ??= work();
    },
    settled: () => working ?? Promise.resolve(),
  };
}
