/** Ways out of a generated VPC: internet and NAT gateways, endpoints to AWS services, and the route tables that lead to them. */

import type { Dice } from './dice.ts';
import { openOrAny } from './instances.ts';
import type { Ask, GeneratedSubnet, GeneratedVpc, Inventory } from './inventory.ts';
import { route } from './rules.ts';

export function addGateways(dice: Dice, vpc: GeneratedVpc, ask: Ask): void {
  if (dice.chance(75)) {
    vpc.gateway = `${vpc.name}_igw`;
    ask('ec2', 'CreateInternetGateway', {}, { [vpc.gateway]: 'InternetGateway.InternetGatewayId' });
    const where = { InternetGatewayId: `$${vpc.gateway}`, VpcId: `$${vpc.name}` };
    ask('ec2', 'AttachInternetGateway', where);
    vpc.targets.push({ GatewayId: `$${vpc.gateway}` }, { GatewayId: `$${vpc.gateway}` });
  }
  if (dice.chance(50)) addPublicNatGateway(vpc, ask, 'nat', dice.pick(vpc.subnets));
  if (dice.chance(25)) addPrivateNatGateway(vpc, ask, dice.pick(vpc.subnets));
  if (dice.chance(15)) {
    addPublicNatGateway(vpc, ask, 'gone', dice.pick(vpc.subnets));
    vpc.targets.push({ NatGatewayId: `$${vpc.name}_gone` });
  }
}

/** Nothing is behind it: what is sent there is lost. */
export function addVpnGateway(dice: Dice, vpc: GeneratedVpc, ask: Ask): void {
  const name = `${vpc.name}_vgw`;
  const target = { GatewayId: `$${name}` };
  ask('ec2', 'CreateVpnGateway', { Type: 'ipsec.1' }, { [name]: 'VpnGateway.VpnGatewayId' });
  ask('ec2', 'AttachVpnGateway', { VpnGatewayId: `$${name}`, VpcId: `$${vpc.name}` });
  vpc.targets.push(target);
  for (const RouteTableId of dice.some(vpc.tables)) {
    const DestinationCidrBlock = dice.pick(['0.0.0.0/0', '0.0.0.0/1', '203.0.113.0/28', '192.168.0.0/16']);
    ask('ec2', 'CreateRoute', { RouteTableId, DestinationCidrBlock, ...target });
  }
}

/** It has an address and groups, and takes nothing. */
export function addConnectEndpoint(dice: Dice, vpc: GeneratedVpc, ask: Ask): void {
  const input = { SubnetId: `$${dice.pick(vpc.subnets).name}`, SecurityGroupIds: [dice.pick(vpc.groups)] };
  const gives = { [`${vpc.name}_eice`]: 'InstanceConnectEndpoint.InstanceConnectEndpointId' };
  ask('ec2', 'CreateInstanceConnectEndpoint', input, gives);
}

function addPublicNatGateway(vpc: GeneratedVpc, ask: Ask, what: string, subnet: GeneratedSubnet): void {
  const name = `${vpc.name}_${what}`;
  ask('ec2', 'AllocateAddress', { Domain: 'vpc' }, { [`${name}_eip`]: 'AllocationId' });
  const input = { SubnetId: `$${subnet.name}`, AllocationId: `$${name}_eip` };
  ask('ec2', 'CreateNatGateway', input, { [name]: 'NatGateway.NatGatewayId' });
  vpc.targets.push({ NatGatewayId: `$${name}` });
  vpc.natGateways.push({ name, facing: true });
}

function addPrivateNatGateway(vpc: GeneratedVpc, ask: Ask, subnet: GeneratedSubnet): void {
  const name = `${vpc.name}_private`;
  const input = { SubnetId: `$${subnet.name}`, ConnectivityType: 'private' };
  ask('ec2', 'CreateNatGateway', input, { [name]: 'NatGateway.NatGatewayId' });
  vpc.targets.push({ NatGatewayId: `$${name}` });
  vpc.natGateways.push({ name, facing: false });
}

/** Of all subnets that have none of their own. */
export function addMainTable(vpc: GeneratedVpc, ask: Ask): void {
  const name = `${vpc.name}_main`;
  const Filters = [
    { Name: 'vpc-id', Values: [`$${vpc.name}`] },
    { Name: 'association.main', Values: ['true'] },
  ];
  ask('ec2', 'DescribeRouteTables', { Filters }, { [name]: 'RouteTables.0.RouteTableId' });
  vpc.tables.push(`$${name}`);
}

/** Each table is a subnet's; a subnet without one has the main table, which leads nowhere. */
export function addTables(dice: Dice, vpc: GeneratedVpc, ask: Ask): void {
  for (const [index, subnet] of vpc.subnets.entries()) {
    if (!dice.chance(85)) continue;
    const name = `${vpc.name}_table${index + 1}`;
    vpc.tables.push(`$${name}`);
    ask('ec2', 'CreateRouteTable', { VpcId: `$${vpc.name}` }, { [name]: 'RouteTable.RouteTableId' });
    const associated = { [`${name}_association`]: 'AssociationId' };
    ask('ec2', 'AssociateRouteTable', { RouteTableId: `$${name}`, SubnetId: `$${subnet.name}` }, associated);
    const outward = vpc.targets.find((target) => target.NetworkInterfaceId === undefined);
    if (outward && dice.chance(80)) {
      ask('ec2', 'CreateRoute', { RouteTableId: `$${name}`, DestinationCidrBlock: '0.0.0.0/0', ...outward });
    }
    for (const wanted of vpc.wanted.filter((one) => one.subnet === subnet.name))
      ask('ec2', 'CreateRoute', { RouteTableId: `$${name}`, ...wanted.route });
    for (let left = dice.between(0, 2); left > 0; left -= 1) {
      const made = route(dice, vpc);
      if (made) ask('ec2', 'CreateRoute', { RouteTableId: `$${name}`, ...made });
    }
  }
  // What a route leads to and is gone leaves a blackhole.
  const gone = vpc.targets.find((target) => target.NatGatewayId?.endsWith('_gone'));
  if (gone) ask('ec2', 'DeleteNatGateway', gone);
}

export const gatewayServices = ['s3', 'dynamodb'] as const;

export function addGatewayEndpoints(dice: Dice, vpc: GeneratedVpc, ask: Ask): void {
  for (const service of gatewayServices) {
    if (!dice.chance(35)) continue;
    const ServiceName = `com.amazonaws.${vpc.region}.${service}`;
    const input = { VpcId: `$${vpc.name}`, ServiceName, RouteTableIds: dice.some(vpc.tables) };
    ask('ec2', 'CreateVpcEndpoint', input, { [`${vpc.name}_${service}`]: 'VpcEndpoint.VpcEndpointId' });
    vpc.gatewayEndpoints.push(service);
  }
}

/** One subnet of each zone at most, as AWS wants it. */
export function addInterfaceEndpoint(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  const name = `${vpc.name}_sts`;
  const subnets = oneOfEachZone(vpc.subnets);
  const input = {
    VpcId: `$${vpc.name}`,
    VpcEndpointType: 'Interface',
    ServiceName: `com.amazonaws.${vpc.region}.sts`,
    SubnetIds: subnets.map((subnet) => `$${subnet.name}`),
    SecurityGroupIds: [openOrAny(dice, vpc)],
    PrivateDnsEnabled: false,
  };
  ask('ec2', 'CreateVpcEndpoint', input, { [name]: 'VpcEndpoint.VpcEndpointId' });
  inventory.endpoints.push({ name, vpc: vpc.name, zones: subnets.length, port: 443 });
}

export function oneOfEachZone(subnets: readonly GeneratedSubnet[]): readonly GeneratedSubnet[] {
  return [...new Map(subnets.map((subnet) => [subnet.zone, subnet])).values()];
}
