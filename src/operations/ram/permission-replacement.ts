/** One permission in another's place, in all shares of an account: done at once, and shown as under way until it is in force. */

import { uuid } from '../../base/ids.ts';
import type { PermissionReplacement } from '../../model/resource-share.ts';
import type { Context } from '../context.ts';
import { settled } from '../ec2/state.ts';
import { invalidParameter } from './faults.ts';
import type { RamHandlers } from './handlers.ts';
import { ramPage } from './page.ts';
import { attachable, permissionAt, versionOf } from './permission.ts';
import { withPermission } from './permission-association.ts';
import { echoed } from './share.ts';

const statuses: readonly string[] = ['IN_PROGRESS', 'COMPLETED', 'FAILED'];

function statusOf(context: Pick<Context, 'appliedRevision'>, { stateRevision }: PermissionReplacement) {
  return settled(context, stateRevision) ? ('COMPLETED' as const) : ('IN_PROGRESS' as const);
}

function shape(context: Context, work: PermissionReplacement) {
  const { from, to } = work;
  return {
    id: work.id,
    fromPermissionArn: from.arn,
    ...(from.version === undefined ? {} : { fromPermissionVersion: String(from.version) }),
    toPermissionArn: to.arn,
    toPermissionVersion: String(to.version),
    status: statusOf(context, work),
    creationTime: new Date(work.created),
    lastUpdatedTime: new Date(work.created),
  };
}

export const permissionReplacementOperations: RamHandlers<
  'ListReplacePermissionAssociationsWork' | 'ReplacePermissionAssociations'
> = {
  ReplacePermissionAssociations(context, input) {
    const { account, region, now, random } = context;
    const { fromPermissionArn: arn, fromPermissionVersion: version } = input;
    return context.transact((draft) => {
      const from = permissionAt(draft.network, context, arn);
      if (version !== undefined) versionOf(from, version, now);
      const to = attachable(draft.network, context, input.toPermissionArn);
      if (from.resourceType !== to.resourceType) {
        throw invalidParameter('Both permissions must be for the same resource type.');
      }
      for (const share of draft.network.owned('resource-share', account, region)) {
        const isMeant = share.permissions.some(
          (one) => one.arn === arn && (version === undefined || one.version === version),
        );
        if (isMeant && share.desired === 'active') draft.put({ ...withPermission(share, to), updated: now });
      }
      const work: PermissionReplacement = {
        kind: 'permission-replacement',
        id: uuid(random),
        account,
        region,
        created: now,
        tags: {},
        from: { arn, ...(version === undefined ? {} : { version }) },
        to: { arn: to.arn, version: to.defaultVersion },
        stateRevision: draft.revision,
      };
      draft.put(work);
      return { replacePermissionAssociationsWork: shape(context, work), ...echoed(input) };
    });
  },

  ListReplacePermissionAssociationsWork(context, input) {
    const { network, account, region } = context;
    const { workIds = [], status } = input;
    if (status !== undefined && !statuses.includes(status)) throw invalidParameter(`${status} is not a valid status.`);
    const all = network
      .owned('permission-replacement', account, region)
      .filter((work) => workIds.length === 0 || workIds.includes(work.id))
      .filter((work) => status === undefined || statusOf(context, work) === status);
    const { items, next } = ramPage(all, input, ({ id }) => id);
    return { replacePermissionAssociationsWorks: items.map((work) => shape(context, work)), ...next };
  },
};
