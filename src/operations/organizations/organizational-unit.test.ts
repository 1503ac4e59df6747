import { describe, expect, test } from 'vitest';
import { denying, management, sampleOrganization } from './sample-organization.ts';
import { organizationsOperations as organizations } from './table.ts';

const nowhere = 'ou-aaaa-bbbbbbbb';

describe('an organizational unit', () => {
  test('is made in the root or in another, shown, renamed and deleted', async () => {
    const { h, root, unit } = await sampleOrganization();
    const outer = await unit('outer');
    const inner = await unit('inner', outer);
    const organization = h.network.get('account', management)!.organization!;
    const shown = await h.call(organizations, 'DescribeOrganizationalUnit', { OrganizationalUnitId: inner });
    expect(inner).toMatch(new RegExp(`^ou-${root.slice(2)}-[0-9a-z]{8}$`));
    expect(shown.OrganizationalUnit).toEqual({
      Id: inner,
      Arn: `arn:aws:organizations::${management}:ou/${organization}/${inner}`,
      Name: 'inner',
      Path: `${organization}/${root}/${outer}/${inner}/`,
    });
    const renamed = { OrganizationalUnitId: inner, Name: 'core' };
    await h.call(organizations, 'UpdateOrganizationalUnit', renamed);
    const list = await h.call(organizations, 'ListOrganizationalUnitsForParent', { ParentId: outer });
    expect(list.OrganizationalUnits!.map(({ Name }) => Name)).toEqual(['core']);
    await h.call(organizations, 'DeleteOrganizationalUnit', { OrganizationalUnitId: inner });
    expect(await h.refused(organizations, 'DescribeOrganizationalUnit', { OrganizationalUnitId: inner })).toBe(
      "OrganizationalUnitNotFoundException: We can't find an OU with the OrganizationalUnitId that you specified.",
    );
  });

  test('has a name that no other of its parent has', async () => {
    const { h, root, unit } = await sampleOrganization();
    const one = await unit('one');
    const two = await unit('two');
    await unit('one', one);
    expect(await h.refused(organizations, 'CreateOrganizationalUnit', { ParentId: root, Name: 'one' })).toMatch(
      /^DuplicateOrganizationalUnitException/,
    );
    const input = { OrganizationalUnitId: two, Name: 'one' };
    expect(await h.refused(organizations, 'UpdateOrganizationalUnit', input)).toMatch(
      /^DuplicateOrganizationalUnitException/,
    );
  });

  test('may be the fifth from the root, not the sixth', async () => {
    const { h, root, unit } = await sampleOrganization();
    let parent = root;
    for (let depth = 1; depth <= 5; depth += 1) parent = await unit('deeper', parent);
    expect(await h.refused(organizations, 'CreateOrganizationalUnit', { ParentId: parent, Name: 'deeper' })).toMatch(
      /^ConstraintViolationException/,
    );
  });

  test('is not deleted while an account or a unit is in it', async () => {
    const { h, root, unit, account, move } = await sampleOrganization();
    const outer = await unit('outer');
    const inner = await unit('inner', outer);
    const member = await account('dev');
    await move(member, root, inner);
    for (const OrganizationalUnitId of [outer, inner]) {
      expect(await h.refused(organizations, 'DeleteOrganizationalUnit', { OrganizationalUnitId })).toMatch(
        /^OrganizationalUnitNotEmptyException/,
      );
    }
    await move(member, inner, root);
    await h.call(organizations, 'DeleteOrganizationalUnit', { OrganizationalUnitId: inner });
  });

  test('leaves nothing attached when it goes', async () => {
    const { h, unit, policy, attach } = await sampleOrganization();
    const id = await unit('sandbox');
    const PolicyId = await policy('p', denying('s3:*'));
    await attach(PolicyId, id);
    await h.call(organizations, 'DetachPolicy', { PolicyId: 'p-FullAWSAccess', TargetId: id });
    await h.call(organizations, 'DeleteOrganizationalUnit', { OrganizationalUnitId: id });
    expect((await h.call(organizations, 'ListTargetsForPolicy', { PolicyId })).Targets).toEqual([]);
    expect(h.network.get('account', management)?.organization).toBeDefined();
    const organization = h.network.get('organization', h.network.get('account', management)!.organization!);
    expect(organization!.serviceControl!.withoutFullAccess).toEqual([]);
  });

  test.each([
    ['a parent that is none', { ParentId: nowhere, Name: 'x' }, 'ParentNotFoundException'],
    ['an id that cannot be one', { ParentId: 'root', Name: 'x' }, 'InvalidInputException'],
    ['no name', { ParentId: nowhere, Name: '' }, 'InvalidInputException'],
    ['a long name', { ParentId: nowhere, Name: 'x'.repeat(129) }, 'InvalidInputException'],
  ])('is refused with %s', async (_, input, code) => {
    const { h } = await sampleOrganization();
    expect(await h.refused(organizations, 'CreateOrganizationalUnit', input)).toMatch(new RegExp(`^${code}: `));
  });
});

describe('an account', () => {
  test('moves between the root and units, and is in one of them at a time', async () => {
    const { h, root, unit, account, move } = await sampleOrganization();
    const [team, member] = [await unit('team'), await account('dev')];
    const inside = async (ParentId: string) =>
      (await h.call(organizations, 'ListAccountsForParent', { ParentId })).Accounts!.map(({ Id }) => Id).sort();
    const parent = async () => (await h.call(organizations, 'ListParents', { ChildId: member })).Parents;
    expect([await inside(root), await inside(team)]).toEqual([[management, member].sort(), []]);
    expect(await parent()).toEqual([{ Id: root, Type: 'ROOT' }]);
    await move(member, root, team);
    expect([await inside(root), await inside(team)]).toEqual([[management], [member]]);
    expect(await parent()).toEqual([{ Id: team, Type: 'ORGANIZATIONAL_UNIT' }]);
    const { Account } = await h.call(organizations, 'DescribeAccount', { AccountId: member });
    expect(Account!.Paths).toEqual([expect.stringMatching(new RegExp(`^o-.{10}/${root}/${team}/${member}/$`))]);
    const children = (ChildType: 'ACCOUNT' | 'ORGANIZATIONAL_UNIT') =>
      h.call(organizations, 'ListChildren', { ParentId: root, ChildType });
    expect((await children('ORGANIZATIONAL_UNIT')).Children).toEqual([{ Id: team, Type: 'ORGANIZATIONAL_UNIT' }]);
    expect((await children('ACCOUNT')).Children).toEqual([{ Id: management, Type: 'ACCOUNT' }]);
    expect(await h.refused(organizations, 'ListChildren', { ParentId: root, ChildType: 'X' as never })).toMatch(
      /^InvalidInputException/,
    );
    expect(await h.refused(organizations, 'ListParents', { ChildId: nowhere })).toMatch(/^ChildNotFoundException/);
  });

  test('is not moved from where it is not, to where it is, or to nowhere', async () => {
    const { h, root, unit, account } = await sampleOrganization();
    const [team, AccountId] = [await unit('team'), await account('dev')];
    const refused = async (input: object) => {
      const whole = { AccountId, SourceParentId: root, DestinationParentId: team, ...input };
      return (await h.refused(organizations, 'MoveAccount', whole)).replace(/: .*/, '');
    };
    expect([
      await refused({ AccountId: '999999999999' }),
      await refused({ SourceParentId: nowhere }),
      await refused({ SourceParentId: team, DestinationParentId: team }),
      await refused({ DestinationParentId: nowhere }),
      await refused({ DestinationParentId: root }),
      await refused({ AccountId: 'dev' }),
    ]).toEqual([
      'AccountNotFoundException',
      'SourceParentNotFoundException',
      'SourceParentNotFoundException',
      'DestinationParentNotFoundException',
      'DuplicateAccountException',
      'InvalidInputException',
    ]);
  });
});
