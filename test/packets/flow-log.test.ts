/**
 * Flow logs on packets: what instances of a shared VPC send and what their groups refuse shows up in buckets, for each party
 * what it may know, in the form that AWS's files have.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bucketsOf, flowLog, keysIn, type Line, linesIn, linesWith, statusOf } from './flow-log-files.ts';
import { type Machine, rule, told } from './ground.ts';
import { because, missing, newState, type Postern, startPostern, until } from './postern.ts';
import { codeOf, type Member, memberOf, type Organization, organize, share } from './vpc-sharing-ground.ts';

const outside = '203.0.113.10';
const owners = 'flow-logs-of-the-owner';
const orders = 'flow-logs-of-orders';
const arn = (bucket: string) => `arn:aws:s3:::${bucket}`;
const format = [
  'version',
  'interface-id',
  'vpc-id',
  'subnet-id',
  'instance-id',
  'pkt-srcaddr',
  'pkt-dstaddr',
  'dstport',
  'protocol',
  'tcp-flags',
  'type',
  'region',
  'az-id',
  'sublocation-id',
  'flow-direction',
  'traffic-path',
  'action',
  'log-status',
]
  .map((name) => `\${${name}}`)
  .join(' ');

describe.skipIf(missing)(`flow logs${because(missing)}`, () => {
  let postern: Postern;
  let organization: Organization;
  let owner: Member;
  let participant: Member;
  let vpc: string;
  let subnet: string;
  /** The owner's, which takes 8080 alone. */
  let web: Machine;
  /** The participant's, which takes nothing. */
  let order: Machine;
  let ofVpc: string;
  let ofSubnet: string;
  let rejected: string;
  let ofParticipant: string;

  beforeAll(async () => {
    postern = await startPostern(newState(), undefined, ['--flow-log-seconds', '1']);
    organization = await organize(postern);
    owner = memberOf(postern, organization.owner);
    participant = memberOf(postern, organization.orders);
    vpc = await owner.vpc('10.0.0.0/16');
    subnet = await owner.subnet(vpc, '10.0.1.0/24');
    const table = await owner.table(vpc, subnet);
    await owner.route(table, '0.0.0.0/0', { GatewayId: await owner.internetGateway(vpc) });
    await share(owner, [subnet], [participant.id]);
    web = await owner.machine(subnet, {
      groups: [await owner.group(vpc, rule('tcp 8080', '10.0.0.0/8'))],
      publicAddress: true,
    });
    order = await participant.machine(subnet, { groups: [await participant.group(vpc)] });
    await owner.ready(web, order);
    await bucketsOf(owner).send(new s3.CreateBucketCommand({ Bucket: owners }));
    await bucketsOf(participant).send(new s3.CreateBucketCommand({ Bucket: orders }));
    ofVpc = await flowLog(owner, 'VPC', vpc, arn(owners));
    ofSubnet = await flowLog(owner, 'Subnet', subnet, `${arn(owners)}/network/flows/`, {
      LogFormat: format,
      DestinationOptions: { FileFormat: 'plain-text', HiveCompatiblePartitions: true, PerHourPartition: true },
    });
    rejected = await flowLog(owner, 'NetworkInterface', web.eni, arn(owners), { TrafficType: 'REJECT' });
    ofParticipant = await flowLog(participant, 'NetworkInterface', order.eni, arn(orders));
    await postern.settled();
    // It was asked for last, and has begun.
    await linesWith(participant, orders, ofParticipant, [{ 'log-status': 'NODATA' }]);
    const said = await postern.try(
      order.id,
      `tcp ${web.address} 8080`,
      `tcp ${web.address} 80`,
      'dns ec2.us-east-1.amazonaws.com',
      'tcp 169.254.169.254 80',
    );
    expect(said.slice(0, 2)).toEqual([told(web.address, order.address), 'no answer']);
    await postern.try(web.id, `tcp ${outside} 80`);
    await postern.exec(order.id, 'ping', '-c', '2', '-i', '0.1', '-W', '1', web.address);
  });
  afterAll(() => postern?.down());

  const sent = (to: string, more: Line = {}): Line => ({
    'account-id': participant.id,
    'interface-id': order.eni,
    srcaddr: order.address,
    dstaddr: to,
    action: 'ACCEPT',
    'log-status': 'OK',
    ...more,
  });
  const received = (more: Line): Line => ({
    ...sent(web.address),
    'account-id': owner.id,
    'interface-id': web.eni,
    ...more,
  });

  test('the VPC’s owner has records of every interface in it, of what passed and what was refused there', async () => {
    const lines = await linesWith(owner, owners, ofVpc, [
      sent(web.address, { dstport: '8080', protocol: '6' }),
      sent(web.address, { dstport: '80' }),
      sent(web.address, { protocol: '1', srcport: '0', dstport: '0', packets: '2', bytes: '168' }),
      received({ dstport: '8080', protocol: '6' }),
      received({ dstport: '80', action: 'REJECT' }),
      received({ protocol: '1', action: 'REJECT', packets: '2', bytes: '168' }),
      { 'interface-id': web.eni, srcport: '8080', srcaddr: web.address, dstaddr: order.address, action: 'ACCEPT' },
      { 'interface-id': order.eni, srcport: '8080', srcaddr: web.address, dstaddr: order.address, action: 'ACCEPT' },
      { 'interface-id': web.eni, srcaddr: web.address, dstaddr: outside, dstport: '80', action: 'ACCEPT' },
      { 'interface-id': web.eni, 'log-status': 'NODATA', srcaddr: '-', packets: '-', action: '-' },
    ]);
    for (const { version, start = '', end = '' } of lines) {
      expect([version, Number(start) <= Number(end), Math.abs(Date.now() / 1000 - Number(end)) < 60]).toEqual([
        '2',
        true,
        true,
      ]);
    }
    const opened = lines.filter((line) => line['interface-id'] === order.eni && line.dstport === '8080');
    // SYN, ACK, the client's FIN and its ACK: as many as the kernel sends, and no more.
    expect(opened.reduce((sum, { packets }) => sum + Number(packets), 0)).toBeLessThan(10);
    expect(opened.reduce((sum, { packets }) => sum + Number(packets), 0)).toBeGreaterThan(2);
  });

  test('names and metadata are not traffic, nor is what others see of the sender’s refusals', async () => {
    const lines = await linesIn(owner, owners, ofVpc);
    const ends = new Set(lines.flatMap(({ srcaddr = '', dstaddr = '' }) => [srcaddr, dstaddr]));
    expect([...ends].filter((one) => one.startsWith('169.254.') || one === '10.0.0.2')).toEqual([]);
    const refused = lines.filter(({ action }) => action === 'REJECT');
    expect(new Set(refused.map((line) => line['interface-id']))).toEqual(new Set([web.eni]));
  });

  test('a participant has records of its own interface', async () => {
    const lines = await linesWith(participant, orders, ofParticipant, [
      sent(web.address, { dstport: '8080' }),
      sent(web.address, { dstport: '80' }),
    ]);
    expect(new Set(lines.map((line) => line['interface-id']))).toEqual(new Set([order.eni]));
    expect(lines.filter(({ action }) => action === 'REJECT')).toEqual([]);
  });

  test('a flow log of rejected traffic has nothing else', async () => {
    const lines = await linesWith(owner, owners, rejected, [received({ dstport: '80', action: 'REJECT' })]);
    expect(new Set(lines.map(({ action }) => action))).toEqual(new Set(['REJECT', '-']));
  });

  test('a format of one’s own has the fields in its order, as far as they are known', async () => {
    const lines = await linesWith(owner, owners, ofSubnet, [
      { 'interface-id': order.eni, dstport: '8080', 'flow-direction': 'egress', 'traffic-path': '1', action: 'ACCEPT' },
      { 'interface-id': web.eni, dstport: '8080', 'flow-direction': 'ingress', 'traffic-path': '-', action: 'ACCEPT' },
      { 'interface-id': web.eni, 'pkt-dstaddr': outside, 'flow-direction': 'egress', 'traffic-path': '8' },
      { 'interface-id': web.eni, dstport: '80', 'flow-direction': 'ingress', 'tcp-flags': '2', action: 'REJECT' },
    ]);
    const [line] = lines.filter((one) => one['pkt-dstaddr'] === outside);
    expect(
      Object.keys(line ?? {})
        .map((name) => `\${${name}}`)
        .join(' '),
    ).toBe(format);
    expect(line).toMatchObject({
      version: '5',
      'vpc-id': vpc,
      'subnet-id': subnet,
      'instance-id': web.id,
      'pkt-srcaddr': web.address,
      type: 'IPv4',
      region: postern.connection.region,
      'az-id': expect.stringMatching(/^use1-az\d$/),
      'sublocation-id': '-',
    });
  });

  test('files lie where AWS puts them', async () => {
    const day = '\\d{4}/\\d\\d/\\d\\d';
    const name = (log: string) => `${owner.id}_vpcflowlogs_us-east-1_${log}_\\d{8}T\\d{4}Z_[0-9a-f]{8}\\.log\\.gz$`;
    const [plain = ''] = await keysIn(owner, owners, ofVpc);
    expect(plain).toMatch(new RegExp(`^AWSLogs/${owner.id}/vpcflowlogs/us-east-1/${day}/${name(ofVpc)}`));
    const [hive = ''] = await keysIn(owner, owners, ofSubnet);
    const folders = `aws-account-id=${owner.id}/aws-service=vpcflowlogs/aws-region=us-east-1`;
    const time = 'year=\\d{4}/month=\\d\\d/day=\\d\\d/hour=\\d\\d';
    expect(hive).toMatch(new RegExp(`^network/flows/AWSLogs/${folders}/${time}/${name(ofSubnet)}`));
  });

  test('neither party sees or ends the other’s', async () => {
    const listed = async ({ client }: Member) => {
      const { FlowLogs = [] } = await client.send(new ec2.DescribeFlowLogsCommand({}));
      return FlowLogs.map(({ FlowLogId }) => FlowLogId).sort();
    };
    expect(await listed(owner)).toEqual([ofVpc, ofSubnet, rejected].sort());
    expect(await listed(participant)).toEqual([ofParticipant]);
    const end = (member: Member, id: string) =>
      codeOf(member.client.send(new ec2.DeleteFlowLogsCommand({ FlowLogIds: [id] })));
    expect([await end(owner, ofParticipant), await end(participant, ofVpc)]).toEqual([
      'InvalidFlowLogId.NotFound',
      'InvalidFlowLogId.NotFound',
    ]);
  });

  test('another account’s bucket takes files as long as its policy says so', async () => {
    const ask = () => flowLog(participant, 'NetworkInterface', order.eni, arn(owners));
    expect(await ask()).toBe(`Access Denied for LogDestination: ${owners}. Please check LogDestination permission`);
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'delivery.logs.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `${arn(owners)}/AWSLogs/${participant.id}/*`,
        Condition: {
          StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceAccount': participant.id },
          ArnLike: { 'aws:SourceArn': `arn:aws:logs:us-east-1:${participant.id}:*` },
        },
      },
    });
    await bucketsOf(owner).send(new s3.PutBucketPolicyCommand({ Bucket: owners, Policy }));
    const central = await ask();
    await linesWith(owner, owners, central, [{ 'interface-id': order.eni }]);
    expect(await statusOf(participant, central)).toBe('SUCCESS');
    await bucketsOf(owner).send(new s3.DeleteBucketPolicyCommand({ Bucket: owners }));
    await until('FAILED: Access error', () => statusOf(participant, central));
  });

  test('after a crash the records go on, and none comes twice', async () => {
    const refused = (dstport: string) => received({ dstport, action: 'REJECT' });
    const packets = async (dstport: string) => {
      const lines = await linesWith(owner, owners, rejected, [refused(dstport)]);
      return lines.filter((line) => line.dstport === dstport).reduce((sum, one) => sum + Number(one.packets), 0);
    };
    await postern.try(order.id, `tcp ${web.address} 81`);
    const before = await packets('81');
    postern.kill();
    postern = await startPostern(postern.state, undefined, ['--flow-log-seconds', '1']);
    await postern.settled();
    [owner, participant] = [memberOf(postern, organization.owner), memberOf(postern, organization.orders)];
    await postern.try(order.id, `tcp ${web.address} 82`);
    expect([await packets('82'), await packets('81')]).toEqual([expect.any(Number), before]);
  });

  test('a bucket that is gone is an access error', async () => {
    const client = bucketsOf(participant);
    const empty = async () => {
      const Objects = (await keysIn(participant, orders, '')).map((Key) => ({ Key }));
      if (Objects.length > 0) await client.send(new s3.DeleteObjectsCommand({ Bucket: orders, Delete: { Objects } }));
      return codeOf(client.send(new s3.DeleteBucketCommand({ Bucket: orders })));
    };
    await until('ok', empty);
    await until('FAILED: Access error', () => statusOf(participant, ofParticipant));
  });
});
