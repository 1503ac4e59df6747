import { expect, test } from 'vitest';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { blueprint, group, instances, openGroup, port, router, subnet, tcp } from '../../blueprint/sample-plans.ts';
import type { Plan } from './plan.ts';
import { renderer } from './render.ts';
import { type ObservedNamespace, type Phases, type Step, stepsTo } from './steps.ts';

const first = port('eni-1', 'subnet-1', '10.0.1.4');
const second = port('eni-2', 'subnet-1', '10.0.1.5');

function plan(ports = [first], groups = [openGroup]): Blueprint {
  const vpc = router('vpc-1', '10.0.0.0/16', { subnets: [subnet('subnet-1', '10.0.1.0/24')], ports, groups });
  return blueprint([vpc], instances(vpc));
}

const { render } = renderer('pn-');
const base = render(plan());
const nothing = { kind: 'observed', namespaces: new Map<string, ObservedNamespace>() } as const;

function touchedBy(step: Step): readonly string[] {
  if ('links' in step) return step.links.map(({ namespace, devices }) => `${namespace}: ${devices.join(' ')}`);
  return 'namespace' in step ? [step.namespace] : step.names;
}

function kinds(phases: Phases): readonly (readonly string[])[] {
  return phases.map((phase) => phase.map((step) => `${step.kind} ${touchedBy(step)}`));
}

function asSeen(of: Plan): Map<string, ObservedNamespace> {
  const seen = [...of.values()].map(({ name, digest, nft, links }): [string, ObservedNamespace] => [
    name,
    { digest, devices: ['lo', ...links.map(({ device }) => device)], ...(nft ? { nftDigest: nft.digest } : {}) },
  ]);
  return new Map(seen);
}

test('from nothing: namespaces, settings, filters, the router, then who hangs on it', () => {
  expect(kinds(stepsTo(nothing, base))).toEqual([
    ['add-namespaces pn-internet,pn-vpc-1,pn-i-1'],
    ['settings pn-internet', 'settings pn-vpc-1'],
    ['nft pn-vpc-1'],
    ['ip pn-vpc-1'],
    ['ip pn-internet', 'ip pn-i-1'],
  ]);
});

test('nothing to do', () => {
  expect(stepsTo({ kind: 'plan', plan: base }, render(plan()))).toEqual([]);
  expect(stepsTo({ kind: 'observed', namespaces: asSeen(base) }, base)).toEqual([]);
});

test('a rule more is one transaction', () => {
  const more = render(plan([first], [group('sg-open', [...openGroup.ingress.map(({ match }) => match), tcp(1)])]));
  expect(kinds(stepsTo({ kind: 'plan', plan: base }, more))).toEqual([['nft pn-vpc-1']]);
});

test('an instance more, an instance less', () => {
  const two = render(plan([first, second]));
  expect(kinds(stepsTo({ kind: 'plan', plan: base }, two))).toEqual([
    ['add-namespaces pn-i-2'],
    ['nft pn-vpc-1'],
    ['ip pn-vpc-1'],
    ['ip pn-i-2'],
  ]);
  expect(kinds(stepsTo({ kind: 'plan', plan: two }, base))).toEqual([
    ['ip pn-vpc-1'],
    ['remove-namespaces pn-i-2'],
    ['nft pn-vpc-1'],
    ['ip pn-vpc-1'],
  ]);
});

test('a router that was left halfway is made anew, its instance is configured again around its processes', () => {
  const namespaces = asSeen(base).set('pn-vpc-1', { devices: ['lo', 'eni-1'], digest: 'changing' });
  const phases = stepsTo({ kind: 'observed', namespaces }, base);
  expect(kinds(phases)).toEqual([
    ['ip pn-vpc-1'],
    ['remove-namespaces pn-vpc-1'],
    ['add-namespaces pn-vpc-1'],
    ['settings pn-vpc-1'],
    ['nft pn-vpc-1'],
    ['ip pn-vpc-1'],
    ['ip pn-i-1'],
  ]);
});

test('an instance that was left halfway keeps its namespace and gets a new link', () => {
  const namespaces = asSeen(base).set('pn-i-1', { devices: ['lo', 'eth0'], digest: 'changing' });
  const phases = stepsTo({ kind: 'observed', namespaces }, base);
  expect(kinds(phases)).toEqual([['ip pn-vpc-1'], ['ip pn-vpc-1'], ['ip pn-i-1']]);
  expect(phases[0]?.[0]).toMatchObject({ lines: [expect.any(String), 'link del dev eni-1'] });
});

test('strangers go', () => {
  const namespaces = asSeen(base).set('pn-i-9', { devices: ['lo', 'eth0'] });
  expect(kinds(stepsTo({ kind: 'observed', namespaces }, base))).toEqual([['remove-namespaces pn-i-9']]);
});

test('a filter of unknown content is replaced whole', () => {
  const { nftDigest: _, ...bare } = asSeen(base).get('pn-vpc-1')!;
  const phases = stepsTo({ kind: 'observed', namespaces: asSeen(base).set('pn-vpc-1', bare) }, base);
  expect(kinds(phases)).toEqual([['nft pn-vpc-1']]);
  expect(phases[0]?.[0]).toMatchObject({ lines: expect.arrayContaining(['delete table ip postern']) });
});

test('links become large last: those that were made, and after a look all of them, for a crash may have come before it', () => {
  const big = renderer('pn-', { bigTcp: true });
  const one = big.render(plan());
  const all = ['big-tcp pn-vpc-1: eni-1,pn-i-1: eth0'];
  expect(kinds(stepsTo(nothing, one)).at(-1)).toEqual(all);
  expect(kinds(stepsTo({ kind: 'observed', namespaces: asSeen(one) }, one))).toEqual([all]);
  const two = stepsTo({ kind: 'plan', plan: one }, big.render(plan([first, second])));
  expect(kinds(two).at(-1)).toEqual(['big-tcp pn-vpc-1: eni-2,pn-i-2: eth0']);
});

test('a server that is started the other way makes its links anew', () => {
  const one = renderer('pn-', { bigTcp: true }).render(plan());
  const made = (phases: Phases) =>
    kinds(phases)
      .flat()
      .some((step) => /^add-namespaces .*pn-vpc-1/.test(step));
  expect(made(stepsTo({ kind: 'observed', namespaces: asSeen(base) }, one))).toBe(true);
  expect(made(stepsTo({ kind: 'observed', namespaces: asSeen(one) }, base))).toBe(true);
});
