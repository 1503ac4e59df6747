import { beforeEach, describe, expect, test } from 'vitest';
import { sharedWith } from '../../model/sharing.ts';
import { ec2Operations as ec2 } from '../ec2/table.ts';
import { organizationsOperations as organizations } from '../organizations/table.ts';
import { forgetEndedShares } from './forget.ts';
import { type SampleSharedSubnet, sampleSharedSubnet } from './sample-shared-subnet.ts';
import { ramOperations as ram } from './table.ts';

const hour = 60 * 60 * 1000;
let s: SampleSharedSubnet;
beforeEach(async () => {
  s = await sampleSharedSubnet();
});

const reaches = (account: string, kind: 'subnet' | 'security-group' | 'prefix-list' = 'subnet') =>
  sharedWith(s.owner.network, { account, region: 'us-east-1' }, kind).map(({ id }) => id);

const sharesSeen = async (h = s.participant) =>
  (await h.call(ram, 'GetResourceShares', { resourceOwner: 'OTHER-ACCOUNTS' })).resourceShares!;

describe('a share', () => {
  test('lets a member of the organization use a subnet at once and without an invitation, and nobody else', async () => {
    expect(reaches(s.accounts.participant)).toEqual([s.subnet]);
    expect(reaches(s.accounts.bystander)).toEqual([]);
    expect(await sharesSeen()).toMatchObject([{ resourceShareArn: s.share, owningAccountId: s.accounts.owner }]);
    expect(await sharesSeen(s.bystander)).toEqual([]);
    expect((await s.participant.call(ram, 'GetResourceShareInvitations', {})).resourceShareInvitations).toEqual([]);
  });

  test('reaches only its own region', async () => {
    const elsewhere = { account: s.accounts.participant, region: 'eu-west-1' };
    expect(sharedWith(s.owner.network, elsewhere, 'subnet')).toEqual([]);
  });

  test('is shown to its owner with its tags, and to others without', async () => {
    const tags = [{ key: 'team', value: 'net' }];
    await s.owner.call(ram, 'TagResource', { resourceShareArn: s.share, tags });
    const own = await s.owner.call(ram, 'GetResourceShares', { resourceOwner: 'SELF' });
    expect(own.resourceShares).toMatchObject([{ name: 'shared', status: 'ACTIVE', featureSet: 'STANDARD', tags }]);
    expect((await sharesSeen())[0]).not.toHaveProperty('tags');
  });

  test('is found by name, status, tag, permission and ARN', async () => {
    const found = async (more: object) =>
      (await s.owner.call(ram, 'GetResourceShares', { resourceOwner: 'SELF', ...more })).resourceShares!.length;
    await s.owner.call(ram, 'CreateResourceShare', { name: 'empty', tags: [{ key: 'a', value: 'b' }] });
    const permissionArn = 'arn:aws:ram::aws:permission/AWSRAMDefaultPermissionSubnet';
    expect(await found({})).toBe(2);
    expect(await found({ name: 'empty' })).toBe(1);
    expect(await found({ resourceShareStatus: 'DELETED' })).toBe(0);
    expect(await found({ tagFilters: [{ tagKey: 'a' }] })).toBe(1);
    expect(await found({ tagFilters: [{ tagKey: 'a', tagValues: ['c'] }] })).toBe(0);
    expect(await found({ permissionArn, permissionVersion: 1 })).toBe(1);
    expect(await found({ permissionArn, permissionVersion: 2 })).toBe(0);
    expect(await found({ resourceShareArns: [s.share], name: 'empty' })).toBe(0);
  });

  test('is renamed', async () => {
    const renamed = await s.owner.call(ram, 'UpdateResourceShare', { resourceShareArn: s.share, name: 'n' });
    expect(renamed.resourceShare).toMatchObject({ name: 'n', allowExternalPrincipals: true });
  });

  test('that is deleted shares nothing from then on, stays listed for two hours, and is forgotten', async () => {
    s.owner.applied = s.owner.network.revision;
    expect(await s.owner.call(ram, 'DeleteResourceShare', { resourceShareArn: s.share })).toEqual({
      returnValue: true,
    });
    const status = async () =>
      (await s.owner.call(ram, 'GetResourceShares', { resourceOwner: 'SELF' })).resourceShares!.map(
        (one) => one.status,
      );
    expect(reaches(s.accounts.participant)).toEqual([]);
    expect(await sharesSeen()).toEqual([]);
    expect(await status()).toEqual(['DELETING']);
    s.owner.applied = undefined;
    expect(await status()).toEqual(['DELETED']);
    expect(await s.owner.refused(ram, 'UpdateResourceShare', { resourceShareArn: s.share, name: 'n' })).toMatch(
      /^InvalidStateTransitionException: /,
    );
    s.owner.clock.advance(2 * hour);
    expect(await status()).toEqual([]);
    await s.owner.store.transact((draft) => forgetEndedShares(draft, s.owner.clock.now()));
    expect([...s.owner.network.all('resource-share')]).toEqual([]);
  });

  test("is nobody's but its owner's to see and change", async () => {
    const ask = { resourceShareArn: s.share };
    const unknown = `UnknownResourceException: ResourceShare ${s.share} could not be found.`;
    for (const h of [s.bystander, s.participant, s.management]) {
      expect(await h.refused(ram, 'UpdateResourceShare', { ...ask, name: 'mine' })).toBe(unknown);
      expect(await h.refused(ram, 'DeleteResourceShare', ask)).toBe(unknown);
      expect(await h.refused(ram, 'AssociateResourceShare', { ...ask, principals: [s.accounts.bystander] })).toBe(
        unknown,
      );
      expect(await h.refused(ram, 'TagResource', { ...ask, tags: [{ key: 'a', value: 'b' }] })).toBe(unknown);
      expect(await h.refused(ram, 'ListResourceSharePermissions', ask)).toBe(unknown);
      expect(
        await h.refused(ram, 'GetResourceShareAssociations', {
          associationType: 'PRINCIPAL',
          resourceShareArns: [s.share],
        }),
      ).toBe(unknown);
    }
    expect(
      await s.participant.refused(ram, 'DisassociateResourceShare', { ...ask, resourceArns: [s.subnetArn] }),
    ).toMatch(/^OperationNotPermittedException: /);
  });
});

describe('access ends', () => {
  test('with the account leaving the organization, for what stays within it and for the rest', async () => {
    const list = await s.owner.call(ec2, 'CreateManagedPrefixList', {
      PrefixListName: 'offices',
      AddressFamily: 'IPv4',
      MaxEntries: 1,
    });
    const resourceArns = [list.PrefixList!.PrefixListArn!];
    await s.owner.call(ram, 'AssociateResourceShare', { resourceShareArn: s.share, resourceArns });
    expect(reaches(s.accounts.participant, 'prefix-list')).toHaveLength(1);
    await leave(s.accounts.participant);
    expect(reaches(s.accounts.participant)).toEqual([]);
    expect(reaches(s.accounts.participant, 'prefix-list')).toEqual([]);
    expect(await principals()).toMatchObject([{ status: 'DISASSOCIATED' }]);
  });

  test('when an account leaves, except for what its share retains and the type allows', async () => {
    const made = await s.owner.call(ec2, 'CreateManagedPrefixList', {
      PrefixListName: 'offices',
      AddressFamily: 'IPv4',
      MaxEntries: 1,
    });
    await s.owner.call(ram, 'CreateResourceShare', {
      name: 'kept',
      resourceArns: [made.PrefixList!.PrefixListArn!, s.subnetArn],
      principals: [s.accounts.participant],
      resourceShareConfiguration: { retainSharingOnAccountLeaveOrganization: true },
    });
    await leave(s.accounts.participant);
    expect(reaches(s.accounts.participant, 'prefix-list')).toHaveLength(1);
    expect(reaches(s.accounts.participant)).toEqual([]);
  });

  test('with the owner leaving the organization', async () => {
    const organization = s.owner.network.get('account', s.accounts.owner)!.organization!;
    await s.shareOf({
      resourceArns: [s.subnetArn],
      principals: [`arn:aws:organizations::${s.management.context.account}:organization/${organization}`],
    });
    expect(reaches(s.accounts.bystander)).toEqual([s.subnet]);
    await leave(s.accounts.owner);
    expect(reaches(s.accounts.bystander)).toEqual([]);
  });

  test('with the account leaving the unit, and with the unit', async () => {
    const { organization: o, accounts } = s;
    const unit = await o.unit('apps');
    const inner = await o.unit('inner', unit);
    const id = s.owner.network.get('account', accounts.owner)!.organization!;
    const arn = `arn:aws:organizations::${s.management.context.account}:ou/${id}/${unit}`;
    await s.shareOf({ resourceArns: [s.subnetArn], principals: [arn] });
    expect(reaches(accounts.bystander)).toEqual([]);
    await o.move(accounts.bystander, o.root, inner);
    expect(reaches(accounts.bystander)).toEqual([s.subnet]);
    await o.move(accounts.bystander, inner, o.root);
    expect(reaches(accounts.bystander)).toEqual([]);
    await s.management.call(organizations, 'DeleteOrganizationalUnit', { OrganizationalUnitId: inner });
    await s.management.call(organizations, 'DeleteOrganizationalUnit', { OrganizationalUnitId: unit });
    const found = await s.owner.call(ram, 'GetResourceShareAssociations', {
      associationType: 'PRINCIPAL',
      principal: unit,
    });
    expect(found.resourceShareAssociations).toMatchObject([{ status: 'DISASSOCIATED' }]);
  });

  test('when the organization stops sharing, and what rested on that does not come back', async () => {
    await trustRam(undefined);
    expect(reaches(s.accounts.participant)).toEqual([]);
    expect(await sharesSeen()).toEqual([]);
    expect(await principals()).toMatchObject([{ status: 'DISASSOCIATED' }]);
    s.owner.clock.advance(hour);
    await s.management.call(ram, 'EnableSharingWithAwsOrganization', {});
    expect(reaches(s.accounts.participant)).toEqual([]);
    await s.owner.call(ram, 'AssociateResourceShare', {
      resourceShareArn: s.share,
      principals: [s.accounts.participant],
    });
    expect(reaches(s.accounts.participant)).toEqual([s.subnet]);
  });

  test('with the shared resource, which is shared no more', async () => {
    await s.owner.call(ec2, 'DeleteSubnet', { SubnetId: s.subnet });
    expect(reaches(s.accounts.participant)).toEqual([]);
    const listed = await s.participant.call(ram, 'ListResources', { resourceOwner: 'OTHER-ACCOUNTS' });
    expect(listed.resources).toEqual([]);
    const found = await s.owner.call(ram, 'GetResourceShareAssociations', { associationType: 'RESOURCE' });
    expect(found.resourceShareAssociations).toEqual([]);
  });
});

const principals = async () => {
  const found = await s.owner.call(ram, 'GetResourceShareAssociations', { associationType: 'PRINCIPAL' });
  return found.resourceShareAssociations!;
};

const leave = (id: string) =>
  s.owner.store.transact((draft) => {
    const { organization: _, parent: __, ...account } = draft.get('account', id)!;
    draft.put(account);
  });

const trustRam = (at: number | undefined) =>
  s.owner.store.transact((draft) => {
    const organization = draft.get('organization', draft.get('account', s.accounts.owner)!.organization!)!;
    const { serviceAccess: _, ...rest } = organization;
    draft.put(at === undefined ? rest : { ...rest, serviceAccess: { 'ram.amazonaws.com': at } });
  });
