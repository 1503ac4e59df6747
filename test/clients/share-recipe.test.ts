/** The recipe for sharing a VPC, run as it is written: by a shell, with the stock aws command and the postern command. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { hasAws, startServer } from './server.ts';

const path = fileURLToPath(new URL('../../docs/recipes/share-a-vpc.md', import.meta.url));
const script = fileURLToPath(new URL('../../packages/cli/bin/postern', import.meta.url));
const blocks = [...readFileSync(path, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);

/** Each block's output comes after a line that says so. */
const commands = [
  'set -eu -o pipefail',
  'npx() { shift; "$NODE" "$SCRIPT" "$@" --endpoint "$ENDPOINT"; }',
  ...blocks.map((block) => `echo "== block"\n${block}`),
  'echo "== rest"',
  'eval "$(npx postern env --account team)"',
  'aws ec2 describe-instances --instance-ids $instance --query "Reservations[].Instances[].SubnetId" --output text',
  'aws ec2 describe-subnets --subnet-ids $subnet 2>&1 || true',
  'aws ec2 terminate-instances --instance-ids $instance > /dev/null',
  'eval "$(npx postern env --account network)"',
  'aws ec2 delete-subnet --subnet-id $subnet',
].join('\n');

describe.skipIf(!hasAws)('the recipe for sharing a VPC', async () => {
  const server = await startServer();
  afterAll(() => server.stop());

  test('shares, places, refuses and ends as it says', async () => {
    const env = {
      PATH: process.env.PATH,
      HOME: server.state,
      NODE: process.execPath,
      SCRIPT: script,
      ENDPOINT: server.endpoint,
      AWS_PAGER: '',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const said = await new Promise<string>((resolve, reject) => {
      execFile('bash', ['--norc', '-c', commands], { env, maxBuffer: 2 ** 24 }, (error, stdout, stderr) =>
        error ? reject(new Error(stdout + stderr)) : resolve(stdout),
      );
    });
    const [, , , participant, end, rest] = said.split(/^== (?:block|rest)\n/m);
    const [owner, zone, zoneId] = JSON.parse(participant!.slice(0, participant!.indexOf(']') + 1));
    expect([owner, zone, zoneId]).toEqual([
      expect.stringMatching(/^\d{12}$/),
      expect.stringMatching(/^us-east-1[a-f]$/),
      'use1-az1',
    ]);
    expect(end).toMatch(/eni-[0-9a-f]{17}/);
    expect(rest).toMatch(/^subnet-[0-9a-f]{17}\n[\s\S]*InvalidSubnetID\.NotFound/);
  }, 400_000);
});
