import { describe, expect, test } from 'vitest';
import { every } from '../model/indexes.ts';
import type { Network } from '../model/network.ts';
import { type Harness, harness } from '../operations/harness.ts';
import { ensureFirstAccount } from '../operations/organizations/first-account.ts';
import { adopt } from './adopt.ts';
import { importSnapshot } from './import.ts';
import { edited, sample } from './sample-snapshot.ts';

const management = '111122223333';

async function server(): Promise<Harness> {
  const h = harness({ account: management });
  const given = { now: h.clock.now(), random: h.random, accountId: management };
  await h.store.transact((draft) => ensureFirstAccount(draft, given));
  return h;
}

const adoption = ({ store, clock, random }: Harness, snapshot: Network) =>
  store.transact((draft) => adopt(draft, snapshot, { now: clock.now(), random }));

const two = importSnapshot(sample('private-link')).network;

describe('adopting a snapshot', () => {
  test('puts every resource into the state, to be brought into force', async () => {
    const h = await server();
    const { adopted, known, revision } = await adoption(h, two);
    expect(adopted).toMatchObject({ vpc: 2, subnet: 2, instance: 2, 'load-balancer': 1, 'vpc-endpoint-service': 1 });
    expect([known, revision]).toEqual([0, h.network.revision]);
    for (const { kind, id } of two.resources()) expect(h.network.get(kind, id), id).toBeDefined();
    expect(h.network.get('instance', 'i-0aa66666666666666')).toMatchObject({
      desired: 'running',
      stateRevision: revision,
    });
  });

  test('makes its accounts members of the organization, each with the role to get in and no default VPC to come', async () => {
    const h = await server();
    expect((await adoption(h, two)).newAccounts).toEqual(['333344445555', '666677778888']);
    const accounts = h.network.find('account', every);
    const organization = h.network.get('account', management)?.organization;
    expect(organization).toMatch(/^o-/);
    expect(accounts.map((one) => [one.id, one.organization])).toEqual(
      [management, '333344445555', '666677778888'].map((id) => [id, organization]),
    );
    expect(h.network.get('role', '333344445555/OrganizationAccountAccessRole')).toBeDefined();
    expect(h.network.get('account-region', '666677778888/us-east-1')).toBeDefined();
  });

  test('again changes nothing', async () => {
    const h = await server();
    await adoption(h, two);
    const before = h.network;
    const again = await adoption(h, two);
    expect(again).toMatchObject({ adopted: {}, newAccounts: [], revision: before.revision });
    expect(again.known).toBe([...two.resources()].length);
    expect(h.network).toBe(before);
  });

  test("leaves AWS's own prefix lists as they are here", async () => {
    const h = await server();
    await adoption(h, importSnapshot(sample('one-account')).network);
    expect([...h.network.all('prefix-list')].map(({ id, account }) => [id, account])).toEqual(
      expect.arrayContaining([['pl-68a54001', 'AWS']]),
    );
    expect(h.network.get('account', 'AWS')).toBeUndefined();
  });
});

describe('a conflict refuses the whole', () => {
  const renamed = (more: object) =>
    importSnapshot(edited(sample('private-link'), 'Vpcs', (item) => ({ ...item, ...more }))).network;

  async function refusal(h: Harness, snapshot: Network): Promise<string> {
    const before = h.network;
    const refused = await adoption(h, snapshot).catch((error: Error) => `${error.name} ${error.message}`);
    expect(h.network).toBe(before);
    return String(refused);
  }

  test('of ids with another content', async () => {
    const h = await server();
    await adoption(h, two);
    expect(await refusal(h, renamed({ Tags: [{ Key: 'Name', Value: 'other' }] }))).toBe(
      'Fault Nothing was adopted: vpc-0aa11111111111111 is there already with another content; ' +
        'vpc-0cc11111111111111 is there already with another content.',
    );
  });

  test('of ids with another owner', async () => {
    const h = await server();
    await adoption(h, two);
    expect(await refusal(h, renamed({ OwnerId: '123412341234' }))).toContain(
      'vpc-0aa11111111111111 is there already and belongs to 333344445555',
    );
  });

  test('of public addresses that something else has', async () => {
    const h = await server();
    const base = { account: management, region: 'us-west-2', created: 0, tags: {} };
    await h.store.transact((draft) =>
      draft.put({ kind: 'elastic-address', id: 'eipalloc-1', ...base, publicAddress: '52.12.34.56' }),
    );
    expect(await refusal(h, importSnapshot(sample('one-account')).network)).toBe(
      "Fault Nothing was adopted: 52.12.34.56 of eni-0d0d0d0d0d0d0d001 is eipalloc-1's.",
    );
  });

  test('of zones that are none here', async () => {
    const elsewhere = edited(sample('private-link'), 'Subnets', (item) => ({
      ...item,
      AvailabilityZoneId: 'use1-bos1-az1',
    }));
    expect(await refusal(await server(), importSnapshot(elsewhere).network)).toContain(
      'subnet-0aa22222222222222 is in use1-bos1-az1, which is no zone of us-east-1 here',
    );
  });

  test('of a second default VPC', async () => {
    const h = await server();
    await adoption(h, renamed({ IsDefault: true }));
    const other = edited(sample('private-link'), 'Vpcs', (item) => ({
      ...item,
      VpcId: `${String(item.VpcId)}f`,
      IsDefault: true,
    }));
    expect(await refusal(h, importSnapshot(other).network)).toContain(
      '333344445555 has a default VPC in us-east-1 besides vpc-0aa11111111111111f: vpc-0aa11111111111111',
    );
  });

  test('with the first ten of many and the number of the others', async () => {
    const h = await server();
    await adoption(h, importSnapshot(sample('one-account')).network);
    const tagged = edited(sample('one-account'), 'Subnets', (item) => ({ ...item, Tags: [] }));
    const both = edited(tagged, 'SecurityGroups', (item) => ({ ...item, Description: 'another' }));
    const all = edited(both, 'NetworkInterfaces', (item) => ({ ...item, Description: 'another' }));
    expect(await refusal(h, importSnapshot(all).network)).toMatch(/; and 8 more\.$/);
  });
});
