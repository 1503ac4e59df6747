import { describe, expect, test } from 'vitest';
import { optDuration } from '../../model/region-opt.ts';
import { accountOperations } from '../account/table.ts';
import { harness } from '../harness.ts';
import { ec2Operations as operations } from './table.ts';
import {
  allow,
  type Consumer,
  connect,
  consumerOf,
  type Offer,
  offer,
  putLoadBalancer,
  putTextRecord,
  zones,
} from './vpc-endpoint-fixture.ts';

const account = '444455556666';
const [home, away] = ['us-east-1', 'eu-west-1'];
const europe = ['euw1-az1', 'euw1-az2', 'euw1-az3'] as const;

async function shown({ h, service }: Offer) {
  const answer = await h.call(operations, 'DescribeVpcEndpointServiceConfigurations', { ServiceIds: [service] });
  const { SupportedRegions, RemoteAccessEnabled } = answer.ServiceConfigurations![0]!;
  return [SupportedRegions, RemoteAccessEnabled];
}

const available = (...regions: readonly string[]) =>
  regions.map((Region) => ({ Region, ServiceState: 'Available' as const }));
const modify = ({ h, service }: Offer, change: object) =>
  h.call(operations, 'ModifyVpcEndpointServiceConfiguration', { ServiceId: service, ...change });
const modifyRefused = ({ h, service }: Offer, change: object) =>
  h.refused(operations, 'ModifyVpcEndpointServiceConfiguration', { ServiceId: service, ...change });

/** A listener with an idle timeout, in a document of its own. */
function putListener({ h, loadBalancer }: Pick<Offer, 'h' | 'loadBalancer'>, seconds: string) {
  return h.store.transact((draft) =>
    draft.put({
      kind: 'listener',
      id: `${loadBalancer.replace(':loadbalancer/', ':listener/')}/0123456789abcdef`,
      account: '111122223333',
      region: home,
      created: 0,
      tags: {},
      loadBalancer,
      protocol: 'TCP',
      port: 80,
      targetGroup: 'none',
      attributes: { 'tcp.idle_timeout.seconds': seconds },
    }),
  );
}

describe('a service', () => {
  test.each([
    [undefined, [home], false],
    [[home], [home], false],
    [[away], [home, away], true],
    [['us-west-2', away, home, away], [home, away, 'us-west-2'], true],
  ])('made for %j has %j', async (SupportedRegions, regions, remote) => {
    expect(await shown(await offer({ SupportedRegions }))).toEqual([available(...regions), remote]);
  });

  test('is given regions and loses them, but its own', async () => {
    const made = await offer();
    expect(await modify(made, { AddSupportedRegions: ['us-west-2', away] })).toEqual({ Return: true });
    expect(await shown(made)).toEqual([available(home, away, 'us-west-2'), true]);
    await modify(made, { RemoveSupportedRegions: ['us-west-2'] });
    await modify(made, { AcceptanceRequired: false });
    expect(await shown(made)).toEqual([available(home, away), true]);
    expect(await modifyRefused(made, { RemoveSupportedRegions: [home] })).toMatch(/^InvalidParameter: .*'us-east-1'/);
    await modify(made, { RemoveSupportedRegions: [away] });
    expect(await shown(made)).toEqual([available(home), false]);
  });

  test.each(['mars-1', 'me-south-1'])('refuses the region %s', async (region) => {
    const made = await offer();
    const refusal = new RegExp(`^InvalidParameter: .*'${region}'`);
    expect(await modifyRefused(made, { AddSupportedRegions: [region] })).toMatch(refusal);
    expect(await modifyRefused(made, { RemoveSupportedRegions: ['mars-1'] })).toMatch(/^InvalidParameter: .*'mars-1'/);
    const NetworkLoadBalancerArns = [await putLoadBalancer(made.h, 'fresh', zones)];
    const input = { NetworkLoadBalancerArns, SupportedRegions: [region] };
    expect(await made.h.refused(operations, 'CreateVpcEndpointServiceConfiguration', input)).toMatch(refusal);
  });

  test('is offered in a region that its owner opts in to, and may be taken from it after that', async () => {
    const made = await offer();
    const opt = async (name: 'EnableRegion' | 'DisableRegion') => {
      await made.h.call(accountOperations, name, { RegionName: 'me-south-1' });
      made.h.clock.advance(optDuration);
    };
    await opt('EnableRegion');
    await modify(made, { AddSupportedRegions: ['me-south-1'] });
    await opt('DisableRegion');
    await modify(made, { RemoveSupportedRegions: ['me-south-1'] });
    expect(await shown(made)).toEqual([available(home), false]);
    expect(await modifyRefused(made, { AddSupportedRegions: ['me-south-1'] })).toMatch(/^InvalidParameter/);
  });

  test('of several regions has no load balancer with an idle timeout of its own', async () => {
    const made = await offer();
    await putListener(made, '60');
    expect(await modifyRefused(made, { AddSupportedRegions: [away] })).toMatch(/^InvalidParameter: .*idle timeout/);
    await putListener(made, '350');
    await modify(made, { AddSupportedRegions: [away] });
    const loadBalancer = await putLoadBalancer(made.h, 'other', zones);
    await putListener({ h: made.h, loadBalancer }, '60');
    expect(await modifyRefused(made, { AddNetworkLoadBalancerArns: [loadBalancer] })).toMatch(/^InvalidParameter/);
  });
});

/** A service that takes consumers from both regions without asking, and one in the other region. */
async function meeting(more: object = {}): Promise<readonly [Offer, Consumer]> {
  const made = await offer({ SupportedRegions: [away], AcceptanceRequired: false, ...more });
  await allow(made, `arn:aws:iam::${account}:root`);
  return [made, await consumerOf(made.h, account, away, europe)];
}

const remote = { ServiceRegion: home };

function request({ vpc, subnets }: Consumer, { name }: Offer, more: object = {}) {
  const type = { VpcEndpointType: 'Interface' as const };
  return { VpcId: vpc, ServiceName: name, ...type, SubnetIds: [...subnets], ...remote, ...more };
}

describe('a consumer in another region', () => {
  test('connects from every zone, and has one name that says where the service is', async () => {
    const [made, consumer] = await meeting();
    const endpoint = await connect(consumer, made, { ...remote, SubnetIds: consumer.subnets });
    expect(endpoint).toMatchObject({ ServiceRegion: home, State: 'pending' });
    expect(endpoint.NetworkInterfaceIds).toHaveLength(3);
    expect(endpoint.DnsEntries).toEqual([
      {
        DnsName: expect.stringMatching(
          new RegExp(`^${endpoint.VpcEndpointId}-[0-9a-z]{8}\\.${made.service}\\.us-east-1\\.vpce\\.amazonaws\\.com$`),
        ),
        HostedZoneId: 'Z7HUB22UULQXV',
      },
    ]);
  });

  test.each([
    ['service-region', home, 1],
    ['service-region', away, 0],
  ])('filters its endpoints by %s = %s', async (Name, value, count) => {
    const [made, consumer] = await meeting();
    await connect(consumer, made, remote);
    const input = { Filters: [{ Name, Values: [value] }] };
    expect((await consumer.h.call(operations, 'DescribeVpcEndpoints', input)).VpcEndpoints).toHaveLength(count);
  });

  test('is shown to the provider with its region', async () => {
    const [made, consumer] = await meeting();
    const far = (await connect(consumer, made, remote)).VpcEndpointId;
    const near = (await connect(await consumerOf(made.h), made)).VpcEndpointId;
    const find = async (...Values: string[]) => {
      const input = { Filters: [{ Name: 'vpc-endpoint-region', Values }] };
      const answer = await made.h.call(operations, 'DescribeVpcEndpointConnections', input);
      return answer.VpcEndpointConnections!.map((one) => [one.VpcEndpointId, one.VpcEndpointRegion]);
    };
    expect(await find('cross-region')).toEqual([[far, away]]);
    expect(await find(away)).toEqual([[far, away]]);
    expect(await find(home)).toEqual([[near, home]]);
  });

  test('goes on when its region is removed, and makes no new endpoint', async () => {
    const [made, consumer] = await meeting();
    const { VpcEndpointId } = await connect(consumer, made, remote);
    await modify(made, { RemoveSupportedRegions: [away] });
    const ids = { VpcEndpointIds: [VpcEndpointId!] };
    const kept = (await consumer.h.call(operations, 'DescribeVpcEndpoints', ids)).VpcEndpoints![0];
    expect(kept).toMatchObject({ State: 'available', ServiceRegion: home });
    expect(await consumer.h.refused(operations, 'CreateVpcEndpoint', request(consumer, made))).toMatch(
      /^InvalidServiceName/,
    );
  });

  test('has the private name of the service, which stands for the regional one', async () => {
    const [made, consumer] = await meeting({ PrivateDnsName: 'api.example.com' });
    const list = await made.h.call(operations, 'DescribeVpcEndpointServiceConfigurations', {});
    const { Name, Value } = list.ServiceConfigurations![0]!.PrivateDnsNameConfiguration!;
    await putTextRecord(made.h, 'example.com', `${Name}.api.example.com`, Value!);
    const { DnsEntries } = await connect(consumer, made, { ...remote, PrivateDnsEnabled: true });
    expect(DnsEntries!.map((one) => one.DnsName)).toEqual([
      expect.stringMatching(/\.us-east-1\.vpce\.amazonaws\.com$/),
      'api.example.com',
    ]);
  });

  test.each([
    [{ ServiceRegion: undefined }, /^InvalidServiceName/],
    [{ ServiceRegion: 'us-west-2' }, /^InvalidServiceName/],
    [{ ServiceRegion: 'mars-1' }, /^InvalidParameter: .*'mars-1'/],
    [{ ServiceRegion: 'me-south-1' }, /^InvalidParameter: .*'me-south-1'/],
    [{ ServiceName: 'com.amazonaws.us-east-1.sts' }, /^InvalidServiceName/],
    [{ VpcEndpointType: 'Gateway' }, /^InvalidParameter: Endpoint type \(Gateway\)/],
  ])('is refused %j', async (more, refusal) => {
    const [made, consumer] = await meeting();
    expect(await consumer.h.refused(operations, 'CreateVpcEndpoint', request(consumer, made, more))).toMatch(refusal);
  });

  test('finds no service that lets it in from elsewhere only, or does not know it', async () => {
    const [made, consumer] = await meeting({ SupportedRegions: ['us-west-2'] });
    expect(await consumer.h.refused(operations, 'CreateVpcEndpoint', request(consumer, made))).toMatch(
      /^InvalidServiceName/,
    );
    const [open] = await meeting();
    const stranger = await consumerOf(open.h, '777788889999', away, europe);
    expect(await stranger.h.refused(operations, 'CreateVpcEndpoint', request(stranger, open))).toBe(
      `InvalidServiceName: The Vpc Endpoint Service '${open.name}' does not exist`,
    );
  });

  test('has no way from a few zones', async () => {
    const provider = await offer({ SupportedRegions: [home] }, harness({ region: away }));
    await allow(provider, '*');
    const consumer = await consumerOf(provider.h, account, home, zones);
    const refusal =
      'InvalidParameter: Only the following availability zones are supported for remote access: use1-az1, use1-az2, use1-az4, use1-az5, use1-az6';
    const input = request(consumer, provider, { ServiceRegion: away });
    expect(await consumer.h.refused(operations, 'CreateVpcEndpoint', input)).toBe(refusal);
    const [first, second, third] = consumer.subnets;
    const { VpcEndpointId } = await connect(consumer, provider, { ServiceRegion: away, SubnetIds: [first] });
    const add = (subnet: string) => ({ VpcEndpointId: VpcEndpointId!, AddSubnetIds: [subnet] });
    expect(await consumer.h.refused(operations, 'ModifyVpcEndpoint', add(third))).toBe(refusal);
    expect(await consumer.h.call(operations, 'ModifyVpcEndpoint', add(second))).toEqual({ Return: true });
  });
});

test('a service is found from the regions that it supports, without its zones', async () => {
  const [made, { h }] = await meeting();
  const find = async (region: string, input: object) => {
    const filters = { Filters: [{ Name: 'owner', Values: ['111122223333'] }] };
    const answer = await h.as({ region }).call(operations, 'DescribeVpcEndpointServices', { ...filters, ...input });
    return answer.ServiceDetails!;
  };
  const [far] = await find(away, { ServiceRegions: [home] });
  expect(far).toMatchObject({ ServiceName: made.name, ServiceRegion: home, ServiceId: made.service });
  expect(far).not.toHaveProperty('AvailabilityZones');
  expect(far).not.toHaveProperty('AvailabilityZoneIds');
  expect((await find(home, {}))[0]).toHaveProperty('AvailabilityZones');
  expect(await find(away, {})).toEqual([]);
  expect(await find('us-west-2', { ServiceRegions: [home] })).toEqual([]);
  const byRegion = { Filters: [{ Name: 'service-region', Values: [home] }], ServiceRegions: [home, away] };
  expect((await find(away, byRegion)).map((one) => one.ServiceRegion)).toContain(home);
  expect((await find(away, byRegion)).map((one) => one.ServiceRegion)).not.toContain(away);
});
