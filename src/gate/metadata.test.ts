import { describe, expect, test } from 'vitest';
import { manualClock } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { seededRandom } from '../base/random.ts';
import { zoneNameOf } from '../model/region.ts';
import type { Resource } from '../model/resource.ts';
import { answerMetadata, type MetadataAnswer, type MetadataService } from './metadata.ts';
import { metadataTokens } from './metadata-token.ts';
import { type IssueCredentials, roleCredentials } from './role-credentials.ts';
import { ids, instance, networkInterface, region, sampleNetwork, start, subnet, vpc, zones } from './sample-network.ts';

const options = instance.metadata;
const open = { ...instance, metadata: { ...options, httpTokens: 'optional' } } as const;

interface World {
  readonly changes?: readonly Resource[];
  readonly vpc?: string;
  readonly issue?: IssueCredentials;
}

function world({ changes = [], vpc: vpcId = ids.vpc, issue }: World = {}) {
  const clock = manualClock(start);
  let issued = 0;
  const issueOne: IssueCredentials = () => {
    issued += 1;
    const expiration = clock.now() + 6 * 3_600_000;
    return { accessKeyId: `ASIA${issued}`, secretAccessKey: 'secret', sessionToken: 'token', expiration };
  };
  const service: MetadataService = {
    network: () => sampleNetwork(...changes),
    vpc: vpcId,
    tokens: metadataTokens(clock, seededRandom(1)),
    credentials: roleCredentials(issue ?? issueOne, clock),
    clock,
  };
  const ask = (method: string, path: string, headers: Record<string, string> = {}, source = '10.0.1.5') =>
    answerMetadata(service, { method, path, headers, source });
  return { clock, service, ask, get: (path: string) => ask('GET', path) };
}

const body = (answer: MetadataAnswer) => Buffer.from(answer.body).toString();
const lifetime = (seconds: string) => ({ 'x-aws-ec2-metadata-token-ttl-seconds': seconds });
const bearing = (token: string) => ({ 'x-aws-ec2-metadata-token': token });

async function read(path: string, changes: readonly Resource[] = [open]): Promise<string> {
  const answer = await world({ changes }).get(path);
  return answer.status === 200 ? body(answer) : String(answer.status);
}

describe('tokens', () => {
  test.each([
    ['1', 200],
    ['21600', 200],
    ['0', 400],
    ['21601', 400],
    ['-1', 400],
    ['soon', 400],
    ['', 400],
  ])('for %s seconds: %i', async (seconds, status) => {
    const answer = await world().ask('PUT', '/latest/api/token', lifetime(seconds));
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.headers).toMatchObject(lifetime(seconds));
  });

  test('none through a proxy', async () => {
    const headers = { ...lifetime('60'), 'x-forwarded-for': '10.0.0.9' };
    expect((await world().ask('PUT', '/latest/api/token', headers)).status).toBe(403);
  });

  test('open the metadata until they end', async () => {
    const { ask, clock } = world();
    const token = body(await ask('PUT', '/latest/api/token', lifetime('60')));
    const get = () => ask('GET', '/latest/meta-data/instance-id', bearing(token));
    expect(body(await get())).toBe(ids.instance);
    clock.advance(59_999);
    expect((await get()).status).toBe(200);
    clock.advance(1);
    expect((await get()).status).toBe(401);
  });

  test("of another instance don't", async () => {
    const { service, ask } = world();
    const token = service.tokens.issue(ids.otherInstance, 60);
    expect((await ask('GET', '/latest/meta-data/', bearing(token))).status).toBe(401);
  });

  test.each([
    ['required, none', options.httpTokens, {}, 401],
    ['required, wrong', options.httpTokens, bearing('AQAE'), 401],
    ['optional, none', 'optional', {}, 200],
    ['optional, wrong', 'optional', bearing('AQAE'), 401],
  ] as const)('%s', async (_, httpTokens, headers, status) => {
    const { ask } = world({ changes: [{ ...instance, metadata: { ...options, httpTokens } }] });
    expect((await ask('GET', '/latest/meta-data/instance-id', headers)).status).toBe(status);
  });
});

describe('whom it answers', () => {
  test('the instance behind the address in its own VPC', async () => {
    const second = {
      ...instance,
      id: ids.otherInstance,
      vpc: ids.other,
      subnet: ids.otherSubnet,
      metadata: open.metadata,
    };
    const { get } = world({ vpc: ids.other, changes: [open, second] });
    expect(body(await get('/latest/meta-data/instance-id'))).toBe(ids.otherInstance);
  });

  test.each([
    ['an address that nobody has', '10.0.1.77', open, 404],
    ["an endpoint's address", '10.0.1.10', open, 404],
    ['an instance that is stopped', '10.0.1.5', { ...open, desired: 'stopped' }, 404],
    ['an instance without metadata', '10.0.1.5', { ...open, metadata: { ...options, httpEndpoint: 'disabled' } }, 403],
  ] as const)('%s', async (_, source, changed, status) => {
    const { ask } = world({ changes: [changed] });
    expect((await ask('GET', '/latest/meta-data/', {}, source)).status).toBe(status);
    expect((await ask('PUT', '/latest/api/token', lifetime('60'), source)).status).toBe(status);
  });

  test.each(['POST', 'DELETE'])('no %s', async (method) => {
    expect((await world({ changes: [open] }).ask(method, '/latest/meta-data/')).status).toBe(405);
  });
});

describe('what it says', () => {
  const mac = 'network/interfaces/macs/02:00:00:00:00:01';
  test.each([
    ['/latest/', 'dynamic/\nmeta-data/\nuser-data'],
    ['/latest/meta-data/instance-id', ids.instance],
    ['/latest/meta-data/instance-id/', ids.instance],
    ['/2021-07-15/meta-data/instance-id', ids.instance],
    ['/latest/meta-data/ami-id', 'ami-00000000000000001'],
    ['/latest/meta-data/instance-type', 't3.micro'],
    ['/latest/meta-data/local-ipv4', '10.0.1.5'],
    ['/latest/meta-data/local-hostname', 'ip-10-0-1-5.ec2.internal'],
    ['/latest/meta-data/hostname', 'ip-10-0-1-5.ec2.internal'],
    ['/latest/meta-data/public-ipv4', '3.128.0.5'],
    ['/latest/meta-data/public-hostname', 'ec2-3-128-0-5.compute-1.amazonaws.com'],
    ['/latest/meta-data/security-groups', 'web'],
    ['/latest/meta-data/placement/availability-zone', zones[0]!.name],
    ['/latest/meta-data/placement/availability-zone-id', zones[0]!.id],
    ['/latest/meta-data/placement/region', 'us-east-1'],
    ['/latest/meta-data/services', 'domain\npartition'],
    ['/latest/meta-data/services/domain', 'amazonaws.com'],
    ['/latest/meta-data/tags/instance/', 'Name'],
    ['/latest/meta-data/tags/instance/Name', 'web'],
    ['/latest/meta-data/network/interfaces/macs/', '02:00:00:00:00:01/'],
    [`/latest/meta-data/${mac}/local-ipv4s`, '10.0.1.5\n127.0.0.1'],
    [`/latest/meta-data/${mac}/vpc-id`, ids.vpc],
    [`/latest/meta-data/${mac}/subnet-ipv4-cidr-block`, '10.0.1.0/24'],
    [`/latest/meta-data/${mac}/ipv4-associations/3.128.0.5`, '10.0.1.5'],
    ['/latest/user-data', '#!/bin/sh\n'],
    ['/latest/meta-data/iam/', 'info\nsecurity-credentials/'],
    ['/latest/meta-data/iam/security-credentials/', 'web-role'],
    ['/latest/meta-data/iam/security-credentials', 'web-role'],
    ['/latest/meta-data/iam/security-credentials/other', '404'],
    ['/latest/meta-data/nothing', '404'],
    ['/latest/meta-data/constructor', '404'],
    ['/latest/meta-data/tags/instance/__proto__', '404'],
    ['/latest/meta-data/instance-id/more', '404'],
    ['/yesterday/meta-data/', '404'],
  ])('%s', async (path, expected) => {
    expect(await read(path)).toBe(expected);
  });

  test('the first listing has every category', async () => {
    const names = (await read('/latest/meta-data/')).split('\n');
    for (const name of ['ami-id', 'iam/', 'instance-id', 'network/', 'placement/', 'public-ipv4', 'tags/']) {
      expect(names).toContain(name);
    }
  });

  test('the list of versions ends with the latest', async () => {
    expect((await read('/')).split('\n').at(-1)).toBe('latest');
  });

  const { userData: _, instanceProfile: __, ...bare } = open;
  test.each([
    [
      'tags that are not enabled',
      '/latest/meta-data/tags/',
      { ...open, metadata: { ...open.metadata, instanceTags: 'disabled' } },
    ],
    ['no user data', '/latest/user-data', bare],
    ['no profile', '/latest/meta-data/iam/', bare],
    ['no DNS hostnames, no public one', '/latest/meta-data/public-hostname', { ...vpc, enableDnsHostnames: false }],
  ] as const)('404 for %s', async (_name, path, change) => {
    expect(await read(path, [open, change])).toBe('404');
  });

  test('an instance named after itself, in a domain that DHCP gives', async () => {
    const named = { ...subnet, privateDns: { ...subnet.privateDns, hostnameType: 'resource-name' } } as const;
    const dhcp = { kind: 'dhcp-options', configurations: { 'domain-name': ['corp.example'] } } as const;
    const own = { ...dhcp, id: vpc.dhcpOptions, account: vpc.account, region: vpc.region, created: 0, tags: {} };
    expect(await read('/latest/meta-data/hostname', [open, named, own])).toBe(`${ids.instance}.corp.example`);
  });

  test('the identity document', async () => {
    const document = JSON.parse(await read('/latest/dynamic/instance-identity/document'));
    expect(document).toMatchObject({
      accountId: '111122223333',
      instanceId: ids.instance,
      privateIp: '10.0.1.5',
      pendingTime: '2026-01-01T00:00:00Z',
      region: 'us-east-1',
    });
  });

  test("in another account's subnet an instance is its own account's, and so are the names of its zone", async () => {
    const account = '222233334444';
    const changes = [
      { ...open, account },
      { ...networkInterface, account },
    ];
    const zone = zoneNameOf(account, region, instance.zoneId);
    expect(zone).not.toBe(zones[0]!.name);
    expect(await read('/latest/meta-data/placement/availability-zone', changes)).toBe(zone);
    expect(await read(`/latest/meta-data/${mac}/owner-id`, changes)).toBe(account);
    expect(await read(`/latest/meta-data/${mac}/vpc-id`, changes)).toBe(vpc.id);
    const document = JSON.parse(await read('/latest/dynamic/instance-identity/document', changes));
    expect(document).toMatchObject({ accountId: account, availabilityZone: zone });
  });

  test('the profile', async () => {
    const info = JSON.parse(await read('/latest/meta-data/iam/info'));
    expect(info).toMatchObject({ Code: 'Success', InstanceProfileArn: instance.instanceProfile });
  });
});

describe('credentials', () => {
  const path = '/latest/meta-data/iam/security-credentials/web-role';

  test('are kept, and renewed an hour before they end', async () => {
    const { get, clock } = world({ changes: [open] });
    const key = async () => JSON.parse(body(await get(path))).AccessKeyId;
    expect(await key()).toBe('ASIA1');
    clock.advance(5 * 3_600_000 - 1);
    expect(await key()).toBe('ASIA1');
    clock.advance(1);
    expect(await key()).toBe('ASIA2');
  });

  test('look as AWS writes them', async () => {
    expect(JSON.parse(await read(path))).toEqual({
      Code: 'Success',
      LastUpdated: '2026-01-01T00:00:00Z',
      Type: 'AWS-HMAC',
      AccessKeyId: 'ASIA1',
      SecretAccessKey: 'secret',
      Token: 'token',
      Expiration: '2026-01-01T06:00:00Z',
    });
  });

  test('a role that does not trust EC2 says so, and is asked again', async () => {
    let trusted = false;
    const issue: IssueCredentials = () => {
      if (!trusted) throw new Fault('AccessDenied', 'no', 403);
      return { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't', expiration: start + 21_600_000 };
    };
    const { get } = world({ changes: [open], issue });
    expect(JSON.parse(body(await get(path))).Code).toBe('AssumeRoleUnauthorizedAccess');
    trusted = true;
    expect(JSON.parse(body(await get(path))).Code).toBe('Success');
  });
});
