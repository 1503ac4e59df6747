import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { manualClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { certificateFile, keyFile, openAuthority } from './authority.ts';
import { start } from './sample-network.ts';

const day = 86_400_000;

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'authority-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return join(path, 'authority');
}

const open = (path: string, clock = manualClock(start)) => openAuthority(path, clock, systemRandom);

describe('the authority', () => {
  test('is made once, with a key that only its owner reads', async () => {
    const path = await directory();
    const first = await open(path);
    expect((await stat(join(path, keyFile))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(path, certificateFile), 'utf8')).toBe(first.pem);
    expect((await open(path)).pem).toBe(first.pem);
    const certificate = new X509Certificate(first.pem);
    expect([certificate.ca, certificate.verify(certificate.publicKey)]).toEqual([true, true]);
    expect(createPrivateKey(await readFile(join(path, keyFile))).asymmetricKeyDetails).toEqual({
      namedCurve: 'prime256v1',
    });
  });

  test('is made anew where key and certificate do not belong together', async () => {
    const [path, other] = [await directory(), await directory()];
    const [first] = [await open(path), await open(other)];
    await writeFile(join(path, certificateFile), await readFile(join(other, certificateFile)));
    expect((await open(path)).pem).not.toBe(first.pem);
  });

  test('is made anew near its end', async () => {
    const path = await directory();
    const clock = manualClock(start);
    const first = await open(path, clock);
    clock.advance(3_000 * day);
    expect((await open(path, clock)).pem).toBe(first.pem);
    clock.advance(400 * day);
    expect((await open(path, clock)).pem).not.toBe(first.pem);
  });
});

describe('identities', () => {
  const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.s3.us-east-1.amazonaws.com`;
  test.each([
    ['sts.us-east-1.amazonaws.com', 'sts.us-east-1.amazonaws.com'],
    ['*.s3.us-east-1.amazonaws.com', 'bucket.s3.us-east-1.amazonaws.com'],
    [long, long],
  ])('%s', async (name, host) => {
    const authority = await open(await directory());
    const leaf = new X509Certificate((await authority.identityFor(name)).cert);
    const issuer = new X509Certificate(authority.pem);
    expect(leaf.checkHost(host, { subject: 'never' })).toBe(name);
    expect(leaf.checkHost('ec2.us-east-1.amazonaws.com')).toBeUndefined();
    expect([leaf.ca, leaf.checkIssued(issuer), leaf.verify(issuer.publicKey)]).toEqual([false, true, true]);
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(Date.parse(leaf.validFrom)).toBeLessThan(start);
    expect(Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)).toBeLessThanOrEqual(398 * day);
  });

  test('are kept until they near their end', async () => {
    const clock = manualClock(start);
    const authority = await open(await directory(), clock);
    const first = await authority.identityFor('a.example');
    expect(await authority.identityFor('a.example')).toBe(first);
    clock.advance(370 * day);
    expect(await authority.identityFor('a.example')).not.toBe(first);
  });
});
