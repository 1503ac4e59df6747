/**
 * A store without a disk: a commit is durable when it is made. For tests, and for trying out on a copy what AWS calls would
 * do. Earlier Networks share what did not change, so they are simply kept, the latest of them.
 */

import { Network } from '../model/network.ts';
import { openDraft } from './draft.ts';
import { mostRevisions } from './history.ts';
import type { Change, Revision, Store } from './store.ts';
import { undoOf } from './undo.ts';

/** @param base what is there at first; the store writes nothing back to where that came from */
export function memoryStore(base: Network = Network.empty(), now: () => number = () => 0): Store {
  let network = base;
  const kept: { readonly network: Network; readonly revision: Revision }[] = [];
  let oldest = base;
  const changes: Change[] = [];
  const listeners = new Set<(network: Network) => void>();
  const settings = new Map<string, string>();
  return {
    get network() {
      return network;
    },
    get oldestRevision() {
      return oldest.revision;
    },
    networkAt: (revision) =>
      revision === oldest.revision ? oldest : kept.find((one) => one.revision.revision === revision)?.network,
    revisions: (limit) =>
      kept
        .slice(-limit)
        .map(({ revision }) => revision)
        .reverse(),
    async transact(work, author) {
      const draft = openDraft(network);
      const result = work(draft);
      const writes = draft.writes();
      if (writes.length === 0) return result;
      network = draft.network.atRevision(draft.revision);
      changes.push(...writes.map(({ kind, id }) => ({ revision: draft.revision, kind, id })));
      const undo = writes.flatMap((write) => undoOf(write) ?? []);
      const revision: Revision = {
        revision: draft.revision,
        time: now(),
        ...(author && { author }),
        changes: undo.map(({ kind, id, change }) => ({ kind, id, change })),
      };
      kept.push({ network, revision });
      if (kept.length > mostRevisions) oldest = kept.shift()!.network;
      for (const listener of listeners) listener(network);
      return result;
    },
    changesAfter: (revision) => changes.filter((change) => change.revision > revision),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setting: (name) => settings.get(name),
    setSetting: (name, value) => void settings.set(name, value),
    close: async () => {},
  };
}
