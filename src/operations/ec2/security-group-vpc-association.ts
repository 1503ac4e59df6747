/**
 * Operations on the VPCs in which a security group may be worn besides its own, and on which groups may be worn in a VPC. An
 * association is kept with its group; its states follow from the applied revision (state.ts), and one that has ended is not
 * shown any more, which is what clients wait for.
 * https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html
 */

import type { SecurityGroupVpcAssociation as AssociationShape } from '@aws-sdk/client-ec2';
import { Fault } from '../../base/fault.ts';
import { type SecurityGroup, type VpcAssociation, vpcsOfGroup } from '../../model/security-group.ts';
import type { Vpc } from '../../model/vpc.ts';
import { uses } from '../../model/vpc-sharing.ts';
import type { Draft } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { applyFilters, type FilterTable, page, shownTo, visible } from './describe.ts';
import { invalidParameterValue, owned, required, sharerOf, usable } from './faults.ts';
import type { Ec2Handlers } from './handlers.ts';
import { settled, vpcAssociationState } from './state.ts';
import { tagList } from './tags.ts';

/** AWS publishes what may not be associated, but no reply of it: the likeliest code and sentences. */
function checkAssociable(group: SecurityGroup, vpc: Vpc): void {
  const refused = (why: string): Fault =>
    invalidParameterValue(`The security group '${group.id}' cannot be associated with the VPC '${vpc.id}'. ${why}`);
  if (group.name === 'default') throw refused('Default security groups cannot be associated.');
  if (vpc.isDefault) throw refused('Security groups cannot be associated with a default VPC.');
  if (group.vpc === vpc.id) throw refused('The security group was created in this VPC.');
}

/** The group with an association set to what is asked for; what has ended is left out. */
function withAssociation(
  draft: Draft,
  context: Context,
  group: SecurityGroup,
  vpc: string,
  desired: VpcAssociation['desired'],
): SecurityGroup {
  const others = (group.associations ?? []).filter((one) => one.vpc !== vpc && isShown(context, one));
  return { ...group, associations: [...others, { vpc, desired, stateRevision: draft.revision }] };
}

function isShown(context: Context, { desired, stateRevision }: VpcAssociation): boolean {
  return desired === 'associated' || !settled(context, stateRevision);
}

function associate(draft: Draft, context: Context, groupId: string, vpcId: string) {
  const group = owned(draft, context, 'security-group', groupId);
  const vpc = usable(draft, context, 'vpc', vpcId);
  checkAssociable(group, vpc);
  const before = group.associations?.find((one) => one.vpc === vpc.id);
  if (before?.desired === 'associated') return { State: vpcAssociationState(context, before) };
  draft.put(withAssociation(draft, context, group, vpc.id, 'associated'));
  return { State: 'associating' as const };
}

function disassociate(draft: Draft, context: Context, groupId: string, vpcId: string) {
  const group = owned(draft, context, 'security-group', groupId);
  const before = group.associations?.find((one) => one.vpc === vpcId && isShown(context, one));
  if (before === undefined) {
    // The code that Terraform's provider takes for an association that is gone; the sentence is the likeliest.
    throw new Fault('InvalidGroup.NotFound', `The security group '${groupId}' is not associated with VPC '${vpcId}'`);
  }
  if (before.desired === 'disassociated') return { State: vpcAssociationState(context, before) };
  const isWorn = draft.find('network-interface', `group:${groupId}`).some((one) => one.vpc === vpcId);
  if (isWorn) throw new Fault('DependencyViolation', `resource ${groupId} has a dependent object`);
  draft.put(withAssociation(draft, context, group, vpcId, 'disassociated'));
  return { State: 'disassociating' as const };
}

/** An association, found by what it is between. */
interface Between {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly group: SecurityGroup;
  readonly association: VpcAssociation;
}

/** Those of the caller's groups, and those with VPCs of the caller's: both sides are named in the answer. */
function associationsSeen(context: Context): readonly Between[] {
  return visible(context, 'security-group').flatMap((group) =>
    (group.associations ?? [])
      .filter((one) => isShown(context, one))
      .filter(({ vpc }) => group.account === context.account || vpcOwner(context, vpc) === context.account)
      .map((association) => ({ id: `${group.id}/${association.vpc}`, tags: {}, group, association })),
  );
}

function vpcOwner({ network }: Context, vpc: string): string | undefined {
  return network.get('vpc', vpc)?.account;
}

function associationShape(context: Context, { group, association }: Between): AssociationShape {
  return {
    GroupId: group.id,
    GroupOwnerId: group.account,
    VpcId: association.vpc,
    VpcOwnerId: vpcOwner(context, association.vpc),
    State: vpcAssociationState(context, association),
  };
}

/** Whether the caller may give a group to an interface in a VPC. */
function isWearable(context: Context, vpc: string, group: SecurityGroup): boolean {
  if (!vpcsOfGroup(group).includes(vpc)) return false;
  return group.account === context.account || uses(context.network, sharerOf(context.network, context), group);
}

const wearableFilters: FilterTable<SecurityGroup> = {
  description: (group) => group.description,
  'group-id': (group) => group.id,
  'group-name': (group) => group.name,
  'owner-id': (group) => group.account,
  'primary-vpc-id': (group) => group.vpc,
};

export const securityGroupVpcAssociationOperations = {
  AssociateSecurityGroupVpc(context, input) {
    const [group, vpc] = [required(input.GroupId, 'groupId'), required(input.VpcId, 'vpcId')];
    return context.transact((draft) => associate(draft, context, group, vpc));
  },

  DisassociateSecurityGroupVpc(context, input) {
    const [group, vpc] = [required(input.GroupId, 'groupId'), required(input.VpcId, 'vpcId')];
    return context.transact((draft) => disassociate(draft, context, group, vpc));
  },

  DescribeSecurityGroupVpcAssociations(context, input) {
    const found = applyFilters(associationsSeen(context), input.Filters, {
      'group-id': ({ group }) => group.id,
      'group-owner-id': ({ group }) => group.account,
      state: ({ association }) => vpcAssociationState(context, association),
      'vpc-id': ({ association }) => association.vpc,
      'vpc-owner-id': ({ association }) => vpcOwner(context, association.vpc),
    });
    const { items, nextToken } = page(found, input);
    return {
      SecurityGroupVpcAssociations: items.map((one) => associationShape(context, one)),
      NextToken: nextToken,
    };
  },

  GetSecurityGroupsForVpc(context, input) {
    const vpc = usable(context.network, context, 'vpc', required(input.VpcId, 'vpcId'));
    const groups = visible(context, 'security-group').filter((group) => isWearable(context, vpc.id, group));
    const shown = groups.map((group) => shownTo(context, group));
    const { items, nextToken } = page(applyFilters(shown, input.Filters, wearableFilters), input);
    return {
      SecurityGroupForVpcs: items.map((group) => ({
        GroupId: group.id,
        GroupName: group.name,
        Description: group.description,
        OwnerId: group.account,
        PrimaryVpcId: group.vpc,
        Tags: tagList(group.tags),
      })),
      NextToken: nextToken,
    };
  },
} satisfies Ec2Handlers;
