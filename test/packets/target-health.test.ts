/**
 * Health checks that really try, and what follows from them for connections through a load balancer; the proxy protocol as
 * targets get it; what becomes of both when the server or its worker is killed.
 */

import { readFileSync } from 'node:fs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, groundOf, type Machine, rule } from './ground.ts';
import { holdConnection } from './held.ts';
import { because, isAlive, missing, type Postern, startPostern, until } from './postern.ts';

const cidr = '10.0.0.0/16';
const nodeAddress = '10.0.1.60';
const clientAddress = '10.0.1.50';

/**
 * Tells its name on 8080, repeats on 7, and on 8090 tells the bytes that a connection begins with. Checks are answered on 8081
 * over HTTP, with a status that the last path asked for on 8082 sets.
 */
const target = `#!${process.execPath}
const net = require('node:net'), http = require('node:http'), host = require('node:os').hostname();
const serve = (port, work) => net.createServer((socket) => work(socket.on('error', () => {}))).listen(port, '0.0.0.0');
serve(8080, (socket) => socket.end(host));
serve(7, (socket) => socket.pipe(socket));
serve(8090, (socket) => socket.once('data', (bytes) => socket.end(socket.remoteAddress + ' ' + bytes.toString('hex'))));
let status = 200;
http.createServer((request, response) => response.writeHead(request.url === '/ready' ? status : 404).end()).listen(8081, '0.0.0.0');
http.createServer((request, response) => { status = Number(request.url.slice(1)); response.end('set'); }).listen(8082, '127.0.0.1');
`;

describe.skipIf(missing)(`target health${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let balancing: elb.ElasticLoadBalancingV2Client;
  let loadBalancer: string;
  let vpc: string;
  let subnet: string;
  let client: Machine;
  let targets: readonly [Machine, Machine];
  /** The groups of ports 8080 and 7. */
  let group: string;
  let echoing: string;

  const nameOf = ({ address }: Machine) => `ip-${address.replaceAll('.', '-')}`;

  function connectTo(running: Postern): void {
    postern = running;
    ground = groundOf(postern);
    balancing = new elb.ElasticLoadBalancingV2Client({ ...postern.connection, maxAttempts: 1 });
  }

  /** A listener on the port, with a group of its own that leads to both targets. */
  async function listen(port: number, targetPort: number, check: Partial<elb.CreateTargetGroupCommandInput>) {
    const made = await balancing.send(
      new elb.CreateTargetGroupCommand({
        Name: `port-${port}`,
        Protocol: 'TCP',
        Port: targetPort,
        VpcId: vpc,
        HealthCheckIntervalSeconds: 5,
        HealthyThresholdCount: 2,
        UnhealthyThresholdCount: 2,
        ...check,
      }),
    );
    const TargetGroupArn = made.TargetGroups?.[0]?.TargetGroupArn ?? '';
    const Targets = targets.map(({ id }) => ({ Id: id }));
    await balancing.send(new elb.RegisterTargetsCommand({ TargetGroupArn, Targets }));
    await balancing.send(
      new elb.CreateListenerCommand({
        LoadBalancerArn: loadBalancer,
        Protocol: 'TCP',
        Port: port,
        DefaultActions: [{ Type: 'forward', TargetGroupArn }],
      }),
    );
    return TargetGroupArn;
  }

  /** Of both targets, such as `healthy unhealthy`. */
  async function states(TargetGroupArn = group): Promise<string> {
    const found = await balancing.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn }));
    const stateOf = ({ id }: Machine) =>
      found.TargetHealthDescriptions?.find((one) => one.Target?.Id === id)?.TargetHealth?.State;
    return targets.map(stateOf).join(' ');
  }

  const answer = (machine: Machine, status: number) => postern.try(machine.id, `http http://127.0.0.1:8082/${status}`);

  /** Who answers many new connections, once each. */
  async function answering(): Promise<readonly string[]> {
    const attempts = Array.from({ length: 24 }, () => `tcp ${nodeAddress} 80`);
    return [...new Set(await postern.try(client.id, ...attempts))].sort();
  }

  beforeAll(async () => {
    connectTo(await startPostern());
    vpc = await ground.vpc(cidr);
    subnet = await ground.subnet(vpc, '10.0.1.0/24');
    const open = await ground.group(vpc, rule('all', cidr));
    const options = { groups: [open], userData: target };
    targets = [await ground.machine(subnet, options), await ground.machine(subnet, options)];
    client = await ground.machine(subnet, { groups: [open], address: clientAddress });
    await ground.ready(...targets, client);
    const made = await balancing.send(
      new elb.CreateLoadBalancerCommand({
        Name: 'application',
        Type: 'network',
        Scheme: 'internal',
        SubnetMappings: [{ SubnetId: subnet, PrivateIPv4Address: nodeAddress }],
      }),
    );
    loadBalancer = made.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
    const asked = { HealthCheckPort: '8081', HealthCheckProtocol: 'HTTP', HealthCheckPath: '/ready' } as const;
    group = await listen(80, 8080, asked);
    echoing = await listen(7, 7, asked);
  });
  afterAll(() => postern?.down());

  test('targets that answer are healthy within seconds, and all of them get connections', async () => {
    await until('healthy healthy', () => states(), 15_000);
    await postern.settled();
    await expect.poll(answering, { timeout: 5000 }).toEqual(targets.map(nameOf).sort());
  });

  test('one that stops answering is unhealthy: it gets no new connections, and loses those that it has', async () => {
    const held = await Promise.all(Array.from({ length: 8 }, () => holdConnection(postern, client.id, nodeAddress, 7)));
    for (const one of held) expect(await one.say('before')).toBe('before');
    await answer(targets[0], 503);
    for (const one of [group, echoing]) await until('unhealthy healthy', () => states(one), 25_000);
    await expect.poll(answering, { timeout: 5000 }).toEqual([nameOf(targets[1])]);
    const after = await Promise.all(held.map((one) => one.say('after')));
    expect(new Set(after)).toEqual(new Set(['after', 'ECONNRESET']));
    for (const one of held) one.end();
  });

  test('with none healthy, all get connections', async () => {
    await answer(targets[1], 500);
    await until('unhealthy unhealthy', () => states(), 25_000);
    await expect.poll(answering, { timeout: 5000 }).toEqual(targets.map(nameOf).sort());
  });

  test('those that answer again come back', async () => {
    await answer(targets[0], 200);
    await answer(targets[1], 204);
    await until('healthy healthy', () => states(), 30_000);
  });

  function read(said: string | undefined) {
    const [sees = '', hex = ''] = (said ?? '').split(' ');
    const bytes = Buffer.from(hex, 'hex');
    return {
      sees,
      signature: bytes.subarray(0, 14).toString('hex'),
      client: bytes.subarray(16, 20).join('.'),
      destination: `${bytes.subarray(20, 24).join('.')}:${bytes.subarray(26, 28).toString('hex')}`,
      field: bytes.subarray(28, 32).toString('hex'),
      endpoint: bytes.subarray(32).toString(),
    };
  }
  const header = {
    sees: nodeAddress,
    signature: '0d0a0d0a000d0a515549540a2111',
    client: clientAddress,
    destination: `${nodeAddress}:01bb`,
  };

  test('with the proxy protocol on, targets are told who connects', async () => {
    const proxied = await listen(443, 8090, {});
    await balancing.send(
      new elb.ModifyTargetGroupAttributesCommand({
        TargetGroupArn: proxied,
        Attributes: [{ Key: 'proxy_protocol_v2.enabled', Value: 'true' }],
      }),
    );
    await postern.settled();
    const [said] = await postern.try(client.id, `tcp ${nodeAddress} 443`);
    expect(read(said)).toEqual({ ...header, field: '', endpoint: '' });
    await until('healthy healthy', () => states(proxied), 8000);
  });

  test('and through which endpoint', async () => {
    const made = await ground.client.send(
      new ec2.CreateVpcEndpointServiceConfigurationCommand({
        NetworkLoadBalancerArns: [loadBalancer],
        AcceptanceRequired: false,
      }),
    );
    const consumer = await ground.vpc(cidr);
    const consumerSubnet = await ground.subnet(consumer, '10.0.1.0/24');
    const open = await ground.group(consumer, rule('all', cidr));
    const machine = await ground.machine(consumerSubnet, { groups: [open], address: clientAddress });
    const { VpcEndpoint } = await ground.client.send(
      new ec2.CreateVpcEndpointCommand({
        VpcId: consumer,
        VpcEndpointType: 'Interface',
        ServiceName: made.ServiceConfiguration?.ServiceName ?? '',
        SubnetIds: [consumerSubnet],
        SecurityGroupIds: [open],
      }),
    );
    await ground.ready(machine);
    const found = await ground.client.send(
      new ec2.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: VpcEndpoint?.NetworkInterfaceIds ?? [] }),
    );
    const [said] = await postern.try(machine.id, `tcp ${found.NetworkInterfaces?.[0]?.PrivateIpAddress} 443`);
    expect(read(said)).toEqual({ ...header, field: 'ea001701', endpoint: VpcEndpoint?.VpcEndpointId });
  });

  /** Children of the server that live as long as it does. */
  function workers(): readonly number[] {
    const children = readFileSync(`/proc/${postern.pid}/task/${postern.pid}/children`, 'utf8').trim().split(' ');
    return children.map(Number).filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker-child');
      } catch {
        return false; // Gone since.
      }
    });
  }

  test('a worker that is killed is replaced: checks and proxies go on', async () => {
    const [before = 0, ...more] = workers();
    expect(more).toEqual([]);
    process.kill(before, 'SIGKILL');
    await expect.poll(() => workers().filter((pid) => pid !== before), { timeout: 8000 }).toHaveLength(1);
    const proxied = async () => read((await postern.try(client.id, `tcp ${nodeAddress} 443`))[0]).client;
    await expect.poll(proxied, { timeout: 5000 }).toBe(clientAddress);
    await answer(targets[0], 503);
    await until('unhealthy healthy', () => states(), 25_000);
  });

  test('a server that is killed leaves no worker; the next one finds out anew', async () => {
    const [before = 0] = workers();
    await until('unhealthy healthy', () => states(echoing), 25_000);
    await postern.settled();
    const held = await holdConnection(postern, client.id, nodeAddress, 7);
    postern.kill();
    await expect.poll(() => isAlive(before), { timeout: 3000 }).toBe(false);
    expect(await held.say('meanwhile')).toBe('meanwhile');
    connectTo(await startPostern(postern.state));
    expect(workers()).toHaveLength(1);
    for (const one of [group, echoing]) await until('unhealthy healthy', () => states(one), 25_000);
    const [said] = await postern.try(client.id, `tcp ${nodeAddress} 443`);
    expect(read(said)).toMatchObject(header);
    expect(await held.say('afterwards')).toBe('afterwards');
    held.end();
  });

  test('with the last load balancer the worker goes', async () => {
    const { VpcEndpoints = [] } = await ground.client.send(new ec2.DescribeVpcEndpointsCommand({}));
    const VpcEndpointIds = VpcEndpoints.map(({ VpcEndpointId = '' }) => VpcEndpointId);
    await ground.client.send(new ec2.DeleteVpcEndpointsCommand({ VpcEndpointIds }));
    const found = await ground.client.send(new ec2.DescribeVpcEndpointServiceConfigurationsCommand({}));
    const ServiceIds = (found.ServiceConfigurations ?? []).map(({ ServiceId = '' }) => ServiceId);
    await postern.settled();
    await ground.client.send(new ec2.DeleteVpcEndpointServiceConfigurationsCommand({ ServiceIds }));
    await balancing.send(new elb.DeleteLoadBalancerCommand({ LoadBalancerArn: loadBalancer }));
    await postern.settled();
    await expect.poll(workers).toEqual([]);
    expect((await postern.health()).lastFailure).toBeUndefined();
  });
});
