import { expect, onTestFinished, test, vi } from 'vitest';
import { programFor } from './main.ts';
import { changeText, listText } from './marketplace.ts';

const product = {
  id: 'prod-1',
  title: 'Partner',
  seller: '111122223333',
  serviceId: 'vpce-svc-1',
  serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-1',
  subscribers: [],
};
const enforced = { fabric: 'netns', why: 'as root' };

test.each([
  ['publish', undefined, true, enforced, 'Partner (prod-1) is published\n'],
  ['subscribe', 'buyer', true, enforced, 'Partner (prod-1) is subscribed to by buyer\n'],
  ['subscribe', 'buyer', false, enforced, 'Partner (prod-1) is subscribed to by buyer already\n'],
  [
    'unsubscribe',
    'buyer',
    true,
    { fabric: 'none', why: 'switched off' },
    'Partner (prod-1) is not subscribed to by buyer (nothing enforces it: switched off)\n',
  ],
] as const)('%s by %s, changed: %s with %j is told so', (action, account, changed, health, text) => {
  expect(changeText(action, { product, changed, revision: 1 }, account, health)).toBe(text);
});

test('a seller’s name is told with what its zone must say, until it does', () => {
  const named = { ...product, dnsName: 'api.vpce.example.com', nameServers: ['ns-1.a', 'ns-2.b'] };
  const text = (delegated: boolean) =>
    changeText('publish', { product: { ...named, delegated }, changed: true, revision: 1 }, undefined, enforced);
  expect(text(false)).toContain('below api.vpce.example.com, once an NS record of that name says ns-1.a, ns-2.b\n');
  expect(text(true)).toMatch(/below api\.vpce\.example\.com\n$/);
});

test('the list names products, sellers and subscribers', () => {
  expect(listText([])).toBe('nothing is published\n');
  const since = '2026-01-01T00:00:00.000Z';
  const subscribers = [{ account: '444455556666', name: 'buyer', since }];
  expect(listText([product, { ...product, id: 'prod-2', subscribers }])).toBe(
    `prod-1  Partner, sold by 111122223333: com.amazonaws.vpce.us-east-1.vpce-svc-1
    nobody subscribes to it
prod-2  Partner, sold by 111122223333: com.amazonaws.vpce.us-east-1.vpce-svc-1
    subscribers: buyer (444455556666)
`,
  );
});

test.each([
  [['publish', 'vpce-svc-1'], /required option '--title <title>' not specified/],
  [['subscribe', 'Partner'], /required option '--account <account>' not specified/],
  [['unsubscribe', '--account', 'buyer'], /missing required argument 'product'/],
  [['buy'], /unknown command 'buy'/],
])('%j is refused before anything is asked', async (words, message) => {
  const program = await programFor(['marketplace', ...words]);
  const silent = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => silent.mockRestore());
  await expect(program.parseAsync(['marketplace', ...words], { from: 'user' })).rejects.toThrow(message);
});
