/**
 * Every scenario of scenarios/, built by its own AWS calls: verdict and packet for random flows between everything in it, in both
 * directions, with all zones up and with one down.
 */

import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connection, createAccount } from '../../scenarios/shared-services/account.ts';
import { buildSharedServices } from '../../scenarios/shared-services/network.ts';
import { buildPartner } from '../../scenarios/shared-services/partner.ts';
import { buildPrivateLink } from '../../scenarios/shared-services/private-link.ts';
import { buildRegions } from '../../scenarios/shared-services/regions.ts';
import { trace } from '../../src/verify/trace.ts';
import { because, postern as command, missing } from '../packets/postern.ts';
import { choose } from './choose.ts';
import { compare } from './compare.ts';
import { diceOf } from './dice.ts';
import { flows } from './flows.ts';
import { type Ground, openGround } from './ground.ts';
import { inventoryOf } from './inventory.ts';
import { comparedText } from './print.ts';

const seed = 4;
/** As many as there are different ones, nearly. */
const drawnPerState = 2000;
const flowsPerState = 300;

/** The agents of this test answer in the place of the scenario's applications, where those leave them the port. */
const noApplication = '#!/bin/sh\ntrue\n';

/** Each builds one scenario, and answers a zone of it. */
const scenarios: Readonly<Record<string, (owner: Connection) => Promise<string>>> = {
  'shared-services': async (owner) => {
    const services = await buildSharedServices(owner, await createAccount(owner, 'team'), noApplication);
    const accounts = [
      await createAccount(owner, 'offering'),
      await createAccount(owner, 'accepted'),
      await createAccount(owner, 'waiting'),
    ] as const;
    const built = await buildPrivateLink(owner.region, accounts);
    await buildPartner(built, accounts, async (...words) => {
      const { stdout } = await command(['marketplace', ...words, '--json', '--endpoint', owner.endpoint]);
      return stdout;
    });
    await buildRegions(await createAccount(owner, 'branch'), services, accounts[0], built);
    return built.zones[0];
  },
};

test('no scenario is left out', () => {
  const folder = fileURLToPath(new URL('../../scenarios/', import.meta.url));
  const found = readdirSync(folder).filter((name) => statSync(`${folder}${name}`).isDirectory());
  expect(found).toEqual(Object.keys(scenarios));
});

describe.skipIf(missing).each(Object.entries(scenarios))(`the scenario %s${because(missing)}`, (_, build) => {
  let ground: Ground;
  let zone: string;

  beforeAll(async () => {
    ground = await openGround((line) => process.stderr.write(`${line}\n`));
    zone = await build(ground.owner);
    await ground.settled();
  }, 120_000);
  afterAll(() => ground?.close());

  async function disagreements(state: number): Promise<readonly string[]> {
    const { inventory, values } = inventoryOf(ground.network);
    const drawn = flows(diceOf(seed + state), inventory, drawnPerState);
    const asked = choose(ground, trace, values, drawn, flowsPerState);
    const compared = await compare(ground, trace, values, asked);
    const reachable = compared.filter(({ verdict }) => verdict.reachable).length;
    process.stdout.write(`agreement: ${compared.length} flows, ${reachable} reachable\n`);
    expect(compared.length).toBeGreaterThan(flowsPerState / 2);
    expect(reachable).toBeGreaterThan(5);
    return compared.filter(({ agrees }) => !agrees).map(comparedText);
  }

  test('verdict and packet agree for random flows between everything in it', { timeout: 120_000 }, async () => {
    expect(await disagreements(0)).toEqual([]);
  });

  test('they agree with one of its zones down', { timeout: 120_000 }, async () => {
    const fault = { owner: 'consumer', service: 'postern', operation: 'fault' } as const;
    await ground.carryOut([{ ...fault, input: { zone, state: 'down' } }], new Map());
    expect(await disagreements(1)).toEqual([]);
  });
});
