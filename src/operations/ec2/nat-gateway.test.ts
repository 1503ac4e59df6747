import { describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { elasticAddressOperations } from './elastic-address.ts';
import { internetGatewayOperations } from './internet-gateway.ts';
import { natGatewayOperations as gateways } from './nat-gateway.ts';
import { networkInterfaceOperations } from './network-interface.ts';
import { sampleAddress, sampleNetwork } from './sample-network.ts';
import { subnetOperations } from './subnet.ts';

async function create(h: Harness, request: { SubnetId: string; [member: string]: unknown }) {
  return (await h.call(gateways, 'CreateNatGateway', request)).NatGateway!;
}

async function shown(h: Harness, id: string) {
  return (await h.call(gateways, 'DescribeNatGateways', { NatGatewayIds: [id] })).NatGateways![0]!;
}

describe('a public gateway', () => {
  test('comes with an interface of its own and takes its elastic address', async () => {
    const { h, vpc, publicSubnet: SubnetId } = await sampleNetwork();
    const { allocation, address } = await sampleAddress(h);
    h.applied = h.network.revision;
    const made = await create(h, { SubnetId, AllocationId: allocation });
    const id = made.NatGatewayId!;
    expect(made).toMatchObject({ State: 'pending', ConnectivityType: 'public', VpcId: vpc, SubnetId });
    expect((await shown(h, id)).State).toBe('pending');
    h.applied = undefined;
    const gateway = await shown(h, id);
    expect(gateway.State).toBe('available');
    const [address1] = gateway.NatGatewayAddresses!;
    expect(address1).toEqual({
      AllocationId: allocation,
      AssociationId: expect.stringMatching(/^eipassoc-/),
      IsPrimary: true,
      NetworkInterfaceId: expect.stringMatching(/^eni-/),
      PrivateIp: '10.0.1.4',
      PublicIp: address,
      Status: 'succeeded',
    });
    const NetworkInterfaceIds = [address1!.NetworkInterfaceId!];
    const { NetworkInterfaces } = await h.call(networkInterfaceOperations, 'DescribeNetworkInterfaces', {
      NetworkInterfaceIds,
    });
    expect(NetworkInterfaces).toMatchObject([
      {
        Association: { PublicIp: address, AllocationId: allocation },
        Description: `Interface for NAT Gateway ${id}`,
        Groups: [],
        InterfaceType: 'nat_gateway',
        RequesterManaged: true,
        SourceDestCheck: false,
        Status: 'in-use',
      },
    ]);
  });

  test('is deleted with its interface, sets the address free, and is shown for an hour', async () => {
    const { h, publicSubnet: SubnetId } = await sampleNetwork();
    const { allocation } = await sampleAddress(h);
    const NatGatewayId = (await create(h, { SubnetId, AllocationId: allocation })).NatGatewayId!;
    expect(await h.refused(subnetOperations, 'DeleteSubnet', { SubnetId })).toMatch(/^DependencyViolation/);
    h.applied = h.network.revision;
    expect(await h.call(gateways, 'DeleteNatGateway', { NatGatewayId })).toEqual({ NatGatewayId });
    expect((await shown(h, NatGatewayId)).State).toBe('deleting');
    h.applied = undefined;
    expect(await shown(h, NatGatewayId)).toMatchObject({ State: 'deleted', DeleteTime: new Date('2026-01-01') });
    await h.call(elasticAddressOperations, 'ReleaseAddress', { AllocationId: allocation });
    await h.call(subnetOperations, 'DeleteSubnet', { SubnetId });
    h.clock.advance(60 * 60 * 1000);
    expect(await h.refused(gateways, 'DeleteNatGateway', { NatGatewayId })).toBe(
      `NatGatewayNotFound: The Nat Gateway ${NatGatewayId} was not found`,
    );
  });

  test('fails without an internet gateway, or with an address in use', async () => {
    const { h, vpc, publicSubnet: SubnetId, gateway } = await sampleNetwork();
    const { allocation } = await sampleAddress(h);
    const request = { SubnetId, AllocationId: allocation };
    await create(h, request);
    const second = await create(h, request);
    expect(second.State).toBe('pending');
    expect(await shown(h, second.NatGatewayId!)).toMatchObject({
      State: 'failed',
      FailureCode: 'Resource.AlreadyAssociated',
      FailureMessage: `Elastic IP address [${allocation}] is already associated`,
    });
    const [first] = [...h.network.all('nat-gateway')].filter((one) => one.desired === 'available');
    await h.call(gateways, 'DeleteNatGateway', { NatGatewayId: first!.id });
    await h.call(internetGatewayOperations, 'DetachInternetGateway', { VpcId: vpc, InternetGatewayId: gateway });
    const third = await create(h, request);
    expect(await shown(h, third.NatGatewayId!)).toMatchObject({
      State: 'failed',
      FailureCode: 'Gateway.NotAttached',
      FailureMessage: `Network ${vpc} has no Internet gateway attached`,
    });
    expect([...h.network.all('network-interface')]).toEqual([]);
  });

  test('needs an allocation; a private one refuses it', async () => {
    const { h, publicSubnet: SubnetId } = await sampleNetwork();
    expect(await h.refused(gateways, 'CreateNatGateway', { SubnetId })).toBe(
      'MissingParameter: The request must include the AllocationId parameter. Add the required parameter and retry the request.',
    );
    const both = { SubnetId, ConnectivityType: 'private' as const, AllocationId: 'eipalloc-00000000' };
    expect(await h.refused(gateways, 'CreateNatGateway', both)).toBe(
      'InvalidParameterCombination: The AllocationId parameter cannot be specified for a private NAT gateway.',
    );
    expect(await h.refused(gateways, 'CreateNatGateway', { SubnetId, AllocationId: 'eipalloc-00000000' })).toBe(
      "InvalidAllocationID.NotFound: The allocation ID 'eipalloc-00000000' does not exist",
    );
  });
});

test('five private gateways fit in a zone', async () => {
  const { h, privateSubnet: SubnetId } = await sampleNetwork();
  const request = { SubnetId, ConnectivityType: 'private' as const };
  const first = await create(h, { ...request, PrivateIpAddress: '10.0.2.100' });
  expect(first.NatGatewayAddresses).toMatchObject([{ PrivateIp: '10.0.2.100' }]);
  for (let count = 1; count < 5; count += 1) await create(h, request);
  expect(await h.refused(gateways, 'CreateNatGateway', request)).toBe(
    'NatGatewayLimitExceeded: Performing this operation would exceed the limit of 5 NAT gateways',
  );
  await h.call(gateways, 'DeleteNatGateway', { NatGatewayId: first.NatGatewayId! });
  await create(h, request);
});

test.each([
  ['state', 'available', 1],
  ['state', 'deleted', 0],
  ['vpc-id', 'vpc-*', 1],
  ['tag:Name', 'out', 1],
])('filter %s=%s finds %i', async (Name, value, count) => {
  const { h, privateSubnet: SubnetId } = await sampleNetwork();
  const TagSpecifications = [{ ResourceType: 'natgateway', Tags: [{ Key: 'Name', Value: 'out' }] }];
  await create(h, { SubnetId, ConnectivityType: 'private', TagSpecifications });
  const answer = await h.call(gateways, 'DescribeNatGateways', { Filter: [{ Name, Values: [value] }] });
  expect(answer.NatGateways).toHaveLength(count);
});
