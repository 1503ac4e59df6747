import { beforeEach, describe, expect, test } from 'vitest';
import type { Harness } from '../harness.ts';
import { management, type SampleOrganization, sampleOrganization } from './sample-organization.ts';
import { organizationsOperations as organizations } from './table.ts';

let sample: SampleOrganization;
let h: Harness;

beforeEach(async () => {
  sample = await sampleOrganization();
  h = sample.h;
});

const tag = (ResourceId: string, ...Tags: { Key: string; Value: string }[]) =>
  h.call(organizations, 'TagResource', { ResourceId, Tags });
const tagsOf = async (ResourceId: string) => (await h.call(organizations, 'ListTagsForResource', { ResourceId })).Tags;

test.each([
  ['the root', async () => sample.root],
  ['a unit', () => sample.unit('team')],
  ['an account', () => sample.account('dev')],
  ['the management account', async () => management],
  ['a policy', () => sample.policy('guard')],
])('%s is tagged, tagged anew and untagged', async (_, make) => {
  const id = await make();
  await tag(id, { Key: 'b', Value: '1' }, { Key: 'a', Value: '' });
  await tag(id, { Key: 'b', Value: '2' });
  expect(await tagsOf(id)).toEqual([
    { Key: 'a', Value: '' },
    { Key: 'b', Value: '2' },
  ]);
  await h.call(organizations, 'UntagResource', { ResourceId: id, TagKeys: ['a', 'c'] });
  expect(await tagsOf(id)).toEqual([{ Key: 'b', Value: '2' }]);
});

test('what is made with tags has them', async () => {
  const Tags = [{ Key: 'team', Value: 'a' }];
  const { OrganizationalUnit } = await h.call(organizations, 'CreateOrganizationalUnit', {
    ParentId: sample.root,
    Name: 'team',
    Tags,
  });
  expect(await tagsOf(OrganizationalUnit!.Id!)).toEqual(Tags);
});

describe('refused is', () => {
  test.each([
    ['a key of AWS’s', [{ Key: 'AWS:team', Value: 'a' }], 'InvalidInputException'],
    ['an empty key', [{ Key: '', Value: 'a' }], 'InvalidInputException'],
    ['a long value', [{ Key: 'a', Value: 'a'.repeat(257) }], 'InvalidInputException'],
    ['a sign that tags have not', [{ Key: 'a', Value: '<' }], 'InvalidInputException'],
    [
      'a key twice',
      [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
      'InvalidInputException',
    ],
    [
      'the fifty-first',
      Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' })),
      'ConstraintViolationException',
    ],
  ])('%s', async (_, Tags, code) => {
    await tag(sample.root, { Key: 'first', Value: '' });
    const refused = await h.refused(organizations, 'TagResource', { ResourceId: sample.root, Tags });
    expect(refused.split(':')[0]).toBe(code);
  });

  test.each([
    ['vpc-1', 'InvalidInputException'],
    ['p-FullAWSAccess', 'InvalidInputException'],
    ['999999999999', 'TargetNotFoundException'],
    ['ou-aaaa-11111111', 'TargetNotFoundException'],
    ['p-11111111', 'TargetNotFoundException'],
  ])('%s as a resource', async (ResourceId, code) => {
    const answers = [
      await h.refused(organizations, 'ListTagsForResource', { ResourceId }),
      await h.refused(organizations, 'TagResource', { ResourceId, Tags: [] }),
      await h.refused(organizations, 'UntagResource', { ResourceId, TagKeys: [] }),
    ];
    expect(answers.map((answer) => answer.split(':')[0])).toEqual([code, code, code]);
  });
});

test('fifty tags come in pages', async () => {
  await tag(sample.root, ...Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' })));
  const keys: (string | undefined)[] = [];
  for (let token: string | undefined; ; ) {
    const page = await h.call(organizations, 'ListTagsForResource', { ResourceId: sample.root, NextToken: token });
    keys.push(...page.Tags!.map(({ Key }) => Key));
    token = page.NextToken;
    if (token === undefined) break;
  }
  expect(new Set(keys).size).toBe(50);
});
