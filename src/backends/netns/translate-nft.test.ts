import { expect, test } from 'vitest';
import { router } from '../../blueprint/sample-plans.ts';
import { translationObjects, translationRules } from './translate-nft.ts';

const attached = router('vpc-1', '10.0.0.0/16', {
  internetGateway: { id: 'igw-1', translations: [{ publicAddress: '203.0.113.1', privateAddress: '10.0.0.9' }] },
});

test('without an internet gateway there is nothing', () => {
  const closed = router('vpc-1', '10.0.0.0/16');
  expect(translationObjects(closed)).toEqual([]);
  expect(translationRules(closed)).toEqual([]);
});

test('each pair goes both ways', () => {
  const maps = translationObjects(attached).flatMap((object) => (object.kind === 'map' ? [[...object.elements]] : []));
  expect(maps).toEqual([[['10.0.0.9', '203.0.113.1']], [['203.0.113.1', '10.0.0.9']]]);
});

test('who is behind a middlebox for what comes in goes out past none', () => {
  const edge = { routeTable: 'rtb-edge', redirected: [{ port: 'eni-1', address: '10.0.0.9' }] };
  const routed = { ...attached, internetGateway: { ...attached.internetGateway!, edge } };
  expect(translationRules(routed)[0]).toBe('oifname "igw" iifname . ip saddr @redirected counter name route drop');
  expect(translationObjects(routed).find((object) => 'name' in object && object.name === 'redirected')).toMatchObject({
    elements: ['"eni-1" . 10.0.0.9'],
  });
});

test('private destinations and senders without a public address stop here', () => {
  expect(translationRules(attached)).toEqual([
    expect.stringMatching(/^oifname "igw" ip daddr \{ 10\.0\.0\.0\/8, .*100\.64\.0\.0\/10.* drop$/),
    'oifname "igw" ip saddr != @translated-addresses counter name translate drop',
  ]);
});
