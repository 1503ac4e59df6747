/** Interface endpoints from a subnet without any way to the internet: names, certificates, policies, groups and their end. */

import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Call } from './aws-client.ts';
import { makeBucket, makeTable } from './buckets.ts';
import { everything, type Ground, groundOf, type Machine, rule } from './ground.ts';
import { holdConnection } from './held.ts';
import { callInside, lacksAws, outcomesInside } from './inside.ts';
import { because, missing, type Postern, startPostern, until } from './postern.ts';

interface Endpoint {
  readonly id: string;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

describe.skipIf(missing)(`interface endpoints${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let vpc: string;
  let subnets: readonly string[];
  let region: string;
  let door: string;
  let client: Machine;
  let stranger: Machine;
  let endpoints: {
    readonly sts: Endpoint;
    readonly ec2: Endpoint;
    readonly ram: Endpoint;
    readonly dynamodb: Endpoint;
    readonly s3: Endpoint;
  };

  const identity: Call = ['STS', 'GetCallerIdentity'];
  const dig = async (...names: string[]) => {
    const words = names.map((name) => ['run', 'dig', '+short', '+time=1', '+tries=1', name]);
    const said = await postern.tryWords(client.id, ...words);
    return said.map((text) => text.split('\n').sort());
  };

  async function create(service: string, PrivateDnsEnabled: boolean): Promise<Endpoint> {
    const made = await ground.client.send(
      new ec2.CreateVpcEndpointCommand({
        VpcId: vpc,
        VpcEndpointType: 'Interface',
        ServiceName: `com.amazonaws.${region}.${service}`,
        SubnetIds: [...subnets],
        SecurityGroupIds: [door],
        PrivateDnsEnabled,
      }),
    );
    const { VpcEndpointId = '', DnsEntries = [], NetworkInterfaceIds = [] } = made.VpcEndpoint ?? {};
    const found = await ground.client.send(new ec2.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds }));
    return {
      id: VpcEndpointId,
      names: DnsEntries.map((entry) => entry.DnsName ?? ''),
      addresses: (found.NetworkInterfaces ?? []).map((one) => one.PrivateIpAddress ?? '').sort(),
    };
  }

  beforeAll(async () => {
    postern = await startPostern();
    ({ region } = postern.connection);
    ground = groundOf(postern);
    vpc = await ground.vpc('10.0.0.0/16');
    const EnableDnsHostnames = { Value: true };
    await ground.client.send(new ec2.ModifyVpcAttributeCommand({ VpcId: vpc, EnableDnsHostnames }));
    subnets = [await ground.subnet(vpc, '10.0.1.0/24'), await ground.subnet(vpc, '10.0.2.0/24', 'b')];
    const app = await ground.group(vpc);
    door = await ground.group(vpc, rule('tcp 443', app), rule('tcp 80', app), rule('icmp', '0.0.0.0/0'));
    const profile = await ground.profile('caller', everything);
    client = await ground.machine(subnets[0] ?? '', { groups: [app], profile });
    stranger = await ground.machine(subnets[1] ?? '', { profile });
    endpoints = {
      sts: await create('sts', true),
      ec2: await create('ec2', true),
      ram: await create('ram', true),
      dynamodb: await create('dynamodb', false),
      s3: await create('s3', false),
    };
    await makeBucket(postern, 'interface-bucket', 'file');
    await makeTable(postern, 'orders');
    await ground.ready(client, stranger);
  });
  afterAll(() => postern?.down());

  test('the regional name has the addresses of all zones, a zone’s name its own, the private name those of the regional', async () => {
    const { addresses, names } = endpoints.sts;
    const [regional = '', ...others] = names;
    const zonal = others.filter((name) => name.includes(`-${region}a.`) || name.includes(`-${region}b.`));
    const service = `sts.${region}.amazonaws.com`;
    expect(names).toContain(service);
    const [all, first, second, own] = await dig(regional, zonal[0] ?? '', zonal[1] ?? '', service);
    expect(all).toEqual(addresses);
    expect(own).toEqual(addresses);
    expect([...(first ?? []), ...(second ?? [])].sort()).toEqual(addresses);
    expect(addresses.map((address) => address.split('.').slice(0, 3).join('.'))).toEqual(['10.0.1', '10.0.2']);
  });

  test('without private DNS the service’s name stays public', async () => {
    const [found] = await dig(`dynamodb.${region}.amazonaws.com`);
    expect(found?.[0]).toMatch(/^52\.94\./);
    expect(await outcomesInside(postern, client.id, ['DynamoDB', 'ListTables'])).toEqual(['no answer']);
  });

  test('the SDK reaches each service by the name that it knows, and its certificate holds', async () => {
    const { dynamodb, s3 } = endpoints;
    const zonal = dynamodb.names.find((name) => name.includes(`-${region}b.`)) ?? '';
    const bucketName = (s3.names[0] ?? '').replace('*', 'bucket');
    const said = await callInside(
      postern,
      client.id,
      identity,
      ['EC2', 'DescribeVpcEndpoints'],
      ['RAM', 'GetResourceShares', { resourceOwner: 'SELF' }],
      ['DynamoDB', 'ListTables', {}, { endpoint: `https://${dynamodb.names[0]}` }],
      ['DynamoDB', 'ListTables', {}, { endpoint: `https://${zonal}` }],
      ['S3', 'GetObject', { Bucket: 'interface-bucket', Key: 'file' }, { endpoint: `https://${bucketName}` }],
    );
    expect(said.map((one) => (one.outcome === 'ok' ? 'ok' : one))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
    expect(said[0]?.text).toContain(`assumed-role/caller/${client.id}`);
    expect(said[5]?.text).toBe('file');
  });

  test.skipIf(lacksAws)(`so does the aws command, with 6 MB as well${because(lacksAws)}`, async () => {
    const url = `https://${(endpoints.s3.names[0] ?? '').replace('*', 'bucket')}`;
    const there = `aws sts get-caller-identity --query Account --output text
      head -c 6000000 /dev/zero | aws s3 cp --quiet --endpoint-url ${url} - s3://interface-bucket/big
      aws s3 cp --quiet --endpoint-url ${url} s3://interface-bucket/big - | wc -c`;
    const { stdout, stderr } = await postern.exec(client.id, 'sh', '-c', there);
    expect(stdout + stderr).toBe(`${postern.account}\n6000000\n`);
  });

  test('curl trusts the certificate too, and only for names of the service', async () => {
    const own = `https://sts.${region}.amazonaws.com/`;
    const at = `sqs.${region}.amazonaws.com:443:${endpoints.sts.addresses[0]}`;
    const foreign = await postern.exec(
      client.id,
      ...['curl', '-sS', '-m', '3', '-o', '/dev/null', '--resolve', at, `https://sqs.${region}.amazonaws.com/`],
    );
    expect((await postern.exec(client.id, 'curl', '-sS', '-m', '3', '-o', '/dev/null', own)).code).toBe(0);
    expect(foreign.code).not.toBe(0);
  });

  test('the endpoint policy denies what it leaves out, in AWS’s words', async () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 'dynamodb:ListTables', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const VpcEndpointId = endpoints.dynamodb.id;
    await ground.client.send(new ec2.ModifyVpcEndpointCommand({ VpcEndpointId, PolicyDocument }));
    const settings = { endpoint: `https://${endpoints.dynamodb.names[0]}` };
    const [listed, deleted] = await callInside(
      postern,
      client.id,
      ['DynamoDB', 'ListTables', {}, settings],
      ['DynamoDB', 'DeleteTable', { TableName: 'orders' }, settings],
    );
    expect(listed?.outcome).toBe('ok');
    expect(deleted).toEqual({
      outcome: 'AccessDeniedException',
      text:
        `User: arn:aws:sts::${postern.account}:assumed-role/caller/${client.id} is not authorized to perform: ` +
        `dynamodb:DeleteTable on resource: arn:aws:dynamodb:${region}:${postern.account}:table/orders ` +
        'because no VPC endpoint policy allows the dynamodb:DeleteTable action',
    });
  });

  test('it does not answer pings, whatever its group says, nor other ports, nor other groups', async () => {
    const [address = ''] = endpoints.sts.addresses;
    expect(await postern.try(client.id, `ping ${address}`, `tcp ${address} 22`)).toEqual(['no answer', 'no answer']);
    expect(await outcomesInside(postern, stranger.id, identity)).toEqual(['no answer']);
  });

  test('without its group’s rule new connections stop; with it they go on', async () => {
    const { GroupId } = (
      await ground.client.send(new ec2.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [client.eni] }))
    ).NetworkInterfaces?.[0]?.Groups?.[0] ?? { GroupId: '' };
    const https = rule('tcp 443', GroupId ?? '');
    await ground.revoke(door, https);
    await postern.settled();
    expect(await outcomesInside(postern, client.id, identity)).toEqual(['no answer']);
    await ground.allow(door, https);
    await postern.settled();
    expect(await outcomesInside(postern, client.id, identity)).toEqual(['ok']);
  });

  test('deleted, it is gone at once: open connections, new ones and the private name', async () => {
    const [address = ''] = endpoints.sts.addresses;
    const request = `GET / HTTP/1.1\r\nHost: sts.${region}.amazonaws.com\r\n\r`;
    const held = await holdConnection(postern, client.id, address, 80);
    expect(await held.say(request)).toMatch(/^HTTP\/1\.1 /);
    await ground.client.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpoints.sts.id] }));
    expect(await until('', async () => (await dig(endpoints.sts.names[0] ?? ''))[0]?.join() ?? '')).toBeLessThan(3000);
    expect(await held.say(request)).not.toMatch(/HTTP/);
    held.end();
    expect(await postern.try(client.id, `tcp ${address} 443`)).toEqual(['no answer']);
    expect(await outcomesInside(postern, client.id, identity, ['EC2', 'DescribeVpcs'])).toEqual(['no answer', 'ok']);
  });
});
