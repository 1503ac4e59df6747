import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Fault } from '../base/fault.ts';
import { seededRandom } from '../base/random.ts';
import { nothingObserved } from '../model/target-health.ts';
import { importSnapshot } from '../snapshot/import.ts';
import { sample } from '../snapshot/sample-snapshot.ts';
import { answerExport, answerImport, type SnapshotOptions } from './snapshots.ts';

const { network } = importSnapshot(sample('private-link'));

const options: SnapshotOptions = {
  network: () => network,
  targetHealth: nothingObserved,
  random: seededRandom(1),
  now: () => 0,
  admit: () => {},
  transact: () => Promise.reject(new Error('nothing is written')),
};

const request = (body = ''): IncomingMessage => Readable.from([Buffer.from(body)]) as unknown as IncomingMessage;

async function refusal(answer: Promise<unknown>): Promise<string> {
  const error = await answer.catch((reason: unknown) => reason);
  return error instanceof Fault ? `${error.status} ${error.code}: ${error.message}` : String(error);
}

describe('the export pages', () => {
  test('tell the places, and then the files of each', async () => {
    expect(await answerExport(options, '', request())).toEqual({
      places: ['333344445555', '666677778888'].map((account) => ({ account, region: 'us-east-1' })),
      notExported: {},
    });
    const one = await answerExport(options, '666677778888/us-east-1', request());
    expect('files' in one && one.files.map(({ path }) => path)).toContain(
      'aws_configs/accounts/666677778888/us-east-1/VpcEndpoints.json',
    );
  });

  test('have nothing of others', async () => {
    expect(await refusal(answerExport(options, '111111111111/us-east-1', request()))).toBe(
      '404 NothingToExport: There is nothing to export there; there is: ' +
        '333344445555 in us-east-1, 666677778888 in us-east-1.',
    );
  });

  test('and the import page are for whom the server admits, who signed the very body', async () => {
    const bodies: string[] = [];
    const closed: SnapshotOptions = {
      ...options,
      admit: (_, body) => {
        bodies.push(new TextDecoder().decode(body));
        throw new Fault('AccessDenied', 'no', 403);
      },
    };
    expect(await refusal(answerExport(closed, '', request()))).toBe('403 AccessDenied: no');
    expect(await refusal(answerImport(closed, request('{"files": []}')))).toBe('403 AccessDenied: no');
    expect(bodies).toEqual(['', '{"files": []}']);
  });
});

describe('the import page refuses', () => {
  test.each([
    ['no JSON', '{', /^400 InvalidSnapshot: The body must be \{"files": /],
    ['no files', '{"files": {}}', /^400 InvalidSnapshot: The body must be /],
    ['nothing', '{"files": []}', /^400 InvalidSnapshot: there is no aws_configs\//],
    [
      'a file that is no JSON',
      JSON.stringify({ files: [{ path: 'aws_configs/us-east-1/Vpcs.json', text: 'x' }] }),
      /^400 InvalidSnapshot: aws_configs\/us-east-1\/Vpcs\.json is not JSON: /,
    ],
  ])('%s, before anything is written', async (_, body, words) => {
    expect(await refusal(answerImport(options, request(body)))).toMatch(words);
  });
});
