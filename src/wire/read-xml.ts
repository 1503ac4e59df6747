/**
 * XML input, for restXml: elements become the operation's input in the SDK's member names. The services check such bodies
 * against a schema document of theirs, so that an element that isn't known, or one that comes twice, is refused.
 */

import type { XmlElement } from '../base/xml.ts';
import { type ShapeCompiler, shapeCompiler } from './compile.ts';
import { listLimit } from './limits.ts';
import type { JsonContext } from './read-json.ts';
import { describeType, parseScalar } from './scalar.ts';
import type { List, Member, Reference, ServiceSchema, StringMap, Structure } from './schema.ts';

export type XmlReader = (element: XmlElement, path: string, context: JsonContext) => unknown;

type Of = (reference: Reference) => XmlReader;

/** Reads one member from the element of its structure; undefined where it isn't there. */
export type XmlMemberReader = (parent: XmlElement, path: string, context: JsonContext) => unknown;

export function xmlReaders(schema: ServiceSchema): (type: string) => XmlReader {
  const compiler: ShapeCompiler<XmlReader> = {
    simple: simpleReader,
    structure: (shape, of) => structureReader(schema, shape, of),
    list: (shape, of) => {
      const read = listReader(shape, of);
      const name = elementName(shape.member, 'member');
      return (element, path, context) => {
        refuseOthers(element, new Set([name]), context);
        return read(element.children, path, context);
      };
    },
    map: (shape, of) => {
      const read = mapReader(shape, of);
      return (element, path, context) => read(element.children, path, context);
    },
    late: (closure) => (element, path, context) => closure()(element, path, context),
  };
  return shapeCompiler(schema, compiler);
}

export function elementName([, traits]: Reference, usual: string): string {
  return traits?.xmlName ?? usual;
}

/** Refuses elements of other names, and text where only elements belong. */
export function refuseOthers(parent: XmlElement, names: ReadonlySet<string>, context: JsonContext): void {
  if (parent.text.trim() !== '') throw context.faults.invalid(parent.name, parent.text.trim(), 'structure');
  const other = parent.children.find((child) => !names.has(child.name));
  if (other && context.faults.unknown) throw context.faults.unknown(other.name);
}

function simpleReader(type: string): XmlReader {
  return (element, path, context) => {
    const text = type === 'string' ? element.text : element.text.trim();
    const value = element.children.length > 0 ? undefined : parseScalar(type, text, 'date-time');
    if (value === undefined) throw context.faults.invalid(path, element.text, describeType(type));
    return value;
  };
}

function structureReader(schema: ServiceSchema, shape: Structure, of: Of): XmlReader {
  const members = shape.members.map((member) => ({ name: member[0], read: memberReader(schema, member, of) }));
  const names = new Set(shape.members.map(([name, type, traits]) => elementName([type, traits ?? {}], name)));
  const required = members.slice(0, shape.required ?? 0);
  return (element, path, context) => {
    refuseOthers(element, names, context);
    const value: Record<string, unknown> = {};
    for (const { name, read } of members) {
      const member = read(element, path === '' ? name : `${path}.${name}`, context);
      if (member !== undefined) value[name] = member;
    }
    for (const { name } of required) {
      if (value[name] === undefined) context.missing.push(path === '' ? name : `${path}.${name}`);
    }
    if (shape.kind === 'union' && Object.keys(value).length !== 1) throw context.faults.malformed();
    return value;
  };
}

/** A flattened collection's elements stand among those of the other members. */
export function memberReader(schema: ServiceSchema, [name, type, traits = {}]: Member, of: Of): XmlMemberReader {
  const key = elementName([type, traits], name);
  if (traits.xmlAttribute) return attributeReader(key, type);
  const shape = schema.shapes[type];
  if (traits.xmlFlattened && (shape?.kind === 'list' || shape?.kind === 'map')) {
    const read = shape.kind === 'list' ? listReader(shape, of) : mapReader(shape, of);
    return (parent, path, context) => {
      const elements = parent.children.filter((child) => child.name === key);
      return elements.length === 0 ? undefined : read(elements, path, context);
    };
  }
  const read = of([type, traits]);
  return (parent, path, context) => {
    const [element, second] = parent.children.filter((child) => child.name === key);
    if (second && context.faults.unknown) throw context.faults.unknown(key);
    return element && read(element, path, context);
  };
}

function attributeReader(key: string, type: string): XmlMemberReader {
  return (parent, path, context) => {
    const text = parent.attributes.get(key.slice(key.indexOf(':') + 1));
    if (text === undefined) return undefined;
    const value = parseScalar(type, text, 'date-time');
    if (value === undefined) throw context.faults.invalid(path, text, describeType(type));
    return value;
  };
}

type XmlElementsReader = (elements: readonly XmlElement[], path: string, context: JsonContext) => unknown;

function listReader(shape: List, of: Of): XmlElementsReader {
  const read = of(shape.member);
  return (elements, path, context) => {
    if (elements.length > listLimit) throw context.faults.tooMany(path);
    return elements.map((element, index) => read(element, `${path}.${index + 1}.member`, context));
  };
}

function mapReader(shape: StringMap, of: Of): XmlElementsReader {
  const read = of(shape.value);
  const keyName = elementName(shape.key, 'key');
  const valueName = elementName(shape.value, 'value');
  return (elements, path, context) => {
    if (elements.length > listLimit) throw context.faults.tooMany(path);
    const entries = elements.map((element, index) => {
      const key = element.children.find((child) => child.name === keyName);
      const value = element.children.find((child) => child.name === valueName);
      if (!key) context.missing.push(`${path}.${index + 1}.${keyName}`);
      if (!value) context.missing.push(`${path}.${index + 1}.${valueName}`);
      return [key?.text, value && read(value, `${path}.${key?.text}`, context)];
    });
    return Object.fromEntries(entries);
  };
}
