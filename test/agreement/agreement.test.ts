/** Real packets against the verifier's verdicts, on random networks; and a wrong verifier, to see that it would be found. */

import { describe, expect, test } from 'vitest';
import { trace } from '../../src/verify/trace.ts';
import { because, missing } from '../packets/postern.ts';
import { reportText, runCampaign } from './campaign.ts';
import type { Judge } from './compare.ts';

/** Of the first network. Another one is tried with `npm run agree -- --seed S`. */
const seed = 20_261;

const enough = 2000;
const longest = 60_000;

/** Calls reachable what nothing but an ACL stops. */
const ignoringAcls: Judge = (network, question, health) => {
  const found = trace(network, question, health);
  const drops = [...found.forward, ...found.return].filter(({ verdict }) => verdict === 'drop');
  const stopped = drops.some(({ stage }) => !stage.startsWith('network-acl'));
  return { ...found, reachable: !stopped };
};

const log = (line: string): void => void process.stderr.write(`${line}\n`);

describe.skipIf(missing)(`verdicts and packets${because(missing)}`, () => {
  test('agree', { timeout: 400_000 }, async () => {
    const campaign = { judge: trace, seed, flows: enough, milliseconds: longest, shrinking: 120_000, log };
    const report = await runCampaign(campaign);
    process.stdout.write(`agreement: ${reportText(report)}, from seed ${seed} on\n`);
    expect(report.disagreement?.text).toBeUndefined();
    expect(report.flows).toBeGreaterThan(200);
    // A campaign in which everything or nothing passes would agree with a verifier that knows nothing.
    expect(report.reachable).toBeGreaterThan(report.flows / 8);
    expect(report.reachable).toBeLessThan((report.flows * 7) / 8);
  });

  test('disagree where the verifier forgets network ACLs, and a small network shows it', {
    timeout: 400_000,
  }, async () => {
    const campaign = { judge: ignoringAcls, seed, flows: enough, milliseconds: longest, shrinking: 60_000, log };
    const { disagreement } = await runCampaign(campaign);
    expect(disagreement).toBeDefined();
    const { found = [], calls = [], asked = 0, text = '' } = disagreement ?? {};
    for (const { verdict, fate } of found) expect([verdict.reachable, fate]).toEqual([true, 'silence']);
    // Two subnets with an instance each, and an ACL between them; a public address at the most.
    expect(calls.map(({ operation }) => operation)).toContain('ReplaceNetworkAclAssociation');
    expect(calls.length).toBeLessThan(asked / 2);
    expect(text).toContain(`seed ${disagreement?.seed}, after ${disagreement?.step} changes`);
    expect(text).toContain('network-acl-');
    expect(text).toMatch(/^aws .*ec2 replace-network-acl-association/m);
  });
});
