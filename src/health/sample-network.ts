/** A load balancer in two zones with two targets in the first and one in the second, for tests of health checks. */

import type { HealthCheck, LoadBalancer, TargetGroup } from '../model/load-balancer.ts';
import { Network } from '../model/network.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import type { Resource, ResourceBase } from '../model/resource.ts';
import { zoneFaultId } from '../model/zone-fault.ts';

const region = 'us-east-1';
const vpc = 'vpc-1';

function base(id: string): ResourceBase {
  return { id, account: '111122223333', region, created: 0, tags: {} };
}

function networkInterface(id: string, zoneId: string, address: string): NetworkInterface {
  return {
    ...base(id),
    kind: 'network-interface',
    vpc,
    subnet: `subnet-${zoneId}`,
    zoneId,
    interfaceType: 'interface',
    description: '',
    mac: '02:00:00:00:00:00',
    privateAddresses: [address],
    groups: [],
    sourceDestCheck: true,
    requesterManaged: false,
  };
}

export const zones = ['use1-az1', 'use1-az2'] as const;

/** The nodes' interfaces, by zone. */
export const nodes = ['eni-node1', 'eni-node2'] as const;

export const targets = ['10.0.1.10', '10.0.1.11', '10.0.2.10'] as const;

export const usualCheck: HealthCheck = {
  protocol: 'TCP',
  port: 'traffic-port',
  intervalSeconds: 30,
  timeoutSeconds: 10,
  healthyThreshold: 3,
  unhealthyThreshold: 2,
};

const loadBalancer: LoadBalancer = {
  ...base('lb-1'),
  kind: 'load-balancer',
  name: 'shop',
  scheme: 'internal',
  vpc,
  suffix: '0123456789abcdef',
  nodes: nodes.map((id, index) => ({ subnet: `subnet-${zones[index]}`, zoneId: zones[index]!, networkInterface: id })),
  enforceGroupsOnPrivateLink: true,
  attributes: {},
  stateRevision: 0,
};

const group: TargetGroup = {
  ...base('tg-1'),
  kind: 'target-group',
  name: 'shop',
  suffix: '0123456789abcdef',
  vpc,
  protocol: 'TCP',
  port: 80,
  targetType: 'ip',
  healthCheck: usualCheck,
  attributes: {},
  targets: targets.map((id) => ({ id, port: 80, registered: 0 })),
};

function listener(port: number): Resource {
  const to = { loadBalancer: loadBalancer.id, targetGroup: group.id };
  return { ...base(`listener-${port}`), kind: 'listener', protocol: 'TCP', port, ...to, attributes: {} };
}

export interface Variant {
  readonly group?: Partial<TargetGroup>;
  readonly loadBalancer?: Partial<LoadBalancer>;
  readonly downZones?: readonly string[];
  readonly listenerPorts?: readonly number[];
}

export function sampleNetwork(variant: Variant = {}): Network {
  const resources: readonly Resource[] = [
    networkInterface(nodes[0], zones[0], '10.0.1.4'),
    networkInterface(nodes[1], zones[1], '10.0.2.4'),
    networkInterface('eni-1', zones[0], targets[0]),
    networkInterface('eni-2', zones[0], targets[1]),
    networkInterface('eni-3', zones[1], targets[2]),
    { ...loadBalancer, ...variant.loadBalancer },
    { ...group, ...variant.group },
    ...(variant.listenerPorts ?? [443, 8443]).map(listener),
    ...(variant.downZones ?? []).map(
      (zoneId): Resource => ({ ...base(zoneFaultId(region, zoneId)), kind: 'zone-fault', zoneId }),
    ),
  ];
  return resources.reduce((network, resource) => network.with(resource), Network.empty());
}
