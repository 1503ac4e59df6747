import { expect, test } from 'vitest';
import { Network } from '../model/network.ts';
import { namedResources } from './named-resources.ts';
import { permissionOnly } from './permission-only.ts';

const ec2 = 'arn:aws:ec2:us-east-1:111122223333';

function asked(operation: string, input: Record<string, unknown>) {
  const request = { service: 'ec2', operation, input, account: '111122223333', region: 'us-east-1' };
  const { further, keys } = permissionOnly(request, namedResources(Network.empty(), request));
  return { further: further.map(({ action, resource }) => `${action} ${resource.arn}`), keys };
}

test.each([
  ['CreateVpcEndpoint', { VpcId: 'vpc-1', ServiceRegion: 'eu-west-1' }, [`${ec2}:vpc-endpoint/*`]],
  ['CreateVpcEndpoint', { VpcId: 'vpc-1', ServiceRegion: 'us-east-1' }, []],
  ['CreateVpcEndpoint', { VpcId: 'vpc-1' }, []],
  ['CreateVpcEndpointServiceConfiguration', { SupportedRegions: ['eu-west-1'] }, [`${ec2}:vpc-endpoint-service/*`]],
  ['CreateVpcEndpointServiceConfiguration', { SupportedRegions: ['us-east-1'] }, []],
  ['CreateVpcEndpointServiceConfiguration', {}, []],
  [
    'ModifyVpcEndpointServiceConfiguration',
    { ServiceId: 'vpce-svc-1', AddSupportedRegions: ['us-east-1', 'eu-west-1'] },
    [`${ec2}:vpc-endpoint-service/vpce-svc-1`],
  ],
  ['ModifyVpcEndpointServiceConfiguration', { ServiceId: 'vpce-svc-1', RemoveSupportedRegions: ['eu-west-1'] }, []],
  ['DescribeVpcEndpoints', { ServiceRegion: 'eu-west-1' }, []],
])('%s %j needs to reach across regions on %j', (operation, input, arns) => {
  expect(asked(operation, input).further).toEqual(arns.map((arn) => `vpce:AllowMultiRegion ${arn}`));
});

test.each([
  ['CreateVpcEndpoint', { ServiceRegion: 'eu-west-1' }, { 'ec2:VpceServiceRegion': 'eu-west-1' }],
  ['CreateVpcEndpoint', {}, { 'ec2:VpceServiceRegion': 'us-east-1' }],
  [
    'CreateVpcEndpointServiceConfiguration',
    { SupportedRegions: ['eu-west-1', 'us-west-2'] },
    { 'ec2:VpceSupportedRegion': ['eu-west-1', 'us-west-2'] },
  ],
  ['CreateVpc', {}, {}],
])('%s %j is judged with %j', (operation, input, keys) => {
  expect(asked(operation, input).keys).toEqual(keys);
});
