import { expect, test } from 'vitest';
import { openAcl, port, router, subnet } from '../../blueprint/sample-plans.ts';
import { groupOf, passageGroupOf, peeringGroup, secondPass, tableOf } from './names.ts';
import { portGroup } from './passage-nft.ts';
import { routerNft } from './router-nft.ts';

const plain = port('eni-1', 'subnet-1', '10.0.1.4');
const { groups: _, ...transit } = port('eni-2', 'subnet-1', '10.0.1.5', {
  sourceCheck: false,
  passage: 'transit-gateway',
});
const [own, ofPassage] = [groupOf('subnet-1'), passageGroupOf('subnet-1')];

function objects(...ports: readonly (typeof plain)[]) {
  const vpc = router('vpc-1', '10.0.0.0/16', {
    subnets: [subnet('subnet-1', '10.0.1.0/24', { down: true }), subnet('subnet-2', '10.0.2.0/24')],
    networkAcls: [{ ...openAcl, egress: [] }],
    ports,
  });
  const found = routerNft(vpc).objects;
  return {
    found,
    rules: (name: string): readonly string[] => {
      const one = found.get(`chain ${name}`);
      return one?.kind === 'chain' ? one.rules : [];
    },
  };
}

test('passages have device groups of their own, above that of links to peers', () => {
  expect([portGroup(plain), portGroup(transit)]).toEqual([own, ofPassage]);
  expect(own).toBeLessThan(peeringGroup);
  expect(ofPassage).toBeGreaterThan(peeringGroup);
});

test('what comes out of one is told by its group before anything is looked up, and judged once more', () => {
  const { found, rules } = objects(plain, transit);
  expect(rules('source-check').indexOf(`iifgroup > ${peeringGroup} goto from-passage`)).toBe(
    rules('source-check').indexOf('iifgroup 0 goto link-check') + 1,
  );
  expect(rules('from-passage')).toEqual([
    `iifgroup ${ofPassage} meta mark set ${tableOf('rtb-main') + Number(secondPass)} accept`,
    'counter name source-check drop',
  ]);
  expect(found.get('map table-of-forwarder')).toMatchObject({ elements: new Map() });
});

test('rules grow with the subnets that have passages, not with the passages', () => {
  const more = [transit, { ...transit, id: 'eni-3' }, { ...transit, id: 'eni-4', subnet: 'subnet-2' }];
  expect(objects(...more).rules('from-passage')).toHaveLength(3);
});

test('nothing that comes out of one is answered by the router itself', () => {
  expect(objects(plain, transit).rules('own-services').slice(0, 2)).toEqual([
    `iifgroup > ${peeringGroup} ip daddr @services counter name source-check drop`,
    `iifgroup > ${peeringGroup} drop`,
  ]);
});

test('a subnet with passages is asked for in both its groups, and its ACL about what goes to one from within', () => {
  const { found } = objects(plain, transit);
  const other = `${groupOf('subnet-2')}`;
  expect(found.get('map egress-of-subnet')).toMatchObject({
    elements: new Map([`${own}`, `${ofPassage}`, other].map((group) => [group, 'jump egress-acl-open'])),
  });
  expect(found.get('set down-subnets')).toMatchObject({ elements: [`${own}`, `${ofPassage}`] });
  expect(found.get('set same-subnet')).toMatchObject({
    elements: [`${own} . ${own}`, `${ofPassage} . ${own}`, `${other} . ${other}`],
  });
});

test('a router without passages has nothing of this', () => {
  const { found, rules } = objects(plain);
  expect(found.has('chain from-passage')).toBe(false);
  expect([...rules('source-check'), ...rules('own-services')].filter((rule) => rule.includes('iifgroup >'))).toEqual(
    [],
  );
  expect(found.get('set same-subnet')).toMatchObject({ elements: [`${own} . ${own}`, expect.anything()] });
});
