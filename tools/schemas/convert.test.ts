import { expect, test } from 'vitest';
import { convertOperations } from './convert.ts';

const tag = [3, 'ns', 'Tag', 0, ['Key', 'Next'], [0, () => tag], 1] as unknown[];
const tags = [1, 'ns', 'Tags', 0, [() => tag, { xmlName: 'item' }]];
const secret = [0, 'ns', 'Secret', 8, 0];
const input = [
  3,
  'ns',
  'Input',
  0,
  ['Tags', 'Name', 'Secret', 'Count', 'Flags', 'Labels', 'Token'],
  [
    [() => tags, { ec2QueryName: 'Tag', unheardOf: 1 }],
    [0, 1],
    () => secret,
    [1, { httpQuery: 'c' }],
    64 | 2,
    128 | 0,
    [0, 4],
  ],
  2,
];
const schemas = {
  Put$: [9, 'ns', 'Put', { http: ['PUT', '/{Name}', 200], endpoint: ['x'] }, () => input, () => 'unit'],
  Other$: [9, 'ns', 'Other', 0, () => 'unit', () => 'unit'],
  NotThere$: [-3, 'ns', 'NotThere', { error: 'client', httpError: 404, awsQueryError: ['Not.There', 410] }, [], []],
  Full$: [-3, 'ns', 'Full', { error: 'client' }, ['message', 'Names'], [0, 64]],
  Broken$: [-3, 'ns', 'Broken', { error: 'server' }, [], []],
  Base$: [-3, 'ns', 'Base', 0, [], []],
};

test('what is reached is converted, and what a server has no use for is dropped', () => {
  expect(convertOperations(schemas, ['Put'])).toEqual({
    operations: { Put: { input: 'Input', http: ['PUT', '/{Name}', 200] } },
    errors: { Broken: 500, Full: 400, 'Not.There': 410 },
    errorShapes: { Full: 'ns#Full', 'Not.There': 'ns#NotThere' },
    shapes: {
      Full: {
        kind: 'structure',
        members: [
          ['message', 'string'],
          ['Names', 'list of string'],
        ],
      },
      Input: {
        kind: 'structure',
        required: 2,
        members: [
          ['Tags', 'Tags', { ec2QueryName: 'Tag' }],
          ['Name', 'string', { httpLabel: 1 }],
          ['Secret', 'string'],
          ['Count', 'number', { httpQuery: 'c' }],
          ['Flags', 'list of boolean'],
          ['Labels', 'map of string'],
          ['Token', 'string'],
        ],
      },
      Tag: {
        kind: 'structure',
        required: 1,
        members: [
          ['Key', 'string'],
          ['Next', 'Tag'],
        ],
      },
      Tags: { kind: 'list', member: ['Tag', { xmlName: 'item' }] },
      'list of boolean': { kind: 'list', member: ['boolean'] },
      'list of string': { kind: 'list', member: ['string'] },
      'map of string': { kind: 'map', key: ['string'], value: ['string'] },
    },
  });
});

test.each([
  ['Missing', 'missing: operation Missing'],
  ['NotThere', 'NotThere is an operation'],
])('%s', (name, message) => {
  expect(() => convertOperations(schemas, [name])).toThrow(message);
});
