import { describe, expect, test } from 'vitest';
import { routeOperations } from './route.ts';
import { routeTableOperations } from './route-table.ts';
import {
  accepterAccount,
  askFor,
  describePeering,
  makeVpcIn,
  peered,
  requesterAccount,
  type SamplePeering,
  samplePeering,
} from './sample-peering.ts';
import { vpcOperations } from './vpc.ts';
import { vpcCidrOperations } from './vpc-cidr.ts';
import { vpcPeeringConnectionOperations as operations } from './vpc-peering-connection.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const named = (id: string) => ({ VpcPeeringConnectionId: id });

/** After how many milliseconds, of some, the sides are still shown a connection. */
async function shownAfter({ h, peer }: SamplePeering, id: string, times: readonly number[]) {
  const start = h.clock.now();
  const shown: [boolean, boolean][] = [];
  for (const time of times) {
    h.clock.advance(start + time - h.clock.now());
    const [near, far] = await Promise.all(
      [h, peer].map((one) => one.call(operations, 'DescribeVpcPeeringConnections', {})),
    );
    const has = (found: typeof near) => found!.VpcPeeringConnections!.some((one) => one.VpcPeeringConnectionId === id);
    shown.push([has(near), has(far)]);
  }
  return shown;
}

describe('a connection that ended is shown for some time', () => {
  const times = [2 * hour - 1, 2 * hour, 2 * day - 1, 2 * day];
  const endings: readonly (readonly [string, (sample: SamplePeering) => Promise<string>, [boolean, boolean][]])[] = [
    [
      'deleted by the requester',
      async (sample) => {
        const id = await peered(sample);
        await sample.h.call(operations, 'DeleteVpcPeeringConnection', named(id));
        return id;
      },
      [
        [true, true],
        [false, true],
        [false, true],
        [false, false],
      ],
    ],
    [
      'deleted by the accepter',
      async (sample) => {
        const id = await peered(sample);
        await sample.peer.call(operations, 'DeleteVpcPeeringConnection', named(id));
        return id;
      },
      [
        [true, true],
        [true, false],
        [true, false],
        [false, false],
      ],
    ],
    [
      'rejected',
      async (sample) => {
        const id = await askFor(sample);
        await sample.peer.call(operations, 'RejectVpcPeeringConnection', named(id));
        return id;
      },
      [
        [true, true],
        [true, false],
        [true, false],
        [false, false],
      ],
    ],
    [
      'failed',
      async (sample) => askFor({ ...sample, peerVpc: await makeVpcIn(sample.peer, '10.0.0.0/20') }),
      [
        [true, false],
        [false, false],
        [false, false],
        [false, false],
      ],
    ],
    [
      'expired',
      async (sample) => {
        const id = await askFor(sample);
        sample.h.clock.advance(7 * day);
        return id;
      },
      [
        [true, true],
        [true, true],
        [true, true],
        [false, false],
      ],
    ],
  ];

  test.each(endings)('%s', async (_, end, expected) => {
    const sample = await samplePeering();
    const id = await end(sample);
    expect(await shownAfter(sample, id, times)).toEqual(expected);
    await askFor(sample);
    expect(sample.h.network.get('vpc-peering-connection', id)).toBeUndefined();
  });
});

test('between regions a connection is deleting until the data plane let go of it, within one it is deleted at once', async () => {
  for (const [region, state] of [
    ['eu-west-1', 'deleting'],
    ['us-east-1', 'deleted'],
  ] as const) {
    const sample = await samplePeering({ region });
    const id = await peered(sample);
    sample.h.applied = sample.h.network.revision;
    await sample.peer.call(operations, 'DeleteVpcPeeringConnection', named(id));
    expect((await describePeering(sample.h, id)).Status!.Code).toBe(state);
    sample.h.applied = undefined;
    expect((await describePeering(sample.h, id)).Status).toEqual({
      Code: 'deleted',
      Message: `Deleted by ${accepterAccount}`,
    });
  }
});

describe('with a VPC', () => {
  test('goes its connection, and routes to it become blackholes', async () => {
    const sample = await samplePeering();
    const { h, vpc, peer, peerVpc } = sample;
    const id = await peered(sample);
    const [table] = peer.network.find('route-table', `main:${peerVpc}`);
    const destination = { RouteTableId: table!.id, DestinationCidrBlock: '10.0.0.0/16' };
    await peer.call(routeOperations, 'CreateRoute', { ...destination, ...named(id) });
    await h.call(vpcOperations, 'DeleteVpc', { VpcId: vpc });
    expect((await describePeering(peer, id)).Status!.Message).toBe(`Deleted by ${requesterAccount}`);
    const Filters = [{ Name: 'route.vpc-peering-connection-id', Values: [id] }];
    const found = await peer.call(routeTableOperations, 'DescribeRouteTables', { Filters });
    expect(found.RouteTables![0]!.Routes!.at(-1)).toEqual({
      DestinationCidrBlock: '10.0.0.0/16',
      VpcPeeringConnectionId: id,
      Origin: 'CreateRoute',
      State: 'blackhole',
    });
  });

  test('goes its own request, but another account’s must be rejected first', async () => {
    const sample = await samplePeering();
    const { h, vpc, peer, peerVpc } = sample;
    const id = await askFor(sample);
    expect(await peer.refused(vpcOperations, 'DeleteVpc', { VpcId: peerVpc })).toBe(
      `DependencyViolation: The vpc '${peerVpc}' has dependencies and cannot be deleted.`,
    );
    await h.call(vpcOperations, 'DeleteVpc', { VpcId: vpc });
    expect((await describePeering(peer, id)).Status!.Code).toBe('deleted');
    await peer.call(vpcOperations, 'DeleteVpc', { VpcId: peerVpc });
  });
});

describe('a route', () => {
  test('to a request is a blackhole until it is accepted', async () => {
    const sample = await samplePeering();
    const { h, vpc } = sample;
    const id = await askFor(sample);
    const RouteTableId = h.network.find('route-table', `main:${vpc}`)[0]!.id;
    await h.call(routeOperations, 'CreateRoute', {
      RouteTableId,
      DestinationCidrBlock: '10.1.0.0/16',
      ...named(id),
    });
    const state = async () => {
      const found = await h.call(routeTableOperations, 'DescribeRouteTables', { RouteTableIds: [RouteTableId] });
      return found.RouteTables![0]!.Routes!.at(-1)!.State;
    };
    expect(await state()).toBe('blackhole');
    await sample.peer.call(operations, 'AcceptVpcPeeringConnection', named(id));
    expect(await state()).toBe('active');
  });

  test('leads only to what is open, and is the VPC’s', async () => {
    const sample = await samplePeering();
    const { h, vpc } = sample;
    const id = await peered(sample);
    const tableOf = (one: string) => h.network.find('route-table', `main:${one}`)[0]!.id;
    const route = (one: string) => ({
      RouteTableId: tableOf(one),
      DestinationCidrBlock: '10.1.0.0/16',
      ...named(id),
    });
    const other = await makeVpcIn(h, '10.7.0.0/16');
    expect(await h.refused(routeOperations, 'CreateRoute', route(other))).toBe(
      `InvalidParameterValue: route table ${tableOf(other)} and network gateway ${id} belong to different networks`,
    );
    await h.call(operations, 'DeleteVpcPeeringConnection', named(id));
    expect(await h.refused(routeOperations, 'CreateRoute', route(vpc))).toBe(
      `InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID '${id}' does not exist`,
    );
  });
});

describe('a block that a VPC gets', () => {
  const grow = (VpcId: string, CidrBlock: string) => ({ VpcId, CidrBlock });

  test('is told to the peer, and must not overlap the peer’s', async () => {
    const sample = await samplePeering();
    const { h, vpc, peer } = sample;
    const id = await peered(sample);
    expect(await h.refused(vpcCidrOperations, 'AssociateVpcCidrBlock', grow(vpc, '10.1.128.0/20'))).toBe(
      `InvalidVpc.Range: The CIDR '10.1.128.0/20' conflicts with a CIDR of the peer VPC of ${id}.`,
    );
    await h.call(vpcCidrOperations, 'AssociateVpcCidrBlock', grow(vpc, '10.2.0.0/16'));
    const shown = (await describePeering(peer, id)).RequesterVpcInfo!.CidrBlockSet!;
    expect(shown.map(({ CidrBlock }) => CidrBlock)).toEqual(['10.0.0.0/16', '10.2.0.0/16']);
  });

  test('is refused to who asked, and fails the request where who was asked gets an overlapping one', async () => {
    const sample = await samplePeering();
    const { h, vpc, peer, peerVpc } = sample;
    const id = await askFor(sample);
    expect(await h.refused(vpcCidrOperations, 'AssociateVpcCidrBlock', grow(vpc, '10.2.0.0/16'))).toBe(
      `OperationNotPermitted: The CIDR '10.2.0.0/16' cannot be added to ${vpc} while the VPC peering connection ${id} is pending acceptance.`,
    );
    await peer.call(vpcCidrOperations, 'AssociateVpcCidrBlock', grow(peerVpc, '10.3.0.0/16'));
    expect((await describePeering(h, id)).Status!.Code).toBe('pending-acceptance');
    await peer.call(vpcCidrOperations, 'AssociateVpcCidrBlock', grow(peerVpc, '10.0.64.0/20'));
    expect((await describePeering(h, id)).Status!.Code).toBe('failed');
  });
});
