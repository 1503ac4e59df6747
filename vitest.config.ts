/**
 * The tests by what they need: `unit` nothing but this program, `clients` AWS's own clients and free ports, `kernel` the
 * right to make network namespaces. One folder of test/ is one project; those that load the machine run by themselves.
 */

import { defineConfig } from 'vitest/config';

/** A loaded machine is slow, and what a test waits for comes all the same. */
const poll = { timeout: 10_000 };
const patient = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll } };

/** Files in processes of their own, two at a time, after the projects of a lower order. */
function alone(name: string, groupOrder: number) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      pool: 'forks' as const,
      maxWorkers: 2,
      sequence: { groupOrder },
      ...patient,
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,packages,tools,scenarios}/**/*.test.ts', 'test/*.test.ts'],
          pool: 'threads',
          isolate: false,
          sequence: { groupOrder: 0 },
          ...patient,
        },
      },
      { test: { name: 'tidy', include: ['test/tidy/**/*.test.ts'], pool: 'threads', sequence: { groupOrder: 0 } } },
      alone('clients', 1),
      alone('kernel', 2),
      alone('agreement', 3),
      alone('simulation', 4),
      alone('packets', 5),
    ],
  },
});
