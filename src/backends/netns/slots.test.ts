import { expect, test } from 'vitest';
import {
  proberAddresses,
  proberSlot,
  proberTables,
  proxyAddress,
  slotOfProxyAddress,
  slotsOf,
  slotTable,
  vpcSlot,
} from './slots.ts';

const ids = Array.from({ length: 3000 }, (_, index) => `eni-${index.toString(16).padStart(17, '0')}`);

test('every endpoint has a slot of its own, and none has that of the VPC or of the prober', () => {
  const slots = [...slotsOf(ids).values()];
  expect(new Set(slots).size).toBe(ids.length);
  expect(Math.min(...slots)).toBeGreaterThan(vpcSlot);
  expect(Math.max(...slots)).toBeLessThan(proberSlot);
});

test('slots follow from the ids, not from their order', () => {
  const slots = slotsOf(ids);
  for (const [id, slot] of slotsOf([...ids].reverse())) expect(slot).toBe(slots.get(id));
});

test('one endpoint more moves hardly any other', () => {
  const before = slotsOf(ids.slice(1));
  const after = slotsOf(ids);
  const moved = [...before].filter(([id, slot]) => after.get(id) !== slot);
  expect(moved.length).toBeLessThan(3);
});

test('no slot has a routing table of the kernel', () => {
  expect([slotTable(1), slotTable(254), slotTable(proberSlot)].every((table) => table > 255)).toBe(true);
});

test.each([
  [vpcSlot, '100.127.0.0'],
  [1, '100.127.0.1'],
  [0x1234, '100.127.18.52'],
  [proberSlot, '100.127.255.255'],
])('slot %i is reached by its proxy at %s', (slot, address) => {
  expect(proxyAddress(slot)).toBe(address);
  expect(slotOfProxyAddress(address)).toBe(slot);
});

test.each(['100.126.255.255', '100.128.0.0', '10.0.0.1', 'nonsense'])('%s is no proxy', (address) => {
  expect(slotOfProxyAddress(address)).toBe(undefined);
});

test('nodes are probed from addresses of their own, outside the block of the proxies', () => {
  const addresses = [...proberAddresses(ids).values()];
  expect(new Set(addresses).size).toBe(ids.length);
  for (const address of addresses) {
    expect(address).toMatch(/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-6])\./);
    expect(slotOfProxyAddress(address)).toBe(undefined);
  }
  expect(new Set(proberTables(ids).values()).size).toBe(ids.length);
});
