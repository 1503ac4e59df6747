import { expect, test } from 'vitest';
import { sampleNetwork } from '../operations/ec2/sample-network.ts';
import { securityGroupOperations } from '../operations/ec2/security-group.ts';
import { namedResources } from './named-resources.ts';

async function arnsOf(service: string, operation: string, input: Record<string, unknown>, userName?: string) {
  const { h } = await sampleNetwork();
  const request = { service, operation, input, account: '111122223333', region: 'us-east-1', userName };
  return namedResources(h.network, request).map(({ arn }) => arn);
}

const ec2 = 'arn:aws:ec2:us-east-1:111122223333';
const iam = 'arn:aws:iam::111122223333';

test.each([
  ['DescribeVpcs', { VpcIds: ['vpc-1'] }, ['*']],
  ['DescribeVpcAttribute', { VpcId: 'vpc-1' }, [`${ec2}:vpc/vpc-1`]],
  ['CreateVpc', { CidrBlock: '10.0.0.0/16' }, [`${ec2}:vpc/*`]],
  ['CreateSubnet', { VpcId: 'vpc-1' }, [`${ec2}:vpc/vpc-1`, `${ec2}:subnet/*`]],
  ['CreateTags', { Resources: ['vpc-1', 'eni-2'] }, [`${ec2}:vpc/vpc-1`, `${ec2}:network-interface/eni-2`]],
  ['CreateRoute', { RouteTableId: 'rtb-1', GatewayId: 'igw-1' }, [`${ec2}:route-table/rtb-1`]],
  ['DeleteNatGateway', { NatGatewayId: 'nat-1' }, [`${ec2}:natgateway/nat-1`]],
  ['ReleaseAddress', { AllocationId: 'eipalloc-1' }, [`${ec2}:elastic-ip/eipalloc-1`]],
  ['DisassociateRouteTable', { AssociationId: 'rtbassoc-1' }, ['*']],
  ['DeleteVpc', {}, ['*']],
  [
    'RunInstances',
    { ImageId: 'ami-1', NetworkInterfaces: [{ SubnetId: 'subnet-1', Groups: ['sg-1'] }] },
    [
      'arn:aws:ec2:us-east-1::image/ami-1',
      `${ec2}:subnet/subnet-1`,
      `${ec2}:security-group/sg-1`,
      `${ec2}:instance/*`,
      `${ec2}:network-interface/*`,
      `${ec2}:volume/*`,
    ],
  ],
])('EC2: %s of %o', async (operation, input, arns) => {
  expect((await arnsOf('ec2', operation, input)).sort()).toEqual([...arns].sort());
});

test.each([
  ['ListUsers', {}, `${iam}:user/`],
  ['GetUser', {}, `${iam}:user/me`],
  ['GetUser', { UserName: 'you' }, `${iam}:user/you`],
  ['CreateUser', { UserName: 'you', Path: '/a/' }, `${iam}:user/a/you`],
  ['PutRolePolicy', { RoleName: 'r', PolicyName: 'p' }, `${iam}:role/r`],
  ['AttachUserPolicy', { UserName: 'you', PolicyArn: `${iam}:policy/p` }, `${iam}:user/you`],
  ['DeletePolicy', { PolicyArn: `${iam}:policy/p` }, `${iam}:policy/p`],
])('IAM: %s of %o', async (operation, input, arn) => {
  expect(await arnsOf('iam', operation, input, 'me')).toEqual([arn]);
});

test('an association stands for whose it is, and a resource brings its tags', async () => {
  const { h } = await sampleNetwork();
  const [vpc] = [...h.network.all('vpc')];
  const [table] = [...h.network.all('route-table')];
  const about = { account: vpc!.account, region: vpc!.region, service: 'ec2' };
  const association = table!.associations[0]!.id;
  const input = { AssociationId: association };
  const named = namedResources(h.network, { ...about, operation: 'ReplaceRouteTableAssociation', input });
  expect(named.map(({ arn }) => arn)).toEqual([`arn:aws:ec2:us-east-1:${table!.account}:route-table/${table!.id}`]);
  await h.call(securityGroupOperations, 'CreateSecurityGroup', {
    VpcId: vpc!.id,
    GroupName: 'g',
    Description: 'g',
    TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'a', Value: 'b' }] }],
  });
  const group = [...h.network.all('security-group')].find(({ name }) => name === 'g')!;
  const request = { ...about, operation: 'DeleteSecurityGroup', input: { GroupId: group.id } };
  expect(namedResources(h.network, request)[0]!.tags).toEqual({ a: 'b' });
});
