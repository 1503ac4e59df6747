/**
 * A bucket of one region read from another, through an endpoint for S3 of the bucket's region: by which names, whose policies
 * decide, and that nothing goes by the internet, which the subnet has no way to. Also a region that the account must opt in to.
 */

import * as account from '@aws-sdk/client-account';
import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from './aws-client.ts';
import { makeBucket, restrict } from './buckets.ts';
import { everything, type Ground, groundOf, type Machine, rule } from './ground.ts';
import { callInside, outcomesInside } from './inside.ts';
import { because, missing, type Postern, startPostern, until } from './postern.ts';
import { type Endpoint, endpointIn, type Pair, type Place, subnetsIn } from './private-link-ground.ts';

const away = 'eu-west-1';
const farName = `s3.${away}.amazonaws.com`;

describe.skipIf(missing)(`AWS services of other regions${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let client: Machine;
  let place: Place;
  let s3: Endpoint;

  const read = (Bucket: string, Key: string, region = away): Call => ['S3', 'GetObject', { Bucket, Key }, { region }];
  const allow = (...Statement: readonly object[]) =>
    ground.client.send(
      new ec2.ModifyVpcEndpointCommand({
        VpcEndpointId: s3.id,
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );

  beforeAll(async () => {
    postern = await startPostern();
    ground = groundOf(postern);
    const vpc = await ground.vpc('10.0.0.0/16');
    const EnableDnsHostnames = { Value: true };
    await ground.client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpc, EnableDnsHostnames }));
    const zones: Pair = ['use1-az1', 'use1-az2'];
    const subnets = await subnetsIn(ground, vpc, zones);
    const group = await ground.group(vpc, rule('all', '10.0.0.0/16'));
    const profile = await ground.profile('reader', everything);
    client = await ground.machine(subnets[0], { groups: [group], profile });
    place = { vpc, subnets, group, serviceRegion: away };
    s3 = await endpointIn(ground, `com.amazonaws.${away}.s3`, place);
    await ground.client.send(new ec2.ModifyVpcEndpointCommand({ VpcEndpointId: s3.id, PrivateDnsEnabled: true }));
    const far = { ...postern, connection: { ...postern.connection, region: away } };
    await makeBucket(far, 'far-bucket', 'file', 'endpoint/file', 'vpc/file', 'elsewhere/file');
    await makeBucket(postern, 'near-bucket', 'file');
    await restrict(far, 'far-bucket', {
      endpoint: { operator: 'StringNotEquals', key: 'aws:SourceVpce', value: s3.id },
      vpc: { operator: 'StringNotEquals', key: 'aws:SourceVpc', value: vpc },
      elsewhere: { operator: 'StringNotEquals', key: 'aws:SourceVpce', value: 'vpce-0123456789abcdef0' },
    });
    await ground.ready(client);
  });
  afterAll(() => postern?.down());

  test('the private names of the service’s region have the endpoint’s addresses, those of the own region don’t', async () => {
    const names = [
      farName,
      `far-bucket.${farName}`,
      (s3.names[0] ?? '').replace('*', 'bucket'),
      's3.us-east-1.amazonaws.com',
    ];
    const said = await postern.tryWords(client.id, ...names.map((name) => ['run', 'dig', '+short', name]));
    const [service, bucket, regional, near] = said.map((text) => text.trim().split('\n').sort());
    const addresses = [...s3.addresses].sort();
    expect([service, bucket, regional]).toEqual([addresses, addresses, addresses]);
    expect(near?.[0]).toMatch(/^3\.5\./);
  });

  test('the SDK and curl read a bucket there by the names that they know; one of the own region is out of reach', async () => {
    const said = await callInside(
      postern,
      client.id,
      read('far-bucket', 'file'),
      [
        'S3',
        'GetObject',
        { Bucket: 'far-bucket', Key: 'file' },
        { region: away, endpoint: `https://${(s3.names[0] ?? '').replace('*', 'bucket')}` },
      ],
      read('near-bucket', 'file', 'us-east-1'),
    );
    expect(said.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'no answer']);
    expect(said[0]?.text).toBe('file');
    const curl = [
      'curl',
      '-sS',
      '-m',
      '3',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      `https://far-bucket.${farName}/file`,
    ];
    expect((await postern.exec(client.id, ...curl)).stdout).toBe('403');
  });

  test('the bucket’s policy sees endpoint and VPC, which are of another region than the bucket', async () => {
    const folders = ['endpoint', 'vpc', 'elsewhere'].map((folder) => read('far-bucket', `${folder}/file`));
    expect(await outcomesInside(postern, client.id, ...folders)).toEqual(['ok', 'ok', 'AccessDenied']);
  });

  test('the endpoint’s policy denies, and knows the region that is asked', async () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' };
    const asked = (region: string) => ({ Condition: { StringEquals: { 'aws:RequestedRegion': region } } });
    await allow({ ...statement, ...asked('us-east-1') });
    const [denied] = await callInside(postern, client.id, read('far-bucket', 'file'));
    expect(denied).toMatchObject({ outcome: 'AccessDenied', text: expect.stringContaining('VPC endpoint policy') });
    await allow({ ...statement, ...asked(away) });
    expect(await outcomesInside(postern, client.id, read('far-bucket', 'file'))).toEqual(['ok']);
  });

  test('a region that accounts opt in to takes an endpoint and its requests only while the account has it', async () => {
    const region = 'me-south-1';
    const asked = { RegionName: region };
    const accounts = new account.AccountClient(postern.connection);
    const create = () => endpointIn(ground, `com.amazonaws.${region}.s3`, { ...place, serviceRegion: region });
    await expect(create()).rejects.toMatchObject({ name: 'InvalidParameter' });
    await accounts.send(new account.EnableRegionCommand(asked));
    const status = async () =>
      String((await accounts.send(new account.GetRegionOptStatusCommand(asked))).RegionOptStatus);
    await until('ENABLED', status);
    const { names } = await create();
    await makeBucket({ ...postern, connection: { ...postern.connection, region } }, 'opted-bucket', 'file');
    await postern.settled();
    const endpoint = `https://${(names[0] ?? '').replace('*', 'bucket')}`;
    const ask: Call = ['S3', 'GetObject', { Bucket: 'opted-bucket', Key: 'file' }, { region, endpoint }];
    expect(await outcomesInside(postern, client.id, ask)).toEqual(['ok']);
    await accounts.send(new account.DisableRegionCommand(asked));
    expect(await outcomesInside(postern, client.id, ask)).toEqual(['InvalidToken']);
  });

  test('through it the service serves its own region alone', async () => {
    const url = { endpoint: `https://${farName}`, forcePathStyle: true };
    const [refused] = await callInside(postern, client.id, [
      'S3',
      'GetObject',
      { Bucket: 'near-bucket', Key: 'file' },
      { region: 'us-east-1', ...url },
    ]);
    expect(refused?.outcome).toMatch(/^(AuthorizationHeaderMalformed|SignatureDoesNotMatch|PermanentRedirect)$/);
  });
});
