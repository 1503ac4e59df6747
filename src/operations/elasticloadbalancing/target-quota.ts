/** How many targets a load balancer's zones may have, over all of its target groups. */

import type { Network } from '../../model/network.ts';
import { placedTargets } from '../../model/target-health.ts';
import { checkQuota, type QuotaHolder, quotaOf } from '../ec2/quotas.ts';

/** Counts by zone only where there are more in all than one zone may have. @throws Fault TooManyTargets */
export function checkTargetsPerZone(network: Network, holder: QuotaHolder, loadBalancer: string | undefined): void {
  if (loadBalancer === undefined) return;
  const arns = new Set(network.find('listener', `load-balancer:${loadBalancer}`).map((one) => one.targetGroup));
  const groups = [...arns].flatMap((arn) => network.get('target-group', arn) ?? []);
  const all = groups.reduce((sum, group) => sum + group.targets.length, 0);
  const quota =
    network.get('load-balancer', loadBalancer)?.type === 'gateway' ? 'geneveTargetsPerZone' : 'targetsPerZone';
  if (all <= quotaOf(holder, quota)) return;
  const counts = new Map<string, number>();
  for (const group of groups) {
    for (const { zoneId = 'every zone' } of placedTargets(network, group)) {
      counts.set(zoneId, (counts.get(zoneId) ?? 0) + 1);
    }
  }
  checkQuota(holder, quota, Math.max(...counts.values()), loadBalancer);
}
