/**
 * One service's schemas from the type declarations of its SDK client, for clients that are too old to export schemas. Only
 * services that speak JSON can be read so: declarations know members, lists, required members and errors, and nothing of
 * bindings to HTTP or of names in XML. A type that this doesn't know stops the build.
 */

import { assert, present } from '../../src/base/assert.ts';
import type { Member, OperationSchema, ServiceSchema, Shape } from '../../src/wire/schema.ts';

interface Declared {
  /** In the order of the declaration. */
  readonly members: readonly { readonly name: string; readonly type: string; readonly required: boolean }[];
  readonly fault?: string;
}

const declaration = /^export (?:interface|declare class) (\w+)(?: extends __BaseException)? \{\n([\s\S]*?)^\}/gm;
const member = /^ {4}(\w+)(\??): (.+?)(?: \| undefined)?;$/gm;
const simple: Readonly<Record<string, string>> = { string: 'string', number: 'number', boolean: 'boolean' };

function declaredIn(text: string): ReadonlyMap<string, Declared> {
  const plain = text.replace(/\/\*\*[\s\S]*?\*\//g, '');
  const found = new Map<string, Declared>();
  for (const [, name, body] of plain.matchAll(declaration)) {
    const members = [...body!.matchAll(member)].map(([, called, optional, type]) => ({
      name: called!,
      type: type!,
      required: optional === '',
    }));
    const fault = /readonly \$fault: "(\w+)"/.exec(body!)?.[1];
    found.set(name!, { members, ...(fault === undefined ? {} : { fault }) });
  }
  return found;
}

/** The name of what a member's type is in a schema; whatever it leads to is put among the shapes. */
function typeOf(
  type: string,
  declared: ReadonlyMap<string, Declared>,
  text: string,
  shapes: Map<string, Shape>,
): string {
  const element = /^(.+)\[\]$/.exec(type)?.[1];
  if (element !== undefined) {
    const of = typeOf(element, declared, text, shapes);
    shapes.set(`list of ${of}`, { kind: 'list', member: [of] });
    return `list of ${of}`;
  }
  if (Object.hasOwn(simple, type)) return simple[type]!;
  if (declared.has(type)) {
    addStructure(type, declared, text, shapes);
    return type;
  }
  assert(text.includes(`export type ${type} = (typeof ${type})[keyof typeof ${type}];`), `${type} is an enumeration`);
  return 'string';
}

function addStructure(
  name: string,
  declared: ReadonlyMap<string, Declared>,
  text: string,
  shapes: Map<string, Shape>,
): void {
  if (shapes.has(name)) return;
  const { members } = present(declared.get(name), `declaration of ${name}`);
  shapes.set(name, { kind: 'structure', members: [] });
  const required = members.filter((one) => one.required);
  const ordered = [...required, ...members.filter((one) => !one.required)];
  shapes.set(name, {
    kind: 'structure',
    ...(required.length > 0 ? { required: required.length } : {}),
    members: ordered.map((one): Member => [one.name, typeOf(one.type, declared, text, shapes)]),
  });
}

/** @param text the client's `dist-types/models/models_0.d.ts` */
export function readDeclarations(text: string, namespace: string, names: readonly string[]): ServiceSchema {
  const declared = declaredIn(text);
  const shapes = new Map<string, Shape>();
  const operations: Record<string, OperationSchema> = {};
  for (const name of [...names].sort()) {
    const [input, output] = [`${name}Request`, `${name}Response`];
    for (const shape of [input, output]) addStructure(shape, declared, text, shapes);
    operations[name] = { input, output };
  }
  const errors: Record<string, number> = {};
  const errorShapes: Record<string, string> = {};
  for (const [name, { fault, members }] of [...declared].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (fault === undefined) continue;
    errors[name] = fault === 'server' ? 500 : 400;
    if (members.every((one) => one.name.toLowerCase() === 'message')) continue;
    errorShapes[name] = `${namespace}#${name}`;
    addStructure(name, declared, text, shapes);
  }
  const sorted = Object.fromEntries([...shapes].sort(([one], [other]) => (one < other ? -1 : 1)));
  return { operations, errors, errorShapes, shapes: sorted };
}
