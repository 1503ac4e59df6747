import { expect, test } from 'vitest';
import { operations, type ServiceName } from './operations.ts';

test.each(Object.keys(operations) as ServiceName[])('%s is in alphabetical order, each operation once', (service) => {
  expect(operations[service]).toEqual([...new Set(operations[service])].sort());
});
