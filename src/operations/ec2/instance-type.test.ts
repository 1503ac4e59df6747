import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { instanceTypeOf, isBurstable, instanceTypeOperations as types } from './instance-type.ts';

describe('DescribeInstanceTypes', () => {
  test('shows what AWS says of a type', async () => {
    const { InstanceTypes } = await harness().call(types, 'DescribeInstanceTypes', { InstanceTypes: ['t4g.micro'] });
    expect(InstanceTypes).toMatchObject([
      {
        InstanceType: 't4g.micro',
        ProcessorInfo: { SupportedArchitectures: ['arm64'] },
        VCpuInfo: { DefaultVCpus: 2 },
        MemoryInfo: { SizeInMiB: 1024 },
        NetworkInfo: { MaximumNetworkInterfaces: 2, Ipv4AddressesPerInterface: 2 },
        BurstablePerformanceSupported: true,
      },
    ]);
  });

  test('filters, pages, and refuses what it does not know', async () => {
    const h = harness();
    const Filters = [{ Name: 'processor-info.supported-architecture', Values: ['arm64'] }];
    const { InstanceTypes } = await h.call(types, 'DescribeInstanceTypes', { Filters });
    expect(InstanceTypes!.every((type) => /g\./.test(type.InstanceType!))).toBe(true);
    const first = await h.call(types, 'DescribeInstanceTypes', { MaxResults: 5 });
    expect(first.InstanceTypes).toHaveLength(5);
    const rest = await h.call(types, 'DescribeInstanceTypes', { NextToken: first.NextToken! });
    expect(rest.InstanceTypes![0]!.InstanceType! > first.InstanceTypes![4]!.InstanceType!).toBe(true);
    const unknown = { InstanceTypes: ['z9.nano' as 't3.nano'] };
    expect(await h.refused(types, 'DescribeInstanceTypes', unknown)).toBe(
      'InvalidInstanceType: The following supplied instance types do not exist: [z9.nano]',
    );
  });
});

test('types outside the table may be launched, with common limits', () => {
  expect(instanceTypeOf('x2idn.16xlarge')).toMatchObject({ name: 'x2idn.16xlarge', interfaces: 4 });
  expect(instanceTypeOf('m7gd.large').architecture).toBe('arm64');
  expect(() => instanceTypeOf('micro')).toThrow("Invalid value 'micro' for InstanceType.");
});

test.each([
  ['t3.micro', true],
  ['t2.small', true],
  ['m5.large', false],
  ['trn1.2xlarge', false],
])('%s is burstable: %s', (name, answer) => {
  expect(isBurstable(name)).toBe(answer);
});
