import { expect, test } from 'vitest';
import { endsOf, type Ground, ipSteps } from './ip-steps.ts';
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
    unhang: [],
    detach: [],
    between: [],
    backbones: [],
    routers: [{ kind: 'ip', namespace: 'vpc', lines: [wipeAlias, 'del a', 'add c', 'add d', aliasMark('r90013')] }],
    nodes: [],
    made: new Map(),
  });
});

test('a link that is made again brings back what hung on both of its ends', () => {
  const pieces = [piece('a'), piece('route', 'eni-1')];
  const steps = change(router(pieces), router(pieces, 1500));
  expect(steps).toEqual({
    unhang: [],
    detach: [{ kind: 'ip', namespace: 'vpc', lines: [wipeAlias, 'link del dev eni-1'] }],
    between: [],
    backbones: [],
    routers: [{ kind: 'ip', namespace: 'vpc', lines: [wipeAlias, 'link 1500', 'add route', aliasMark('r15002')] }],
    nodes: [{ kind: 'ip', namespace: 'i-1', lines: [wipeAlias, 'add address', aliasMark('i')] }],
    made: new Map([['vpc', router(pieces, 1500).links]]),
  });
});

test('a trunk that is made again brings back what hung on it, in the namespace where that is', () => {
  const trunk = { device: 'to', peer: { namespace: 'backbone-b', device: 'by' }, add: 'link to' };
  const hanging = { device: 'pcx', peer: { namespace: 'vpc', device: 'pcx' }, add: 'link pcx', trunk: 'by' };
  const plans = [
    { ...router([piece('a'), piece('route', 'pcx')]), links: [] },
    { ...router([]), name: 'backbone-a', kind: 'backbone', links: [trunk] },
    { ...router([]), name: 'backbone-b', kind: 'backbone', links: [hanging] },
  ] satisfies readonly NamespacePlan[];
  const next: Plan = new Map(plans.map((plan) => [plan.name, plan]));
  const ground: Ground = {
    fresh: new Set(['backbone-a']),
    leaving: [],
    before: (name) => (name === 'backbone-a' ? undefined : next.get(name)),
    hasDevice: () => true,
  };
  const { unhang, backbones, routers } = ipSteps(ground, next, new Set(['backbone-a']));
  expect(unhang).toEqual([{ kind: 'ip', namespace: 'vpc', lines: [wipeAlias, 'link del dev pcx'] }]);
  const inB = backbones.flatMap((step) => (step.kind === 'ip' && step.namespace === 'backbone-b' ? step.lines : []));
  expect(inB).toContain('link pcx');
  expect(routers).toEqual([{ kind: 'ip', namespace: 'vpc', lines: [wipeAlias, 'add route', aliasMark('r90012')] }]);
});

test('both ends of a link are devices, and of one that a trunk carries the end that hangs on it', () => {
  const trunk = { device: 'by', peer: { namespace: 'backbone-a', device: 'to' }, add: 'link by' };
  const hanging = { device: 'pcx', peer: { namespace: 'vpc', device: 'pcx' }, add: 'link pcx', trunk: 'by' };
  expect(endsOf(new Map([['backbone-b', [trunk, hanging]]]))).toEqual(
    new Map([
      ['backbone-b', ['by']],
      ['backbone-a', ['to']],
      ['vpc', ['pcx']],
    ]),
  );
});
