import { expect, test } from 'vitest';
import { bucketOf, type FlowLog, flowLogsOf } from './flow-log.ts';
import { defaultFormat, fieldsIn, versionOf, versionOfField } from './flow-log-field.ts';
import { Network } from './network.ts';
import type { NetworkInterface } from './network-interface.ts';

test.each([
  ['arn:aws:s3:::logs-1', { bucket: 'logs-1', folder: '' }],
  ['arn:aws:s3:::logs-1/', { bucket: 'logs-1', folder: '' }],
  ['arn:aws:s3:::logs-1/a/b', { bucket: 'logs-1', folder: 'a/b/' }],
  ['arn:aws:s3:::logs-1/a/b/', { bucket: 'logs-1', folder: 'a/b/' }],
  ['arn:aws:s3:::x', undefined],
  ['arn:aws:s3:us-east-1::logs-1', undefined],
  ['logs-1', undefined],
])('the bucket of %s', (destination, expected) => {
  expect(bucketOf(destination)).toEqual(expected);
});

test('a flow log covers its interface, or those of its subnet or VPC', () => {
  const log = (resource: string, vpc = 'vpc-1') =>
    ({
      kind: 'flow-log',
      id: `fl-${resource}`,
      resource,
      vpc,
      account: '1',
      region: 'r',
      created: 0,
      tags: {},
    }) as FlowLog;
  const network = Network.of(
    [log('vpc-1'), log('subnet-1'), log('subnet-2'), log('eni-1'), log('eni-2'), log('vpc-2', 'vpc-2')],
    1,
  );
  const found = flowLogsOf(network, { id: 'eni-1', subnet: 'subnet-1', vpc: 'vpc-1' } as NetworkInterface);
  expect(found.map(({ id }) => id).sort()).toEqual(['fl-eni-1', 'fl-subnet-1', 'fl-vpc-1']);
});

test('the default format is that of version 2, and others have the version of their newest field', () => {
  const fields = fieldsIn(defaultFormat)!;
  expect([fields.length, fields[0], fields.at(-1), versionOf(fields)]).toEqual([14, 'version', 'log-status', 2]);
  expect(versionOf(['srcaddr', 'vpc-id', 'az-id'])).toBe(4);
  expect(versionOf(['traffic-path'])).toBe(5);
  expect([versionOfField('tcp-flags'), versionOfField('reject-reason'), versionOfField('toString')]).toEqual([
    3,
    8,
    undefined,
  ]);
});

test.each([
  ['', undefined],
  ['version', undefined],
  [`\${version}\${action}`, undefined],
  [`\${version}  \${action} `, ['version', 'action']],
])('the fields in %j', (format, expected) => {
  expect(fieldsIn(format)).toEqual(expected);
});
