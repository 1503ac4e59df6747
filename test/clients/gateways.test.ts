/** Egress-only internet gateways, virtual private gateways and EC2 Instance Connect Endpoints as each stock client meets them. */

import { EC2Client, paginateDescribeEgressOnlyInternetGateways } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ec2At, makeNetwork, type Network, type Reply } from './ec2-call.ts';
import { aws, awsJson, hasAws, hasBoto3, python, settings, startServer } from './server.ts';

const server = await startServer(['--quota', 'vpcsPerRegion=10', '--quota', 'egressOnlyInternetGatewaysPerRegion=10']);
afterAll(() => server.stop());
const ec2 = ec2At(server);
let network: Network;
beforeAll(async () => {
  network = await makeNetwork(ec2);
});

describe.skipIf(!hasAws)('the aws command', () => {
  const told = (...words: readonly string[]) => awsJson<Reply>(server, ['ec2', ...words]);
  const said = async (...words: readonly string[]) => (await aws(server, ['ec2', ...words])).stderr.trim();

  test('attaches a virtual private gateway, routes to it and lets it propagate', async () => {
    const { vpc, mainTable } = network;
    const made = await told('create-vpn-gateway', '--type', 'ipsec.1', '--amazon-side-asn', '65000');
    const id: string = made.VpnGateway.VpnGatewayId;
    const where = ['--vpn-gateway-id', id, '--vpc-id', vpc];
    expect((await told('attach-vpn-gateway', ...where)).VpcAttachment).toEqual({ State: 'attaching', VpcId: vpc });
    const route = ['--route-table-id', mainTable, '--destination-cidr-block', '192.168.0.0/16', '--gateway-id', id];
    expect(await told('create-route', ...route)).toEqual({ Return: true });
    const propagation = ['--route-table-id', mainTable, '--gateway-id', id];
    expect(await said('enable-vgw-route-propagation', ...propagation)).toBe('');
    const [table] = (await told('describe-route-tables', '--route-table-ids', mainTable)).RouteTables;
    expect(table.PropagatingVgws).toEqual([{ GatewayId: id }]);
    expect(table.Routes.at(-1)).toMatchObject({ GatewayId: id, State: 'active' });
    expect(await said('delete-vpn-gateway', '--vpn-gateway-id', id)).toMatch(
      /\(IncorrectState\) when calling the DeleteVpnGateway operation: The VPN gateway is in use\.$/,
    );
    await aws(server, ['ec2', 'detach-vpn-gateway', ...where]);
    const [gateway] = (await told('describe-vpn-gateways', '--vpn-gateway-ids', id)).VpnGateways;
    expect(gateway).toMatchObject({ AmazonSideAsn: 65_000, State: 'available', VpcAttachments: [{ VpcId: vpc }] });
    expect(gateway.VpcAttachments[0].State).toMatch(/^detach(ing|ed)$/);
  });
});

describe.skipIf(!hasBoto3)('boto3', () => {
  test('makes, changes and deletes an EC2 Instance Connect Endpoint, and waits for each', async () => {
    const answer = await python<{
      readonly states: readonly string[];
      readonly pages: number;
      readonly groups: number;
    }>(
      server,
      `
import time
ec2 = boto3.client('ec2')
made = ec2.create_instance_connect_endpoint(SubnetId='${network.subnet}')['InstanceConnectEndpoint']
id = made['InstanceConnectEndpointId']
states = []
def until(wanted):
    for _ in range(50):
        found = ec2.describe_instance_connect_endpoints(InstanceConnectEndpointIds=[id])['InstanceConnectEndpoints'][0]
        if found['State'] == wanted:
            states.append(wanted)
            return found
        time.sleep(0.1)
until('create-complete')
ec2.modify_instance_connect_endpoint(InstanceConnectEndpointId=id, PreserveClientIp=True, SecurityGroupIds=['${network.defaultGroup}'])
groups = len(until('update-complete')['SecurityGroupIds'])
pages = len(list(ec2.get_paginator('describe_instance_connect_endpoints').paginate(PaginationConfig={'PageSize': 1})))
ec2.delete_instance_connect_endpoint(InstanceConnectEndpointId=id)
until('delete-complete')
show({'states': states, 'pages': pages, 'groups': groups})`,
    );
    expect(answer).toEqual({ states: ['create-complete', 'update-complete', 'delete-complete'], pages: 1, groups: 1 });
  });
});

test('the paginator of the SDK gives every egress-only internet gateway once', async () => {
  for (let count = 0; count < 7; count += 1) {
    const { vpc } = await makeNetwork(ec2);
    await ec2.call('CreateEgressOnlyInternetGateway', { VpcId: vpc });
  }
  const client = new EC2Client(settings(server));
  const pages: (readonly (string | undefined)[])[] = [];
  for await (const page of paginateDescribeEgressOnlyInternetGateways({ client, pageSize: 5 }, {})) {
    pages.push(page.EgressOnlyInternetGateways!.map((one) => one.EgressOnlyInternetGatewayId));
  }
  expect([pages.map(({ length }) => length), new Set(pages.flat()).size]).toEqual([[5, 2], 7]);
});
