/** Entries of network ACLs: read from requests, and created, replaced and deleted by number and direction. */

import { formatCidr } from '../../base/cidr.ts';
import { Fault } from '../../base/fault.ts';
import { canonicalIpv6Cidr } from '../../base/ipv6-cidr.ts';
import { isPort } from '../../base/port-range.ts';
import type { NetworkAcl, NetworkAclEntry } from '../../model/network-acl.ts';
import { invalidCombination, invalidParameterValue, missingParameter, owned, required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { readCidr } from './vpc-cidr.ts';

const highestNumber = 32766;

const protocolNames: Readonly<Record<string, string>> = { all: '-1', icmp: '1', tcp: '6', udp: '17', icmpv6: '58' };

interface EntryInput {
  readonly RuleNumber?: number | undefined;
  readonly Egress?: boolean | undefined;
  readonly Protocol?: string | undefined;
  readonly RuleAction?: string | undefined;
  readonly CidrBlock?: string | undefined;
  readonly Ipv6CidrBlock?: string | undefined;
  readonly PortRange?: { readonly From?: number | undefined; readonly To?: number | undefined } | undefined;
  readonly IcmpTypeCode?: { readonly Type?: number | undefined; readonly Code?: number | undefined } | undefined;
}

function readProtocol(text: string): string {
  const number = Object.hasOwn(protocolNames, text.toLowerCase()) ? protocolNames[text.toLowerCase()]! : text;
  if (number === '-1' || (/^\d{1,3}$/.test(number) && Number(number) <= 255)) return String(Number(number));
  throw invalidParameterValue(`Invalid value '${text}' for IP protocol. Unknown protocol.`);
}

/** Members of an entry that depend on its protocol: ports for TCP and UDP, type and code for ICMP. */
function readMatch(protocol: string, input: EntryInput): Pick<NetworkAclEntry, 'ports' | 'icmp'> {
  if (protocol === '6' || protocol === '17') {
    const { From: from, To: to } = input.PortRange ?? {};
    if (from === undefined || to === undefined) throw missingParameter('portRange');
    // The likeliest sentence; the ports' bounds are documented.
    if (!isPort(from) || !isPort(to) || from > to) throw invalidParameterValue(`Invalid port range (${from}:${to})`);
    return { ports: { from, to } };
  }
  if (protocol === '1' || protocol === '58') {
    const { Type: type, Code: code } = input.IcmpTypeCode ?? {};
    if (type === undefined || code === undefined) throw missingParameter('icmpTypeCode');
    for (const one of [type, code]) {
      if (!Number.isInteger(one) || one < -1 || one > 255) throw invalidParameterValue(`Invalid ICMP value (${one})`);
    }
    return { icmp: { type, code } };
  }
  return {};
}

function readSource(input: EntryInput): Pick<NetworkAclEntry, 'cidr' | 'ipv6Cidr'> {
  const { CidrBlock: cidr, Ipv6CidrBlock: ipv6 } = input;
  if (cidr === undefined && ipv6 === undefined) throw missingParameter('cidrBlock');
  if (cidr !== undefined && ipv6 !== undefined) {
    throw invalidCombination('Only one of cidrBlock and ipv6CidrBlock can be specified.');
  }
  if (cidr !== undefined) return { cidr: formatCidr(readCidr(cidr)) };
  const ipv6Cidr = canonicalIpv6Cidr(ipv6!);
  if (ipv6Cidr !== undefined) return { ipv6Cidr };
  throw invalidParameterValue(
    `Value (${ipv6}) for parameter ipv6CidrBlock is invalid. This is not a valid CIDR block.`,
  );
}

function readEntry(input: EntryInput): NetworkAclEntry {
  const number = required(input.RuleNumber, 'ruleNumber');
  if (!Number.isInteger(number) || number < 1 || number > highestNumber) {
    throw invalidParameterValue(
      `Value (${number}) for parameter ruleNumber is invalid. Must be between 1 and ${highestNumber}.`,
    );
  }
  const action = required(input.RuleAction, 'ruleAction');
  if (action !== 'allow' && action !== 'deny') {
    throw invalidParameterValue(`Value (${action}) for parameter ruleAction is invalid. Unknown rule action.`);
  }
  const protocol = readProtocol(required(input.Protocol, 'protocol'));
  return {
    number,
    egress: required(input.Egress, 'egress'),
    protocol,
    action,
    ...readSource(input),
    ...readMatch(protocol, input),
  };
}

const same =
  (entry: Pick<NetworkAclEntry, 'number' | 'egress'>) =>
  (other: NetworkAclEntry): boolean =>
    other.number === entry.number && other.egress === entry.egress;

function missing(acl: NetworkAcl, entry: Pick<NetworkAclEntry, 'number' | 'egress'>): Fault {
  const direction = entry.egress ? 'egress' : 'ingress';
  return new Fault(
    'InvalidNetworkAclEntry.NotFound',
    `no ${direction} entry with number ${entry.number} in network acl ${acl.id}`,
  );
}

/** In the order that packets meet them, egress first, as EC2 prints them. */
function ordered(entries: readonly NetworkAclEntry[]): readonly NetworkAclEntry[] {
  return [...entries].sort((one, other) => Number(other.egress) - Number(one.egress) || one.number - other.number);
}

export const networkAclEntryOperations = {
  CreateNetworkAclEntry(context, input) {
    const entry = readEntry(input);
    return context.transact((draft) => {
      const acl = owned(draft, context, 'network-acl', required(input.NetworkAclId, 'networkAclId'));
      if (acl.entries.some(same(entry))) {
        throw new Fault(
          'NetworkAclEntryAlreadyExists',
          `The network acl entry identified by ${entry.number} already exists.`,
        );
      }
      const beside = acl.entries.filter((one) => one.egress === entry.egress).length;
      checkQuota(context, 'entriesPerNetworkAcl', beside + 1);
      draft.put({ ...acl, entries: ordered([...acl.entries, entry]) });
      return {};
    });
  },

  ReplaceNetworkAclEntry(context, input) {
    const entry = readEntry(input);
    return context.transact((draft) => {
      const acl = owned(draft, context, 'network-acl', required(input.NetworkAclId, 'networkAclId'));
      if (!acl.entries.some(same(entry))) throw missing(acl, entry);
      const isSame = same(entry);
      draft.put({ ...acl, entries: acl.entries.map((one) => (isSame(one) ? entry : one)) });
      return {};
    });
  },

  DeleteNetworkAclEntry(context, input) {
    const entry = { number: required(input.RuleNumber, 'ruleNumber'), egress: required(input.Egress, 'egress') };
    return context.transact((draft) => {
      const acl = owned(draft, context, 'network-acl', required(input.NetworkAclId, 'networkAclId'));
      const isSame = same(entry);
      if (!acl.entries.some(isSame)) throw missing(acl, entry);
      draft.put({ ...acl, entries: acl.entries.filter((one) => !isSame(one)) });
      return {};
    });
  },
} satisfies Ec2Handlers;
