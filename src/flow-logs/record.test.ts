import { expect, test } from 'vitest';
import { defaultFormat, fieldsIn } from '../model/flow-log-field.ts';
import type { NetworkInterface } from '../model/network-interface.ts';
import { type Flow, merged } from './flow.ts';
import { type Observed, recordWriter } from './record.ts';

const networkInterface = {
  id: 'eni-1',
  account: '111122223333',
  region: 'us-east-1',
  vpc: 'vpc-1',
  subnet: 'subnet-1',
  zoneId: 'use1-az2',
  privateAddresses: ['10.0.1.4', '10.0.1.5'],
  attachment: { instance: 'i-1' },
} as unknown as NetworkInterface;
const { attachment: _, ...unattached } = networkInterface;

const flow: Flow = {
  networkInterface: 'eni-1',
  direction: 'egress',
  action: 'ACCEPT',
  way: 'vpc',
  protocol: 6,
  source: '10.0.1.4',
  destination: '10.0.2.9',
  sourcePort: 49152,
  destinationPort: 443,
  tcpFlags: 3,
  packets: 20,
  bytes: 4249,
};
const about = { networkInterface, start: 1418530010, end: 1418530070 };
const observed = (change: Partial<Flow> = {}): Observed => ({ ...about, status: 'OK', flow: { ...flow, ...change } });
const line = (fields: string, of: Observed): string => recordWriter(fields.split(' '))(of);
const standard = (of: Observed): string => recordWriter(fieldsIn(defaultFormat)!)(of);

test('records of the default format are as AWS prints them', () => {
  expect(standard(observed())).toBe(
    '2 111122223333 eni-1 10.0.1.4 10.0.2.9 49152 443 6 20 4249 1418530010 1418530070 ACCEPT OK',
  );
  expect(standard(observed({ action: 'REJECT', protocol: 1, sourcePort: 0, destinationPort: 0 }))).toBe(
    '2 111122223333 eni-1 10.0.1.4 10.0.2.9 0 0 1 20 4249 1418530010 1418530070 REJECT OK',
  );
});

test.each(['NODATA', 'SKIPDATA'] as const)('a record of %s tells the interface and the interval alone', (status) => {
  expect(standard({ ...about, status })).toBe(`2 111122223333 eni-1 - - - - - - - 1418530010 1418530070 - ${status}`);
});

test.each<readonly [string, Partial<Flow>, string]>([
  ['own addresses stay', {}, '10.0.1.4 10.0.2.9 10.0.1.4 10.0.2.9'],
  ['what a secondary address sends', { source: '10.0.1.5' }, '10.0.1.5 10.0.2.9 10.0.1.5 10.0.2.9'],
  ['what is sent on for others', { source: '10.0.9.9' }, '10.0.1.4 10.0.2.9 10.0.9.9 10.0.2.9'],
  [
    'what comes for a secondary address',
    { direction: 'ingress', source: '10.0.2.9', destination: '10.0.1.5' },
    '10.0.2.9 10.0.1.4 10.0.2.9 10.0.1.5',
  ],
  [
    'what comes to be sent on',
    { direction: 'ingress', source: '10.0.2.9', destination: '198.51.100.1' },
    '10.0.2.9 10.0.1.4 10.0.2.9 198.51.100.1',
  ],
])('%s, also in the packet’s own addresses', (_name, change, expected) => {
  expect(line('srcaddr dstaddr pkt-srcaddr pkt-dstaddr', observed(change))).toBe(expected);
});

test('a format of one’s own has its fields in its order, and a dash for what isn’t known', () => {
  const fields =
    'log-status vpc-id subnet-id instance-id tcp-flags type region az-id sublocation-type flow-direction version';
  expect(line(fields, observed())).toBe('OK vpc-1 subnet-1 i-1 3 IPv4 us-east-1 use1-az2 - egress 5');
  expect(line('instance-id ecs-task-id', { ...observed(), networkInterface: unattached as NetworkInterface })).toBe(
    '- -',
  );
  // Where there is no traffic, what follows from the interface is still there.
  expect(line('vpc-id az-id type tcp-flags', { ...about, status: 'NODATA' })).toBe('vpc-1 use1-az2 - -');
});

test.each<readonly [string, Partial<Flow>, string, string]>([
  ['within the VPC', { way: 'vpc' }, '1', '1'],
  ['through an internet gateway', { way: 'internet-gateway' }, '8', '2'],
  ['through a gateway endpoint', { way: 'gateway-endpoint' }, '7', '2'],
  ['to a peer', { way: 'peering' }, '4', '4'],
  ['to a peer in another region', { way: 'inter-region-peering' }, '5', '5'],
  ['to nowhere', { way: 'nowhere' }, '-', '-'],
  ['in', { direction: 'ingress' }, '-', '-'],
])('the path of what goes %s, from an instance and from what is none', (_name, change, ofInstance, ofOther) => {
  const other = { ...observed(change), networkInterface: unattached as NetworkInterface };
  expect([line('traffic-path', observed(change)), line('traffic-path', other)]).toEqual([ofInstance, ofOther]);
});

test.each([
  ['3.5.0.7', 'S3'],
  ['52.94.0.7', 'DYNAMODB'],
  ['54.239.0.7', 'AMAZON'],
  ['203.0.113.10', '-'],
  ['10.0.2.9', '-'],
])('the service at %s is %s', (address, service) => {
  expect(line('pkt-dst-aws-service', observed({ destination: address }))).toBe(service);
  expect(line('pkt-src-aws-service', observed({ source: address }))).toBe(service);
});

test('pieces of one flow are one record, with all of its flags', () => {
  const pieces = [
    { ...flow, tcpFlags: 2, packets: 1, bytes: 60 },
    { ...flow, tcpFlags: 0, packets: 5, bytes: 700 },
    { ...flow, tcpFlags: 1, packets: 1, bytes: 52 },
    { ...flow, destinationPort: 80 },
    { ...flow, action: 'REJECT' as const },
  ];
  expect(merged(pieces)).toEqual([{ ...flow, tcpFlags: 3, packets: 7, bytes: 812 }, pieces[3], pieces[4]]);
});
