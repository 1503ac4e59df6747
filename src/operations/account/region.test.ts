import type { ListRegionsCommandInput } from '@aws-sdk/client-account';
import { describe, expect, test } from 'vitest';
import { optDuration } from '../../model/region-opt.ts';
import { ec2Operations } from '../ec2/table.ts';
import { type Harness, harness } from '../harness.ts';
import { sampleOrganization } from '../organizations/sample-organization.ts';
import { organizationsOperations } from '../organizations/table.ts';
import { accountOperations as operations } from './table.ts';

const region = 'me-south-1';
const asked = { RegionName: region };

async function status(h: Harness, more: object = {}): Promise<string | undefined> {
  return (await h.call(operations, 'GetRegionOptStatus', { ...asked, ...more })).RegionOptStatus;
}

const done = (h: Harness) => h.clock.advance(optDuration);

describe('a region', () => {
  test('is enabled and disabled in a while, and neither while the other is under way', async () => {
    const h = harness();
    expect(await status(h)).toBe('DISABLED');
    await h.call(operations, 'EnableRegion', asked);
    expect(await status(h)).toBe('ENABLING');
    expect(await h.refused(operations, 'DisableRegion', asked)).toMatch(/^ConflictException: .*me-south-1/);
    done(h);
    expect(await status(h)).toBe('ENABLED');
    await h.call(operations, 'DisableRegion', asked);
    expect(await status(h)).toBe('DISABLING');
    expect(await h.refused(operations, 'EnableRegion', asked)).toMatch(/^ConflictException: .*me-south-1/);
    done(h);
    expect(await status(h)).toBe('DISABLED');
  });

  test('asked for again stays as it is', async () => {
    const h = harness();
    await h.call(operations, 'DisableRegion', asked);
    expect(await status(h)).toBe('DISABLED');
    await h.call(operations, 'EnableRegion', asked);
    h.clock.advance(optDuration / 2);
    await h.call(operations, 'EnableRegion', asked);
    h.clock.advance(optDuration / 2);
    expect(await status(h)).toBe('ENABLED');
    await h.call(operations, 'EnableRegion', asked);
    expect(await status(h)).toBe('ENABLED');
  });

  test('is one account’s, and there is a default VPC in it, the same after a way out and back in', async () => {
    const h = harness();
    const vpcs = async () => (await h.as({ region }).call(ec2Operations, 'DescribeVpcs', {})).Vpcs!;
    expect(await vpcs()).toEqual([]);
    await h.call(operations, 'EnableRegion', asked);
    done(h);
    const [vpc] = await vpcs();
    expect(vpc).toMatchObject({ IsDefault: true, CidrBlock: '172.31.0.0/16' });
    expect(await status(h.as({ account: '444455556666' }))).toBe('DISABLED');
    await h.call(operations, 'DisableRegion', asked);
    done(h);
    await h.call(operations, 'EnableRegion', asked);
    expect((await vpcs()).map(({ VpcId }) => VpcId)).toEqual([vpc?.VpcId]);
  });

  test.each(['us-east-1', 'mars-1'])('%s is nobody’s to enable or disable', async (RegionName) => {
    const h = harness();
    for (const name of ['EnableRegion', 'DisableRegion'] as const) {
      expect(await h.refused(operations, name, { RegionName })).toMatch(/^ValidationException: /);
    }
  });

  test('has a status, if it is one', async () => {
    const h = harness();
    expect(await status(h, { RegionName: 'us-east-1' })).toBe('ENABLED_BY_DEFAULT');
    expect(await h.refused(operations, 'GetRegionOptStatus', { RegionName: 'mars-1' })).toMatch(/^ValidationException/);
  });

  test('is shown as opted in by DescribeRegions once it is', async () => {
    const h = harness();
    const find = async () => {
      const { Regions } = await h.call(ec2Operations, 'DescribeRegions', {});
      return Regions!.find(({ RegionName }) => RegionName === region)?.OptInStatus;
    };
    await h.call(operations, 'EnableRegion', asked);
    expect(await find()).toBeUndefined();
    done(h);
    expect(await find()).toBe('opted-in');
    const Filters = [{ Name: 'opt-in-status', Values: ['opted-in'] }];
    expect((await h.call(ec2Operations, 'DescribeRegions', { Filters })).Regions).toHaveLength(1);
  });
});

describe('ListRegions', () => {
  test('has every region, by status if need be, page by page', async () => {
    const h = harness();
    await h.call(operations, 'EnableRegion', asked);
    const all = (await h.call(operations, 'ListRegions', {})).Regions!;
    expect(all).toContainEqual({ RegionName: 'eu-west-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' });
    const enabling = await h.call(operations, 'ListRegions', { RegionOptStatusContains: ['ENABLING', 'ENABLED'] });
    expect(enabling.Regions).toEqual([{ RegionName: region, RegionOptStatus: 'ENABLING' }]);
    const first = await h.call(operations, 'ListRegions', { MaxResults: 20 });
    const second = await h.call(operations, 'ListRegions', { MaxResults: 20, NextToken: first.NextToken! });
    expect([...first.Regions!, ...second.Regions!]).toEqual(all);
    expect(second).not.toHaveProperty('NextToken');
  });

  test.each([
    { MaxResults: 0 },
    { MaxResults: 51 },
    { MaxResults: 1.5 },
    { NextToken: '?' },
    { RegionOptStatusContains: ['OPEN' as 'ENABLED'] },
  ])('refuses %j', async (input: ListRegionsCommandInput) => {
    expect(await harness().refused(operations, 'ListRegions', input)).toMatch(/^ValidationException: /);
  });
});

describe('a member’s regions', () => {
  const ServicePrincipal = 'account.amazonaws.com';

  test('are its management account’s and the delegated administrator’s to change, once access is trusted', async () => {
    const { h, account } = await sampleOrganization();
    const [member, administrator, other] = [await account('one'), await account('two'), await account('three')];
    const of = { AccountId: member };
    const refusal = async (by: Harness, input: object) =>
      by.refused(operations, 'EnableRegion', { ...asked, ...input });
    expect(await refusal(h, of)).toMatch(/^AccessDeniedException: Trusted access/);
    await h.call(organizationsOperations, 'EnableAWSServiceAccess', { ServicePrincipal });
    await h.call(organizationsOperations, 'RegisterDelegatedAdministrator', {
      ServicePrincipal,
      AccountId: administrator,
    });
    await h.call(operations, 'EnableRegion', { ...asked, ...of });
    done(h);
    expect([await status(h, of), await status(h)]).toEqual(['ENABLED', 'DISABLED']);
    expect(await status(h.as({ account: member }))).toBe('ENABLED');
    await h.as({ account: administrator }).call(operations, 'DisableRegion', { ...asked, ...of });
    expect(await status(h, of)).toBe('DISABLING');
    for (const [by, AccountId] of [
      [other, member],
      [member, member],
      ['999988887777', member],
      [h.context.account, h.context.account],
      [administrator, h.context.account],
      [administrator, '999988887777'],
    ] as const) {
      expect(await refusal(h.as({ account: by }), { AccountId })).toMatch(/^AccessDeniedException: /);
    }
    expect(await refusal(h, { AccountId: '12' })).toMatch(/^ValidationException: /);
  });
});
