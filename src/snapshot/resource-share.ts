/**
 * Resource shares, from get-resource-shares with get-resource-share-associations and list-resource-share-permissions. They
 * change no packet, but say who may use a shared VPC. Organizations are in no snapshot: of their units and themselves nobody
 * is known to be a member, and so nothing is shared with anybody by them.
 */

import { isAccountId } from '../base/ids.ts';
import type { PrincipalAssociation, ResourceShare, ShareAssociation } from '../model/resource-share.ts';
import { identityAccount, readShareableArn, shareableTypeOf } from '../model/sharing.ts';
import { usualPermission } from '../operations/ram/permission.ts';
import { flag, type Item, items, numeric, optional, Refusal, required, text, time } from './item.ts';
import type { Sourced } from './source.ts';
import { note, type World } from './world.ts';

const form = /^arn:aws:ram:[a-z0-9-]+:(\d{12}):resource-share\/([0-9a-f-]{36})$/;

export function readResourceShare(world: World, from: Sourced): readonly ResourceShare[] {
  const { item } = from;
  const arn = required(item, 'resourceShareArn');
  const [, account, id] = form.exec(arn) ?? [];
  if (account === undefined || id === undefined) throw new Refusal('with an ARN that is none');
  if ((text(item, 'status') ?? 'ACTIVE') !== 'ACTIVE') return [];
  const associations = world.about('resourceShareAssociations', arn).filter(holds);
  const created = time(item, 'creationTime') ?? 0;
  const resources = resourcesIn(world, from, associations);
  return [
    {
      kind: 'resource-share',
      id,
      account,
      region: from.region,
      created,
      tags: Object.fromEntries(items(item, 'tags').map((one) => [text(one, 'key') ?? '', text(one, 'value') ?? ''])),
      name: text(item, 'name') ?? id,
      allowExternalPrincipals: flag(item, 'allowExternalPrincipals'),
      desired: 'active',
      stateRevision: 0,
      updated: time(item, 'lastUpdatedTime') ?? created,
      permissions: permissionsOf(world, from, arn, resources),
      resources,
      principals: principalsIn(world, from, arn, associations),
    },
  ];
}

const held: readonly string[] = ['ASSOCIATED', 'ASSOCIATING', 'FAILED'];

/** What ended is listed for a while, and shares nothing. */
function holds(association: Item): boolean {
  return held.includes(text(association, 'status') ?? 'ASSOCIATED');
}

function associationOf(item: Item, id: string): ShareAssociation {
  const failed = text(item, 'status') === 'FAILED';
  const created = time(item, 'creationTime') ?? 0;
  return {
    id,
    desired: 'associated',
    stateRevision: 0,
    created,
    updated: time(item, 'lastUpdatedTime') ?? created,
    ...optional('failure', failed ? (text(item, 'statusMessage') ?? 'FAILED') : undefined),
  };
}

const ofType = (associations: readonly Item[], type: string): readonly Item[] =>
  associations.filter((one) => text(one, 'associationType') === type);

const unused = 'nobody uses it by the share';

function resourcesIn(world: World, from: Sourced, associations: readonly Item[]) {
  return ofType(associations, 'RESOURCE').flatMap((item): readonly ShareAssociation[] => {
    const id = text(item, 'associatedEntity') ?? '';
    const kind = shareableTypeOf(id)?.kind;
    if (kind === undefined) note(world, from, 'a shared resource of a kind that is not understood', unused, id);
    else if (world.network.get(kind, readShareableArn(id)!.id) === undefined)
      note(world, from, `a shared ${kind} that is not in the snapshot`, unused, id);
    else return [associationOf(item, id)];
    return [];
  });
}

const unreached = 'nothing is shared by it: organizations are not in snapshots';

function principalsIn(world: World, from: Sourced, share: string, associations: readonly Item[]) {
  return ofType(associations, 'PRINCIPAL').flatMap((item): readonly PrincipalAssociation[] => {
    const id = text(item, 'associatedEntity') ?? '';
    const external = flag(item, 'external');
    const isPending = external && text(item, 'status') === 'ASSOCIATING';
    if (isPending) {
      note(world, from, 'an invitation to a resource share that waits for its answer', 'not imported', share);
      return [];
    }
    if (!isAccountId(id) && identityAccount(id) === undefined) {
      note(world, from, 'a share with a principal that is no account', unreached, id);
    }
    const invitation = external ? ({ invitation: 'accepted' } as const) : {};
    return [{ ...associationOf(item, id), external, ...invitation }];
  });
}

/** Those that the snapshot says, where they are AWS's own; else the usual one of each type of resource. */
function permissionsOf(
  world: World,
  from: Sourced,
  share: string,
  resources: readonly ShareAssociation[],
): ResourceShare['permissions'] {
  const said = world.about('ResourceSharePermissions', share).flatMap((one) => items(one, 'permissions'));
  const types = new Set(resources.flatMap(({ id }) => shareableTypeOf(id)?.name ?? []));
  return [...types].flatMap((resourceType) => {
    const found = said.find((one) => text(one, 'resourceType')?.toLowerCase() === resourceType.toLowerCase());
    const arn = text(found, 'arn');
    const isManaged = arn?.startsWith('arn:aws:ram::aws:permission/') ?? false;
    if (found !== undefined && !isManaged)
      note(world, from, "a permission of the account's own", "treated as RAM's usual permission", arn);
    if (arn !== undefined && isManaged) return [{ arn, resourceType, version: versionOf(found) }];
    const usual = usualPermission(resourceType);
    return usual ? [{ arn: usual.arn, resourceType, version: usual.defaultVersion }] : [];
  });
}

/** RAM prints versions as text. */
function versionOf(item: Item | undefined): number {
  return numeric(item, 'version') ?? Number(text(item, 'version') ?? 1);
}
