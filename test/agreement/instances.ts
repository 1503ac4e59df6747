/**
 * Instances of a generated VPC, with everything that gives one a further address: secondary private addresses, further
 * interfaces, elastic addresses. Some forward what is not theirs, by one interface or by two.
 */

import type { Dice } from './dice.ts';
import {
  type Ask,
  asking,
  type GeneratedGuest,
  type GeneratedInstance,
  type GeneratedSubnet,
  type GeneratedVpc,
  groupsFor,
  type Inventory,
} from './inventory.ts';
import { groupPair } from './rules.ts';

export function addInstances(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  const count = dice.between(2, 4);
  for (let index = 1; index <= count; index += 1) {
    const instance = addInstance(dice, vpc, ask, index);
    inventory.instances.push(instance);
    if (dice.chance(30)) addSecondaryAddress(dice, instance, ask, 100 + index);
    if (dice.chance(15)) addInterface(dice, vpc, instance, ask, 200 + index);
  }
}

/** With an address that ends as it is told to. */
export function addGuestInstance(
  dice: Dice,
  inventory: Inventory,
  vpc: GeneratedVpc,
  { owner, subnets }: GeneratedGuest,
  last: number,
): void {
  const ask = asking(inventory.calls, owner);
  const subnet = dice.pick(subnets);
  const instance = askForInstance(vpc, ask, {
    name: `${vpc.name}_guest${last}`,
    owner,
    subnet,
    address: subnet.cidr.replace('0/24', `${last}`),
    groups: someGroups(dice, groupsFor(vpc, owner)),
    mayBePublic: dice.chance(40),
  });
  inventory.instances.push(instance);
  if (dice.chance(30)) addSecondaryAddress(dice, instance, ask, 100 + last);
  if (dice.chance(15)) addInterface(dice, { ...vpc, subnets: [...subnets] }, instance, ask, 180 + last);
}

function addInstance(dice: Dice, vpc: GeneratedVpc, ask: Ask, index: number): GeneratedInstance {
  const name = `${vpc.name}_host${index}`;
  const subnet = dice.pick(vpc.subnets);
  const address = subnet.cidr.replace('0/24', `${9 + index}`);
  return askForInstance(vpc, ask, {
    name,
    owner: vpc.owner,
    subnet,
    address,
    groups: someGroups(dice, vpc.groups),
    mayBePublic: dice.chance(40),
  });
}

type Wanted = Pick<GeneratedInstance, 'name' | 'owner' | 'address' | 'groups' | 'mayBePublic'> & {
  readonly subnet: GeneratedSubnet;
};

export function askForInstance(vpc: GeneratedVpc, ask: Ask, wanted: Wanted): GeneratedInstance {
  const { name, owner, subnet, address, groups, mayBePublic } = wanted;
  const NetworkInterface = {
    DeviceIndex: 0,
    SubnetId: `$${subnet.name}`,
    Groups: groups,
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
  const interfaces = [`${name}_eni`];
  return {
    name,
    owner,
    vpc: vpc.name,
    subnet: subnet.name,
    address,
    mayBePublic,
    groups,
    further: [],
    elastic: [],
    interfaces,
  };
}

/** The VPC's open group half of the time, so that what else there is decides. */
export function openOrAny(dice: Dice, { groups }: GeneratedVpc): string {
  return dice.chance(50) ? groups[0]! : dice.pick(groups);
}

function someGroups(dice: Dice, groups: readonly string[]): readonly string[] {
  if (dice.chance(30)) return [groups[0]!];
  return dice.chance(60) ? [dice.pick(groups)] : [...new Set([dice.pick(groups), dice.pick(groups)])];
}

function addSecondaryAddress(
  dice: Dice,
  { name, address, further, elastic }: GeneratedInstance,
  ask: Ask,
  last: number,
) {
  const second = address.replace(/\d+$/, `${last}`);
  const NetworkInterfaceId = `$${name}_eni`;
  ask('ec2', 'AssignPrivateIpAddresses', { NetworkInterfaceId, PrivateIpAddresses: [second] });
  further.push(second);
  if (!dice.chance(40)) return;
  ask('ec2', 'AllocateAddress', { Domain: 'vpc' }, { [`${name}_eip`]: 'AllocationId' });
  ask('ec2', 'AssociateAddress', { AllocationId: `$${name}_eip`, NetworkInterfaceId, PrivateIpAddress: second });
  elastic.push(second);
}

/** In any subnet of the instance's zone, its own too. */
function addInterface(dice: Dice, vpc: GeneratedVpc, instance: GeneratedInstance, ask: Ask, last: number): void {
  const home = vpc.subnets.find(({ name }) => name === instance.subnet)!;
  const subnet = dice.pick(vpc.subnets.filter(({ zone }) => zone === home.zone));
  const name = `${instance.name}_eni2`;
  const address = subnet.cidr.replace('0/24', `${last}`);
  const input = {
    SubnetId: `$${subnet.name}`,
    PrivateIpAddress: address,
    Groups: someGroups(dice, groupsFor(vpc, instance.owner)),
  };
  ask('ec2', 'CreateNetworkInterface', input, { [name]: 'NetworkInterface.NetworkInterfaceId' });
  const where = { NetworkInterfaceId: `$${name}`, InstanceId: `$${instance.name}`, DeviceIndex: 1 };
  ask('ec2', 'AttachNetworkInterface', where, { [`${name}_attachment`]: 'AttachmentId' });
  instance.further.push(address);
  instance.interfaces.push(name);
}

/** An instance that routes may lead through; most of them forward. */
export function addForwarder(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  const own = inventory.instances.filter((one) => one.vpc === vpc.name && one.owner === vpc.owner);
  const several = own.filter(({ interfaces }) => interfaces.length > 1);
  const chosen = dice.pick(several.length > 0 && dice.chance(60) ? several : own);
  if (dice.chance(75)) forward(ask, chosen);
  vpc.targets.push(...chosen.interfaces.map((name) => ({ NetworkInterfaceId: `$${name}` })));
}

/**
 * One subnet's way to another through an instance between them, by one interface or two; behind it somebody whose only rule names
 * the sender's group, which is not seen so.
 */
export function addInspection(dice: Dice, inventory: Inventory, vpc: GeneratedVpc, ask: Ask): void {
  const sender = dice.pick(inventory.instances.filter((one) => one.vpc === vpc.name));
  const others = vpc.subnets.filter(({ name }) => name !== sender.subnet);
  if (others.length === 0) return;
  const inner = dice.pick(others);
  const group = `${vpc.name}_named`;
  ask(
    'ec2',
    'CreateSecurityGroup',
    { GroupName: group, Description: 'generated', VpcId: `$${vpc.name}` },
    { [group]: 'GroupId' },
  );
  const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs: [groupPair(vpc, dice.pick(sender.groups))] }];
  ask('ec2', 'AuthorizeSecurityGroupIngress', { GroupId: `$${group}`, IpPermissions });
  vpc.groups.push(`$${group}`);
  const at = (subnet: GeneratedSubnet, last: number) => ({ subnet, address: subnet.cidr.replace('0/24', `${last}`) });
  const plain = { owner: vpc.owner, mayBePublic: false };
  const behind = { name: `${vpc.name}_behind`, groups: [`$${group}`], ...plain, ...at(inner, 31) };
  const groups = [openOrAny(dice, vpc)];
  const near = vpc.subnets.filter(({ name, zone }) => zone === inner.zone && name !== inner.name);
  const home = dice.pick(near.length > 0 && dice.chance(70) ? near : vpc.subnets);
  const between = { name: `${vpc.name}_between`, groups, ...plain, ...at(home, 32) };
  const middle = askForInstance(vpc, ask, between);
  inventory.instances.push(askForInstance(vpc, ask, behind), middle);
  if (between.subnet.zone === inner.zone && dice.chance(60)) {
    addInterface(dice, { ...vpc, subnets: [between.subnet, inner] }, middle, ask, 33);
  }
  forward(ask, middle);
  const NetworkInterfaceId = `$${middle.interfaces[0]}`;
  vpc.targets.push({ NetworkInterfaceId });
  vpc.wanted.push({ subnet: sender.subnet, route: { DestinationCidrBlock: inner.cidr, NetworkInterfaceId } });
  if (dice.chance(50)) {
    vpc.wanted.push({
      subnet: inner.name,
      route: { DestinationCidrBlock: dice.pick(others).cidr, NetworkInterfaceId },
    });
  }
}

function forward(ask: Ask, { interfaces }: GeneratedInstance): void {
  for (const name of interfaces) {
    const request = { NetworkInterfaceId: `$${name}`, SourceDestCheck: { Value: false } };
    ask('ec2', 'ModifyNetworkInterfaceAttribute', request);
  }
}
