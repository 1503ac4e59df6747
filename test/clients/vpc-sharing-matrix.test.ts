/**
 * The table of duties in a shared VPC (src/model/vpc-sharing.ts) through stock clients: for every kind, whoever has it and whoever
 * asks, with that account's own credentials. What is expected follows from the table; that the table itself is AWS's is held by a
 * list of its cells, written by hand from
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-share-limitations.html
 */

import { afterAll, describe, expect, test } from 'vitest';
import { duties, type SharedVpcKind } from '../../src/model/vpc-sharing.ts';
import { startServer } from './server.ts';
import { type Call, kinds } from './vpc-sharing-calls.ts';
import { flowLogOf, type Party, type PartyName, parties, sharedGround } from './vpc-sharing-ground.ts';

const quotas = [
  'elasticAddressesPerRegion=20',
  'instanceConnectEndpointsPerSubnet=2',
  'instanceConnectEndpointsPerVpc=2',
];
const server = await startServer(quotas.flatMap((quota) => ['--quota', quota]));
afterAll(() => server.stop());
const ground = await sharedGround(server);

type Relation = 'own' | 'sees' | 'uses' | 'nothing';
const unauthorized = 'UnauthorizedOperation';

/** What the table lets a party do with what another one has in the VPC. */
function relation(kind: SharedVpcKind, holder: PartyName, viewer: PartyName): Relation {
  const row = duties[kind];
  if (holder === viewer) return 'own';
  if (viewer === 'stranger') return 'nothing';
  if (holder !== 'owner') return viewer === 'owner' && row.ownerSees ? 'sees' : 'nothing';
  if (row.participantSees === 'none') return 'nothing';
  return row.participantUses ? 'uses' : 'sees';
}

/** Every resource, with its holder and who asks. */
const cells = (Object.keys(kinds) as SharedVpcKind[]).flatMap((kind) =>
  (['owner', 'participant'] as const).flatMap((holder) => {
    const id = ground.parties[holder].holds[kind];
    return id === undefined ? [] : parties.map((viewer) => ({ kind, holder, viewer, id }));
  }),
);
type Cell = (typeof cells)[number];

/** The code of what went wrong, also where an answer lists it. */
async function codeOf(by: Party, [operation, input]: Call): Promise<string> {
  try {
    const { Unsuccessful } = await by.call(operation, input);
    return Unsuccessful?.[0]?.Error?.Code ?? 'success';
  } catch (error) {
    return (error as Error).name;
  }
}

interface Tried {
  readonly cell: Cell;
  readonly call: Call;
  readonly expected: string;
}

const line = ({ cell, call }: Tried, code: string): string =>
  `${call[0]} by ${cell.viewer} of ${cell.holder}'s ${cell.kind}: ${code}`;

/** One after the other, since some of them change things. */
async function expectAll(tried: readonly Tried[]): Promise<void> {
  const seen: string[] = [];
  for (const one of tried) seen.push(line(one, await codeOf(ground.parties[one.cell.viewer], one.call)));
  expect(tried.length).toBeGreaterThan(0);
  expect(seen).toEqual(tried.map((one) => line(one, one.expected)));
}

type Verb = 'modify' | 'remove' | 'use';

/** The calls of a verb for cells of some relations. */
function tries(verb: Verb, wanted: (relation: Relation) => boolean): readonly Tried[] {
  return cells.flatMap((cell): readonly Tried[] => {
    const row = kinds[cell.kind];
    const step = row[verb];
    const found = relation(cell.kind, cell.holder, cell.viewer);
    if (step === undefined || !wanted(found)) return [];
    const { [cell.viewer]: by, [cell.holder]: of } = ground.parties;
    const expected = {
      own: step.own ?? 'success',
      uses: verb === 'use' ? 'success' : unauthorized,
      sees: unauthorized,
      nothing: step.unseen ?? row.unseen,
    }[found];
    return [{ cell, call: step.call(cell.id, by, of, ground), expected }];
  });
}

const listings = (Object.keys(kinds) as SharedVpcKind[]).filter((kind) => kinds[kind].listed);
const listingOf = (kind: SharedVpcKind): string => kinds[kind].describe('')[0];

/** Everything that a party can list, as text. */
async function listed(by: Party): Promise<string> {
  const replies = await Promise.all(
    listings.map(async (kind) => {
      const { $metadata: _, ...reply } = await by.call(listingOf(kind));
      return [kind, reply];
    }),
  );
  return JSON.stringify(Object.fromEntries(replies));
}

describe('the table says what AWS says', () => {
  /** What participants do with the owner's, what the owner does with participants', and whether participants make their own. */
  const written: readonly (readonly [SharedVpcKind, Relation, Relation, boolean])[] = [
    ['vpc', 'uses', 'nothing', false],
    ['dhcp-options', 'sees', 'nothing', false],
    ['subnet', 'uses', 'nothing', false],
    ['route-table', 'sees', 'nothing', false],
    ['network-acl', 'sees', 'nothing', false],
    ['internet-gateway', 'sees', 'nothing', false],
    ['egress-only-internet-gateway', 'nothing', 'nothing', false],
    ['nat-gateway', 'nothing', 'nothing', false],
    ['vpn-gateway', 'nothing', 'nothing', false],
    ['vpc-endpoint', 'nothing', 'nothing', false],
    ['resolver-endpoint', 'nothing', 'nothing', false],
    ['vpc-peering-connection', 'nothing', 'nothing', false],
    ['network-interface', 'nothing', 'sees', true],
    ['security-group', 'uses', 'sees', true],
    ['security-group-rule', 'sees', 'sees', true],
    ['flow-log', 'nothing', 'nothing', true],
    ['instance', 'nothing', 'nothing', true],
    ['instance-connect-endpoint', 'nothing', 'nothing', true],
    ['load-balancer', 'nothing', 'nothing', true],
    ['elastic-address', 'nothing', 'nothing', true],
    ['prefix-list', 'uses', 'nothing', true],
    ['transit-gateway', 'uses', 'nothing', true],
    ['transit-gateway-attachment', 'nothing', 'nothing', false],
  ];

  test.each(written)('about %s', (kind, ownersForParticipant, participantsForOwner, makes) => {
    expect(relation(kind, 'owner', 'participant')).toBe(ownersForParticipant);
    expect(relation(kind, 'participant', 'owner')).toBe(participantsForOwner);
    expect(duties[kind].participantMakes).toBe(makes);
  });
});

test('each party is answered by id what it sees, and nothing else is there', async () => {
  await expectAll(
    cells.map((cell) => {
      const row = kinds[cell.kind];
      const isSeen = relation(cell.kind, cell.holder, cell.viewer) !== 'nothing';
      return { cell, call: row.describe(cell.id), expected: isSeen ? 'success' : row.unseen };
    }),
  );
});

test.each(parties)('lists have all that the party sees, and nothing else: %s', async (viewer) => {
  const lists = JSON.parse(await listed(ground.parties[viewer]));
  const isListed = ({ kind, id }: Cell): boolean => JSON.stringify(lists[kind]).includes(id);
  const own = cells.filter((cell) => cell.viewer === viewer && kinds[cell.kind].listed);
  const name = ({ kind, holder }: Cell): string => `${holder}'s ${kind}`;
  const isSeen = (cell: Cell): boolean => relation(cell.kind, cell.holder, viewer) !== 'nothing';
  expect(own.filter(isListed).map(name)).toEqual(own.filter(isSeen).map(name));
});

test('what only holds for subnets that are not shared is seen by nobody but the owner', async () => {
  const { owner, participant } = ground.parties;
  const { subnet, table, acl } = ground.hidden;
  const calls: readonly (readonly [Call, string])[] = [
    [kinds.subnet.describe(subnet), kinds.subnet.unseen],
    [kinds['route-table'].describe(table), kinds['route-table'].unseen],
    [kinds['network-acl'].describe(acl), kinds['network-acl'].unseen],
  ];
  for (const [call, unseen] of calls) {
    expect([await codeOf(owner, call), await codeOf(participant, call)]).toEqual(['success', unseen]);
  }
  const text = await listed(participant);
  expect([subnet, table, acl].filter((id) => text.includes(id))).toEqual([]);
});

test.each(['modify', 'remove', 'use'] as const)(
  "to %s another's is refused, and leaves everything as it was",
  async (verb) => {
    const all = () => Promise.all(parties.map((name) => listed(ground.parties[name])));
    const before = await all();
    await expectAll(
      tries(verb, (found) => found === 'nothing' || found === 'sees' || (found === 'uses' && verb !== 'use')),
    );
    expect(await all()).toEqual(before);
  },
);

test('participants make in the VPC what the table lets them, and strangers nothing', async () => {
  const makers = ['participant', 'another', 'stranger'] as const;
  const tried = (Object.keys(kinds) as SharedVpcKind[]).flatMap((kind): readonly Tried[] => {
    const { make } = kinds[kind];
    if (make === undefined) return [];
    return makers.map((viewer) => ({
      cell: { kind, holder: 'owner', viewer, id: '' },
      call: make.call(ground.parties[viewer], ground),
      expected: viewer === 'stranger' ? make.stranger : duties[kind].participantMakes ? 'success' : unauthorized,
    }));
  });
  await expectAll(tried);
});

test('the owner has flow logs of all in the VPC, whoever made it, and participants of their own interfaces', async () => {
  const { owner, participant } = ground.parties;
  const ofOwner = owner.place.eni;
  const ofParticipant = participant.place.eni;
  const ofAnother = ground.parties.another.place.eni;
  const calls: readonly (readonly [Party, string, string, string])[] = [
    [owner, 'VPC', ground.vpc, 'success'],
    [owner, 'Subnet', ground.subnet, 'success'],
    [owner, 'NetworkInterface', ofParticipant, 'success'],
    [participant, 'VPC', ground.vpc, unauthorized],
    [participant, 'Subnet', ground.subnet, unauthorized],
    [participant, 'NetworkInterface', ofOwner, kinds['network-interface'].unseen],
    [participant, 'NetworkInterface', ofAnother, kinds['network-interface'].unseen],
  ];
  const tried = calls.map(([by, type, id]) => codeOf(by, ['CreateFlowLogs', flowLogOf(type, id)]));
  expect(await Promise.all(tried)).toEqual(calls.map(([, , , code]) => code));
});

test('each party uses its own and what it may use of others', async () => {
  await expectAll(tries('use', (found) => found === 'own' || found === 'uses'));
});

test('each party modifies its own', async () => {
  await expectAll(tries('modify', (found) => found === 'own'));
});

test('each party deletes its own, as far as nothing hangs on it', async () => {
  await expectAll(tries('remove', (found) => found === 'own'));
});
