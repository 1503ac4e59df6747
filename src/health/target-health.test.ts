import { describe, expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import type { Trial } from './checks.ts';
import { nodes, sampleNetwork, targets, usualCheck, type Variant, zones } from './sample-network.ts';
import { keepTargetHealth, mostAttempts, type Timers } from './target-health.ts';

/** Time that passes when told to; what attempts resolve is settled between two timers. */
function manualTimers() {
  let time = 0;
  const pending = new Map<object, { readonly due: number; readonly work: () => void }>();
  const timers: Timers = {
    now: () => time,
    after(milliseconds, work) {
      const id = {};
      pending.set(id, { due: time + milliseconds, work });
      return () => pending.delete(id);
    },
  };
  async function pass(milliseconds: number): Promise<void> {
    const until = time + milliseconds;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const [next] = [...pending].sort(([, one], [, other]) => one.due - other.due);
      if (next === undefined || next[1].due > until) break;
      pending.delete(next[0]);
      time = next[1].due;
      next[1].work();
    }
    time = until;
  }
  return { timers, pass, planned: () => pending.size };
}

function start(answer: (node: string, trial: Trial) => Promise<{ readonly ok: boolean }>, variant: Variant = {}) {
  const { timers, pass, planned } = manualTimers();
  const attempts: string[] = [];
  const changes: string[] = [];
  const health = keepTargetHealth({
    timers,
    random: seededRandom(1),
    attempt(node, trial) {
      attempts.push(`${timers.now()} ${node} ${trial.address}`);
      return answer(node, trial);
    },
    onChange: (node) => changes.push(node),
  });
  health.follow(sampleNetwork(variant));
  const observed = (target: string, node: string = nodes[0]) => health.observed(node, 'tg-1', { id: target, port: 80 });
  return { health, pass, planned, attempts, changes, observed };
}

const passes = () => Promise.resolve({ ok: true });
const fails = () => Promise.resolve({ ok: false });

describe('a target', () => {
  test('is healthy seconds after it came, whatever its interval, and that is told', async () => {
    const { pass, observed, changes } = start(passes);
    expect(observed(targets[0])).toBe('initial');
    await pass(4000);
    expect(targets.slice(0, 2).map((one) => observed(one))).toEqual(['healthy', 'healthy']);
    expect(changes.toSorted()).toEqual([nodes[0], nodes[0], nodes[1]]);
  });

  test('is judged by each node for itself', async () => {
    const attributes = { 'load_balancing.cross_zone.enabled': 'true' };
    const { pass, observed } = start((node) => Promise.resolve({ ok: node === nodes[0] }), {
      loadBalancer: { attributes },
    });
    await pass(70_000);
    expect(nodes.map((node) => observed(targets[2], node))).toEqual(['healthy', 'unhealthy']);
  });

  test('turns unhealthy after two failures at its interval, and that is told once', async () => {
    let broken = false;
    const { pass, observed, changes, attempts } = start((_, { address }) =>
      Promise.resolve({ ok: !(broken && address === targets[0]) }),
    );
    await pass(5000);
    changes.length = 0;
    broken = true;
    await pass(20_000);
    expect(observed(targets[0])).toBe('healthy');
    await pass(45_000);
    expect(observed(targets[0])).toBe('unhealthy');
    expect(observed(targets[1])).toBe('healthy');
    expect(changes).toEqual([nodes[0]]);
    expect(attempts.length).toBeLessThan(20);
  });

  test('of which nothing could be tried keeps its verdict', async () => {
    let works = true;
    const { pass, observed } = start(() => (works ? passes() : Promise.reject(new Error('no worker'))));
    await pass(5000);
    works = false;
    await pass(200_000);
    expect(observed(targets[0])).toBe('healthy');
    works = true;
    await pass(30_000);
    expect(observed(targets[0])).toBe('healthy');
  });
});

describe('a new Network', () => {
  test('without a target forgets it, also what was under way; what stays keeps its verdict', async () => {
    const { health, pass, observed, attempts } = start(passes);
    await pass(5000);
    health.follow(sampleNetwork({ group: { targets: [{ id: targets[1], port: 80, registered: 0 }] } }));
    expect([observed(targets[0]), observed(targets[1])]).toEqual(['initial', 'healthy']);
    attempts.length = 0;
    await pass(60_000);
    expect(attempts.filter((one) => !one.endsWith(targets[1]))).toEqual([]);
    expect(attempts.length).toBeGreaterThan(0);
  });

  test('with a shorter interval checks by it at once', async () => {
    const slow = { ...usualCheck, intervalSeconds: 300 };
    const { health, pass, attempts } = start(passes, { group: { healthCheck: slow } });
    await pass(5000);
    attempts.length = 0;
    health.follow(sampleNetwork({ group: { healthCheck: { ...slow, intervalSeconds: 5 } } }));
    await pass(10_000);
    expect(attempts.length).toBeGreaterThanOrEqual(6);
  });

  test('with a zone down stops there, and starts anew when it is back', async () => {
    const { health, pass, observed } = start(passes);
    await pass(5000);
    health.follow(sampleNetwork({ downZones: [zones[0]] }));
    expect([observed(targets[0]), observed(targets[2], nodes[1])]).toEqual(['initial', 'healthy']);
    health.follow(sampleNetwork());
    await pass(5000);
    expect(observed(targets[0])).toBe('healthy');
  });
});

test('many targets are checked a bounded number at a time, and all of them', async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `10.9.0.${index}`);
  let running = 0;
  let most = 0;
  const { pass, attempts } = start(
    async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { ok: true };
    },
    { group: { targets: ids.map((id) => ({ id, port: 80, registered: 0 })) } },
  );
  await pass(1000);
  expect(most).toBeLessThanOrEqual(mostAttempts);
  // Addresses of no zone are every node's.
  expect(new Set(attempts.map((one) => one.slice(one.indexOf(' ')))).size).toBe(2 * ids.length);
});

test('closed, it tries nothing more', async () => {
  const { health, pass, planned, attempts } = start(fails);
  health.close();
  expect(planned()).toBe(0);
  await pass(60_000);
  expect(attempts).toEqual([]);
});
