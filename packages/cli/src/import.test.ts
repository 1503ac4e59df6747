import { expect, test } from 'vitest';
import { exportText } from './export.ts';
import { adoptionText, reportText } from './import.ts';

const report = {
  accounts: ['111122223333'],
  regions: ['us-east-1'],
  imported: { subnet: 2, vpc: 1 },
  notUnderstood: [
    { file: 'a.json', what: 'VpcPeeringConnections', count: 7, ids: ['pcx-1', 'pcx-2'], effect: 'nothing passes' },
    { file: 'b.txt', what: 'a file', count: 1, ids: [], effect: 'the file is ignored' },
  ],
};

test('a report tells what was imported, then each thing that was not understood and where', () => {
  expect(reportText(report)).toBe(
    [
      'imported: 2 subnet, 1 vpc',
      'accounts: 111122223333; regions: us-east-1',
      'not understood:',
      '  7 × VpcPeeringConnections: nothing passes',
      '    a.json: pcx-1, pcx-2, …',
      '  1 × a file: the file is ignored',
      '    b.txt',
      '',
    ].join('\n'),
  );
  expect(reportText({ ...report, imported: {}, accounts: [], notUnderstood: [] })).toBe(
    'imported: nothing\naccounts: none; regions: us-east-1\neverything was understood\n',
  );
});

test('an adoption tells what is new', () => {
  const adopted = { adopted: { vpc: 1 }, known: 3, newAccounts: ['111122223333'], revision: 5 };
  expect(adoptionText({ ...adopted, report: { ...report, notUnderstood: [] } })).toBe(
    'adopted: 1 vpc; 3 were there already\nnew accounts: 111122223333\neverything was understood\n',
  );
});

test('an export tells what it left behind', () => {
  const places = [{ account: '111122223333', region: 'us-east-1' }];
  expect(exportText('out', { places, files: 27, notExported: { role: 2 } })).toBe(
    '27 files in out/aws_configs\n  111122223333 in us-east-1\nnot exported, as no file carries it: 2 role\n',
  );
});
