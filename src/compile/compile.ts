/**
 * Network → Blueprint: pure, the same text for equal Networks and equal health of targets, and the same objects for VPCs that did not change, so that
 * a backend can tell by reference what it need not look at again.
 */

import { formatCidr } from '../base/cidr.ts';
import type { Blueprint, Internet } from '../blueprint/blueprint.ts';
import type { TransitGatewayPlan } from '../blueprint/transit-gateway.ts';
import { every } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import { internetHosts, publicRanges, regions } from '../model/region.ts';
import { nothingObserved, type TargetHealthView } from '../model/target-health.ts';
import { reuse, same } from './reuse.ts';
import { compileVpc, type VpcPlan } from './router.ts';
import { compileTransitGateway, transitGatewaysOf } from './transit-gateway.ts';

export interface Compiled {
  readonly blueprint: Blueprint;
  readonly vpcs: ReadonlyMap<string, VpcPlan>;
  readonly transitGateways: ReadonlyMap<string, TransitGatewayPlan>;
}

const servicePrefixes: readonly string[] = regions.flatMap(({ name }) => {
  const ranges = publicRanges(name);
  return [ranges.s3, ranges.dynamodb, ranges.services].map(formatCidr);
});

/**
 * @param touched VPCs and transit gateways that may differ from the previous plan; without a previous plan everything is compiled
 * @param health what is known of load balancers' targets; `vpcsOfHealth` says which VPCs a change of it touches
 */
export function compile(
  network: Network,
  previous?: Compiled,
  touched: ReadonlySet<string> | 'all' = 'all',
  health: TargetHealthView = nothingObserved,
): Compiled {
  const isTouched = (id: string) => touched === 'all' || touched.has(id);
  const vpcs = new Map<string, VpcPlan>();
  for (const vpc of network.find('vpc', every)) {
    const before = previous?.vpcs.get(vpc.id);
    const kept = before !== undefined && !isTouched(vpc.id);
    vpcs.set(vpc.id, kept ? before : reuse(before, compileVpc(network, vpc, health)));
  }
  const transitGateways = new Map<string, TransitGatewayPlan>();
  for (const gateway of transitGatewaysOf(network)) {
    const before = previous?.transitGateways.get(gateway.id);
    const kept = before !== undefined && !isTouched(gateway.id);
    transitGateways.set(gateway.id, kept ? before : same(before, compileTransitGateway(network, gateway)));
  }
  // A VPC without ports carries no packet: it needs no router, so the default VPCs of unused regions cost nothing.
  const plans = [...vpcs.values()].filter((plan) => plan.router.ports.length > 0);
  const blueprint: Blueprint = {
    revision: network.revision,
    routers: plans.map((plan) => plan.router),
    nodes: plans.flatMap((plan) => plan.nodes),
    // One without attachments carries nothing.
    transitGateways: [...transitGateways.values()].filter(({ doors }) => doors.length > 0),
    internet: compileInternet(plans),
  };
  return { blueprint, vpcs, transitGateways };
}

function compileInternet(plans: readonly VpcPlan[]): Internet {
  return {
    hosts: [formatCidr(internetHosts)],
    servicePrefixes,
    attachments: plans.flatMap(({ router }) =>
      router.internetGateway
        ? [
            {
              router: router.id,
              publicAddresses: router.internetGateway.translations.map((translation) => translation.publicAddress),
            },
          ]
        : [],
    ),
  };
}
