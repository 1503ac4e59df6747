/** Random flows between what a generated network has: instances, public addresses, the internet, endpoints, load balancers. */

import { formatAddress } from '../../src/base/address.ts';
import { servicePublicAddress } from '../../src/model/region.ts';
import type { Dice } from './dice.ts';
import type { Inventory } from './inventory.ts';
import { type Flow, type Place, type Transport, tellingPorts } from './plan.ts';
import { echoHost, outsideHost } from './rules.ts';

type To = Pick<Flow, 'destination' | 'transport' | 'port'>;

const to = (destination: Place, transport: Transport, port: number): To => ({ destination, transport, port });

const serviceAddress = (service: string): Place => ({
  kind: 'address',
  address: formatAddress(servicePublicAddress('us-east-1', service)),
});

const outside: readonly To[] = [
  to({ kind: 'address', address: outsideHost }, 'tcp', 80),
  to({ kind: 'address', address: outsideHost }, 'tcp', 443),
  to({ kind: 'address', address: outsideHost }, 'ping', 0),
  to({ kind: 'address', address: echoHost }, 'tcp', 7),
  to({ kind: 'address', address: echoHost }, 'udp', 7),
  to(serviceAddress('s3'), 'tcp', 443),
  to(serviceAddress('s3'), 'ping', 0),
  to(serviceAddress('sts'), 'tcp', 443),
];

/** What a VPC's router answers itself. */
const router: readonly To[] = [
  to({ kind: 'address', address: '169.254.169.254' }, 'tcp', 80),
  to({ kind: 'address', address: '169.254.169.253' }, 'tcp', 53),
  to({ kind: 'address', address: '169.254.169.253' }, 'ping', 0),
  to({ kind: 'address', address: '169.254.1.1' }, 'tcp', 80),
];

function telling(dice: Dice, destination: Place): To {
  const transport = dice.pick(['tcp', 'tcp', 'udp', 'ping'] as const);
  return to(destination, transport, transport === 'ping' ? 0 : dice.pick(tellingPorts[transport]));
}

export function flows(dice: Dice, inventory: Inventory, count: number): readonly Flow[] {
  const found = new Map<string, Flow>();
  for (let drawn = 0; drawn < 2 * count && found.size < count; drawn += 1) {
    const flow = flowOf(dice, inventory);
    if (flow) found.set(JSON.stringify(flow), flow);
  }
  return [...found.values()];
}

function flowOf(dice: Dice, inventory: Inventory): Flow | undefined {
  const publics = inventory.instances.filter((one) => one.mayBePublic);
  if (publics.length > 0 && dice.chance(10)) {
    const source = { kind: 'address', address: outsideHost } as const;
    return { source, ...telling(dice, { kind: 'public-address', name: dice.pick(publics).name }) };
  }
  const source = dice.pick(inventory.instances);
  const chosen = destinationOf(dice, inventory, source.vpc, source.name);
  return chosen && { source: { kind: 'instance', name: source.name }, ...chosen };
}

function destinationOf(dice: Dice, inventory: Inventory, vpc: string, self: string): To | undefined {
  const neighbours = inventory.instances.filter((one) => one.vpc === vpc && one.name !== self);
  const others = inventory.instances.filter((one) => one.vpc !== vpc);
  const publics = inventory.instances.filter((one) => one.mayBePublic && one.name !== self);
  const doors = [
    ...inventory.endpoints.map((one) => ({ ...one, kind: 'endpoint' as const })),
    ...inventory.loadBalancers.map((one) => ({ ...one, kind: 'load-balancer' as const })),
  ].filter((one) => one.vpc === vpc);
  const kind = dice.between(1, 100);
  if (kind <= 16) return dice.pick(outside);
  if (kind <= 19) return dice.pick(router);
  if (kind <= 30 && publics.length > 0) return telling(dice, { kind: 'public-address', name: dice.pick(publics).name });
  if (kind <= 50 && doors.length > 0) {
    const { kind: door, name, zones, port } = dice.pick(doors);
    const [transport, at] = dice.pick([
      ['tcp', port] as const,
      ['tcp', port] as const,
      ['ping', 0] as const,
      ['udp', port] as const,
    ]);
    return to({ kind: door, name, zone: dice.between(0, zones - 1) }, transport, at);
  }
  // An address of another VPC: its owner is there, and not here.
  if (kind <= 56 && others.length > 0) return telling(dice, { kind: 'address', address: dice.pick(others).address });
  if (neighbours.length === 0) return undefined;
  return telling(dice, { kind: 'instance', name: dice.pick(neighbours).name });
}
