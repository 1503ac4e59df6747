import { describe, expect, test } from 'vitest';
import { flowKinds, flowsOf } from '../bench/network/flows.ts';
import { figuresOf, verifyNetwork } from '../bench/verify-network.ts';
import { parseAddress } from '../src/base/address.ts';
import { containsAddress, parseCidr } from '../src/base/cidr.ts';
import { Network } from '../src/model/network.ts';
import { trace } from '../src/verify/trace.ts';

const interfaces = 500;
const make = (adversarial: boolean, seed = 1) => verifyNetwork({ interfaces, seed, adversarial });

const named =
  /^(vpc|subnet|eni|i|sg|sgr|igw|nat|rtb|acl|pl|dopt|vpce|vpce-svc|eipalloc)-0[0-9a-f]{16}$|^arn:aws:elasticloadbalancing:/;

/** Every text in a document that names a resource. */
function namesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return named.test(value) ? [value] : [];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(namesIn) : [];
}

describe.each([false, true])('a generated Network, adversarial: %s', (adversarial) => {
  const resources = make(adversarial);
  const network = Network.of(resources, 1);
  const every = [...network.all('network-interface')];

  test('has as many interfaces as were asked for, and is the same for the same seed', () => {
    expect(figuresOf(resources).interfaces).toBe(interfaces);
    expect(make(adversarial)).toEqual(resources);
    expect(make(adversarial, 2)).not.toEqual(resources);
  });

  test('has ids of their own, and names none that is not there', () => {
    const ids = new Set(resources.map(({ id }) => id));
    expect(ids.size).toBe(resources.length);
    const missing = resources.flatMap((one) => namesIn(one).filter((name) => !ids.has(name)));
    expect(missing).toEqual([]);
  });

  test('has every address inside its subnet, and once in its VPC', () => {
    const outside = every.filter(({ subnet, vpc, zoneId, privateAddresses }) => {
      const own = network.get('subnet', subnet)!;
      const block = parseCidr(own.cidr)!;
      const isInside = privateAddresses.every((address) => containsAddress(block, parseAddress(address)!));
      return !isInside || own.vpc !== vpc || own.zoneId !== zoneId;
    });
    expect(outside).toEqual([]);
    const taken = every.flatMap(({ vpc, privateAddresses }) => privateAddresses.map((address) => `${vpc}/${address}`));
    expect(new Set(taken).size).toBe(taken.length);
  });

  test('has every public address once', () => {
    const automatic = every.flatMap(({ autoPublicAddress }) => autoPublicAddress ?? []);
    const all = [...automatic, ...[...network.all('elastic-address')].map(({ publicAddress }) => publicAddress)];
    expect(new Set(all).size).toBe(all.length);
  });

  test('has subnets in their VPC and apart from each other', () => {
    const all = [...network.all('subnet')].map(({ vpc, cidr }) => ({ vpc, block: parseCidr(cidr)! }));
    for (const { vpc, block } of all) {
      const blocks = network.get('vpc', vpc)!.cidrs.map(({ cidr }) => parseCidr(cidr)!);
      expect(blocks.some((one) => containsAddress(one, block.base))).toBe(true);
      const same = all.filter((one) => one.vpc === vpc && containsAddress(one.block, block.base));
      expect(same).toHaveLength(1);
    }
  });

  test('has groups, subnets and instances of one VPC together', () => {
    const astray = every.filter(({ vpc, groups, attachment }) => {
      const instance = attachment?.instance && network.get('instance', attachment.instance);
      return (
        groups.some((group) => network.get('security-group', group)?.vpc !== vpc) || (instance && instance.vpc !== vpc)
      );
    });
    expect(astray).toEqual([]);
    for (const subnet of network.all('subnet')) {
      expect(network.count('network-acl', `subnet:${subnet.id}`)).toBe(1);
      expect(network.count('route-table', `main:${subnet.vpc}`)).toBe(1);
    }
  });

  test.each(flowKinds)('can be traced through, some flows with success and some without: %s', (kind) => {
    const next = flowsOf(network, 7);
    const reachable = Array.from({ length: 150 }, () => trace(network, next(kind)).reachable);
    expect(new Set(reachable)).toEqual(new Set([true, false]));
  });

  test('is answered by Name as it is by id', () => {
    const next = flowsOf(network, 13);
    for (let count = 0; count < 50; count += 1) {
      const question = next();
      const [source, destination] = [question.source, question.destination].map(
        (id) => network.get('instance', id)?.tags.Name ?? id,
      ) as [string, string];
      expect(trace(network, { ...question, source, destination })).toEqual(trace(network, question));
    }
  });

  test('has a fair share of flows that pass, and of flows that do not', () => {
    const next = flowsOf(network, 11);
    const reachable = Array.from({ length: 400 }, () => trace(network, next()).reachable);
    const share = reachable.filter(Boolean).length / reachable.length;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.8);
  });
});

test('people share groups among machines, the adversarial setting hardly ever', () => {
  expect(figuresOf(make(false)).groupSets).toBeLessThan(interfaces / 5);
  expect(figuresOf(make(true)).groupSets).toBeGreaterThan((interfaces * 4) / 5);
});
