/**
 * A gateway load balancer of one generated VPC with appliances that return what they get, endpoints of it in this and other VPCs of
 * its region, and routes that lead through them: outward with a route table of the internet gateway that brings answers back the same
 * way, and between subnets, with or without the way back.
 */

import type { Dice } from './dice.ts';
import { oneOfEachZone } from './gateways.ts';
import { askForInstance, openOrAny } from './instances.ts';
import { type Ask, asking, type GeneratedSubnet, type GeneratedVpc, type Inventory } from './inventory.ts';
import type { Call } from './plan.ts';

/** What runs on instances of these names is an appliance besides. */
export const applianceName = /_box\d$/;

export function addGatewayLoadBalancer(dice: Dice, inventory: Inventory): void {
  const provider = dice.pick(inventory.vpcs);
  const ask = asking(inventory.calls, provider.owner);
  const name = `${provider.name}_gwlb`;
  // Mostly in a subnet of its own, which no rule of others' concerns.
  const own = dice.chance(80) ? [addSubnet(provider, ask, 'boxes', 200, dice.pick(provider.subnets).zone)] : [];
  const subnets = oneOfEachZone([...provider.subnets, ...own]);
  const input = { Name: name.replaceAll('_', '-'), Type: 'gateway', Subnets: subnets.map((one) => `$${one.name}`) };
  ask('elb', 'CreateLoadBalancer', input, { [name]: 'LoadBalancers.0.LoadBalancerArn' });
  if (dice.chance(70)) {
    const Attributes = [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }];
    ask('elb', 'ModifyLoadBalancerAttributes', { LoadBalancerArn: `$${name}`, Attributes });
  }
  addAppliances(dice, inventory, provider, name, own.length > 0 ? own : provider.subnets);
  const service = `${name}_service`;
  const offered = { GatewayLoadBalancerArns: [`$${name}`], AcceptanceRequired: dice.chance(10) };
  ask('ec2', 'CreateVpcEndpointServiceConfiguration', offered, {
    [service]: 'ServiceConfiguration.ServiceId',
    [`${service}_name`]: 'ServiceConfiguration.ServiceName',
  });
  ask('ec2', 'ModifyVpcEndpointServicePermissions', { ServiceId: `$${service}`, AddAllowedPrincipals: ['*'] });
  const zones = subnets.map(({ zone }) => zone);
  for (const vpc of inventory.vpcs.filter(({ region }) => region === provider.region)) {
    const zone = own[0]?.zone ?? dice.pick(zones);
    const apart = dice.chance(75) ? [addWayOut(dice, vpc, asking(inventory.calls, vpc.owner), zone)] : [];
    const near = vpc.subnets.filter((one) => zones.includes(one.zone));
    if (apart.length + near.length > 0) addEndpoints(dice, inventory, vpc, apart, near, service);
  }
}

/** Not among those that rules, routes and changes are drawn for. */
function addSubnet(vpc: GeneratedVpc, ask: Ask, what: string, third: number, zone: string): GeneratedSubnet {
  const cidr = vpc.cidr.replace('0.0/16', `${third}.0/24`);
  const name = `${vpc.name}_${what}`;
  const input = { VpcId: `$${vpc.name}`, CidrBlock: cidr, AvailabilityZoneId: zone };
  ask('ec2', 'CreateSubnet', input, { [name]: 'Subnet.SubnetId' });
  return { name, vpc: vpc.name, cidr, zone };
}

function addAppliances(
  dice: Dice,
  inventory: Inventory,
  provider: GeneratedVpc,
  name: string,
  subnets: readonly GeneratedSubnet[],
): void {
  const ask = asking(inventory.calls, provider.owner);
  const boxes = Array.from({ length: dice.between(1, 2) }, (_, index) => {
    const subnet = dice.pick(subnets);
    const groups = [dice.chance(80) ? provider.groups[0]! : openOrAny(dice, provider)];
    const place = { subnet, address: subnet.cidr.replace('0/24', `${41 + index}`), mayBePublic: false };
    const box = askForInstance(provider, ask, {
      name: `${provider.name}_box${index + 1}`,
      owner: provider.owner,
      groups,
      ...place,
    });
    inventory.instances.push(box);
    return box;
  });
  const TargetType = dice.pick(['instance', 'ip']);
  const TargetGroupArn = `$${name}_targets`;
  const group = {
    Name: name.replaceAll('_', '-'),
    Protocol: 'GENEVE',
    Port: 6081,
    VpcId: `$${provider.name}`,
    TargetType,
  };
  const checks = { HealthCheckIntervalSeconds: 5, HealthyThresholdCount: 2 };
  ask('elb', 'CreateTargetGroup', { ...group, ...checks }, { [`${name}_targets`]: 'TargetGroups.0.TargetGroupArn' });
  const Targets = boxes.map((box) => ({ Id: TargetType === 'instance' ? `$${box.name}` : box.address }));
  const register = { TargetGroupArn, Targets };
  inventory.calls.push({
    owner: provider.owner,
    service: 'elb',
    operation: 'RegisterTargets',
    input: register,
    patient: true,
  });
  const DefaultActions = [{ Type: 'forward', TargetGroupArn }];
  const gives = { [`${name}_listener`]: 'Listeners.0.ListenerArn' };
  ask('elb', 'CreateListener', { LoadBalancerArn: `$${name}`, DefaultActions }, gives);
}

/** A subnet for an endpoint, whose table leads out as some other's does. */
function addWayOut(dice: Dice, vpc: GeneratedVpc, ask: Ask, zone: string): GeneratedSubnet {
  const subnet = addSubnet(vpc, ask, 'way_out', 201, zone);
  const name = `${vpc.name}_way_out_table`;
  ask('ec2', 'CreateRouteTable', { VpcId: `$${vpc.name}` }, { [name]: 'RouteTable.RouteTableId' });
  ask('ec2', 'AssociateRouteTable', { RouteTableId: `$${name}`, SubnetId: `$${subnet.name}` });
  const outward = vpc.targets.filter((target) => target.GatewayId !== undefined || target.NatGatewayId !== undefined);
  if (outward.length > 0)
    ask('ec2', 'CreateRoute', { RouteTableId: `$${name}`, DestinationCidrBlock: '0.0.0.0/0', ...dice.pick(outward) });
  return subnet;
}

function addEndpoints(
  dice: Dice,
  inventory: Inventory,
  vpc: GeneratedVpc,
  apart: readonly GeneratedSubnet[],
  near: readonly GeneratedSubnet[],
  service: string,
): void {
  const ask = asking(inventory.calls, vpc.owner);
  const some = near.filter(() => dice.chance(apart.length > 0 ? 15 : 50)).slice(0, 2);
  const chosen = [...apart, ...some];
  const endpoints = chosen.map((subnet, index) => {
    const name = `${vpc.name}_gwlbe${index + 1}`;
    const where = { VpcId: `$${vpc.name}`, SubnetIds: [`$${subnet.name}`] };
    const input = { VpcEndpointType: 'GatewayLoadBalancer', ServiceName: `$${service}_name`, ...where };
    ask('ec2', 'CreateVpcEndpoint', input, { [name]: 'VpcEndpoint.VpcEndpointId' });
    vpc.targets.push({ VpcEndpointId: `$${name}` });
    return { name, subnet };
  });
  const edge = vpc.gateway !== undefined && dice.chance(60) ? addEdgeTable(vpc, inventory) : undefined;
  if (edge) leadAside(dice, inventory, vpc, edge);
  for (const [index, subnet] of vpc.subnets.entries()) {
    const table = `$${vpc.name}_table${index + 1}`;
    const away = endpoints.filter((one) => one.subnet !== subnet);
    if (away.length === 0 || !vpc.tables.includes(table)) continue;
    const endpoint = dice.pick(away);
    if (dice.chance(60)) {
      lead(inventory, vpc, table, '0.0.0.0/0', endpoint.name);
      if (edge) lead(inventory, vpc, edge, subnet.cidr, dice.chance(85) ? endpoint.name : dice.pick(endpoints).name);
    }
    const others = vpc.subnets.filter((one) => one !== subnet && one !== endpoint.subnet);
    for (const other of others) if (dice.chance(35)) lead(inventory, vpc, table, other.cidr, endpoint.name);
  }
}

/** What comes in for one subnet goes to an instance of the VPC that forwards, perhaps. */
function leadAside(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, edge: string): void {
  const through = vpc.targets.filter(({ NetworkInterfaceId }) => NetworkInterfaceId !== undefined);
  if (through.length === 0 || dice.chance(60)) return;
  const input = { RouteTableId: edge, DestinationCidrBlock: dice.pick(vpc.subnets).cidr, ...dice.pick(through) };
  for (const operation of ['CreateRoute', 'ReplaceRoute'])
    inventory.calls.push({ owner: vpc.owner, service: 'ec2', operation, input });
}

function addEdgeTable({ name, gateway, owner }: GeneratedVpc, { calls }: Inventory): string {
  const ask = asking(calls, owner);
  const table = `${name}_edge`;
  ask('ec2', 'CreateRouteTable', { VpcId: `$${name}` }, { [table]: 'RouteTable.RouteTableId' });
  const associated = { [`${table}_association`]: 'AssociationId' };
  ask('ec2', 'AssociateRouteTable', { RouteTableId: `$${table}`, GatewayId: `$${gateway}` }, associated);
  return `$${table}`;
}

/** Whatever was there before; once the endpoint is available, as AWS wants it. */
function lead({ calls }: Inventory, { owner }: GeneratedVpc, RouteTableId: string, block: string, name: string): void {
  const input = { RouteTableId, DestinationCidrBlock: block, VpcEndpointId: `$${name}` };
  calls.push({ owner, service: 'ec2', operation: 'CreateRoute', input, patient: true });
  calls.push({ owner, service: 'ec2', operation: 'ReplaceRoute', input });
}

/** Undefined where there is none. */
export function inspectionChange(dice: Dice, inventory: Inventory): Call | undefined {
  const made = inventory.calls.find(
    ({ operation, input }) => operation === 'CreateLoadBalancer' && input.Type === 'gateway',
  );
  const [name] = Object.keys(made?.gives ?? {});
  if (made === undefined || name === undefined) return undefined;
  const boxes = inventory.instances.filter((one) => applianceName.test(one.name));
  const endpoints = inventory.vpcs.flatMap(({ targets }) =>
    targets.flatMap(({ VpcEndpointId }) => VpcEndpointId ?? []),
  );
  const tables = inventory.calls.flatMap(({ gives }) =>
    Object.keys(gives ?? {}).filter((one) => one.endsWith('_edge_association')),
  );
  const call = (service: Call['service'], operation: string, input: Call['input'], owner = made.owner): Call => ({
    owner,
    service,
    operation,
    input,
  });
  const crossZone = [{ Key: 'load_balancing.cross_zone.enabled', Value: dice.pick(['true', 'false']) }];
  const answer = { ServiceId: `$${name}_service`, VpcEndpointIds: endpoints.slice(0, 1) };
  const target = { TargetGroupArn: `$${name}_targets`, Targets: [{ Id: `$${dice.pick(boxes).name}` }] };
  const table = tables.length > 0 ? dice.pick(tables) : undefined;
  const owner = inventory.vpcs.find((one) => table?.startsWith(one.name))?.owner;
  return dice.pick([
    call('elb', 'ModifyLoadBalancerAttributes', { LoadBalancerArn: `$${name}`, Attributes: crossZone }),
    call('elb', dice.pick(['RegisterTargets', 'DeregisterTargets']), target),
    call('ec2', dice.pick(['AcceptVpcEndpointConnections', 'RejectVpcEndpointConnections']), answer),
    call('elb', 'DeleteListener', { ListenerArn: `$${name}_listener` }),
    ...(table && owner ? [call('ec2', 'DisassociateRouteTable', { AssociationId: `$${table}` }, owner)] : []),
  ]);
}
