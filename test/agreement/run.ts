/** `npm run agree -- --flows N --seed S`: compares verdicts with packets for any number of flows, and says where they disagree. */

import { parseArgs } from 'node:util';
import { trace } from '../../src/verify/trace.ts';
import { decisiveText, reportText, runCampaign } from './campaign.ts';

const { values } = parseArgs({
  options: {
    flows: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '1440' },
  },
});

const begun = Date.now();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
const report = await runCampaign({
  judge: trace,
  seed: Number(values.seed),
  flows: Number(values.flows),
  milliseconds: Number(values.minutes) * 60_000,
  shrinking: 120_000,
  log: (line) => process.stderr.write(`${line}\n`),
  progress: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${reportText(report)}, in ${Math.round((Date.now() - begun) / 1000)} s\n`);
process.stdout.write(`stopped by one thing alone: ${decisiveText(report)}\n`);
if (report.disagreement) process.stdout.write(`${report.disagreement.text}\n`);
process.exit(report.disagreement ? 1 : 0);
