import { expect, test } from 'vitest';
import { findPaths } from '../src/verify/find-paths.ts';
import { analyse, analyseScope, codesOf, idsOf } from './insights-ground.ts';
import { everywhere, type Ground, ground, group, machine, peer, routeAcross } from './verify-ground.ts';

const other = '444455556666';
const peeringType = 'AWS::EC2::VPCPeeringConnection';

async function open(g: Ground) {
  return machine(g, g.left, [await group(g, 'all from 0.0.0.0/0', 'all to 0.0.0.0/0')]);
}

/** 10.0.0.0/16 and 10.1.0.0/16, peered, with routes to each other. */
async function peered(account?: string) {
  const near = await ground();
  const far = await ground(account === undefined ? near.h : near.h.as({ account }), '10.1');
  const connection = await peer(near.h, near.vpc, far.vpc);
  await routeAcross(near.h, near.mainTable, '10.1.0.0/16', connection);
  await routeAcross(near.h, far.mainTable, '10.0.0.0/16', connection);
  return { near, far, connection, client: await open(near), server: await open(far) };
}

test('a path through a peering connection has it among its components, with the VPCs on both sides', async () => {
  const { near, far, connection, client, server } = await peered();
  const found = await analyse(near.h, { Source: client.id, Destination: server.id, DestinationPort: 443 });
  expect(found).toMatchObject({ Status: 'succeeded', NetworkPathFound: true });
  const table = found.ForwardPathComponents?.find(({ Component }) => Component?.Id === near.mainTable);
  expect(table?.RouteTableRoute).toMatchObject({ VpcPeeringConnectionId: connection, State: 'active' });
  const between = found.ForwardPathComponents?.find(({ Component }) => Component?.Id === connection);
  const Arn = `arn:aws:ec2:us-east-1:111122223333:vpc-peering-connection/${connection}`;
  expect(between).toMatchObject({
    Component: { Id: connection, Arn },
    SourceVpc: { Id: near.vpc },
    DestinationVpc: { Id: far.vpc },
  });
  expect(idsOf(found.ReturnPathComponents)).toContain(connection);
  const around = await analyse(near.h, { Source: client.id, Destination: server.id }, { FilterOutArns: [Arn] });
  expect(codesOf(around)).toEqual(['COMPONENT_FILTER_RESTRICTION']);
});

test('what a peering connection does not carry is explained in the words of AWS', async () => {
  const { near, far, connection, client } = await peered();
  await routeAcross(near.h, near.mainTable, '10.2.0.0/16', connection);
  const found = await analyse(near.h, { Source: client.id, FilterAtSource: { DestinationAddress: '10.2.0.9' } });
  expect(found.NetworkPathFound).toBe(false);
  expect(found.Explanations).toMatchObject([
    {
      ExplanationCode: 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR',
      VpcPeeringConnection: { Id: connection },
      Vpc: { Id: far.vpc },
    },
  ]);
});

test("of a peer of another account the connection is shown, and nothing of the other's", async () => {
  const { near, far, connection, client, server } = await peered(other);
  const found = await analyse(near.h, { Source: client.id, DestinationIp: server.address });
  const ids = idsOf(found.ForwardPathComponents);
  expect(ids).toContain(connection);
  expect(ids).not.toContain(server.eni);
  const back = await analyse(far.h, { Source: server.id, DestinationIp: client.address });
  expect(idsOf(back.ForwardPathComponents)).toContain(connection);
  expect(idsOf(back.ForwardPathComponents)).not.toContain(client.eni);
});

test('scopes find the paths between peers, and tell those through a connection', async () => {
  const { near, connection, client, server } = await peered();
  const third = await open(near);
  const all = findPaths(near.h.network, { matches: [{ through: [{ types: [peeringType] }] }], excludes: [] });
  const ends = all.map(({ from, to }) => [from, to].map((end) => 'interfaces' in end && end.interfaces[0]).join());
  expect(ends.sort()).toEqual(
    [client, third].flatMap(({ eni }) => [`${eni},${server.eni}`, `${server.eni},${eni}`]).sort(),
  );
  const through = { ThroughResources: [{ ResourceStatement: { Resources: [connection] } }] };
  const { findings } = await analyseScope(near.h, { MatchPaths: [through] });
  expect(findings).toHaveLength(2 * all.length);
  expect(idsOf(findings[0]?.FindingComponents)).toContain(connection);
});

test('a connection stands for what is behind it, at either end of a path', async () => {
  const { near, connection, client, server } = await peered();
  await open(near);
  const behind = { resources: { ids: [connection] } };
  const here = { resources: { ids: [client.eni] } };
  const found = (match: object) =>
    findPaths(near.h.network, { matches: [match], excludes: [] }).map(({ from, to }) =>
      [from, to].map((end) => 'interfaces' in end && end.interfaces[0]).join(),
    );
  expect(found({ source: behind, destination: here })).toEqual([`${server.eni},${client.eni}`]);
  expect(found({ source: here, destination: behind })).toEqual([`${client.eni},${server.eni}`]);
});

test('a scope finds exactly the traffic that rules of both sides let across', async () => {
  const near = await ground();
  const far = await ground(near.h, '10.1');
  const connection = await peer(near.h, near.vpc, far.vpc);
  const client = await machine(near, near.left, [await group(near, `tcp 1-8080 to ${everywhere}`)]);
  const server = await machine(far, far.left, [await group(far, 'tcp 8000-9000 from 10.0.1.0/24')]);
  const matches = [{ source: { resources: { ids: [client.id] } }, destination: { resources: { ids: [server.eni] } } }];
  expect(findPaths(near.h.network, { matches, excludes: [] })).toEqual([]);
  await routeAcross(near.h, near.mainTable, '10.1.1.0/24', connection);
  expect(findPaths(near.h.network, { matches, excludes: [] })).toMatchObject([
    { traffic: [{ protocol: 6, ports: { from: 8000, to: 8080 } }] },
  ]);
});
