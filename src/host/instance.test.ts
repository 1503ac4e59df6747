import { expect, test } from 'vitest';
import { rootEntry } from './entry.ts';
import { findInit, keptCapabilities } from './instance.ts';

test.each(['net_admin', 'sys_admin', 'sys_ptrace', 'sys_module', 'mknod', 'sys_rawio', 'bpf', 'setpcap'])(
  'an instance has no %s',
  (name) => {
    expect(keptCapabilities).not.toContain(name);
  },
);

test('an instance may ping and listen on port 80', () => {
  expect(keptCapabilities).toEqual(expect.arrayContaining(['net_raw', 'net_bind_service']));
});

test('where there is no namespace there is no init', () => {
  expect(findInit(rootEntry, 'there-is-none')).toBe(undefined);
});
