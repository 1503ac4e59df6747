import { describe, expect, test } from 'vitest';
import { addressOf, bucketOfHost, copySourceOf, maximumKeyBytes } from './addressing.ts';
import { hoistedHeaders, maximumQueryParameters, parseQuery } from './query.ts';

describe('the bucket in a host name', () => {
  test.each([
    ['s3.us-east-1.amazonaws.com', undefined],
    ['s3.amazonaws.com', undefined],
    ['S3.EU-WEST-1.amazonaws.com:443', undefined],
    ['photos.s3.us-east-1.amazonaws.com', 'photos'],
    ['photos.s3.amazonaws.com', 'photos'],
    ['a.b.s3.eu-central-1.amazonaws.com.', 'a.b'],
    ['photos.s3.dualstack.us-west-2.amazonaws.com', 'photos'],
    ['s3.dualstack.us-west-2.amazonaws.com', undefined],
    ['photos.s3-us-west-2.amazonaws.com', 'photos'],
    ['s3.tricky.s3.us-east-1.amazonaws.com', 's3.tricky'],
    ['photos.s3.cn-north-1.amazonaws.com.cn', 'photos'],
    ['bucket.vpce-0a1b-cd.s3.us-east-1.vpce.amazonaws.com', undefined],
    ['photos.bucket.vpce-0a1b-cd.s3.us-east-1.vpce.amazonaws.com', 'photos'],
    ['a.b.bucket.vpce-0a1b-cd-us-east-1a.s3.us-east-1.vpce.amazonaws.com', 'a.b'],
    ['localhost:4566', undefined],
    ['photos.localhost:4566', 'photos'],
    ['s3.localhost', undefined],
    ['photos.s3.localhost', 'photos'],
    ['127.0.0.1:4566', undefined],
    ['10.0.0.7', undefined],
    ['files.example.com', undefined],
  ])('%s: %s', (host, bucket) => {
    expect(bucketOfHost(host)).toBe(bucket);
  });

  test('access points and the control API are not served', () => {
    expect(() => bucketOfHost('accesspoint.vpce-0a1b.s3.us-east-1.vpce.amazonaws.com')).toThrow();
    expect(() => bucketOfHost('x.control.vpce-0a1b.s3.us-east-1.vpce.amazonaws.com')).toThrow();
  });
});

describe('bucket and key', () => {
  const virtual = 'photos.s3.us-east-1.amazonaws.com';
  test.each([
    ['s3.amazonaws.com', '/', undefined, undefined],
    ['s3.amazonaws.com', '/photos', 'photos', undefined],
    ['s3.amazonaws.com', '/photos/', 'photos', undefined],
    ['s3.amazonaws.com', '/photos/a/b', 'photos', 'a/b'],
    ['s3.amazonaws.com', '/photos//a', 'photos', '/a'],
    ['s3.amazonaws.com', '/photos/a%20b+c%2F%C3%BC', 'photos', 'a b+c/ü'],
    [virtual, '/', 'photos', undefined],
    [virtual, '/a/../b', 'photos', 'a/../b'],
  ])('%s%s: %s %s', (host, path, bucket, key) => {
    expect(addressOf(host, path)).toEqual({ bucket, key });
  });

  test('a key is at most 1024 bytes of UTF-8', () => {
    expect(addressOf(virtual, `/${'a'.repeat(maximumKeyBytes)}`).key).toHaveLength(maximumKeyBytes);
    expect(() => addressOf(virtual, `/${'%C3%BC'.repeat(513)}`)).toThrow('too long');
    expect(() => addressOf(virtual, '/%FF')).toThrow("Couldn't parse");
  });
});

test.each([
  ['photos/a', { bucket: 'photos', key: 'a' }],
  ['/photos/a%20b/c', { bucket: 'photos', key: 'a b/c' }],
  ['photos%2Fa%3F', { bucket: 'photos', key: 'a?' }],
  ['photos/a?versionId=null', { bucket: 'photos', key: 'a', version: 'null' }],
])('copy source %s', (header, expected) => {
  expect(copySourceOf(header)).toEqual(expected);
});

test.each(['', 'photos', 'photos/', '/'])('copy source %j is refused', (header) => {
  expect(() => copySourceOf(header)).toThrow('copy source');
});

describe('queries', () => {
  test('are decoded, the first of a name counts', () => {
    const query = parseQuery('uploads&prefix=a%2Fb+c&prefix=other&=x');
    expect([...query]).toEqual([
      ['uploads', ''],
      ['prefix', 'a/b c'],
      ['', 'x'],
    ]);
  });

  test('are bounded', () => {
    expect(parseQuery(Array(maximumQueryParameters).fill('a=1').join('&')).size).toBe(1);
    expect(() =>
      parseQuery(
        Array(maximumQueryParameters + 1)
          .fill('a=1')
          .join('&'),
      ),
    ).toThrow();
  });

  test('of presigned requests carry headers, but none about the body', () => {
    const query = parseQuery('X-Amz-Signature=s&x-amz-meta-a=1&x-amz-checksum-crc32=AAAAAA%3D%3D');
    expect(hoistedHeaders(query, { host: 'h' })).toEqual({ host: 'h', 'x-amz-signature': 's', 'x-amz-meta-a': '1' });
    expect(hoistedHeaders(parseQuery('x-amz-meta-a=1'), {})).toEqual({});
  });
});
