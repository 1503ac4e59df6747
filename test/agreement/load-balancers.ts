/**
 * Network load balancers of a generated VPC, internal or facing the internet: a listener, and behind it up to three targets,
 * by instance or by address. Which of them a connection meets is left to chance, so flows to one are tried many times.
 */

import type { Dice } from './dice.ts';
import { oneOfEachZone } from './gateways.ts';
import {
  type Ask,
  asking,
  type GeneratedInstance,
  type GeneratedSubnet,
  type GeneratedVpc,
  groupsFor,
  type Inventory,
} from './inventory.ts';
import type { Call, Owner } from './plan.ts';

/** At which listeners take connections. */
export const listenerPort = 80;

/** Whose a load balancer is, and what of the VPC that account may use. */
interface Keeper {
  readonly owner: Owner;
  readonly groups: readonly string[];
  readonly subnets: readonly GeneratedSubnet[];
}

/** The VPC's owner, or one of its guests, in what is shared with that. */
export function someKeeper(dice: Dice, vpc: GeneratedVpc): Keeper {
  if (vpc.guests.length === 0 || dice.chance(50)) return vpc;
  const { owner, groups, shared, subnets } = dice.pick(vpc.guests);
  return { owner, groups: [...groups, ...shared], subnets };
}

export function addLoadBalancer(
  dice: Dice,
  inventory: Inventory,
  vpc: GeneratedVpc,
  name: string,
  keeper: Keeper = vpc,
): void {
  const { owner } = keeper;
  const ask = asking(inventory.calls, owner);
  const facing = vpc.gateway !== undefined && owner === vpc.owner && dice.chance(30);
  const subnets = oneOfEachZone(keeper.subnets);
  askForNodes(dice, keeper, ask, { name, facing, subnets: subnets.map((subnet) => `$${subnet.name}`) });
  askForTargets(dice, inventory, vpc, keeper, name);
  inventory.loadBalancers.push({ name, owner, vpc: vpc.name, zones: subnets.length, port: listenerPort, facing });
}

interface Wanted {
  readonly name: string;
  readonly facing: boolean;
  readonly subnets: readonly string[];
}

function askForNodes(dice: Dice, keeper: Keeper, ask: Ask, { name, facing, subnets }: Wanted): void {
  const groups = dice.chance(70) ? { SecurityGroups: [dice.pick(keeper.groups)] } : {};
  const Scheme = facing ? 'internet-facing' : 'internal';
  const input = { Name: name.replaceAll('_', '-'), Type: 'network', Scheme, Subnets: subnets, ...groups };
  ask('elb', 'CreateLoadBalancer', input, { [name]: 'LoadBalancers.0.LoadBalancerArn' });
  if (dice.chance(60)) {
    const Attributes = [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }];
    ask('elb', 'ModifyLoadBalancerAttributes', { LoadBalancerArn: `$${name}`, Attributes });
  }
  if ('SecurityGroups' in groups && dice.chance(50)) {
    const unjudged = { EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off' };
    ask('elb', 'SetSecurityGroups', { LoadBalancerArn: `$${name}`, ...groups, ...unjudged });
  }
}

function askForTargets(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, { owner }: Keeper, name: string): void {
  const ask = asking(inventory.calls, owner);
  const Protocol = dice.pick(['TCP', 'TCP', 'TCP_UDP', 'UDP']);
  const TargetType = dice.pick(['instance', 'instance', 'ip']);
  const TargetGroupArn = `$${name}_targets`;
  const input = {
    Name: name.replaceAll('_', '-'),
    Protocol,
    Port: 808,
    VpcId: `$${vpc.name}`,
    TargetType,
    HealthCheckIntervalSeconds: 5,
    HealthyThresholdCount: 2,
  };
  ask('elb', 'CreateTargetGroup', input, { [`${name}_targets`]: 'TargetGroups.0.TargetGroupArn' });
  // Of other accounts' instances a target group takes the addresses alone.
  const isTarget = (one: GeneratedInstance): boolean => TargetType === 'ip' || one.owner === owner;
  const hosts = inventory.instances.filter((one) => one.vpc === vpc.name && isTarget(one));
  const chosen = new Set(Array.from({ length: dice.between(1, 3) }, () => dice.pick(hosts)));
  const Targets = [...chosen].map(({ name: host, address, further }) =>
    TargetType === 'instance' ? { Id: `$${host}` } : { Id: dice.pick([address, ...further]) },
  );
  const register = { TargetGroupArn, Targets };
  inventory.calls.push({ owner, service: 'elb', operation: 'RegisterTargets', input: register, patient: true });
  for (const [Key, percent] of [
    ['preserve_client_ip.enabled', 30],
    ['proxy_protocol_v2.enabled', 15],
  ] as const) {
    if (!dice.chance(percent)) continue;
    const Attributes = [{ Key, Value: dice.pick(['true', 'false']) }];
    ask('elb', 'ModifyTargetGroupAttributes', { TargetGroupArn, Attributes });
  }
  const DefaultActions = [{ Type: 'forward', TargetGroupArn }];
  const listener = { LoadBalancerArn: `$${name}`, Protocol, Port: listenerPort, DefaultActions };
  ask('elb', 'CreateListener', listener, { [`${name}_listener`]: 'Listeners.0.ListenerArn' });
}

type Change = (
  dice: Dice,
  name: string,
  hosts: readonly string[],
  groups: readonly string[],
) => Pick<Call, 'operation' | 'input'>;

const changes: readonly Change[] = [
  (_, name) => ({ operation: 'DeleteListener', input: { ListenerArn: `$${name}_listener` } }),
  (dice, name) => {
    const Attributes = [{ Key: 'preserve_client_ip.enabled', Value: dice.pick(['true', 'false']) }];
    return { operation: 'ModifyTargetGroupAttributes', input: { TargetGroupArn: `$${name}_targets`, Attributes } };
  },
  (dice, name) => {
    const Attributes = [{ Key: 'load_balancing.cross_zone.enabled', Value: dice.pick(['true', 'false']) }];
    return { operation: 'ModifyLoadBalancerAttributes', input: { LoadBalancerArn: `$${name}`, Attributes } };
  },
  (dice, name, hosts) => {
    const input = { TargetGroupArn: `$${name}_targets`, Targets: [{ Id: `$${dice.pick(hosts)}` }] };
    return { operation: dice.pick(['RegisterTargets', 'DeregisterTargets']), input };
  },
  (dice, name, _, groups) => {
    const EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic = dice.pick(['on', 'off']);
    const input = { LoadBalancerArn: `$${name}`, SecurityGroups: [dice.pick(groups)] };
    return {
      operation: 'SetSecurityGroups',
      input: { ...input, EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic },
    };
  },
];

/** Undefined where there is none. */
export function loadBalancerChange(dice: Dice, inventory: Inventory): Call | undefined {
  if (inventory.loadBalancers.length === 0) return undefined;
  const { name, owner, vpc } = dice.pick(inventory.loadBalancers);
  const groups = groupsFor(inventory.vpcs.find((one) => one.name === vpc)!, owner);
  const hosts = inventory.instances.filter((one) => one.vpc === vpc && one.owner === owner).map((one) => one.name);
  return { owner, service: 'elb', ...dice.pick(changes)(dice, name, hosts, groups) };
}
