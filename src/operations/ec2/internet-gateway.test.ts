import { expect, test } from 'vitest';
import type { NetworkInterface } from '../../model/network-interface.ts';
import { type Harness, harness } from '../harness.ts';
import { internetGatewayOperations } from './internet-gateway.ts';
import { vpcOperations } from './vpc.ts';

const makeGateway = async (h: Harness): Promise<string> =>
  (await h.call(internetGatewayOperations, 'CreateInternetGateway', {})).InternetGateway!.InternetGatewayId!;

async function start() {
  const h = harness();
  const VpcId = (await h.call(vpcOperations, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
  return { h, VpcId, InternetGatewayId: await makeGateway(h) };
}

const eni = (vpc: string, autoPublicAddress?: string): NetworkInterface => ({
  kind: 'network-interface',
  id: 'eni-1',
  account: '111122223333',
  region: 'us-east-1',
  created: 0,
  tags: {},
  vpc,
  subnet: 'subnet-1',
  zoneId: 'use1-az1',
  interfaceType: 'interface',
  description: '',
  mac: '02:00:00:00:00:01',
  privateAddresses: ['10.0.0.5'],
  groups: [],
  sourceDestCheck: true,
  requesterManaged: false,
  ...(autoPublicAddress === undefined ? {} : { autoPublicAddress }),
});

test('is made loose, attached as available, and found by its VPC', async () => {
  const { h, VpcId, InternetGatewayId } = await start();
  const describe = () => h.call(internetGatewayOperations, 'DescribeInternetGateways', {});
  expect((await describe()).InternetGateways).toEqual([
    { InternetGatewayId, OwnerId: '111122223333', Attachments: [], Tags: [] },
  ]);
  await h.call(internetGatewayOperations, 'AttachInternetGateway', { VpcId, InternetGatewayId });
  expect((await describe()).InternetGateways![0]!.Attachments).toEqual([{ State: 'available', VpcId }]);
  const Filters = [{ Name: 'attachment.vpc-id', Values: [VpcId] }];
  const found = await h.call(internetGatewayOperations, 'DescribeInternetGateways', { Filters });
  expect(found.InternetGateways).toHaveLength(1);
});

test('an attached one cannot be attached again or deleted', async () => {
  const { h, VpcId, InternetGatewayId } = await start();
  const attachment = { VpcId, InternetGatewayId };
  await h.call(internetGatewayOperations, 'AttachInternetGateway', attachment);
  expect(await h.refused(internetGatewayOperations, 'AttachInternetGateway', attachment)).toBe(
    `Resource.AlreadyAssociated: resource ${InternetGatewayId} is already attached to network ${VpcId}`,
  );
  expect(await h.refused(internetGatewayOperations, 'DeleteInternetGateway', { InternetGatewayId })).toBe(
    `DependencyViolation: The internetGateway '${InternetGatewayId}' has dependencies and cannot be deleted.`,
  );
});

test('a VPC has one', async () => {
  const { h, VpcId, InternetGatewayId } = await start();
  await h.call(internetGatewayOperations, 'AttachInternetGateway', { VpcId, InternetGatewayId });
  const second = { VpcId, InternetGatewayId: await makeGateway(h) };
  expect(await h.refused(internetGatewayOperations, 'AttachInternetGateway', second)).toBe(
    `InvalidParameterValue: Network ${VpcId} already has an internet gateway attached`,
  );
});

test('detaching asks for the right VPC', async () => {
  const { h, VpcId, InternetGatewayId } = await start();
  const attachment = { VpcId, InternetGatewayId };
  expect(await h.refused(internetGatewayOperations, 'DetachInternetGateway', attachment)).toBe(
    `Gateway.NotAttached: resource ${InternetGatewayId} is not attached to network ${VpcId}`,
  );
  await h.call(internetGatewayOperations, 'AttachInternetGateway', attachment);
  await h.call(internetGatewayOperations, 'DetachInternetGateway', attachment);
  expect(h.network.get('internet-gateway', InternetGatewayId)).not.toHaveProperty('vpc');
  await h.call(internetGatewayOperations, 'DeleteInternetGateway', { InternetGatewayId });
  expect(await h.refused(internetGatewayOperations, 'DeleteInternetGateway', { InternetGatewayId })).toBe(
    `InvalidInternetGatewayID.NotFound: The internetGateway ID '${InternetGatewayId}' does not exist`,
  );
});

test.each(['an automatic', 'an elastic'])('%s public address in the VPC holds it', async (which) => {
  const { h, VpcId, InternetGatewayId } = await start();
  const attachment = { VpcId, InternetGatewayId };
  await h.call(internetGatewayOperations, 'AttachInternetGateway', attachment);
  await h.store.transact((draft) => {
    draft.put(eni(VpcId, which === 'an automatic' ? '3.128.0.1' : undefined));
    if (which === 'an automatic') return;
    draft.put({
      kind: 'elastic-address',
      id: 'eipalloc-1',
      account: '111122223333',
      region: 'us-east-1',
      created: 0,
      tags: {},
      publicAddress: '3.128.0.1',
      association: { id: 'eipassoc-1', networkInterface: 'eni-1', privateAddress: '10.0.0.5' },
    });
  });
  expect(await h.refused(internetGatewayOperations, 'DetachInternetGateway', attachment)).toBe(
    `DependencyViolation: Network ${VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
  );
});

test('an account has five in a region', async () => {
  const { h } = await start();
  for (let count = 1; count < 5; count += 1) await makeGateway(h);
  expect(await h.refused(internetGatewayOperations, 'CreateInternetGateway', {})).toBe(
    'InternetGatewayLimitExceeded: The maximum number of internet gateways has been reached.',
  );
});
