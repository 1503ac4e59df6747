import { expect, test } from 'vitest';
import { type Ground, ipSteps } from './ip-steps.ts';
import { aliasMark, wipeAlias } from './marker.ts';
import type { NamespacePlan, Piece, Plan } from './plan.ts';

function piece(key: string, device?: string): Piece {
  return { key, add: `add ${key}`, remove: `del ${key}`, ...(device === undefined ? {} : { device }) };
}

function router(pieces: readonly Piece[], mtu = 9001): NamespacePlan {
  const link = { device: 'eni-1', peer: { namespace: 'i-1', device: 'eth0' }, add: `link ${mtu}` };
  return { name: 'vpc', kind: 'router', settings: [], links: [link], pieces, digest: `r${mtu}${pieces.length}` };
}

const instance: NamespacePlan = {
  name: 'i-1',
  kind: 'node',
  settings: [],
  links: [],
  pieces: [piece('lo'), piece('address', 'eth0')],
  digest: 'i',
};

function change(before: NamespacePlan, after: NamespacePlan) {
  const plans = new Map([before, instance].map((plan) => [plan.name, plan]));
  const ground: Ground = {
    fresh: new Set(),
    leaving: [],
    before: (name) => plans.get(name),
    hasDevice: () => true,
  };
  const next: Plan = new Map([after, instance].map((plan) => [plan.name, plan]));
  return ipSteps(ground, next, new Set(['vpc']));
}

test('only the pieces that differ', () => {
  const steps = change(router([piece('a'), piece('b')]), router([piece('b'), piece('c'), piece('d')]));
  expect(steps).toEqual({
    detach: [],
    between: [],
    routers: [{ kind: 'ip', namespace: 'vpc', lines: [wipeAlias, 'del a', 'add c', 'add d', aliasMark('r90013')] }],
    nodes: [],
  });
});

test('a link that is made again brings back what hung on both of its ends', () => {
  const pieces = [piece('a'), piece('route', 'eni-1')];
  const steps = change(router(pieces), router(pieces, 1500));
  expect(steps).toEqual({
    detach: [{ kind: 'ip', namespace: 'vpc', lines: [wipeAlias, 'link del dev eni-1'] }],
    between: [],
    routers: [{ kind: 'ip', namespace: 'vpc', lines: [wipeAlias, 'link 1500', 'add route', aliasMark('r15002')] }],
    nodes: [{ kind: 'ip', namespace: 'i-1', lines: [wipeAlias, 'add address', aliasMark('i')] }],
  });
});
