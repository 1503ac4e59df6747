import { expect, test } from 'vitest';
import { proberPlan } from './prober-plan.ts';
import { proberAddresses } from './slots.ts';

const nodes = ['eni-0a', 'eni-0b'];

test('a link to each load balancer, with an address that is sent through it alone', () => {
  const plan = proberPlan('pn-', nodes);
  expect(plan.name).toBe('pn-prober');
  expect(plan.links.map(({ device, peer }) => [device, peer])).toEqual([
    ['eni-0a', { namespace: 'pn-eni-0a', device: 'prober' }],
    ['eni-0b', { namespace: 'pn-eni-0b', device: 'prober' }],
  ]);
  const address = proberAddresses(nodes).get('eni-0a');
  const lines = plan.pieces.map(({ add }) => add).filter((line) => line.includes(`${address}`));
  expect(lines[0]).toBe(`addr replace ${address}/32 dev eni-0a`);
  const table = /table (\d+)$/.exec(lines[1] ?? '')?.[1];
  expect(lines[1]).toContain('route replace default via 169.254.254.2 dev eni-0a onlink');
  expect(lines[2]).toBe(`rule add from ${address} lookup ${table}`);
});

test('only answers come in, and nothing passes through', () => {
  const { nft } = proberPlan('pn-', nodes);
  expect(nft?.objects.get('chain input')).toMatchObject({
    header: expect.stringContaining('policy drop'),
    rules: ['ct state established,related accept'],
  });
  expect(nft?.objects.get('chain forward')).toMatchObject({
    header: expect.stringContaining('policy drop'),
    rules: [],
  });
});

test('another load balancer leaves the filter as it is', () => {
  expect(proberPlan('pn-', nodes).nft?.digest).toBe(proberPlan('pn-', nodes.slice(1)).nft?.digest);
  expect(proberPlan('pn-', nodes).digest).not.toBe(proberPlan('pn-', nodes.slice(1)).digest);
});
