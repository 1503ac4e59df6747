/** The same kernel tests as a user without any right: run again by a child that gave root away. */

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const nobody = '65534';
const asNobody = ['--reuid', nobody, '--regid', nobody, '--clear-groups', '--'];

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

function reasonToSkip(): string | undefined {
  if (process.getuid?.() !== 0) return 'these tests run without rights already';
  const tried = spawnSync('setpriv', [...asNobody, 'unshare', '-Urnm', 'true'], { encoding: 'utf8' });
  return tried.status === 0 ? undefined : `no user namespaces: ${tried.stderr.trim()}`;
}

const reason = reasonToSkip();

/** Where /dev/net/tun is root's alone, nobody else has such devices. */
const notTheirs = /\(skipped: tun devices: .*Permission denied/;

test.skipIf(reason)(
  `every kernel test passes without rights${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    const home = mkdtempSync(join(tmpdir(), 'postern-nobody-'));
    chmodSync(home, 0o777);
    const report = join(home, 'report.json');
    const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
    const run = [
      'run',
      'test/kernel',
      '--exclude',
      '**/unprivileged.test.ts',
      '--configLoader=native',
      '--reporter=json',
      `--outputFile=${report}`,
    ];
    const child = spawnSync('setpriv', [...asNobody, process.execPath, vitest, ...run], {
      encoding: 'utf8',
      cwd: join(import.meta.dirname, '../..'),
      env: { ...process.env, HOME: home },
      maxBuffer: 64 * 1024 * 1024,
    });
    expect(existsSync(report), child.stderr).toBe(true);
    const { numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    rmSync(home, { recursive: true, force: true });
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = results.filter(({ status, fullName }) => status !== 'passed' && !notTheirs.test(fullName));
    expect(failed).toEqual([]);
    expect(numPassedTests).toBeGreaterThan(50);
  },
  300_000,
);
