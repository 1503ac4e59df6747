import { expect, test } from 'vitest';
import type { Port } from '../blueprint/blueprint.ts';
import { Network } from '../model/network.ts';
import type { Resource } from '../model/resource.ts';
import type { Vpc } from '../model/vpc.ts';
import { compileCountedPorts } from './flow-log.ts';
import { touchedVpcs } from './touched.ts';

const vpc = { id: 'vpc-1' } as Vpc;
const port = (id: string, subnet: string) => ({ id, subnet }) as Port;
const ports = [port('eni-1', 'subnet-1'), port('eni-2', 'subnet-1'), port('eni-3', 'subnet-2')];
const base = { account: '111122223333', region: 'us-east-1', created: 0, tags: {} };
const log = (id: string, resource: string) => ({ ...base, kind: 'flow-log', id, resource, vpc: 'vpc-1' }) as Resource;

test.each<readonly [readonly string[], readonly string[]]>([
  [['vpc-1'], ['eni-1', 'eni-2', 'eni-3']],
  [['subnet-1'], ['eni-1', 'eni-2']],
  [
    ['eni-3', 'eni-1', 'subnet-9'],
    ['eni-1', 'eni-3'],
  ],
])('flow logs of %j have the flows of %j counted', (resources, counted) => {
  const network = Network.of(
    resources.map((id) => log(`fl-${id}`, id)),
    1,
  );
  expect(compileCountedPorts(network, vpc, ports)).toEqual({ countedPorts: counted });
});

test.each([[[]], [['subnet-9']]])('flow logs of %j have nothing counted', (resources: readonly string[]) => {
  const network = Network.of(
    resources.map((id) => log(`fl-${id}`, id)),
    1,
  );
  expect(compileCountedPorts(network, vpc, ports)).toEqual({});
});

test('a flow log that comes or goes touches its VPC alone', () => {
  const [before, after] = [Network.of([], 1), Network.of([log('fl-1', 'subnet-1')], 2)];
  const change = [{ kind: 'flow-log', id: 'fl-1' }] as const;
  expect(touchedVpcs(before, after, change)).toEqual(new Set(['vpc-1']));
  expect(touchedVpcs(after, before, change)).toEqual(new Set(['vpc-1']));
});
