/** Gateway load balancers, endpoints and routes to them at random in a network that is there, as documents. */

import { every } from '../src/model/indexes.ts';
import type { Harness } from '../src/operations/harness.ts';
import { type Dice, diceOf } from './agreement/dice.ts';
import { group, machine } from './verify-ground.ts';
import { edgeTable, gatewayLoadBalancer, inspectionEndpoint, routeTo } from './verify-inspection-ground.ts';

export async function addInspection(h: Harness, seed: number): Promise<void> {
  const dice = diceOf(seed);
  const vpcs = h.network.find('vpc', every).filter(({ isDefault }) => !isDefault);
  const provider = dice.pick(vpcs);
  const zones = new Map(h.network.find('subnet', `vpc:${provider.id}`).map(({ zoneId, id }) => [zoneId, id]));
  const machines = [...h.network.all('instance')].filter(({ vpc }) => vpc === provider.id).map(({ id }) => id);
  const own = h.as({ account: provider.account, region: provider.region });
  const place = { h: own, vpc: provider.id };
  const targets = dice.chance(70)
    ? await openMachines(place, [...zones.values()])
    : machines.filter(() => dice.chance(40));
  const { service } = await gatewayLoadBalancer(h, provider.id, [...zones.values()], targets, dice.chance(70));
  for (const { id } of vpcs) await addEndpoints(h, dice, id, service, [...zones.keys()]);
}

/** One in each of these subnets. */
async function openMachines(
  place: Parameters<typeof machine>[0] & { readonly vpc: string },
  subnets: readonly string[],
) {
  const found: string[] = [];
  const open = await group(place, 'all from 0.0.0.0/0', 'all to 0.0.0.0/0');
  for (const subnet of subnets) found.push((await machine(place, subnet, [open])).id);
  return found;
}

async function addEndpoints(
  h: Harness,
  dice: Dice,
  vpc: string,
  service: string,
  zones: readonly string[],
): Promise<void> {
  const subnets = h.network.find('subnet', `vpc:${vpc}`);
  const endpoints: string[] = [];
  for (const { id } of subnets.filter(({ zoneId }) => zones.includes(zoneId) && dice.chance(60)))
    endpoints.push(await inspectionEndpoint(h, id, service));
  if (endpoints.length === 0) return;
  const blocks = [...subnets.map(({ cidr }) => cidr), '0.0.0.0/0'];
  for (const { id } of h.network.find('route-table', `vpc:${vpc}`)) {
    const chance = dice.pick([0, 20, 50]);
    for (const cidr of blocks) if (dice.chance(chance)) await routeTo(h, id, cidr, dice.pick(endpoints));
  }
  const [gateway] = h.network.find('internet-gateway', `vpc:${vpc}`);
  if (gateway === undefined || dice.chance(40)) return;
  const edge = await edgeTable(h, vpc, gateway.id);
  for (const { cidr } of subnets) if (dice.chance(40)) await routeTo(h, edge, cidr, dice.pick(endpoints));
}
