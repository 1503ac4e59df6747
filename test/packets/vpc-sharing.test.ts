/**
 * A shared VPC on packets: instances of two participants in subnets of a third account, judged as in any one VPC; the owner's
 * ways out serve them all; what runs goes on when nothing is shared any more, and when the server is killed.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as organizations from '@aws-sdk/client-organizations';
import * as route53 from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { openHost } from '../../src/host/open.ts';
import type { Call } from './aws-client.ts';
import { makeBucket } from './buckets.ts';
import { type Machine, rule, told } from './ground.ts';
import { callInside, outcomesInside } from './inside.ts';
import { because, missing, newState, type Postern, postern as run, startPostern, until } from './postern.ts';
import { inodesOf, namespacesOf, processesNaming, tryIn } from './traces.ts';
import {
  codeOf,
  domain,
  fromGroupOf,
  type Member,
  makeVpc,
  memberOf,
  type Organization,
  organize,
  type Running,
  runApi,
  type SharedVpc,
  share,
  stopSharing,
} from './vpc-sharing-ground.ts';

const outside = '203.0.113.10';
const service = 'http://169.254.169.254/latest/meta-data';

describe.skipIf(missing)(`a shared VPC${because(missing)}`, () => {
  let state: string;
  let postern: Postern;
  let organization: Organization;
  let owner: Member;
  let orders: Member;
  let payments: Member;
  let shared: SharedVpc;
  let resourceShare: string;
  /** In `app`, with the NAT gateway's way out. */
  let order: Running;
  /** In `open`, with the internet gateway's. */
  let pay: Running;
  let hidden: Machine;

  let host: Host;

  async function restart(): Promise<void> {
    postern = await startPostern(state);
    owner = memberOf(postern, organization.owner);
    orders = memberOf(postern, organization.orders);
    payments = memberOf(postern, organization.payments);
  }

  beforeAll(async () => {
    state = newState();
    postern = await startPostern(state);
    host = await openHost(postern.prefix);
    organization = await organize(postern);
    owner = memberOf(postern, organization.owner);
    orders = memberOf(postern, organization.orders);
    payments = memberOf(postern, organization.payments);
    shared = await makeVpc(owner);
    const { vpc, subnets } = shared;
    resourceShare = await share(owner, [subnets.app, subnets.open], [orders.id, payments.id]);
    order = await runApi(orders, vpc, subnets.app);
    pay = await runApi(payments, vpc, subnets.open);
    hidden = await owner.machine(subnets.closed, { groups: [await owner.group(vpc, rule('tcp 80', '10.0.1.0/24'))] });
    await owner.ready(order.machine, pay.machine, hidden);
  });
  afterAll(() => postern?.down());

  const said = (instance: string, ...attempts: string[]) => tryIn(host, `${postern.prefix}${instance}`, ...attempts);
  /** The same of both participants' instances, at the same time. */
  const both = <T>(ask: (member: Member, running: Running) => Promise<T>): Promise<readonly T[]> =>
    Promise.all([ask(orders, order), ask(payments, pay)]);
  /** Whom a host of the internet sees. */
  const seenAs = async (instance: string): Promise<string> => {
    const [text = ''] = await said(instance, `http http://${outside}/`);
    return text.startsWith('{') ? (JSON.parse(text) as { sourceAddress: string }).sourceAddress : text;
  };

  test("an instance's metadata and role are its own account's, its VPC and its zone's id the owner's", async () => {
    const SubnetIds = [shared.subnets.app];
    const { Subnets = [] } = await owner.client.send(new ec2.DescribeSubnetsCommand({ SubnetIds }));
    const { AvailabilityZoneId } = Subnets[0] ?? {};
    await both(async ({ client, id }, { machine }) => {
      const { AvailabilityZones = [] } = await client.send(new ec2.DescribeAvailabilityZonesCommand({}));
      const zone = AvailabilityZones.find((one) => one.ZoneId === AvailabilityZoneId)?.ZoneName;
      const script = `token=$(curl -sS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
        get() { curl -sS -H "X-aws-ec2-metadata-token: $token" ${service}/$1; echo; }
        mac=$(get mac); get network/interfaces/macs/$mac/owner-id; get network/interfaces/macs/$mac/vpc-id
        get placement/availability-zone; get placement/availability-zone-id`;
      const { stdout } = await postern.exec(machine.id, 'sh', '-c', script);
      expect(stdout.trim().split('\n')).toEqual([id, shared.vpc, zone, AvailabilityZoneId]);
    });
  });

  test('a name that two accounts use is told apart by the account', async () => {
    const exec = (...words: string[]) => {
      const { endpoint } = postern.connection;
      return run(['exec', '--endpoint', endpoint, ...words, 'api', '--', 'hostname']);
    };
    const { code, stderr } = await exec();
    expect(code).not.toBe(0);
    for (const words of [`${order.machine.id} (account ${orders.id})`, `${pay.machine.id} (account ${payments.id})`])
      expect(stderr).toContain(words);
    expect((await exec('--account', 'payments')).stdout.trim()).toBe(`ip-${pay.machine.address.replaceAll('.', '-')}`);
  });

  test('participants reach each other where a group says so, and no further', async () => {
    const ask = () => said(order.machine.id, `tcp ${pay.machine.address} 80`, `tcp ${pay.machine.address} 8080`);
    expect(await ask()).toEqual(['no answer', 'no answer']);
    const allowed = fromGroupOf(orders.id, order.group, 80);
    await payments.allow(pay.group, allowed);
    await postern.settled();
    expect(await ask()).toEqual([told(pay.machine.address, order.machine.address), 'no answer']);
    expect(await said(hidden.id, `tcp ${pay.machine.address} 80`)).toEqual(['no answer']);
    await payments.revoke(pay.group, allowed);
  });

  test("an instance in a subnet that isn't shared is a neighbour like any other: its group decides", async () => {
    const ask = (from: Running) => said(from.machine.id, `tcp ${hidden.address} 80`, `tcp ${hidden.address} 8080`);
    expect(await ask(order)).toEqual([told(hidden.address, order.machine.address), 'no answer']);
    expect(await ask(pay)).toEqual(['no answer', 'no answer']);
  });

  test("the owner's network ACL holds for participants", async () => {
    await payments.allow(pay.group, rule('tcp 80', '10.0.0.0/16'), rule('tcp 8080', '10.0.0.0/16'));
    await postern.settled();
    const ask = () => said(order.machine.id, `tcp ${pay.machine.address} 80`, `tcp ${pay.machine.address} 8080`);
    const answer = told(pay.machine.address, order.machine.address);
    const { client } = owner;
    const Filters = [{ Name: 'vpc-id', Values: [shared.vpc] }];
    const { NetworkAcls = [] } = await client.send(new ec2.DescribeNetworkAclsCommand({ Filters }));
    const entry = {
      NetworkAclId: NetworkAcls[0]?.NetworkAclId ?? '',
      RuleNumber: 50,
      Egress: false,
      Protocol: '6',
      RuleAction: 'deny',
      CidrBlock: order.machine.address.concat('/32'),
      PortRange: { From: 8080, To: 8080 },
    } as const;
    expect(await codeOf(payments.client.send(new ec2.CreateNetworkAclEntryCommand(entry)))).toBe(
      'UnauthorizedOperation',
    );
    await client.send(new ec2.CreateNetworkAclEntryCommand(entry));
    await postern.settled();
    expect(await ask()).toEqual([answer, 'no answer']);
    await client.send(new ec2.DeleteNetworkAclEntryCommand(entry));
    await postern.settled();
    expect(await ask()).toEqual([answer, answer]);
  });

  test("the owner's NAT and internet gateways serve participants; an elastic address is the participant's own", async () => {
    expect(await seenAs(order.machine.id)).toBe(shared.natAddress);
    expect(await seenAs(pay.machine.id)).toBe('no answer');
    const { id: AllocationId, address } = await payments.elasticAddress();
    const NetworkInterfaceId = pay.machine.eni;
    const others = { AllocationId: (await owner.elasticAddress()).id, NetworkInterfaceId };
    expect(await codeOf(owner.client.send(new ec2.AssociateAddressCommand(others)))).toBe('UnauthorizedOperation');
    await payments.client.send(new ec2.AssociateAddressCommand({ AllocationId, NetworkInterfaceId }));
    await postern.settled();
    expect(await seenAs(pay.machine.id)).toBe(address);
  });

  test("the owner's gateway endpoint serves participants, and its policy sees who they are", async () => {
    const { region } = postern.connection;
    const ServiceName = `com.amazonaws.${region}.s3`;
    const RouteTableIds = [shared.tables.inner, shared.tables.outer];
    const request = { VpcId: shared.vpc, ServiceName, RouteTableIds };
    expect(await codeOf(orders.client.send(new ec2.CreateVpcEndpointCommand(request)))).toBe('UnauthorizedOperation');
    const made = await owner.client.send(new ec2.CreateVpcEndpointCommand(request));
    const VpcEndpointId = made.VpcEndpoint?.VpcEndpointId ?? '';
    await both(({ connection, id }) => makeBucket({ ...postern, connection }, `bucket-of-${id}`, 'file'));
    const get = ({ id }: Member): Call => ['S3', 'GetObject', { Bucket: `bucket-of-${id}`, Key: 'file' }];
    const outcomes = async () =>
      (await both((member, { machine }) => outcomesInside(postern, machine.id, get(member)))).flat();
    await postern.settled();
    expect(await outcomes()).toEqual(['ok', 'ok']);
    const Condition = { StringEquals: { 'aws:PrincipalAccount': orders.id } };
    const statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', Condition };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await owner.client.send(new ec2.ModifyVpcEndpointCommand({ VpcEndpointId, PolicyDocument }));
    expect(await outcomes()).toEqual(['ok', 'AccessDenied']);
    const change = { VpcEndpointId, ResetPolicy: true };
    for (const { client } of [orders, payments]) {
      expect((await client.send(new ec2.DescribeVpcEndpointsCommand({}))).VpcEndpoints).toEqual([]);
      expect(await codeOf(client.send(new ec2.ModifyVpcEndpointCommand(change)))).toBe('InvalidVpcEndpointId.NotFound');
    }
    await owner.client.send(new ec2.ModifyVpcEndpointCommand(change));
  });

  test("names of the owner's interface endpoint and hosted zone hold for everybody in the VPC", async () => {
    const { region } = postern.connection;
    const door = await owner.group(shared.vpc, rule('tcp 443', '10.0.0.0/16'));
    const endpoint = new ec2.CreateVpcEndpointCommand({
      VpcId: shared.vpc,
      VpcEndpointType: 'Interface',
      ServiceName: `com.amazonaws.${region}.sts`,
      SubnetIds: [shared.subnets.closed],
      SecurityGroupIds: [door],
      PrivateDnsEnabled: true,
    });
    const { VpcEndpoint } = await owner.client.send(endpoint);
    const NetworkInterfaceIds = VpcEndpoint?.NetworkInterfaceIds ?? [];
    const found = await owner.client.send(new ec2.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds }));
    const address = found.NetworkInterfaces?.[0]?.PrivateIpAddress;
    const zones = new route53.Route53Client({ ...owner.connection, maxAttempts: 1 });
    const VPC = { VPCId: shared.vpc, VPCRegion: region as 'us-east-1' };
    const { HostedZone } = await zones.send(
      new route53.CreateHostedZoneCommand({ Name: domain, CallerReference: 'one', VPC }),
    );
    const ResourceRecordSet = { Name: `db.${domain}`, Type: 'A', TTL: 1, ResourceRecords: [{ Value: '10.0.3.77' }] };
    const Changes = [{ Action: 'CREATE' as const, ResourceRecordSet: ResourceRecordSet as route53.ResourceRecordSet }];
    const records = { HostedZoneId: HostedZone?.Id ?? '', ChangeBatch: { Changes } };
    await zones.send(new route53.ChangeResourceRecordSetsCommand(records));
    await postern.settled();
    await both(async ({ id }, { machine }) => {
      // The short one is looked for in the domain of the owner's DHCP options.
      const names = [`sts.${region}.amazonaws.com`, 'db'].map((name) => ['run', 'getent', 'hosts', name]);
      const answers = (await postern.tryWords(machine.id, ...names)).map((text) => text.split(' ')[0]);
      expect(answers).toEqual([address, '10.0.3.77']);
      const [identity] = await callInside(postern, machine.id, ['STS', 'GetCallerIdentity']);
      expect(JSON.parse(identity?.text ?? '{}')).toMatchObject({
        Account: id,
        Arn: `arn:aws:sts::${id}:assumed-role/api/${machine.id}`,
      });
    });
  });

  test("a participant's load balancer answers in the VPC and through PrivateLink, and nobody else sees it", async () => {
    const { app, closed } = shared.subnets;
    const LoadBalancerArn = await orders.balancer('front', app);
    const request = { Name: 'front', Type: 'network', Scheme: 'internal' } as const;
    const Subnets = [closed];
    expect(await codeOf(payments.balancing.send(new elb.CreateLoadBalancerCommand({ ...request, Subnets })))).toBe(
      'SubnetNotFoundException',
    );
    await orders.listen(LoadBalancerArn, shared.vpc, { port: 80, targetPort: 8080, targets: [order.machine.id] });
    await orders.allow(order.group, rule('tcp 8080', '10.0.0.0/16'));
    await postern.settled();
    const node = await addressOf(orders, LoadBalancerArn);
    await Promise.all([pay.machine, hidden].map(({ id }) => orders.answers(id, node)));
    const consumer = await consumeFrom(LoadBalancerArn);
    await payments.answers(consumer.machine.id, consumer.address);
    for (const { balancing } of [owner, payments])
      expect((await balancing.send(new elb.DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
    // The owner sees the interface of what is in its subnet, and not whose load balancer it is.
    expect(await addressOf(owner, LoadBalancerArn)).toBe(node);
    expect(await addressOf(payments, LoadBalancerArn)).toBe('');
  });

  /** An endpoint of payments, in a VPC of its own, to a service of orders before its load balancer in the shared VPC. */
  async function consumeFrom(
    LoadBalancerArn: string,
  ): Promise<{ readonly machine: Machine; readonly address: string }> {
    const offered = await orders.service(LoadBalancerArn, payments.id);
    const SubnetIds = [shared.subnets.app];
    const { Subnets } = await orders.client.send(new ec2.DescribeSubnetsCommand({ SubnetIds }));
    const vpc = await payments.vpc('10.0.0.0/16');
    const subnet = await payments.subnetIn(vpc, '10.0.1.0/24', Subnets?.[0]?.AvailabilityZoneId);
    const group = await payments.group(vpc, rule('tcp 80', '10.0.0.0/16'));
    const machine = await payments.machine(subnet, { groups: [group] });
    const { addresses } = await payments.endpoint(vpc, offered, [subnet], group);
    await payments.ready(machine);
    return { machine, address: addresses[0] ?? '' };
  }

  async function addressOf({ client }: Member, LoadBalancerArn: string): Promise<string> {
    const suffix = LoadBalancerArn.slice(LoadBalancerArn.indexOf('loadbalancer/') + 'loadbalancer/'.length);
    const Filters = [{ Name: 'description', Values: [`ELB ${suffix}`] }];
    const { NetworkInterfaces } = await client.send(new ec2.DescribeNetworkInterfacesCommand({ Filters }));
    return NetworkInterfaces?.[0]?.PrivateIpAddress ?? '';
  }

  test('killed and started again, it is as it was, and answers what it answered', async () => {
    const before = inodesOf(postern.prefix);
    const ask = () => said(order.machine.id, `tcp ${pay.machine.address} 80`, `tcp ${hidden.address} 80`);
    const answers = await ask();
    postern.kill();
    await restart();
    await postern.settled();
    expect(inodesOf(postern.prefix)).toEqual(before);
    expect(await ask()).toEqual(answers);
    expect(answers).not.toContain('no answer');
    expect(await seenAs(order.machine.id)).toBe(shared.natAddress);
  });

  const launch = ({ client }: Member, SubnetId: string, group: string): Promise<string> =>
    codeOf(
      client.send(
        new ec2.RunInstancesCommand({
          ImageId: 'ami-0123456789abcdef0',
          MinCount: 1,
          MaxCount: 1,
          SubnetId,
          SecurityGroupIds: [group],
        }),
      ),
    );

  test('when nothing is shared any more, what runs goes on, stops and starts; nothing new is let in', async () => {
    const { app, open } = shared.subnets;
    await stopSharing(owner, resourceShare, payments.id);
    await postern.settled();
    const ask = () => said(order.machine.id, `tcp ${pay.machine.address} 80`);
    expect(await ask()).toEqual([told(pay.machine.address, order.machine.address)]);
    expect(await launch(payments, open, pay.group)).toBe('InvalidSubnetID.NotFound');
    expect(await launch(payments, app, pay.group)).toBe('InvalidSubnetID.NotFound');
    const InstanceIds = [pay.machine.id];
    await payments.client.send(new ec2.StopInstancesCommand({ InstanceIds }));
    await postern.settled();
    expect(await ask()).toEqual(['no answer']);
    await payments.client.send(new ec2.StartInstancesCommand({ InstanceIds }));
    await postern.settled();
    await until(told(pay.machine.address, order.machine.address), async () => (await ask())[0] ?? '');
    await payments.revoke(pay.group, rule('tcp 80', '10.0.0.0/16'));
    await postern.settled();
    expect(await ask()).toEqual(['no answer']);
  });

  test("the owner can't delete the subnet before the last resource of others is gone, and then it can", async () => {
    const remove = () => codeOf(owner.client.send(new ec2.DeleteSubnetCommand({ SubnetId: shared.subnets.open })));
    expect(await remove()).toBe('DependencyViolation');
    await payments.client.send(new ec2.TerminateInstancesCommand({ InstanceIds: [pay.machine.id] }));
    await postern.settled();
    expect(await remove()).toBe('ok');
  });

  test('an account that leaves the organization keeps what runs, and gets nothing new', async () => {
    const client = new organizations.OrganizationsClient(postern.connection);
    await client.send(new organizations.RemoveAccountFromOrganizationCommand({ AccountId: orders.id }));
    await postern.settled();
    expect(await said(order.machine.id, `tcp ${hidden.address} 80`)).toEqual([
      told(hidden.address, order.machine.address),
    ]);
    expect(await seenAs(order.machine.id)).toBe(shared.natAddress);
    expect(await launch(orders, shared.subnets.app, order.group)).toBe('InvalidSubnetID.NotFound');
    expect((await orders.client.send(new ec2.DescribeSubnetsCommand({}))).Subnets).not.toContainEqual(
      expect.objectContaining({ SubnetId: shared.subnets.app }),
    );
    const { Reservations = [] } = await orders.client.send(new ec2.DescribeInstancesCommand({}));
    expect(Reservations.flatMap(({ Instances = [] }) => Instances.map((one) => one.State?.Name))).toEqual(['running']);
  });

  test('down leaves nothing of it', async () => {
    const { code, stderr } = await postern.down();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(namespacesOf(postern.prefix)).toEqual([]);
    expect(processesNaming(postern.prefix)).toEqual([]);
  });
});
