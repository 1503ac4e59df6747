import { describe, expect, test } from 'vitest';
import { zonesOf } from '../../model/region.ts';
import { instanceOperations } from './instance.ts';
import { natGatewayOperations } from './nat-gateway.ts';
import { networkInterfaceOperations } from './network-interface.ts';
import { networkInterfaceAttachmentOperations as attachments } from './network-interface-attachment.ts';
import { sampleInstance, sampleNetwork } from './sample-network.ts';
import { subnetOperations } from './subnet.ts';

async function start() {
  const network = await sampleNetwork();
  const { h, privateSubnet: SubnetId } = network;
  const instance = await sampleInstance(h, SubnetId);
  const made = await h.call(networkInterfaceOperations, 'CreateNetworkInterface', { SubnetId });
  return { ...network, instance, one: made.NetworkInterface!.NetworkInterfaceId! };
}

test('an interface is attached, shown with its instance, and detached again', async () => {
  const { h, instance, one } = await start();
  const request = { NetworkInterfaceId: one, InstanceId: instance, DeviceIndex: 1 };
  const { AttachmentId } = await h.call(attachments, 'AttachNetworkInterface', request);
  const { Reservations } = await h.call(instanceOperations, 'DescribeInstances', { InstanceIds: [instance] });
  expect(Reservations![0]!.Instances![0]!.NetworkInterfaces!.map((shape) => shape.Attachment!.DeviceIndex)).toEqual([
    0, 1,
  ]);
  await h.call(attachments, 'DetachNetworkInterface', { AttachmentId: AttachmentId! });
  expect(h.network.get('network-interface', one)).not.toHaveProperty('attachment');
});

describe('AttachNetworkInterface refuses', () => {
  test('a device index that is taken, an interface in use, and one too many', async () => {
    const { h, instance, one, privateSubnet: SubnetId } = await start();
    const request = { NetworkInterfaceId: one, InstanceId: instance, DeviceIndex: 0 };
    expect(await h.refused(attachments, 'AttachNetworkInterface', request)).toBe(
      `InvalidParameterValue: Instance '${instance}' already has an interface attached at device index '0'.`,
    );
    await h.call(attachments, 'AttachNetworkInterface', { ...request, DeviceIndex: 1 });
    expect(await h.refused(attachments, 'AttachNetworkInterface', { ...request, DeviceIndex: 2 })).toBe(
      `InvalidNetworkInterface.InUse: Interface: [${one}] in use.`,
    );
    const more = async (): Promise<string> => {
      const made = await h.call(networkInterfaceOperations, 'CreateNetworkInterface', { SubnetId });
      return made.NetworkInterface!.NetworkInterfaceId!;
    };
    const third = { InstanceId: instance, NetworkInterfaceId: await more(), DeviceIndex: 2 };
    await h.call(attachments, 'AttachNetworkInterface', third);
    const fourth = { InstanceId: instance, NetworkInterfaceId: await more(), DeviceIndex: 3 };
    expect(await h.refused(attachments, 'AttachNetworkInterface', fourth)).toBe(
      'AttachmentLimitExceeded: Interface count 4 exceeds the limit for t3.small',
    );
  });

  test('another zone, and an instance that is going', async () => {
    const { h, vpc, instance, one } = await start();
    const away = await h.call(subnetOperations, 'CreateSubnet', {
      VpcId: vpc,
      CidrBlock: '10.0.3.0/24',
      AvailabilityZone: zonesOf('111122223333', 'us-east-1')[1]!.name,
    });
    const SubnetId = away.Subnet!.SubnetId!;
    const far = await h.call(networkInterfaceOperations, 'CreateNetworkInterface', { SubnetId });
    const request = { InstanceId: instance, DeviceIndex: 1 };
    const NetworkInterfaceId = far.NetworkInterface!.NetworkInterfaceId!;
    expect(await h.refused(attachments, 'AttachNetworkInterface', { ...request, NetworkInterfaceId })).toBe(
      'InvalidParameterCombination: You may not attach a network interface to an instance if they are not in the same availability zone',
    );
    await h.call(instanceOperations, 'TerminateInstances', { InstanceIds: [instance] });
    expect(await h.refused(attachments, 'AttachNetworkInterface', { ...request, NetworkInterfaceId: one })).toBe(
      `IncorrectState: The instance '${instance}' is not in a valid state for this operation: terminated`,
    );
  });
});

test('DetachNetworkInterface refuses the primary interface, a service’s, and an unknown attachment', async () => {
  const { h, instance, privateSubnet: SubnetId } = await start();
  const [primary] = h.network.find('network-interface', `instance:${instance}`);
  expect(await h.refused(attachments, 'DetachNetworkInterface', { AttachmentId: primary!.attachment!.id })).toBe(
    'OperationNotPermitted: The network interface at device index 0 cannot be detached.',
  );
  await h.call(natGatewayOperations, 'CreateNatGateway', { SubnetId, ConnectivityType: 'private' });
  const [gateway] = [...h.network.all('nat-gateway')];
  const [managed] = h.network.find('network-interface', `parent:${gateway!.id}`);
  expect(await h.refused(attachments, 'DetachNetworkInterface', { AttachmentId: managed!.attachment!.id })).toBe(
    "OperationNotPermitted: You are not allowed to manage 'ela-attach' attachments.",
  );
  expect(await h.refused(attachments, 'DetachNetworkInterface', { AttachmentId: 'eni-attach-0' })).toBe(
    "InvalidAttachmentID.NotFound: The attachment ID 'eni-attach-0' does not exist",
  );
});
