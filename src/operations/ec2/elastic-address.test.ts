import { describe, expect, test } from 'vitest';
import { elasticAddressOperations as addresses } from './elastic-address.ts';
import { instanceOperations } from './instance.ts';
import { internetGatewayOperations } from './internet-gateway.ts';
import { natGatewayOperations } from './nat-gateway.ts';
import { networkInterfaceOperations } from './network-interface.ts';
import { sampleAddress, sampleInstance, sampleNetwork } from './sample-network.ts';

async function start() {
  const network = await sampleNetwork();
  const instance = await sampleInstance(network.h, network.publicSubnet);
  return { ...network, instance, ...(await sampleAddress(network.h)) };
}

async function publicAddress(h: Awaited<ReturnType<typeof start>>['h'], instance: string) {
  const { Reservations } = await h.call(instanceOperations, 'DescribeInstances', { InstanceIds: [instance] });
  return Reservations![0]!.Instances![0]!.PublicIpAddress;
}

describe('allocating', () => {
  test('gives an address of the region’s pool, five at most', async () => {
    const { h, allocation, address } = await start();
    expect(address).toMatch(/^3\.128\./);
    const { Addresses } = await h.call(addresses, 'DescribeAddresses', { PublicIps: [address] });
    expect(Addresses).toEqual([
      {
        AllocationId: allocation,
        PublicIp: address,
        Domain: 'vpc',
        PublicIpv4Pool: 'amazon',
        NetworkBorderGroup: 'us-east-1',
        Tags: [],
      },
    ]);
    for (let count = 1; count < 5; count += 1) await sampleAddress(h);
    expect(await h.refused(addresses, 'AllocateAddress', {})).toBe(
      'AddressLimitExceeded: The maximum number of addresses has been reached.',
    );
  });

  test.each([
    [
      { Domain: 'standard' as const },
      "InvalidParameterValue: Value (standard) for parameter domain is invalid. Expected: 'vpc'.",
    ],
    [{ PublicIpv4Pool: 'ipv4pool-ec2-1' }, 'UnsupportedOperation: An address pool of your own is not supported.'],
  ])('none is given for %o', async (input, message) => {
    expect(await (await start()).h.refused(addresses, 'AllocateAddress', input)).toBe(message);
  });

  test('a released address can be had again by name, one in use cannot', async () => {
    const { h, allocation, address } = await start();
    expect(await h.refused(addresses, 'AllocateAddress', { Address: address })).toBe(
      `InvalidAddress.NotFound: Address '${address}' not found.`,
    );
    await h.call(addresses, 'ReleaseAddress', { AllocationId: allocation });
    expect((await h.call(addresses, 'AllocateAddress', { Address: address })).PublicIp).toBe(address);
    expect(await h.refused(addresses, 'ReleaseAddress', { AllocationId: allocation })).toBe(
      `InvalidAllocationID.NotFound: The allocation ID '${allocation}' does not exist`,
    );
    expect(await h.refused(addresses, 'ReleaseAddress', { PublicIp: '3.128.255.1' })).toBe(
      "AuthFailure: The address '3.128.255.1' does not belong to you.",
    );
  });
});

describe('associating', () => {
  test('replaces the address of the launch, and ending it brings another', async () => {
    const { h, instance, allocation, address } = await start();
    const launched = await publicAddress(h, instance);
    const request = { AllocationId: allocation, InstanceId: instance };
    const { AssociationId } = await h.call(addresses, 'AssociateAddress', request);
    expect(AssociationId).toMatch(/^eipassoc-/);
    expect(await publicAddress(h, instance)).toBe(address);
    const Filters = [{ Name: 'instance-id', Values: [instance] }];
    expect((await h.call(addresses, 'DescribeAddresses', { Filters })).Addresses).toMatchObject([
      { AssociationId, InstanceId: instance, PrivateIpAddress: '10.0.1.4', NetworkInterfaceOwnerId: '111122223333' },
    ]);
    expect(await h.refused(addresses, 'ReleaseAddress', { AllocationId: allocation })).toBe(
      `InvalidIPAddress.InUse: Address ${address} is in use.`,
    );
    await h.call(addresses, 'DisassociateAddress', { AssociationId: AssociationId! });
    expect(await publicAddress(h, instance)).not.toBe(address);
    expect(await publicAddress(h, instance)).not.toBe(launched);
    expect(await publicAddress(h, instance)).toMatch(/^3\.128\./);
  });

  test('moves an address, unless reassociation is refused', async () => {
    const { h, instance, allocation, privateSubnet } = await start();
    const request = { AllocationId: allocation, InstanceId: instance };
    const first = await h.call(addresses, 'AssociateAddress', request);
    const other = await sampleInstance(h, privateSubnet);
    const move = { AllocationId: allocation, InstanceId: other };
    expect(await h.refused(addresses, 'AssociateAddress', { ...move, AllowReassociation: false })).toBe(
      `Resource.AlreadyAssociated: resource ${allocation} is already associated with associate-id ${first.AssociationId}`,
    );
    await h.call(addresses, 'AssociateAddress', move);
    expect(await publicAddress(h, other)).toBe(h.network.get('elastic-address', allocation)!.publicAddress);
  });

  test('needs an internet gateway', async () => {
    const { h, vpc, gateway, allocation, privateSubnet: SubnetId, instance } = await start();
    await h.call(instanceOperations, 'TerminateInstances', { InstanceIds: [instance] });
    await h.call(internetGatewayOperations, 'DetachInternetGateway', { VpcId: vpc, InternetGatewayId: gateway });
    const made = await h.call(networkInterfaceOperations, 'CreateNetworkInterface', { SubnetId });
    const NetworkInterfaceId = made.NetworkInterface!.NetworkInterfaceId!;
    expect(await h.refused(addresses, 'AssociateAddress', { AllocationId: allocation, NetworkInterfaceId })).toBe(
      `Gateway.NotAttached: Network ${vpc} is not attached to any internet gateway`,
    );
    expect(await h.refused(addresses, 'AssociateAddress', { AllocationId: allocation, InstanceId: instance })).toBe(
      `InvalidInstanceID: The terminated instance '${instance}' is not in a valid state for this operation.`,
    );
  });

  test('an address of a NAT gateway is the gateway’s', async () => {
    const { h, allocation, publicSubnet: SubnetId } = await start();
    await h.call(natGatewayOperations, 'CreateNatGateway', { SubnetId, AllocationId: allocation });
    const AssociationId = h.network.get('elastic-address', allocation)!.association!.id;
    const message = 'AuthFailure: You do not have permission to access the specified resource.';
    expect(await h.refused(addresses, 'DisassociateAddress', { AssociationId })).toBe(message);
    expect(await h.refused(addresses, 'ReleaseAddress', { AllocationId: allocation })).toBe(message);
  });

  test('an unknown association cannot be ended', async () => {
    const { h } = await start();
    expect(await h.refused(addresses, 'DisassociateAddress', { AssociationId: 'eipassoc-1' })).toBe(
      "InvalidAssociationID.NotFound: The association ID 'eipassoc-1' does not exist",
    );
  });
});

test('another account sees none of it', async () => {
  const { h, allocation } = await start();
  const other = h.as({ account: '444455556666' });
  expect((await other.call(addresses, 'DescribeAddresses', {})).Addresses).toEqual([]);
  expect(await other.refused(addresses, 'ReleaseAddress', { AllocationId: allocation })).toMatch(/NotFound/);
});

test('addresses have no reverse names', async () => {
  const { h, allocation, address } = await start();
  const request = { AllocationIds: [allocation], Attribute: 'domain-name' as const };
  expect((await h.call(addresses, 'DescribeAddressesAttribute', request)).Addresses).toEqual([
    { AllocationId: allocation, PublicIp: address },
  ]);
});
