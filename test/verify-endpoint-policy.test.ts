import { describe, expect, test } from 'vitest';
import type { ServiceRequest } from '../src/verify/answer.ts';
import { ask, codes, ec2, ground, group, machine } from './verify-ground.ts';

const bucket = 'arn:aws:s3:::photos';
const action = 's3:GetObject';

/** A client with a gateway endpoint to S3 under this policy. */
async function guarded(...Statement: readonly object[]) {
  const g = await ground();
  const client = await machine(g, g.left, [await group(g, 'all to 0.0.0.0/0')]);
  const policy = Statement.length > 0 ? { PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) } : {};
  const asked = { VpcId: g.vpc, ServiceName: 'com.amazonaws.us-east-1.s3', RouteTableIds: [g.mainTable], ...policy };
  const endpoint = (await g.h.call(ec2, 'CreateVpcEndpoint', asked)).VpcEndpoint!.VpcEndpointId!;
  const send = (request?: ServiceRequest) => ask(g.h, client.id, endpoint, request ? { request } : {});
  return { endpoint, send };
}

const allow = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

test('without a request the trace says whose policy judges, and nothing is stopped', async () => {
  const { endpoint, send } = await guarded({ ...allow, Effect: 'Deny' });
  const found = send();
  expect(found.reachable).toBe(true);
  expect(found.forward.at(-1)).toMatchObject({ stage: 'endpoint-policy', component: endpoint, verdict: 'pass' });
});

describe('a request', () => {
  test('that the policy allows passes', async () => {
    const { send } = await guarded({ ...allow, Action: action, Resource: `${bucket}/*` });
    const found = send({ action, resource: `${bucket}/cat.png` });
    expect(found).toMatchObject({ reachable: true, blockers: [] });
  });

  test('that no statement allows is stopped, and told how to open it', async () => {
    const { endpoint, send } = await guarded({ ...allow, Action: action, Resource: `${bucket}/*` });
    const found = send({ action: 's3:PutObject', resource: `${bucket}/cat.png` });
    expect(found).toMatchObject({ reachable: false, disposition: 'denied-out' });
    expect(found.blockers).toEqual([
      {
        code: 'POSTERN_ENDPOINT_POLICY',
        component: endpoint,
        mend: `Change the policy of ${endpoint}: allow s3:PutObject on ${bucket}/cat.png by anybody.`,
      },
    ]);
  });

  test('that a statement denies is stopped by its name', async () => {
    const { endpoint, send } = await guarded(allow, {
      ...allow,
      Sid: 'NoPhotos',
      Effect: 'Deny',
      Resource: `${bucket}/*`,
    });
    expect(send({ action, resource: `${bucket}/cat.png` }).blockers).toMatchObject([
      { code: 'POSTERN_ENDPOINT_POLICY', component: endpoint, rule: 'NoPhotos' },
    ]);
    expect(send({ action, resource: 'arn:aws:s3:::other/cat.png' }).reachable).toBe(true);
  });

  test.each([
    ['arn:aws:iam::111122223333:role/app', true],
    ['arn:aws:sts::111122223333:assumed-role/app/i-1', true],
    ['arn:aws:iam::111122223333:role/other', false],
    ['arn:aws:iam::111122223333:user/app', false],
    ['444455556666', false],
    [undefined, false],
  ])('by %s, where one role may', async (principal, isAllowed) => {
    const { send } = await guarded({
      ...allow,
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/app' } },
    });
    expect(send({ action, ...(principal === undefined ? {} : { principal }) }).reachable).toBe(isAllowed);
  });

  test('is judged with the keys that the way gives it', async () => {
    const from = (cidr: string) => ({ ...allow, Condition: { IpAddress: { 'aws:VpcSourceIp': cidr } } });
    expect((await guarded(from('10.0.1.0/24'))).send({ action }).reachable).toBe(true);
    expect(codes((await guarded(from('10.0.2.0/24'))).send({ action }))).toEqual(['POSTERN_ENDPOINT_POLICY']);
  });

  test('through an endpoint for a service of another region is one for that region', async () => {
    const g = await ground();
    const client = await machine(g, g.left, [await group(g, 'all to 0.0.0.0/0')]);
    const Condition = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
    const made = await g.h.call(ec2, 'CreateVpcEndpoint', {
      VpcId: g.vpc,
      ServiceName: 'com.amazonaws.eu-west-1.s3',
      ServiceRegion: 'eu-west-1',
      VpcEndpointType: 'Interface',
      SubnetIds: [g.left],
      SecurityGroupIds: [await group(g, 'all from 0.0.0.0/0')],
      PolicyDocument: JSON.stringify({ Statement: [{ ...allow, Condition }] }),
    });
    expect(ask(g.h, client.id, made.VpcEndpoint!.VpcEndpointId!, { request: { action } }).reachable).toBe(true);
  });

  test('and what is blocked on the way there is told all the same', async () => {
    const g = await ground();
    const client = await machine(g, g.left, [await group(g)]);
    const own = await group(g, 'all from 0.0.0.0/0');
    const made = await g.h.call(ec2, 'CreateVpcEndpoint', {
      VpcId: g.vpc,
      ServiceName: 'com.amazonaws.us-east-1.sts',
      VpcEndpointType: 'Interface',
      SubnetIds: [g.left],
      SecurityGroupIds: [own],
      PrivateDnsEnabled: false,
      PolicyDocument: JSON.stringify({ Statement: [{ ...allow, Action: 'sts:GetCallerIdentity' }] }),
    });
    const request = { action: 'sts:AssumeRole' };
    const found = ask(g.h, client.id, made.VpcEndpoint!.VpcEndpointId!, { request });
    expect(codes(found)).toEqual(['ENI_SG_RULES_MISMATCH', 'POSTERN_ENDPOINT_POLICY']);
  });

  test.each([
    [{ action: 'GetObject' }, 'GetObject is no action'],
    [{ action: 's3:*' }, 's3:* is no action'],
    [{ action, principal: 'me' }, 'me is no principal'],
    [{ action, principal: 'arn:aws:iam::111122223333:group/g' }, 'is no principal'],
  ])('%j is refused', async (request, message) => {
    const { send } = await guarded();
    expect(() => send(request)).toThrow(message);
  });
});
