import { expect, test } from 'vitest';
import { zonesOf } from '../../model/region.ts';
import { harness } from '../harness.ts';
import { createDefaultVpc } from './default-vpc.ts';
import { defaultGroup, defaultSubnet, defaultVpc } from './placement.ts';
import { subnetOperations } from './subnet.ts';

const caller = { account: '111122223333', region: 'us-east-1' };
const zones = zonesOf(caller.account, caller.region);

test('the default VPC, its subnets by zone, and its group', async () => {
  const h = harness();
  const vpc = await h.context.transact((draft) => createDefaultVpc(draft, h.context));
  expect(defaultVpc(h.network, caller).id).toBe(vpc.id);
  expect(defaultSubnet(h.network, caller).zoneId).toBe(zones[0]!.id);
  expect(defaultSubnet(h.network, caller, zones[3]!.name).zoneId).toBe(zones[3]!.id);
  expect(defaultGroup(h.network, vpc.id)).toMatchObject({ name: 'default', vpc: vpc.id });
});

test('a zone whose default subnet is gone is passed over, or refused by name', async () => {
  const h = harness();
  const vpc = await h.context.transact((draft) => createDefaultVpc(draft, h.context));
  const SubnetId = defaultSubnet(h.network, caller).id;
  await h.call(subnetOperations, 'DeleteSubnet', { SubnetId });
  expect(defaultSubnet(h.network, caller).zoneId).toBe(zones[1]!.id);
  expect(() => defaultSubnet(h.network, caller, zones[0]!.name)).toThrow(
    `No subnets found for the default VPC in availability zone '${zones[0]!.name}' '${vpc.id}'. Please specify a subnet.`,
  );
});

test('an account without a default VPC is told', () => {
  expect(() => defaultVpc(harness().network, caller)).toThrow('No default VPC for this user');
});
