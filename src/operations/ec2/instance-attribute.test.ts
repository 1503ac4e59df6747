import { describe, expect, test } from 'vitest';
import { instanceOperations } from './instance.ts';
import { instanceAttributeOperations as attributes } from './instance-attribute.ts';
import { networkInterfaceOperations } from './network-interface.ts';
import { networkInterfaceAttachmentOperations } from './network-interface-attachment.ts';
import { sampleInstance, sampleNetwork } from './sample-network.ts';

async function start() {
  const network = await sampleNetwork();
  const InstanceId = await sampleInstance(network.h, network.privateSubnet);
  return { ...network, InstanceId };
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('ModifyInstanceAttribute', () => {
  test.each([
    [{ DisableApiTermination: { Value: true } }, 'disableApiTermination', { DisableApiTermination: { Value: true } }],
    [{ DisableApiStop: { Value: true } }, 'disableApiStop', { DisableApiStop: { Value: true } }],
    [
      { InstanceInitiatedShutdownBehavior: { Value: 'terminate' } },
      'instanceInitiatedShutdownBehavior',
      { InstanceInitiatedShutdownBehavior: { Value: 'terminate' } },
    ],
    [{ SourceDestCheck: { Value: false } }, 'sourceDestCheck', { SourceDestCheck: { Value: false } }],
    [
      { Attribute: 'disableApiTermination', Value: 'true' },
      'disableApiTermination',
      { DisableApiTermination: { Value: true } },
    ],
  ] as const)('%j is shown', async (change, Attribute, expected) => {
    const { h, InstanceId } = await start();
    await h.call(attributes, 'ModifyInstanceAttribute', { InstanceId, ...change });
    const shown = await h.call(attributes, 'DescribeInstanceAttribute', { InstanceId, Attribute });
    expect(shown).toEqual({ InstanceId, ...expected });
  });

  test('type and user data change while the instance is stopped', async () => {
    const { h, InstanceId } = await start();
    const changes = [{ InstanceType: { Value: 'm5.large' } }, { UserData: { Value: text('#!/bin/sh') } }];
    for (const change of changes) {
      expect(await h.refused(attributes, 'ModifyInstanceAttribute', { InstanceId, ...change })).toBe(
        `IncorrectInstanceState: The instance '${InstanceId}' is not in the 'stopped' state.`,
      );
    }
    await h.call(instanceOperations, 'StopInstances', { InstanceIds: [InstanceId] });
    for (const change of changes) await h.call(attributes, 'ModifyInstanceAttribute', { InstanceId, ...change });
    const instance = h.network.get('instance', InstanceId)!;
    expect([instance.instanceType, instance.userData]).toEqual(['m5.large', btoa('#!/bin/sh')]);
    const request = { InstanceId, Attribute: 'userData' as const };
    expect((await h.call(attributes, 'DescribeInstanceAttribute', request)).UserData).toEqual({
      Value: btoa('#!/bin/sh'),
    });
  });

  test('groups are those of the only interface', async () => {
    const { h, InstanceId, group, privateSubnet: SubnetId } = await start();
    await h.call(attributes, 'ModifyInstanceAttribute', { InstanceId, Groups: [group] });
    const [card] = h.network.find('network-interface', `instance:${InstanceId}`);
    expect(card!.groups).toEqual([group]);
    const made = await h.call(networkInterfaceOperations, 'CreateNetworkInterface', { SubnetId });
    const NetworkInterfaceId = made.NetworkInterface!.NetworkInterfaceId!;
    const attach = { InstanceId, NetworkInterfaceId, DeviceIndex: 1 };
    await h.call(networkInterfaceAttachmentOperations, 'AttachNetworkInterface', attach);
    expect(await h.refused(attributes, 'ModifyInstanceAttribute', { InstanceId, Groups: [group] })).toBe(
      `InvalidInstanceID: There are multiple interfaces attached to instance '${InstanceId}'. Please specify an interface ID for the operation instead.`,
    );
  });

  test.each([
    [{}, 'InvalidParameterCombination: No attributes specified.'],
    [
      { DisableApiStop: { Value: true }, DisableApiTermination: { Value: true } },
      'InvalidParameterCombination: Fields for multiple attribute types specified',
    ],
    [
      { EbsOptimized: { Value: true } },
      'UnsupportedOperation: Changing what concerns volumes or network drivers of an instance is not supported.',
    ],
  ])('refuses %j', async (change, message) => {
    const { h, InstanceId } = await start();
    expect(await h.refused(attributes, 'ModifyInstanceAttribute', { InstanceId, ...change })).toBe(message);
  });
});

test('stop protection holds', async () => {
  const { h, InstanceId } = await start();
  await h.call(attributes, 'ModifyInstanceAttribute', { InstanceId, DisableApiStop: { Value: true } });
  expect(await h.refused(instanceOperations, 'StopInstances', { InstanceIds: [InstanceId] })).toBe(
    `OperationNotPermitted: The instance '${InstanceId}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
  );
});

test('metadata options change one by one', async () => {
  const { h, InstanceId } = await start();
  await h.call(attributes, 'ModifyInstanceMetadataOptions', { InstanceId, HttpTokens: 'required' });
  const answer = await h.call(attributes, 'ModifyInstanceMetadataOptions', { InstanceId, HttpPutResponseHopLimit: 2 });
  expect(answer).toEqual({
    InstanceId,
    InstanceMetadataOptions: {
      State: 'pending',
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 2,
      HttpEndpoint: 'enabled',
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: 'disabled',
    },
  });
  const wrong = { InstanceId, HttpTokens: 'maybe' as 'required' };
  expect(await h.refused(attributes, 'ModifyInstanceMetadataOptions', wrong)).toBe(
    'InvalidParameterValue: Value (maybe) for parameter HttpTokens is invalid.',
  );
});
