/**
 * Transit gateways between generated VPCs, in a region and, joined, between two: some VPCs attached and some not, by some of their
 * zones, some with appliances, some with a table of their own; and routes that lead there from most of their route tables.
 */

import type { Dice } from './dice.ts';
import { addEgressVpc } from './egress.ts';
import { addMainTable, oneOfEachZone } from './gateways.ts';
import { asking, type GeneratedTransit, type GeneratedVpc, type Inventory, transitJoined } from './inventory.ts';
import type { Call, Owner } from './plan.ts';
import { askWho } from './sharing.ts';

/** Whose a region's gateway is; the other account there uses it as a participant. */
const keepers: Readonly<Record<string, Owner>> = { 'us-east-1': 'provider', 'us-east-2': 'remote' };

export function addTransit(dice: Dice, inventory: Inventory): void {
  askWho(inventory, 'consumer');
  askWho(inventory, 'provider');
  asking(inventory.calls, 'consumer')('ram', 'EnableSharingWithAwsOrganization', {});
  for (const [region, vpcs] of Map.groupBy(inventory.vpcs, (one) => one.region)) {
    const transit: GeneratedTransit = { name: `transit_${region}`, owner: keepers[region]!, region, attached: [] };
    addGateway(inventory, transit);
    for (const vpc of vpcs) if (dice.chance(90)) addAttachment(dice, inventory, transit, vpc);
    if (dice.chance(30)) addOwnTable(dice, inventory, transit);
  }
  const [one, other] = inventory.transits;
  if (one && other) joinGateways(inventory, one, other);
  for (const transit of inventory.transits) {
    addWaysBetween(dice, inventory, transit);
    for (const vpc of transit.attached) addRoutes(dice, inventory, transit, vpc);
    if (dice.chance(35)) addEgress(dice, inventory, transit);
  }
}

const attachmentName = ({ name }: GeneratedTransit, vpc: GeneratedVpc): string => `${name}_${vpc.name}`;

function addGateway(inventory: Inventory, transit: GeneratedTransit): void {
  const { name, owner } = transit;
  const ask = asking(inventory.calls, owner);
  ask(
    'ec2',
    'CreateTransitGateway',
    { Options: { AutoAcceptSharedAttachments: 'enable' } },
    {
      [name]: 'TransitGateway.TransitGatewayId',
      [`${name}_arn`]: 'TransitGateway.TransitGatewayArn',
      [`${name}_table`]: 'TransitGateway.Options.AssociationDefaultRouteTableId',
    },
  );
  inventory.transits.push(transit);
  if (owner !== 'provider') return;
  const share = { name, resourceArns: [`$${name}_arn`], principals: ['$account_consumer'] };
  ask('ram', 'CreateResourceShare', share);
}

/** Gateways and attachments have to be there before anything is asked of them. */
function patiently(inventory: Inventory, owner: Owner, operation: string, input: Call['input'], gives?: Call['gives']) {
  const call: Call = { owner, service: 'ec2', operation, input, patient: true };
  inventory.calls.push(gives === undefined ? call : { ...call, gives });
}

function addAttachment(dice: Dice, inventory: Inventory, transit: GeneratedTransit, vpc: GeneratedVpc): void {
  const zones = oneOfEachZone(vpc.subnets);
  const SubnetIds = zones.filter((_, index) => index === 0 || dice.chance(75)).map((subnet) => `$${subnet.name}`);
  const input = {
    TransitGatewayId: `$${transit.name}`,
    VpcId: `$${vpc.name}`,
    SubnetIds,
    Options: { ApplianceModeSupport: dice.chance(25) ? 'enable' : 'disable' },
  };
  const gives = { [attachmentName(transit, vpc)]: 'TransitGatewayVpcAttachment.TransitGatewayAttachmentId' };
  patiently(inventory, vpc.owner, 'CreateTransitGatewayVpcAttachment', input, gives);
  transit.attached.push(vpc);
}

/** One attachment is routed by another table than the rest, which knows some of the others. */
function addOwnTable(dice: Dice, inventory: Inventory, transit: GeneratedTransit): void {
  if (transit.attached.length === 0) return;
  const { name, owner } = transit;
  const table = `${name}_table2`;
  const apart = { TransitGatewayAttachmentId: `$${attachmentName(transit, dice.pick(transit.attached))}` };
  const [first, second] = [
    { TransitGatewayRouteTableId: `$${name}_table`, ...apart },
    { TransitGatewayRouteTableId: `$${table}`, ...apart },
  ];
  const gives = { [table]: 'TransitGatewayRouteTable.TransitGatewayRouteTableId' };
  patiently(inventory, owner, 'CreateTransitGatewayRouteTable', { TransitGatewayId: `$${name}` }, gives);
  patiently(inventory, owner, 'DisassociateTransitGatewayRouteTable', first);
  if (dice.chance(85)) patiently(inventory, owner, 'AssociateTransitGatewayRouteTable', second);
  for (const vpc of transit.attached) {
    if (!dice.chance(75)) continue;
    const known = { ...second, TransitGatewayAttachmentId: `$${attachmentName(transit, vpc)}` };
    patiently(inventory, owner, 'EnableTransitGatewayRouteTablePropagation', known);
  }
}

function joinGateways(inventory: Inventory, one: GeneratedTransit, other: GeneratedTransit): void {
  const input = {
    TransitGatewayId: `$${one.name}`,
    PeerTransitGatewayId: `$${other.name}`,
    PeerAccountId: `$account_${other.owner === 'remote' ? 'consumer' : other.owner}`,
    PeerRegion: other.region,
  };
  const gives = { transit_peering: 'TransitGatewayPeeringAttachment.TransitGatewayAttachmentId' };
  patiently(inventory, one.owner, 'CreateTransitGatewayPeeringAttachment', input, gives);
  const accepted = { TransitGatewayAttachmentId: '$transit_peering' };
  patiently(inventory, other.owner, 'AcceptTransitGatewayPeeringAttachment', accepted);
}

/** To the other region's VPCs; now and then to one VPC for all that nobody else has, or to nobody. */
function addWaysBetween(dice: Dice, inventory: Inventory, transit: GeneratedTransit): void {
  const far = inventory.transits.find((one) => one !== transit);
  for (const { cidr } of far?.attached ?? []) {
    if (dice.chance(90)) patiently(inventory, transit.owner, ...routeInGateway(transit, cidr, 'transit_peering'));
  }
  if (transit.attached.length === 0) return;
  if (dice.chance(50)) {
    const facing = transit.attached.filter(({ natGateways }) => natGateways.some((one) => one.facing));
    const to = dice.pick(facing.length > 0 ? facing : transit.attached);
    patiently(inventory, transit.owner, ...routeInGateway(transit, '0.0.0.0/0', attachmentName(transit, to)));
  }
  if (dice.chance(20)) inventory.calls.push(staticRoute(dice, inventory, transit));
}

function routeInGateway(
  { name }: GeneratedTransit,
  DestinationCidrBlock: string,
  attachment: string | undefined,
  table = `${name}_table`,
): readonly [operation: string, input: Call['input']] {
  const to = attachment === undefined ? { Blackhole: true } : { TransitGatewayAttachmentId: `$${attachment}` };
  return ['CreateTransitGatewayRoute', { TransitGatewayRouteTableId: `$${table}`, DestinationCidrBlock, ...to }];
}

/** Of a part of a VPC, to a VPC or a blackhole. */
function staticRoute(dice: Dice, { vpcs }: Inventory, transit: GeneratedTransit): Call {
  const { cidr, subnets } = dice.pick(vpcs);
  const destination = dice.pick([cidr, dice.pick(subnets).cidr, '203.0.113.0/24', '0.0.0.0/0']);
  const to = dice.chance(40) ? undefined : attachmentName(transit, dice.pick(transit.attached));
  const table = `${transit.name}_table${dice.chance(25) ? '2' : ''}`;
  const [operation, input] = routeInGateway(transit, destination, to, table);
  return { owner: transit.owner, service: 'ec2', operation, input, patient: true };
}

function addRoutes(dice: Dice, inventory: Inventory, transit: GeneratedTransit, vpc: GeneratedVpc): void {
  const target = { TransitGatewayId: `$${transit.name}` };
  vpc.targets.push(target, target);
  const ask = asking(inventory.calls, vpc.owner);
  if (!vpc.tables.includes(`$${vpc.name}_main`)) addMainTable(vpc, ask);
  const others = inventory.vpcs.filter(({ name }) => transitJoined(inventory, vpc.name).includes(name));
  for (const RouteTableId of vpc.tables) {
    if (!dice.chance(90)) continue;
    const cidrs = dice.chance(60) ? others.map(({ cidr }) => cidr) : [dice.pick(['10.0.0.0/8', '0.0.0.0/0'])];
    for (const DestinationCidrBlock of new Set(cidrs)) {
      const input = { RouteTableId, DestinationCidrBlock, ...target };
      // A peering connection may be there already.
      if (dice.chance(65)) ask('ec2', 'ReplaceRoute', input);
      ask('ec2', 'CreateRoute', input);
    }
  }
}

/** What some of the route tables lead to the gateway goes to the internet from one VPC for all. */
function addEgress(dice: Dice, inventory: Inventory, transit: GeneratedTransit): void {
  const { name, owner } = transit;
  const ask = asking(inventory.calls, owner);
  const { vpc, entrance, table } = addEgressVpc(transit, ask);
  const input = { TransitGatewayId: `$${name}`, VpcId: `$${vpc}`, SubnetIds: [`$${entrance}`] };
  const attachment = `${vpc}_attachment`;
  const gives = { [attachment]: 'TransitGatewayVpcAttachment.TransitGatewayAttachmentId' };
  patiently(inventory, owner, 'CreateTransitGatewayVpcAttachment', input, gives);
  patiently(inventory, owner, ...routeInGateway(transit, '203.0.112.0/22', attachment));
  const TransitGatewayId = `$${name}`;
  ask('ec2', 'CreateRoute', { RouteTableId: `$${table}`, DestinationCidrBlock: '10.0.0.0/8', TransitGatewayId });
  for (const spoke of transit.attached) {
    for (const RouteTableId of spoke.tables.filter(() => dice.chance(60))) {
      const route = { RouteTableId, DestinationCidrBlock: '203.0.112.0/22', TransitGatewayId };
      asking(inventory.calls, spoke.owner)('ec2', 'CreateRoute', route);
    }
  }
}

/** Something about one of the gateways; undefined where there is none. */
export function transitChange(dice: Dice, inventory: Inventory): Call | undefined {
  const transit = inventory.transits.length === 0 ? undefined : dice.pick(inventory.transits);
  if (transit === undefined || transit.attached.length === 0) return undefined;
  const vpc = dice.pick(transit.attached);
  const TransitGatewayAttachmentId = `$${attachmentName(transit, vpc)}`;
  const tie = { TransitGatewayRouteTableId: `$${transit.name}_table`, TransitGatewayAttachmentId };
  const of = (owner: Owner, operation: string, input: Call['input']): Call => ({
    owner,
    service: 'ec2',
    operation,
    input,
    patient: true,
  });
  const attachment = (input: object): Call =>
    of(vpc.owner, 'ModifyTransitGatewayVpcAttachment', { TransitGatewayAttachmentId, ...input });
  const makers: readonly (() => Call)[] = [
    () => staticRoute(dice, inventory, transit),
    () => staticRoute(dice, inventory, transit),
    () => of(transit.owner, dice.pick(['Disassociate', 'Associate']) + tableOperation, tie),
    () => of(transit.owner, `${dice.pick(['Disable', 'Enable'])}${tableOperation}Propagation`, tie),
    () => attachment({ [dice.pick(['AddSubnetIds', 'RemoveSubnetIds'])]: [`$${dice.pick(vpc.subnets).name}`] }),
    () => attachment({ Options: { ApplianceModeSupport: dice.pick(['enable', 'disable']) } }),
    () => of(vpc.owner, 'DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId }),
  ];
  return dice.pick(makers)();
}

const tableOperation = 'TransitGatewayRouteTable';
