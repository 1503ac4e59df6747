import { describe, expect, test } from 'vitest';
import type { Harness } from '../src/operations/harness.ts';
import { analyse, codesOf, idsOf, path } from './insights-ground.ts';
import { ec2, elastic, elb, everywhere, type Ground, ground, group, machine, route, rule } from './verify-ground.ts';

const provider = '111122223333';
const consumer = '444455556666';
const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;

/** A service behind a load balancer for port 443, whose target takes it at 8443. */
async function offered() {
  const g = await ground();
  const back = await group(g, 'tcp 8443 from 10.0.0.0/16');
  const target = await machine(g, g.right, [back]);
  const name = { Name: 'front', Type: 'network', Scheme: 'internal', Subnets: [g.left] } as const;
  const arn = (await g.h.call(elb, 'CreateLoadBalancer', name)).LoadBalancers![0]!.LoadBalancerArn!;
  const wanted = { Name: 'backs', Protocol: 'TCP', Port: 8443, VpcId: g.vpc, TargetType: 'instance' } as const;
  const targets = (await g.h.call(elb, 'CreateTargetGroup', wanted)).TargetGroups![0]!.TargetGroupArn!;
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: targets }];
  const listening = { LoadBalancerArn: arn, Protocol: 'TCP', Port: 443, DefaultActions } as const;
  const listener = (await g.h.call(elb, 'CreateListener', listening)).Listeners![0]!.ListenerArn!;
  await g.h.call(elb, 'RegisterTargets', { TargetGroupArn: targets, Targets: [{ Id: target.id }] });
  const input = { NetworkLoadBalancerArns: [arn], AcceptanceRequired: true };
  const made = await g.h.call(ec2, 'CreateVpcEndpointServiceConfiguration', input);
  const { ServiceId = '', ServiceName = '' } = made.ServiceConfiguration!;
  return { g, target, back, arn, targets, listener, service: ServiceId, serviceName: ServiceName };
}

type Offered = Awaited<ReturnType<typeof offered>>;

/** An endpoint to it in 10.9.1.0/24, and a client beside it. */
async function connected(o: Offered, h: Harness) {
  const c: Ground = await ground(h, '10.9');
  const own = await group(c, 'tcp 443 from 10.9.0.0/16');
  const client = await machine(c, c.left, [await group(c, ...all)]);
  const AddAllowedPrincipals = ['*'];
  await o.g.h.call(ec2, 'ModifyVpcEndpointServicePermissions', { ServiceId: o.service, AddAllowedPrincipals });
  const asked = { VpcId: c.vpc, ServiceName: o.serviceName, SubnetIds: [c.left], SecurityGroupIds: [own] };
  const made = await h.call(ec2, 'CreateVpcEndpoint', { ...asked, VpcEndpointType: 'Interface' });
  const endpoint = made.VpcEndpoint!.VpcEndpointId!;
  const accept = () =>
    o.g.h.call(ec2, 'AcceptVpcEndpointConnections', { ServiceId: o.service, VpcEndpointIds: [endpoint] });
  return { c, client, endpoint, accept };
}

const privateParts = (o: Offered): readonly string[] => [
  provider,
  o.g.vpc,
  o.g.left,
  o.g.right,
  o.target.id,
  o.target.eni,
  o.target.address,
  o.back,
  o.arn,
  o.targets,
];

test('who owns both sides sees the whole way, by endpoint, load balancer and target', async () => {
  const o = await offered();
  const { c, client, endpoint, accept } = await connected(o, o.g.h);
  const asked = { Source: client.id, Destination: endpoint, DestinationPort: 443 };
  expect((await analyse(c.h, asked)).Explanations).toMatchObject([
    { ExplanationCode: 'BAD_STATE', VpcEndpoint: { Id: endpoint }, State: 'pendingAcceptance', Vpc: { Id: c.vpc } },
  ]);
  await accept();
  const found = await analyse(c.h, asked);
  expect(found.NetworkPathFound).toBe(true);
  const ids = idsOf(found.ForwardPathComponents);
  for (const id of [endpoint, o.arn, o.targets, o.target.eni]) expect(ids).toContain(id);
  expect(ids.at(-1)).toBe(o.target.id);
  const byId = new Map(found.ForwardPathComponents?.map((one) => [one.Component?.Id, one]));
  expect(byId.get(endpoint)).toMatchObject({ ServiceName: o.serviceName, Vpc: { Id: c.vpc } });
  expect(byId.get(o.arn)).toMatchObject({ ElasticLoadBalancerListener: { Id: o.listener }, Vpc: { Id: o.g.vpc } });
  expect(byId.get(o.targets)?.OutboundHeader).toMatchObject({
    DestinationAddresses: [`${o.target.address}/32`],
    DestinationPortRanges: [{ From: 8443, To: 8443 }],
  });
  expect(idsOf(found.ReturnPathComponents).at(-1)).toBe(client.id);
  const byService = await analyse(c.h, { ...asked, Destination: o.service });
  expect(byService.NetworkPathFound).toBe(true);
  await rule(c.h, o.g.h.network.get('vpc-endpoint', endpoint)!.groups[0]!, 'tcp 80 from 10.9.0.0/16');
  expect((await analyse(c.h, { ...asked, DestinationPort: 80 })).Explanations).toMatchObject([
    { ExplanationCode: 'ELBV2_LISTENERS_MISMATCH', LoadBalancerArn: o.arn, LoadBalancerListenerPort: 80 },
  ]);
});

describe('of another account', () => {
  test('a consumer sees the way as far as its endpoint, and only that something behind it does not answer', async () => {
    const o = await offered();
    const h = o.g.h.as({ account: consumer });
    const { client, endpoint, accept } = await connected(o, h);
    await accept();
    const asked = { Source: client.id, Destination: endpoint, DestinationPort: 443 };
    const found = await analyse(h, asked);
    expect(found.NetworkPathFound).toBe(true);
    expect(idsOf(found.ForwardPathComponents).at(-1)).toBe(endpoint);
    expect(idsOf(found.ReturnPathComponents).at(-1)).toBe(client.id);
    const open = o.g.h.network.find('security-group-rule', `group:${o.back}`)[0]!;
    await o.g.h.call(ec2, 'RevokeSecurityGroupIngress', { GroupId: o.back, SecurityGroupRuleIds: [open.id] });
    const blocked = await analyse(h, asked);
    expect(blocked.Explanations).toEqual([
      { ExplanationCode: 'NO_POSSIBLE_DESTINATION', Component: expect.objectContaining({ Id: endpoint }) },
    ]);
    for (const text of [JSON.stringify(found), JSON.stringify(blocked)]) {
      for (const part of privateParts(o)) expect(text).not.toContain(part);
    }
  });

  test('nothing of it can be an end, by id or by ARN, but a service that one may connect to', async () => {
    const o = await offered();
    const h = o.g.h.as({ account: consumer });
    const mine = await ground(h, '10.9');
    const client = await machine(mine, mine.left, [await group(mine, ...all)]);
    const refused = (input: object) =>
      h.refused(ec2, 'CreateNetworkInsightsPath', { ClientToken: '', Protocol: 'tcp', Source: client.id, ...input });
    const ids = [o.target.id, o.target.eni, o.g.gateway, o.service];
    for (const id of ids) {
      expect(await refused({ Destination: id })).toContain('NetworkInsightsDestination.NotFound: ');
      expect(await refused({ Source: id, Destination: client.id })).toContain('NetworkInsightsSource.NotFound: ');
    }
    const arn = `arn:aws:ec2:us-east-1:${provider}:instance/${o.target.id}`;
    expect(await refused({ Destination: arn })).toContain('NetworkInsightsDestination.NotFound: ');
    const AddAllowedPrincipals = [`arn:aws:iam::${consumer}:root`];
    await o.g.h.call(ec2, 'ModifyVpcEndpointServicePermissions', { ServiceId: o.service, AddAllowedPrincipals });
    expect(await path(h, { Source: client.id, Destination: o.service })).toMatch(/^nip-/);
    const found = await analyse(h, { Source: client.id, Destination: o.service, DestinationPort: 443 });
    expect(codesOf(found)).toEqual(['NO_PATH']);
  });

  test("a public address of another's is told as the internet is: it answers or it doesn't", async () => {
    const o = await offered();
    const address = await elastic(o.g.h, o.target.eni);
    const h = o.g.h.as({ account: consumer });
    const mine = await ground(h, '10.9');
    const client = await machine(mine, mine.open, [await group(mine, ...all)]);
    await elastic(h, client.eni);
    const asked = { Source: client.id, DestinationIp: address, DestinationPort: 8443 };
    const shut = await analyse(h, asked);
    expect(codesOf(shut)).toEqual(['NO_POSSIBLE_DESTINATION']);
    await rule(o.g.h, o.back, 'tcp 8443 from 0.0.0.0/0');
    await route(o.g.h, o.g.mainTable, everywhere, { GatewayId: o.g.gateway });
    const found = await analyse(h, asked);
    expect(found.NetworkPathFound).toBe(true);
    expect(idsOf(found.ForwardPathComponents).at(-1)).toBe(mine.gateway);
    for (const text of [JSON.stringify(shut), JSON.stringify(found)]) {
      for (const part of privateParts(o)) expect(text).not.toContain(part);
    }
  });

  test('a path, its analyses and their answers exist for their own account only', async () => {
    const o = await offered();
    const id = await path(o.g.h, { Source: o.target.id, Destination: o.g.gateway });
    const h = o.g.h.as({ account: consumer });
    const gone = `InvalidNetworkInsightsPathId.NotFound: The networkInsightsPath ID '${id}' does not exist`;
    expect(await h.refused(ec2, 'DescribeNetworkInsightsPaths', { NetworkInsightsPathIds: [id] })).toBe(gone);
    expect(await h.refused(ec2, 'DeleteNetworkInsightsPath', { NetworkInsightsPathId: id })).toBe(gone);
    const starting = { NetworkInsightsPathId: id, ClientToken: '' };
    expect(await h.refused(ec2, 'StartNetworkInsightsAnalysis', starting)).toBe(gone);
    expect(await h.refused(ec2, 'DescribeNetworkInsightsAnalyses', { NetworkInsightsPathId: id })).toBe(gone);
    expect((await h.call(ec2, 'DescribeNetworkInsightsPaths', {})).NetworkInsightsPaths).toEqual([]);
  });
});

test('a gateway without a VPC, and a service that the source has no endpoint to', async () => {
  const o = await offered();
  const { client } = await connected(o, o.g.h);
  const { InternetGateway } = await o.g.h.call(ec2, 'CreateInternetGateway', {});
  const loose = InternetGateway!.InternetGatewayId!;
  const alone = await analyse(o.g.h, { Source: loose, Destination: client.id });
  expect(alone.Explanations).toMatchObject([
    { ExplanationCode: 'UNASSOCIATED_COMPONENT', Component: { Id: loose }, MissingComponent: 'AWS::EC2::VPC' },
  ]);
  expect(codesOf(await analyse(o.g.h, { Source: o.g.gateway, Destination: o.service }))).toEqual(['NO_PATH']);
  expect(codesOf(await analyse(o.g.h, { Source: o.target.id, Destination: o.service }))).toEqual(['NO_PATH']);
});

test('endpoints and services as sources open no connections', async () => {
  const o = await offered();
  const { client, endpoint } = await connected(o, o.g.h);
  const from = async (Source: string) => codesOf(await analyse(o.g.h, { Source, Destination: client.id }));
  expect(await from(endpoint)).toContain('UNSUPPORTED_COMPONENT');
  expect(await from(o.service)).toEqual(['UNSUPPORTED_COMPONENT']);
  const input = { VpcId: o.g.vpc, ServiceName: 'com.amazonaws.us-east-1.s3', RouteTableIds: [o.g.mainTable] };
  const s3 = (await o.g.h.call(ec2, 'CreateVpcEndpoint', input)).VpcEndpoint!.VpcEndpointId!;
  expect(await from(s3)).toEqual(['VPCE_INTRA_VPC_TRAFFIC']);
  await rule(o.g.h, o.g.h.network.get('network-interface', o.target.eni)!.groups[0]!, 'all to 0.0.0.0/0');
  const found = await analyse(o.g.h, { Source: o.target.id, Destination: s3, DestinationPort: 443 });
  expect(found.NetworkPathFound).toBe(true);
  const [table, last] = found.ForwardPathComponents!.slice(-2);
  expect(table?.RouteTableRoute).toMatchObject({ GatewayId: s3, DestinationPrefixListId: 'pl-63a5400a' });
  expect(last).toMatchObject({ Component: { Id: s3 }, ServiceName: 'com.amazonaws.us-east-1.s3' });
});
