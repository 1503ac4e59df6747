/**
 * PrivateLink between regions: a provider in one, a consumer's client in another, both VPCs with the same addresses. What
 * passes, where it goes when a zone of the provider's fails, and what taking the consumer's region away ends.
 */

import * as ec2 from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, createAccount, createOrganization } from '../../scenarios/shared-services/account.ts';
import type { Evidence } from '../../src/control/evidence.ts';
import { type Ground, type Machine, rule, told } from './ground.ts';
import { holdConnection } from './held.ts';
import { because, postern as command, missing, type Postern, startPostern } from './postern.ts';
import {
  accept,
  balance,
  balancingOf,
  type Endpoint,
  endpointIn,
  groundIn,
  listen,
  offer,
  type Pair,
  type Place,
  type Service,
  subnetsIn,
  zonesOf,
} from './private-link-ground.ts';

const home = 'us-east-1';
const away = 'eu-west-1';
const cidr = '10.0.0.0/16';
const nodes: Pair = ['10.0.1.60', '10.0.2.60'];

const inRegion = (account: Account, region: string): Account => ({
  ...account,
  connection: { ...account.connection, region },
});

describe.skipIf(missing)(`PrivateLink between regions${because(missing)}`, () => {
  let postern: Postern;
  let zones: Pair;
  let provider: Ground;
  let targets: readonly [Machine, Machine];
  let service: Service;
  let consumer: Ground;
  let client: Machine;
  let place: Place;
  let endpoint: Endpoint;

  /** What the target in each zone says: whom it sees is the node of its own zone. */
  const answers = (): Pair => [told(targets[0].address, nodes[0]), told(targets[1].address, nodes[1])];
  const ask = async (index: 0 | 1): Promise<string> =>
    (await postern.try(client.id, `tcp ${endpoint.addresses[index]} 80`))[0] ?? '';
  const fault = async (zone: string, state: string): Promise<void> => {
    const words = ['fault', 'az', home, zone, state, '--endpoint', postern.connection.endpoint];
    expect((await command(words)).code).toBe(0);
    await postern.settled();
  };
  const change = (request: Partial<ec2.ModifyVpcEndpointServiceConfigurationCommandInput>) =>
    provider.client.send(new ec2.ModifyVpcEndpointServiceConfigurationCommand({ ServiceId: service.id, ...request }));

  beforeAll(async () => {
    postern = await startPostern();
    const { connection } = postern;
    await createOrganization(connection);
    const owner = inRegion(await createAccount(connection, 'provider'), home);
    const customer = inRegion(await createAccount(connection, 'consumer'), away);
    provider = groundIn(postern, owner);
    zones = await zonesOf(provider);
    const vpc = await provider.vpc(cidr);
    const subnets = await subnetsIn(provider, vpc, zones);
    const open = await provider.group(vpc, rule('all', cidr));
    targets = [
      await provider.machine(subnets[0], { groups: [open] }),
      await provider.machine(subnets[1], { groups: [open] }),
    ];
    await provider.ready(...targets);
    const balancing = balancingOf(owner);
    const balancer = await balance(balancing, { subnets, nodes });
    const ids = targets.map(({ id }) => id);
    await listen(balancing, balancer, [
      { port: 80, targetPort: 8080, targets: ids },
      { port: 7, targetPort: 7, targets: ids },
    ]);
    service = await offer(provider, balancer, [customer.id]);
    consumer = groundIn(postern, customer);
    const far = await consumer.vpc(cidr);
    const farSubnets = await subnetsIn(consumer, far, await zonesOf(consumer));
    const group = await consumer.group(far, rule('all', cidr));
    client = await consumer.machine(farSubnets[0], { groups: [group] });
    place = { vpc: far, subnets: farSubnets, group, serviceRegion: home };
    await consumer.ready(client);
  }, 120_000);
  afterAll(() => postern?.down());

  test('until the provider supports the region, there is no such service in it', async () => {
    await expect(endpointIn(consumer, service.name, place)).rejects.toMatchObject({ name: 'InvalidServiceName' });
    await change({ AddSupportedRegions: [away] });
    endpoint = await endpointIn(consumer, service.name, place);
    expect(endpoint.names).toEqual([expect.stringMatching(/\.us-east-1\.vpce\.amazonaws\.com$/)]);
  });

  test('accepted, it answers in every zone, by its one name too, from a node of the other region', async () => {
    expect(await ask(0)).toBe('no answer');
    await accept(provider, service, endpoint);
    for (const index of [0, 1] as const) expect(answers()).toContain(await ask(index));
    const [found = ''] = await postern.tryWords(client.id, ['run', 'dig', '+short', endpoint.names[0] ?? '']);
    expect(found.split('\n').sort()).toEqual([...endpoint.addresses].sort());
  });

  test('its packets pass the backbones of both regions, and none goes by the internet', async () => {
    const carried = async () => {
      const answer = await fetch(`${postern.connection.endpoint}/_postern/evidence`);
      const { carried: by } = (await answer.json()) as Evidence;
      return ['internet', `backbone-${home}`, `backbone-${away}`].map((id) => by[id] ?? 0);
    };
    const before = await carried();
    await ask(0);
    const [internet = 0, ...backbones] = (await carried()).map((count, index) => count - (before[index] ?? 0));
    expect(internet).toBe(0);
    expect(Math.min(...backbones)).toBeGreaterThan(3);
  });

  test('with a zone of the provider’s down, new connections go through the node of another, and after it as before', async () => {
    const before = [await ask(0), await ask(1)];
    for (const [index, zone] of zones.entries()) {
      const rest = answers()[1 - index];
      await fault(zone, 'down');
      try {
        expect([await ask(0), await ask(1)]).toEqual([rest, rest]);
      } finally {
        await fault(zone, 'up');
      }
    }
    expect([await ask(0), await ask(1)]).toEqual(before);
  });

  test('a connection through a zone that stays up goes on', async () => {
    const inUse = answers().indexOf(await ask(0));
    const held = await holdConnection(postern, client.id, endpoint.addresses[0] ?? '', 7);
    const other = zones[1 - inUse] ?? '';
    await fault(other, 'down');
    try {
      expect(await held.say('still')).toBe('still');
    } finally {
      held.end();
      await fault(other, 'up');
    }
  });

  test('its region taken away, a new endpoint is refused, and the old one goes on', async () => {
    const held = await holdConnection(postern, client.id, endpoint.addresses[0] ?? '', 7);
    await change({ RemoveSupportedRegions: [away] });
    await postern.settled();
    await expect(endpointIn(consumer, service.name, place)).rejects.toMatchObject({ name: 'InvalidServiceName' });
    expect(await held.say('still')).toBe('still');
    held.end();
    for (const index of [0, 1] as const) expect(answers()).toContain(await ask(index));
  });
});
