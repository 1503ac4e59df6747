import { describe, expect, test } from 'vitest';
import { harness } from '../harness.ts';
import { iamOperations as iam } from './table.ts';

const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';
const arn = 'arn:aws:iam::111122223333:policy/p';

async function world() {
  const h = harness();
  await h.call(iam, 'CreateUser', { UserName: 'n' });
  await h.call(iam, 'CreateRole', { RoleName: 'n', AssumeRolePolicyDocument: trust });
  await h.call(iam, 'CreatePolicy', { PolicyName: 'p', PolicyDocument: document });
  await h.call(iam, 'CreateInstanceProfile', { InstanceProfileName: 'n' });
  return h;
}

const tag = (Key: string, Value: string) => ({ Key, Value });

describe.each([
  ['User', { UserName: 'n' }, { UserName: 'x' }, 'The user with name x cannot be found.'],
  ['Role', { RoleName: 'n' }, { RoleName: 'x' }, 'The role with name x cannot be found.'],
  ['Policy', { PolicyArn: arn }, { PolicyArn: `${arn}x` }, `Policy ${arn}x was not found.`],
  [
    'InstanceProfile',
    { InstanceProfileName: 'n' },
    { InstanceProfileName: 'x' },
    'Instance Profile x cannot be found.',
  ],
] as const)('tags of a %s', (noun, named, missing, sentence) => {
  const change = `Tag${noun}` as 'TagUser';
  const remove = `Untag${noun}` as 'UntagUser';
  const list = `List${noun}Tags` as 'ListUserTags';
  const name = named as { UserName: string };

  test('are added, changed and removed, whatever the case of their keys', async () => {
    const h = await world();
    await h.call(iam, change, { ...name, Tags: [tag('team', 'a'), tag('env', 'dev')] });
    await h.call(iam, change, { ...name, Tags: [tag('Team', 'b')] });
    expect((await h.call(iam, list, name)).Tags).toEqual([tag('Team', 'b'), tag('env', 'dev')]);
    await h.call(iam, remove, { ...name, TagKeys: ['TEAM', 'none'] });
    expect((await h.call(iam, list, name)).Tags).toEqual([tag('env', 'dev')]);
  });

  test('come in pages', async () => {
    const h = await world();
    await h.call(iam, change, { ...name, Tags: ['a', 'b', 'c'].map((key) => tag(key, '')) });
    const first = await h.call(iam, list, { ...name, MaxItems: 2 });
    const second = await h.call(iam, list, { ...name, MaxItems: 2, Marker: first.Marker! });
    expect([first.Tags!.map((one) => one.Key), second.Tags!.map((one) => one.Key)]).toEqual([['a', 'b'], ['c']]);
  });

  test('are fifty at most, over all requests', async () => {
    const h = await world();
    const many = Array.from({ length: 50 }, (_, index) => tag(`k${index}`, ''));
    await h.call(iam, change, { ...name, Tags: many });
    await h.call(iam, change, { ...name, Tags: [tag('K0', 'again')] });
    expect(await h.refused(iam, change, { ...name, Tags: [tag('more', '')] })).toBe(
      'LimitExceeded: Cannot exceed quota for TagsPerResource: 50',
    );
  });

  test('are refused where the resource is not there, or the key is AWS’s', async () => {
    const h = await world();
    const other = missing as unknown as { UserName: string };
    expect(await h.refused(iam, change, { ...other, Tags: [tag('a', 'b')] })).toBe(`NoSuchEntity: ${sentence}`);
    expect(await h.refused(iam, remove, { ...other, TagKeys: ['a'] })).toBe(`NoSuchEntity: ${sentence}`);
    expect(await h.refused(iam, list, other)).toBe(`NoSuchEntity: ${sentence}`);
    expect(await h.refused(iam, change, { ...name, Tags: [tag('aws:a', 'b')] })).toContain('InvalidInput');
  });
});
