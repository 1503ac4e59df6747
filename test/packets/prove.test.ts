/** Proofs and what they say of real packets: a counter-example is a command that gets through, and what is proven does not. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Proof } from '../../src/verify/reach-answer.ts';
import { type Ground, groundOf, type Machine, rule } from './ground.ts';
import { because, missing, type Postern, postern as run, startPostern } from './postern.ts';

describe.skipIf(missing)(`proofs${because(missing)}`, () => {
  let postern: Postern;
  let ground: Ground;
  let app: Machine;
  let client: Machine;
  let opened: string;

  beforeAll(async () => {
    postern = await startPostern();
    ground = groundOf(postern);
    const vpc = await ground.vpc('10.0.0.0/16');
    const [one, two] = [await ground.subnet(vpc, '10.0.1.0/24'), await ground.subnet(vpc, '10.0.2.0/24', 'b')];
    opened = await ground.group(vpc, rule('tcp 8080', '10.0.2.0/24'));
    app = await ground.machine(one, { groups: [opened] });
    client = await ground.machine(two, { groups: [await ground.group(vpc)] });
    await ground.ready(app, client);
  });
  afterAll(() => postern?.down());

  async function prove(claim: string, ...more: readonly string[]): Promise<Proof> {
    const { code, stdout, stderr } = await run([
      'prove',
      claim,
      '--json',
      '--endpoint',
      postern.connection.endpoint,
      ...more,
    ]);
    expect(stderr).toBe('');
    const proof = JSON.parse(stdout) as Proof;
    expect(code).toBe(proof.holds ? 0 : 1);
    return proof;
  }

  test('a claim that does not hold gives the command of a packet that gets through', async () => {
    const { holds, counterExamples } = await prove(`no path from ${client.id} to ${app.id}`);
    expect(holds).toBe(false);
    const [, instance = '', seconds = '', script = ''] =
      /^postern exec (i-\w+) -- timeout (\d+) bash -c '(.*)'$/.exec(counterExamples[0]?.command ?? '') ?? [];
    expect([instance, script]).toEqual([client.id, `echo > /dev/tcp/${app.address}/8080`]);
    expect(await postern.exec(instance, 'timeout', seconds, 'bash', '-c', script)).toMatchObject({ code: 0 });
  });

  test('of what is proven no packet gets through, and the certificate can be checked again until something changes', async () => {
    const file = join(postern.state, 'proof.json');
    const claim = `no path from ${client.id} to ${app.id} on tcp 80`;
    expect((await prove(claim, '--certificate', file)).holds).toBe(true);
    expect(await postern.try(client.id, `tcp ${app.address} 80`)).toEqual(['no answer']);
    expect(JSON.parse(readFileSync(file, 'utf8')).boxes.length).toBeGreaterThan(0);
    const check = () => run(['prove', '--check', file, '--endpoint', postern.connection.endpoint]);
    expect((await check()).code).toBe(0);
    await ground.allow(opened, rule('tcp 80', '10.0.2.0/24'));
    expect((await check()).code).toBe(1);
  });
});
