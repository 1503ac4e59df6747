/**
 * The one walk over a schema that every codec shares: each shape is compiled once into a closure, and shapes that contain
 * themselves are tied through a late lookup. What the closures do is the codec's part.
 */

import { present } from '../base/assert.ts';
import type { List, Reference, ServiceSchema, StringMap, Structure } from './schema.ts';

/** How one codec turns each kind of shape into a closure; `of` compiles what a shape refers to. */
export interface ShapeCompiler<Closure> {
  readonly simple: (type: string) => Closure;
  readonly structure: (shape: Structure, of: (reference: Reference) => Closure, name: string) => Closure;
  readonly list: (shape: List, of: (reference: Reference) => Closure) => Closure;
  readonly map: (shape: StringMap, of: (reference: Reference) => Closure) => Closure;
  /** A closure that calls another which doesn't exist yet. */
  readonly late: (closure: () => Closure) => Closure;
}

/** Compiles shapes of one service by name, and remembers them. */
export function shapeCompiler<Closure>(
  schema: ServiceSchema,
  compiler: ShapeCompiler<Closure>,
): (type: string) => Closure {
  const compiled = new Map<string, Closure>();
  const of = ([type]: Reference): Closure => compile(type);
  const compile = (type: string): Closure => {
    const known = compiled.get(type);
    if (known) return known;
    compiled.set(
      type,
      compiler.late(() => present(compiled.get(type), type)),
    );
    const closure = build(type);
    compiled.set(type, closure);
    return closure;
  };
  const build = (type: string): Closure => {
    const shape = schema.shapes[type];
    switch (shape?.kind) {
      case undefined:
        return compiler.simple(type);
      case 'structure':
      case 'union':
        return compiler.structure(shape, of, type);
      case 'list':
        return compiler.list(shape, of);
      case 'map':
        return compiler.map(shape, of);
    }
  };
  return compile;
}
