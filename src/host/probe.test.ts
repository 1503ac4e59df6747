import { expect, test } from 'vitest';
import { probeMachine } from './probe.ts';

test('ready means that every needed check is present, and each lack has a reason', async () => {
  const { access, checks, ready } = await probeMachine();
  expect(ready).toBe(access !== 'none' && checks.every(({ present, limits }) => present || limits !== undefined));
  for (const { present, reason } of checks) expect(present || (reason ?? '').length > 0).toBe(true);
  if (access !== 'none') expect(access).toBe(process.getuid?.() === 0 ? 'root' : 'unprivileged');
});

test('trying leaves nothing behind', async () => {
  const { existsSync } = await import('node:fs');
  await probeMachine();
  expect(existsSync('/sys/class/net/v0')).toBe(false);
});
