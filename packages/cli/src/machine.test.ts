import { expect, test } from 'vitest';
import { comforts, hasProgram, thisMachine } from './machine.ts';

test('a program is found by the path, or where Debian keeps what only root looks for', () => {
  expect(hasProgram('sh', '')).toBe(true);
  expect(hasProgram('no-such-program')).toBe(false);
});

test('this machine is of some family', () => {
  expect(['debian', 'fedora', 'alpine', 'unknown']).toContain(thisMachine().family);
});

test('what is not needed but missed is looked for', () => {
  expect(comforts().map(({ name }) => name)).toEqual(['ca-certificates', 'ping']);
});
