import { expect, test } from 'vitest';
import { shapeCompiler } from './compile.ts';
import type { ServiceSchema } from './schema.ts';

const schema: ServiceSchema = {
  operations: {},
  errors: {},
  shapes: {
    Tree: {
      kind: 'structure',
      members: [
        ['Name', 'string'],
        ['Children', 'Trees'],
      ],
    },
    Trees: { kind: 'list', member: ['Tree'] },
    ByName: { kind: 'map', key: ['string'], value: ['Tree'] },
  },
};

test('every shape is compiled once, and shapes that contain themselves are tied', () => {
  const compiled: string[] = [];
  const note = (what: string) => compiled.push(what);
  const compile = shapeCompiler<(depth: number) => string>(schema, {
    simple: (type) => {
      note(type);
      return () => type;
    },
    structure: (shape, of, name) => {
      note(name);
      const members = shape.members.map(([, type]) => of([type]));
      return (depth) => (depth === 0 ? '.' : `{${members.map((member) => member(depth - 1))}}`);
    },
    list: (shape, of) => {
      const member = of(shape.member);
      return (depth) => `[${member(depth)}]`;
    },
    map: (shape, of) => {
      const value = of(shape.value);
      return (depth) => `<${value(depth)}>`;
    },
    late: (closure) => (depth) => closure()(depth),
  });
  expect(compile('ByName')(2)).toBe('<{string,[{string,[.]}]}>');
  compile('Tree');
  expect(compiled).toEqual(['Tree', 'string']);
});
