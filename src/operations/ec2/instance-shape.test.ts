import { expect, test } from 'vitest';
import { instanceLaunchOperations } from './instance-launch.ts';
import { instanceShape, reservations } from './instance-shape.ts';
import { sampleInstance, sampleNetwork } from './sample-network.ts';
import { subnetOperations } from './subnet.ts';

test('what was launched together is listed together, by launch index', async () => {
  const { h, privateSubnet: SubnetId } = await sampleNetwork();
  const request = { ImageId: 'ami-1', MinCount: 3, MaxCount: 3, SubnetId };
  const { ReservationId } = await h.call(instanceLaunchOperations, 'RunInstances', request);
  await sampleInstance(h, SubnetId);
  const listed = reservations(h.network, h.context, h.network.owned('instance', '111122223333', 'us-east-1'));
  expect(listed).toHaveLength(2);
  const together = listed.find((one) => one.ReservationId === ReservationId)!;
  expect(together.Instances!.map((one) => one.AmiLaunchIndex)).toEqual([0, 1, 2]);
});

test('a subnet can name its instances after themselves', async () => {
  const { h, privateSubnet: SubnetId } = await sampleNetwork();
  await h.call(subnetOperations, 'ModifySubnetAttribute', {
    SubnetId,
    PrivateDnsHostnameTypeOnLaunch: 'resource-name',
  });
  const id = await sampleInstance(h, SubnetId);
  const shape = instanceShape(h.network, h.context, h.network.get('instance', id)!);
  expect(shape.PrivateDnsName).toBe(`${id}.ec2.internal`);
  expect(shape.PrivateDnsNameOptions).toMatchObject({ HostnameType: 'resource-name' });
});
