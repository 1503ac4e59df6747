import { describe, expect, test } from 'vitest';
import { nothingObserved } from '../model/target-health.ts';
import { ec2Operations as ec2 } from '../operations/ec2/table.ts';
import { offer } from '../operations/ec2/vpc-endpoint-fixture.ts';
import { harness } from '../operations/harness.ts';
import { exportPlace, leftBehind, placesOf, wantedPlaces } from './export.ts';
import { importSnapshot } from './import.ts';
import { sample } from './sample-snapshot.ts';

const two = importSnapshot(sample('private-link'));
const exporting = { network: two.network, targetHealth: two.health, now: 0 };

async function read(account: string, name: string): Promise<Record<string, unknown>> {
  const files = await exportPlace(exporting, { account, region: 'us-east-1' });
  const file = files.find(({ path }) => path === `aws_configs/accounts/${account}/us-east-1/${name}.json`);
  return JSON.parse(file!.text) as Record<string, unknown>;
}

describe('an export', () => {
  test('is of every account and region that has anything', () => {
    expect(placesOf(two.network)).toEqual([
      { account: '333344445555', region: 'us-east-1' },
      { account: '666677778888', region: 'us-east-1' },
    ]);
    expect(wantedPlaces(two.network, { account: '666677778888' })).toHaveLength(1);
    expect(() => wantedPlaces(two.network, { region: 'eu-west-1' })).toThrow(
      'There is nothing to export there; there is: 333344445555 in us-east-1, 666677778888 in us-east-1.',
    );
  });

  test('has each file as the aws command prints it, with times of its form', async () => {
    const { VpcEndpoints } = (await read('666677778888', 'VpcEndpoints')) as { VpcEndpoints: object[] };
    expect(VpcEndpoints).toEqual([
      expect.objectContaining({
        VpcEndpointId: 'vpce-0cc88888888888888',
        State: 'available',
        CreationTimestamp: '2024-04-01T12:00:00.000+00:00',
        ServiceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0',
      }),
    ]);
  });

  test('has answers about one of many in a list, with what each is about', async () => {
    expect(await read('333344445555', 'LoadBalancerTargetHealth')).toEqual({
      LoadBalancerTargetHealth: [
        {
          TargetGroupArn: expect.stringContaining('targetgroup/service'),
          TargetHealthDescriptions: [
            expect.objectContaining({
              Target: { Id: 'i-0aa66666666666666', Port: 8080 },
              TargetHealth: { State: 'healthy' },
            }),
          ],
        },
      ],
    });
    const { LoadBalancerListeners } = (await read('333344445555', 'LoadBalancerListeners')) as {
      LoadBalancerListeners: { Listeners: object[] }[];
    };
    expect(LoadBalancerListeners[0]?.Listeners).toHaveLength(1);
  });

  test('keeps what only the owner of a zone name understands', async () => {
    const { AvailabilityZones } = (await read('666677778888', 'AvailabilityZones')) as {
      AvailabilityZones: { ZoneName: string; ZoneId: string }[];
    };
    const { Subnets } = (await read('666677778888', 'Subnets')) as {
      Subnets: { AvailabilityZone: string; AvailabilityZoneId: string }[];
    };
    const [subnet] = Subnets;
    expect(subnet?.AvailabilityZoneId).toBe('use1-az1');
    expect(AvailabilityZones.find((zone) => zone.ZoneId === 'use1-az1')?.ZoneName).toBe(subnet?.AvailabilityZone);
  });

  test('shows what was asked for, whether or not it is in force yet', async () => {
    const h = harness();
    h.applied = 0;
    const vpc = (await h.call(ec2, 'CreateVpc', { CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!;
    const subnet = (await h.call(ec2, 'CreateSubnet', { VpcId: vpc, CidrBlock: '10.0.0.0/24' })).Subnet!.SubnetId!;
    await h.call(ec2, 'RunInstances', { ImageId: 'ami-12345678', MinCount: 1, MaxCount: 1, SubnetId: subnet });
    const place = placesOf(h.network)[0]!;
    const files = await exportPlace({ network: h.network, targetHealth: nothingObserved, now: 0 }, place);
    const states = files.flatMap(({ text }) => [...text.matchAll(/"(pending|running)"/g)].map(([, state]) => state));
    expect(states).toEqual(['running']);
    const { network, report } = importSnapshot(files);
    expect([...network.all('instance')].map(({ desired }) => desired)).toEqual(['running']);
    expect(report.notUnderstood).toEqual([]);
  });

  test('carries the VPCs that a group is associated with, which are known from who wears it where the file lacks', async () => {
    const h = harness();
    const vpcOf = async (CidrBlock: string) => (await h.call(ec2, 'CreateVpc', { CidrBlock })).Vpc!.VpcId!;
    const [home, VpcId] = [await vpcOf('10.0.0.0/16'), await vpcOf('10.1.0.0/16')];
    const named = { VpcId: home, GroupName: 'g', Description: 'd' };
    const GroupId = (await h.call(ec2, 'CreateSecurityGroup', named)).GroupId!;
    await h.call(ec2, 'AssociateSecurityGroupVpc', { GroupId, VpcId });
    const SubnetId = (await h.call(ec2, 'CreateSubnet', { VpcId, CidrBlock: '10.1.0.0/24' })).Subnet!.SubnetId!;
    await h.call(ec2, 'CreateNetworkInterface', { SubnetId, Groups: [GroupId] });
    const place = placesOf(h.network)[0]!;
    const files = await exportPlace({ network: h.network, targetHealth: nothingObserved, now: 0 }, place);
    const associations = [{ vpc: VpcId, desired: 'associated', stateRevision: 0 }];
    const whole = importSnapshot(files);
    expect(whole.network.get('security-group', GroupId)!.associations).toEqual(associations);
    expect(whole.report.notUnderstood).toEqual([]);
    const without = importSnapshot(files.filter(({ path }) => !path.includes('SecurityGroupVpcAssociations')));
    expect(without.network.get('security-group', GroupId)!.associations).toEqual(associations);
    expect(without.report.notUnderstood).toMatchObject([{ effect: 'treated as associated with the VPC' }]);
  });

  test('tells what no file carries', async () => {
    const h = harness();
    const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} };
    await h.store.transact((draft) =>
      draft.put({ kind: 'zone-fault', id: 'us-east-1/use1-az1', ...base, zoneId: 'use1-az1' }),
    );
    expect(leftBehind(h.network)).toEqual({ 'zone-fault': 1 });
    expect(placesOf(h.network)).toEqual([]);
  });

  test('tells of products that AWS Marketplace sells', async () => {
    const h = harness();
    const product = { id: 'prod-1', title: 'x', published: 0, subscriptions: [] };
    const { service } = await offer({}, h);
    await h.store.transact((draft) => draft.put({ ...draft.get('vpc-endpoint-service', service)!, product }));
    expect(leftBehind(h.network)).toMatchObject({ 'marketplace-product': 1 });
  });
});
