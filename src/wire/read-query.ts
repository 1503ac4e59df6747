/**
 * ec2Query and awsQuery input: a tree of parameters becomes the operation's input, in the SDK's member names. The two
 * differ in the names they give members and in what they say about wrong ones, and in nothing else. A list's elements
 * come in the order of their numbers; gaps are allowed, as AWS allows them.
 */

import { type ShapeCompiler, shapeCompiler } from './compile.ts';
import type { Parameter } from './form.ts';
import type { InputFaults } from './input-fault.ts';
import { listLimit } from './limits.ts';
import { describeType, parseScalar } from './scalar.ts';
import type { List, Member, Reference, ServiceSchema, StringMap, Structure } from './schema.ts';

export interface QueryContext {
  readonly faults: InputFaults;
  /** Required members that weren't there, all of them, for the services that name all. */
  readonly missing: string[];
}

export type QueryReader = (parameter: Parameter, path: string, context: QueryContext) => unknown;

type Of = (reference: Reference) => QueryReader;

export function queryReaders(schema: ServiceSchema, dialect: 'ec2Query' | 'awsQuery'): (type: string) => QueryReader {
  const ec2 = dialect === 'ec2Query';
  const placed = (of: Of): Of => {
    if (ec2) return of;
    return (reference) => unwrapped(of(reference), wrapperOf(schema, reference));
  };
  const compiler: ShapeCompiler<QueryReader> = {
    simple: scalarReader,
    structure: (shape, of) => structureReader(shape, placed(of), ec2),
    list: (shape, of) => listReader(shape, placed(of)),
    map: (shape, of) => mapReader(shape, placed(of)),
    late: (closure) => (parameter, path, context) => closure()(parameter, path, context),
  };
  return shapeCompiler(schema, compiler);
}

function scalarReader(type: string): QueryReader {
  return (parameter, path, context) => {
    const value = parameter.value === undefined ? undefined : parseScalar(type, parameter.value, 'date-time');
    if (value !== undefined && !parameter.children) return value;
    const [inner] = parameter.children?.keys() ?? [];
    if (inner !== undefined && context.faults.unknown) throw context.faults.unknown(`${path}.${inner}`);
    throw context.faults.invalid(path, parameter.value ?? '', describeType(type));
  };
}

interface QueryMember {
  readonly name: string;
  readonly key: string;
  readonly read: QueryReader;
}

function structureReader(shape: Structure, of: Of, ec2: boolean): QueryReader {
  const members: QueryMember[] = shape.members.map((member) => ({
    name: member[0],
    key: parameterName(member, ec2),
    read: of(member[2] ? [member[1], member[2]] : [member[1]]),
  }));
  const byKey = new Map(members.map((member) => [member.key, member]));
  const required = members.slice(0, shape.required ?? 0);
  return (parameter, path, context) => {
    const value: Record<string, unknown> = {};
    if (parameter.value) throw context.faults.invalid(path, parameter.value, 'structure');
    for (const [key, child] of parameter.children ?? []) {
      const member = byKey.get(key);
      const place = path === '' ? key : `${path}.${key}`;
      if (member) value[member.name] = member.read(child, place, context);
      else if (context.faults.unknown) throw context.faults.unknown(place);
    }
    for (const member of required) {
      // EC2 says of an empty required parameter that it isn't there.
      if (value[member.name] !== undefined && !(ec2 && value[member.name] === '')) continue;
      context.missing.push(path === '' ? member.key : `${path}.${member.key}`);
    }
    return value;
  };
}

/** EC2's own name, or the XML name with a capital; elsewhere the XML name, or the member's. */
function parameterName([name, , traits]: Member, ec2: boolean): string {
  const plain = traits?.xmlName ?? name;
  if (!ec2) return plain;
  return traits?.ec2QueryName ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** awsQuery's step between a collection that isn't flattened and its numbers. */
function wrapperOf(schema: ServiceSchema, [type, traits]: Reference): string | undefined {
  if (traits?.xmlFlattened) return undefined;
  const shape = schema.shapes[type];
  if (shape?.kind === 'list') return shape.member[1]?.xmlName ?? 'member';
  return shape?.kind === 'map' ? 'entry' : undefined;
}

const nothing: Parameter = { value: undefined, children: undefined };

function unwrapped(read: QueryReader, wrapper: string | undefined): QueryReader {
  if (wrapper === undefined) return read;
  return (parameter, path, context) => {
    if (parameter.value) throw context.faults.invalid(path, parameter.value, 'list');
    return read(parameter.children?.get(wrapper) ?? nothing, `${path}.${wrapper}`, context);
  };
}

function listReader(shape: List, of: Of): QueryReader {
  const read = of(shape.member);
  return (parameter, path, context) => {
    return entriesOf(parameter, path, context).map(([place, child]) => read(child, place, context));
  };
}

function mapReader(shape: StringMap, of: Of): QueryReader {
  const read = of(shape.value);
  const keyName = shape.key[1]?.xmlName ?? 'key';
  const valueName = shape.value[1]?.xmlName ?? 'value';
  return (parameter, path, context) => {
    const entries = entriesOf(parameter, path, context).map(([place, child]) => {
      const key = child.children?.get(keyName)?.value;
      const value = child.children?.get(valueName);
      if (key === undefined) context.missing.push(`${place}.${keyName}`);
      if (value === undefined) context.missing.push(`${place}.${valueName}`);
      return [key, value && read(value, `${place}.${valueName}`, context)];
    });
    return Object.fromEntries(entries);
  };
}

/** The numbered children, in order. */
function entriesOf(parameter: Parameter, path: string, context: QueryContext): [place: string, Parameter][] {
  if (parameter.value) throw context.faults.invalid(path, parameter.value, 'list');
  const entries: [number, Parameter][] = [];
  for (const [key, child] of parameter.children ?? []) {
    if (/^[1-9]\d{0,8}$/.test(key)) entries.push([Number(key), child]);
    else if (context.faults.unknown) throw context.faults.unknown(`${path}.${key}`);
  }
  if (entries.length > listLimit) throw context.faults.tooMany(path);
  entries.sort(([one], [other]) => one - other);
  return entries.map(([number, child]) => [`${path}.${number}`, child]);
}
