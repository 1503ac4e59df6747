import { describe, expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { parseForm } from './form.ts';
import { inputFaults } from './input-fault.ts';
import { queryReaders } from './read-query.ts';
import type { ServiceSchema } from './schema.ts';

const schema: ServiceSchema = {
  operations: {},
  errors: {},
  shapes: {
    In: {
      kind: 'structure',
      members: [
        ['plain', 'string', { xmlName: 'xmlPlain' }],
        ['Named', 'string', { xmlName: 'xml', ec2QueryName: 'Ec2' }],
        ['List', 'Names'],
        ['Flat', 'Names', { xmlFlattened: 1 }],
        ['Nested', 'NameLists'],
        ['Map', 'Attributes'],
        ['FlatMap', 'Attributes', { xmlFlattened: 1 }],
        ['Self', 'In'],
      ],
    },
    Names: { kind: 'list', member: ['string', { xmlName: 'Name' }] },
    NameLists: { kind: 'list', member: ['Names'] },
    Attributes: { kind: 'map', key: ['string', { xmlName: 'K' }], value: ['number'] },
  },
};

function read(dialect: 'ec2Query' | 'awsQuery', text: string): unknown {
  const faults = inputFaults(dialect);
  const missing: string[] = [];
  try {
    const value = queryReaders(schema, dialect)('In')(parseForm(text, faults), '', { faults, missing });
    return missing.length > 0 ? missing : value;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.code;
  }
}

describe('awsQuery', () => {
  test.each<[string, unknown]>([
    ['xmlPlain=a&xml=b&Plain=c', { plain: 'a', Named: 'b' }],
    ['List.Name.1=a&List.Name.2=b', { List: ['a', 'b'] }],
    ['Flat.1=a&Flat.2=b', { Flat: ['a', 'b'] }],
    ['Nested.member.1.Name.1=a&Nested.member.2=', { Nested: [['a'], []] }],
    ['Map.entry.1.K=a&Map.entry.1.value=1', { Map: { a: 1 } }],
    ['FlatMap.1.K=__proto__&FlatMap.1.value=2', { FlatMap: { ['__proto__']: 2 } }],
    ['Self.Self.xmlPlain=a', { Self: { Self: { plain: 'a' } } }],
    ['List=&Map=&Self=', { List: [], Map: {}, Self: {} }],
    ['List.1=a', { List: [] }],
    ['Map.entry.1.K=a', ['Map.entry.1.value']],
    ['Map.entry.1.value=1', ['Map.entry.1.K']],
    ['List=a', 'MalformedInput'],
    ['Self=a', 'MalformedInput'],
    ['Map.entry.1.K=a&Map.entry.1.value=x', 'MalformedInput'],
    ['xmlPlain.1=a', 'MalformedInput'],
  ])('%s', (text, expected) => {
    expect(read('awsQuery', text)).toEqual(expected);
  });
});

describe('ec2Query', () => {
  test.each<[string, unknown]>([
    ['XmlPlain=a&Ec2=b', { plain: 'a', Named: 'b' }],
    ['List.1=a&Nested.1.1=b&Map.1.K=c&Map.1.value=3', { List: ['a'], Nested: [['b']], Map: { c: 3 } }],
    ['xmlPlain=a', 'UnknownParameter'],
    ['List.Name.1=a', 'UnknownParameter'],
    ['Self.Bogus=a', 'UnknownParameter'],
  ])('%s', (text, expected) => {
    expect(read('ec2Query', text)).toEqual(expected);
  });
});
