/**
 * A random network of one seed: VPCs that share addresses, subnets in several zones, route tables, ACLs, groups, instances,
 * gateways, endpoints and sometimes a service of the other account. What AWS refuses of it is left out when it is made.
 */

import type { Dice } from './dice.ts';
import {
  type Ask,
  asking,
  emptyInventory,
  type GeneratedSubnet,
  type GeneratedVpc,
  type Inventory,
} from './inventory.ts';
import type { Owner } from './plan.ts';
import { addService } from './private-link.ts';
import { block, entry, permission, route } from './rules.ts';

const zones = ['use1-az1', 'use1-az2', 'use1-az4'];

/** The first one is the likeliest: VPCs that share addresses are what has to be kept apart. */
const blocks = ['10.0', '10.0', '10.0', '10.1', '172.16'];

export function generate(dice: Dice): Inventory {
  const inventory = emptyInventory();
  const count = dice.between(1, 3);
  for (let number = 1; number <= count; number += 1)
    addVpc(dice, inventory, number, number === 1 ? 'consumer' : 'provider');
  const [first, second] = inventory.vpcs;
  if (first && second && dice.chance(50)) addService(dice, inventory, second, first);
  return inventory;
}

function addVpc(dice: Dice, inventory: Inventory, number: number, owner: Owner): void {
  const name = `vpc${number}`;
  const prefix = dice.pick(blocks);
  const vpc: GeneratedVpc = {
    name,
    owner,
    cidr: `${prefix}.0.0/16`,
    subnets: [],
    groups: [],
    acls: [],
    tables: [],
    targets: [],
    gateway: undefined,
    prefixList: undefined,
  };
  const ask = asking(inventory.calls, owner);
  inventory.vpcs.push(vpc);
  ask('ec2', 'CreateVpc', { CidrBlock: vpc.cidr }, { [name]: 'Vpc.VpcId' });
  const subnets = dice.between(1, 3);
  for (let index = 1; index <= subnets; index += 1) addSubnet(dice, vpc, ask, `${prefix}.${index}.0/24`);
  addGroups(dice, vpc, ask);
  addInstances(dice, inventory, vpc, ask);
  if (dice.chance(30)) addPrefixList(dice, inventory, vpc, ask);
  fillGroups(dice, inventory, vpc, ask);
  if (dice.chance(30)) addForwarder(dice, inventory, vpc, ask);
  addGateways(dice, vpc, ask);
  addTables(dice, vpc, ask);
  addAcls(dice, inventory, vpc, ask);
  if (dice.chance(40)) addGatewayEndpoint(dice, vpc, ask);
  if (dice.chance(40)) addInterfaceEndpoint(dice, inventory, vpc, ask);
}

function addSubnet(dice: Dice, vpc: GeneratedVpc, ask: Ask, cidr: string): void {
  const subnet: GeneratedSubnet = {
    name: `${vpc.name}_subnet${vpc.subnets.length + 1}`,
    vpc: vpc.name,
    cidr,
    zone: dice.pick(zones),
  };
  vpc.subnets.push(subnet);
  const input = { VpcId: `$${vpc.name}`, CidrBlock: cidr, AvailabilityZoneId: subnet.zone };
  ask('ec2', 'CreateSubnet', input, { [subnet.name]: 'Subnet.SubnetId' });
}

function addGroups(dice: Dice, vpc: GeneratedVpc, ask: Ask): void {
  const count = dice.between(2, 4);
  for (let index = 1; index <= count; index += 1) {
    const name = `${vpc.name}_group${index}`;
    const input = { GroupName: name, Description: 'generated', VpcId: `$${vpc.name}` };
    ask('ec2', 'CreateSecurityGroup', input, { [name]: 'GroupId' });
    vpc.groups.push(`$${name}`);
  }
}

export const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

/** Half of the groups let everything in, most let everything out; the others what their random rules say. */
function fillGroups(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  for (const GroupId of vpc.groups) {
    const some = (egress: boolean, most: number) => {
      for (let left = dice.between(1, most); left > 0; left -= 1) {
        const IpPermissions = [permission(dice, inventory, vpc, egress)];
        const operation = `AuthorizeSecurityGroup${egress ? 'Egress' : 'Ingress'}`;
        ask('ec2', operation, { GroupId, IpPermissions });
      }
    };
    if (dice.chance(60)) ask('ec2', 'AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [everything] });
    else some(false, 4);
    if (dice.chance(70)) continue;
    ask('ec2', 'RevokeSecurityGroupEgress', { GroupId, IpPermissions: [everything] });
    some(true, 4);
  }
}

function addInstances(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  const count = dice.between(2, 4);
  for (let index = 1; index <= count; index += 1) {
    const name = `${vpc.name}_host${index}`;
    const subnet = dice.pick(vpc.subnets);
    const address = subnet.cidr.replace('0/24', `${9 + index}`);
    const Groups = dice.chance(60)
      ? [dice.pick(vpc.groups)]
      : [...new Set([dice.pick(vpc.groups), dice.pick(vpc.groups)])];
    const mayBePublic = dice.chance(40);
    const NetworkInterface = {
      DeviceIndex: 0,
      SubnetId: `$${subnet.name}`,
      Groups,
      PrivateIpAddress: address,
      AssociatePublicIpAddress: mayBePublic,
    };
    const input = {
      ImageId: 'ami-0123456789abcdef0',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      NetworkInterfaces: [NetworkInterface],
    };
    ask('ec2', 'RunInstances', input, {
      [name]: 'Instances.0.InstanceId',
      [`${name}_eni`]: 'Instances.0.NetworkInterfaces.0.NetworkInterfaceId',
    });
    inventory.instances.push({ name, vpc: vpc.name, subnet: subnet.name, address, mayBePublic });
  }
}

function addPrefixList(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  const name = `${vpc.name}_list`;
  const blocks = new Set([block(dice, inventory, vpc), block(dice, inventory, vpc)]);
  const input = {
    PrefixListName: name,
    AddressFamily: 'IPv4',
    MaxEntries: 4,
    Entries: [...blocks].map((Cidr) => ({ Cidr })),
  };
  ask('ec2', 'CreateManagedPrefixList', input, { [name]: 'PrefixList.PrefixListId' });
  vpc.prefixList = `$${name}`;
}

/** An instance that routes may lead through; most of them forward. */
function addForwarder(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  const { name } = dice.pick(inventory.instances.filter((one) => one.vpc === vpc.name));
  if (dice.chance(75))
    ask('ec2', 'ModifyInstanceAttribute', { InstanceId: `$${name}`, SourceDestCheck: { Value: false } });
  vpc.targets.push({ NetworkInterfaceId: `$${name}_eni` });
}

function addGateways(dice: Dice, vpc: GeneratedVpc, ask: Ask): void {
  if (dice.chance(75)) {
    vpc.gateway = `${vpc.name}_igw`;
    ask('ec2', 'CreateInternetGateway', {}, { [vpc.gateway]: 'InternetGateway.InternetGatewayId' });
    const where = { InternetGatewayId: `$${vpc.gateway}`, VpcId: `$${vpc.name}` };
    ask('ec2', 'AttachInternetGateway', where);
    vpc.targets.push({ GatewayId: `$${vpc.gateway}` }, { GatewayId: `$${vpc.gateway}` });
  }
  if (dice.chance(50)) addNatGateway(vpc, ask, 'nat', dice.pick(vpc.subnets));
  if (dice.chance(15)) {
    addNatGateway(vpc, ask, 'gone', dice.pick(vpc.subnets));
    vpc.targets.push({ NatGatewayId: `$${vpc.name}_gone` });
  }
}

function addNatGateway(vpc: GeneratedVpc, ask: Ask, what: string, subnet: GeneratedSubnet): void {
  const name = `${vpc.name}_${what}`;
  ask('ec2', 'AllocateAddress', { Domain: 'vpc' }, { [`${name}_eip`]: 'AllocationId' });
  const input = { SubnetId: `$${subnet.name}`, AllocationId: `$${name}_eip` };
  ask('ec2', 'CreateNatGateway', input, { [name]: 'NatGateway.NatGatewayId' });
  vpc.targets.push({ NatGatewayId: `$${name}` });
}

/** Each table is a subnet's; a subnet without one has the main table, which leads nowhere. */
function addTables(dice: Dice, vpc: GeneratedVpc, ask: Ask): void {
  for (const [index, subnet] of vpc.subnets.entries()) {
    if (!dice.chance(75)) continue;
    const name = `${vpc.name}_table${index + 1}`;
    vpc.tables.push(`$${name}`);
    ask('ec2', 'CreateRouteTable', { VpcId: `$${vpc.name}` }, { [name]: 'RouteTable.RouteTableId' });
    ask('ec2', 'AssociateRouteTable', { RouteTableId: `$${name}`, SubnetId: `$${subnet.name}` });
    const outward = vpc.targets.find((target) => target.NetworkInterfaceId === undefined);
    if (outward && dice.chance(50)) {
      ask('ec2', 'CreateRoute', { RouteTableId: `$${name}`, DestinationCidrBlock: '0.0.0.0/0', ...outward });
    }
    for (let left = dice.between(0, 2); left > 0; left -= 1) {
      const made = route(dice, vpc);
      if (made) ask('ec2', 'CreateRoute', { RouteTableId: `$${name}`, ...made });
    }
  }
  // What a route leads to and is gone leaves a blackhole.
  const gone = vpc.targets.find((target) => target.NatGatewayId?.endsWith('_gone'));
  if (gone) ask('ec2', 'DeleteNatGateway', gone);
}

function addAcls(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  for (const [index, subnet] of vpc.subnets.entries()) {
    if (!dice.chance(33)) continue;
    const name = `${vpc.name}_acl${index + 1}`;
    const NetworkAclId = `$${name}`;
    vpc.acls.push(NetworkAclId);
    ask('ec2', 'CreateNetworkAcl', { VpcId: `$${vpc.name}` }, { [name]: 'NetworkAcl.NetworkAclId' });
    for (const Egress of [false, true]) {
      const all = { NetworkAclId, Egress, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' };
      if (dice.chance(85)) ask('ec2', 'CreateNetworkAclEntry', { ...all, RuleNumber: 150 });
      for (let left = dice.between(0, 3); left > 0; left -= 1) {
        ask('ec2', 'CreateNetworkAclEntry', { NetworkAclId, ...entry(dice, inventory, vpc, Egress) });
      }
    }
    const SubnetId = `$${subnet.name}`;
    ask(
      'ec2',
      'DescribeNetworkAcls',
      { Filters: [{ Name: 'association.subnet-id', Values: [SubnetId] }] },
      { [`${name}_association`]: `NetworkAcls.0.Associations.SubnetId=${SubnetId}.NetworkAclAssociationId` },
    );
    ask('ec2', 'ReplaceNetworkAclAssociation', { AssociationId: `$${name}_association`, NetworkAclId });
  }
}

function addGatewayEndpoint(dice: Dice, vpc: GeneratedVpc, ask: Ask): void {
  const ServiceName = 'com.amazonaws.us-east-1.s3';
  const input = { VpcId: `$${vpc.name}`, ServiceName, RouteTableIds: dice.some(vpc.tables) };
  ask('ec2', 'CreateVpcEndpoint', input, { [`${vpc.name}_s3`]: 'VpcEndpoint.VpcEndpointId' });
}

/** One subnet of each zone at most, as AWS wants it. */
function addInterfaceEndpoint(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  const name = `${vpc.name}_sts`;
  const subnets = oneOfEachZone(vpc.subnets);
  const input = {
    VpcId: `$${vpc.name}`,
    VpcEndpointType: 'Interface',
    ServiceName: 'com.amazonaws.us-east-1.sts',
    SubnetIds: subnets.map((subnet) => `$${subnet.name}`),
    SecurityGroupIds: [dice.pick(vpc.groups)],
    PrivateDnsEnabled: false,
  };
  ask('ec2', 'CreateVpcEndpoint', input, { [name]: 'VpcEndpoint.VpcEndpointId' });
  inventory.endpoints.push({ name, vpc: vpc.name, zones: subnets.length, port: 443 });
}

export function oneOfEachZone(subnets: readonly GeneratedSubnet[]): readonly GeneratedSubnet[] {
  return [...new Map(subnets.map((subnet) => [subnet.zone, subnet])).values()];
}
