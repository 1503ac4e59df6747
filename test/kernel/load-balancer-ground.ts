/**
 * A provider's VPC with a load balancer, and consumers' VPCs with endpoints to it. Two of the consumers have the very addresses
 * that the provider has, the third has others.
 */

import type { Blueprint, Node, Router } from '../../src/blueprint/blueprint.ts';
import type { ListenerPlan } from '../../src/blueprint/load-balancer.ts';
import { blueprint, instances, port, router, subnet } from '../../src/blueprint/sample-plans.ts';

export type Balancer = Node & { readonly kind: 'load-balancer-node' };

export const service = { address: '10.0.1.20', port: 80 };
export const first = { address: '10.0.2.10', port: 80 };
export const second = { address: '10.0.2.11', port: 80 };

export function listener(more: Partial<ListenerPlan> = {}): ListenerPlan {
  const targets = [first];
  return {
    protocol: 6,
    port: 80,
    idleSeconds: 350,
    targets,
    unfit: [],
    keepsClientAddress: true,
    proxyProtocol: false,
    ...more,
  };
}

export const provider: Router = router('vpc-provider', '10.0.0.0/16', {
  subnets: [subnet('subnet-a', '10.0.1.0/24'), subnet('subnet-b', '10.0.2.0/24')],
  ports: [
    port('eni-local', 'subnet-a', '10.0.1.10'),
    port('eni-nlb', 'subnet-a', service.address, { node: 'eni-nlb', sourceCheck: false, symmetric: true }),
    port('eni-first', 'subnet-b', first.address),
    port('eni-second', 'subnet-b', second.address),
  ],
});

function consumer(name: string, network: string): Router {
  return router(`vpc-${name}`, `${network}.0.0/16`, {
    subnets: [subnet('subnet-a', `${network}.1.0/24`)],
    ports: [
      port(`eni-${name}`, 'subnet-a', `${network}.1.10`),
      port(`eni-${name}-end`, 'subnet-a', `${network}.1.20`, { node: `eni-${name}-end` }),
    ],
  });
}

const consumers: readonly Router[] = [consumer('red', '10.0'), consumer('blue', '10.0'), consumer('green', '10.9')];
const names = ['blue', 'green', 'red'];

function ends(of: readonly string[]): readonly Node[] {
  return of.map((name) => ({
    kind: 'service-endpoint',
    id: `eni-${name}-end`,
    router: `vpc-${name}`,
    endpoint: `vpce-${name}`,
    port: `eni-${name}-end`,
    loadBalancerNode: 'eni-nlb',
  }));
}

export interface Differs {
  readonly balancer?: Partial<Balancer>;
  readonly provider?: Partial<Router>;
  /** Whose endpoints there are. */
  readonly consumers?: readonly string[];
  /** None at all, though endpoints lead to it. */
  readonly withoutBalancer?: true;
}

export const endpoints = names.map((name) => `eni-${name}-end`);

export function ground(differs: Differs = {}): Blueprint {
  const present = differs.consumers ?? names;
  const balancer: Balancer = {
    kind: 'load-balancer-node',
    id: 'eni-nlb',
    router: 'vpc-provider',
    port: 'eni-nlb',
    address: service.address,
    listeners: [listener()],
    endpoints: present.map((name) => `eni-${name}-end`),
    ...differs.balancer,
  };
  const routers = [{ ...provider, ...differs.provider }, ...consumers];
  const plain = routers.flatMap((one) => instances(one));
  return blueprint(routers, [...plain, ...(differs.withoutBalancer ? [] : [balancer]), ...ends(present)]);
}
