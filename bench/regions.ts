/**
 * Ways between VPCs: over a peering connection in a region and between two, and through a transit gateway, each in turns with
 * a bare pair of veth devices; and with 100 peered VPCs of 100 routes each, the time from the answer of CreateRoute to the
 * first packet that takes the route.
 */

import { DeleteRouteCommand } from '@aws-sdk/client-ec2';
import { ask, echo, start } from './datagrams.ts';
import { applied, lacking, namespaceOf } from './ground.ts';
import { compare, makeBarePair, type Path, removeBarePair } from './paths.ts';
import { median, percentile, type Started, startPostern } from './process.ts';
import { joinByTransitGateway, makePlace, type Place, peer, peerWithRoutes, route } from './regions-ground.ts';

const home = 'us-east-1';
const abroad = 'eu-west-1';

const peers = 100;
const routesEach = 100;
const samples = 50;
const port = 20_000;

async function pathBetween(postern: Started, near: Place, far: Place): Promise<Path> {
  const [client, server] = [near.instances[0], far.instances[0]];
  return {
    client: await namespaceOf(postern, client?.id ?? ''),
    server: await namespaceOf(postern, server?.id ?? ''),
    address: server?.address ?? '',
  };
}

export async function comparePaths(postern: Started, bare: Path): Promise<object> {
  const hub = await makePlace(postern, home, '10.0.0.0/16', 1);
  const near = await makePlace(postern, home, '10.1.0.0/16', 1);
  const far = await makePlace(postern, abroad, '10.2.0.0/16', 1);
  await peerWithRoutes(hub, near);
  await peerWithRoutes(hub, far);
  const spokes = [
    await makePlace(postern, home, '10.3.0.0/16', 1),
    await makePlace(postern, home, '10.4.0.0/16', 1),
  ] as const;
  await joinByTransitGateway(postern, spokes);
  return {
    peeringInRegion: await compare(bare, await pathBetween(postern, hub, near)),
    peeringBetweenRegions: await compare(bare, await pathBetween(postern, hub, far)),
    transitGateway: await compare(bare, await pathBetween(postern, ...spokes)),
  };
}

/** A hub with so many peers; each VPC's table has so many routes. */
async function makeStar(postern: Started): Promise<{ hub: Place; spokes: readonly Place[]; ids: readonly string[] }> {
  const hub = await makePlace(postern, home, '10.255.0.0/16', 1);
  const spokes: Place[] = [];
  const ids: string[] = [];
  for (let index = 0; index < peers; index += 1) {
    const spoke = await makePlace(postern, home, `10.${index}.0.0/16`, 1);
    const id = await peer(hub, spoke);
    const target = { VpcPeeringConnectionId: id };
    await route(hub, spoke.cidr, target);
    await route(spoke, hub.cidr, target);
    for (let more = 1; more < routesEach; more += 1) await route(spoke, `10.255.${more}.0/24`, target);
    spokes.push(spoke);
    ids.push(id);
  }
  await applied(postern);
  return { hub, spokes, ids };
}

/** The hub's route to a peer is taken away and given again, while that peer keeps asking. */
async function benchRoutes(postern: Started): Promise<object> {
  const { hub, spokes, ids } = await makeStar(postern);
  const [spoke, id] = [spokes[0]!, ids[0]!];
  const server = start(await namespaceOf(postern, hub.instances[0]?.id ?? ''), echo(port, 1));
  const asker = start(await namespaceOf(postern, spoke.instances[0]?.id ?? ''), ask(hub.instances[0]?.address ?? ''));
  try {
    await server.next();
    await asker.next();
    const milliseconds: number[] = [];
    for (let index = 0; index < samples; index += 1) {
      await hub.client.send(new DeleteRouteCommand({ RouteTableId: hub.table, DestinationCidrBlock: spoke.cidr }));
      await applied(postern);
      await new Promise((resolve) => setTimeout(resolve, 50));
      asker.child.stdin.write(`${port}\n`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      await route(hub, spoke.cidr, { VpcPeeringConnectionId: id });
      const answered = performance.timeOrigin + performance.now();
      milliseconds.push(Math.max(0, Number(await asker.next()) - answered));
    }
    const rounded = (value: number) => Math.round(value * 10) / 10;
    return {
      peers,
      routesEach,
      medianMilliseconds: rounded(median(milliseconds)),
      p99Milliseconds: rounded(percentile(milliseconds, 0.99)),
    };
  } finally {
    for (const { child } of [server, asker]) child.kill('SIGKILL');
  }
}

async function alone(work: (postern: Started) => Promise<object>): Promise<object> {
  const quotas = ['vpcsPerRegion=200', 'activePeeringConnectionsPerVpc=125'];
  const postern = await startPostern(...quotas.flatMap((quota) => ['--quota', quota]));
  try {
    return await work(postern);
  } finally {
    await postern.stop();
  }
}

export async function benchRegions(): Promise<object> {
  const lack = await lacking('iperf3', 'qperf');
  if (lack) return { skipped: lack };
  try {
    const bare = await makeBarePair();
    return { paths: await alone((postern) => comparePaths(postern, bare)), routes: await alone(benchRoutes) };
  } finally {
    await removeBarePair();
  }
}
