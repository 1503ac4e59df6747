/**
 * The data plane of network namespaces on one machine: render, compare with what was applied last, carry out. After a start
 * or a failure nothing is taken for granted: it looks at the machine first.
 */

import { renderer, type Traits } from '../backends/netns/render.ts';
import { type Before, stepsTo } from '../backends/netns/steps.ts';
import type { Blueprint } from '../blueprint/blueprint.ts';
import type { Host } from '../host/host.ts';
import { applyPhases, observeNamespaces } from './apply.ts';
import type { DataPlane } from './reconcile.ts';

export interface NetnsOptions {
  readonly host: Host;
  readonly prefix: string;
  readonly traits: Traits;
  /** Told of namespaces that were made, anew or for the first time, once they are ready. */
  readonly made: (names: readonly string[]) => void;
}

export function netnsDataPlane({ host, prefix, traits, made }: NetnsOptions): DataPlane {
  const { render } = renderer(prefix, traits);
  let before: Before | undefined;
  return {
    async bring(blueprint: Blueprint) {
      const plan = render(blueprint);
      const from = before ?? { kind: 'observed' as const, namespaces: await observeNamespaces(host, prefix) };
      before = undefined;
      const phases = stepsTo(from, plan);
      await applyPhases(host, phases);
      made(phases.flat().flatMap((step) => (step.kind === 'add-namespaces' ? step.names : [])));
      before = { kind: 'plan', plan };
    },
  };
}
