/**
 * Output structures that will never change, and so need to be written only once: a handler that answers the same object for
 * the same resource marks it, and the writer keeps its text for as long as the object lives.
 */

const marked = new WeakSet<object>();

/** Promises that the object and everything in it stays as it is. */
export function stable<T extends object>(value: T): T {
  marked.add(value);
  return value;
}

export function isStable(value: object): boolean {
  return marked.has(value);
}

/** The structure of each resource, made and marked once for as long as the resource stays the same object. */
export function stableShape<R extends object, S extends object>(shape: (resource: R) => S): (resource: R) => S {
  const made = new WeakMap<R, S>();
  return (resource) => {
    const known = made.get(resource);
    if (known) return known;
    const fresh = stable(shape(resource));
    made.set(resource, fresh);
    return fresh;
  };
}
