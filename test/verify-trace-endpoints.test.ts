import { describe, expect, test } from 'vitest';
import type { TargetHealthView } from '../src/model/target-health.ts';
import { consumerOf } from '../src/operations/ec2/vpc-endpoint-fixture.ts';
import {
  acl,
  ask,
  codes,
  ec2,
  elb,
  everywhere,
  type Ground,
  ground,
  group,
  type Machine,
  machine,
  region,
  rule,
  stagesOf,
  takeDown,
} from './verify-ground.ts';

const all = ['all from 0.0.0.0/0', 'all to 0.0.0.0/0'] as const;

describe("endpoints to AWS's services", () => {
  const s3 = `com.amazonaws.${region}.s3`;
  const address = '3.5.0.9';

  test('a gateway endpoint takes TCP and pings by the route table that names it, both ways past the ACL', async () => {
    const g = await ground();
    const open = await group(g, 'tcp 443 to pl-63a5400a');
    const client = await machine(g, g.left, [open]);
    expect(codes(ask(g.h, client.id, address))).toEqual(['NO_ROUTE_TO_DESTINATION']);
    const input = { VpcId: g.vpc, ServiceName: s3, RouteTableIds: [g.mainTable] };
    const endpoint = (await g.h.call(ec2, 'CreateVpcEndpoint', input)).VpcEndpoint!.VpcEndpointId!;
    for (const destination of [address, endpoint]) expect(ask(g.h, client.id, destination).reachable).toBe(true);
    expect(ask(g.h, client.id, endpoint).forward.at(-2)).toMatchObject({
      stage: 'endpoint',
      component: endpoint,
      rule: s3,
    });
    await rule(g.h, open, 'all to 0.0.0.0/0');
    expect(ask(g.h, client.id, address, { protocol: 1 }).reachable).toBe(true);
    expect(codes(ask(g.h, client.id, address, { protocol: 17 }))).toEqual(['VPCE_GATEWAY_PROTOCOL_RESTRICTION']);
    const narrow = await acl(g, g.left, '100 allow out -1 0.0.0.0/0', '100 allow in -1 10.0.0.0/8');
    const found = ask(g.h, client.id, endpoint);
    expect(found.blockers).toMatchObject([{ code: 'SUBNET_ACL_RESTRICTION', component: narrow }]);
    expect(found.return.at(-1)).toMatchObject({ stage: 'deliver', component: client.eni });
  });

  test('an interface endpoint takes TCP from whom its group lets in, and sends nothing', async () => {
    const g = await ground();
    const client = await machine(g, g.left, [await group(g, 'all to 0.0.0.0/0')]);
    const own = await group(g);
    const endpoint = (
      await g.h.call(ec2, 'CreateVpcEndpoint', {
        VpcId: g.vpc,
        ServiceName: `com.amazonaws.${region}.sts`,
        VpcEndpointType: 'Interface',
        SubnetIds: [g.right],
        SecurityGroupIds: [own],
        PrivateDnsEnabled: false,
      })
    ).VpcEndpoint!.VpcEndpointId!;
    expect(codes(ask(g.h, client.id, endpoint))).toEqual(['ENI_SG_RULES_MISMATCH']);
    await rule(g.h, own, 'all from 10.0.1.0/24');
    expect(ask(g.h, client.id, endpoint).reachable).toBe(true);
    expect(codes(ask(g.h, client.id, endpoint, { protocol: 17 }))).toEqual(['PROTOCOL_RESTRICTION']);
    expect(codes(ask(g.h, endpoint, client.id))).toContain('UNSUPPORTED_COMPONENT');
  });
});

interface Balanced {
  readonly g: Ground;
  readonly arn: string;
  readonly front: string;
  readonly back: string;
  readonly target: Machine;
  readonly targetGroup: string;
}

/** A load balancer in 10.0.1.0/24 for port 443, with a target in 10.0.2.0/24 at port 8443 that lets in its group alone. */
async function balanced(more: object = {}): Promise<Balanced> {
  const g = await ground();
  const front = await group(g, 'tcp 443 from 10.0.0.0/8', 'tcp 8443 to 10.0.2.0/24');
  const back = await group(g, `tcp 8443 from ${front}`);
  const target = await machine(g, g.right, [back]);
  const name = { Name: 'front', Type: 'network', Scheme: 'internal' } as const;
  const made = await g.h.call(elb, 'CreateLoadBalancer', { ...name, Subnets: [g.left], SecurityGroups: [front] });
  const arn = made.LoadBalancers![0]!.LoadBalancerArn!;
  const wanted = { Name: 'backs', Protocol: 'TCP', Port: 8443, VpcId: g.vpc, TargetType: 'instance', ...more } as const;
  const targetGroup = (await g.h.call(elb, 'CreateTargetGroup', wanted)).TargetGroups![0]!.TargetGroupArn!;
  await g.h.call(elb, 'CreateListener', {
    LoadBalancerArn: arn,
    Protocol: 'TCP',
    Port: 443,
    DefaultActions: [{ Type: 'forward', TargetGroupArn: targetGroup }],
  });
  await register(g, targetGroup, target.id);
  return { g, arn, front, back, target, targetGroup };
}

const register = ({ h }: Ground, TargetGroupArn: string, Id: string) =>
  h.call(elb, 'RegisterTargets', { TargetGroupArn, Targets: [{ Id }] });

const attribute = ({ g, targetGroup }: Balanced, Key: string, Value: string) =>
  g.h.call(elb, 'ModifyTargetGroupAttributes', { TargetGroupArn: targetGroup, Attributes: [{ Key, Value }] });

describe('load balancers from inside the VPC', () => {
  test.each([
    ['true', '10.0.9.'],
    ['false', '10.0.1.'],
  ])("client addresses kept: %s, the target sees %s… and lets in the load balancer's group", async (Value, source) => {
    const b = await balanced();
    await attribute(b, 'preserve_client_ip.enabled', Value);
    const client = await machine(b.g, b.g.open, [await group(b.g, 'tcp 443 to 10.0.0.0/16')]);
    const found = ask(b.g.h, client.id, 'front');
    expect(found).toMatchObject({ reachable: true, disposition: 'accepted' });
    expect(found.forward.at(-1)).toMatchObject({ stage: 'deliver', component: b.target.eni });
    expect(found.forward.at(-1)!.packet).toMatchObject({ source: expect.stringContaining(source), port: 8443 });
    expect(found.return.at(-1)!.packet).toMatchObject({ destination: client.address, sourcePort: 443 });
  });

  test('a group that names the client does not see it behind a load balancer', async () => {
    const b = await balanced();
    const own = await group(b.g, 'tcp 443 to 10.0.0.0/16');
    const client = await machine(b.g, b.g.open, [own]);
    const target = await machine(b.g, b.g.right, [await group(b.g, `all from ${own}`)]);
    await register(b.g, b.targetGroup, target.id);
    const found = ask(b.g.h, client.id, b.arn);
    expect(found.blockers).toMatchObject([{ code: 'SG_REFERENCES_NOT_PRESERVED', component: target.eni }]);
  });

  test('its own rules are asked in both directions, and the ACLs of both subnets', async () => {
    const b = await balanced();
    const client = await machine(b.g, b.g.open, [await group(b.g, ...all)]);
    await attribute(b, 'preserve_client_ip.enabled', 'false');
    const closed = await acl(b.g, b.g.right, '100 allow out -1 0.0.0.0/0');
    const { h } = b.g;
    const rules = h.network.find('security-group-rule', `group:${b.front}`);
    const idOf = (egress: boolean) => rules.find((one) => one.egress === egress)!.id;
    await h.call(ec2, 'RevokeSecurityGroupIngress', { GroupId: b.front, SecurityGroupRuleIds: [idOf(false)] });
    await h.call(ec2, 'RevokeSecurityGroupEgress', { GroupId: b.front, SecurityGroupRuleIds: [idOf(true)] });
    const found = ask(h, client.id, b.arn);
    expect(codes(found)).toEqual(['ENI_SG_RULES_MISMATCH', 'ENI_SG_RULES_MISMATCH', 'SUBNET_ACL_RESTRICTION']);
    expect(found.blockers[0]!.mend).toContain(`ingress rule to ${b.front}`);
    expect(found.blockers[1]!.mend).toContain(`egress rule to ${b.front}`);
    expect(found.blockers[2]!.component).toBe(closed);
  });

  test('no listener, no target, and a target that would be its own client', async () => {
    const b = await balanced();
    const { h } = b.g;
    const open = await group(b.g, ...all);
    const client = await machine(b.g, b.g.open, [open]);
    await rule(h, b.front, 'all from 10.0.0.0/8');
    const mismatch = ask(h, client.id, b.arn, { port: 80 });
    expect(mismatch.blockers).toMatchObject([{ code: 'ELBV2_LISTENERS_MISMATCH', component: b.arn }]);
    expect(codes(ask(h, client.id, b.arn, { protocol: 1 }))).toEqual(['ELBV2_LISTENERS_MISMATCH']);
    expect(codes(ask(h, b.target.id, b.arn))).toContain('ELBV2_SOURCE_ADDRESS_PRESERVATION');
    const [NetworkInterfaceId, second] = [b.target.eni, '10.0.2.222'];
    await h.call(ec2, 'AssignPrivateIpAddresses', { NetworkInterfaceId, PrivateIpAddresses: [second] });
    const bySecond = ask(h, b.target.id, b.arn, { sourceAddress: second });
    expect(codes(bySecond)).toContain('ELBV2_SOURCE_ADDRESS_PRESERVATION');
    await h.call(ec2, 'StopInstances', { InstanceIds: [b.target.id] });
    expect(codes(ask(h, client.id, b.arn))).toEqual(['ELBV2_NO_TARGETS_IN_AZ']);
    await h.call(elb, 'DeregisterTargets', { TargetGroupArn: b.targetGroup, Targets: [{ Id: b.target.id }] });
    expect(codes(ask(h, client.id, b.arn))).toEqual(['ELBV2_LISTENER_HAS_NO_TG']);
  });

  test('every target that may be chosen must be reachable; what is unhealthy is not chosen', async () => {
    const b = await balanced();
    const client = await machine(b.g, b.g.open, [await group(b.g, ...all)]);
    const shut = await machine(b.g, b.g.right, [await group(b.g)]);
    await register(b.g, b.targetGroup, shut.id);
    const found = ask(b.g.h, client.id, b.arn);
    expect(found.blockers).toMatchObject([{ code: 'ENI_SG_RULES_MISMATCH', component: shut.eni }]);
    const health: TargetHealthView = { observed: (_, __, { id }) => (id === shut.id ? 'unhealthy' : 'healthy') };
    expect(ask(b.g.h, client.id, b.arn, {}, health).reachable).toBe(true);
  });
});

describe('PrivateLink', () => {
  async function linked(service: object = {}) {
    const b = await balanced();
    const { h } = b.g;
    const input = { NetworkLoadBalancerArns: [b.arn], AcceptanceRequired: true, ...service };
    const made = (await h.call(ec2, 'CreateVpcEndpointServiceConfiguration', input)).ServiceConfiguration!;
    const AddAllowedPrincipals = ['*'];
    await h.call(ec2, 'ModifyVpcEndpointServicePermissions', { ServiceId: made.ServiceId!, AddAllowedPrincipals });
    const consumer = await consumerOf(h);
    const own = await group(consumer, 'tcp 443 from 10.0.0.0/24');
    const connect = async (SubnetId: string) =>
      (
        await consumer.h.call(ec2, 'CreateVpcEndpoint', {
          VpcId: consumer.vpc,
          ServiceName: made.ServiceName!,
          VpcEndpointType: 'Interface',
          SubnetIds: [SubnetId],
          SecurityGroupIds: [own],
        })
      ).VpcEndpoint!.VpcEndpointId!;
    const client = await machine(consumer, consumer.subnets[0], [await group(consumer, 'tcp 443 to 10.0.0.0/16')]);
    const endpoint = await connect(consumer.subnets[0]);
    const accept = () =>
      h.call(ec2, 'AcceptVpcEndpointConnections', { ServiceId: made.ServiceId!, VpcEndpointIds: [endpoint] });
    return { b, h, consumer, client, endpoint, service: made.ServiceId!, accept, connect };
  }

  test('once accepted, the way leads by the load balancer to the target, which sees the node', async () => {
    const { b, h, client, endpoint, service, accept } = await linked();
    const before = ask(h, client.id, endpoint);
    expect(before.blockers).toEqual([
      {
        code: 'BAD_STATE',
        component: endpoint,
        rule: expect.any(String),
        mend: `Have the owner of ${service} accept ${endpoint}.`,
      },
    ]);
    await accept();
    const found = ask(h, client.id, endpoint);
    expect(found).toMatchObject({ reachable: true, disposition: 'accepted', blockers: [] });
    expect(stagesOf(found.forward)).toEqual([
      'source-check',
      'security-group-egress',
      'route',
      'security-group-ingress',
      'endpoint',
      'security-group-ingress',
      'load-balancer',
      'target',
      'security-group-egress',
      'network-acl-egress',
      'route',
      'network-acl-ingress',
      'security-group-ingress',
      'deliver',
    ]);
    const node = h.network.find('network-interface', `parent:${b.arn}`)[0]!;
    expect(found.forward[5]).toMatchObject({ component: node.id, packet: { source: client.address } });
    expect(found.forward.at(-1)).toMatchObject({
      component: b.target.eni,
      packet: { source: node.privateAddresses[0] },
    });
    expect(found.return.at(-1)).toMatchObject({ stage: 'deliver', component: client.eni });
    expect(ask(h, client.id, service).reachable).toBe(true);
  });

  test('of a service that is sold, an account that does not subscribe is told so first', async () => {
    const { h, consumer, client, endpoint, service, accept } = await linked();
    await accept();
    const { account } = consumer.h.context;
    await h.store.transact((draft) => {
      const product = { id: 'prod-1', title: 'Partner', published: 0, subscriptions: [] };
      draft.put({ ...draft.get('vpc-endpoint-service', service)!, product });
      const { connection, ...rest } = draft.get('vpc-endpoint', endpoint)!;
      draft.put({ ...rest, connection: { ...connection!, state: 'rejected' } });
    });
    const found = ask(h, client.id, endpoint);
    expect(found.blockers).toMatchObject([
      {
        code: 'BAD_STATE',
        component: endpoint,
        mend: `Subscribe ${account} to Partner (prod-1). Have the owner of ${service} accept ${endpoint}.`,
      },
    ]);
    expect(found.forward.find(({ stage }) => stage === 'endpoint')).toMatchObject({
      detail: `its connection is rejected, and ${account} does not subscribe to Partner`,
    });
  });

  test('blockers of both accounts are told at once', async () => {
    const { b, h, client, endpoint } = await linked();
    const { front, target, g } = b;
    const [ingress] = h.network.find('security-group-rule', `group:${front}`).filter(({ egress }) => !egress);
    await h.call(ec2, 'RevokeSecurityGroupIngress', { GroupId: front, SecurityGroupRuleIds: [ingress!.id] });
    await h.call(ec2, 'ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: target.eni, Groups: [await group(g)] });
    const found = ask(h, client.id, endpoint);
    expect(codes(found)).toEqual(['BAD_STATE', 'ENI_SG_RULES_MISMATCH', 'ENI_SG_RULES_MISMATCH']);
    await h.call(elb, 'SetSecurityGroups', {
      LoadBalancerArn: b.arn,
      SecurityGroups: [front],
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off',
    });
    expect(codes(ask(h, client.id, endpoint))).toEqual(['BAD_STATE', 'ENI_SG_RULES_MISMATCH']);
  });

  test("a zone that is down takes the endpoint's interface, the node and the client with it", async () => {
    const { h, client, endpoint, accept } = await linked();
    await accept();
    await takeDown(h, 'use1-az1');
    expect(codes(ask(h, client.id, endpoint))).toEqual(['POSTERN_ZONE_DOWN']);
  });

  test('a port without a listener is dropped, whatever the groups let in', async () => {
    const { b, h, client, consumer, endpoint, accept } = await linked();
    await accept();
    const groupsOf = (id: string) => h.network.get('network-interface', id)!.groups;
    const [own] = h.network.get('vpc-endpoint', endpoint)!.groups;
    await rule(consumer.h, groupsOf(client.eni)[0]!, 'tcp 80 to 10.0.0.0/16');
    await rule(consumer.h, own!, 'tcp 80 from 10.0.0.0/16');
    await rule(h, b.front, 'tcp 80 from 10.0.0.0/16');
    const found = ask(h, client.id, endpoint, { port: 80 });
    expect(found.blockers).toMatchObject([{ code: 'ELBV2_LISTENERS_MISMATCH', component: b.arn }]);
  });
});

test('a load balancer that faces the internet is reached by its public address', async () => {
  const g = await ground();
  const target = await machine(g, g.right, [await group(g, 'tcp 80 from 203.0.113.0/24')]);
  const name = { Name: 'outer', Type: 'network', Scheme: 'internet-facing' } as const;
  const arn = (await g.h.call(elb, 'CreateLoadBalancer', { ...name, Subnets: [g.open] })).LoadBalancers![0]!
    .LoadBalancerArn!;
  const wanted = { Name: 'backs', Protocol: 'TCP', Port: 80, VpcId: g.vpc, TargetType: 'instance' } as const;
  const TargetGroupArn = (await g.h.call(elb, 'CreateTargetGroup', wanted)).TargetGroups![0]!.TargetGroupArn!;
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  await g.h.call(elb, 'CreateListener', { LoadBalancerArn: arn, Protocol: 'TCP', Port: 443, DefaultActions });
  await register(g, TargetGroupArn, target.id);
  const found = ask(g.h, '203.0.113.5', 'outer');
  expect(found).toMatchObject({ reachable: true, disposition: 'accepted' });
  expect(found.forward.at(-1)!.packet).toMatchObject({ source: '203.0.113.5', destination: target.address });
  // Without a route back through the load balancer's own subnet it has no answer, whatever the target's subnet has.
  await g.h.call(ec2, 'DeleteRoute', { RouteTableId: g.openTable, DestinationCidrBlock: everywhere });
  expect(codes(ask(g.h, '203.0.113.5', 'outer'))).toEqual(['NO_ROUTE_TO_DESTINATION']);
});
