/** Tables of S3's small rules: bucket names, location constraints, tags, public policies, describing headers, errors. */

import { describe, expect, test } from 'vitest';
import { regionOfConstraint } from './bucket-operations.ts';
import { isBucketName } from './buckets.ts';
import { errorDocument, hostIdOf, s3Fault } from './errors.ts';
import { describingHeaders, maximumMetadataBytes, refuseUnsupported, storageClassOf } from './object-headers.ts';
import { isPublicPolicy } from './public-access.ts';
import { readTagging, taggingDocument, tagsOfHeader } from './tags.ts';

test.each([
  ['abc', true],
  ['a.b-c.9', true],
  ['a'.repeat(63), true],
  ['ab', false],
  ['a'.repeat(64), false],
  ['Abc', false],
  ['a_b', false],
  ['-ab', false],
  ['ab-', false],
  ['a..b', false],
  ['10.0.0.1', false],
  ['xn--abc', false],
  ['abc-s3alias', false],
])('bucket name %s: %s', (name, expected) => {
  expect(isBucketName(name)).toBe(expected);
});

describe('location constraints', () => {
  test.each([
    [undefined, 'us-east-1', 'us-east-1'],
    ['eu-west-1', 'us-east-1', 'eu-west-1'],
    ['EU', 'us-east-1', 'eu-west-1'],
    ['eu-west-1', 'eu-west-1', 'eu-west-1'],
  ])('%s at %s is %s', (constraint, region, expected) => {
    expect(regionOfConstraint(constraint, region)).toBe(expected);
  });
  test.each([
    ['us-east-1', 'us-east-1', 'not valid'],
    ['nowhere-1', 'us-east-1', 'not valid'],
    [undefined, 'eu-west-1', 'The unspecified location constraint'],
    ['us-west-2', 'eu-west-1', 'The us-west-2 location constraint'],
  ])('%s at %s: %s', (constraint, region, message) => {
    expect(() => regionOfConstraint(constraint, region)).toThrow(message);
  });
});

describe('tags', () => {
  test('of the header and of XML are the same', () => {
    const tags = tagsOfHeader('a=1&b%20c=d+e&f');
    expect(tags).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b c', Value: 'd e' },
      { Key: 'f', Value: '' },
    ]);
    expect(readTagging(taggingDocument(tags), 10)).toEqual(tags);
    expect(tagsOfHeader(undefined)).toEqual([]);
  });
  test.each([
    'a=1&a=2',
    'a=%ZZ',
    'aws:x=1',
    '=1',
    'a=<',
    Array.from({ length: 11 }, (_, index) => `k${index}=1`).join('&'),
    `${'k'.repeat(129)}=1`,
    `k=${'v'.repeat(257)}`,
  ])('%s is refused', (header) => {
    expect(() => tagsOfHeader(header)).toThrow();
  });
});

describe('a policy', () => {
  const policy = (statement: object) => ({ Statement: [{ Effect: 'Allow', Principal: '*', ...statement }] });
  const equals = (key: string, value: unknown) => policy({ Condition: { StringEquals: { [key]: value } } });
  test.each([
    ['for everybody', policy({}), true],
    ['for all of AWS', policy({ Principal: { AWS: ['*'] } }), true],
    ['for one account', policy({ Principal: { AWS: '111122223333' } }), false],
    ['for all but one', policy({ Principal: undefined, NotPrincipal: { AWS: '111122223333' } }), true],
    ['that denies', policy({ Effect: 'Deny' }), false],
    ['for one endpoint', equals('aws:SourceVpce', 'vpce-1'), false],
    ['for endpoints by pattern', equals('aws:sourceVpce', ['vpce-1', 'vpce-*']), true],
    ['for an unknown key', equals('aws:Referer', 'x'), true],
    ['for not one endpoint', policy({ Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }), true],
    ['for a network', policy({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }), false],
    ['for half the internet', policy({ Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } } }), true],
    ['that is not one', 'text', true],
  ])('%s: %#', (_, document, expected) => {
    expect(isPublicPolicy(document)).toBe(expected);
  });
});

describe('headers', () => {
  test('that describe an object are kept, the others are not', () => {
    const headers = { 'content-type': 'a/b', 'content-encoding': 'gzip, aws-chunked', 'x-amz-meta-a': '1', host: 'h' };
    expect(describingHeaders(headers)).toEqual({
      'content-type': 'a/b',
      'content-encoding': 'gzip',
      'x-amz-meta-a': '1',
    });
    expect(describingHeaders({ 'content-encoding': 'aws-chunked' })).toEqual({ 'content-type': 'binary/octet-stream' });
  });
  test('of metadata have a limit', () => {
    expect(() => describingHeaders({ 'x-amz-meta-a': 'b'.repeat(maximumMetadataBytes - 1) })).not.toThrow();
    expect(() => describingHeaders({ 'x-amz-meta-a': 'b'.repeat(maximumMetadataBytes) })).toThrow('metadata');
  });
  test.each([
    [{ 'x-amz-server-side-encryption': 'aws:kms' }, 'not implemented'],
    [{ 'x-amz-object-lock-mode': 'GOVERNANCE' }, 'not implemented'],
    [{ 'x-amz-acl': 'public-read' }, 'ACLs'],
    [{ 'x-amz-grant-read': 'id=1' }, 'ACLs'],
  ])('%j is refused', (headers, message) => {
    expect(() => refuseUnsupported(headers)).toThrow(message);
  });
  test('name a storage class', () => {
    expect(storageClassOf({})).toBe('STANDARD');
    expect(() => storageClassOf({ 'x-amz-storage-class': 'GLACIER' })).toThrow('not implemented');
    expect(() => storageClassOf({ 'x-amz-storage-class': 'X' })).toThrow('not valid');
  });
});

test('an error is written as S3 writes it', () => {
  expect(errorDocument(s3Fault('NoSuchKey', { Key: 'a<b' }), '/b/a', 'ID')).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>' +
      `<Key>a&lt;b</Key><Resource>/b/a</Resource><RequestId>ID</RequestId><HostId>${hostIdOf('ID')}</HostId></Error>`,
  );
});
