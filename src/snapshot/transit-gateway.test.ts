import { describe, expect, test } from 'vitest';
import type { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import { nothingObserved } from '../model/target-health.ts';
import { routesOf } from '../model/transit-gateway.ts';
import {
  askForPeering,
  attach,
  type SampleTransitGateway,
  sampleTransitGateway,
  sampleVpc,
} from '../operations/ec2/sample-transit-gateway.ts';
import { ec2Operations as ec2 } from '../operations/ec2/table.ts';
import { exportPlace, placesOf } from './export.ts';
import { importSnapshot } from './import.ts';
import { edited, without } from './sample-snapshot.ts';
import type { SnapshotFile } from './source.ts';

/** A hub with a VPC, static routes of each kind, and a peering with a gateway of another account and region. */
async function ground(): Promise<{
  readonly hub: SampleTransitGateway;
  readonly peering: string;
  readonly attachment: string;
}> {
  const hub = await sampleTransitGateway();
  const { h, table: TransitGatewayRouteTableId } = hub;
  const peer = await sampleTransitGateway(h.as({ account: '444455556666', region: 'us-west-2' }));
  const vpc = await sampleVpc(h);
  const attachment = await attach(h, hub.gateway, vpc);
  const peering = await askForPeering(hub, peer);
  await peer.h.call(ec2, 'AcceptTransitGatewayPeeringAttachment', { TransitGatewayAttachmentId: peering });
  await h.call(ec2, 'CreateTags', { Resources: [peering], Tags: [{ Key: 'Name', Value: 'west' }] });
  await peer.h.call(ec2, 'CreateTags', { Resources: [peering], Tags: [{ Key: 'Name', Value: 'east' }] });
  const routes = [
    { DestinationCidrBlock: '10.9.0.0/16', TransitGatewayAttachmentId: peering },
    { DestinationCidrBlock: '192.0.2.0/24', Blackhole: true },
  ];
  for (const route of routes) await h.call(ec2, 'CreateTransitGatewayRoute', { TransitGatewayRouteTableId, ...route });
  const route = { RouteTableId: vpc.mainTable, DestinationCidrBlock: '10.0.0.0/8', TransitGatewayId: hub.gateway };
  await h.call(ec2, 'CreateRoute', route);
  return { hub, peering, attachment };
}

async function exported({ hub }: { readonly hub: SampleTransitGateway }): Promise<readonly SnapshotFile[]> {
  const { network } = hub.h;
  const exporting = { network, targetHealth: nothingObserved, now: hub.h.clock.now() };
  const places = await Promise.all(placesOf(network).map((place) => exportPlace(exporting, place)));
  return places.flat();
}

const kinds = ['transit-gateway', 'transit-gateway-attachment', 'transit-gateway-route-table'] as const;

/** Without the revisions in which things were asked for, and the order of a table's ties and routes, which no answer tells. */
function documents(network: Network): readonly unknown[] {
  const all = kinds.flatMap((kind): readonly Resource[] => [...network.all(kind)]);
  const text = JSON.stringify(all.sort((one, other) => (one.id < other.id ? -1 : 1)));
  return JSON.parse(text, (key, value) => {
    if (Array.isArray(value)) return value.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
    return key === 'stateRevision' ? 0 : value;
  }) as unknown[];
}

describe('a snapshot', () => {
  test('has gateways, attachments, tables and routes as they were, and nothing to report', async () => {
    const made = await ground();
    const { network, report } = importSnapshot(await exported(made));
    expect(documents(network)).toEqual(documents(made.hub.h.network));
    expect(report.notUnderstood).toEqual([]);
    const table = network.get('transit-gateway-route-table', made.hub.table)!;
    expect(routesOf(network, table)).toEqual(
      routesOf(made.hub.h.network, made.hub.h.network.get('transit-gateway-route-table', made.hub.table)!),
    );
    const [route] = [...network.all('route-table')]
      .flatMap(({ routes }) => routes)
      .filter(({ target }) => target.kind === 'transit-gateway');
    expect(route?.target).toEqual({ kind: 'transit-gateway', id: made.hub.gateway });
  });

  test('leaves out what ended', async () => {
    const made = await ground();
    const { h } = made.hub;
    await h.call(ec2, 'DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: made.attachment });
    const { network, report } = importSnapshot(await exported(made));
    expect(network.get('transit-gateway-attachment', made.attachment)).toBeUndefined();
    expect(report.notUnderstood).toEqual([]);
  });
});

describe('what is missing denies, and is told', () => {
  test.each([
    ['TransitGatewayStaticRoutes', 'a transit gateway route table whose static routes are not in the snapshot'],
    ['TransitGatewayRouteTables', 'a transit gateway whose route tables are not in the snapshot'],
    ['TransitGateways', 'an attachment to a transit gateway that is not in the snapshot'],
    ['NetworkInterfaces', 'a subnet of an attachment without its interface'],
  ])('%s', async (name, what) => {
    const made = await ground();
    const { network, report } = importSnapshot(without(await exported(made), name));
    expect(report.notUnderstood.map((row) => row.what)).toContain(what);
    const table = network.get('transit-gateway-route-table', made.hub.table);
    const active = table ? routesOf(network, table).filter(({ state }) => state === 'active') : [];
    expect(name === 'NetworkInterfaces' ? [] : active).toEqual([]);
  });

  test('attachments of other kinds, and routes to them, to prefix lists and of IPv6', async () => {
    const made = await ground();
    const files = edited(await exported(made), 'TransitGatewayAttachments', (item) =>
      item.TransitGatewayAttachmentId === made.peering ? { ...item, ResourceType: 'vpn' } : item,
    );
    const withRoutes = edited(files, 'TransitGatewayStaticRoutes', (item) => ({
      ...item,
      Routes: [
        { DestinationCidrBlock: '2001:db8::/32', Type: 'static', State: 'active' },
        { PrefixListId: 'pl-1', Type: 'static', State: 'active' },
        {
          DestinationCidrBlock: '10.7.0.0/16',
          TransitGatewayAttachments: [{ TransitGatewayAttachmentId: 'tgw-attach-1' }, {}],
          Type: 'static',
          State: 'active',
        },
      ],
    }));
    const { network, report } = importSnapshot(withRoutes);
    expect(report.notUnderstood.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'an attachment of the type vpn',
        'an IPv6 route of a transit gateway',
        'a route of a transit gateway to a prefix list',
        'a route of a transit gateway to several attachments',
        'a route of a transit gateway to what is not in the snapshot',
      ]),
    );
    const table = network.get('transit-gateway-route-table', made.hub.table)!;
    expect(routesOf(network, table)).toContainEqual({
      destination: '10.7.0.0/16',
      attachment: 'tgw-attach-1',
      type: 'static',
      state: 'blackhole',
    });
  });
});
