/**
 * Attaching service control policies to roots, units and accounts, and detaching them. A target always keeps one; of
 * FullAWSAccess, which is everywhere, it is written down where it was detached.
 */

import type { Organization } from '../../model/account.ts';
import { hasFullAccess } from '../../model/service-control-policy.ts';
import type { Draft } from '../../store/store.ts';
import { constraint, duplicateAttachment, notAttached, policyTypeNotEnabled, targetNotFound } from './faults.ts';
import type { OrganizationsHandlers } from './handlers.ts';
import { managedOrganization, readableOrganization } from './membership.ts';
import { organizationsPage } from './page.ts';
import { type AnyPolicy, isOwn, isServiceControl, policiesAt, policyOf, summaryShown } from './policy-shape.ts';
import { checkId, nodeIn, type Reader, type TreeNode } from './tree.ts';

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const mostAttached = 5;

/** @throws Fault InvalidInputException, TargetNotFoundException */
function targetOf(reader: Reader, organization: Organization, id: string): TreeNode {
  checkId(id, 'target');
  const node = nodeIn(reader, organization, id);
  if (node === undefined) throw targetNotFound();
  return node;
}

/** Every root, unit and account. */
function everyNode(reader: Reader, organization: Organization): readonly string[] {
  const members = `organization:${organization.id}`;
  const below = [...reader.find('organizational-unit', members), ...reader.find('account', members)];
  return [organization.rootId, ...below.map(({ id }) => id)];
}

function targetsOf(reader: Reader, organization: Organization, policy: AnyPolicy): readonly string[] {
  const ids = isOwn(policy)
    ? policy.targets
    : everyNode(reader, organization).filter((id) => hasFullAccess(organization, id));
  return [...ids].sort();
}

function put(draft: Draft, organization: Organization, policy: AnyPolicy, target: string, attached: boolean): void {
  const changed = (ids: readonly string[], isIn: boolean) => [
    ...ids.filter((id) => id !== target),
    ...(isIn ? [target] : []),
  ];
  if (isOwn(policy)) {
    draft.put({ ...policy, targets: changed(policy.targets, attached) });
    return;
  }
  const withoutFullAccess = changed(organization.serviceControl?.withoutFullAccess ?? [], !attached);
  draft.put({ ...organization, serviceControl: { withoutFullAccess } });
}

/** For a target that goes, with what is written down about it. */
export function forgetTarget(draft: Draft, organization: Organization, target: string): void {
  for (const policy of policiesAt(draft, organization, target)) {
    if (isOwn(policy)) put(draft, organization, policy, target, false);
  }
  const { serviceControl } = organization;
  if (!serviceControl?.withoutFullAccess.includes(target)) return;
  const withoutFullAccess = serviceControl.withoutFullAccess.filter((id) => id !== target);
  draft.put({ ...organization, serviceControl: { withoutFullAccess } });
}

export const policyAttachmentOperations: OrganizationsHandlers<
  'AttachPolicy' | 'DetachPolicy' | 'ListPoliciesForTarget' | 'ListTargetsForPolicy'
> = {
  AttachPolicy({ account, transact }, input) {
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      const policy = policyOf(draft, organization, input.PolicyId);
      const { id: target } = targetOf(draft, organization, input.TargetId);
      if (organization.serviceControl === undefined) throw policyTypeNotEnabled();
      const attached = policiesAt(draft, organization, target);
      if (attached.some(({ id }) => id === policy.id)) throw duplicateAttachment();
      if (attached.length >= mostAttached) throw constraint('MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED');
      put(draft, organization, policy, target, true);
      return {};
    });
  },

  DetachPolicy({ account, transact }, input) {
    return transact((draft) => {
      const organization = managedOrganization(draft, account);
      const policy = policyOf(draft, organization, input.PolicyId);
      const { id: target } = targetOf(draft, organization, input.TargetId);
      const attached = policiesAt(draft, organization, target);
      if (attached.every(({ id }) => id !== policy.id)) throw notAttached();
      if (attached.length === 1) throw constraint('MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED');
      put(draft, organization, policy, target, false);
      return {};
    });
  },

  ListPoliciesForTarget({ network, account }, input) {
    const organization = readableOrganization(network, account);
    const { id } = targetOf(network, organization, input.TargetId);
    const policies = isServiceControl(input.Filter) ? policiesAt(network, organization, id) : [];
    const { items, next } = organizationsPage(policies, input);
    return { Policies: items.map((policy) => summaryShown(organization, policy)), ...next };
  },

  ListTargetsForPolicy({ network, account }, input) {
    const organization = readableOrganization(network, account);
    const targets = targetsOf(network, organization, policyOf(network, organization, input.PolicyId));
    const nodes = targets.flatMap((id) => nodeIn(network, organization, id) ?? []);
    const { items, next } = organizationsPage(nodes, input);
    const shown = items.map(({ id, arn, name, type }) => ({ TargetId: id, Arn: arn, Name: name, Type: type }));
    return { Targets: shown, ...next };
  },
};
