import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { accountAttributeOperations } from './account-attribute.ts';
import { defaultVpcOperations } from './default-vpc.ts';

const valuesOf = async (h: ReturnType<typeof harness>, AttributeNames?: readonly string[]) => {
  const input = AttributeNames ? { AttributeNames: AttributeNames as 'default-vpc'[] } : {};
  const { AccountAttributes } = await h.call(accountAttributeOperations, 'DescribeAccountAttributes', input);
  return Object.fromEntries(
    AccountAttributes!.map((one) => [one.AttributeName, one.AttributeValues!.map((value) => value.AttributeValue)]),
  );
};

test('shows every attribute, with quotas as they are', async () => {
  const h = harness();
  h.quotas = { elasticAddressesPerRegion: 9 };
  expect(await valuesOf(h)).toEqual({
    'supported-platforms': ['VPC'],
    'default-vpc': ['none'],
    'max-instances': ['20'],
    'vpc-max-security-groups-per-interface': ['5'],
    'max-elastic-ips': ['9'],
    'vpc-max-elastic-ips': ['9'],
  });
});

test('names the default VPC of the region', async () => {
  const h = harness();
  const { Vpc } = await h.call(defaultVpcOperations, 'CreateDefaultVpc', {});
  expect(await valuesOf(h, ['default-vpc'])).toEqual({ 'default-vpc': [Vpc!.VpcId] });
  expect(await valuesOf(h.as({ region: 'eu-west-1' }), ['default-vpc'])).toEqual({ 'default-vpc': ['none'] });
});

test('an attribute that there is not is refused', async () => {
  const input = { AttributeNames: ['toString' as 'default-vpc'] };
  expect(await harness().refused(accountAttributeOperations, 'DescribeAccountAttributes', input)).toBe(
    'InvalidParameterValue: Value (toString) for parameter attributeName is invalid. Unknown attribute.',
  );
});
