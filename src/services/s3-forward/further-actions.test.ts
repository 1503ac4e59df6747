import { describe, expect, test } from 'vitest';
import { operationTable } from '../s3/actions.ts';
import { parseQuery } from '../s3/query.ts';
import { furtherActions } from './further-actions.ts';

describe('an operation also needs', () => {
  test.each<[string, string, Record<string, string>, readonly string[]]>([
    ['PutObject', '', {}, []],
    ['PutObject', '', { 'x-amz-acl': 'private' }, ['s3:PutObjectAcl']],
    ['CreateMultipartUpload', 'uploads', { 'x-amz-grant-read': 'id=1' }, ['s3:PutObjectAcl']],
    [
      'PutObject',
      '',
      { 'x-amz-object-lock-mode': 'GOVERNANCE', 'x-amz-object-lock-legal-hold': 'ON' },
      ['s3:PutObjectRetention', 's3:PutObjectLegalHold'],
    ],
    [
      'DeleteObject',
      'versionId=1',
      { 'x-amz-bypass-governance-retention': 'true' },
      ['s3:BypassGovernanceRetention', 's3:DeleteObjectVersion'],
    ],
    ['GetObject', 'versionId=1', {}, ['s3:GetObjectVersion']],
    ['HeadObject', 'versionId=null', {}, ['s3:GetObjectVersion']],
    ['PutObjectTagging', 'tagging&versionId=1', {}, ['s3:PutObjectVersionTagging']],
    ['GetObjectAcl', 'acl&versionId=1', {}, ['s3:GetObjectVersionAcl']],
    ['GetObjectAttributes', 'attributes&versionId=1', {}, ['s3:GetObjectVersion', 's3:GetObjectVersionAttributes']],
    // An object's lock has no actions of its own for versions.
    ['GetObjectRetention', 'retention&versionId=1', {}, []],
    ['ListObjectsV2', 'list-type=2', { 'x-amz-acl': 'private' }, []],
  ])('%s?%s with %j', (name, query, headers, actions) => {
    const row = operationTable.find((one) => one.name === name)!;
    expect(furtherActions(row, { headers, query: parseQuery(query) })).toEqual(actions);
  });
});
