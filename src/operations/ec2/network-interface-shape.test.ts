import { expect, test } from 'vitest';
import { elasticAddressOperations } from './elastic-address.ts';
import { networkInterfaceOperations } from './network-interface.ts';
import { instanceInterfaceShape, interfaceShape, publicAddressOf } from './network-interface-shape.ts';
import { sampleAddress, sampleNetwork } from './sample-network.ts';
import { vpcOperations } from './vpc.ts';

async function start() {
  const { h, vpc, privateSubnet } = await sampleNetwork();
  await h.call(vpcOperations, 'ModifyVpcAttribute', { VpcId: vpc, EnableDnsHostnames: { Value: true } });
  const made = await h.call(networkInterfaceOperations, 'CreateNetworkInterface', {
    SubnetId: privateSubnet,
    PrivateIpAddresses: [{ PrivateIpAddress: '10.0.2.20', Primary: true }, { PrivateIpAddress: '10.0.2.21' }],
  });
  const NetworkInterfaceId = made.NetworkInterface!.NetworkInterfaceId!;
  const { allocation, address } = await sampleAddress(h);
  await h.call(elasticAddressOperations, 'AssociateAddress', {
    AllocationId: allocation,
    NetworkInterfaceId,
    PrivateIpAddress: '10.0.2.21',
  });
  return { h, one: h.network.get('network-interface', NetworkInterfaceId)!, allocation, address };
}

test('an elastic address is shown at the private address it stands for', async () => {
  const { h, one, allocation, address } = await start();
  expect([publicAddressOf(h.network, one, '10.0.2.20'), publicAddressOf(h.network, one, '10.0.2.21')]).toEqual([
    undefined,
    address,
  ]);
  const shape = interfaceShape(h.network, one.account, one);
  expect(shape.Association).toBeUndefined();
  expect(shape.PrivateIpAddresses).toEqual([
    { Primary: true, PrivateIpAddress: '10.0.2.20', PrivateDnsName: 'ip-10-0-2-20.ec2.internal' },
    {
      Primary: false,
      PrivateIpAddress: '10.0.2.21',
      PrivateDnsName: 'ip-10-0-2-21.ec2.internal',
      Association: {
        AllocationId: allocation,
        AssociationId: expect.stringMatching(/^eipassoc-/),
        IpOwnerId: '111122223333',
        PublicIp: address,
        PublicDnsName: `ec2-${address.replaceAll('.', '-')}.compute-1.amazonaws.com`,
      },
    },
  ]);
});

test('an instance’s own listing leaves allocation and zone out', async () => {
  const { h, one } = await start();
  const shape = instanceInterfaceShape(h.network, one);
  expect(Object.keys(shape.PrivateIpAddresses[1]!.Association!).sort()).toEqual([
    'IpOwnerId',
    'PublicDnsName',
    'PublicIp',
  ]);
  expect(shape).not.toHaveProperty('AvailabilityZone');
});
