/**
 * The dumb half of the loop: looks at what namespaces show, and carries out steps in their order, the steps of one phase a few
 * at a time. Decides nothing; a failed step ends the phase and is the caller's to answer with a fresh look.
 */

import { hasMark, linkQuestion, markQuestion, nftQuestion, observedNamespace } from '../backends/netns/observe.ts';
import type { ObservedNamespace, Phases, Step } from '../backends/netns/steps.ts';
import type { Host } from '../host/host.ts';

/** Processes at a time; more would only wait for each other. */
export const parallelSteps = 4;

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  async function worker(): Promise<void> {
    for (const item of queue) await work(item);
  }
  const done = await Promise.allSettled(Array.from({ length: Math.min(parallelSteps, items.length) }, worker));
  const failed = done.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function applyStep(host: Host, step: Step): Promise<void> {
  switch (step.kind) {
    case 'remove-namespaces':
      return host.removeNamespaces(step.names);
    case 'add-namespaces':
      return host.ipBatch(
        undefined,
        step.names.map((name) => `netns add ${name}`),
      );
    case 'settings':
      return host.sysctl(step.namespace, step.lines);
    case 'nft':
      return host.nft(step.namespace, `${step.lines.join('\n')}\n`);
    case 'ip':
      return host.ipBatch(step.namespace, step.lines);
    case 'queues':
      return setQueues(host, step.namespace, step.lines);
    case 'big-tcp':
      return host.allowBigTcp(step.links);
  }
}

async function setQueues(host: Host, namespace: string, lines: readonly string[]): Promise<void> {
  await host.run(['tc', '-batch', '-'], { stdin: `${lines.join('\n')}\n`, namespace });
}

export async function applyPhases(host: Host, phases: Phases): Promise<void> {
  for (const phase of phases) await inParallel(phase, (step) => applyStep(host, step));
}

async function look(host: Host, namespace: string): Promise<ObservedNamespace> {
  const links = await host.run(linkQuestion, { namespace });
  const tables = await host.run(nftQuestion, { namespace });
  const mark = hasMark(tables.stdout) ? (await host.run(markQuestion, { namespace })).stdout : undefined;
  return observedNamespace(links.stdout, mark);
}

/** Every namespace with the prefix; one that cannot be asked shows nothing, and is then made anew. */
export async function observeNamespaces(host: Host, prefix: string): Promise<ReadonlyMap<string, ObservedNamespace>> {
  const seen = new Map<string, ObservedNamespace>();
  await inParallel(await host.listNamespaces(prefix), async (name) => {
    seen.set(name, await look(host, name).catch(() => ({ devices: [] })));
  });
  return seen;
}
