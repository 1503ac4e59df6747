/**
 * Peering connections between generated VPCs whose addresses differ, in a region and between two, of one account and of two:
 * with routes on both sides or on one, to all of the peer, to a part of it and to more, and rules that name groups across.
 */

import type { Dice } from './dice.ts';
import { addMainTable } from './gateways.ts';
import { asking, type GeneratedPeering, type GeneratedVpc, groupsIn, type Inventory } from './inventory.ts';
import type { Call } from './plan.ts';
import { traffic } from './rules.ts';
import { askWho } from './sharing.ts';

type Routed = Readonly<Record<string, string>>;

export function addPeerings(dice: Dice, inventory: Inventory): void {
  const { vpcs } = inventory;
  const pairs = vpcs.flatMap((one, index) => vpcs.slice(index + 1).map((other) => [one, other] as const));
  const joined = pairs.filter(([one, other]) => one.cidr !== other.cidr && dice.chance(85));
  for (const [one, other] of joined) {
    const [requester, accepter] = dice.chance(50) ? [one, other] : [other, one];
    addPeering(dice, inventory, { name: `${requester.name}_${accepter.name}_peering`, requester, accepter });
  }
}

function addPeering(dice: Dice, inventory: Inventory, peering: GeneratedPeering): void {
  const { name, requester, accepter } = peering;
  for (const { owner } of [requester, accepter]) askWho(inventory, owner);
  const input = {
    VpcId: `$${requester.name}`,
    PeerVpcId: `$${accepter.name}`,
    PeerOwnerId: `$account_${accepter.owner}`,
    PeerRegion: accepter.region,
  };
  const gives = { [name]: 'VpcPeeringConnection.VpcPeeringConnectionId' };
  asking(inventory.calls, requester.owner)('ec2', 'CreateVpcPeeringConnection', input, gives);
  inventory.peerings.push(peering);
  if (dice.chance(95)) inventory.calls.push(onPeering(peering, 'AcceptVpcPeeringConnection'));
  for (const [vpc, far] of sidesOf(peering)) {
    vpc.targets.push({ VpcPeeringConnectionId: `$${name}` });
    if (dice.chance(90)) addRoutes(dice, inventory, peering, vpc, far);
    if (dice.chance(60)) addNamingRules(dice, inventory, vpc, far);
  }
}

function sidesOf({ requester, accepter }: GeneratedPeering): readonly (readonly [GeneratedVpc, GeneratedVpc])[] {
  return [
    [requester, accepter],
    [accepter, requester],
  ];
}

function onPeering({ name, accepter }: GeneratedPeering, operation: string): Call {
  return { owner: accepter.owner, service: 'ec2', operation, input: { VpcPeeringConnectionId: `$${name}` } };
}

function addRoutes(
  dice: Dice,
  { calls }: Inventory,
  peering: GeneratedPeering,
  vpc: GeneratedVpc,
  far: GeneratedVpc,
): void {
  const ask = asking(calls, vpc.owner);
  if (!vpc.tables.includes(`$${vpc.name}_main`)) addMainTable(vpc, ask);
  for (const RouteTableId of vpc.tables) {
    if (!dice.chance(90)) continue;
    ask('ec2', 'CreateRoute', { RouteTableId, ...across(dice, peering, far) });
    // A longer prefix that leads elsewhere, or a wider one that leads there too.
    if (!dice.chance(30)) continue;
    const aside = { DestinationCidrBlock: dice.pick(far.subnets).cidr, ...dice.pick(vpc.targets) };
    ask('ec2', 'CreateRoute', { RouteTableId, ...(dice.chance(50) ? aside : across(dice, peering, far)) });
  }
}

function across(dice: Dice, { name }: GeneratedPeering, far: GeneratedVpc): Routed {
  const DestinationCidrBlock = dice.pick([
    far.cidr,
    far.cidr,
    far.cidr,
    far.cidr,
    dice.pick(far.subnets).cidr,
    '10.0.0.0/8',
    '0.0.0.0/0',
  ]);
  return { DestinationCidrBlock, VpcPeeringConnectionId: `$${name}` };
}

/** Groups that let in, and at times out, by the peer's groups; between regions AWS refuses them. */
function addNamingRules(dice: Dice, { calls }: Inventory, vpc: GeneratedVpc, far: GeneratedVpc): void {
  for (let left = dice.between(1, 3); left > 0; left -= 1) calls.push(namingRule(dice, vpc, far));
}

function namingRule(dice: Dice, vpc: GeneratedVpc, far: GeneratedVpc): Call {
  const [GroupId, owner] = dice.pick(groupsIn(vpc));
  const [peer, UserId] = dice.pick(groupsIn(far));
  const pair = { GroupId: peer, UserId: `$account_${UserId}` };
  const IpPermissions = [{ ...traffic(dice), UserIdGroupPairs: [pair] }];
  const operation = `AuthorizeSecurityGroup${dice.chance(25) ? 'Egress' : 'Ingress'}`;
  return { owner, service: 'ec2', operation, input: { GroupId, IpPermissions } };
}

/** Something about one of the connections; undefined where there is none. */
export function peeringChange(dice: Dice, { peerings }: Inventory): Call | undefined {
  if (peerings.length === 0) return undefined;
  const peering = dice.pick(peerings);
  const [vpc, far] = dice.pick(sidesOf(peering));
  const kind = dice.between(1, 10);
  if (kind === 1) return onPeering(peering, 'DeleteVpcPeeringConnection');
  if (kind === 2) return onPeering(peering, 'AcceptVpcPeeringConnection');
  if (kind <= 5 || vpc.tables.length === 0) return namingRule(dice, vpc, far);
  const RouteTableId = dice.pick(vpc.tables);
  const operation = dice.pick(['CreateRoute', 'ReplaceRoute', 'DeleteRoute']);
  const { DestinationCidrBlock } = across(dice, peering, far);
  const route = dice.chance(70) ? across(dice, peering, far) : { DestinationCidrBlock, ...dice.pick(vpc.targets) };
  const input = { RouteTableId, ...(operation === 'DeleteRoute' ? { DestinationCidrBlock } : route) };
  return { owner: vpc.owner, service: 'ec2', operation, input } as Call;
}
