import { Command } from 'commander';
import { expect, test } from 'vitest';
import {
  addUpOptions,
  parsePort,
  parseQuota,
  parseRegion,
  parseSeconds,
  parseService,
  type UpOptions,
} from './up-options.ts';

function parse(...words: string[]): UpOptions {
  const command = addUpOptions(new Command().exitOverride().configureOutput({ writeErr: () => {} }));
  return command.parse(words, { from: 'user' }).opts<UpOptions>();
}

test('without words: loopback, the usual port, signatures verified, enforcement where it can be', () => {
  expect(parse()).toMatchObject({
    port: 4566,
    listen: '127.0.0.1',
    auth: 'sigv4',
    fabric: 'auto',
    region: 'us-east-1',
    service: new Map(),
    quota: {},
    flowLogSeconds: 300,
  });
});

test('words that may be repeated add up', () => {
  const { quota, service } = parse(
    '--quota',
    'vpcsPerRegion=50',
    '--quota',
    'subnetsPerVpc=9',
    '--service',
    's3=http://h:9',
  );
  expect(quota).toEqual({ vpcsPerRegion: 50, subnetsPerVpc: 9 });
  expect(service.get('s3')?.href).toBe('http://h:9/');
});

test.each(['0', '301', '1.5', 'soon'])('flow logs are not written every %j seconds', (text) => {
  expect(() => parseSeconds(text)).toThrow('It must be a number from 1 to 300.');
  expect(parse('--flow-log-seconds', '2').flowLogSeconds).toBe(2);
});

test('TCP is big, unless that is refused', () => {
  expect(parse().bigTcp).toBe(true);
  expect(parse('--no-big-tcp').bigTcp).toBe(false);
});

test('a relative state directory is meant from where the command runs', () => {
  expect(parse('--state', 'here').state).toBe(`${process.cwd()}/here`);
});

test('the last word wins', () => {
  expect(parse('--state', '/one', '--state', '/two').state).toBe('/two');
});

test.each([[['--auth', 'none']], [['--fabric', 'ovn']], [['--port', '65536']], [['--region', 'mars-1']], [['--what']]])(
  '%j is refused',
  (words) => {
    expect(() => parse(...words)).toThrow();
  },
);

test.each([
  ['0', 0],
  ['65535', 65_535],
])('port %s', (text, port) => {
  expect(parsePort(text)).toBe(port);
});

test.each(['', '-1', '1.5', '65536', '4566x', '0x10'])('no port: %j', (text) => {
  expect(() => parsePort(text)).toThrow('from 0 to 65535');
});

test.each([
  ['s3', 'NAME=URL'],
  ['=http://h', 'NAME=URL'],
  ['s3=', 'NAME=URL'],
  ['ec2=http://h', 'Only these can be replaced: s3'],
  ['s3=ftp://h', 'http URL'],
  ['s3=h:9000', 'http URL'],
])('no service: %j', (text, message) => {
  expect(() => parseService(text, new Map())).toThrow(message);
});

test.each([
  ['vpcsPerRegion=-1', 'a number'],
  ['vpcsPerRegion=1000001', 'up to 1000000'],
  ['vpcs=1', 'The quotas are: vpcsPerRegion'],
  ['toString=1', 'The quotas are'],
])('no quota: %j', (text, message) => {
  expect(() => parseQuota(text, {})).toThrow(message);
});

test('a region is one of AWS', () => {
  expect(parseRegion('eu-west-1')).toBe('eu-west-1');
  expect(() => parseRegion('eu-west-9')).toThrow('no such region');
});
