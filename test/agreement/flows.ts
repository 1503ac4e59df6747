/**
 * Random flows between what a generated network has: instances by each of their addresses, public addresses, the internet, AWS's
 * services, endpoints, load balancers; and where the destination could ask too, the same the other way round.
 */

import { formatAddress } from '../../src/base/address.ts';
import { servicePublicAddress } from '../../src/model/region.ts';
import type { Dice } from './dice.ts';
import { type GeneratedInstance, type Inventory, peersOf } from './inventory.ts';
import { type Flow, type Place, type Transport, tellingPorts } from './plan.ts';
import { echoHost, outsideHost } from './rules.ts';

type To = Pick<Flow, 'destination' | 'transport' | 'port'>;

const to = (destination: Place, transport: Transport, port: number): To => ({ destination, transport, port });

const outside: readonly To[] = [
  to({ kind: 'address', address: outsideHost }, 'tcp', 80),
  to({ kind: 'address', address: outsideHost }, 'tcp', 443),
  to({ kind: 'address', address: outsideHost }, 'ping', 0),
  to({ kind: 'address', address: echoHost }, 'tcp', 7),
  to({ kind: 'address', address: echoHost }, 'udp', 7),
];

/** What a VPC's router answers itself. */
const router: readonly To[] = [
  to({ kind: 'address', address: '169.254.169.254' }, 'tcp', 80),
  to({ kind: 'address', address: '169.254.169.253' }, 'tcp', 53),
  to({ kind: 'address', address: '169.254.169.253' }, 'ping', 0),
  to({ kind: 'address', address: '169.254.1.1' }, 'tcp', 80),
];

const internet = { kind: 'address', address: outsideHost } as const;

/** Of the sender's region mostly; what a gateway endpoint takes, and what it doesn't. */
function service(dice: Dice, region: string): To {
  const name = dice.pick(['s3', 's3', 'dynamodb', 'dynamodb', 'sts']);
  const where = dice.chance(85) ? region : 'us-west-2';
  const place: Place = { kind: 'address', address: formatAddress(servicePublicAddress(where, name)) };
  return dice.pick([to(place, 'tcp', 443), to(place, 'tcp', 443), to(place, 'ping', 0), to(place, 'udp', 443)]);
}

function telling(dice: Dice, destination: Place): To {
  const transport = dice.pick(['tcp', 'tcp', 'udp', 'ping'] as const);
  return to(destination, transport, transport === 'ping' ? 0 : dice.pick(tellingPorts[transport]));
}

export function flows(dice: Dice, inventory: Inventory, count: number): readonly Flow[] {
  const found = new Map<string, Flow>();
  for (let drawn = 0; drawn < 2 * count && found.size < count; drawn += 1) {
    const flow = flowOf(dice, inventory);
    for (const one of flow ? [flow, ...reversed(flow, inventory)] : []) found.set(JSON.stringify(one), one);
  }
  return [...found.values()];
}

/** The same, asked by whom it was asked of: none where that is no instance and nobody of the internet. */
function reversed({ source, destination, transport, port }: Flow, { instances }: Inventory): readonly Flow[] {
  const at = transport === 'ping' ? 0 : port;
  if (destination.kind === 'instance') return [{ source: destination, destination: source, transport, port: at }];
  if (destination.kind !== 'public-address') return [];
  const asker: Flow['source'] = { ...destination, kind: 'instance' };
  if (source.kind === 'address') {
    const port = transport === 'ping' ? 0 : transport === 'tcp' ? 80 : 7;
    const heard = transport === 'udp' ? { kind: 'address' as const, address: echoHost } : internet;
    return [{ source: asker, destination: heard, transport, port }];
  }
  const isPublic = instances.find((one) => one.name === source.name)?.mayBePublic && source.address === undefined;
  return isPublic ? [{ source: asker, destination: { ...source, kind: 'public-address' }, transport, port: at }] : [];
}

function flowOf(dice: Dice, inventory: Inventory): Flow | undefined {
  const open = [
    ...publicPlaces(inventory),
    ...inventory.vpcs.flatMap(({ natGateways }) =>
      natGateways.flatMap(({ name, facing }) => (facing ? [{ kind: 'nat-gateway', name, facing } as const] : [])),
    ),
    ...inventory.loadBalancers.flatMap(({ name, zones, facing }) =>
      facing ? [{ kind: 'load-balancer', name, zone: dice.between(0, zones - 1), facing: true } as const] : [],
    ),
  ];
  if (open.length > 0 && dice.chance(10)) {
    const destination = dice.pick(open);
    if (destination.kind !== 'load-balancer') return { source: internet, ...telling(dice, destination) };
    return { source: internet, ...toDoor(dice, destination, 80) };
  }
  const source = dice.pick(inventory.instances);
  const chosen = destinationOf(dice, inventory, source);
  return chosen && { source: own(dice, source), ...chosen };
}

/** Mostly as the kernel picks, else from or to one of its further addresses. */
function own(dice: Dice, { name, further }: GeneratedInstance): Extract<Place, { kind: 'instance' }> {
  const address = further.length > 0 && dice.chance(40) ? { address: dice.pick(further) } : {};
  return { kind: 'instance', name, ...address };
}

function publicPlaces({ instances }: Inventory, but = ''): readonly Extract<Place, { kind: 'public-address' }>[] {
  return instances
    .filter(({ name }) => name !== but)
    .flatMap(({ name, mayBePublic, elastic }) => [
      ...(mayBePublic ? [{ kind: 'public-address', name } as const] : []),
      ...elastic.map((address) => ({ kind: 'public-address', name, address }) as const),
    ]);
}

function toDoor(dice: Dice, destination: Place, port: number): To {
  const [transport, at] = dice.pick([
    ['tcp', port] as const,
    ['tcp', port] as const,
    ['udp', port] as const,
    ['ping', 0] as const,
    ['tcp', port === 80 ? 8080 : port] as const,
  ]);
  return to(destination, transport, at);
}

function destinationOf(dice: Dice, inventory: Inventory, { vpc, name: self }: GeneratedInstance): To | undefined {
  const neighbours = inventory.instances.filter((one) => one.vpc === vpc && one.name !== self);
  const others = inventory.instances.filter((one) => one.vpc !== vpc);
  const publics = publicPlaces(inventory, self);
  const doors = [
    ...inventory.endpoints.map((one) => ({ ...one, kind: 'endpoint' as const })),
    ...inventory.loadBalancers.map((one) => ({ ...one, kind: 'load-balancer' as const })),
  ].filter((one) => one.vpc === vpc);
  const facing = inventory.loadBalancers.filter((one) => one.facing);
  const peers = peersOf(inventory, vpc);
  if (peers.length > 0 && dice.chance(40)) return acrossPeering(dice, inventory, dice.pick(peers));
  const kind = dice.between(1, 100);
  if (kind <= 8) return dice.pick(outside);
  if (kind <= 22) return service(dice, inventory.vpcs.find(({ name }) => name === vpc)!.region);
  if (kind <= 24) return dice.pick(router);
  if (kind <= 26) {
    const gateways = inventory.vpcs.flatMap((one) =>
      one.natGateways.filter(({ facing }) => facing || one.name === vpc),
    );
    if (gateways.length > 0) return telling(dice, { kind: 'nat-gateway', ...dice.pick(gateways) });
  }
  if (kind <= 34 && publics.length > 0) return telling(dice, dice.pick(publics));
  if (kind <= 38 && facing.length > 0) {
    const { name, zones, port } = dice.pick(facing);
    return toDoor(dice, { kind: 'load-balancer', name, zone: dice.between(0, zones - 1), facing: true }, port);
  }
  if (kind <= 56 && doors.length > 0) {
    const { kind: door, name, zones, port } = dice.pick(doors);
    return toDoor(dice, { kind: door, name, zone: dice.between(0, zones - 1) }, port);
  }
  // An address of another VPC: its owner is there, and not here.
  if (kind <= 60 && others.length > 0) return telling(dice, { kind: 'address', address: dice.pick(others).address });
  return neighbours.length === 0 ? undefined : telling(dice, own(dice, dice.pick(neighbours)));
}

/** What a peered VPC has: mostly instances, now and then what stands before them, or nobody. */
function acrossPeering(dice: Dice, inventory: Inventory, peer: string): To {
  const inside = inventory.instances.filter((one) => one.vpc === peer);
  const doors = [
    ...inventory.endpoints.map((one) => ({ ...one, kind: 'endpoint' as const })),
    ...inventory.loadBalancers.map((one) => ({ ...one, kind: 'load-balancer' as const })),
  ].filter((one) => one.vpc === peer);
  const { cidr, natGateways } = inventory.vpcs.find(({ name }) => name === peer)!;
  const kind = dice.between(1, 100);
  if (kind <= 25 && doors.length > 0) {
    const { kind: door, name, zones, port } = dice.pick(doors);
    return toDoor(dice, { kind: door, name, zone: dice.between(0, zones - 1) }, port);
  }
  if (kind <= 30 && natGateways.length > 0) {
    return telling(dice, { kind: 'nat-gateway', name: dice.pick(natGateways).name, facing: false });
  }
  if (kind <= 35)
    return telling(dice, { kind: 'address', address: cidr.replace(/0\.0\/16$/, dice.pick(['0.2', '1.1', '9.9'])) });
  return telling(dice, own(dice, dice.pick(inside)));
}
