/**
 * A random single change of a generated network, as one AWS call: to rules, routes, ACLs, groups of an interface, and to
 * what runs. Changes are drawn before any is carried out, so one that no longer fits is refused by AWS and left out.
 */

import type { Dice } from './dice.ts';
import { everything } from './generate.ts';
import { asking, type GeneratedInstance, type GeneratedVpc, type Inventory } from './inventory.ts';
import { loadBalancerChange } from './load-balancers.ts';
import type { Call } from './plan.ts';
import { serviceChange } from './private-link.ts';
import { block, entry, permission, route } from './rules.ts';

type Change = readonly [operation: string, input: Readonly<Record<string, unknown>>];

type Of = (dice: Dice, inventory: Inventory, vpc: GeneratedVpc) => string;

type Maker = (dice: Dice, inventory: Inventory, vpc: GeneratedVpc) => Change | undefined;

function someOf(dice: Dice, inventory: Inventory, vpc: GeneratedVpc): GeneratedInstance {
  return dice.pick(inventory.instances.filter((one) => one.vpc === vpc.name));
}

const instanceOf: Of = (dice, inventory, vpc) => `$${someOf(dice, inventory, vpc).name}`;
const interfaceOf: Of = (dice, inventory, vpc) => `$${dice.pick(someOf(dice, inventory, vpc).interfaces)}`;

function authorize(egress: boolean): Maker {
  const operation = `AuthorizeSecurityGroup${egress ? 'Egress' : 'Ingress'}`;
  return (dice, inventory, vpc) => [
    operation,
    { GroupId: dice.pick(vpc.groups), IpPermissions: [permission(dice, inventory, vpc, egress)] },
  ];
}

/** One that was asked for before, or the rule for everything. */
function revoke(egress: boolean): Maker {
  const way = egress ? 'Egress' : 'Ingress';
  return (dice, inventory, vpc) => {
    const given = inventory.calls.filter(
      ({ operation, input }) =>
        operation === `AuthorizeSecurityGroup${way}` && vpc.groups.includes(String(input.GroupId)),
    );
    const all = { GroupId: dice.pick(vpc.groups), IpPermissions: [everything] };
    return [`RevokeSecurityGroup${way}`, given.length === 0 || dice.chance(40) ? all : dice.pick(given).input];
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
  (dice, inventory, vpc) => [
    'ModifyNetworkInterfaceAttribute',
    { NetworkInterfaceId: interfaceOf(dice, inventory, vpc), Groups: [dice.pick(vpc.groups)] },
  ],
  (dice, inventory, vpc) => [
    'ModifyNetworkInterfaceAttribute',
    { NetworkInterfaceId: interfaceOf(dice, inventory, vpc), SourceDestCheck: { Value: dice.chance(50) } },
  ],
  (dice, inventory, vpc) => {
    const { name, address, elastic } = someOf(dice, inventory, vpc);
    const from = { AllocationId: `$${name}_eip`, NetworkInterfaceId: `$${name}_eni` };
    const PrivateIpAddress = dice.pick([address, ...elastic]);
    return ['AssociateAddress', { ...from, PrivateIpAddress, AllowReassociation: true }];
  },
  (dice, inventory, vpc) => {
    const { name, further } = someOf(dice, inventory, vpc);
    if (further.length === 0) return undefined;
    const operation = dice.pick(['AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses']);
    return [operation, { NetworkInterfaceId: `$${name}_eni`, PrivateIpAddresses: [dice.pick(further)] }];
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
  (_, __, vpc) => ['DetachInternetGateway', { InternetGatewayId: `$${vpc.gateway}`, VpcId: `$${vpc.name}` }],
  (dice, _, vpc) => {
    const tables = vpc.tables.filter((table) => !table.endsWith('_main'));
    return tables.length === 0
      ? undefined
      : ['DisassociateRouteTable', { AssociationId: `${dice.pick(tables)}_association` }];
  },
  (dice, inventory, vpc) => {
    const { name, interfaces } = someOf(dice, inventory, vpc);
    const [, second] = interfaces;
    if (second === undefined) return undefined;
    const where = { NetworkInterfaceId: `$${second}`, InstanceId: `$${name}`, DeviceIndex: 1 };
    const detach: Change = ['DetachNetworkInterface', { AttachmentId: `$${second}_attachment` }];
    return dice.chance(60) ? detach : ['AttachNetworkInterface', where];
  },
  (dice, inventory, vpc) => {
    const AddEntries = [{ Cidr: block(dice, inventory, vpc) }];
    const list = { PrefixListId: vpc.prefixList, CurrentVersion: 1 };
    return vpc.prefixList === undefined ? undefined : ['ModifyManagedPrefixList', { ...list, AddEntries }];
  },
  (dice, inventory, vpc) =>
    dice.chance(80) ? undefined : ['TerminateInstances', { InstanceIds: [instanceOf(dice, inventory, vpc)] }],
  (dice, inventory, vpc) => ['StopInstances', { InstanceIds: [instanceOf(dice, inventory, vpc)] }],
  (dice, inventory, vpc) => ['StartInstances', { InstanceIds: [instanceOf(dice, inventory, vpc)] }],
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
  serviceChange,
];

/** Undefined where the drawn kind of change does not fit the drawn VPC. */
export function change(dice: Dice, inventory: Inventory): Call | undefined {
  if (dice.chance(20)) return dice.pick(wholes)(dice, inventory);
  const vpc = dice.pick(inventory.vpcs);
  const made = dice.pick(makers)(dice, inventory, vpc);
  if (made === undefined) return undefined;
  const calls: Call[] = [];
  asking(calls, vpc.owner)('ec2', ...made);
  return calls[0];
}
