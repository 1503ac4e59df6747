import { expect, test } from 'vitest';
import { assignAutoAddress, associate, setAddressFree } from './elastic-association.ts';
import { sampleAddress, sampleInstance, sampleNetwork } from './sample-network.ts';

async function start(place: 'publicSubnet' | 'privateSubnet') {
  const network = await sampleNetwork();
  const { h } = network;
  const instance = await sampleInstance(h, network[place]);
  const [{ id } = { id: '' }] = h.network.find('network-interface', `instance:${instance}`);
  const { allocation } = await sampleAddress(h);
  const card = () => h.network.get('network-interface', id)!;
  const elastic = () => h.network.get('elastic-address', allocation)!;
  return { h, id, card, elastic };
}

test('an association takes the place of the address of the launch', async () => {
  const { h, card, elastic } = await start('publicSubnet');
  const address = card().privateAddresses[0]!;
  const id = await h.context.transact((draft) => associate(draft, h.context, elastic(), card(), address));
  expect(elastic().association).toEqual({ id, networkInterface: card().id, privateAddress: address });
  expect(card()).not.toHaveProperty('autoPublicAddress');
});

test('the launch’s wish is met again only where nothing stands for the primary address', async () => {
  const { h, id, card, elastic } = await start('publicSubnet');
  const assign = () => h.context.transact((draft) => assignAutoAddress(draft, h.context, id));
  const before = card().autoPublicAddress;
  await assign();
  expect(card().autoPublicAddress).toBe(before);
  await h.context.transact((draft) => associate(draft, h.context, elastic(), card(), card().privateAddresses[0]!));
  await assign();
  expect(card()).not.toHaveProperty('autoPublicAddress');
  await h.context.transact((draft) => setAddressFree(draft, elastic()));
  await assign();
  expect(card().autoPublicAddress).toMatch(/^3\.128\./);
});

test('an interface that never asked for an address gets none', async () => {
  const { h, id, card } = await start('privateSubnet');
  await h.context.transact((draft) => assignAutoAddress(draft, h.context, id));
  expect(card()).not.toHaveProperty('autoPublicAddress');
});
