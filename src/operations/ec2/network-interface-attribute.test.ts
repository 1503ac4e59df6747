import { describe, expect, test } from 'vitest';
import { elasticAddressOperations } from './elastic-address.ts';
import { natGatewayOperations } from './nat-gateway.ts';
import { networkInterfaceOperations } from './network-interface.ts';
import { networkInterfaceAttributeOperations as attributes } from './network-interface-attribute.ts';
import { sampleAddress, sampleInstance, sampleNetwork } from './sample-network.ts';

async function start() {
  const network = await sampleNetwork();
  const { h, privateSubnet: SubnetId } = network;
  const instance = await sampleInstance(h, SubnetId);
  const [primary] = h.network.find('network-interface', `instance:${instance}`);
  return { ...network, instance, NetworkInterfaceId: primary!.id, attachment: primary!.attachment!.id };
}

describe('ModifyNetworkInterfaceAttribute', () => {
  test('changes one attribute, which the describing operation then shows', async () => {
    const { h, group, instance, NetworkInterfaceId, attachment } = await start();
    const modify = (change: object) =>
      h.call(attributes, 'ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, ...change });
    const shown = (Attribute: 'description' | 'groupSet' | 'sourceDestCheck' | 'attachment') =>
      h.call(attributes, 'DescribeNetworkInterfaceAttribute', { NetworkInterfaceId, Attribute });
    await modify({ Description: { Value: 'new' } });
    expect((await shown('description')).Description).toEqual({ Value: 'new' });
    await modify({ Groups: [group] });
    expect((await shown('groupSet')).Groups).toEqual([{ GroupId: group, GroupName: 'web' }]);
    await modify({ Attachment: { AttachmentId: attachment, DeleteOnTermination: false } });
    expect((await shown('attachment')).Attachment).toMatchObject({ DeleteOnTermination: false, InstanceId: instance });
    await modify({ SourceDestCheck: { Value: false } });
    expect((await shown('sourceDestCheck')).SourceDestCheck).toEqual({ Value: false });
    expect(h.network.get('instance', instance)!.sourceDestCheck).toBe(false);
    await h.call(attributes, 'ResetNetworkInterfaceAttribute', { NetworkInterfaceId, SourceDestCheck: 'x' });
    expect(h.network.get('instance', instance)!.sourceDestCheck).toBe(true);
  });

  test.each([
    [{}, 'InvalidParameterCombination: No attributes specified.'],
    [
      { Description: { Value: 'a' }, SourceDestCheck: { Value: true } },
      'InvalidParameterCombination: Fields for multiple attribute types specified',
    ],
    [
      { Attachment: { AttachmentId: 'eni-attach-1', DeleteOnTermination: true } },
      "InvalidAttachmentID.NotFound: The attachment ID 'eni-attach-1' does not exist",
    ],
  ])('refuses %j', async (change, message) => {
    const { h, NetworkInterfaceId } = await start();
    const request = { NetworkInterfaceId, ...change };
    expect(await h.refused(attributes, 'ModifyNetworkInterfaceAttribute', request)).toBe(message);
  });

  test('a service’s interface cannot be changed', async () => {
    const { h, privateSubnet: SubnetId } = await start();
    await h.call(natGatewayOperations, 'CreateNatGateway', { SubnetId, ConnectivityType: 'private' });
    const [gateway] = [...h.network.all('nat-gateway')];
    const NetworkInterfaceId = gateway!.networkInterface;
    const request = { NetworkInterfaceId, SourceDestCheck: { Value: true } };
    expect(await h.refused(attributes, 'ModifyNetworkInterfaceAttribute', request)).toMatch(/^OperationNotPermitted: /);
    const more = { NetworkInterfaceId, SecondaryPrivateIpAddressCount: 1 };
    expect(await h.refused(attributes, 'AssignPrivateIpAddresses', more)).toMatch(/^OperationNotPermitted: /);
  });
});

describe('addresses', () => {
  test('are assigned by name and number, and unassigned with the elastic address on them', async () => {
    const { h, NetworkInterfaceId } = await start();
    const named = { NetworkInterfaceId, PrivateIpAddresses: ['10.0.2.77'] };
    expect(await h.call(attributes, 'AssignPrivateIpAddresses', named)).toEqual({
      NetworkInterfaceId,
      AssignedPrivateIpAddresses: [{ PrivateIpAddress: '10.0.2.77' }],
      AssignedIpv4Prefixes: [],
    });
    const counted = { NetworkInterfaceId, SecondaryPrivateIpAddressCount: 2 };
    const answer = await h.call(attributes, 'AssignPrivateIpAddresses', counted);
    expect(answer.AssignedPrivateIpAddresses).toHaveLength(2);
    const { allocation } = await sampleAddress(h);
    const association = { AllocationId: allocation, NetworkInterfaceId, PrivateIpAddress: '10.0.2.77' };
    await h.call(elasticAddressOperations, 'AssociateAddress', association);
    await h.call(attributes, 'UnassignPrivateIpAddresses', named);
    expect(h.network.get('elastic-address', allocation)).not.toHaveProperty('association');
    expect(h.network.get('network-interface', NetworkInterfaceId)!.privateAddresses).toHaveLength(3);
  });

  test('a t3.small has four on an interface, no more', async () => {
    const { h, NetworkInterfaceId } = await start();
    const request = (SecondaryPrivateIpAddressCount: number) => ({
      NetworkInterfaceId,
      SecondaryPrivateIpAddressCount,
    });
    expect(await h.refused(attributes, 'AssignPrivateIpAddresses', request(4))).toBe(
      'PrivateIpAddressLimitExceeded: Number of private addresses will exceed limit.',
    );
    await h.call(attributes, 'AssignPrivateIpAddresses', request(3));
  });

  test('another interface’s secondary address is taken over where that is allowed', async () => {
    const { h, NetworkInterfaceId, privateSubnet: SubnetId } = await start();
    const PrivateIpAddresses = [{ PrivateIpAddress: '10.0.2.80', Primary: true }, { PrivateIpAddress: '10.0.2.81' }];
    const made = await h.call(networkInterfaceOperations, 'CreateNetworkInterface', { SubnetId, PrivateIpAddresses });
    const request = { NetworkInterfaceId, PrivateIpAddresses: ['10.0.2.81'] };
    expect(await h.refused(attributes, 'AssignPrivateIpAddresses', request)).toBe(
      'InvalidIPAddress.InUse: Address 10.0.2.81 is in use.',
    );
    await h.call(attributes, 'AssignPrivateIpAddresses', { ...request, AllowReassignment: true });
    const other = h.network.get('network-interface', made.NetworkInterface!.NetworkInterfaceId!);
    expect(other!.privateAddresses).toEqual(['10.0.2.80']);
    const primary = { NetworkInterfaceId, PrivateIpAddresses: ['10.0.2.80'], AllowReassignment: true };
    expect(await h.refused(attributes, 'AssignPrivateIpAddresses', primary)).toBe(
      'InvalidIPAddress.InUse: Address 10.0.2.80 is in use.',
    );
  });

  test('the primary one and strangers cannot be unassigned', async () => {
    const { h, NetworkInterfaceId } = await start();
    const request = (address: string) => ({ NetworkInterfaceId, PrivateIpAddresses: [address] });
    expect(await h.refused(attributes, 'UnassignPrivateIpAddresses', request('10.0.2.4'))).toBe(
      'InvalidParameterValue: The primary IP address of an interface cannot be unassigned',
    );
    expect(await h.refused(attributes, 'UnassignPrivateIpAddresses', request('10.0.2.5'))).toBe(
      `InvalidParameterValue: Some of the specified addresses are not assigned to interface ${NetworkInterfaceId}`,
    );
  });
});
