/**
 * `npm run bench`: every figure that docs/performance.md reports, measured side by side in one run and printed as JSON.
 * Nothing here is asserted. `npm run bench -- api packets` runs some of the parts only.
 */

import { cpus } from 'node:os';
import { benchApi } from './api.ts';
import { benchAuthorization } from './authorization.ts';
import { benchLaunch } from './launch.ts';
import { benchNoBigTcp } from './no-big-tcp.ts';
import { benchPackets } from './packets.ts';
import { benchPrivateLink } from './private-link.ts';
import { benchRegions } from './regions.ts';
import { benchRules } from './rules.ts';
import { benchSharedVpc } from './shared-vpc.ts';
import { benchStart } from './start.ts';
import { benchVerify } from './verify.ts';

const parts: Readonly<Record<string, () => Promise<object>>> = {
  start: benchStart,
  api: benchApi,
  authorization: benchAuthorization,
  packets: benchPackets,
  rules: benchRules,
  launch: benchLaunch,
  'private-link': benchPrivateLink,
  regions: benchRegions,
  'no-big-tcp': benchNoBigTcp,
  'shared-vpc': benchSharedVpc,
  verify: benchVerify,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((word) => !Object.hasOwn(parts, word));
if (unknown.length > 0) {
  const asksForHelp = unknown.some((word) => word === '--help' || word === '-h');
  const usage = `npm run bench -- [PART …]; the parts are: ${Object.keys(parts).join(', ')}\n`;
  process.stderr.write(asksForHelp ? usage : `there is no part ${unknown.join(', ')}\n${usage}`);
  process.exit(asksForHelp ? 0 : 64);
}
const result: Record<string, object> = {
  machine: { processors: cpus().length, model: cpus()[0]?.model ?? 'unknown', node: process.version },
};
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
  process.stderr.write(`${name} …\n`);
  result[name] = (await parts[name]?.().catch((reason: unknown) => ({ failed: String(reason) }))) ?? {};
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
