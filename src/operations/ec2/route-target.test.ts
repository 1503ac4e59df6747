import { expect, test } from 'vitest';
import { Fault } from '../../base/fault.ts';
import { Network } from '../../model/network.ts';
import type { Resource } from '../../model/resource.ts';
import type { RouteTable } from '../../model/route-table.ts';
import { openDraft } from '../../store/draft.ts';
import { readTarget } from './route-target.ts';

const place = { account: '111122223333', region: 'us-east-1' };
const caller = { ...place, now: 0, appliedRevision: 0 };
const base = { ...place, created: 0, tags: {} };
const inVpc = { ...base, vpc: 'vpc-1' };
/** Documents with what a target depends on; the rest is left out. */
const resources = [
  { ...inVpc, kind: 'internet-gateway', id: 'igw-1' },
  { ...inVpc, kind: 'internet-gateway', id: 'igw-2', vpc: 'vpc-2' },
  { ...inVpc, kind: 'internet-gateway', id: 'igw-3', account: '444455556666' },
  { ...inVpc, kind: 'nat-gateway', id: 'nat-2', vpc: 'vpc-2', desired: 'available' },
  { ...inVpc, kind: 'vpc-endpoint', id: 'vpce-00000001' },
  { ...inVpc, kind: 'instance', id: 'i-1' },
  { ...inVpc, kind: 'network-interface', id: 'eni-2', vpc: 'vpc-2', groups: [], privateAddresses: [] },
] as unknown as Resource[];

const draft = openDraft(resources.reduce((network, resource) => network.with(resource), Network.empty()));
const table: RouteTable = { ...inVpc, kind: 'route-table', id: 'rtb-1', routes: [], associations: [] };

test('an internet gateway of the VPC is a target', () => {
  expect(readTarget(draft, caller, table, { GatewayId: 'igw-1' })).toEqual({ kind: 'internet-gateway', id: 'igw-1' });
});

test.each([
  [
    { GatewayId: 'igw-2' },
    'InvalidParameterValue: route table rtb-1 and network gateway igw-2 belong to different networks',
  ],
  [{ GatewayId: 'igw-3' }, "InvalidGatewayID.NotFound: The gateway ID 'igw-3' does not exist"],
  [
    { NatGatewayId: 'nat-2' },
    'InvalidParameterValue: route table rtb-1 and nat gateway nat-2 belong to different networks',
  ],
  [
    { NetworkInterfaceId: 'eni-2' },
    'InvalidParameterValue: route table rtb-1 and interface eni-2 belong to different networks',
  ],
  [{ InstanceId: 'i-1' }, "InvalidInstanceID.NotFound: The instance ID 'i-1' does not exist"],
  [
    { GatewayId: 'vpce-00000001' },
    'InvalidParameterValue: The route to VPC endpoint vpce-00000001 can only be changed with ModifyVpcEndpoint.',
  ],
  [
    { VpcEndpointId: 'vpce-00000001' },
    'RouteNotSupported: Route table contains unsupported route target: vpce-00000001. VPC Endpoints of this type cannot be used as route targets.',
  ],
  [
    { VpcPeeringConnectionId: 'pcx-00000001' },
    "InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID 'pcx-00000001' does not exist",
  ],
])('refuses %j', (input, message) => {
  let refusal = '';
  try {
    readTarget(draft, caller, table, input);
  } catch (error) {
    if (error instanceof Fault) refusal = `${error.code}: ${error.message}`;
  }
  expect(refusal).toBe(message);
});
