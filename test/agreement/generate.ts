/**
 * A random network of one seed: VPCs that share addresses, subnets in several zones, route tables, ACLs, groups, instances,
 * gateways, endpoints, what is shared with other accounts, peering connections, transit gateways and sometimes a service of one,
 * or a gateway load balancer.
 * What AWS refuses of it is left out when it is made.
 */

import type { Dice } from './dice.ts';
import {
  addConnectEndpoint,
  addGatewayEndpoints,
  addGateways,
  addInterfaceEndpoint,
  addMainTable,
  addTables,
  addVpnGateway,
} from './gateways.ts';
import { addGatewayLoadBalancer } from './inspection.ts';
import { addForwarder, addInspection, addInstances } from './instances.ts';
import {
  type Ask,
  asking,
  emptyInventory,
  type GeneratedSubnet,
  type GeneratedVpc,
  groupsIn,
  type Inventory,
} from './inventory.ts';
import { addLoadBalancer, someKeeper } from './load-balancers.ts';
import { addPeerings } from './peering.ts';
import { type Owner, regionOf, zonesOf } from './plan.ts';
import { addService } from './private-link.ts';
import { block, entry, permission } from './rules.ts';
import { addSharing } from './sharing.ts';
import { addTransit } from './transit.ts';

/** The first one is the likeliest: VPCs that share addresses are what has to be kept apart. */
const blocks = ['10.0', '10.0', '10.0', '10.1', '172.16'];

export function generate(dice: Dice): Inventory {
  const inventory = emptyInventory();
  const count = dice.between(1, 3);
  // Who asks for another's service may do so from another region.
  const first = dice.chance(30) ? 'remote' : 'consumer';
  for (let number = 1; number <= count; number += 1) addVpc(dice, inventory, number, number === 1 ? first : 'provider');
  const [consumer, provider = consumer] = inventory.vpcs;
  // Now and then the service's own VPC, and a third one, ask for it too.
  const third = inventory.vpcs[2] ?? provider;
  if (consumer && provider && third && dice.chance(75)) {
    addService(dice, inventory, provider, dice.chance(30) ? [consumer, third] : [consumer]);
  }
  const last = inventory.vpcs.at(-1);
  if (last && dice.chance(25)) addLoadBalancer(dice, inventory, last, `${last.name}_front`, someKeeper(dice, last));
  if (dice.chance(45)) addGatewayLoadBalancer(dice, inventory);
  if (dice.chance(90)) addPeerings(dice, inventory);
  for (const vpc of inventory.vpcs) {
    const ask = asking(inventory.calls, vpc.owner);
    if (dice.chance(30)) addVpnGateway(dice, vpc, ask);
    if (dice.chance(30)) addConnectEndpoint(dice, vpc, ask);
  }
  // VPCs with the same addresses have nothing to say to each other.
  const areSeveral = new Set(inventory.vpcs.map(({ cidr }) => cidr)).size > 1;
  if (dice.chance(areSeveral ? 85 : 25)) addTransit(dice, inventory);
  return inventory;
}

function addVpc(dice: Dice, inventory: Inventory, number: number, owner: Owner): void {
  const name = `vpc${number}`;
  const prefix = dice.pick(blocks);
  const vpc: GeneratedVpc = {
    name,
    owner,
    region: regionOf[owner],
    cidr: `${prefix}.0.0/16`,
    subnets: [],
    groups: [],
    guests: [],
    acls: [],
    tables: [],
    targets: [],
    gateway: undefined,
    gatewayEndpoints: [],
    natGateways: [],
    wanted: [],
    prefixList: undefined,
  };
  const ask = asking(inventory.calls, owner);
  inventory.vpcs.push(vpc);
  ask('ec2', 'CreateVpc', { CidrBlock: vpc.cidr }, { [name]: 'Vpc.VpcId' });
  const subnets = dice.between(1, 4);
  for (let index = 1; index <= subnets; index += 1) addSubnet(dice, vpc, ask, `${prefix}.${index}.0/24`);
  if (dice.chance(20)) addFurtherBlock(dice, vpc, ask);
  addGroups(dice, vpc, ask);
  addForeignGroups(dice, inventory, vpc, ask);
  addInstances(dice, inventory, vpc, ask);
  if (dice.chance(50)) addSharing(dice, inventory, vpc);
  if (dice.chance(30)) addPrefixList(dice, inventory, vpc, ask);
  fillGroups(dice, inventory, vpc);
  if (dice.chance(40)) addForwarder(dice, inventory, vpc, ask);
  if (dice.chance(30)) addInspection(dice, inventory, vpc, ask);
  addGateways(dice, vpc, ask);
  if (dice.chance(40)) addMainTable(vpc, ask);
  addTables(dice, vpc, ask);
  addAcls(dice, inventory, vpc, ask);
  addGatewayEndpoints(dice, vpc, ask);
  if (dice.chance(40)) addInterfaceEndpoint(dice, inventory, vpc, ask);
}

/** What a VPC with the first block may have besides, by AWS's table of allowed associations. */
function addFurtherBlock(dice: Dice, vpc: GeneratedVpc, ask: Ask): void {
  const prefix = vpc.cidr.startsWith('10.') ? dice.pick(['10.77', '100.64']) : dice.pick(['172.20', '100.64']);
  ask('ec2', 'AssociateVpcCidrBlock', { VpcId: `$${vpc.name}`, CidrBlock: `${prefix}.0.0/16` });
  addSubnet(dice, vpc, ask, `${prefix}.${vpc.subnets.length + 1}.0/24`);
}

function addSubnet(dice: Dice, vpc: GeneratedVpc, ask: Ask, cidr: string): void {
  const subnet: GeneratedSubnet = {
    name: `${vpc.name}_subnet${vpc.subnets.length + 1}`,
    vpc: vpc.name,
    cidr,
    zone: dice.pick(zonesOf[vpc.owner]),
  };
  vpc.subnets.push(subnet);
  const input = { VpcId: `$${vpc.name}`, CidrBlock: cidr, AvailabilityZoneId: subnet.zone };
  ask('ec2', 'CreateSubnet', input, { [subnet.name]: 'Subnet.SubnetId', [`${subnet.name}_arn`]: 'Subnet.SubnetArn' });
}

function addGroups(dice: Dice, vpc: GeneratedVpc, ask: Ask): void {
  const count = dice.between(2, 4);
  for (let index = 1; index <= count; index += 1) {
    const name = `${vpc.name}_group${index}`;
    const input = { GroupName: name, Description: 'generated', VpcId: `$${vpc.name}` };
    ask('ec2', 'CreateSecurityGroup', input, { [name]: 'GroupId', [`${name}_arn`]: 'SecurityGroupArn' });
    vpc.groups.push(`$${name}`);
  }
}

/** Groups of another VPC of the same owner that may be worn in this one too. */
function addForeignGroups(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  const other = inventory.vpcs.find((one) => one !== vpc && one.owner === vpc.owner);
  if (!other) return;
  for (const GroupId of new Set([dice.pick(other.groups), dice.pick(other.groups)])) {
    ask('ec2', 'AssociateSecurityGroupVpc', { GroupId, VpcId: `$${vpc.name}` });
    vpc.groups.push(GroupId);
  }
}

export const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

/** The first group lets everything through; half of the others everything in, most everything out, or what random rules say. */
function fillGroups(dice: Dice, inventory: Inventory, vpc: GeneratedVpc): void {
  for (const [GroupId, owner] of groupsIn(vpc)) {
    const ask = asking(inventory.calls, owner);
    const some = (egress: boolean, most: number) => {
      for (let left = dice.between(1, most); left > 0; left -= 1) {
        const IpPermissions = [permission(dice, inventory, vpc, egress)];
        const operation = `AuthorizeSecurityGroup${egress ? 'Egress' : 'Ingress'}`;
        ask('ec2', operation, { GroupId, IpPermissions });
      }
    };
    const isOpen = GroupId === vpc.groups[0];
    if (isOpen || dice.chance(50))
      ask('ec2', 'AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [everything] });
    else some(false, 4);
    if (isOpen || dice.chance(75)) continue;
    ask('ec2', 'RevokeSecurityGroupEgress', { GroupId, IpPermissions: [everything] });
    some(true, 4);
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

function addAcls(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  for (const [index, subnet] of vpc.subnets.entries()) {
    if (!dice.chance(50)) continue;
    const name = `${vpc.name}_acl${index + 1}`;
    const NetworkAclId = `$${name}`;
    vpc.acls.push(NetworkAclId);
    ask('ec2', 'CreateNetworkAcl', { VpcId: `$${vpc.name}` }, { [name]: 'NetworkAcl.NetworkAclId' });
    for (const Egress of [false, true]) {
      const all = { NetworkAclId, Egress, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' };
      if (dice.chance(85)) ask('ec2', 'CreateNetworkAclEntry', { ...all, RuleNumber: 150 });
      for (let left = dice.between(0, 4); left > 0; left -= 1) {
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
