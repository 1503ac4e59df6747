/** Real packets against the verifier's verdicts, on random networks; and a wrong verifier, to see that it would be found. */

import { describe, expect, test } from 'vitest';
import { trace } from '../../src/verify/trace.ts';
import { because, missing } from '../packets/postern.ts';
import { reportText, runCampaign } from './campaign.ts';
import type { Judge } from './compare.ts';

/** Of the first network. Others are tried with `npm run agree -- --seed S`. */
const seed = 20_261;

const enough = 2000;
/** Milliseconds; a machine that is slow takes longer, and compares no less. */
const longest = 900_000;

/** Forgets ACLs on the way back: calls reachable what nothing but an ACL stops there. */
const forgetful: Judge = (network, question, health) => {
  const found = trace(network, question, health);
  const drops = ({ verdict }: { readonly verdict: string }) => verdict === 'drop';
  const stopped =
    found.forward.some(drops) ||
    found.return.filter(drops).some(({ stage }) => !stage.startsWith('network-acl')) ||
    (found.blockers.length > 0 && !found.return.some(drops));
  return { ...found, reachable: !stopped };
};

const log = (line: string): void => void process.stderr.write(`${line}\n`);

describe.skipIf(missing)(`verdicts and packets${because(missing)}`, () => {
  test(`agree on ${enough} flows through random networks`, { timeout: longest + 200_000 }, async () => {
    const campaign = { judge: trace, seed, flows: enough, milliseconds: longest, shrinking: 120_000, log };
    const report = await runCampaign(campaign);
    process.stdout.write(`agreement: ${reportText(report)}, from seed ${seed} on\n`);
    expect(report.disagreement?.text).toBeUndefined();
    expect(report.flows).toBeGreaterThanOrEqual(enough);
    // A campaign in which everything or nothing passes would agree with a verifier that knows nothing.
    expect(report.reachable).toBeGreaterThan(report.flows / 8);
    expect(report.reachable).toBeLessThan((report.flows * 7) / 8);
  });

  test('disagree where the verifier forgets network ACLs on the way back, and a small network shows it', {
    timeout: 400_000,
  }, async () => {
    const campaign = { judge: forgetful, seed, flows: enough, milliseconds: 120_000, shrinking: 40_000, log };
    const { disagreement } = await runCampaign(campaign);
    expect(disagreement).toBeDefined();
    const { found = [], calls = [], asked = 0, text = '' } = disagreement ?? {};
    for (const { verdict, fate } of found) expect([verdict.reachable, fate]).toEqual([true, 'silence']);
    expect(calls.map(({ operation }) => operation)).toContain('ReplaceNetworkAclAssociation');
    expect(calls.length).toBeLessThan(asked / 3);
    expect(text).toContain(`seed ${disagreement?.seed}, after ${disagreement?.step} changes`);
    expect(text).toContain('network-acl-');
    expect(text).toMatch(/^aws .*ec2 replace-network-acl-association/m);
  });
});
