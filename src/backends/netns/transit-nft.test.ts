import { expect, test } from 'vitest';
import { type port as makePort, port, router, subnet } from '../../blueprint/sample-plans.ts';
import { routerNft } from './router-nft.ts';

type Port = ReturnType<typeof makePort>;

const plain = port('eni-1', 'subnet-1', '10.0.1.4');
const middle = port('eni-2', 'subnet-1', '10.0.1.5', { sourceCheck: false });
const { groups: _, ...nat } = port('eni-3', 'subnet-1', '10.0.1.6', { sourceCheck: false });

function objects(...ports: readonly Port[]) {
  const vpc = router('vpc-1', '10.0.0.0/16', {
    subnets: [subnet('subnet-1', '10.0.1.0/24')],
    ports,
    internetGateway: { id: 'igw-1', translations: [{ publicAddress: '203.0.113.1', privateAddress: '10.0.1.4' }] },
  });
  return routerNft(vpc).objects;
}

test('only forwarding instances make a router remember who saw a connection; NAT gateways have no groups', () => {
  expect(objects(plain, middle).get('set transit-ports')).toMatchObject({ elements: ['"eni-2"'] });
  for (const others of [[plain], [plain, nat]]) {
    expect([...objects(...others).keys()].filter((key) => /transit|answers/.test(key))).toEqual([]);
  }
});

test('the internet gateway translates packets rather than connections where an instance forwards', () => {
  const header = (of: ReturnType<typeof objects>) => of.get('chain translate-out');
  expect(header(objects(plain, nat))).toMatchObject({ header: expect.stringContaining('type nat') });
  expect(header(objects(plain, middle))).toMatchObject({ header: expect.stringContaining('type filter') });
});
