/** `npm run agree -- --flows N --seed S`: compares verdicts with packets for any number of flows, and says where they disagree. */

import { parseArgs } from 'node:util';
import { trace } from '../../src/verify/trace.ts';
import { decisiveText, reportText, runCampaign } from './campaign.ts';

const usage = 'npm run agree -- [--flows N (2000)] [--seed S (1)] [--minutes N (1440)]: whole numbers, at least 1\n';

/** The words' numbers; with a word that is none, or that nobody knows, it says what can be asked. */
function numbersAsked(): Readonly<Record<'flows' | 'seed' | 'minutes', number>> {
  try {
    const options = { flows: { type: 'string' }, seed: { type: 'string' }, minutes: { type: 'string' } } as const;
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } });
    const { help = false, flows = '2000', seed = '1', minutes = '1440' } = values;
    const texts = { flows, seed, minutes };
    if (!help && Object.values(texts).every((text) => /^[1-9]\d{0,9}$/.test(text))) {
      return { flows: Number(flows), seed: Number(seed), minutes: Number(minutes) };
    }
    process.stderr.write(usage);
    process.exit(help ? 0 : 64);
  } catch (reason) {
    process.stderr.write(`${(reason as Error).message}\n${usage}`);
    process.exit(64);
  }
}

const { flows, seed, minutes } = numbersAsked();

const begun = Date.now();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
const report = await runCampaign({
  judge: trace,
  seed,
  flows,
  milliseconds: minutes * 60_000,
  shrinking: 120_000,
  log: (line) => process.stderr.write(`${line}\n`),
  progress: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${reportText(report)}, in ${Math.round((Date.now() - begun) / 1000)} s\n`);
process.stdout.write(`stopped by one thing alone: ${decisiveText(report)}\n`);
if (report.disagreement) process.stdout.write(`${report.disagreement.text}\n`);
process.exit(report.disagreement ? 1 : 0);
