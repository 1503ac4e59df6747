import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Blueprint } from '../blueprint/blueprint.ts';
import type { Host } from '../host/host.ts';
import type { Instance } from '../model/instance.ts';
import type { Network } from '../model/network.ts';
import { keepInstances } from './instances.ts';

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

interface World {
  /** What a server of its own, with nothing but the same directory, did. */
  follow(
    instance: Partial<Instance>,
    options?: {
      readonly remade?: boolean;
      readonly absent?: boolean;
      readonly dhcp?: Readonly<Record<string, readonly string[]>>;
    },
  ): Promise<string[]>;
  /** As if the server ended and another came. */
  forget(): void;
  running: boolean;
  readonly directory: string;
}

function world(): World {
  const directory = mkdtempSync(join(tmpdir(), 'postern-instances-'));
  directories.push(directory);
  let done: string[] = [];
  const host = {
    instanceRuns: () => one.running,
    killInstance: async () => done.push('kill'),
    execInstance: async () => {
      done.push('run');
      one.running = true;
      return Object.assign(new EventEmitter(), { unref() {} });
    },
  } as unknown as Host;
  const open = () =>
    keepInstances({
      host,
      directory,
      authority: 'PEM',
      namespaceOf: (id) => `p-${id}`,
      hidden: [],
      report: (reason) => done.push(`report ${String(reason)}`),
    });
  let instances = open();
  const port = { id: 'eni-1', addresses: ['10.0.0.4'] };
  const services = { resolver: ['10.0.0.2'], metadata: [] };
  const node = { kind: 'instance', id: 'i-1', router: 'vpc-1', hostname: 'h', devices: [{ index: 0, port: 'eni-1' }] };
  const one: World = {
    running: false,
    directory,
    forget: () => {
      instances = open();
    },
    async follow(instance, { remade = false, absent = false, dhcp = {} } = {}) {
      done = [];
      if (remade) {
        one.running = false;
        instances.restart('p-i-1');
      }
      const whole = { id: 'i-1', region: 'us-east-1', stateRevision: 1, desired: 'running', ...instance };
      const found: Record<string, object> = {
        instance: whole,
        vpc: { id: 'vpc-1', region: 'us-east-1', dhcpOptions: 'dopt-1' },
        'dhcp-options': { configurations: dhcp },
      };
      const network = { get: (kind: string) => found[kind] } as unknown as Network;
      const routers = [{ id: 'vpc-1', ports: [port], services }];
      await instances.follow(network, { routers, nodes: absent ? [] : [node] } as unknown as Blueprint);
      await new Promise((resolve) => setImmediate(resolve));
      return done;
    },
  };
  return one;
}

const userData = Buffer.from('#!/bin/sh\necho hello\n').toString('base64');

test.each([
  [{}, 'search ec2.internal\nnameserver 10.0.0.2\n'],
  [{ 'domain-name': ['corp.example'] }, 'search corp.example\nnameserver 10.0.0.2\n'],
  [
    { 'domain-name-servers': ['10.0.0.53', 'AmazonProvidedDNS'] },
    'search ec2.internal\nnameserver 10.0.0.53\nnameserver 10.0.0.2\n',
  ],
])("with the VPC's DHCP options %o names are looked up as they say", async (dhcp, text) => {
  const { follow, directory } = world();
  await follow({}, { dhcp });
  expect(readFileSync(join(directory, 'i-1/etc-resolv.conf'), 'utf8')).toBe(text);
});

describe('user data', () => {
  test('runs once for a start', async () => {
    const { follow } = world();
    expect(await follow({ userData })).toEqual(['run']);
    expect(await follow({ userData })).toEqual([]);
  });

  test('is given as a file, so that no end of the server can cut it short', async () => {
    const { follow, directory } = world();
    await follow({ userData });
    expect(readFileSync(join(directory, 'i-1/user-data'), 'utf8')).toBe('#!/bin/sh\necho hello\n');
  });

  test.each([
    ['a program without #!', Buffer.from('echo hello').toString('base64')],
    ['nothing', undefined],
  ])('that is %s does not run', async (_, text) => {
    const { follow } = world();
    expect(await follow(text === undefined ? {} : { userData: text })).toEqual([]);
  });

  test('does not run again for a new server while the instance runs', async () => {
    const one = world();
    await one.follow({ userData });
    one.forget();
    expect(await one.follow({ userData })).toEqual([]);
  });

  test('runs for a new server where the old one had not come to it, even in an instance that is up', async () => {
    const one = world();
    one.running = true;
    expect(await one.follow({ userData })).toEqual(['run']);
  });

  test('runs for a new server where the instance is gone', async () => {
    const one = world();
    await one.follow({ userData });
    one.forget();
    one.running = false;
    expect(await one.follow({ userData })).toEqual(['kill', 'run']);
  });

  test('runs again for another start, whoever saw the one before', async () => {
    const one = world();
    await one.follow({ userData });
    expect(await one.follow({ userData, stateRevision: 2 })).toEqual(['kill', 'run']);
    one.forget();
    expect(await one.follow({ userData, stateRevision: 3 })).toEqual(['kill', 'run']);
  });

  test('runs again in a namespace that was made anew', async () => {
    const { follow } = world();
    await follow({ userData });
    expect(await follow({ userData }, { remade: true })).toEqual(['kill', 'run']);
  });

  test('leaves nothing of a terminated instance, and what a start needs of a stopped one', async () => {
    const one = world();
    await one.follow({ userData });
    await one.follow({ desired: 'stopped' }, { absent: true });
    expect(readFileSync(join(one.directory, 'i-1/started'), 'utf8')).toBe('1');
    await one.follow({ userData, stateRevision: 2 });
    await one.follow({ desired: 'terminated' }, { absent: true });
    expect(() => readFileSync(join(one.directory, 'i-1/started'))).toThrow('ENOENT');
  });
});
