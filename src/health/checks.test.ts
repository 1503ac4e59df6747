import { describe, expect, test } from 'vitest';
import { type Check, checkKey, wantedChecks } from './checks.ts';
import { nodes, sampleNetwork, targets, usualCheck, type Variant, zones } from './sample-network.ts';

const crossZone = { 'load_balancing.cross_zone.enabled': 'true' };

/** Which node checks which address. */
function pairs(variant: Variant): readonly string[] {
  return [...wantedChecks(sampleNetwork(variant)).values()].map(({ node, trial }) => `${node} ${trial.address}`).sort();
}

function first(variant: Variant): Check {
  return [...wantedChecks(sampleNetwork(variant)).values()][0]!;
}

describe('each node checks', () => {
  test('its own zone\u2019s targets, once however many listeners lead to them', () => {
    expect(pairs({})).toEqual(['eni-node1 10.0.1.10', 'eni-node1 10.0.1.11', 'eni-node2 10.0.2.10']);
  });

  test('all targets across zones', () => {
    const all = nodes.flatMap((node) => targets.map((target) => `${node} ${target}`));
    expect(pairs({ loadBalancer: { attributes: crossZone } })).toEqual(all);
    expect(pairs({ group: { attributes: crossZone } })).toEqual(all);
  });

  test('nothing without a listener', () => {
    expect(pairs({ listenerPorts: [] })).toEqual([]);
  });

  test('nothing in a zone that is down, and nothing from there', () => {
    const across = { loadBalancer: { attributes: crossZone } };
    expect(pairs({ ...across, downZones: [zones[1]] })).toEqual(['eni-node1 10.0.1.10', 'eni-node1 10.0.1.11']);
    expect(pairs({ ...across, downZones: zones })).toEqual([]);
  });

  test('no instance that does not run', () => {
    const group = { targetType: 'instance' as const, targets: [{ id: 'i-gone', port: 80, registered: 0 }] };
    expect(pairs({ group })).toEqual([]);
  });
});

describe('a check', () => {
  test('of TCP connects to the target\u2019s own port', () => {
    expect(first({})).toEqual({
      key: checkKey(nodes[0], 'tg-1', { id: targets[0], port: 80 }),
      node: nodes[0],
      trial: { protocol: 'TCP', address: targets[0], port: 80, timeoutMilliseconds: 10_000, proxyHeader: false },
      intervalMilliseconds: 30_000,
      healthyThreshold: 3,
      unhealthyThreshold: 2,
    });
  });

  test('of HTTP asks for the path, in the name of the node and its listener', () => {
    const asked = (more: object) =>
      first({ group: { healthCheck: { ...usualCheck, protocol: 'HTTP', ...more } } }).trial;
    expect(asked({ port: '8080', path: '/health', matcher: '200' })).toMatchObject({
      port: 8080,
      path: '/health',
      matcher: '200',
      hostHeader: '10.0.1.4:443',
    });
    expect(asked({})).toMatchObject({ port: 80, path: '/', matcher: '200-399' });
  });

  test('speaks the proxy protocol where the group does', () => {
    expect(first({ group: { attributes: { 'proxy_protocol_v2.enabled': 'true' } } }).trial.proxyHeader).toBe(true);
  });
});
