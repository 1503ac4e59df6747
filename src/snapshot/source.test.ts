import { describe, expect, test } from 'vitest';
import { readSources, Unreadable } from './source.ts';

const vpcs = '{"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333"}]}';
const file = (path: string, text = vpcs) => ({ path, text });

describe('where a file is says whose it is', () => {
  test.each([
    ['aws_configs/us-east-1/Vpcs.json', '111122223333', 'us-east-1'],
    ['aws_configs/accounts/999988887777/eu-west-1/Vpcs.json', '999988887777', 'eu-west-1'],
    ['us-east-1/whatever.json', '111122223333', 'us-east-1'],
  ])('%s', (path, account, region) => {
    const [place] = readSources([file(path)]).all;
    expect(place).toMatchObject({ account, region });
    expect(place?.keys.get('Vpcs')?.[0]).toMatchObject({ file: path, account, region, item: { VpcId: 'vpc-1' } });
  });

  test('without a folder for the account the owner of most decides', () => {
    const text = JSON.stringify({ Vpcs: ['1', '2', '2'].map((digit) => ({ OwnerId: digit.repeat(12) })) });
    expect(readSources([file('aws_configs/us-east-1/Vpcs.json', text)]).all[0]?.account).toBe('222222222222');
  });

  test('one file may have several lists', () => {
    const text = '{"Vpcs": [{}], "Subnets": [{}, {}]}';
    const { keys } = readSources([file('aws_configs/us-east-1/all.json', text)]).all[0]!;
    expect([...keys].map(([key, found]) => [key, found.length])).toEqual([
      ['Vpcs', 1],
      ['Subnets', 2],
    ]);
  });
});

describe('what is left aside is noted', () => {
  const good = file('aws_configs/us-east-1/Vpcs.json');
  test.each([
    ['a region', file('aws_configs/moon-1/Vpcs.json'), 'the region moon-1', 'the file is ignored'],
    ['a place', file('aws_configs/Vpcs.json'), 'a place that no account and region is for', 'the file is ignored'],
    [
      'no JSON by name',
      file('aws_configs/us-east-1/notes.txt', ''),
      'a file that is not called .json',
      'the file is ignored',
    ],
    [
      'a list',
      file('aws_configs/us-east-1/New.json', '{"News": [{"NewId": "new-1"}]}'),
      'News',
      'ignored: what it means for packets is not known',
    ],
    [
      'an answer that goes on',
      file('aws_configs/us-east-1/Part.json', '{"Subnets": [], "NextToken": "more"}'),
      'NextToken',
      'the list goes on: what is on further pages is missing',
    ],
    [
      'an item that is none',
      file('aws_configs/us-east-1/Odd.json', '{"Subnets": [7]}'),
      'Subnets: not an object',
      'not imported',
    ],
  ])('%s', (_, other, what, effect) => {
    expect(readSources([good, other]).notes).toEqual([expect.objectContaining({ file: other.path, what, effect })]);
  });

  test('but not a list that is empty', () => {
    expect(readSources([good, file('aws_configs/us-east-1/New.json', '{"News": []}')]).notes).toEqual([]);
  });
});

describe('what cannot be read at all is one line', () => {
  test.each([
    ['no JSON', '{"Vpcs": [', /^aws_configs\/us-east-1\/Vpcs\.json is not JSON: .+$/],
    ['a list', '[]', /is not a JSON object, as AWS's answers are$/],
    ['a known list that is none', '{"Vpcs": {}}', /Vpcs\.json: Vpcs is not a list$/],
  ])('%s', (_, text, message) => {
    const read = () => readSources([file('aws_configs/us-east-1/Vpcs.json', text)]);
    expect(read).toThrow(Unreadable);
    expect(read).toThrow(message);
  });

  test('nothing', () => {
    expect(() => readSources([])).toThrow('there is no aws_configs/[accounts/<id>/]<region>/<File>.json');
  });
});
