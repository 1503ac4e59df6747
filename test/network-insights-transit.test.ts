import { expect, test } from 'vitest';
import { findPaths } from '../src/verify/find-paths.ts';
import { analyse, analyseScope, codesOf, idsOf } from './insights-ground.ts';
import { type Ground, ground, group, machine } from './verify-ground.ts';
import { attach, routeToGateway, transitGateway, transitRoute } from './verify-transit-ground.ts';

const other = '444455556666';
const attachmentType = 'AWS::EC2::TransitGatewayAttachment';

async function open(g: Ground) {
  return machine(g, g.left, [await group(g, 'all from 0.0.0.0/0', 'all to 0.0.0.0/0')]);
}

/** 10.0.0.0/16 and 10.1.0.0/16 on a gateway of the first one's, with routes to each other. */
async function joined(account?: string) {
  const near = await ground();
  const far = await ground(account === undefined ? near.h : near.h.as({ account }), '10.1');
  const transit = await transitGateway(near.h);
  const attachments = [
    await attach(near.h, transit, near.vpc, [near.right]),
    await attach(near.h, transit, far.vpc, [far.right]),
  ] as const;
  for (const { mainTable } of [near, far]) await routeToGateway(near.h, mainTable, '10.0.0.0/8', transit.gateway);
  return { near, far, transit, attachments, client: await open(near), server: await open(far) };
}

test('a path through a transit gateway has both attachments and the table with its route between them', async () => {
  const { near, far, transit, attachments, client, server } = await joined();
  const found = await analyse(near.h, { Source: client.id, Destination: server.id, DestinationPort: 443 });
  expect(found).toMatchObject({ Status: 'succeeded', NetworkPathFound: true });
  const ids = idsOf(found.ForwardPathComponents);
  const [from, to] = attachments;
  expect(ids.slice(ids.indexOf(from), ids.indexOf(to) + 1)).toEqual([from, transit.table, to]);
  const between = found.ForwardPathComponents?.find(({ Component }) => Component?.Id === transit.table);
  expect(between).toMatchObject({
    TransitGateway: { Id: transit.gateway },
    TransitGatewayRouteTableRoute: {
      AttachmentId: to,
      DestinationCidr: '10.1.0.0/16',
      ResourceId: far.vpc,
      ResourceType: 'vpc',
      RouteOrigin: 'propagated',
      State: 'active',
    },
  });
  const Arn = found.ForwardPathComponents?.find(({ Component }) => Component?.Id === to)?.Component?.Arn;
  const around = await analyse(near.h, { Source: client.id, Destination: server.id }, { FilterOutArns: [Arn!] });
  expect(codesOf(around)).toEqual(['COMPONENT_FILTER_RESTRICTION']);
});

test('what a transit gateway does not carry is explained in the words of AWS', async () => {
  const { near, transit, attachments, client, server } = await joined();
  await transitRoute(near.h, transit.table, `${server.address}/32`);
  const found = await analyse(near.h, { Source: client.id, Destination: server.id });
  expect(found.Explanations).toMatchObject([
    {
      ExplanationCode: 'TGW_RTB_BAD_STATE_ROUTE',
      TransitGateway: { Id: transit.gateway },
      TransitGatewayAttachment: { Id: attachments[0] },
      TransitGatewayRouteTable: { Id: transit.table },
      TransitGatewayRouteTableRoute: { DestinationCidr: `${server.address}/32`, State: 'blackhole' },
    },
  ]);
});

test("of another account's gateway an account is shown its own attachment, and nothing behind it", async () => {
  const { near, far, transit, attachments, client, server } = await joined(other);
  const back = await analyse(far.h, { Source: server.id, DestinationIp: client.address });
  const ids = idsOf(back.ForwardPathComponents);
  expect(ids).toContain(attachments[1]);
  for (const hidden of [transit.table, attachments[0], client.eni, near.mainTable]) expect(ids).not.toContain(hidden);
  await transitRoute(near.h, transit.table, `${client.address}/32`);
  const stopped = await analyse(far.h, { Source: server.id, DestinationIp: client.address });
  expect(codesOf(stopped)).toEqual(['NO_POSSIBLE_DESTINATION']);
});

test('scopes find the paths through a gateway, out of another VPC too, and attachments stand for what is behind them', async () => {
  const { near, transit, attachments, client, server } = await joined();
  const found = (match: object) =>
    findPaths(near.h.network, { matches: [match], excludes: [] }).map(({ from, to }) =>
      [from, to].map((end) => ('interfaces' in end ? end.interfaces[0] : 'internet')).join(),
    );
  const both = [`${client.eni},${server.eni}`, `${server.eni},${client.eni}`].sort();
  expect([...found({ through: [{ types: [attachmentType] }] })].sort()).toEqual(both);
  const behind = { resources: { ids: [attachments[1]] } };
  const here = { resources: { ids: [client.eni] } };
  expect(found({ source: here, destination: behind })).toEqual([`${client.eni},${server.eni}`]);
  const through = { ThroughResources: [{ ResourceStatement: { Resources: [attachments[0]] } }] };
  const { findings } = await analyseScope(near.h, { MatchPaths: [through] });
  expect(idsOf(findings[0]?.FindingComponents)).toContain(transit.table);
});
