/** A transaction under way, on an immutable Network: writes make a new one, and are noted for the disk and the change log. */

import type { Network } from '../model/network.ts';
import type { Kind, Resource, ResourceOf } from '../model/resource.ts';
import type { Draft } from './store.ts';

export interface Write {
  readonly kind: Kind;
  readonly id: string;
  /** Absent: removed. */
  readonly resource?: Resource;
  /** As it was before the transaction; undefined: it wasn't there. */
  readonly before: Resource | undefined;
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
      const { kind, id } = resource;
      network = network.with(resource);
      writes.set(`${kind}/${id}`, { kind, id, resource, before: base.get(kind, id) });
    },
    remove(kind, id) {
      network = network.without(kind, id);
      writes.set(`${kind}/${id}`, { kind, id, before: base.get(kind, id) });
    },
    writes: () => [...writes.values()],
  };
}
