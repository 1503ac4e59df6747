import { expect, test } from 'vitest';
import { analyse, answerAll, codesOf, described, idsOf, path, start } from './insights-ground.ts';
import { ask, codes, ec2, type Ground, ground, group, machine } from './verify-ground.ts';
import { attach, routeToGateway, transitGateway, transitRoute } from './verify-transit-ground.ts';

async function open(g: Ground, place = g.left) {
  return machine(g, place, [await group(g, 'all from 0.0.0.0/0', 'all to 0.0.0.0/0')]);
}

/** 10.0.0.0/16 and 10.1.0.0/16 on a gateway of the first one's, with routes to each other. */
async function joined() {
  const near = await ground();
  const far = await ground(near.h, '10.1');
  const transit = await transitGateway(near.h);
  const own = await attach(near.h, transit, near.vpc, [near.right]);
  const other = await attach(near.h, transit, far.vpc, [far.right]);
  for (const { mainTable } of [near, far]) await routeToGateway(near.h, mainTable, '10.0.0.0/8', transit.gateway);
  return { near, far, transit, own, other, client: await open(near), server: await open(far) };
}

test('a path may end at a transit gateway, whatever is behind it, and begin there', async () => {
  const { near, transit, own, client } = await joined();
  const into = await analyse(near.h, { Source: client.id, Destination: transit.gateway, DestinationPort: 443 });
  expect(into).toMatchObject({ Status: 'succeeded', NetworkPathFound: true });
  expect(idsOf(into.ForwardPathComponents).slice(-2)).toEqual([own, transit.gateway]);
  const out = await analyse(near.h, { Source: transit.gateway, Destination: client.id, DestinationPort: 443 });
  expect(out).toMatchObject({ Status: 'succeeded', NetworkPathFound: true });
  expect(idsOf(out.ForwardPathComponents)[0]).toBe(transit.gateway);
  expect(idsOf(out.ForwardPathComponents).at(-1)).toBe(client.id);
});

test('or at an attachment: by which it came, by which it goes on, or out of what is behind it', async () => {
  const { near, transit, own, other, client, server } = await joined();
  const asked = async (Source: string, Destination: string) => {
    const found = await analyse(near.h, { Source, Destination, DestinationPort: 443 });
    expect(found.NetworkPathFound, `${Source} to ${Destination}`).toBe(true);
    return idsOf(found.ForwardPathComponents);
  };
  expect((await asked(client.id, own)).at(-1)).toBe(own);
  expect((await asked(client.id, other)).slice(-3)).toEqual([own, transit.table, other]);
  expect((await asked(other, client.id)).slice(0, 3)).toEqual([other, transit.table, own]);
  const outOfOwn = await asked(own, client.id);
  expect([outOfOwn[0], outOfOwn.at(-1)]).toEqual([own, client.id]);
  expect((await asked(own, server.id)).slice(0, 3)).toEqual([own, transit.table, other]);
});

test('rules, routes and the state of the attachment decide', async () => {
  const { near, far, transit, own, other, client, server } = await joined();
  const shut = await machine(near, near.left, [await group(near, 'all to 0.0.0.0/0')]);
  for (const source of [transit.gateway, own, other]) {
    const found = await analyse(near.h, { Source: source, Destination: shut.id });
    expect(codesOf(found), source).toEqual(['ENI_SG_RULES_MISMATCH']);
  }
  await transitRoute(near.h, transit.table, `${server.address}/32`);
  expect(codesOf(await analyse(near.h, { Source: own, Destination: server.id }))).toEqual(['TGW_RTB_BAD_STATE_ROUTE']);
  const nobody = { Source: transit.gateway, DestinationIp: '10.7.0.1' };
  expect(codesOf(await analyse(near.h, nobody))).toEqual(['TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT']);
  const attachment = far.h.network.get('transit-gateway-attachment', other)!;
  await far.h.store.transact((draft) => draft.put({ ...attachment, answer: 'rejected' }));
  expect(codesOf(await analyse(near.h, { Source: client.id, Destination: other }))).toEqual(['BAD_STATE_ATTACHMENT']);
});

test('of others, and what is deleted, is no end', async () => {
  const { near, transit, other } = await joined();
  const stranger = near.h.as({ account: '777788889999' });
  const rest = { Destination: near.vpc, Protocol: 'tcp' as const, ClientToken: '' };
  for (const Source of [transit.gateway, other]) {
    expect(await stranger.refused(ec2, 'CreateNetworkInsightsPath', { ...rest, Source })).toContain(
      'NetworkInsightsSource.NotFound',
    );
  }
  const gateway = near.h.network.get('transit-gateway', transit.gateway)!;
  await near.h.store.transact((draft) => draft.put({ ...gateway, desired: 'deleted' }));
  expect(await near.h.refused(ec2, 'CreateNetworkInsightsPath', { ...rest, Source: transit.gateway })).toContain(
    'NetworkInsightsSource.NotFound',
  );
});

test('an end that is deleted after the path was made is missing', async () => {
  const { near, transit, client } = await joined();
  const made = await path(near.h, { Source: client.id, Destination: transit.gateway });
  const gateway = near.h.network.get('transit-gateway', transit.gateway)!;
  await near.h.store.transact((draft) => draft.put({ ...gateway, desired: 'deleted' }));
  const id = await start(near.h, made);
  expect(await answerAll(near.h)).toEqual([]);
  expect(codesOf(await described(near.h, id))).toEqual(['NO_SOURCE_OR_DESTINATION']);
});

test('a trace takes the same words', async () => {
  const { near, transit, own, other, client, server } = await joined();
  for (const end of [transit.gateway, own, other]) {
    expect(ask(near.h, client.id, end), `to ${end}`).toMatchObject({ reachable: true });
    expect(ask(near.h, end, client.id), `from ${end}`).toMatchObject({ reachable: true });
  }
  expect(ask(near.h, other, client.id).forward[0]).toMatchObject({ packet: { source: server.address } });
  expect(codes(ask(near.h, transit.gateway, client.id, { sourceAddress: '192.168.0.1' }))).toEqual([
    'NO_ROUTE_TO_DESTINATION',
  ]);
});
