import { describe, expect, test } from 'vitest';
import { importSnapshot } from '../src/snapshot/import.ts';
import type { Item } from '../src/snapshot/item.ts';
import { edited, type SampleName, sample, without } from '../src/snapshot/sample-snapshot.ts';
import type { SnapshotFile } from '../src/snapshot/source.ts';
import { trace } from '../src/verify/trace.ts';

function asked(files: readonly SnapshotFile[], source: string, destination: string, port: number) {
  const { network, health } = importSnapshot(files);
  return trace(network, { source, destination, protocol: 6, port }, health);
}

describe('a trace on a snapshot ends', () => {
  test.each<readonly [string, SampleName, string, string, number]>([
    ['accepted', 'one-account', 'web', 'app', 8080],
    ['accepted', 'one-account', 'app', 'eni-0d0d0d0d0d0d0d008', 5432],
    ['accepted', 'private-link', 'client', 'to-service', 80],
    ['denied-in', 'one-account', 'web', 'app', 22],
    ['denied-in', 'one-account', 'web', 'app-old', 8080],
    ['denied-out', 'one-account', 'app', 'web', 22],
    ['no-route', 'one-account', 'isolated', '203.0.113.10', 443],
    ['delivered-to-internet', 'one-account', 'app', '203.0.113.10', 443],
    ['delivered-to-internet', 'one-account', 'web', '203.0.113.10', 443],
    ['null-routed', 'one-account', 'firewall-a', '10.98.0.1', 443],
    ['null-routed', 'wild', 'here', '10.60.0.1', 443],
    ['loop', 'one-account', 'app', '10.99.0.1', 8443],
  ])('%s: %s, %s → %s:%i', (disposition, name, source, destination, port) => {
    const found = asked(sample(name), source, destination, port);
    expect(found.disposition).toBe(disposition);
    expect(found.reachable).toBe(disposition === 'accepted' || disposition === 'delivered-to-internet');
  });

  test('with the real addresses of S3 at the gateway endpoint, and with those that Postern gives it', () => {
    for (const destination of ['52.218.200.1', 'vpce-0123456789abcdef0']) {
      const { forward } = asked(sample('one-account'), 'app', destination, 443);
      expect(forward.slice(-2)).toMatchObject([
        { stage: 'endpoint', component: 'vpce-0123456789abcdef0' },
        { stage: 'endpoint-policy', component: 'vpce-0123456789abcdef0' },
      ]);
    }
  });

  test('at the target behind PrivateLink, with every hop of both accounts', () => {
    const { forward, return: back } = asked(sample('private-link'), 'client', 'to-service', 80);
    expect(forward.map(({ stage }) => stage)).toEqual([
      ...['source-check', 'security-group-egress', 'route', 'security-group-ingress', 'endpoint'],
      ...['load-balancer', 'target', 'security-group-egress', 'route', 'security-group-ingress', 'deliver'],
    ]);
    expect(back.at(-1)).toMatchObject({ component: 'eni-0cc77777777777771', verdict: 'pass' });
  });

  test('at what a route that is not understood leads to, by its name', () => {
    const [blocker] = asked(sample('wild'), 'here', '10.60.0.1', 443).blockers;
    expect(blocker).toMatchObject({ code: 'BAD_STATE_ROUTE', rule: '10.60.0.0/16 → pcx-01111111111111111' });
  });
});

type Change = (files: readonly SnapshotFile[]) => readonly SnapshotFile[];

const lacking =
  (...names: readonly string[]): Change =>
  (files) =>
    without(files, ...names);

const having =
  (key: string, change: (item: Item) => Item): Change =>
  (files) =>
    edited(files, key, change);

const publicAccess = { BlockPublicAccessStates: { InternetGatewayBlockMode: 'block-bidirectional' } };
const changed =
  (item: string, more: Item) =>
  (one: Item): Item =>
    Object.values(one).includes(item) ? { ...one, ...more } : one;

describe('what is not known to pass does not', () => {
  test.each<readonly [string, Change, string, string, number, string]>([
    ['no network ACLs', lacking('NetworkAcls'), 'web', 'app', 8080, 'SUBNET_ACL_RESTRICTION'],
    ['no security groups', lacking('SecurityGroups'), 'web', 'app', 8080, 'ENI_SG_RULES_MISMATCH'],
    ['no route tables', lacking('RouteTables'), 'app', '203.0.113.10', 443, 'NO_ROUTE_TO_DESTINATION'],
    ['no NAT gateways', lacking('NatGateways'), 'app', '203.0.113.10', 443, 'BAD_STATE_ROUTE'],
    ['no internet gateways', lacking('InternetGateways'), 'web', '203.0.113.10', 443, 'BAD_STATE_ROUTE'],
    ['no endpoints', lacking('VpcEndpoints'), 'app', '52.218.200.1', 443, 'BAD_STATE_ROUTE'],
    [
      'an instance in a state that nobody knows',
      having('Reservations', (one) => ({
        ...one,
        Instances: (one.Instances as Item[]).map(changed('i-0c0ffee0000000002', { State: { Name: 'dreaming' } })),
      })),
      ...(['web', 'app', 8080, 'BAD_STATE'] as const),
    ],
    [
      'VPC Block Public Access',
      having('Vpcs', (one) => ({ ...one, ...publicAccess })),
      ...(['web', '203.0.113.10', 443, 'BAD_STATE_ROUTE'] as const),
    ],
    [
      'an attachment that is going',
      having('NetworkInterfaces', (one) =>
        one.NetworkInterfaceId === 'eni-0d0d0d0d0d0d0d002'
          ? { ...one, Attachment: { ...(one.Attachment as Item), Status: 'detaching' } }
          : one,
      ),
      ...(['web', 'eni-0d0d0d0d0d0d0d002', 8080, 'UNASSOCIATED_COMPONENT'] as const),
    ],
    [
      'a route that AWS calls a blackhole',
      having('RouteTables', (one) => ({
        ...one,
        Routes: (one.Routes as Item[]).map(changed('nat-0abc0abc0abc0abc1', { State: 'blackhole' })),
      })),
      ...(['app', '203.0.113.10', 443, 'BAD_STATE_ROUTE'] as const),
    ],
    [
      'a permission without ports',
      having('SecurityGroups', (one) => ({
        ...one,
        IpPermissions: (one.IpPermissions as Item[]).map(({ FromPort: _, ToPort: __, ...rest }) => rest),
      })),
      ...(['web', 'app', 8080, 'ENI_SG_RULES_MISMATCH'] as const),
    ],
    [
      'an ACL entry with an action that nobody knows',
      having('NetworkAcls', (one) => ({
        ...one,
        Entries: (one.Entries as Item[]).map(changed('allow', { RuleAction: 'perhaps' })),
      })),
      ...(['web', 'app', 8080, 'SUBNET_ACL_RESTRICTION'] as const),
    ],
  ])('%s', (_, change, source, destination, port, code) => {
    const found = asked(change(sample('one-account')), source, destination, port);
    expect(found.blockers.map((one) => one.code)).toContain(code);
    const [file] = importSnapshot(change(sample('one-account'))).report.notUnderstood;
    if (code !== 'BAD_STATE_ROUTE' && code !== 'UNASSOCIATED_COMPONENT') expect(file).toBeDefined();
  });

  test.each<readonly [string, Change, string]>([
    ['no load balancers', lacking('LoadBalancers'), 'VPCE_SERVICE_NOT_INSTALLED_IN_AZ'],
    ['no listeners', lacking('LoadBalancerListeners'), 'ELBV2_LISTENERS_MISMATCH'],
    ['no targets', lacking('LoadBalancerTargetHealth'), 'ELBV2_LISTENER_HAS_NO_TG'],
    ['no services', lacking('VpcEndpointServiceConfigurations'), 'VPCE_SERVICE_NOT_INSTALLED_IN_AZ'],
    ['a connection that waits', having('VpcEndpoints', (one) => ({ ...one, State: 'pendingAcceptance' })), 'BAD_STATE'],
    [
      'a listener with TLS',
      having('LoadBalancerListeners', (one) => ({
        ...one,
        Listeners: (one.Listeners as Item[]).map((listener) => ({ ...listener, Protocol: 'TLS' })),
      })),
      'ELBV2_LISTENERS_MISMATCH',
    ],
  ])('through PrivateLink with %s', (_, change, code) => {
    const found = asked(change(sample('private-link')), 'client', 'to-service', 80);
    expect(found.blockers.map((one) => one.code)).toContain(code);
  });

  test('targets that failed their checks are passed over for those that did not', () => {
    const two = edited(sample('private-link'), 'LoadBalancerTargetHealth', (one) => {
      const [first] = one.TargetHealthDescriptions as Item[];
      const ill = { Target: { Id: 'i-0aa66666666666666', Port: 9090 }, TargetHealth: { State: 'unhealthy' } };
      return { ...one, TargetHealthDescriptions: [ill, first] };
    });
    const { reachable, forward } = asked(two, 'client', 'to-service', 80);
    expect(reachable).toBe(true);
    expect(forward.find(({ stage }) => stage === 'target')?.detail).toBe('10.0.1.10:8080');
  });
});
