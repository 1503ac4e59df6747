/**
 * Random questions about a generated Network, by the kind of path that they are about. Half of the ports are such as the
 * receiver's rules name, so that some flows pass and some don't.
 */

import { formatAddress } from '../../src/base/address.ts';
import { type Random, seededRandom } from '../../src/base/random.ts';
import type { Instance } from '../../src/model/instance.ts';
import type { Network } from '../../src/model/network.ts';
import type { NetworkInterface } from '../../src/model/network-interface.ts';
import { internetHosts, servicePublicAddress } from '../../src/model/region.ts';
import type { SecurityGroupRule } from '../../src/model/security-group.ts';
import type { VpcEndpoint } from '../../src/model/vpc-endpoint.ts';
import type { Question } from '../../src/verify/trace.ts';
import { pickAny } from './maker.ts';
import { elsewhere } from './routes.ts';

export const flowKinds = [
  'in-vpc',
  'between-vpcs',
  'to-internet',
  'from-internet',
  'to-aws-service',
  'gateway-endpoint',
  'private-link',
  'to-appliance',
] as const;

export type FlowKind = (typeof flowKinds)[number];

interface Ground {
  readonly network: Network;
  readonly random: Random;
  readonly instances: readonly Instance[];
  readonly open: readonly NetworkInterface[];
  readonly endpoints: readonly VpcEndpoint[];
}

const somebody = formatAddress(internetHosts.base + 10);
const usualPorts = [443, 8443, 8080, 22, 5432, 53];
const [tcp, udp, icmp] = [6, 17, 1];

/** Asks for one flow after another, of a kind or of any. */
export function flowsOf(network: Network, seed: number): (kind?: FlowKind) => Question {
  const random = seededRandom(seed);
  const own = [...network.all('network-interface')].filter(({ interfaceType }) => interfaceType === 'interface');
  const isOpen = (one: NetworkInterface): boolean =>
    one.autoPublicAddress !== undefined || network.count('elastic-address', `interface:${one.id}`) > 0;
  const ground: Ground = {
    network,
    random,
    instances: [...network.all('instance')],
    open: own.filter(isOpen),
    endpoints: [...network.all('vpc-endpoint')].filter(({ endpointType }) => endpointType === 'Interface'),
  };
  return (kind = flowKinds[random.below(flowKinds.length)]!) => makers[kind](ground);
}

const makers: Readonly<Record<FlowKind, (ground: Ground) => Question>> = {
  'in-vpc': (ground) => {
    const source = some(ground, ground.instances);
    const other = some(ground, ground.network.find('instance', `vpc:${source.vpc}`));
    return { source: source.id, destination: other.id, ...trafficTo(ground, other.id) };
  },
  'between-vpcs': (ground) => {
    const [source, other] = [some(ground, ground.instances), some(ground, ground.instances)];
    return { source: source.id, destination: other.id, ...trafficTo(ground, other.id) };
  },
  'to-internet': (ground) => ({ source: some(ground, ground.instances).id, destination: somebody, ...usual(ground) }),
  'from-internet': (ground) => {
    const { attachment } = some(ground, ground.open);
    return { source: somebody, destination: attachment!.instance!, ...trafficTo(ground, attachment!.instance!) };
  },
  'to-aws-service': (ground) => toEndpoint(ground, ({ service }) => service === undefined),
  'private-link': (ground) => toEndpoint(ground, ({ service }) => service !== undefined),
  'gateway-endpoint': (ground) => {
    const { id, region } = some(ground, ground.instances);
    return { source: id, destination: formatAddress(servicePublicAddress(region, 's3')), protocol: tcp, port: 443 };
  },
  'to-appliance': (ground) => {
    const block = [elsewhere.appliance, elsewhere.gone][ground.random.below(2)]!;
    const destination = `${block.split('.').slice(0, 2).join('.')}.7.7`;
    return { source: some(ground, ground.instances).id, destination, ...usual(ground) };
  },
};

function some<T>({ random }: Ground, list: readonly T[]): T {
  return pickAny({ random }, list)!;
}

type Traffic = Pick<Question, 'protocol' | 'port'>;

function usual(ground: Ground): Traffic {
  const draw = ground.random.below(20);
  if (draw === 0) return { protocol: icmp };
  return { protocol: draw < 3 ? udp : tcp, port: some(ground, usualPorts) };
}

/** A port of one of the rules that let something in, half of the time. */
function trafficTo(ground: Ground, instance: string): Traffic {
  const [receiver] = ground.network.find('network-interface', `instance:${instance}`);
  const rules = (receiver?.groups ?? [])
    .flatMap((group) => ground.network.find('security-group-rule', `group:${group}`))
    .filter(
      ({ egress, protocol, from }) => !egress && (protocol === 'tcp' || protocol === 'udp') && from !== undefined,
    );
  if (rules.length === 0 || ground.random.below(2) === 0) return usual(ground);
  return trafficOf(some(ground, rules));
}

function trafficOf({ protocol, from, to }: SecurityGroupRule): Traffic {
  return { protocol: protocol === 'tcp' ? tcp : udp, port: Math.floor((from! + to!) / 2) };
}

function toEndpoint(ground: Ground, isMeant: (endpoint: VpcEndpoint) => boolean): Question {
  const { id, vpc } = some(ground, ground.endpoints.filter(isMeant));
  const source = some(ground, ground.network.find('instance', `vpc:${vpc}`));
  const port = ground.random.below(4) === 0 ? 8443 : 443;
  return { source: source.id, destination: id, protocol: tcp, port };
}
