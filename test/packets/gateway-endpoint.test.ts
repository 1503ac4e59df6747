/** Gateway endpoints: who reaches S3 and DynamoDB by which way, and what the policies on both sides are told of it. */

import * as ec2 from '@aws-sdk/client-ec2';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from './aws-client.ts';
import { makeBucket, makeTable, restrict } from './buckets.ts';
import { everything, type Ground, groundOf, type Machine, rule } from './ground.ts';
import { callInside, outcomesInside } from './inside.ts';
import { because, missing, type Postern, startPostern } from './postern.ts';

const folders = ['vpce', 'vpce-other', 'vpc', 'vpc-other', 'near', 'near-other', 'public', 'free'];

describe.skipIf(missing)(`gateway endpoints${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let vpc: string;
  let region: string;
  let bucket: string;
  let orders: string;
  let tables: { readonly inner: string; readonly other: string };
  let inner: Machine;
  let other: Machine;
  let open: Machine;
  let endpoint: string;
  let group: string;

  const get = (folder: string): Call => ['S3', 'GetObject', { Bucket: bucket, Key: `${folder}/file` }];
  const item = (): Call => ['DynamoDB', 'GetItem', { TableName: orders, Key: { id: { S: '1' } } }];
  const modify = async (change: Partial<ec2.ModifyVpcEndpointCommandInput>) => {
    await ground.client.send(new ec2.ModifyVpcEndpointCommand({ VpcEndpointId: endpoint, ...change }));
    await postern.settled();
  };
  const create = async (service: string, RouteTableIds: string[]) => {
    const ServiceName = `com.amazonaws.${region}.${service}`;
    const made = await ground.client.send(new ec2.CreateVpcEndpointCommand({ VpcId: vpc, ServiceName, RouteTableIds }));
    await postern.settled();
    return made.VpcEndpoint?.VpcEndpointId ?? '';
  };

  beforeAll(async () => {
    postern = await startPostern();
    ({ region } = postern.connection);
    ground = groundOf(postern);
    vpc = await ground.vpc('10.0.0.0/16');
    const subnets = [10, 20, 30].map((third) => ground.subnet(vpc, `10.0.${third}.0/24`));
    const [first = '', second = '', third = ''] = await Promise.all(subnets);
    tables = { inner: await ground.table(vpc, first), other: await ground.table(vpc, second) };
    const gateway = await ground.internetGateway(vpc);
    await ground.route(await ground.table(vpc, third), '0.0.0.0/0', { GatewayId: gateway });
    group = await ground.group(vpc, rule('icmp', '10.0.0.0/16'));
    const groups = [group];
    const profile = await ground.profile('reader', everything);
    inner = await ground.machine(first, { groups, profile });
    other = await ground.machine(second, { groups, profile });
    open = await ground.machine(third, { groups, profile, publicAddress: true });
    bucket = await makeBucket(postern, 'gateway-bucket', ...folders.map((folder) => `${folder}/file`));
    orders = await makeTable(postern, 'orders');
    await ground.ready(inner, other, open);
  });
  afterAll(() => postern?.down());

  test('without an endpoint and without a way to the internet S3 does not answer', async () => {
    expect(await outcomesInside(postern, inner.id, get('free'), item())).toEqual(['no answer', 'no answer']);
  });

  test('through an internet gateway S3 sees the public address, and no endpoint and no VPC', async () => {
    const publicAddress = (await ground.publicAddressOf(open.id)) ?? '';
    await restrict(postern, bucket, {
      public: { operator: 'NotIpAddress', key: 'aws:SourceIp', value: `${publicAddress}/32` },
      vpc: { operator: 'StringNotEquals', key: 'aws:SourceVpc', value: vpc },
      near: { operator: 'NotIpAddress', key: 'aws:VpcSourceIp', value: '0.0.0.0/0' },
    });
    expect(await outcomesInside(postern, open.id, ...['public', 'vpc', 'near', 'free'].map(get))).toEqual([
      'ok',
      'AccessDenied',
      'AccessDenied',
      'ok',
    ]);
  });

  test('an endpoint that no table knows leads nobody; a table that knows it leads its own subnets', async () => {
    endpoint = await create('s3', []);
    expect(await outcomesInside(postern, inner.id, get('free'))).toEqual(['no answer']);
    await modify({ AddRouteTableIds: [tables.inner] });
    expect(await callInside(postern, inner.id, get('free'))).toEqual([{ outcome: 'ok', text: 'free/file' }]);
    expect(await outcomesInside(postern, other.id, get('free'))).toEqual(['no answer']);
  });

  test('a bucket policy is told the endpoint, the VPC and the private address', async () => {
    const { address } = inner;
    await restrict(postern, bucket, {
      vpce: { operator: 'StringNotEquals', key: 'aws:SourceVpce', value: endpoint },
      'vpce-other': { operator: 'StringNotEquals', key: 'aws:SourceVpce', value: 'vpce-0123456789abcdef0' },
      vpc: { operator: 'StringNotEquals', key: 'aws:SourceVpc', value: vpc },
      'vpc-other': { operator: 'StringNotEquals', key: 'aws:SourceVpc', value: 'vpc-0123456789abcdef0' },
      near: { operator: 'NotIpAddress', key: 'aws:VpcSourceIp', value: `${address}/32` },
      'near-other': { operator: 'NotIpAddress', key: 'aws:VpcSourceIp', value: '10.0.99.0/24' },
      public: { operator: 'Null', key: 'aws:SourceIp', value: 'true' },
    });
    const said = await outcomesInside(postern, inner.id, ...folders.map(get));
    expect(Object.fromEntries(folders.map((folder, index) => [folder, said[index]]))).toEqual({
      vpce: 'ok',
      'vpce-other': 'AccessDenied',
      vpc: 'ok',
      'vpc-other': 'AccessDenied',
      near: 'ok',
      'near-other': 'AccessDenied',
      // A request through an endpoint has no aws:SourceIp (IAM guide, global condition keys).
      public: 'AccessDenied',
      free: 'ok',
    });
  });

  test('who does not come through the endpoint is refused', async () => {
    const outside = new s3.S3Client(postern.connection);
    const refused = outside.send(new s3.GetObjectCommand({ Bucket: bucket, Key: 'vpce/file' }));
    await expect(refused).rejects.toThrow(/explicit deny in a resource-based policy/);
    expect(await outcomesInside(postern, open.id, get('vpce'), get('vpc'))).toEqual(['AccessDenied', 'AccessDenied']);
  });

  test('the refusal is S3’s own document', async () => {
    const url = `https://${bucket}.s3.${region}.amazonaws.com/free/file`;
    const { stdout } = await postern.exec(
      inner.id,
      'curl',
      '-sS',
      '-m',
      '5',
      '-w',
      '%{http_code} %{content_type}',
      url,
    );
    expect(stdout).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\s*<Error><Code>AccessDenied<\/Code><Message>/);
    expect(stdout).toMatch(/<RequestId>.+<\/RequestId><HostId>.+<\/HostId><\/Error>403 application\/xml$/);
  });

  test('the endpoint policy is in force with the answer to its change', async () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:ListBucket', Resource: '*' };
    await modify({ PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) });
    const list: Call = ['S3', 'ListObjectsV2', { Bucket: bucket }];
    const [denied, listed] = await callInside(postern, inner.id, get('free'), list);
    expect(denied?.outcome).toBe('AccessDenied');
    expect(denied?.text).toMatch(/because no VPC endpoint policy allows the s3:GetObject action$/);
    expect(listed?.outcome).toBe('ok');
    await modify({ ResetPolicy: true });
    expect(await outcomesInside(postern, inner.id, get('free'))).toEqual(['ok']);
  });

  test('DynamoDB has an endpoint of its own', async () => {
    const own = await create('dynamodb', [tables.inner]);
    expect(await outcomesInside(postern, inner.id, item(), get('free'))).toEqual(['ok', 'ok']);
    expect(await outcomesInside(postern, other.id, item())).toEqual(['no answer']);
    await ground.client.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: [own] }));
    await postern.settled();
    expect(await outcomesInside(postern, inner.id, item(), get('free'))).toEqual(['no answer', 'ok']);
  });

  test('outbound rules may name the service’s prefix list, and then nothing else', async () => {
    const lists = await ground.client.send(
      new ec2.DescribePrefixListsCommand({
        Filters: [{ Name: 'prefix-list-name', Values: [`com.amazonaws.${region}.s3`] }],
      }),
    );
    const PrefixListIds = [{ PrefixListId: lists.PrefixLists?.[0]?.PrefixListId ?? '' }];
    await ground.revokeOut(group, rule('all', '0.0.0.0/0'));
    await postern.settled();
    expect(await outcomesInside(postern, inner.id, get('free'))).toEqual(['no answer']);
    await ground.allowOut(group, { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, PrefixListIds });
    await postern.settled();
    expect(await outcomesInside(postern, inner.id, get('free'))).toEqual(['ok']);
    expect(await postern.try(inner.id, `ping ${other.address}`)).toEqual(['no answer']);
    await ground.allowOut(group, rule('all', '0.0.0.0/0'));
    await postern.settled();
    expect(await postern.try(inner.id, `ping ${other.address}`)).toEqual(['pong']);
  });

  test('a table that no longer knows it leads nobody, another leads its own', async () => {
    await modify({ RemoveRouteTableIds: [tables.inner], AddRouteTableIds: [tables.other] });
    expect(await outcomesInside(postern, inner.id, get('free'))).toEqual(['no answer']);
    expect(await outcomesInside(postern, other.id, get('free'))).toEqual(['ok']);
  });
});
