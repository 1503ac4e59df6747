import { expect, test } from 'vitest';
import { CommandFailure, runCommand } from './command.ts';

test('what goes in comes out', async () => {
  expect(await runCommand(['cat'], 'hello')).toEqual({ stdout: 'hello', stderr: '' });
});

test('a failure carries the command, its exit code and its complaint', async () => {
  const failure = await runCommand(['sh', '-c', 'echo no >&2; exit 3']).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CommandFailure);
  expect(failure).toMatchObject({ code: 3, stderr: 'no\n', message: 'sh -c echo no >&2; exit 3: exit code 3: no' });
});

test('a program that is not there, or does not read', async () => {
  await expect(runCommand(['/nowhere/nothing'])).rejects.toThrow('did not finish');
  expect(await runCommand(['true'], 'x'.repeat(1_000_000))).toEqual({ stdout: '', stderr: '' });
});

test('arguments are never a shell line', async () => {
  expect((await runCommand(['echo', '$(id); `id`'])).stdout).toBe('$(id); `id`\n');
});
