/**
 * Random values of a shape, for tests: every kind of member, characters that need care, and nothing that a protocol
 * cannot carry. The same seed makes the same values.
 */

import { type Random, randomText } from '../base/random.ts';
import type { Reference, ServiceSchema, Structure } from './schema.ts';

export interface RandomValueOptions {
  /** Whether collections and structures may be empty; no query request can say that they are. */
  readonly emptyCollections: boolean;
}

/** Levels of optional members; required ones go on. */
const optionalDepth = 5;

const characters = 'aZ09 -_./:<>&"\'=+%é漢😀\n'.normalize();

export function randomValue(
  schema: ServiceSchema,
  random: Random,
  type: string,
  options: RandomValueOptions,
  depth = 0,
): unknown {
  const of = ([inner]: Reference) => randomValue(schema, random, inner, options, depth + 1);
  const shape = schema.shapes[type];
  const amount = options.emptyCollections ? random.below(3) : 1 + random.below(2);
  switch (shape?.kind) {
    case undefined:
      return randomSimple(random, type);
    case 'list':
      return Array.from({ length: amount }, () => of(shape.member));
    case 'map':
      return Object.fromEntries(Array.from({ length: amount }, (_, index) => [`key${index}`, of(shape.value)]));
    case 'structure':
    case 'union':
      return randomStructure(shape, random, of, options, depth);
  }
}

function randomStructure(
  shape: Structure,
  random: Random,
  of: (reference: Reference) => unknown,
  options: RandomValueOptions,
  depth: number,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const only = shape.kind === 'union' ? random.below(shape.members.length) : undefined;
  const always = options.emptyCollections || depth === 0 ? undefined : random.below(shape.members.length);
  for (const [index, [name, type]] of shape.members.entries()) {
    const isChosen = only === undefined ? index < (shape.required ?? 0) || index === always : index === only;
    const isTaken = only === undefined && depth < optionalDepth && random.below(3) > 0;
    if (isChosen || isTaken) value[name] = of([type]);
  }
  return value;
}

function randomSimple(random: Random, type: string): unknown {
  switch (type) {
    case 'string':
      return `x${randomCharacters(random)}x`;
    case 'number':
      return random.below(100_000) - 1000;
    case 'boolean':
      return random.below(2) === 1;
    case 'blob':
      return new Uint8Array(Buffer.from(randomText(random, random.below(9))));
    default:
      return new Date(1_700_000_000_000 + random.below(1_000_000) * 1000);
  }
}

function randomCharacters(random: Random): string {
  const all = [...characters];
  return Array.from({ length: random.below(12) }, () => all[random.below(all.length)]).join('');
}
