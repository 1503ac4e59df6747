import { expect, test } from 'vitest';
import { manualClock, systemClock } from './clock.ts';

test('a manual clock moves only when it is told', () => {
  const clock = manualClock(1000);
  expect(clock.now()).toBe(1000);
  clock.advance(250);
  expect(clock.now()).toBe(1250);
  expect(manualClock().now()).toBe(0);
});

test('the system clock tells milliseconds since 1970', () => {
  expect(systemClock.now()).toBeGreaterThan(Date.UTC(2024, 0, 1));
});
