import { describe, expect, test } from 'vitest';
import { type OperationRow, operationTable } from '../s3/actions.ts';
import { parseQuery } from '../s3/query.ts';
import { pathOf, queryOf, requirePlainKey, upstreamHeaders } from './upstream-head.ts';

function row(name: string): OperationRow {
  return operationTable.find((one) => one.name === name)!;
}

describe('the path', () => {
  test.each([
    ['', '/bucket'],
    ['a/b c', '/bucket/a/b%20c'],
    ['ü?&#%+', '/bucket/%C3%BC%3F%26%23%25%2B'],
    ["folder/it's(1)*", '/bucket/folder/it%27s%281%29%2A'],
  ])('of the key %j', (key, path) => expect(pathOf('bucket', key)).toBe(path));

  test.each(['/a', 'a//b', 'a/../b', '..', './a', 'a/.', 'a\0b'])('of %j is never sent', (key) =>
    expect(() => requirePlainKey(key)).toThrow("Couldn't parse the specified URI."),
  );
  test.each(['a', 'a/', 'a/b/', '.a/..b', 'a...'])('of %j is', (key) =>
    expect(() => requirePlainKey(key)).not.toThrow(),
  );
});

describe('the query', () => {
  test.each([
    ['ListObjectsV2', 'list-type=2&prefix=a%2Fb+c&max-keys=3', 'list-type=2&prefix=a%2Fb%20c&max-keys=3'],
    ['CreateMultipartUpload', 'uploads', 'uploads'],
    ['UploadPart', 'partNumber=1&uploadId=x&x-id=UploadPart', 'partNumber=1&uploadId=x&x-id=UploadPart'],
    [
      'GetObject',
      'X-Amz-Signature=1&X-Amz-Date=2&versionId=3&response-content-type=a%2Fb',
      'versionId=3&response-content-type=a%2Fb',
    ],
    // A second value, or another sub-resource, could make a server do something else.
    ['ListObjectsV2', 'list-type=2&prefix=mine&prefix=others', 'list-type=2&prefix=mine'],
    ['GetObjectTagging', 'tagging&acl', 'tagging'],
    ['ListObjects', 'events=s3%3A*&prefix=a', 'prefix=a'],
  ])('of %s: %s', (name, given, sent) => expect(queryOf(parseQuery(given), row(name))).toBe(sent));
});

describe('headers', () => {
  test.each<[string, string, Record<string, string>, Record<string, string>]>([
    [
      'that describe the object stay',
      'PutObject',
      { 'content-type': 'a/b', 'x-amz-meta-one': '1', 'if-none-match': '*', 'x-amz-checksum-crc32': 'AAAAAA==' },
      {
        'content-type': 'a/b',
        'x-amz-meta-one': '1',
        'if-none-match': '*',
        'x-amz-checksum-crc32': 'AAAAAA==',
        'x-amz-sdk-checksum-algorithm': 'CRC32',
      },
    ],
    [
      'of the way here go',
      'PutObject',
      {
        host: 'h',
        authorization: 'x',
        connection: 'close',
        expect: '100-continue',
        'content-length': '1',
        'transfer-encoding': 'chunked',
        'x-amz-date': '1',
        'x-amz-security-token': 't',
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-decoded-content-length': '1',
        'x-amz-trailer': 'x-amz-checksum-crc32',
        'x-amz-sdk-checksum-algorithm': 'CRC32',
        'x-amz-signature': 's',
      },
      {},
    ],
    [
      'of the stored coding stay',
      'PutObject',
      { 'content-encoding': 'aws-chunked, gzip' },
      { 'content-encoding': 'gzip' },
    ],
    ['of the framing alone go', 'PutObject', { 'content-encoding': 'aws-chunked' }, {}],
    [
      'of other servers go',
      'DeleteObject',
      { 'x-minio-force-delete': 'true', cookie: 'a=b', 'x-forwarded-for': '1' },
      {},
    ],
    ["of Postern's accounts go", 'GetObject', { 'x-amz-expected-bucket-owner': '111122223333' }, {}],
    [
      'of a copy are written anew',
      'CopyObject',
      { 'x-amz-copy-source': '%2Fbucket%2Fa+b?versionId=1', 'x-amz-copy-source-if-match': '"e"' },
      { 'x-amz-copy-source': '/bucket/a%20b?versionId=1', 'x-amz-copy-source-if-match': '"e"' },
    ],
    ['of a copy go with a copy only', 'CreateMultipartUpload', { 'x-amz-copy-source': 'bucket/secret' }, {}],
  ])('%s', (_what, name, given, sent) => expect(upstreamHeaders(given, row(name))).toEqual(sent));

  test.each([{ 'x-amz-meta-a': 'b\r\nx-amz-acl: public-read' }, { 'x-amz-copy-source': 'bucket/../other/key' }])(
    '%j are refused',
    (headers) => expect(() => upstreamHeaders(headers, row('CopyObject'))).toThrow(),
  );
});
