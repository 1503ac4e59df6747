/** A transaction under way, on an immutable Network: writes make a new one, and are noted for the disk and the change log. */

import type { Network } from '../model/network.ts';
import type { Kind, Resource, ResourceOf } from '../model/resource.ts';
import type { Draft } from './store.ts';

export interface Write {
  readonly kind: Kind;
  readonly id: string;
  /** Absent: removed. */
  readonly resource?: Resource;
}

export interface WritableDraft extends Draft {
  /** The last write of each resource, in the order of the first. */
  writes(): readonly Write[];
}

export function openDraft(base: Network): WritableDraft {
  const revision = base.revision + 1;
  const writes = new Map<string, Write>();
  let network = base;
  return {
    get network() {
      return network;
    },
    revision,
    get: <K extends Kind>(kind: K, id: string): ResourceOf<K> | undefined => network.get(kind, id),
    find: <K extends Kind>(kind: K, key: string): ResourceOf<K>[] => network.find(kind, key),
    put(resource) {
      network = network.with(resource);
      writes.set(`${resource.kind}/${resource.id}`, { kind: resource.kind, id: resource.id, resource });
    },
    remove(kind, id) {
      network = network.without(kind, id);
      writes.set(`${kind}/${id}`, { kind, id });
    },
    writes: () => [...writes.values()],
  };
}
