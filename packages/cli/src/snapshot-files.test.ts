import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkFree, readSnapshot, writeSnapshot } from './snapshot-files.ts';

function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'postern-files-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

const files = [
  { path: 'aws_configs/accounts/111122223333/us-east-1/Vpcs.json', text: '{"Vpcs": []}\n' },
  { path: 'aws_configs/eu-west-1/Subnets.json', text: '{}' },
];

test('what was written is read again, from the directory or from its aws_configs', () => {
  const directory = scratch();
  writeSnapshot(directory, files);
  expect(readFileSync(join(directory, files[0]!.path), 'utf8')).toBe(files[0]!.text);
  for (const place of [directory, join(directory, 'aws_configs'), join(directory, 'aws_configs/')]) {
    expect(readSnapshot(place)).toEqual(files);
  }
});

test('other files are told by name and not read', () => {
  const directory = scratch();
  mkdirSync(join(directory, 'aws_configs'));
  writeFileSync(join(directory, 'aws_configs/notes.md'), 'a lot');
  expect(readSnapshot(directory)).toEqual([{ path: 'aws_configs/notes.md', text: '' }]);
});

test('a directory that is not there, has no snapshot, or cannot be written is one line', () => {
  const directory = scratch();
  expect(() => readSnapshot(join(directory, 'gone'))).toThrow(/^there is no directory .*gone$/);
  expect(() => readSnapshot(directory)).toThrow(/ has no folder aws_configs$/);
  writeFileSync(join(directory, 'aws_configs'), '');
  expect(() => writeSnapshot(directory, files)).toThrow(/ cannot be written: /);
  expect(() => readSnapshot(directory)).toThrow(/ cannot be read: /);
});

test('an older snapshot is in the way of a newer one', () => {
  const directory = scratch();
  expect(() => checkFree(directory)).not.toThrow();
  writeSnapshot(directory, files);
  expect(() => checkFree(directory)).toThrow(/aws_configs is there already$/);
});

test.each(['aws_configs/../../x.json', '/etc/x.json', 'aws_configs/us-east-1/a/../b.json', 'aws_configs/us-east-1/x'])(
  'nothing is written to %s',
  (path) => {
    const directory = scratch();
    expect(() => writeSnapshot(directory, [...files, { path, text: '' }])).toThrow(`a snapshot has no file ${path}`);
    expect(() => checkFree(directory)).not.toThrow();
  },
);
