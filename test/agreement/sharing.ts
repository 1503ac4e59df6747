/**
 * What a generated VPC shares with other accounts of the organization: subnets, and sometimes a group. Each of them places
 * instances in the subnets, with groups of its own and with the shared one, and rules of everybody name everybody's groups.
 */

import type { Dice } from './dice.ts';
import { addGuestInstance } from './instances.ts';
import { asking, type GeneratedGuest, type GeneratedVpc, type Inventory } from './inventory.ts';
import type { Call, Owner } from './plan.ts';

/** Who may be a participant of whose VPC: other accounts of the same region. */
const guestsOf: Readonly<Record<Owner, readonly Owner[]>> = {
  consumer: ['provider', 'guest'],
  provider: ['consumer', 'guest'],
  guest: [],
  remote: [],
};

const shareName = ({ name }: GeneratedVpc): string => `${name}_share`;

export function addSharing(dice: Dice, inventory: Inventory, vpc: GeneratedVpc): void {
  const owners = guestsOf[vpc.owner].filter(() => dice.chance(70));
  if (owners.length === 0) return;
  for (const owner of [vpc.owner, ...owners]) askWho(inventory, owner);
  asking(inventory.calls, 'consumer')('ram', 'EnableSharingWithAwsOrganization', {});
  const some = dice.some(vpc.subnets);
  const subnets = some.length > 0 ? some : vpc.subnets;
  const shared = dice.chance(50) ? [dice.pick(vpc.groups)] : [];
  askForShare(inventory, vpc, owners, [...subnets.map(({ name }) => `$${name}_arn`), ...shared.map(arnName)]);
  for (const [index, owner] of owners.entries()) {
    const guest: GeneratedGuest = { owner, subnets, groups: [], shared };
    vpc.guests.push(guest);
    addGuestGroups(dice, inventory, vpc, guest, index + 1);
    for (let count = dice.between(1, 2); count > 0; count -= 1) {
      addGuestInstance(dice, inventory, vpc, guest, 40 + 10 * index + count);
    }
  }
}

const arnName = (group: string): string => `${group}_arn`;

/** The account's id, under a name that later calls use. */
export function askWho({ calls }: Inventory, owner: Owner): void {
  asking(calls, owner)('sts', 'GetCallerIdentity', {}, { [`account_${owner}`]: 'Account' });
}

function askForShare({ calls }: Inventory, vpc: GeneratedVpc, owners: readonly Owner[], resourceArns: string[]): void {
  const name = shareName(vpc);
  const input = { name, resourceArns, principals: owners.map((owner) => `$account_${owner}`) };
  asking(calls, vpc.owner)('ram', 'CreateResourceShare', input, { [name]: 'resourceShare.resourceShareArn' });
}

function addGuestGroups(dice: Dice, { calls }: Inventory, vpc: GeneratedVpc, guest: GeneratedGuest, index: number) {
  for (let left = dice.between(1, 2); left > 0; left -= 1) {
    const name = `${vpc.name}_guest${index}_group${left}`;
    const input = { GroupName: name, Description: 'generated', VpcId: `$${vpc.name}` };
    asking(calls, guest.owner)('ec2', 'CreateSecurityGroup', input, { [name]: 'GroupId' });
    guest.groups.push(`$${name}`);
  }
}

/** The owner shares with one account more or less, or one thing more or less; undefined where nothing is shared. */
export function shareChange(dice: Dice, inventory: Inventory): Call | undefined {
  const sharing = inventory.vpcs.filter(({ guests }) => guests.length > 0);
  if (sharing.length === 0) return undefined;
  const vpc = dice.pick(sharing);
  const { owner, subnets, shared } = dice.pick(vpc.guests);
  const resources = [...subnets.map(({ name }) => `$${name}_arn`), ...shared.map(arnName)];
  const what = dice.chance(50) ? { principals: [`$account_${owner}`] } : { resourceArns: [dice.pick(resources)] };
  const operation = dice.pick(['DisassociateResourceShare', 'DisassociateResourceShare', 'AssociateResourceShare']);
  return { owner: vpc.owner, service: 'ram', operation, input: { resourceShareArn: `$${shareName(vpc)}`, ...what } };
}
