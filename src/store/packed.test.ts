import { expect, test } from 'vitest';
import { pack, type Undoing, unpack } from './packed.ts';

const alice = { principal: 'arn:aws:iam::111111111111:user/alice', operation: 'ec2:CreateTags' };
const bob = { ...alice, principal: 'arn:aws:iam::111111111111:user/bob' };
const gateway = { kind: 'internet-gateway', id: 'igw-1' } as const;
const document = { ...gateway, account: '111111111111', region: 'us-east-1', created: 1, tags: {} };

const undoings: readonly Undoing[] = [
  { revision: 1, undo: [] },
  { revision: 2, author: alice, undo: [{ change: 'added', ...gateway }] },
  { revision: 3, author: alice, undo: [{ change: 'changed', ...gateway, before: { tags: {} }, absent: ['vpc'] }] },
  { revision: 4, undo: [{ change: 'removed', ...gateway, before: document }] },
  { revision: 5, author: alice, undo: [{ change: 'changed', ...gateway, before: { tags: {} }, absent: [] }] },
  { revision: 6, author: { ...alice, operation: 'ec2:DeleteTags' }, undo: [] },
  { revision: 7, author: bob, undo: [] },
];

test('what is packed is unpacked as it was, with every author', () => {
  expect(unpack(pack(undoings))).toEqual(undoings);
  expect(unpack(pack([]))).toEqual([]);
});

test('much is compressed, little is text', () => {
  const many = Array.from({ length: 64 }, (_, revision) => ({ ...undoings[2]!, revision }));
  expect(pack(undoings.slice(0, 2))).toBeTypeOf('string');
  const packed = pack(many);
  expect(packed).toBeInstanceOf(Uint8Array);
  expect(packed.length).toBeLessThan(1000);
  expect(unpack(packed)).toEqual(many);
});
