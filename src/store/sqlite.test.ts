import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { InternetGateway } from '../model/internet-gateway.ts';
import { openSqliteStore } from './sqlite.ts';

const directories: string[] = [];
function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'postern-store-'));
  directories.push(made);
  return made;
}
afterEach(() => {
  for (const made of directories.splice(0)) rmSync(made, { recursive: true, force: true });
});

function gateway(id: string, vpc?: string): InternetGateway {
  const base = {
    kind: 'internet-gateway',
    id,
    account: '111111111111',
    region: 'us-east-1',
    created: 1,
    tags: {},
  } as const;
  return vpc === undefined ? base : { ...base, vpc };
}

describe('a transaction', () => {
  test('is readable once answered, and found again after reopening', async () => {
    const where = directory();
    const store = openSqliteStore(where);
    await store.transact((draft) => draft.put(gateway('igw-1', 'vpc-1')));
    expect(store.network.find('internet-gateway', 'vpc:vpc-1').map((one) => one.id)).toEqual(['igw-1']);
    await store.close();
    const again = openSqliteStore(where);
    expect(again.network.revision).toBe(1);
    expect(again.network.get('internet-gateway', 'igw-1')).toEqual(gateway('igw-1', 'vpc-1'));
    await again.close();
  });

  test('that throws leaves nothing', async () => {
    const store = openSqliteStore(':memory:');
    const failing = store.transact((draft) => {
      draft.put(gateway('igw-1'));
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(store.network.revision).toBe(0);
    expect(store.network.get('internet-gateway', 'igw-1')).toBeUndefined();
    await store.close();
  });

  test('sees what an earlier one of the same turn wrote, and readers only what is durable', async () => {
    const store = openSqliteStore(':memory:');
    const first = store.transact((draft) => draft.put(gateway('igw-1')));
    const second = store.transact((draft) => draft.get('internet-gateway', 'igw-1')?.id);
    expect(store.network.get('internet-gateway', 'igw-1')).toBeUndefined();
    expect(await second).toBe('igw-1');
    await first;
    expect(store.network.get('internet-gateway', 'igw-1')).toBeDefined();
    await store.close();
  });

  test('is in the change log, after the revision that a reader has', async () => {
    const store = openSqliteStore(':memory:');
    await store.transact((draft) => draft.put(gateway('igw-1')));
    await store.transact((draft) => draft.put(gateway('igw-2')));
    await store.transact((draft) => draft.remove('internet-gateway', 'igw-1'));
    expect(store.changesAfter(1)).toEqual([
      { revision: 2, kind: 'internet-gateway', id: 'igw-2' },
      { revision: 3, kind: 'internet-gateway', id: 'igw-1' },
    ]);
    await store.close();
  });
});

test('what was answered survives a kill at any moment', async () => {
  const where = directory();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sqlite.kill-child.ts'), where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let answered = '';
  child.stdout.on('data', (chunk: Buffer) => {
    answered += chunk.toString();
    if (answered.split('\n').length > 200) child.kill('SIGKILL');
  });
  await once(child, 'exit');
  const ids = answered.split('\n').slice(0, -1);
  expect(ids.length).toBeGreaterThan(100);
  const store = openSqliteStore(where);
  for (const id of ids) expect(store.network.get('internet-gateway', id), id).toBeDefined();
  await store.close();
});
