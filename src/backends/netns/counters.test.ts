import { expect, test } from 'vitest';
import { parseCounters, parseRuleCounters } from './counters.ts';

test('drops by stage; stages that are not counted stay at zero', () => {
  const json = JSON.stringify({ nftables: [{ metainfo: {} }, { counter: { name: 'route', packets: 3 } }] });
  expect(parseCounters(json)).toMatchObject({ route: 3, deliver: 0 });
});

test('rules of groups by their id', () => {
  const rule = (comment: string, packets: number) => ({ rule: { comment, expr: [{ counter: { packets } }] } });
  const json = JSON.stringify({
    nftables: [rule('sgr-1', 2), rule('sgr-1', 1), rule('100', 7), { rule: { expr: [] } }],
  });
  expect(parseRuleCounters(json)).toEqual({ 'sgr-1': 3 });
});
