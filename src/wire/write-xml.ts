/**
 * Output as XML, for every protocol that answers it: each shape is compiled once into a closure that makes its text. An
 * empty list or structure is an empty element, an absent one is no element. The strict form, for tests, refuses members
 * that the schema doesn't have and values of the wrong type; the other form trusts its caller.
 */

import { assert } from '../base/assert.ts';
import { isStable } from '../base/stable.ts';
import { type ShapeCompiler, shapeCompiler } from './compile.ts';
import type { List, Member, Reference, ServiceSchema, StringMap, Structure } from './schema.ts';
import { checkMembers, checkSimple } from './strict.ts';
import { formatTimestamp, timestampFormatOf } from './timestamp.ts';

/** What stands between a value's tags. */
type Content = (value: unknown) => string;
type Of = (reference: Reference) => Content;

export interface XmlOptions {
  readonly strict: boolean;
  /** The query services leave out milliseconds that are zero; EC2 writes them. */
  readonly wholeSeconds: boolean;
}

/** Writers of the contents of one service's shapes, by name. */
export function xmlWriters(schema: ServiceSchema, options: XmlOptions): (type: string) => Content {
  const compiler: ShapeCompiler<Content> = {
    simple: (type) => simpleContent(type, options),
    structure: (shape, of, name) => structureContent(shape, elementsOf(schema, of), options, name),
    list: (shape, of) => listContent(shape, elementsOf(schema, of), options),
    map: (shape, of) => mapContent(shape, of),
    late: (closure) => (value) => closure()(value),
  };
  return shapeCompiler(schema, compiler);
}

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot carry as they are
const special = /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot carry as they are
const specials = /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

/** Characters that XML 1.0 has no way to write become U+FFFD. */
export function escapeXml(text: string): string {
  return special.test(text) ? text.replace(specials, (character) => escapes[character] ?? '\ufffd') : text;
}

function simpleContent(type: string, options: XmlOptions): Content {
  const content = uncheckedContent(type, options);
  if (!options.strict) return content;
  return (value) => {
    checkSimple(type, value);
    return content(value);
  };
}

function uncheckedContent(type: string, options: XmlOptions): Content {
  switch (type) {
    case 'string':
      return (value) => escapeXml(value as string);
    case 'blob':
    case 'streaming-blob':
      return (value) => Buffer.from(value as Uint8Array).toString('base64');
    case 'number':
    case 'boolean':
    case 'big-integer':
    case 'big-decimal':
      return (value) => String(value);
    default:
      assert(type.startsWith('timestamp'), `${type} can be written as XML`);
      return timestampContent(type, options.wholeSeconds);
  }
}

function timestampContent(type: string, wholeSeconds: boolean): Content {
  const format = timestampFormatOf(type, 'date-time');
  return (value) => {
    const text = formatTimestamp(value as Date, format);
    return wholeSeconds && text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
  };
}

type Element = (value: unknown) => string;

/** Compiles a member or a list's element with its tags; a flattened list repeats its own tag. */
type ElementOf = (name: string, reference: Reference) => Element;

function elementsOf(schema: ServiceSchema, of: Of): ElementOf {
  return (name, reference) => {
    const [type, traits] = reference;
    const shape = schema.shapes[type];
    if (traits?.xmlFlattened && shape?.kind === 'list') {
      const element = tagged(name, of(shape.member));
      return (value) => (value as readonly unknown[]).map(element).join('');
    }
    if (traits?.xmlFlattened && shape?.kind === 'map') {
      const entry = entryContent(shape, of);
      return (value) =>
        Object.entries(value as object)
          .map((pair) => `<${name}>${entry(pair)}</${name}>`)
          .join('');
    }
    return tagged(name, of(reference));
  };
}

function tagged(name: string, content: Content): Element {
  const open = `<${name}>`;
  const close = `</${name}>`;
  const empty = `<${name}/>`;
  return (value) => {
    const text = content(value);
    return text === '' ? empty : open + text + close;
  };
}

function structureContent(shape: Structure, elementOf: ElementOf, options: XmlOptions, name: string): Content {
  const members = shape.members.map((member) => ({ name: member[0], element: elementOf(...elementParts(member)) }));
  const written = new WeakMap<object, string>();
  const content: Content = (value) => {
    const object = value as Readonly<Record<string, unknown>>;
    const known = isStable(object) ? written.get(object) : undefined;
    if (known !== undefined) return known;
    let text = '';
    for (const member of members) {
      const inner = object[member.name];
      if (inner !== undefined && inner !== null) text += member.element(inner);
    }
    if (isStable(object)) written.set(object, text);
    return text;
  };
  if (!options.strict) return content;
  const names = new Set(members.map((member) => member.name));
  return (value) => {
    checkMembers(name, names, value);
    return content(value);
  };
}

function elementParts([name, type, traits]: Member): [name: string, reference: Reference] {
  assert(!traits?.xmlAttribute, `${name} is an element: no service here answers attributes`);
  return [traits?.xmlName ?? name, traits ? [type, traits] : [type]];
}

function listContent(shape: List, elementOf: ElementOf, options: XmlOptions): Content {
  const element = elementOf(shape.member[1]?.xmlName ?? 'member', [shape.member[0]]);
  return (value) => {
    if (options.strict) assert(Array.isArray(value), 'a list of the output is an array');
    let text = '';
    for (const item of value as readonly unknown[]) text += element(item);
    return text;
  };
}

function mapContent(shape: StringMap, of: Of): Content {
  const entry = entryContent(shape, of);
  return (value) =>
    Object.entries(value as object)
      .map((pair) => `<entry>${entry(pair)}</entry>`)
      .join('');
}

function entryContent(shape: StringMap, of: Of): (pair: [string, unknown]) => string {
  const key = tagged(shape.key[1]?.xmlName ?? 'key', of(shape.key));
  const value = tagged(shape.value[1]?.xmlName ?? 'value', of(shape.value));
  return (pair) => key(pair[0]) + value(pair[1]);
}
