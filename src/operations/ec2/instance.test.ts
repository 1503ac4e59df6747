import { describe, expect, test } from 'vitest';
import { elasticAddressOperations } from './elastic-address.ts';
import { instanceOperations as instances } from './instance.ts';
import { instanceAttributeOperations } from './instance-attribute.ts';
import { networkInterfaceOperations } from './network-interface.ts';
import { networkInterfaceAttachmentOperations } from './network-interface-attachment.ts';
import { sampleAddress, sampleInstance, sampleNetwork, sampleZone } from './sample-network.ts';

async function start() {
  const network = await sampleNetwork();
  const { h } = network;
  const instance = await sampleInstance(h, network.publicSubnet);
  const InstanceIds = [instance];
  const shown = async () => {
    const { Reservations } = await h.call(instances, 'DescribeInstances', { InstanceIds });
    return Reservations![0]!.Instances![0]!;
  };
  return { ...network, instance, InstanceIds, shown };
}

describe('stopping and starting', () => {
  test('go through the states on the way, and the public address changes', async () => {
    const { h, instance, InstanceIds, shown } = await start();
    const before = (await shown()).PublicIpAddress;
    h.applied = h.network.revision;
    expect(await h.call(instances, 'StopInstances', { InstanceIds })).toEqual({
      StoppingInstances: [
        {
          InstanceId: instance,
          PreviousState: { Code: 16, Name: 'running' },
          CurrentState: { Code: 64, Name: 'stopping' },
        },
      ],
    });
    expect(await h.refused(instances, 'StartInstances', { InstanceIds })).toBe(
      `IncorrectInstanceState: The instance '${instance}' is not in a state from which it can be started.`,
    );
    h.applied = undefined;
    const stopped = await shown();
    expect(stopped).toMatchObject({
      State: { Code: 80, Name: 'stopped' },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
      StateTransitionReason: 'User initiated (2026-01-01 00:00:00 GMT)',
      PrivateIpAddress: '10.0.1.4',
    });
    expect(stopped.PublicIpAddress).toBeUndefined();
    await h.call(instances, 'StartInstances', { InstanceIds });
    const running = await shown();
    expect(running).toMatchObject({ State: { Name: 'running' }, PrivateIpAddress: '10.0.1.4' });
    expect(running.PublicIpAddress).not.toBe(before);
    expect(running.StateReason).toBeUndefined();
  });

  test('an elastic address stays', async () => {
    const { h, instance, InstanceIds, shown } = await start();
    const { allocation, address } = await sampleAddress(h);
    const request = { AllocationId: allocation, InstanceId: instance };
    await h.call(elasticAddressOperations, 'AssociateAddress', request);
    await h.call(instances, 'StopInstances', { InstanceIds });
    expect((await shown()).PublicIpAddress).toBe(address);
    await h.call(instances, 'StartInstances', { InstanceIds });
    expect((await shown()).PublicIpAddress).toBe(address);
  });

  test('doing it again changes nothing', async () => {
    const { h, InstanceIds } = await start();
    await h.call(instances, 'StopInstances', { InstanceIds });
    const { revision } = h.network;
    await h.call(instances, 'StopInstances', { InstanceIds });
    expect(h.network.revision).toBe(revision);
  });

  test('a pending instance cannot be stopped, a stopped one not rebooted', async () => {
    const { h, privateSubnet, InstanceIds } = await start();
    h.applied = h.network.revision;
    const young = await sampleInstance(h, privateSubnet);
    expect(await h.refused(instances, 'StopInstances', { InstanceIds: [young] })).toBe(
      `IncorrectInstanceState: The instance '${young}' is not in a state from which it can be stopped.`,
    );
    h.applied = undefined;
    expect(await h.call(instances, 'RebootInstances', { InstanceIds })).toEqual({});
    await h.call(instances, 'StopInstances', { InstanceIds });
    expect(await h.refused(instances, 'RebootInstances', { InstanceIds })).toMatch(/^IncorrectInstanceState: /);
  });
});

describe('terminating', () => {
  test('takes its own interface along, leaves others detached, and is shown for an hour', async () => {
    const { h, instance, InstanceIds, shown, privateSubnet: SubnetId } = await start();
    const made = await h.call(networkInterfaceOperations, 'CreateNetworkInterface', { SubnetId });
    const NetworkInterfaceId = made.NetworkInterface!.NetworkInterfaceId!;
    const attach = { InstanceId: instance, NetworkInterfaceId, DeviceIndex: 1 };
    await h.call(networkInterfaceAttachmentOperations, 'AttachNetworkInterface', attach);
    await h.call(instances, 'TerminateInstances', { InstanceIds });
    expect([...h.network.all('network-interface')].map((one) => [one.id, one.attachment])).toEqual([
      [NetworkInterfaceId, undefined],
    ]);
    const gone = await shown();
    expect(gone).toMatchObject({ State: { Code: 48, Name: 'terminated' }, NetworkInterfaces: [], SecurityGroups: [] });
    expect(gone.PrivateIpAddress).toBeUndefined();
    h.clock.advance(60 * 60 * 1000);
    await sampleInstance(h, SubnetId);
    expect(await h.refused(instances, 'TerminateInstances', { InstanceIds })).toBe(
      `InvalidInstanceID.NotFound: The instance ID '${instance}' does not exist`,
    );
  });

  test('all or none: a protected instance saves the others', async () => {
    const { h, instance, privateSubnet } = await start();
    const other = await sampleInstance(h, privateSubnet);
    const protect = (Value: boolean) =>
      h.call(instanceAttributeOperations, 'ModifyInstanceAttribute', {
        InstanceId: instance,
        DisableApiTermination: { Value },
      });
    await protect(true);
    const InstanceIds = [other, instance];
    expect(await h.refused(instances, 'TerminateInstances', { InstanceIds })).toBe(
      `OperationNotPermitted: The instance '${instance}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    );
    await protect(false);
    const { TerminatingInstances } = await h.call(instances, 'TerminateInstances', { InstanceIds });
    expect(TerminatingInstances).toHaveLength(2);
  });

  test('a terminated instance cannot be started', async () => {
    const { h, instance, InstanceIds } = await start();
    await h.call(instances, 'TerminateInstances', { InstanceIds });
    expect(await h.refused(instances, 'StartInstances', { InstanceIds })).toBe(
      `IncorrectInstanceState: The instance '${instance}' is not in a state from which it can be started.`,
    );
  });
});

describe('listing', () => {
  test.each([
    ['instance-state-name', 'running', 1],
    ['private-ip-address', '10.0.1.4', 1],
    ['network-interface.addresses.private-ip-address', '10.0.1.*', 1],
    ['network-interface.group-name', 'default', 1],
    ['instance.group-name', 'web', 0],
    ['availability-zone', sampleZone.name, 1],
    ['instance-type', 't3.small', 1],
    ['instance-state-code', '80', 0],
    ['dns-name', 'ec2-*', 0],
  ])('filter %s=%s finds %i', async (Name, value, count) => {
    const { h } = await start();
    const { Reservations } = await h.call(instances, 'DescribeInstances', {
      Filters: [{ Name, Values: [value] }],
    });
    expect(Reservations).toHaveLength(count);
  });

  test('another account’s instance does not exist', async () => {
    const { h, instance, InstanceIds } = await start();
    expect(await h.as({ account: '444455556666' }).refused(instances, 'DescribeInstances', { InstanceIds })).toBe(
      `InvalidInstanceID.NotFound: The instance ID '${instance}' does not exist`,
    );
  });

  test('status is told of running instances, of others when asked', async () => {
    const { h, instance, InstanceIds } = await start();
    const ok = { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] };
    expect((await h.call(instances, 'DescribeInstanceStatus', {})).InstanceStatuses).toMatchObject([
      { InstanceId: instance, InstanceStatus: ok, SystemStatus: ok, Events: [] },
    ]);
    await h.call(instances, 'StopInstances', { InstanceIds });
    expect((await h.call(instances, 'DescribeInstanceStatus', {})).InstanceStatuses).toEqual([]);
    const all = await h.call(instances, 'DescribeInstanceStatus', { IncludeAllInstances: true });
    expect(all.InstanceStatuses).toMatchObject([{ InstanceStatus: { Status: 'not-applicable' } }]);
  });

  test('burstable instances have credits', async () => {
    const { h, instance } = await start();
    expect(await h.call(instances, 'DescribeInstanceCreditSpecifications', {})).toMatchObject({
      InstanceCreditSpecifications: [{ InstanceId: instance, CpuCredits: 'unlimited' }],
    });
  });
});
