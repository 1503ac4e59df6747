/** Health checks in the order in which they were asked for, so many at a time. The process that runs this is where they come from. */

import type { ProbeOutcome, ProbeRequest } from './worker-messages.ts';
import { probe } from './worker-probe.ts';

/** Checks at a time; the others wait, and their time-outs with them. */
const mostProbes = 128;

/** @returns how to ask for one */
export function probeQueue(): (request: ProbeRequest) => Promise<ProbeOutcome> {
  const waiting: { readonly request: ProbeRequest; readonly resolve: (outcome: ProbeOutcome) => void }[] = [];
  let running = 0;

  function nextProbes(): void {
    while (running < mostProbes) {
      const next = waiting.shift();
      if (next === undefined) return;
      running += 1;
      void probe(next.request).then((outcome) => {
        running -= 1;
        next.resolve(outcome);
        nextProbes();
      });
    }
  }

  return (request) =>
    new Promise((resolve) => {
      waiting.push({ request, resolve });
      nextProbes();
    });
}
