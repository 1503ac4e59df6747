import { expect, test } from 'vitest';
import { Fault } from '../../base/fault.ts';
import { checkQuota, quotaOf } from './quotas.ts';

test('a quota lets its own number pass and no more', () => {
  expect(() => checkQuota({}, 'vpcsPerRegion', 5)).not.toThrow();
  expect(() => checkQuota({}, 'vpcsPerRegion', 6)).toThrow(
    new Fault('VpcLimitExceeded', 'The maximum number of VPCs has been reached.'),
  );
});

test('a holder’s own number counts instead, even zero', () => {
  const holder = { quotas: { routesPerTable: 0, vpcsPerRegion: 100 } };
  expect([quotaOf(holder, 'vpcsPerRegion'), quotaOf(holder, 'routesPerTable'), quotaOf(holder, 'cidrsPerVpc')]).toEqual(
    [100, 0, 5],
  );
  expect(() => checkQuota(holder, 'routesPerTable', 1, 'rtb-1')).toThrow(
    'The maximum number of routes (0) for route table rtb-1 has been reached.',
  );
});
