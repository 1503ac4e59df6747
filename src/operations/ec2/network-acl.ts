/** Network ACLs and the subnets that they guard. Entries are in network-acl-entry.ts. */

import type { NetworkAclEntry as EntryShape, NetworkAcl as NetworkAclShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { resourceId } from '../../base/ids.ts';
import type { NetworkAcl, NetworkAclEntry } from '../../model/network-acl.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { describe, type FilterTable, shownTo, visible } from './describe.ts';
import { dependencyViolation, invalidParameterValue, notAuthorized, owned, required } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { checkQuota } from './quotas.ts';
import { removeResource } from './resource-removal.ts';
import { specifiedTags, tagList } from './tags.ts';
import { anywhere } from './vpc-parts.ts';

/** The closing deny, which is printed under this number and never stored. */
const closingNumber = 32767;

function closingDeny(egress: boolean): EntryShape {
  return { CidrBlock: anywhere, Egress: egress, Protocol: '-1', RuleAction: 'deny', RuleNumber: closingNumber };
}

function entryShape(entry: NetworkAclEntry): EntryShape {
  return {
    ...(entry.cidr === undefined ? {} : { CidrBlock: entry.cidr }),
    Egress: entry.egress,
    ...(entry.icmp ? { IcmpTypeCode: { Type: entry.icmp.type, Code: entry.icmp.code } } : {}),
    ...(entry.ipv6Cidr === undefined ? {} : { Ipv6CidrBlock: entry.ipv6Cidr }),
    ...(entry.ports ? { PortRange: { From: entry.ports.from, To: entry.ports.to } } : {}),
    Protocol: entry.protocol,
    RuleAction: entry.action,
    RuleNumber: entry.number,
  };
}

function shapeOf(acl: NetworkAcl): NetworkAclShape {
  const entries = (egress: boolean): EntryShape[] => [
    ...acl.entries.filter((entry) => entry.egress === egress).map(entryShape),
    closingDeny(egress),
  ];
  return {
    Associations: acl.associations.map((one) => ({
      NetworkAclAssociationId: one.id,
      NetworkAclId: acl.id,
      SubnetId: one.subnet,
    })),
    Entries: [...entries(true), ...entries(false)],
    IsDefault: acl.isDefault,
    NetworkAclId: acl.id,
    Tags: tagList(acl.tags),
    VpcId: acl.vpc,
    OwnerId: acl.account,
  };
}

const protocolNames: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp' };

const entries =
  (value: (entry: EntryShape) => string | number | boolean | undefined | readonly string[]) => (acl: NetworkAcl) =>
    (shapeOf(acl).Entries ?? []).flatMap((entry) => {
      const found = value(entry);
      return found === undefined || typeof found === 'object' ? (found ?? []) : [String(found)];
    });

const filters: FilterTable<NetworkAcl> = {
  'association.association-id': (acl) => acl.associations.map((one) => one.id),
  'association.network-acl-id': (acl) => (acl.associations.length === 0 ? [] : acl.id),
  'association.subnet-id': (acl) => acl.associations.map((one) => one.subnet),
  default: (acl) => acl.isDefault,
  'entry.cidr': entries((entry) => entry.CidrBlock),
  'entry.icmp.code': entries((entry) => entry.IcmpTypeCode?.Code),
  'entry.icmp.type': entries((entry) => entry.IcmpTypeCode?.Type),
  'entry.ipv6-cidr': entries((entry) => entry.Ipv6CidrBlock),
  'entry.port-range.from': entries((entry) => entry.PortRange?.From),
  'entry.port-range.to': entries((entry) => entry.PortRange?.To),
  'entry.protocol': entries(({ Protocol: number = '' }) => [number, protocolNames[number] ?? number]),
  'entry.rule-action': entries((entry) => entry.RuleAction),
  'entry.egress': entries((entry) => entry.Egress),
  'entry.rule-number': entries((entry) => entry.RuleNumber),
  'network-acl-id': (acl) => acl.id,
  'owner-id': (acl) => acl.account,
  'vpc-id': (acl) => acl.vpc,
};

/** @throws Fault where there is none, or where it is of another's ACL that the caller only sees */
function findAssociated(draft: Draft, context: Context, id: string): NetworkAcl {
  const view = { ...context, network: draft.network };
  const acl = visible(view, 'network-acl').find((one) =>
    shownTo(view, one).associations.some((association) => association.id === id),
  );
  if (acl?.account === context.account) return acl;
  if (acl) throw notAuthorized();
  throw new Fault('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
}

export const networkAclOperations = {
  CreateNetworkAcl(context, input) {
    const tags = specifiedTags(input.TagSpecifications, 'network-acl');
    const { account, region, now } = context;
    return context.transact((draft) => {
      const vpc = owned(draft, context, 'vpc', required(input.VpcId, 'vpcId'));
      checkQuota(context, 'networkAclsPerVpc', draft.network.count('network-acl', `vpc:${vpc.id}`) + 1);
      const acl: NetworkAcl = {
        kind: 'network-acl',
        id: resourceId(context.random, 'acl'),
        account,
        region,
        created: now,
        tags,
        vpc: vpc.id,
        isDefault: false,
        entries: [],
        associations: [],
      };
      draft.put(acl);
      return { NetworkAcl: shapeOf(acl) };
    });
  },

  DeleteNetworkAcl(context, input) {
    const id = required(input.NetworkAclId, 'networkAclId');
    return context.transact((draft) => {
      const acl = owned(draft, context, 'network-acl', id);
      // The rule is documented (DeleteNetworkAcl); code and sentence are the likeliest.
      if (acl.isDefault) throw invalidParameterValue(`cannot delete default network ACL ${id}`);
      if (acl.associations.length > 0) throw dependencyViolation('networkAcl', id);
      removeResource(draft, acl);
      return {};
    });
  },

  DescribeNetworkAcls(context, input) {
    const page = describe(context, 'network-acl', { ...input, ids: input.NetworkAclIds }, filters);
    return { NetworkAcls: page.items.map(shapeOf), NextToken: page.nextToken };
  },

  ReplaceNetworkAclAssociation(context, input) {
    const id = required(input.AssociationId, 'associationId');
    return context.transact((draft) => {
      const old = findAssociated(draft, context, id);
      const acl = owned(draft, context, 'network-acl', required(input.NetworkAclId, 'networkAclId'));
      const { subnet } = old.associations.find((one) => one.id === id)!;
      if (acl.vpc !== old.vpc) {
        throw invalidParameterValue(`network ACL ${acl.id} and subnet ${subnet} belong to different networks`);
      }
      draft.put({ ...old, associations: old.associations.filter((one) => one.id !== id) });
      const heir = owned(draft, context, 'network-acl', acl.id);
      const association = { id: resourceId(context.random, 'aclassoc'), subnet };
      draft.put({ ...heir, associations: [...heir.associations, association] });
      return { NewAssociationId: association.id };
    });
  },
} satisfies Ec2Handlers;
