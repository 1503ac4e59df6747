/**
 * From any state to the wanted one: small changes take small steps, a change that was cut off is finished by the next look, and
 * what nobody wants any more is gone.
 */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Phases } from '../../src/backends/netns/steps.ts';
import type { Blueprint, Router } from '../../src/blueprint/blueprint.ts';
import {
  blueprint,
  everything,
  group,
  instances,
  local,
  openGroup,
  port,
  router,
  subnet,
  tcp,
} from '../../src/blueprint/sample-plans.ts';
import { applyPhases } from '../../src/reconcile/apply.ts';
import { missing, touchedBy, World } from './world.ts';

const cidr = '10.0.0.0/16';
const outward = { destination: '0.0.0.0/0', target: { kind: 'internet-gateway' } } as const;
const ports = ['10', '11', '12'].map((last) => port(`eni-${last}`, 'subnet-1', `10.0.1.${last}`));
const webPort = port('eni-web', 'subnet-2', '10.0.2.10', { groups: ['sg-web'] });

function plan(more: Partial<Router> = {}): Blueprint {
  const vpc = router('vpc-moving', cidr, {
    subnets: [subnet('subnet-1', '10.0.1.0/24'), subnet('subnet-2', '10.0.2.0/24')],
    groups: [openGroup, group('sg-web', [tcp(80)])],
    ports: [...ports, webPort],
    ...more,
  });
  const attachments = vpc.internetGateway ? [{ router: vpc.id, publicAddresses: ['203.0.113.1'] }] : [];
  return blueprint([vpc], instances(vpc), {
    internet: { hosts: ['198.51.100.10'], servicePrefixes: [], attachments },
  });
}

const withInternet = plan({
  routeTables: [{ id: 'rtb-main', routes: [local(cidr), outward] }],
  internetGateway: { id: 'igw-1', translations: [{ publicAddress: '203.0.113.1', privateAddress: '10.0.1.10' }] },
});

function lines(phases: Phases): readonly string[] {
  return phases.flat().flatMap((step) => ('lines' in step ? step.lines : 'names' in step ? step.names : []));
}

describe.skipIf(missing)(`convergence${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('convergence');
    await world.apply(plan());
    await world.serveAll(['i-web', 'i-10', 'i-11', 'i-12']);
    await world.serveAll(['i-web'], 81);
  });
  afterAll(() => world.close());

  test('a rule more is one transaction that appends to one chain', async () => {
    expect(await world.tcp('i-10', '10.0.2.10', 81)).toBe('silence');
    const phases = await world.apply(plan({ groups: [openGroup, group('sg-web', [tcp(80), tcp(81)])] }));
    expect(phases.flat().map(({ kind }) => kind)).toEqual(['nft']);
    const rules = lines(phases).filter((line) => line.includes('ip postern'));
    expect(rules).toEqual([expect.stringMatching(/^add rule ip postern ingress-sg-web tcp dport 81 /)]);
    expect(await world.tcp('i-10', '10.0.2.10', 81)).toBe('i-web 10.0.1.10');
  });

  test('a rule less flushes and fills that chain only', async () => {
    const phases = await world.apply(plan());
    const touched = lines(phases).filter((line) => line.includes('ip postern'));
    expect(touched.every((line) => line.includes(' ingress-sg-web'))).toBe(true);
    expect(await world.tcp('i-10', '10.0.2.10', 81)).toBe('silence');
  });

  test('the same plan again is no step at all', async () => {
    expect(await world.apply(plan())).toEqual([]);
    world.forget();
    expect(await world.apply(plan())).toEqual([]);
  });

  test('an instance more leaves the others alone, and goes again', async () => {
    const more = plan({ ports: [...ports, webPort, port('eni-new', 'subnet-2', '10.0.2.11')] });
    const phases = await world.apply(more);
    const touched = touchedBy(phases);
    expect([...touched].sort()).toEqual([world.namespace('i-new'), world.namespace('vpc-moving')]);
    await world.serve('i-new', [{ kind: 'tcp', address: '0.0.0.0', port: 80 }]);
    expect(await world.tcp('i-10', '10.0.2.11')).toBe('i-new 10.0.1.10');
    await world.apply(plan());
    expect(await world.tcp('i-10', '10.0.2.11')).toBe('silence');
    expect(await world.host.listNamespaces(world.namespace('i-new'))).toEqual([]);
    expect(await world.tcp('i-10', '10.0.1.11')).toBe('i-11 10.0.1.10');
  });

  test('an internet gateway comes and goes while servers keep their sockets', async () => {
    await world.apply(withInternet);
    expect(await world.ping('i-10', '198.51.100.10')).toBe(true);
    expect(await world.ping('i-11', '198.51.100.10')).toBe(false);
    await world.apply(plan());
    expect(await world.ping('i-10', '198.51.100.10')).toBe(false);
    expect(await world.tcp('i-10', '10.0.2.10')).toBe('i-web 10.0.1.10');
  });

  test('an instance moves to other groups, another address and another subnet', async () => {
    const moved = port('eni-12', 'subnet-2', '10.0.2.12', { groups: ['sg-web'] });
    await world.apply(plan({ ports: [...ports.slice(0, 2), moved, webPort] }));
    expect(await world.tcp('i-10', '10.0.2.12')).toBe('i-12 10.0.1.10');
    expect(await world.ping('i-10', '10.0.2.12')).toBe(false);
    expect(await world.tcp('i-12', '10.0.2.10')).toBe('i-web 10.0.2.12');
    await world.apply(plan());
    expect(await world.tcp('i-10', '10.0.1.12')).toBe('i-12 10.0.1.10');
  });
});

describe.skipIf(missing)(`after a crash${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open('crash');
  });
  afterAll(() => world.close());

  async function works(): Promise<void> {
    await world.serve('i-11', [{ kind: 'tcp', address: '0.0.0.0', port: 80 }]);
    expect(await world.tcp('i-10', '10.0.1.11')).toBe('i-11 10.0.1.10');
    expect(await world.ping('i-10', '198.51.100.10')).toBe(true);
    expect(await world.ping('i-11', '198.51.100.10')).toBe(false);
    world.closeSockets();
  }

  test.each([1, 3, 5])(
    'cut off after %i phases of the first change',
    async (count) => {
      const { phases } = await world.stepsTo(withInternet);
      await applyPhases(world.host, phases.slice(0, count));
      world.forget();
      await world.apply(withInternet);
      await works();
      world.forget();
      expect(await world.apply(withInternet)).toEqual([]);
      await world.apply(blueprint([], []));
      expect(await world.host.listNamespaces(world.prefix)).toEqual([world.namespace('internet')]);
      world.forget();
    },
    15_000,
  );

  test('cut off in the middle of one namespace, an instance keeps its processes', async () => {
    await world.apply(plan());
    const child = await world.host.execInstance(
      { namespace: world.namespace('i-11'), hostname: 'i-11', binds: [], hidden: [] },
      ['sleep', '30'],
    );
    const { phases } = await world.stepsTo(withInternet);
    const cut = phases.map((phase) =>
      phase.map((step) => (step.kind === 'ip' ? { ...step, lines: step.lines.slice(0, 3) } : step)),
    );
    await applyPhases(world.host, cut);
    await world.host.ipBatch(world.namespace('i-11'), ['link set dev lo alias changing', 'addr flush dev eth0']);
    world.forget();
    await world.apply(withInternet);
    await works();
    expect(child.exitCode).toBe(null);
    expect(await world.host.killInstance(world.namespace('i-11'))).toBeGreaterThan(0);
  }, 15_000);

  test('nothing is left when everything is taken away', async () => {
    await world.apply(withInternet);
    await world.host.removeNamespaces(await world.host.listNamespaces(world.prefix));
    expect(await world.host.listNamespaces(world.prefix)).toEqual([]);
    world.forget();
  });

  test('what nobody asked for goes, groups and all', async () => {
    await world.host.ipBatch(undefined, [`netns add ${world.namespace('i-stranger')}`]);
    await world.apply(plan({ groups: [openGroup, group('sg-web', [everything])] }));
    expect(await world.host.listNamespaces(world.namespace('i-stranger'))).toEqual([]);
  });
});
