import { describe, expect, test } from 'vitest';
import { ec2Operations } from '../ec2/table.ts';
import { makeBalancer, makeGroup, makeListener, operations, world } from './sample-load-balancer.ts';

const values = (answer: { readonly Attributes?: readonly { readonly Key?: string; readonly Value?: string }[] }) =>
  Object.fromEntries(answer.Attributes!.map(({ Key, Value }) => [Key, Value]));

describe('of load balancers', () => {
  test('there are AWS’s defaults, and changes stay until they are undone', async () => {
    const w = await world();
    const LoadBalancerArn = (await makeBalancer(w)).LoadBalancerArn!;
    const shown = async () => values(await w.h.call(operations, 'DescribeLoadBalancerAttributes', { LoadBalancerArn }));
    const usual = await shown();
    expect(usual).toEqual({
      'access_logs.s3.bucket': '',
      'access_logs.s3.enabled': 'false',
      'access_logs.s3.prefix': '',
      'deletion_protection.enabled': 'false',
      'dns_record.client_routing_policy': 'any_availability_zone',
      'ipv6.deny_all_igw_traffic': 'false',
      'load_balancing.cross_zone.enabled': 'false',
      'secondary_ips.auto_assigned.per_subnet': '0',
      'zonal_shift.config.enabled': 'false',
    });
    const set = (Value: string) =>
      w.h.call(operations, 'ModifyLoadBalancerAttributes', {
        LoadBalancerArn,
        Attributes: [{ Key: 'load_balancing.cross_zone.enabled', Value }],
      });
    expect(values(await set('true'))).toEqual({ ...usual, 'load_balancing.cross_zone.enabled': 'true' });
    await set('false');
    expect(await shown()).toEqual(usual);
    expect(w.h.network.get('load-balancer', LoadBalancerArn)!.attributes).toEqual({});
  });

  test.each([
    ['idle_timeout.timeout_seconds', '60', /^ValidationError: Load balancer attribute key '.*' is not recognized$/],
    [
      'deletion_protection.enabled',
      'yes',
      /^ValidationError: Load balancer attribute value 'yes' is not valid for key/,
    ],
    ['access_logs.s3.enabled', 'true', /^UnsupportedOperation: An access log/],
    ['dns_record.client_routing_policy', 'availability_zone_affinity', /^UnsupportedOperation: Zonal affinity/],
  ])('%s is not set to %s', async (Key, Value, refusal) => {
    const w = await world();
    const LoadBalancerArn = (await makeBalancer(w)).LoadBalancerArn!;
    const request = { LoadBalancerArn, Attributes: [{ Key, Value }] };
    expect(await w.h.refused(operations, 'ModifyLoadBalancerAttributes', request)).toMatch(refusal);
  });
});

describe('of target groups', () => {
  test.each([
    [
      'TCP',
      'instance',
      { 'preserve_client_ip.enabled': 'true', 'deregistration_delay.connection_termination.enabled': 'false' },
    ],
    ['TCP', 'ip', { 'preserve_client_ip.enabled': 'false' }],
    [
      'UDP',
      'ip',
      { 'preserve_client_ip.enabled': 'true', 'deregistration_delay.connection_termination.enabled': 'true' },
    ],
  ] as const)('%s groups of %s targets have their own defaults', async (Protocol, TargetType, own) => {
    const w = await world();
    const TargetGroupArn = await makeGroup(w, { Protocol, TargetType });
    expect(values(await w.h.call(operations, 'DescribeTargetGroupAttributes', { TargetGroupArn }))).toMatchObject({
      'deregistration_delay.timeout_seconds': '300',
      'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
      'proxy_protocol_v2.enabled': 'false',
      'stickiness.enabled': 'false',
      'stickiness.type': 'source_ip',
      'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
      ...own,
    });
  });

  test.each([
    ['TCP', 'proxy_protocol_v2.enabled', 'true'],
    ['TCP', 'preserve_client_ip.enabled', 'true'],
    ['TCP', 'deregistration_delay.timeout_seconds', '0'],
    ['TCP', 'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage', '50'],
  ] as const)('%s: %s is set to %s', async (Protocol, Key, Value) => {
    const w = await world();
    const TargetGroupArn = await makeGroup(w, { Protocol });
    const request = { TargetGroupArn, Attributes: [{ Key, Value }] };
    expect(values(await w.h.call(operations, 'ModifyTargetGroupAttributes', request))[Key]).toBe(Value);
    expect(w.h.network.get('target-group', TargetGroupArn)!.attributes).toEqual({ [Key]: Value });
  });

  test.each([
    ['TCP', 'slow', '1', /^ValidationError: Target group attribute key 'slow' is not recognized$/],
    ['TCP', 'slow_start.duration_seconds', '30', /^InvalidConfigurationRequest: The provided target group attribute/],
    ['TCP', 'stickiness.type', 'lb_cookie', /^ValidationError/],
    ['TCP', 'stickiness.enabled', 'true', /^UnsupportedOperation: Stickiness of targets is not supported/],
    ['UDP', 'target_health_state.unhealthy.connection_termination.enabled', 'true', /^ValidationError/],
    ['TCP', 'deregistration_delay.timeout_seconds', '3601', /^ValidationError: .* a number between 0 and 3600$/],
    ['UDP', 'preserve_client_ip.enabled', 'false', /^ValidationError/],
  ] as const)('%s: %s is not set to %s', async (Protocol, Key, Value, refusal) => {
    const w = await world();
    const request = { TargetGroupArn: await makeGroup(w, { Protocol }), Attributes: [{ Key, Value }] };
    expect(await w.h.refused(operations, 'ModifyTargetGroupAttributes', request)).toMatch(refusal);
  });
});

describe('of listeners', () => {
  async function listening(Protocol: 'TCP' | 'UDP') {
    const w = await world();
    const loadBalancer = (await makeBalancer(w)).LoadBalancerArn!;
    const ListenerArn = await makeListener(w, loadBalancer, await makeGroup(w, { Protocol }), { Protocol });
    const set = (Value: string, Key = 'tcp.idle_timeout.seconds') => ({ ListenerArn, Attributes: [{ Key, Value }] });
    return { ...w, loadBalancer, ListenerArn, set };
  }

  test('the idle time-out of TCP is 350 seconds, and may be 60 to 6000', async () => {
    const { h, ListenerArn, set } = await listening('TCP');
    const name = 'tcp.idle_timeout.seconds';
    expect(values(await h.call(operations, 'DescribeListenerAttributes', { ListenerArn }))).toEqual({ [name]: '350' });
    for (const Value of ['60', '6000']) {
      expect(values(await h.call(operations, 'ModifyListenerAttributes', set(Value)))).toEqual({ [name]: Value });
    }
    for (const Value of ['59', '6001', '1e3', '']) {
      expect(await h.refused(operations, 'ModifyListenerAttributes', set(Value))).toMatch(
        /^ValidationError: Listener attribute value '.*' is not valid .* a number between 60 and 6000$/,
      );
    }
    expect(await h.refused(operations, 'ModifyListenerAttributes', set('1', 'x'))).toBe(
      "ValidationError: Listener attribute key 'x' is not recognized",
    );
    const twice = { ListenerArn, Attributes: [...set('60').Attributes, ...set('61').Attributes] };
    expect(await h.refused(operations, 'ModifyListenerAttributes', twice)).toMatch(/more than once$/);
  });

  test('the idle time-out stays what it is where consumers of the endpoint service are in other regions', async () => {
    const { h, loadBalancer, set } = await listening('TCP');
    const made = await h.call(ec2Operations, 'CreateVpcEndpointServiceConfiguration', {
      NetworkLoadBalancerArns: [loadBalancer],
      SupportedRegions: ['eu-west-1'],
    });
    expect(await h.refused(operations, 'ModifyListenerAttributes', set('60'))).toMatch(
      /^InvalidConfigurationRequest: .*multiple regions/,
    );
    expect(values(await h.call(operations, 'ModifyListenerAttributes', set('350')))).toEqual({
      'tcp.idle_timeout.seconds': '350',
    });
    const change = { ServiceId: made.ServiceConfiguration!.ServiceId!, RemoveSupportedRegions: ['eu-west-1'] };
    await h.call(ec2Operations, 'ModifyVpcEndpointServiceConfiguration', change);
    expect(values(await h.call(operations, 'ModifyListenerAttributes', set('60')))).toEqual({
      'tcp.idle_timeout.seconds': '60',
    });
  });

  test('UDP has none', async () => {
    const { h, ListenerArn, set } = await listening('UDP');
    expect(values(await h.call(operations, 'DescribeListenerAttributes', { ListenerArn }))).toEqual({});
    expect(await h.refused(operations, 'ModifyListenerAttributes', set('60'))).toMatch(/^InvalidConfigurationRequest/);
  });
});
