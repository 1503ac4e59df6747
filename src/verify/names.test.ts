import { expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import { named } from './names.ts';

const base = { account: '111122223333', region: 'us-east-1', created: 0, vpc: 'vpc-1', subnet: 'subnet-1' };
const tagged = (Name: string) => ({ ...base, tags: { Name } });

/** One of each kind that has no name but its tag. */
const examples = [
  { kind: 'instance', id: 'i-1', desired: 'running' },
  { kind: 'network-interface', id: 'eni-1', groups: [], privateAddresses: [] },
  { kind: 'vpc-endpoint', id: 'vpce-1', desired: 'available' },
  { kind: 'vpc-endpoint-service', id: 'vpce-svc-1', loadBalancers: [] },
  { kind: 'internet-gateway', id: 'igw-1' },
];

const networkOf = (...resources: readonly object[]): Network => Network.of(resources as readonly Resource[], 1);
const idOf = (network: Network, text: string): string | undefined => {
  const found = named(network, text);
  return found.kind === 'address' ? undefined : found.id;
};

test.each(examples)('a $kind is found by its id and by its Name tag, and by no name that it had', (one) => {
  const network = networkOf({ ...one, ...tagged('before') });
  expect([idOf(network, one.id), idOf(network, 'before')]).toEqual([one.id, one.id]);
  const renamed = network.with({ ...one, ...tagged('after') } as unknown as Resource);
  expect(idOf(renamed, 'after')).toBe(one.id);
  expect(() => named(renamed, 'before')).toThrow('with the id or name before');
});

test('a load balancer is found by its own name and by its Name tag, and once where they are the same', () => {
  const one = { kind: 'load-balancer', id: 'arn', name: 'front', suffix: '1', nodes: [] };
  const network = networkOf({ ...one, ...tagged('tag') });
  expect([idOf(network, 'front'), idOf(network, 'tag')]).toEqual(['arn', 'arn']);
  expect(idOf(networkOf({ ...one, ...tagged('front') }), 'front')).toBe('arn');
});

test('an interface that is called as its instance is no second thing', () => {
  const attachment = { id: 'eni-attach-1', instance: 'i-1', deviceIndex: 0 };
  const [instance, one] = examples;
  expect(idOf(networkOf({ ...instance, ...tagged('web') }, { ...one, ...tagged('web'), attachment }), 'web')).toBe(
    'i-1',
  );
});

test('what is gone has no name any more', () => {
  const gone = { kind: 'instance', id: 'i-2', desired: 'terminated', ...tagged('web') };
  expect(idOf(networkOf({ ...examples[0], ...tagged('web') }, gone), 'web')).toBe('i-1');
  expect(() => named(networkOf(gone), 'web')).toThrow('with the id or name web');
});

test('a name of several things is refused with all of them', () => {
  const network = networkOf({ ...examples[0], ...tagged('web') }, { ...examples[4], ...tagged('web') });
  expect(() => named(network, 'web')).toThrow('Several are called web: i-1, igw-1. Give an id.');
});
