import { describe, expect, test } from 'vitest';
import { Fault } from '../../base/fault.ts';
import { seededRandom } from '../../base/random.ts';
import { Network } from '../../model/network.ts';
import type { NetworkInterface } from '../../model/network-interface.ts';
import { availableAddresses, freeAddress, takeAddress } from './subnet-address.ts';

const small = { id: 'subnet-1', vpc: 'vpc-1', cidr: '10.0.0.0/28' };

const holding = (address: string): NetworkInterface => ({
  kind: 'network-interface',
  id: `eni-${address}`,
  account: '111122223333',
  region: 'us-east-1',
  created: 0,
  tags: {},
  vpc: 'vpc-1',
  subnet: 'subnet-1',
  zoneId: 'use1-az1',
  interfaceType: 'interface',
  description: '',
  mac: '02:00:00:00:00:01',
  privateAddresses: [address],
  groups: [],
  sourceDestCheck: true,
  requesterManaged: false,
});

const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no refusal';
};

describe('freeAddress', () => {
  test.each([
    ['in order', undefined],
    ['at random', seededRandom(5)],
  ])('%s, deals every usable address once and then none', (_how, random) => {
    let network = Network.empty();
    const dealt: string[] = [];
    for (let count = 11; count > 0; count -= 1) {
      expect(availableAddresses(network, small)).toBe(count);
      dealt.push(freeAddress({ network }, small, random));
      network = network.with(holding(dealt.at(-1)!));
    }
    const usable = Array.from({ length: 11 }, (_, index) => `10.0.0.${index + 4}`);
    expect([...dealt].sort()).toEqual([...usable].sort());
    if (random === undefined) expect(dealt).toEqual(usable);
    expect(refusal(() => freeAddress({ network }, small, random))).toBe(
      'InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request.',
    );
  });

  test('keeps clear of addresses chosen in the same call', () => {
    const network = Network.empty();
    const first = freeAddress({ network }, small);
    expect(freeAddress({ network }, small, undefined, new Set([first]))).not.toBe(first);
  });

  test('deals all of a /20 in little time', () => {
    let network = Network.empty();
    const large = { ...small, cidr: '10.0.0.0/20' };
    const before = performance.now();
    const dealt = new Set<string>();
    for (let count = 0; count < 4091; count += 1) {
      const address = freeAddress({ network }, large);
      dealt.add(address);
      network = network.with(holding(address));
    }
    expect(dealt.size).toBe(4091);
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('takeAddress', () => {
  const network = Network.empty().with(holding('10.0.0.7'));

  test.each(['10.0.0.4', '10.0.0.14'])('%s is one of the subnet’s', (address) => {
    expect(takeAddress({ network }, small, address)).toBe(address);
  });

  test.each([
    ['10.0.0.16', "InvalidParameterValue: Address does not fall within the subnet's address range"],
    ['10.0.0.0', "InvalidParameterValue: Address is in subnet's reserved address range"],
    ['10.0.0.3', "InvalidParameterValue: Address is in subnet's reserved address range"],
    ['10.0.0.15', "InvalidParameterValue: Address is in subnet's reserved address range"],
    ['10.0.0.7', 'InvalidIPAddress.InUse: Address 10.0.0.7 is in use.'],
    ['ten', 'InvalidParameterValue: invalid value for parameter address: ten'],
  ])('%s is refused', (address, message) => {
    expect(refusal(() => takeAddress({ network }, small, address))).toBe(message);
  });

  test('the same address in another VPC is free', () => {
    expect(takeAddress({ network }, { ...small, vpc: 'vpc-2' }, '10.0.0.7')).toBe('10.0.0.7');
  });
});
