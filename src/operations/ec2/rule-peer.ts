/**
 * The other side of a security group rule, read from a request: a block, a prefix list or a group. Relies on the Network to
 * check that what a rule refers to is there; what a rule says besides is read in ip-permission.ts.
 */

import { canonicalIpv6 } from '../../base/address.ts';
import { canonicalCidr } from '../../base/cidr.ts';
import { Fault } from '../../base/fault.ts';
import type { Network } from '../../model/network.ts';
import { servicePrefixLists } from '../../model/region.ts';
import { type RulePeer, vpcsOfGroup } from '../../model/security-group.ts';
import { peeringBetween } from '../../model/vpc-peering-connection.ts';
import { type Caller, invalidParameterValue, missingParameter, notFound, usable } from './faults.ts';
import { defaultVpc } from './placement.ts';

export interface GroupPairInput {
  readonly GroupId?: string | undefined;
  readonly GroupName?: string | undefined;
  readonly UserId?: string | undefined;
  readonly Description?: string | undefined;
}

/** Who reads, and for a group of which VPCs. Revocations don't check what a rule refers to: it may be gone. */
export interface Reading {
  readonly network: Network;
  readonly caller: Caller;
  readonly vpcs: readonly string[];
  readonly checkPeers: boolean;
}

export function readCidr(text: string | undefined): RulePeer {
  const cidr = canonicalCidr(text ?? '');
  if (cidr === undefined) throw invalidParameterValue(`CIDR block ${text} is malformed`);
  return { kind: 'cidr', cidr };
}

export function readIpv6(text: string | undefined): RulePeer {
  const [address = '', length = ''] = (text ?? '').split('/');
  const canonical = canonicalIpv6(address);
  if (canonical === undefined || !/^\d{1,3}$/.test(length) || Number(length) > 128) {
    throw invalidParameterValue(`CIDR block ${text} is malformed`);
  }
  return { kind: 'ipv6', cidr: `${canonical}/${Number(length)}` };
}

export function readPrefixList(reading: Reading, id: string | undefined): RulePeer {
  const { network, caller, checkPeers } = reading;
  if (id === undefined) throw missingParameter('prefixListId');
  const isAmazons = servicePrefixLists(caller.region).some((one) => one.id === id);
  if (checkPeers && !isAmazons) usable(network, caller, 'prefix-list', id);
  return { kind: 'prefix-list', prefixList: id };
}

/** A group's id, and the account that a request says it is of: `ACCOUNT/sg-…` names both. */
function groupNamed(reading: Reading, pair: GroupPairInput): { readonly id: string; readonly account?: string } {
  const [, account = pair.UserId, id = pair.GroupId] = /^(\d{12})\/(sg-.*)$/.exec(pair.GroupId ?? '') ?? [];
  return { id: id || groupByName(reading, pair), ...(account ? { account } : {}) };
}

function groupByName(reading: Reading, pair: GroupPairInput): string {
  if (!pair.GroupName) throw new Fault('MissingParameter', 'Source group ID missing.');
  const vpc = defaultVpc(reading.network, reading.caller).id;
  const group = reading.network.find('security-group', `vpc:${vpc}`).find((one) => one.name === pair.GroupName);
  if (group) return group.id;
  throw new Fault(
    'InvalidGroup.NotFound',
    `The security group '${pair.GroupName}' does not exist in default VPC '${vpc}'`,
  );
}

/**
 * Nobody needs a right to a group to name it: it must be there, in a VPC of the rule's group or one that is peered with it in
 * the region. Of what others have elsewhere nothing is told
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html,
 * https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html).
 */
export function readGroup(reading: Reading, pair: GroupPairInput): RulePeer {
  const { network, caller, vpcs, checkPeers } = reading;
  const { id, account } = groupNamed(reading, pair);
  const group = network.get('security-group', id);
  const isMeant = group?.region === caller.region && (account === undefined || account === group.account);
  const isNear = isMeant && vpcsOfGroup(group).some((vpc) => vpcs.includes(vpc));
  const peering = isMeant && !isNear ? peeringBetween(network, vpcs, vpcsOfGroup(group)) : undefined;
  if (checkPeers && !isNear && !peering) {
    if (!isMeant || group.account !== caller.account) throw notFound('security-group', id);
    throw new Fault('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.');
  }
  const named = { group: id, account: group?.account ?? account ?? caller.account };
  return { kind: 'group', ...named, ...(peering ? { peering: peering.id } : {}) };
}
