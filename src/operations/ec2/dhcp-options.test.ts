import { expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { defaultDhcpOptions, dhcpOptionsOperations } from './dhcp-options.ts';
import { vpcOperations } from './vpc.ts';

const servers = (...Values: string[]) => ({ DhcpConfigurations: [{ Key: 'domain-name-servers', Values }] });

test('a set is answered as it was asked for', async () => {
  const h = harness();
  const { DhcpOptions } = await h.call(dhcpOptionsOperations, 'CreateDhcpOptions', {
    DhcpConfigurations: [
      { Key: 'domain-name', Values: ['example.com'] },
      { Key: 'domain-name-servers', Values: ['10.2.5.1,10.2.5.2', 'AmazonProvidedDNS'] },
      { Key: 'netbios-node-type', Values: ['2'] },
    ],
  });
  expect(DhcpOptions).toEqual({
    DhcpOptionsId: expect.stringMatching(/^dopt-0/),
    OwnerId: '111122223333',
    DhcpConfigurations: [
      { Key: 'domain-name', Values: [{ Value: 'example.com' }] },
      {
        Key: 'domain-name-servers',
        Values: [{ Value: '10.2.5.1' }, { Value: '10.2.5.2' }, { Value: 'AmazonProvidedDNS' }],
      },
      { Key: 'netbios-node-type', Values: [{ Value: '2' }] },
    ],
    Tags: [],
  });
});

test.each([
  [{ DhcpConfigurations: [] }, 'MissingParameter: The request must contain the parameter dhcpConfiguration'],
  [
    { DhcpConfigurations: [{ Key: 'toString', Values: ['1'] }] },
    'InvalidParameterValue: Value (toString) for parameter key is invalid. Unknown DHCP option',
  ],
  [servers('ten'), 'InvalidParameterValue: Value (ten) for parameter domain-name-servers is invalid.'],
  [
    servers('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'),
    'InvalidParameterValue: Value (10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, 10.0.0.5) for parameter domain-name-servers is invalid.',
  ],
  [
    { DhcpConfigurations: [{ Key: 'netbios-node-type', Values: ['3'] }] },
    'InvalidParameterValue: Value (3) for parameter netbios-node-type is invalid.',
  ],
])('refuses %j', async (input, message) => {
  expect(await harness().refused(dhcpOptionsOperations, 'CreateDhcpOptions', input)).toBe(message);
});

test('a set that a VPC uses stays until the VPC takes another', async () => {
  const h = harness();
  const VpcId = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  const { DhcpOptions } = await h.call(dhcpOptionsOperations, 'CreateDhcpOptions', servers('10.0.0.9'));
  const DhcpOptionsId = DhcpOptions!.DhcpOptionsId!;
  await h.call(dhcpOptionsOperations, 'AssociateDhcpOptions', { VpcId, DhcpOptionsId });
  expect(h.network.get('vpc', VpcId)!.dhcpOptions).toBe(DhcpOptionsId);
  expect(await h.refused(dhcpOptionsOperations, 'DeleteDhcpOptions', { DhcpOptionsId })).toBe(
    `DependencyViolation: The dhcpOptions '${DhcpOptionsId}' has dependencies and cannot be deleted.`,
  );
  await h.call(dhcpOptionsOperations, 'AssociateDhcpOptions', { VpcId, DhcpOptionsId: 'default' });
  expect(h.network.get('vpc', VpcId)!.dhcpOptions).toBe('default');
  await h.call(dhcpOptionsOperations, 'DeleteDhcpOptions', { DhcpOptionsId });
  const gone = { VpcId, DhcpOptionsId };
  expect(await h.refused(dhcpOptionsOperations, 'AssociateDhcpOptions', gone)).toBe(
    `InvalidDhcpOptionsID.NotFound: The dhcpOption ID '${DhcpOptionsId}' does not exist`,
  );
});

test.each([
  ['key', 'domain-name-servers', 2],
  ['key', 'domain-name', 1],
  ['value', '10.0.0.9', 1],
  ['value', 'AmazonProvidedDNS', 1],
])('filter %s = %s', async (Name, value, count) => {
  const h = harness();
  await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' });
  await h.call(dhcpOptionsOperations, 'CreateDhcpOptions', servers('10.0.0.9'));
  const Filters = [{ Name, Values: [value] }];
  expect((await h.call(dhcpOptionsOperations, 'DescribeDhcpOptions', { Filters })).DhcpOptions).toHaveLength(count);
});

test.each([
  ['us-east-1', 'ec2.internal'],
  ['eu-west-3', 'eu-west-3.compute.internal'],
])('the set that %s gives new VPCs names the domain %s, and is made once', async (region, domain) => {
  const h = harness({ region });
  const first = await h.store.transact((draft) => defaultDhcpOptions(draft, h.context));
  expect(await h.store.transact((draft) => defaultDhcpOptions(draft, h.context))).toBe(first);
  expect(h.network.get('dhcp-options', first)!.configurations).toEqual({
    'domain-name': [domain],
    'domain-name-servers': ['AmazonProvidedDNS'],
  });
});
