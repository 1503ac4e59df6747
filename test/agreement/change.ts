/**
 * A random single change of a generated network, as one AWS call: to rules, routes, ACLs, groups of an interface, and to
 * what runs. Changes are drawn before any is carried out, so one that no longer fits is refused by AWS and left out.
 */

import type { Dice } from './dice.ts';
import { everything } from './generate.ts';
import { inspectionChange } from './inspection.ts';
import { asking, type GeneratedInstance, type GeneratedVpc, groupsFor, groupsIn, type Inventory } from './inventory.ts';
import { loadBalancerChange } from './load-balancers.ts';
import { peeringChange } from './peering.ts';
import type { Call, Owner } from './plan.ts';
import { serviceChange } from './private-link.ts';
import { block, entry, permission, route } from './rules.ts';
import { shareChange } from './sharing.ts';
import { transitChange } from './transit.ts';

/** The VPC's owner's unless it says whose. */
type Change = readonly [operation: string, input: Readonly<Record<string, unknown>>, owner?: Owner];

type Maker = (dice: Dice, inventory: Inventory, vpc: GeneratedVpc) => Change | undefined;

function someOf(dice: Dice, inventory: Inventory, vpc: GeneratedVpc): GeneratedInstance {
  return dice.pick(inventory.instances.filter((one) => one.vpc === vpc.name));
}

/** On some instance of the VPC, by its owner. */
function onInstance(operation: string): Maker {
  return (dice, inventory, vpc) => {
    const { name, owner } = someOf(dice, inventory, vpc);
    return [operation, { InstanceIds: [`$${name}`] }, owner];
  };
}

function onInterface(attribute: (dice: Dice, groups: readonly string[]) => object): Maker {
  return (dice, inventory, vpc) => {
    const { interfaces, owner } = someOf(dice, inventory, vpc);
    const NetworkInterfaceId = `$${dice.pick(interfaces)}`;
    const input = { NetworkInterfaceId, ...attribute(dice, groupsFor(vpc, owner)) };
    return ['ModifyNetworkInterfaceAttribute', input, owner];
  };
}

function authorize(egress: boolean): Maker {
  const operation = `AuthorizeSecurityGroup${egress ? 'Egress' : 'Ingress'}`;
  return (dice, inventory, vpc) => {
    const [GroupId, owner] = dice.pick(groupsIn(vpc));
    return [operation, { GroupId, IpPermissions: [permission(dice, inventory, vpc, egress)] }, owner];
  };
}

/** One that was asked for before, or the rule for everything. */
function revoke(egress: boolean): Maker {
  const way = egress ? 'Egress' : 'Ingress';
  return (dice, inventory, vpc) => {
    const groups = groupsIn(vpc);
    const given = inventory.calls.filter(
      ({ operation, input }) =>
        operation === `AuthorizeSecurityGroup${way}` && groups.some(([group]) => group === input.GroupId),
    );
    const [GroupId, owner] = dice.pick(groups);
    const all = [`RevokeSecurityGroup${way}`, { GroupId, IpPermissions: [everything] }, owner] as const;
    if (given.length === 0 || dice.chance(40)) return all;
    const chosen = dice.pick(given);
    return [`RevokeSecurityGroup${way}`, chosen.input, chosen.owner];
  };
}

const makers: readonly Maker[] = [
  authorize(false),
  authorize(true),
  authorize(false),
  revoke(false),
  revoke(true),
  (dice, inventory, vpc) =>
    vpc.acls.length === 0
      ? undefined
      : [
          dice.pick(['CreateNetworkAclEntry', 'ReplaceNetworkAclEntry']),
          { NetworkAclId: dice.pick(vpc.acls), ...entry(dice, inventory, vpc, dice.chance(50)) },
        ],
  (dice, _, vpc) =>
    vpc.acls.length === 0
      ? undefined
      : ['DeleteNetworkAclEntry', { NetworkAclId: dice.pick(vpc.acls), Egress: dice.chance(50), RuleNumber: 150 }],
  (dice, _, vpc) => {
    const made = vpc.tables.length === 0 ? undefined : route(dice, vpc);
    return made && [dice.pick(['CreateRoute', 'ReplaceRoute']), { RouteTableId: dice.pick(vpc.tables), ...made }];
  },
  (dice, _, vpc) =>
    vpc.tables.length === 0
      ? undefined
      : ['DeleteRoute', { RouteTableId: dice.pick(vpc.tables), DestinationCidrBlock: '0.0.0.0/0' }],
  onInterface((dice, groups) => ({ Groups: [dice.pick(groups)] })),
  // Of another VPC of the owner's; AWS keeps it where it is while somebody wears it.
  (dice, _, vpc) => {
    const foreign = vpc.groups.filter((group) => !group.startsWith(`$${vpc.name}_`));
    if (foreign.length === 0) return undefined;
    const operation = dice.pick(['AssociateSecurityGroupVpc', 'DisassociateSecurityGroupVpc']);
    return [operation, { GroupId: dice.pick(foreign), VpcId: `$${vpc.name}` }];
  },
  onInterface((dice) => ({ SourceDestCheck: { Value: dice.chance(50) } })),
  (dice, inventory, vpc) => {
    const { name, owner, address, elastic } = someOf(dice, inventory, vpc);
    const from = { AllocationId: `$${name}_eip`, NetworkInterfaceId: `$${name}_eni` };
    const PrivateIpAddress = dice.pick([address, ...elastic]);
    return ['AssociateAddress', { ...from, PrivateIpAddress, AllowReassociation: true }, owner];
  },
  (dice, inventory, vpc) => {
    const { name, owner, further } = someOf(dice, inventory, vpc);
    if (further.length === 0) return undefined;
    const operation = dice.pick(['AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses']);
    return [operation, { NetworkInterfaceId: `$${name}_eni`, PrivateIpAddresses: [dice.pick(further)] }, owner];
  },
  (dice, inventory, vpc) => {
    const own = inventory.endpoints.filter((one) => one.vpc === vpc.name);
    if (own.length === 0) return undefined;
    const [AddSecurityGroupIds, RemoveSecurityGroupIds] = [[dice.pick(vpc.groups)], [dice.pick(vpc.groups)]];
    return [
      'ModifyVpcEndpoint',
      { VpcEndpointId: `$${dice.pick(own).name}`, AddSecurityGroupIds, RemoveSecurityGroupIds },
    ];
  },
  (dice, inventory, vpc) => {
    const own = inventory.endpoints.filter((one) => one.vpc === vpc.name);
    if (own.length === 0) return undefined;
    const VpcEndpointId = `$${dice.pick(own).name}`;
    const subnets = [`$${dice.pick(vpc.subnets).name}`];
    return ['ModifyVpcEndpoint', { VpcEndpointId, [dice.pick(['AddSubnetIds', 'RemoveSubnetIds'])]: subnets }];
  },
  (dice, _, vpc) => {
    if (vpc.gatewayEndpoints.length === 0) return undefined;
    const AddRouteTableIds = dice.some(vpc.tables);
    const RemoveRouteTableIds = vpc.tables.filter((table) => !AddRouteTableIds.includes(table));
    return [
      'ModifyVpcEndpoint',
      { VpcEndpointId: `$${vpc.name}_${dice.pick(vpc.gatewayEndpoints)}`, AddRouteTableIds, RemoveRouteTableIds },
    ];
  },
  (dice, _, vpc) => ['DeleteNatGateway', { NatGatewayId: `$${vpc.name}_${dice.pick(['nat', 'private'])}` }],
  (dice, _, vpc) => [
    dice.pick(['AttachVpnGateway', 'DetachVpnGateway']),
    { VpnGatewayId: `$${vpc.name}_vgw`, VpcId: `$${vpc.name}` },
  ],
  (_, __, vpc) => ['DetachInternetGateway', { InternetGatewayId: `$${vpc.gateway}`, VpcId: `$${vpc.name}` }],
  (dice, _, vpc) => {
    const tables = vpc.tables.filter((table) => !table.endsWith('_main'));
    return tables.length === 0
      ? undefined
      : ['DisassociateRouteTable', { AssociationId: `${dice.pick(tables)}_association` }];
  },
  (dice, inventory, vpc) => {
    const { name, owner, interfaces } = someOf(dice, inventory, vpc);
    const [, second] = interfaces;
    if (second === undefined) return undefined;
    const where = { NetworkInterfaceId: `$${second}`, InstanceId: `$${name}`, DeviceIndex: 1 };
    const detach: Change = ['DetachNetworkInterface', { AttachmentId: `$${second}_attachment` }, owner];
    return dice.chance(60) ? detach : ['AttachNetworkInterface', where, owner];
  },
  (dice, inventory, vpc) => {
    const AddEntries = [{ Cidr: block(dice, inventory, vpc) }];
    const list = { PrefixListId: vpc.prefixList, CurrentVersion: 1 };
    return vpc.prefixList === undefined ? undefined : ['ModifyManagedPrefixList', { ...list, AddEntries }];
  },
  (dice, inventory, vpc) => (dice.chance(80) ? undefined : onInstance('TerminateInstances')(dice, inventory, vpc)),
  onInstance('StopInstances'),
  onInstance('StartInstances'),
];

type Whole = (dice: Dice, inventory: Inventory) => Call | undefined;

/** Those that are no one VPC's. */
const wholes: readonly Whole[] = [
  (dice, inventory) => {
    const { owner, subnets } = dice.pick(inventory.vpcs);
    const input = { zone: dice.pick(subnets).zone, state: dice.pick(['down', 'up']) };
    return { owner, service: 'postern', operation: 'fault', input };
  },
  loadBalancerChange,
  inspectionChange,
  inspectionChange,
  serviceChange,
  shareChange,
  peeringChange,
  peeringChange,
  transitChange,
  transitChange,
];

/** Undefined where the drawn kind of change does not fit the drawn VPC. */
export function change(dice: Dice, inventory: Inventory): Call | undefined {
  if (dice.chance(20)) return dice.pick(wholes)(dice, inventory);
  const vpc = dice.pick(inventory.vpcs);
  const made = dice.pick(makers)(dice, inventory, vpc);
  if (made === undefined) return undefined;
  const calls: Call[] = [];
  const [operation, input, owner = vpc.owner] = made;
  asking(calls, owner)('ec2', operation, input);
  return calls[0];
}
