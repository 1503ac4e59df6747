import { expect, test } from 'vitest';
import { port, router, subnet } from '../../blueprint/sample-plans.ts';
import { groupOf } from './names.ts';
import { routerNft } from './router-nft.ts';

function rules(name: string, down: boolean): readonly string[] {
  const vpc = router('vpc-1', '10.0.0.0/16', {
    subnets: [subnet('subnet-1', '10.0.1.0/24'), subnet('subnet-2', '10.0.2.0/24', down ? { down: true } : {})],
    ports: [port('eni-1', 'subnet-1', '10.0.1.4')],
  });
  const object = routerNft(vpc).objects.get(name);
  if (object?.kind === 'chain') return object.rules;
  return object?.kind === 'set' ? object.elements : [];
}

test('while every zone is up no rule asks', () => {
  expect(rules('set down-subnets', false)).toEqual([]);
  expect([...rules('chain source-check', false), ...rules('chain forward', false)].join()).not.toContain('down');
});

test('nothing comes from a subnet that is down, not even to the router; and nothing goes there, known or not', () => {
  expect(rules('set down-subnets', true)).toEqual([`${groupOf('subnet-2')}`]);
  expect(rules('chain source-check', true)[0]).toBe('iifgroup @down-subnets counter name zone drop');
  expect(rules('chain forward', true)[0]).toBe('oifgroup @down-subnets counter name zone drop');
});
