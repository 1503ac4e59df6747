import { afterEach, describe, expect, test } from 'vitest';
import type { Blueprint } from '../blueprint/blueprint.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import type { Store } from '../store/store.ts';
import { type Reconciler, startReconciler } from './reconcile.ts';

let store: Store;
let reconciler: Reconciler | undefined;
afterEach(async () => {
  await reconciler?.close();
  await store.close();
});

function start(bring: (blueprint: Blueprint) => Promise<void>) {
  store = openSqliteStore(':memory:');
  const reports: unknown[] = [];
  reconciler = startReconciler({
    store,
    dataPlane: { bring },
    follow: async () => {},
    report: (reason) => reports.push(reason),
  });
  return { reconciler, reports };
}

const put = (id: string) =>
  store.transact((draft) =>
    draft.put({ kind: 'internet-gateway', id, account: '111122223333', region: 'us-east-1', created: 0, tags: {} }),
  );

describe('reconcile', () => {
  test('brings the data plane to each newest revision, and says so only then', async () => {
    const brought: number[] = [];
    let release = () => {};
    const { reconciler: loop } = start(async ({ revision }) => {
      if (revision === 1) await new Promise<void>((resolve) => (release = resolve));
      brought.push(revision);
    });
    await loop.applied(0);
    await put('igw-1');
    await expect.poll(() => release).not.toBe(undefined);
    await put('igw-2');
    await put('igw-3');
    expect(loop.status.appliedRevision).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    release();
    await loop.applied(3);
    expect(brought.at(-1)).toBe(3);
    expect(brought).toEqual([...brought].sort((one, other) => one - other));
  });

  test('tries again after a failure, and reports it', async () => {
    let attempts = 0;
    const { reconciler: loop, reports } = start(async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('the kernel said no');
    });
    await loop.applied(0);
    expect(attempts).toBe(2);
    expect(reports).toEqual([new Error('the kernel said no')]);
    expect(loop.status).toEqual({ appliedRevision: 0, failures: 0 });
  });

  test('says what failed while it does', async () => {
    const { reconciler: loop } = start(() => Promise.reject(new Error('the kernel said no')));
    await expect.poll(() => loop.status).toMatchObject({ appliedRevision: -1, lastFailure: 'the kernel said no' });
  });

  test('goes round when asked to, though no revision came, and again when that failed', async () => {
    let attempts = 0;
    let fails = false;
    const { reconciler: loop, reports } = start(async () => {
      attempts += 1;
      if (fails) {
        fails = false;
        throw new Error('the kernel said no');
      }
    });
    await loop.applied(0);
    expect(attempts).toBe(1);
    fails = true;
    loop.again(['eni-of-nobody']);
    await expect.poll(() => attempts).toBe(3);
    await expect.poll(() => loop.status).toEqual({ appliedRevision: 0, failures: 0 });
    expect(reports).toHaveLength(1);
  });
});
